#pragma once

#include "importers/events/stateintervals.h"

namespace faultline {

/// One entry of an audit log of feature flags, whatever program wrote it.
struct FlagChange {
    Event event;             ///< time, actor, body, service (the project), environment and fields; kind and titles are made here
    std::string flag;        ///< key; "" = a change of something else
    std::string name;        ///< for people; "" = the key
    std::string words;       ///< what was done: "turned off the flag"; "" with a `title`
    std::string title;       ///< of the change where there are no `words`
    StateIntervals::Turn turn = StateIntervals::Turn::Change;
};

/// Flags of all audit logs become intervals in the same way: a flag is on in an environment of a project.
class FlagAudit {
public:
    void add(FlagChange change);
    void emit(RecordSink& sink) { m_intervals.emit(sink); }

private:
    StateIntervals m_intervals{"turned_off"};
};

/// On for "on", "true", "enabled", "1", "active"; Off for their opposites; Change for anything else.
StateIntervals::Turn turnOf(std::string_view state);

}    // namespace faultline
