#pragma once

#include "app/model/recordsink.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Turns switches of states (a flag on and off, an alert firing and resolved) into intervals: from the first switch on to the
/// switch off that follows, open when none does. Every other change stays an instant, also a switch on of what is on and a
/// switch off of what the log never saw on.
class StateIntervals {
public:
    enum class Turn : std::uint8_t { On, Off, Change };
    struct Entry {
        std::string key;           ///< what has the state: project, environment and flag
        Turn turn = Turn::Change;
        Event event;               ///< as an instant
        std::string stateTitle;    ///< of the interval that On begins: "Checkout v2 on in production"
    };

    /// `ending` begins the names of the fields that tell who ended a state: "turned_off" gives turned_off_by.
    explicit StateIntervals(std::string_view ending) : m_ending(ending) {}

    void add(Entry entry) { m_entries.push_back(std::move(entry)); }    ///< in any order
    void emit(RecordSink& sink);

private:
    void finish(Entry& on, const Entry* off, RecordSink& sink) const;

    std::string m_ending;
    std::vector<Entry> m_entries;
};

}    // namespace faultline
