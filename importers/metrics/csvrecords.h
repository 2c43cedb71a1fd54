#pragma once

#include "app/import/writtentime.h"
#include "app/model/recordsink.h"
#include "importers/metrics/cellvalues.h"
#include "importers/metrics/csvmapping.h"
#include "importers/metrics/seriescache.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

using CsvCells = std::vector<std::string_view>;

/// Turns the cells of one record into samples, a request or a log line, as a mapping says.
class CsvRecordMaker {
public:
    CsvRecordMaker(const CsvMapping& mapping, TimeSettings time);

    enum class Made { Records, Nothing, Rejected };
    /// Nothing and Rejected: the sink was told.
    Made make(const CsvCells& cells, RecordSink& sink);
    const TimeResolver& resolver() const { return m_resolver; }

private:
    /// Handles of the value columns for one combination of label values.
    using SeriesRow = std::vector<std::optional<SeriesHandle>>;

    std::optional<RecordTime> timeOf(const CsvCells& cells);
    std::optional<RecordTime> resolve(std::string_view text);
    void compareOtherTimes(const CsvCells& cells, const RecordTime& time, RecordSink& sink);
    Made makeSamples(const CsvCells& cells, const RecordTime& time, RecordSink& sink);
    Made makeRequest(const CsvCells& cells, const RecordTime& time, RecordSink& sink);
    Made makeLogLine(const CsvCells& cells, const RecordTime& time, RecordSink& sink);
    SeriesRow* seriesRow(const CsvCells& cells, RecordSink& sink);
    SeriesHandle newSeries(const CsvCells& cells, std::size_t column, RecordSink& sink) const;
    std::size_t columnOf(CsvRole role) const { return m_columnOf[static_cast<std::size_t>(role)]; }
    std::string_view cellOf(const CsvCells& cells, CsvRole role) const;
    std::int64_t durationOf(std::string_view cell) const;

    const CsvMapping& m_mapping;
    std::array<std::size_t, static_cast<std::size_t>(CsvRole::Component) + 1> m_columnOf;    // first column of each role
    std::vector<std::size_t> m_valueColumns, m_labelColumns, m_otherTimeColumns;
    CellValues m_values;
    TimeResolver m_resolver;
    static constexpr std::size_t mostLabelSets = 20'000;
    SeriesCache<SeriesRow> m_series{mostLabelSets};
    std::string m_key;
    std::string m_dateAndTime;
    std::string m_lastTimeText;
    RecordTime m_lastTime;
};

/// Lines first..current-1 were counted as parts of a record that is rejected: each becomes a rejected line, as the current one.
void rejectLines(std::uint64_t first, std::string_view code, std::string_view reason, RecordSink& sink);

}    // namespace faultline
