#include "importers/requests/secondmaxima.h"

#include <algorithm>

namespace faultline {

namespace {

/// By which writes of several threads may be out of order.
constexpr auto slack = std::chrono::seconds(5);

}    // namespace

void SecondMaxima::emit(Group& group, RecordSink& sink)
{
    if (!group.hasValues)
        return;
    if (group.handles.empty()) {
        for (const std::string_view name : m_names)
            group.handles.push_back(sink.series(name, group.labels, "1", SeriesKind::Gauge));
    }
    for (std::size_t i = 0; i < group.values.size(); ++i) {
        if (group.values[i] != absent)
            sink.sample(group.handles[i], group.second, static_cast<double>(group.values[i]));
    }
    std::fill(group.values.begin(), group.values.end(), absent);
    group.hasValues = false;
}

void SecondMaxima::take(Group& group, const RecordTime& time, std::initializer_list<std::int64_t> values, RecordSink& sink)
{
    m_lastLine = sink.lineNumber();
    const Timestamp newest = group.second.utc;
    const bool isSame = group.hasValues && time.utc < newest + std::chrono::seconds(1) && time.utc > newest - slack;
    if (!isSame) {
        emit(group, sink);
        group.second = time;
        group.second.utc = std::chrono::floor<std::chrono::seconds>(time.utc);
    }
    group.hasValues = true;
    std::size_t i = 0;
    for (const std::int64_t value : values) {
        group.values[i] = std::max(group.values[i], value);    // absent is below every count
        ++i;
    }
}

void SecondMaxima::flush(RecordSink& sink)
{
    sink.recordsBelongTo(m_lastLine);
    for (auto& [key, group] : m_groups)
        emit(group, sink);
}

}    // namespace faultline
