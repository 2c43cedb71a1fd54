#include "importers/events/flagaudit.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Turn = StateIntervals::Turn;

}    // namespace

void FlagAudit::add(FlagChange change)
{
    Event& event = change.event;
    event.kind = change.flag.empty() ? "config" : "flag";
    const std::string& name = change.name.empty() ? change.flag : change.name;
    const std::string where = event.environment.empty() ? "" : " in " + event.environment;
    StateIntervals::Entry entry;
    entry.turn = change.flag.empty() ? Turn::Change : change.turn;
    entry.key = event.service + '\n' + event.environment + '\n' + change.flag;
    entry.stateTitle = name + " on" + where;
    event.title = change.words.empty() ? change.title : name + ": " + change.words;
    if (event.title.empty())
        event.title = name.empty() ? "change" : name;
    event.title += where;
    entry.event = std::move(event);
    m_intervals.add(std::move(entry));
}

Turn turnOf(std::string_view state)
{
    constexpr std::array<std::array<std::string_view, 2>, 10> words = {{{"on", "off"},
                                                                       {"true", "false"},
                                                                       {"enabled", "disabled"},
                                                                       {"enable", "disable"},
                                                                       {"1", "0"},
                                                                       {"yes", "no"},
                                                                       {"active", "inactive"},
                                                                       {"launched", "archived"},
                                                                       {"turned on", "turned off"},
                                                                       {"activated", "deactivated"}}};
    for (const auto& [on, off] : words) {
        if (equalsIgnoringCase(state, on))
            return Turn::On;
        if (equalsIgnoringCase(state, off))
            return Turn::Off;
    }
    return Turn::Change;
}

}    // namespace faultline
