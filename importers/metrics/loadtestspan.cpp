#include "importers/metrics/loadtestspan.h"

#include "app/base/text.h"
#include "importers/requests/requestline.h"

#include <algorithm>

namespace faultline {

namespace {

RecordTime later(const RecordTime& time, std::int64_t nanoseconds)
{
    RecordTime end = time;
    std::int64_t moved = 0;
    if (!__builtin_add_overflow(nanosecondsOf(time.utc), nanoseconds, &moved))
        end.utc = timestampFrom(moved);
    return end;
}

}    // namespace

void LoadTestSpan::addMoment(const RecordTime& time, RecordSink& sink)
{
    if (!m_any) {
        m_first = m_last = time;
        m_line = sink.lineNumber();
        m_any = true;
    }
    if (time.utc < m_first.utc)
        m_first = time;
    if (time.utc > m_last.utc)
        m_last = time;
}

void LoadTestSpan::addRequest(const RecordTime& start, std::int64_t durationNs, bool failed, RecordSink& sink)
{
    addMoment(start, sink);
    if (durationNs != absent)
        addMoment(later(start, durationNs), sink);
    ++m_requests;
    m_failures += failed ? 1 : 0;
}

void LoadTestSpan::emit(RecordSink& sink) const
{
    if (!m_any)
        return;
    Event event;
    event.kind = "load-test";
    event.start = m_first;
    event.end = m_last;
    event.title = m_tool + " load test" + (m_name.empty() ? "" : " " + shortened(m_name, 80));
    if (m_requests > 0)
        event.title += ": " + formatCount(m_requests, "request");
    if (m_failures > 0)
        event.title += ", " + formatGrouped(m_failures) + " failed";
    event.service = m_name;
    sink.recordsBelongTo(m_line);
    sink.event(std::move(event));
    sink.recordsBelongTo(0);
}

void applyLabel(std::string_view url, Request& request)
{
    if (!url.empty())
        applyRequestTarget(url, request);
}

std::int64_t durationOf(std::string_view text, std::int64_t nanoseconds)
{
    const auto value = parseDecimalScaled(text, nanoseconds);
    return value && *value >= 0 ? *value : absent;
}

std::int64_t countOf(std::string_view text)
{
    const auto value = parseInteger(text);
    return value && *value >= 0 ? *value : absent;
}

}    // namespace faultline
