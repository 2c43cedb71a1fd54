#pragma once

#include "app/model/recordsink.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Gauges that stand on every line of a busy log, thinned to the highest value of each second. Lines come in the order of
/// their writing; a stamp a little earlier than the newest counts into the newest second.
class SecondMaxima {
public:
    /// The gauges of one thing, a backend for instance; made on first sight.
    struct Group {
        Labels labels;
        RecordTime second;
        bool hasValues = false;
        std::vector<std::int64_t> values;    ///< absent where nothing was seen in this second
        std::vector<SeriesHandle> handles;
    };
    /// `names` are the gauges of each group.
    explicit SecondMaxima(std::vector<std::string_view> names) : m_names(std::move(names)) {}

    /// `key` tells the groups apart; `labels` is asked for a new one.
    template <typename MakeLabels>
    Group& group(std::string_view key, MakeLabels&& labels)
    {
        if (const auto found = m_groups.find(key); found != m_groups.end())
            return found->second;
        Group& made = m_groups[std::string(key)];
        made.labels = labels();
        made.values.assign(m_names.size(), absent);
        return made;
    }

    /// values[i] belongs to names[i]; absent ones are left out.
    void take(Group& group, const RecordTime& time, std::initializer_list<std::int64_t> values, RecordSink& sink);
    /// Emits what is held back; to be called from finish().
    void flush(RecordSink& sink);

private:
    void emit(Group& group, RecordSink& sink);

    std::vector<std::string_view> m_names;
    std::map<std::string, Group, std::less<>> m_groups;
    std::uint64_t m_lastLine = 0;
};

}    // namespace faultline
