#pragma once

#include "app/model/recordsink.h"

#include <map>
#include <string>
#include <vector>

namespace faultline {

/// Joins what an export says more than once of the same thing: a run requested and completed, an alert firing and resolved, an
/// event whose count grows in a watch. The newest tells what it was; where it has no start of its own the first one does.
class EventJoiner {
public:
    /// An event whose key is already known is counted as skipped.
    void add(const std::string& key, Event event, RecordSink& sink);
    void emit(RecordSink& sink);    ///< in order of first sight

private:
    std::vector<Event> m_events;
    std::map<std::string, std::size_t> m_index;
};

}    // namespace faultline
