#include "importers/requests/fieldsreader.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/requestline.h"

#include <algorithm>

namespace faultline {

namespace {

using Place = FieldsColumns::Place;

/// A log that writes times without dates goes on into the next day where they jump back this far.
constexpr auto halfDay = std::chrono::hours(12);

bool takePrefix(std::string_view& text, std::string_view prefix)
{
    if (!startsWithIgnoringCase(text, prefix))
        return false;
    text = trimmed(text.substr(prefix.size()));
    return true;
}

/// "-0800"
std::optional<std::int32_t> offsetFrom(std::string_view text)
{
    const std::string stamp = "2000-01-01T00:00:00" + std::string(text);
    std::string_view left = stamp;
    const auto written = scanIsoTime(left);
    return written && left.empty() ? written->offsetSeconds : std::nullopt;
}

void splitAtTabs(std::string_view line, std::vector<std::string_view>& values)
{
    values.clear();
    while (true) {
        const std::size_t tab = line.find('\t');
        values.push_back(line.substr(0, tab));
        if (tab == std::string_view::npos || values.size() == QuotedTokens::most)
            return;
        line.remove_prefix(tab + 1);
    }
}

bool isDate(std::string_view text)
{
    return text.size() == 10 && text[4] == '-' && text[7] == '-' && scanIsoTime(text);
}

bool isClock(std::string_view text)
{
    return text.size() >= 8 && text[2] == ':' && text[5] == ':';
}

bool isMethod(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == std::string_view::npos;
}

bool isNoise(std::string_view text)
{
    return isAbsentLogValue(text) || text == "0";
}

bool fits(std::string_view line, const FieldsFormat& format, const FieldsColumns& columns)
{
    if (line.size() < 20 || !isDate(line.substr(0, 10)))
        return false;
    std::vector<std::string_view> values;
    if (format.separator == FieldsFormat::Separator::Tab) {
        splitAtTabs(line, values);
    } else {
        QuotedTokens tokens;
        tokens.split(line);
        for (std::size_t i = 0; i < tokens.size(); ++i)
            values.push_back(tokens[i]);
    }
    const std::size_t expected = columns.columns().size();
    constexpr std::size_t least = 19;    // CloudFront's first version
    if (format.mayBeShorter ? values.size() < least : values.size() != expected)
        return false;
    for (std::size_t i = 0; i < std::min(values.size(), expected); ++i) {
        const FieldsColumns::Column& column = columns.columns()[i];
        const bool good = column.place == Place::Date ? isDate(values[i])
            : column.place == Place::Time             ? isClock(values[i])
            : column.value == LogValue::Method        ? isMethod(values[i])
            : column.value == LogValue::Status        ? statusFrom(values[i]).has_value()
                                                      : true;
        if (!good)
            return false;
    }
    return true;
}

}    // namespace

LineCensus censusOfUsualFields(const SourceHead& head, const FieldsFormat& format)
{
    const FieldsColumns columns = FieldsColumns::of(format.usualFields);
    return censusOf(head, [&](std::string_view line) { return fits(line, format, columns); });
}

FieldsReader::FieldsReader(const FieldsFormat& format, const TimeSettings& settings) : m_format(format), m_times(settings) {}

void FieldsReader::directive(std::string_view text)
{
    text.remove_prefix(1);
    if (takePrefix(text, "Fields:")) {
        m_columns = FieldsColumns::of(text);
        m_isAssumed = false;
    } else if (takePrefix(text, "GMT-Offset:")) {
        m_offset = offsetFrom(text);
    } else if (takePrefix(text, "Date:") && isDate(text.substr(0, 10))) {
        m_headerDate = text.substr(0, 10);
        m_daysLater = 0;
        m_last.reset();
    }
}

void FieldsReader::split(std::string_view text)
{
    if (m_format.separator == FieldsFormat::Separator::Tab)
        return splitAtTabs(text, m_values);
    m_tokens.split(text, QuotedTokens::Brackets::Words, QuotedTokens::Escapes::Doubled);
    m_values.clear();
    for (std::size_t i = 0; i < m_tokens.size(); ++i)
        m_values.push_back(m_tokens[i]);
}

/// A file that was cut loses its header, the fields that most servers are set to remain.
bool FieldsReader::assumeFields(RecordSink& sink)
{
    m_columns = FieldsColumns::of(m_format.usualFields);
    m_isAssumed = true;
    sink.issue("assumed-fields", "No #Fields line stands before the first entry; the usual fields are taken: " + std::string(m_format.usualFields));
    return !m_columns.columns().empty();
}

std::optional<RecordTime> FieldsReader::timeOf()
{
    const bool isDated = !m_date.empty();
    if (m_time.empty() || (!isDated && m_headerDate.empty()))
        return std::nullopt;
    m_stamp.assign(isDated ? m_date : std::string_view(m_headerDate));
    m_stamp += ' ';
    m_stamp += m_time;
    std::string_view left = m_stamp;
    auto written = scanIsoTime(left);
    if (!written || !left.empty() || !written->hasSeconds)
        return std::nullopt;
    if (!m_isLocal)
        written->offsetSeconds = m_offset.value_or(0);
    auto time = m_times.resolve(*written);
    if (!time)
        return std::nullopt;
    if (!m_isLocal && !m_offset)
        time->basis = TimeBasis::Specification;
    if (!isDated) {
        if (time->utc > Timestamp::max() - std::chrono::days(20'000))
            return std::nullopt;
        time->utc += std::chrono::days(m_daysLater);
        if (m_last && time->utc + halfDay < *m_last && m_daysLater < 10'000) {
            ++m_daysLater;
            time->utc += std::chrono::days(1);
        }
        m_last = time->utc;
    }
    return time;
}

bool FieldsReader::fillColumn(const FieldsColumns::Column& column, std::string_view text, Request& record)
{
    switch (column.place) {
    case Place::Value: return applyLogValue(column.value, text, record);
    case Place::DateOfServer:
    case Place::TimeOfServer: m_isLocal = true; [[fallthrough]];
    case Place::Date:
    case Place::Time: (column.place == Place::Date || column.place == Place::DateOfServer ? m_date : m_time) = text; return true;
    case Place::Uri: applyRequestTarget(text, record); return true;
    case Place::TimeTaken: {
        const bool isMillis = m_format.timeTaken == FieldsFormat::TimeTaken::MillisWhenWhole && text.find('.') == std::string_view::npos;
        return applyLogValue(isMillis ? LogValue::DurationMillis : LogValue::DurationSeconds, text, record);
    }
    case Place::Ignored: break;
    }
    if (column.isKept && !isNoise(text)) {
        m_rest += m_rest.empty() ? "" : " ";
        m_rest += column.name;
        m_rest += '=';
        m_rest += text;
    }
    return true;
}

bool FieldsReader::fill(Request& record, RecordSink& sink)
{
    m_rest.clear();
    m_date = m_time = {};
    m_isLocal = false;
    const auto& columns = m_columns.columns();
    for (std::size_t i = 0; i < std::min(columns.size(), m_values.size()); ++i) {
        if (isAbsentLogValue(m_values[i]) || fillColumn(columns[i], m_values[i], record))
            continue;
        sink.reject("bad-value", columns[i].name + " is \"" + shortened(m_values[i], 40) + "\", not a number that fits");
        return false;
    }
    return true;
}

void FieldsReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    if (text.front() == '#') {
        directive(text);
        return sink.skip();
    }
    if (m_columns.columns().empty() && !assumeFields(sink))
        return sink.reject("no-fields", "No #Fields line stands before this entry");
    split(text);
    const std::size_t expected = m_columns.columns().size();
    const bool fits = m_isAssumed && m_format.mayBeShorter ? m_values.size() >= 12 : m_values.size() == expected;
    if (!fits)
        return sink.reject("column-count", "The #Fields line names " + std::to_string(expected) + " columns, this line has " +
                                               std::to_string(m_values.size()));
    Request record;
    if (!fill(record, sink))
        return;
    const auto time = timeOf();
    if (!time)
        return sink.reject("bad-time", "The date and the time of the line are missing or do not exist");
    record.time = *time;
    if (!m_rest.empty())
        record.rest = m_rest;
    sink.request(record);
}

}    // namespace faultline
