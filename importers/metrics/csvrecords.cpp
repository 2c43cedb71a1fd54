#include "importers/metrics/csvrecords.h"

#include "app/base/text.h"
#include "app/import/severitywords.h"
#include "importers/requests/requestline.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace faultline {

namespace {

constexpr auto timesDiffer = std::chrono::seconds(60);

/// Of statuses and bytes: what is below zero is not known.
std::int64_t wholeNumber(std::string_view cell)
{
    cell = trimmed(cell);
    if (const auto integer = parseInteger(cell))
        return *integer < 0 ? absent : *integer;
    const auto number = parseNumber(cell, NumberNotation::DecimalPoint);    // "200.0" of a data frame
    if (number && *number >= 0 && *number < 9e15 && std::trunc(*number) >= *number && std::trunc(*number) <= *number)
        return static_cast<std::int64_t>(*number);
    return absent;
}

}    // namespace

void rejectLines(std::uint64_t first, std::string_view code, std::string_view reason, RecordSink& sink)
{
    for (std::uint64_t line = first; line < sink.lineNumber(); ++line) {
        sink.recordsBelongTo(line);
        sink.reject(code, reason);
    }
    sink.recordsBelongTo(0);
    sink.reject(code, reason);
}

CsvRecordMaker::CsvRecordMaker(const CsvMapping& mapping, TimeSettings time) : m_mapping(mapping), m_values(mapping.notation, UnknownUnit::Refuse), m_resolver(std::move(time))
{
    for (std::size_t role = 0; role < m_columnOf.size(); ++role)
        m_columnOf[role] = mapping.columnOf(static_cast<CsvRole>(role));
    for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
        const CsvRole role = mapping.columns[i].role;
        if (role == CsvRole::Value)
            m_valueColumns.push_back(i);
        else if (role == CsvRole::Label || role == CsvRole::SeriesName)
            m_labelColumns.push_back(i);
        else if (role == CsvRole::OtherTime)
            m_otherTimeColumns.push_back(i);
    }
}

std::string_view CsvRecordMaker::cellOf(const CsvCells& cells, CsvRole role) const
{
    const std::size_t index = columnOf(role);
    if (index == CsvMapping::noColumn || isEmptyCell(cells[index]))
        return {};
    return trimmed(cells[index]);
}

std::optional<RecordTime> CsvRecordMaker::timeOf(const CsvCells& cells)
{
    std::string_view text = trimmed(cells[columnOf(CsvRole::Time)]);
    const std::size_t date = columnOf(CsvRole::Date);
    if (date != CsvMapping::noColumn) {
        m_dateAndTime = trimmed(cells[date]);
        m_dateAndTime += ' ';
        m_dateAndTime += text;
        text = m_dateAndTime;
    }
    return resolve(text);
}

/// Rows of one moment stand together. Only stamps that need no zone are kept: the resolver counts what it noticed of others.
std::optional<RecordTime> CsvRecordMaker::resolve(std::string_view text)
{
    if (!m_lastTimeText.empty() && text == m_lastTimeText)
        return m_lastTime;
    const auto written = parseTimeCell(text, m_mapping.order);
    const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
    if (time && written->weekday < 0 && (time->basis == TimeBasis::Epoch || time->basis == TimeBasis::Offset)) {
        m_lastTimeText = text;
        m_lastTime = *time;
    }
    return time;
}

/// A second stamp in the row is a free check on the first; that of an object is the time of something else as a rule.
void CsvRecordMaker::compareOtherTimes(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
{
    if (m_mapping.table.isKeyed())
        return;
    for (const std::size_t i : m_otherTimeColumns) {
        const auto written = parseTimeCell(cells[i], m_mapping.order);
        const auto other = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!other)
            continue;
        // Compared in seconds of double: the distance of two absurd stamps may not fit nanoseconds.
        const double apart = static_cast<double>(nanosecondsOf(other->utc)) / 1e9 - static_cast<double>(nanosecondsOf(time.utc)) / 1e9;
        if (std::abs(apart) < static_cast<double>(timesDiffer.count()))
            continue;
        sink.issue("time-columns-disagree", "Column \"" + shortened(m_mapping.columns[i].header, 60) + "\" says " + formatUtc(other->utc)
                                                + ", the time column " + formatUtc(time.utc) + "; the time column is used");
    }
}

SeriesHandle CsvRecordMaker::newSeries(const CsvCells& cells, std::size_t column, RecordSink& sink) const
{
    const CsvColumn& value = m_mapping.columns[column];
    Labels labels = value.labels;
    std::string_view writtenUnit;
    for (std::size_t i = 0; i < m_mapping.columns.size(); ++i) {
        if (m_mapping.columns[i].role != CsvRole::Label || trimmed(cells[i]).empty())
            continue;
        if (equalsIgnoringCase(m_mapping.columns[i].header, "unit"))
            writtenUnit = trimmed(cells[i]);
        else
            labels.emplace_back(m_mapping.columns[i].header, trimmed(cells[i]));
    }
    std::sort(labels.begin(), labels.end());
    const std::string_view stated = cellOf(cells, CsvRole::SeriesName);
    const std::string name = stated.empty() ? value.name : std::string(stated);
    std::string unit = value.unit;
    if (unit.empty() && !writtenUnit.empty()) {
        const auto known = findUnit(writtenUnit);
        unit = known ? known->written : shortened(writtenUnit, 20);
    }
    if (unit.empty() && !stated.empty())
        unit = declaredUnit(name);
    return sink.series(name, labels, unit, name.size() > 6 && name.substr(name.size() - 6) == "_total" ? SeriesKind::Counter : SeriesKind::Unknown);
}

CsvRecordMaker::SeriesRow* CsvRecordMaker::seriesRow(const CsvCells& cells, RecordSink& sink)
{
    m_key.clear();
    for (const std::size_t i : m_labelColumns) {
        m_key += trimmed(cells[i]);
        m_key += '\x1f';
    }
    if (SeriesRow* known = m_series.find(m_key))
        return known;
    SeriesRow* added = m_series.add(m_key, SeriesRow(m_mapping.columns.size()));
    if (added == nullptr)
        sink.reject("too-many-series", "More than " + formatGrouped(mostLabelSets) + " combinations of label values; one of the label columns is no label");
    return added;
}

CsvRecordMaker::Made CsvRecordMaker::makeSamples(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
{
    SeriesRow* row = seriesRow(cells, sink);
    if (row == nullptr)
        return Made::Rejected;
    std::size_t samples = 0;
    std::size_t bad = CsvMapping::noColumn;
    for (const std::size_t i : m_valueColumns) {
        auto value = plainNumber(cells[i], m_mapping.notation);
        if (!value) {
            if (isEmptyCell(cells[i]))
                continue;
            value = m_values.inUnit(cells[i], m_mapping.columns[i].unit);
        }
        if (!value) {
            bad = i;
            continue;
        }
        auto& handle = (*row)[i];
        if (!handle)
            handle = newSeries(cells, i, sink);
        sink.sample(*handle, time, *value);
        ++samples;
    }
    if (bad != CsvMapping::noColumn) {
        const std::string reason = "\"" + shortened(cells[bad], 40) + "\" in column \"" + shortened(m_mapping.columns[bad].header, 60) + "\" is not a number"
                                   + (m_mapping.columns[bad].unit.empty() ? std::string() : " in " + m_mapping.columns[bad].unit);
        if (samples == 0) {
            sink.reject("bad-value", reason);
            return Made::Rejected;
        }
        sink.issue("bad-value", reason);
    } else if (samples == 0) {
        sink.skip();    // a row of gaps
        return Made::Nothing;
    }
    return Made::Records;
}

std::int64_t CsvRecordMaker::durationOf(std::string_view cell) const
{
    const std::size_t column = columnOf(CsvRole::Duration);
    if (column == CsvMapping::noColumn || cell.empty())
        return absent;
    const std::int64_t unit = m_mapping.columns[column].unitNs;
    if (m_mapping.notation == NumberNotation::DecimalPoint) {
        if (const auto exact = parseDecimalScaled(cell, unit))
            return *exact < 0 ? absent : *exact;
    }
    const auto quantity = parseQuantity(cell, m_mapping.notation);
    if (!quantity || (!quantity->unit.empty() && quantity->unit != "s"))
        return absent;
    const double nanoseconds = quantity->value * (quantity->unit.empty() ? static_cast<double>(unit) : 1e9);
    return nanoseconds >= 0 && nanoseconds < 9.2e18 ? static_cast<std::int64_t>(std::llround(nanoseconds)) : absent;
}

CsvRecordMaker::Made CsvRecordMaker::makeRequest(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
{
    Request request;
    request.time = time;
    request.host = cellOf(cells, CsvRole::Host);
    if (const std::string_view line = cellOf(cells, CsvRole::RequestLine); line.data() != nullptr)
        applyRequestLine(line, request);
    if (const std::string_view path = cellOf(cells, CsvRole::Path); path.data() != nullptr)
        applyRequestTarget(path, request);
    if (request.path.data() == nullptr && cellOf(cells, CsvRole::Text).data() != nullptr)
        return makeLogLine(cells, time, sink);    // a program's log with its requests among other lines
    if (request.path.data() == nullptr) {
        sink.reject("no-path", "The row has no path");
        return Made::Rejected;
    }
    if (const std::string_view query = cellOf(cells, CsvRole::Query); query.data() != nullptr)
        request.query = query;
    if (const std::string_view method = cellOf(cells, CsvRole::Method); method.data() != nullptr)
        request.method = method;
    if (const std::string_view protocol = cellOf(cells, CsvRole::Protocol); protocol.data() != nullptr)
        request.protocol = protocol;
    request.clientIp = cellOf(cells, CsvRole::ClientIp);
    request.user = cellOf(cells, CsvRole::User);
    request.userAgent = cellOf(cells, CsvRole::UserAgent);
    request.referer = cellOf(cells, CsvRole::Referer);
    request.traceId = cellOf(cells, CsvRole::TraceId);
    request.upstreamAddr = cellOf(cells, CsvRole::UpstreamAddr);
    request.status = wholeNumber(cellOf(cells, CsvRole::Status));
    request.bytesOut = wholeNumber(cellOf(cells, CsvRole::BytesOut));
    request.bytesIn = wholeNumber(cellOf(cells, CsvRole::BytesIn));
    request.durationNs = durationOf(cellOf(cells, CsvRole::Duration));
    sink.request(request);
    return Made::Records;
}

CsvRecordMaker::Made CsvRecordMaker::makeLogLine(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
{
    LogLine line;
    line.time = time;
    line.text = trimmed(cells[columnOf(CsvRole::Text)]);
    if (line.text.empty() && m_mapping.table.isKeyed()) {
        sink.reject("no-message", "The object has no message");
        return Made::Rejected;
    }
    line.component = cellOf(cells, CsvRole::Component);
    line.host = cellOf(cells, CsvRole::Host);
    line.user = cellOf(cells, CsvRole::User);
    line.clientIp = cellOf(cells, CsvRole::ClientIp);
    line.traceId = cellOf(cells, CsvRole::TraceId);
    line.severity = severityOf(cellOf(cells, CsvRole::Severity));
    sink.logLine(line);
    return Made::Records;
}

CsvRecordMaker::Made CsvRecordMaker::make(const CsvCells& cells, RecordSink& sink)
{
    const auto time = timeOf(cells);
    if (!time) {
        const std::size_t column = columnOf(CsvRole::Time);
        if (m_mapping.table.isKeyed() && isEmptyCell(cells[column])) {
            sink.reject("no-time", "The object has no \"" + shortened(m_mapping.columns[column].header, 60) + '"');
            return Made::Rejected;
        }
        sink.reject("bad-time", "\"" + shortened(cells[column], 60) + "\" in column \"" + shortened(m_mapping.columns[column].header, 60) + "\" is not a time");
        return Made::Rejected;
    }
    compareOtherTimes(cells, *time, sink);
    switch (m_mapping.shape) {
    case CsvContent::Samples: return makeSamples(cells, *time, sink);
    case CsvContent::Requests: return makeRequest(cells, *time, sink);
    case CsvContent::LogLines: return makeLogLine(cells, *time, sink);
    case CsvContent::None: break;
    }
    return Made::Rejected;
}

}    // namespace faultline
