#include "importers/events/eventjoiner.h"

#include <algorithm>

namespace faultline {

namespace {

Timestamp lastSign(const Event& event)
{
    return event.end ? event.end->utc : event.start.utc;
}

/// Equal times: a finished one is newer than one that still holds.
bool isNewer(const Event& event, const Event& than)
{
    if (lastSign(event) != lastSign(than))
        return lastSign(event) > lastSign(than);
    return event.openEnd <= than.openEnd;
}

void takeWhatIsMissing(Event& newer, const Event& older)
{
    for (std::string Event::*text : {&Event::body, &Event::actor, &Event::service, &Event::environment, &Event::link}) {
        if ((newer.*text).empty())
            newer.*text = older.*text;
    }
    for (const auto& field : older.fields) {
        const bool known =
            std::any_of(newer.fields.begin(), newer.fields.end(), [&](const auto& one) { return one.first == field.first; });
        if (!known)
            newer.fields.push_back(field);
    }
}

}    // namespace

void EventJoiner::add(const std::string& key, Event event, RecordSink& sink)
{
    const auto [found, isNew] = m_index.emplace(key, m_events.size());
    if (isNew) {
        m_events.push_back(std::move(event));
        return;
    }
    sink.skip();
    Event& kept = m_events[found->second];
    Event older = std::move(kept);
    kept = std::move(event);
    if (!isNewer(kept, older))
        std::swap(kept, older);
    if (!kept.end && older.openEnd && older.start.utc < kept.start.utc) {
        if (!kept.openEnd)
            kept.end = kept.start;
        kept.start = older.start;
    }
    takeWhatIsMissing(kept, older);
}

void EventJoiner::emit(RecordSink& sink)
{
    for (Event& event : m_events)
        sink.event(std::move(event));
    m_events.clear();
    m_index.clear();
}

}    // namespace faultline
