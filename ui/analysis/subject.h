#pragma once

#include "ui/analysis/finding.h"
#include "ui/casecontents.h"

#include <optional>
#include <string>
#include <vector>

namespace faultline {

// What a line of an analysis is on the charts, in a filter, as evidence.

std::string filterOf(const SeriesSubject& subject);                                  ///< selects its records; "" = all, or a series
LineSpec lineOf(const SeriesSubject& subject, const std::string& title);
/// Nothing for derived lines, SQL, and records that more than one value selects.
std::optional<SeriesSubject> subjectOf(const LineSpec& line);
Evidence evidenceOf(const SeriesSubject& subject, TimeRange window, const std::string& caseFilter, const QString& caption);
/// Its records in the window; nothing for an imported series.
std::optional<EvidenceRequest> recordsOf(const SeriesSubject& subject, TimeRange window, const std::string& caseFilter, const QString& caption);

/// The same of records by their expression.
Evidence evidenceOf(RecordKind kind, const std::string& filter, TimeRange window, const std::string& caseFilter, const QString& caption);
EvidenceRequest recordsOf(RecordKind kind, const std::string& filter, TimeRange window, const std::string& caseFilter, const QString& caption);

/// The line of its source; where a whole document was read at once, its moment.
Evidence evidenceOfEvent(const Event& event, const CaseContents& contents);

/// The values of each finding's subject over the window, beside those of `target`.
struct SparklinesRequest {
    TimeRange window;
    std::optional<SeriesSubject> target;
    Filter filter;
    WindowTime windowTime = WindowTime::Arrival;
};
Result<std::vector<Sparkline>> sparklinesOf(CaseQueries& queries, const FilterContext& context, const SparklinesRequest& request,
                                            const std::vector<Finding>& findings, const TaskControl& control);

}    // namespace faultline
