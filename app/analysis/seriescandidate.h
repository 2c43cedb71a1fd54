#pragma once

#include "app/analysis/deviation.h"
#include "app/analysis/valuegrid.h"
#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/query/filter.h"
#include "app/query/recordseries.h"
#include "app/query/valueseries.h"
#include "app/query/windowtime.h"
#include "app/store/database.h"
#include "app/store/segmentreader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What a line of an analysis is about: an imported series, or the records of one value (or all of them) over time.
struct SeriesSubject {
    std::int64_t seriesId = 0;                  ///< an imported series; 0: records
    RecordKind records = RecordKind::Request;
    Measure measure = Measure::Rate;
    std::string field;                          ///< empty: all records
    std::string value;
    bool isAbsent = false;                      ///< the records without that field

    bool isImported() const { return seriesId != 0; }
    auto operator<=>(const SeriesSubject&) const = default;
};

struct SeriesCandidate {
    SeriesSubject subject;
    std::string name;                           ///< "net_out{host=\"db\"}", "request rate", a value of a field
    std::string unit;
    BadDirection bad = BadDirection::Up;
    ValueGrid grid;
    std::size_t resets = 0;                     ///< of a counter
};

/// How candidates are laid on one grid.
struct CandidatesRequest {
    TimeRange window;                           ///< bounded; widened to whole steps
    Nanoseconds step{0};
    TimeRange selection;                        ///< which values of a field are the largest is decided here
    Filter filter;                              ///< of the requests
    WindowTime windowTime = WindowTime::Arrival;
    std::size_t mostValues = 10'000;            ///< of a field
};

/// One series; a Usage error when there is none of that id.
Result<SeriesCandidate> seriesCandidate(Database& database, SegmentReader& reader, const FilterContext& context, const SeriesSubject& subject,
                                        const CandidatesRequest& request, const TaskControl& control = {});

/// Every imported series, counters as rates. One that is rarer than the steps keeps its own step.
Result<std::vector<SeriesCandidate>> importedCandidates(Database& database, const CandidatesRequest& request, const TaskControl& control = {});

/// All requests, operations and log lines as far as there are any: rate, errors, bytes, median and 95 % of the duration, requests under way and abandoned.
Result<std::vector<SeriesCandidate>> recordCandidates(Database& database, SegmentReader& reader, const FilterContext& context,
                                                      const CandidatesRequest& request, const TaskControl& control = {});

/// Both of them; imported series may be asked for on other steps.
Result<std::vector<SeriesCandidate>> allCandidates(Database& database, SegmentReader& reader, const FilterContext& context,
                                                   const CandidatesRequest& ofImported, const CandidatesRequest& ofRecords,
                                                   const TaskControl& control = {});

/// A measure (Rate, DurationSum, BytesPerSecond, Errors) of every value of a field ("path", "route", ...) that has five records or more in the
/// selection. A kind without that field has none, nor has one whose records lack the measure.
Result<std::vector<SeriesCandidate>> valueCandidates(SegmentReader& reader, const FilterContext& context, RecordKind kind, const std::string& field,
                                                     Measure measure, const CandidatesRequest& request, const TaskControl& control = {});

/// The same for several measures, one after the other: the values are found once.
class ValueCandidates {
public:
    /// `context` and `control` must outlive it.
    static Result<std::unique_ptr<ValueCandidates>> of(SegmentReader& reader, const FilterContext& context, RecordKind kind, const std::string& field,
                                                       const CandidatesRequest& request, const TaskControl& control);
    Result<std::vector<SeriesCandidate>> measured(Measure measure);

private:
    ValueSeriesRequest m_asked;
    std::unique_ptr<ValueSeriesScan> m_scan;    // null: the kind has no such field, or there are no records
    std::vector<double> m_known;
};

/// What a measure of records is called: "request rate", "request duration p95", "requests in flight".
std::string nameOfMeasure(RecordKind kind, Measure measure);

/// In a sentence: "request", "operation", "line".
std::string_view recordNoun(RecordKind kind);

}    // namespace faultline
