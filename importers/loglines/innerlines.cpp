#include "importers/loglines/innerlines.h"

#include <algorithm>
#include <utility>

namespace faultline {

void InnerLineSink::beginRow(std::size_t row)
{
    m_row = row;
    m_owner = 0;
    m_isUsed = false;
}

void InnerLineSink::endRow()
{
    if (!m_isUsed)
        m_refused(m_row);
}

void InnerLineSink::note(const RecordTime& time)
{
    m_isUsed = true;
    if (rowNow() < m_rowTimes.size())
        m_differences.push_back((time.utc - m_rowTimes[rowNow()]).count());
}

std::optional<Nanoseconds> InnerLineSink::medianDifference()
{
    if (m_differences.empty())
        return std::nullopt;
    const auto middle = m_differences.begin() + static_cast<std::ptrdiff_t>(m_differences.size() / 2);
    std::nth_element(m_differences.begin(), middle, m_differences.end());
    return Nanoseconds(*middle);
}

void InnerLineSink::request(const Request& record)
{
    note(record.time);
    m_outer.request(record);
}

void InnerLineSink::operation(const Operation& record)
{
    note(record.time);
    m_outer.operation(record);
}

void InnerLineSink::logLine(const LogLine& record)
{
    note(record.time);
    m_outer.logLine(record);
}

void InnerLineSink::event(Event record)
{
    note(record.start);
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
    m_refused(rowNow());
}

}    // namespace faultline
