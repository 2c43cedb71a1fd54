#pragma once

#include "app/export/timelineexport.h"

#include <string>
#include <vector>

namespace faultline {

/// The one step between entries and every table format: plain text cells, still unescaped.
struct TimelineTable {
    struct Column {
        std::string name;      ///< of timelineColumns()
        std::string header;
        bool isTyped = false;  ///< instants and words of ours, never text of others
    };
    struct Row {
        bool isGroup = false;              ///< `cells` holds the section's name alone
        std::vector<std::string> cells;
    };
    std::vector<Column> columns;
    std::vector<Row> rows;
};

TimelineTable timelineTable(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options, SectionStyle sections);

/// Suspect, status and method, why, what speaks for and against it; in the order given. Columns that would be empty are left out.
TimelineTable hypothesisTable(const std::vector<Hypothesis>& hypotheses, const TimeZone& zone);
inline constexpr std::string_view hypothesisHeading = "Suspects";

/// "hub-access.log:120", "URL = /api/x (2024-04-23 21:10 - 21:35)" with an en dash.
std::string evidenceText(const Evidence& evidence, const TimeZone& zone);

/// Control characters and bidirectional controls as visible escapes; line breaks and tabs stay.
std::string visibleText(std::string_view text);

std::string markdownTable(const TimelineTable& table);
std::string separatedTable(const TimelineTable& table, char separator, FormulaGuard guard);
/// A page; `suspects` without columns is left out.
std::string htmlPage(const TimelineTable& table, std::string_view title, const TimelineTable& suspects);
std::string timelineJson(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options);

}    // namespace faultline
