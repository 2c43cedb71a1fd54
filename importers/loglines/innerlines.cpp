#include "importers/loglines/innerlines.h"

#include "app/import/linepairs.h"

#include <algorithm>
#include <utility>

namespace faultline {

namespace {

void takeWhereAbsent(std::string_view& text, std::string_view other)
{
    if (text.data() == nullptr)
        text = other;
}

}    // namespace

void InnerLineSink::beginRow(std::size_t row)
{
    m_row = row;
    m_owner = 0;
    m_isUsed = false;
}

void InnerLineSink::endRow()
{
    if (!m_isUsed)
        refuse(m_row);
}

void InnerLineSink::refuse(std::size_t row)
{
    if (row < m_rows.size())
        m_outer.logLine(m_rows.logLine(row));
}

LogLine InnerLineSink::rowOf(const RecordTime& time)
{
    m_isUsed = true;
    if (rowNow() >= m_rows.size())
        return {};
    const LogLine row = m_rows.logLine(rowNow());
    m_differences.push_back((time.utc - row.time.utc).count());
    return row;
}

std::optional<Nanoseconds> InnerLineSink::medianDifference()
{
    if (m_differences.empty())
        return std::nullopt;
    const auto middle = m_differences.begin() + static_cast<std::ptrdiff_t>(m_differences.size() / 2);
    std::nth_element(m_differences.begin(), middle, m_differences.end());
    return Nanoseconds(*middle);
}

/// A request's own host is the one that it asked for, not the machine that wrote the line.
void InnerLineSink::request(const Request& record)
{
    const LogLine row = rowOf(record.time);
    Request known = record;
    takeWhereAbsent(known.traceId, row.traceId);
    if (!row.host.empty() || !row.component.empty()) {
        m_rest.assign(record.rest);
        appendPair(m_rest, "host.name", row.host);
        appendPair(m_rest, "service.name", row.component);
        known.rest = m_rest;
    }
    m_outer.request(known);
}

void InnerLineSink::operation(const Operation& record)
{
    rowOf(record.time);
    m_outer.operation(record);
}

void InnerLineSink::logLine(const LogLine& record)
{
    const LogLine row = rowOf(record.time);
    LogLine known = record;
    takeWhereAbsent(known.host, row.host);
    takeWhereAbsent(known.component, row.component);
    takeWhereAbsent(known.traceId, row.traceId);
    m_outer.logLine(known);
}

void InnerLineSink::event(Event record)
{
    const LogLine row = rowOf(record.start);
    if (record.service.empty())
        record.service = row.component;
    m_outer.event(std::move(record));
}

SeriesHandle InnerLineSink::series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind)
{
    return m_outer.series(name, labels, unit, kind);
}

void InnerLineSink::sample(SeriesHandle series, const RecordTime& time, double value)
{
    m_isUsed = true;
    m_outer.sample(series, time, value);
}

void InnerLineSink::reject(std::string_view, std::string_view)
{
    m_isUsed = true;
    refuse(rowNow());
}

}    // namespace faultline
