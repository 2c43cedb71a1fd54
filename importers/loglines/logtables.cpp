#include "importers/loglines/logtables.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace faultline {

namespace {

constexpr CsvLimits limits{std::size_t{1} << 20, 2000};

/// The columns that a store's table is known by.
struct TableColumns {
    std::string_view time, message;
    std::array<std::string_view, 2> others;    ///< "" = none
};

std::string_view takeLine(std::string_view& text)
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

bool hasColumns(std::string_view text, const TableColumns& table)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    CsvScanner scanner(',', limits);
    if (scanner.feed(takeLine(text)) != CsvScanner::Outcome::Record)
        return false;
    const auto& cells = scanner.fields();
    const auto has = [&cells](std::string_view name) { return name.empty() || std::find(cells.begin(), cells.end(), name) != cells.end(); };
    return has(table.time) && has(table.message) && std::all_of(table.others.begin(), table.others.end(), has);
}

/// What a column is called among the keys of structured lines; empty for the store's own bookkeeping.
std::string keyOf(std::string_view header, const TableColumns& table)
{
    if (header == table.time)
        return "@timestamp";
    if (header == table.message)
        return "message";
    if (header.starts_with('_') || header.starts_with("date_") || header == "punct" || header == "linecount" || header == "@ptr")
        return {};
    if (header == "Status")
        return "level";
    return header == "Host" || header == "Service" ? toLower(header) : std::string(header);
}

bool readRows(std::string_view text, const TableColumns& table, KeyedLine& line, const LogExport::AddRow& add)
{
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    CsvScanner scanner(',', limits);
    std::vector<std::string> keys;
    bool isWhole = true;
    while (!text.empty()) {
        const std::string_view written = takeLine(text);
        if (written.empty() && !scanner.isInsideRecord())
            continue;
        const CsvScanner::Outcome outcome = scanner.feed(written);
        if (outcome == CsvScanner::Outcome::Incomplete)
            continue;
        const auto& cells = scanner.fields();
        if (keys.empty()) {
            for (const std::string_view cell : cells)
                keys.push_back(keyOf(cell, table));
            continue;
        }
        if (outcome != CsvScanner::Outcome::Record || cells.size() != keys.size()) {
            isWhole = false;
            continue;
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!keys[i].empty() && !cells[i].empty() && cells[i] != "-")    // Kibana's sign for none
                line.add(keys[i], cells[i], true);
        }
        add();
    }
    return isWhole && !scanner.isInsideRecord();
}

template <const TableColumns& table>
LogExport exportOf(const FormatInfo& info, std::string_view what)
{
    return {.info = info,
            .what = what,
            .certain = 93,
            .isMine = [](std::string_view text) { return hasColumns(text, table); },
            .rows = [](std::string_view text, KeyedLine& line, const LogExport::AddRow& add) { return readRows(text, table, line, add); },
            .isTable = true};
}

constexpr TableColumns kibana{"@timestamp", "message", {"", ""}};
constexpr TableColumns datadog{"Date", "Message", {"Host", "Service"}};
constexpr TableColumns splunk{"_time", "_raw", {"", ""}};
constexpr TableColumns insights{"@timestamp", "@message", {"", ""}};

FormatInfo infoOf(std::string_view id, std::string_view title, std::string_view zone, std::string_view specification)
{
    return {.id = id, .title = title, .records = "logline, and what the lines inside are", .framing = Framing::Document, .zone = zone,
            .specification = specification};
}

}    // namespace

std::vector<LogExport> logTables()
{
    return {
        exportOf<kibana>(infoOf("kibana-csv", "Kibana Discover search results (CSV)", "source's zone", "Kibana, CSV reports of Discover"),
                         "a Kibana search"),
        exportOf<datadog>(infoOf("datadog-csv", "Datadog logs (CSV)", "offset in the text", "Datadog Log Explorer, export to CSV"),
                          "a Datadog log search"),
        exportOf<splunk>(infoOf("splunk-csv", "Splunk search results (CSV)", "offset in the text", "Splunk, export of search results"),
                         "a Splunk search"),
        exportOf<insights>(infoOf("cloudwatch-insights-csv", "CloudWatch Logs Insights results (CSV)", "UTC", "CloudWatch Logs Insights, export of results"),
                           "a CloudWatch Logs Insights query"),
    };
}

}    // namespace faultline
