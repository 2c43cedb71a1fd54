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

/// Control characters and bidirectional controls as visible escapes; line breaks and tabs stay.
std::string visibleText(std::string_view text);

std::string markdownTable(const TimelineTable& table);
std::string separatedTable(const TimelineTable& table, char separator, FormulaGuard guard);
std::string htmlTable(const TimelineTable& table, std::string_view title);
std::string timelineJson(const std::vector<TimelineEntry>& entries, const TimelineExportOptions& options);

}    // namespace faultline
