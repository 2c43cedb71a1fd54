#pragma once

#include "app/model/event.h"
#include "app/model/evidence.h"
#include "app/model/hypothesis.h"
#include "app/model/savedwindow.h"
#include "app/model/series.h"
#include "app/model/source.h"
#include "app/model/timelineentry.h"
#include "app/query/filter.h"
#include "app/store/casereader.h"
#include "app/store/segmentreader.h"

#include <string>
#include <vector>

namespace faultline {

/// What a query on another thread gets: connections of its lane. The segments are shared by the lanes.
struct CaseQueries {
    Database& database;
    CaseReader& reader;
    SegmentReader& segments;
};

/// Everything small of a case, read as a whole.
struct CaseContents {
    std::string title;
    std::vector<Source> sources;
    std::vector<SeriesInfo> series;
    std::vector<Event> events;              ///< by start
    std::vector<TimelineEntry> timeline;    ///< by start, position
    std::vector<Evidence> evidence;         ///< of the timeline, by entry
    std::vector<Hypothesis> hypotheses;     ///< the suspects that were kept, in their order
    std::vector<Issue> issues;
    std::vector<SavedWindow> savedWindows;  ///< by begin
    RecordCounts counts;
    /// Of records, series and the timeline; of the events only when there is nothing else: a flag may be set long before the
    /// outage. Empty when there is no data.
    TimeRange range{Timestamp{}, Timestamp{}};

    static Result<CaseContents> read(CaseReader& reader);

    bool isEmpty() const { return sources.empty() && timeline.empty(); }
    const Source* source(std::int64_t id) const;
    const SeriesInfo* seriesInfo(std::int64_t id) const;
    const Event* event(std::int64_t id) const;
    const TimelineEntry* entry(std::int64_t id) const;
    const Hypothesis* hypothesis(std::int64_t id) const;
    std::vector<Evidence> evidenceOf(std::int64_t entryId) const;
};

}    // namespace faultline
