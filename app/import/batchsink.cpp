#include "app/import/batchsink.h"

#include "app/base/text.h"
#include "app/base/zonegap.h"
#include "app/import/linechunks.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t excerptBytes = 240;

}    // namespace

void BatchSink::start(RecordBatch& batch, std::string_view stable, std::uint64_t stableOffset)
{
    m_batch = &batch;
    m_stable = stable;
    m_stableOffset = stableOffset;
    ++m_batchNumber;
    for (RecordTable& table : batch.tables)
        table.setStableText(stable);
}

void BatchSink::finishBatch()
{
    for (RecordTable& table : m_batch->tables)
        table.finish();
}

void BatchSink::endLine()
{
    if (m_door == Door::None)
        reject("no-record", "The importer made nothing of this line");
    ++m_batch->lines;
    switch (m_door) {
    case Door::Record: ++m_batch->recordLines; break;
    case Door::Skip: ++m_batch->skipped; break;
    case Door::None:
    case Door::Reject: ++m_batch->rejected; break;
    }
}

void BatchSink::endDocument()
{
    m_batch->recordLines = m_batch->records;
    m_batch->rejected = 0;
    for (const Issue& issue : m_batch->issues)
        m_batch->rejected += issue.isRejection ? issue.lines : 0;
    m_batch->lines = m_batch->recordLines + m_batch->skipped + m_batch->rejected;
}

void BatchSink::setTime(RecordTable& table, const RecordTime& time)
{
    table.setNumber(Field::Time, nanosecondsOf(time.utc));
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(time.basis));
    table.setNumber(Field::Line, static_cast<std::int64_t>(m_owner != 0 ? m_owner : m_line));
    if (time.inGap && time.basis == TimeBasis::SourceZone)
        table.setNumber(Field::LocalTime, wallClockInGap(m_zone, time.utc).time_since_epoch().count());
}

void BatchSink::countRecord(const RecordTime& time)
{
    ++m_batch->records;
    ++m_batch->recordsByBasis[static_cast<std::size_t>(time.basis)];
    if (m_owner == 0)
        m_door = Door::Record;
}

void BatchSink::request(const Request& record)
{
    RecordTable& table = m_batch->table(RecordKind::Request);
    setTime(table, record.time);
    table.setText(Field::Method, record.method);
    table.setText(Field::Path, record.path);
    table.setText(Field::Query, record.query);
    table.setText(Field::Protocol, record.protocol);
    table.setText(Field::Host, record.host);
    table.setText(Field::ClientIp, record.clientIp);
    table.setText(Field::User, record.user);
    table.setText(Field::UserAgent, record.userAgent);
    table.setText(Field::Referer, record.referer);
    table.setText(Field::UpstreamAddr, record.upstreamAddr);
    table.setText(Field::TerminationFlags, record.terminationFlags);
    table.setPlain(Field::TraceId, record.traceId);
    table.setPlain(Field::Rest, record.rest);
    table.setNumber(Field::Status, record.status);
    table.setNumber(Field::BytesOut, record.bytesOut);
    table.setNumber(Field::BytesIn, record.bytesIn);
    table.setNumber(Field::Duration, record.durationNs);
    table.setNumber(Field::UpstreamDuration, record.upstreamDurationNs);
    table.setNumber(Field::UpstreamStatus, record.upstreamStatus);
    table.endRow();
    countRecord(record.time);
}

void BatchSink::operation(const Operation& record)
{
    RecordTable& table = m_batch->table(RecordKind::Operation);
    setTime(table, record.time);
    table.setText(Field::Op, record.op);
    table.setText(Field::Target, record.target);
    table.setText(Field::ShapeHash, record.shapeHash);
    table.setText(Field::Plan, record.plan);
    table.setText(Field::App, record.app);
    table.setText(Field::Client, record.client);
    table.setPlain(Field::Text, record.text);
    table.setNumber(Field::Severity, static_cast<std::int64_t>(record.severity));
    table.setNumber(Field::Duration, record.durationNs);
    table.setNumber(Field::DocsExamined, record.docsExamined);
    table.setNumber(Field::KeysExamined, record.keysExamined);
    table.setNumber(Field::Rows, record.rows);
    table.setNumber(Field::ResponseBytes, record.responseBytes);
    table.setNumber(Field::LockWait, record.lockWaitNs);
    table.endRow();
    countRecord(record.time);
}

void BatchSink::logLine(const LogLine& record)
{
    RecordTable& table = m_batch->table(RecordKind::LogLine);
    setTime(table, record.time);
    table.setText(Field::Component, record.component);
    table.setText(Field::Host, record.host);
    table.setText(Field::Process, record.process);
    table.setText(Field::Thread, record.thread);
    table.setText(Field::User, record.user);
    table.setText(Field::ClientIp, record.clientIp);
    table.setPlain(Field::TraceId, record.traceId);
    table.setPlain(Field::Rest, record.rest);
    table.setPlain(Field::Text, record.text);
    table.setNumber(Field::Severity, static_cast<std::int64_t>(record.severity));
    table.endRow();
    countRecord(record.time);
}

void BatchSink::event(Event record)
{
    if (record.line == 0)
        record.line = m_owner != 0 ? m_owner : m_line;
    const RecordTime time = record.start;
    for (std::string* text : {&record.timeText, &record.title, &record.body, &record.actor, &record.service, &record.environment,
                              &record.link, &record.section}) {
        if (!isValidUtf8(*text))
            *text = sanitizedUtf8(*text);
    }
    m_batch->events.push_back(std::move(record));
    countRecord(time);
}

SeriesHandle BatchSink::series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind)
{
    std::string key(name);
    for (const auto& [label, value] : labels)
        key.append(1, '\0').append(label).append(1, '\1').append(value);
    const auto known = m_seriesByKey.find(key);
    if (known != m_seriesByKey.end())
        return known->second;
    KnownSeries series;
    series.description.name = sanitizedUtf8(name);
    series.description.labels = labels;
    series.description.unit = std::string(unit);
    series.description.kind = kind;
    m_series.push_back(std::move(series));
    const auto handle = static_cast<SeriesHandle>(m_series.size() - 1);
    m_seriesByKey.emplace(std::move(key), handle);
    return handle;
}

void BatchSink::sample(SeriesHandle handle, const RecordTime& time, double value)
{
    if (handle >= m_series.size())
        return;
    KnownSeries& series = m_series[handle];
    if (series.batchNumber != m_batchNumber) {
        series.batchNumber = m_batchNumber;
        series.index = m_batch->series.size();
        m_batch->series.push_back(series.description);
        m_batch->series.back().basis = time.basis;
    }
    BatchSeries& held = m_batch->series[series.index];
    if (time.inGap && time.basis == TimeBasis::SourceZone)
        held.gapLocals.emplace_back(held.samples.size(), wallClockInGap(m_zone, time.utc).time_since_epoch().count());
    held.samples.push_back({time.utc, value});
    countRecord(time);
}

/// Of a line that is too far back 0, which is that of the first line only.
std::uint64_t BatchSink::byteOffset(std::uint64_t line) const
{
    const bool isRemembered = line <= m_line && m_line - line < rememberedLines;
    return isRemembered ? m_lineStarts[line % rememberedLines] : 0;
}

std::string BatchSink::excerpt(std::uint64_t line) const
{
    if (line == m_line)
        return shortened(m_text, excerptBytes);
    const std::uint64_t offset = byteOffset(line);
    const bool isAtHand = line != 0 && (offset != 0 || line == 1) && offset >= m_stableOffset && offset - m_stableOffset < m_stable.size();
    if (!isAtHand)
        return {};    // the text of an earlier line is gone
    std::string_view text = m_stable.substr(static_cast<std::size_t>(offset - m_stableOffset), longestLine);
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return shortened(text, excerptBytes);
}

void BatchSink::reject(std::string_view code, std::string_view reason)
{
    Issue issue;
    issue.isRejection = true;
    issue.line = m_owner != 0 ? m_owner : m_line;
    issue.lines = 1;
    issue.byteOffset = byteOffset(issue.line);
    issue.code = std::string(code);
    issue.reason = std::string(reason);
    issue.excerpt = excerpt(issue.line);
    m_batch->issues.push_back(std::move(issue));
    if (m_owner == 0) {
        m_door = Door::Reject;
        return;
    }
    // A line that was counted as part of a record turns out to be none. Unsigned wrap-around is undone by the sum.
    --m_batch->recordLines;
    ++m_batch->rejected;
}

void BatchSink::skip()
{
    if (m_line == 0)
        ++m_batch->skipped;    // a part of a document
    else if (m_door == Door::None)
        m_door = Door::Skip;
}

void BatchSink::continuation()
{
    if (m_door == Door::None)
        m_door = Door::Record;
}

void BatchSink::issue(std::string_view code, std::string_view text)
{
    Issue issue;
    issue.line = m_owner != 0 ? m_owner : m_line;
    issue.lines = 1;
    issue.code = std::string(code);
    issue.reason = std::string(text);
    issue.excerpt = excerpt(issue.line);
    m_batch->issues.push_back(std::move(issue));
}

}    // namespace faultline
