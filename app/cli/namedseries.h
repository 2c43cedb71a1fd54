#pragma once

#include "app/analysis/seriescandidate.h"
#include "app/base/result.h"
#include "app/cli/output.h"
#include "app/model/series.h"

#include <string>
#include <vector>

namespace faultline::cli {

/// By id, by full name with labels, or by a name that only one series has.
Result<SeriesInfo> findSeries(const std::vector<SeriesInfo>& list, const std::string& wanted);

/// A series as findSeries() takes it, or what is measured of records: "rate", "duration_p95", "operation:errors".
Result<SeriesSubject> subjectNamed(const std::vector<SeriesInfo>& list, const std::string& wanted);

Result<std::vector<SeriesSubject>> subjectsNamed(const std::vector<SeriesInfo>& list, const std::vector<std::string>& wanted);

/// {"series": 3}, or {"records": "request", "measure": "rate"} with the field and its value where there is one.
JsonValue subjectJson(const SeriesSubject& subject);

}    // namespace faultline::cli
