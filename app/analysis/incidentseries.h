#pragma once

#include "app/analysis/changes.h"
#include "app/analysis/robustscale.h"
#include "app/analysis/seriescandidate.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace faultline {

/// A series around an onset.
struct IncidentSeries {
    SeriesCandidate candidate;
    RobustScale calm;                ///< before the onset, without earlier incidents
    double score = 0;                ///< median of the hour from the onset on, in spreads, on the bad side (a third of it on the other)
    bool isLoad = false;             ///< what drives the others: a rate of requests
    bool isLatency = false;          ///< a time that grows with trouble
};

/// All series of a case around an onset.
struct SeriesAroundOnset {
    std::vector<IncidentSeries> all;
    std::vector<std::size_t> affected;       ///< those that deviate most and had a history that moves, strongest first; at most eight
    std::optional<std::size_t> symptom;
    std::optional<bool> hasSymptom;          ///< nothing: too little data to tell
    std::vector<TimeRange> asFarBefore;      ///< earlier stretches, as long as what was compared or longer, that were nearly as far out; when there is no symptom
    TimeRange history;                       ///< what was compared: from the lookback, or the first data, to the onset
    TimeRange after;                         ///< from the onset to the last data or response looked at
};

Result<SeriesAroundOnset> seriesAroundOnset(Database& database, SegmentReader& reader, const FilterContext& context, const ChangesRequest& request,
                                            TimeRange data, const TaskControl& control);

/// The affected series on one grid, coarse enough for ChangeSearch.
std::vector<ValueGrid> evidenceGrids(const SeriesAroundOnset& series);

}    // namespace faultline
