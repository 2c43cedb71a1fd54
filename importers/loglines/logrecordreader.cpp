#include "importers/loglines/logrecordreader.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::size_t longestText = std::size_t{256} << 10;
constexpr std::size_t mostLines = 5000;

}    // namespace

void LogRecordReader::line(std::string_view text, RecordSink& sink)
{
    Record& record = m_records[1 - m_held];
    record.text.assign(text);
    record.head.clear();
    if (m_grammar->head(record.text, record.head)) {
        begin(record, sink);
        return;
    }
    if (m_grammar->isComment(text) || (trimmed(text).empty() && m_line == 0)) {
        sink.skip();
        return;
    }
    if (m_line != 0)
        add(text, sink);
    else if (m_isRefused)
        sink.reject("bad-time", "The line belongs to a record whose time cannot be used");
    else
        sink.reject("no-head", "The line stands before the first line that begins a record");
}

void LogRecordReader::begin(Record& record, RecordSink& sink)
{
    release(sink);
    const auto time = record.head.time ? m_times.resolve(*record.head.time) : std::nullopt;
    m_isRefused = !time;
    if (!time) {
        sink.reject("bad-time", "The date does not exist, or its year is not known");
        return;
    }
    record.head.line.time = *time;
    m_held = 1 - m_held;
    m_line = sink.lineNumber();
    m_lines = 1;
    m_hasMore = false;
    sink.continuation();
}

void LogRecordReader::add(std::string_view text, RecordSink& sink)
{
    sink.continuation();
    if (!m_hasMore) {
        m_more.assign(m_records[m_held].head.line.text);
        m_hasMore = true;
    }
    if (m_lines > mostLines)
        return;    // it was cut
    ++m_lines;
    if (m_lines <= mostLines && m_more.size() + text.size() < longestText) {
        if (!m_more.empty())
            m_more += '\n';
        m_more += text;
        return;
    }
    sink.issue("record-cut", "A record goes on beyond 5,000 lines or 256 KiB; the text of the rest is left out");
    m_lines = mostLines + 1;
}

void LogRecordReader::release(RecordSink& sink)
{
    if (m_line == 0)
        return;
    LogHead& head = m_records[m_held].head;
    if (m_hasMore) {
        while (!m_more.empty() && (m_more.back() == '\n' || m_more.back() == ' ' || m_more.back() == '\t'))
            m_more.pop_back();
        head.line.text = m_more;
    }
    sink.recordsBelongTo(m_line);
    if (m_grammar->complete(head, sink)) {
        if (!head.rest.empty())
            head.line.rest = head.rest;
        sink.logLine(head.line);
    }
    sink.recordsBelongTo(0);
    m_line = 0;
}

}    // namespace faultline
