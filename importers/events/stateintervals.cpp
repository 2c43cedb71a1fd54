#include "importers/events/stateintervals.h"

#include "importers/events/eventdocument.h"

#include <algorithm>
#include <map>

namespace faultline {

void StateIntervals::emit(RecordSink& sink)
{
    // APIs give the newest first; intervals are built forwards.
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry& a, const Entry& b) { return a.event.start.utc < b.event.start.utc; });
    std::map<std::string, Entry*> held;
    for (Entry& entry : m_entries) {
        const auto on = held.find(entry.key);
        if (entry.turn == Turn::On && on == held.end()) {
            held.emplace(entry.key, &entry);
        } else if (entry.turn == Turn::Off && on != held.end()) {
            finish(*on->second, &entry, sink);
            held.erase(on);
        } else {
            sink.recordsBelongTo(entry.event.line);
            sink.event(std::move(entry.event));
        }
    }
    for (const auto& [key, entry] : held)
        finish(*entry, nullptr, sink);
    m_entries.clear();
}

void StateIntervals::finish(Entry& on, const Entry* off, RecordSink& sink) const
{
    Event& event = on.event;
    event.title = on.stateTitle;
    event.openEnd = off == nullptr;
    if (off != nullptr) {
        event.end = off->event.start;
        addField(event, m_ending + "_by", off->event.actor);
        addField(event, m_ending + "_comment", off->event.body);
        for (const auto& [name, value] : off->event.fields) {
            if (name == "id")
                addField(event, m_ending + "_id", value);
        }
    }
    sink.recordsBelongTo(event.line);
    sink.event(std::move(event));
}

}    // namespace faultline
