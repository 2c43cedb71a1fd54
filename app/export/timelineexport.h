#pragma once

#include "app/base/result.h"
#include "app/base/timezone.h"
#include "app/model/evidence.h"
#include "app/model/hypothesis.h"
#include "app/model/timelineentry.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class TimelineFormat { Markdown, Csv, Tsv, Html, Json };
bool fromName(std::string_view name, TimelineFormat& value);    ///< "markdown", "md", "csv", "tsv", "html", "json"

/// Text cells that a spreadsheet would take for a formula get a leading apostrophe, unless raw cells are asked for.
enum class FormulaGuard { Apostrophe, Raw };

/// Sections become group rows; or a column of their own when any entry has one.
enum class SectionStyle { Groups, Column };

/// "~", "before" and "after" in the time itself; plain times are for programs that calculate with them.
enum class PrecisionMarks { Shown, Plain };

/// Addresses, secrets and owners are masked; see redaction.h.
enum class Redaction { None, Masked };

struct TimelineExportOptions {
    TimelineFormat format = TimelineFormat::Markdown;
    std::vector<TimeZone> zones;            ///< one time column each, in this order; empty = UTC
    std::vector<std::string> columns;       ///< names of timelineColumns(); empty = what a reader of a postmortem needs
    FormulaGuard guard = FormulaGuard::Apostrophe;
    std::string title = "Timeline";         ///< HTML only
    PrecisionMarks precision = PrecisionMarks::Shown;
    Redaction redaction = Redaction::None;
    std::vector<Evidence> evidence;         ///< of the entries; without it the column is empty, and not among the usual ones
    std::vector<Hypothesis> hypotheses;     ///< a section of its own behind the timeline; CSV and TSV are one table and leave it out
    std::optional<SectionStyle> sections;   ///< nothing = groups in Markdown and HTML, a column in CSV and TSV
};

/// "time" (one column for each zone), then start, end, time_text, precision, type, title, body, owner, tags, section, evidence.
const std::vector<std::string>& timelineColumns();

/// "time,title,tags" as --columns gives it; the Error names the unknown one and lists the known.
Result<std::vector<std::string>> parseTimelineColumns(std::string_view text);

/// The timeline as one text that ends with a line end. Entries come out in the order given; entries of one section that
/// stand together are one group. JSON always holds every field.
std::string exportTimeline(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options);

}    // namespace faultline
