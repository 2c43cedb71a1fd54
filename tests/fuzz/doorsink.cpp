#include "tests/fuzz/doorsink.h"

#include "tests/fuzz/fuzz.h"

namespace faultline::fuzz {

namespace {

void check(std::int64_t value, std::string_view what)
{
    if (value != absent && value < 0)
        fail(std::string(what) + " is negative: " + std::to_string(value));
}

void checkCode(std::string_view code)
{
    require(!code.empty(), "a code is empty");
    for (const char c : code)
        require((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-', "a code is not kebab-case: " + std::string(code));
}

}    // namespace

void DoorSink::beginLine(std::uint64_t number)
{
    m_line = number;
    m_owner = 0;
    m_ownRecords = m_rejects = m_skips = m_continuations = 0;
}

void DoorSink::endLine()
{
    const std::string line = "line " + std::to_string(m_line);
    require(m_ownRecords + m_rejects + m_skips + m_continuations > 0, line + " used no door");
    require(m_rejects <= 1, line + " was rejected more than once");
    require(m_rejects == 0 || m_ownRecords + m_skips == 0, line + " was rejected and also used another door");
    m_calls += m_ownRecords + m_rejects + m_skips + m_continuations;
    m_doors.resize(m_line);
    m_doors.back() = m_rejects > 0 ? Door::Reject : m_ownRecords == 0 && m_skips > 0 ? Door::Skip : Door::Record;
}

void DoorSink::endDocument(bool isEmpty) const
{
    require(isEmpty || m_ownRecords + m_rejects + m_skips + m_calls > 0, "a document made nothing and gave no reason");
}

void DoorSink::record()
{
    ++m_calls;
    if (m_owner == 0 && !m_isFinishing)
        ++m_ownRecords;
}

void DoorSink::recordsBelongTo(std::uint64_t line)
{
    require(line <= m_line, "records are given to a line that is still to come");
    m_owner = line;
}

void DoorSink::request(const Request& r)
{
    for (const std::string_view text : {r.method, r.path, r.query, r.protocol, r.host, r.clientIp, r.user, r.userAgent, r.referer,
                                        r.upstreamAddr, r.terminationFlags, r.traceId, r.rest})
        touch(text);
    check(r.status, "status");
    check(r.bytesOut, "bytes out");
    check(r.bytesIn, "bytes in");
    check(r.durationNs, "duration");
    check(r.upstreamDurationNs, "upstream duration");
    check(r.upstreamStatus, "upstream status");
    record();
}

void DoorSink::operation(const Operation& r)
{
    for (const std::string_view text : {r.op, r.target, r.shapeHash, r.plan, r.app, r.client, r.text})
        touch(text);
    check(r.durationNs, "duration");
    check(r.docsExamined, "documents examined");
    check(r.keysExamined, "keys examined");
    check(r.rows, "rows");
    check(r.responseBytes, "response bytes");
    check(r.lockWaitNs, "lock wait");
    record();
}

void DoorSink::logLine(const LogLine& r)
{
    for (const std::string_view text : {r.component, r.text, r.host, r.process, r.thread, r.user, r.clientIp, r.traceId, r.rest})
        touch(text);
    record();
}

void DoorSink::event(Event e)
{
    require(!e.title.empty(), "an event has no title");
    require(!e.kind.empty(), "an event has no kind");
    record();
}

SeriesHandle DoorSink::series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind)
{
    touch(name);
    touch(unit);
    for (const auto& [key, value] : labels)
        touch(key + value);
    return m_series++;
}

void DoorSink::sample(SeriesHandle handle, const RecordTime&, double)
{
    require(handle < m_series, "a sample of a series that was never made");
    record();
}

void DoorSink::reject(std::string_view code, std::string_view reason)
{
    checkCode(code);
    require(!reason.empty(), "a rejection without reason");
    touch(reason);
    if (m_owner == 0) {
        require(!m_isFinishing || m_doors.empty(), "a rejection at the end belongs to no line");
        ++m_rejects;
        return;
    }
    // Taken back: the import job counted the line as a part of a record.
    require(m_owner <= m_doors.size(), "a line is taken back before it ended");
    require(m_doors[m_owner - 1] == Door::Record, "line " + std::to_string(m_owner) + " is taken back, but was no part of a record");
    m_doors[m_owner - 1] = Door::Reject;
    ++m_calls;
}

void DoorSink::issue(std::string_view code, std::string_view text)
{
    checkCode(code);
    touch(text);
    ++m_calls;
}

}    // namespace faultline::fuzz
