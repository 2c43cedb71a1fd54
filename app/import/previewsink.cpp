#include "app/import/previewsink.h"

#include "app/base/text.h"
#include "app/base/timedistance.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t longestText = 300;

/// Words with blanks between them; absent ones are left out.
class Sentence {
public:
    Sentence& word(std::string_view text)
    {
        if (text.empty())
            return *this;
        m_text += m_text.empty() ? "" : " ";
        m_text += shortened(withVisibleControls(text.substr(0, longestText)), longestText);
        return *this;
    }
    Sentence& number(std::int64_t value) { return value == absent ? *this : word(std::to_string(value)); }
    Sentence& duration(std::int64_t ns) { return ns == absent ? *this : word("· " + formatDuration(Nanoseconds(ns))); }
    Sentence& bytes(std::int64_t value) { return value == absent ? *this : word("· " + formatBytes(static_cast<double>(value))); }
    std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

}    // namespace

void PreviewSink::beginLine(std::uint64_t line, std::string_view text)
{
    m_line = line;
    m_text = text;
    m_owner = 0;
    m_used = false;
}

void PreviewSink::endLine()
{
    if (!m_used)
        reject("no-record", "Nothing in the line was understood");
}

std::string PreviewSink::line() const
{
    return shortened(withVisibleControls(m_text.substr(0, longestText)), longestText);
}

void PreviewSink::add(std::string_view kind, const RecordTime& time, std::string written, std::string becomes)
{
    m_used = true;
    ++m_preview.records;
    ++m_byBasis[static_cast<std::size_t>(time.basis)];
    if (std::find(m_preview.kinds.begin(), m_preview.kinds.end(), kind) == m_preview.kinds.end())
        m_preview.kinds.emplace_back(kind);
    m_preview.first = std::min(m_preview.first.value_or(time.utc), time.utc);
    m_preview.last = std::max(m_preview.last.value_or(time.utc), time.utc);
    if (hasRoom())
        m_preview.rows.push_back({m_owner != 0 ? m_owner : m_line, std::move(written), time.utc, time.basis, std::move(becomes), false});
}

void PreviewSink::request(const Request& record)
{
    Sentence text;
    if (hasRoom())
        text.word(record.method).word(record.path).number(record.status).duration(record.durationNs).bytes(record.bytesOut);
    add("request", record.time, hasRoom() ? line() : std::string(), text.take());
}

void PreviewSink::operation(const Operation& record)
{
    Sentence text;
    if (hasRoom())
        text.word(record.op).word(record.target).duration(record.durationNs).word(record.text.substr(0, 120));
    add("operation", record.time, hasRoom() ? line() : std::string(), text.take());
}

void PreviewSink::logLine(const LogLine& record)
{
    Sentence text;
    if (hasRoom())
        text.word(record.severity == Severity::Unknown ? std::string_view() : nameOf(record.severity)).word(record.component).word(record.text);
    add("logline", record.time, hasRoom() ? line() : std::string(), text.take());
}

void PreviewSink::event(Event record)
{
    Sentence text;
    text.word(record.title).word(record.end ? "· " + formatDuration(distance(record.start.utc, record.end->utc)) : std::string());
    const std::string written = record.timeText.empty() ? line() : shortened(withVisibleControls(record.timeText), longestText);
    m_owner = record.line != 0 ? record.line : m_owner;
    add("event", record.start, written, text.take());
}

SeriesHandle PreviewSink::series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind)
{
    std::string title(name);
    for (const auto& [key, value] : labels)
        title += " " + value;
    SeriesText text{shortened(withVisibleControls(title), longestText), std::string(unit)};
    const auto known = std::find_if(m_series.begin(), m_series.end(),
                                    [&](const SeriesText& one) { return one.title == text.title && one.unit == text.unit; });
    if (known == m_series.end()) {
        m_series.push_back(std::move(text));
        return static_cast<SeriesHandle>(m_series.size() - 1);
    }
    return static_cast<SeriesHandle>(known - m_series.begin());
}

void PreviewSink::sample(SeriesHandle handle, const RecordTime& time, double value)
{
    std::string becomes;
    if (hasRoom()) {
        const SeriesText& text = m_series.at(handle);
        becomes = text.title + " = " + formatNumber(value) + (text.unit.empty() || text.unit == "1" ? "" : " " + text.unit);
    }
    add("series", time, hasRoom() ? line() : std::string(), std::move(becomes));
}

void PreviewSink::reject(std::string_view code, std::string_view reason)
{
    m_used = true;
    ++m_preview.rejected;
    if (!hasRoom())
        return;
    PreviewRow row;
    row.line = m_owner != 0 ? m_owner : m_line;
    row.written = line();
    row.becomes = reason.empty() ? std::string(code) : std::string(reason);
    row.isRejected = true;
    m_preview.rows.push_back(std::move(row));
}

void PreviewSink::issue(std::string_view code, std::string_view text)
{
    if (!m_issueCodes.emplace(code).second)
        return;
    Issue row;
    row.line = m_line;
    row.lines = 1;
    row.code = code;
    row.reason = text;
    m_preview.issues.push_back(std::move(row));
}

}    // namespace faultline
