#pragma once

#include "app/model/recordsink.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// What a load test file as a whole says: from when to when it loaded the system. One event, so that the load is shaded on charts
/// and not taken for an outage.
class LoadTestSpan {
public:
    explicit LoadTestSpan(std::string_view tool) : m_tool(tool) {}

    /// A request, or another sign of life of the test (`isRequest` false by addMoment()).
    void addRequest(const RecordTime& start, std::int64_t durationNs, bool failed, RecordSink& sink);
    void addMoment(const RecordTime& time, RecordSink& sink);
    void name(std::string_view name) { m_name = name; }

    /// The event, at the end of the file; nothing when there was no moment.
    void emit(RecordSink& sink) const;

private:
    std::string m_tool, m_name;
    RecordTime m_first, m_last;
    bool m_any = false;
    std::uint64_t m_line = 0;
    std::int64_t m_requests = 0, m_failures = 0;
};

/// Fills host, path and query from a URL, or the path from a label that is none.
void applyLabel(std::string_view url, Request& request);

/// "12.5" of a unit in nanoseconds, digits kept; absent for anything else and below zero.
std::int64_t durationOf(std::string_view text, std::int64_t nanoseconds);

/// A status or number of bytes; absent when it is no whole number from 0 on.
std::int64_t countOf(std::string_view text);

}    // namespace faultline
