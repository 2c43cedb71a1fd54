#include "app/export/timelinetable.h"

#include "app/base/text.h"

namespace faultline {

namespace {

constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<style>
body { font-family: sans-serif; margin: 2em; }
table { border-collapse: collapse; }
th, td { border: 1px solid #999; padding: 0.3em 0.6em; text-align: left; vertical-align: top; white-space: pre-line; }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums; }
th.group { background: #eee; }
</style>
)";

std::string escaped(std::string_view raw)
{
    const std::string text = visibleText(raw);
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

/// <bdi> keeps right-to-left text from reordering what stands beside it.
std::string isolated(std::string_view raw)
{
    return raw.empty() ? std::string() : "<bdi>" + escaped(raw) + "</bdi>";
}

std::string htmlTable(const TimelineTable& table)
{
    std::string out = "<table>\n<thead>\n<tr>";
    for (const TimelineTable::Column& column : table.columns)
        out += "<th scope=\"col\">" + escaped(column.header) + "</th>";
    out += "</tr>\n</thead>\n<tbody>\n";
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const TimelineTable::Row& row = table.rows[i];
        if (row.isGroup) {
            if (i > 0)
                out += "</tbody>\n<tbody>\n";
            out += "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"" + std::to_string(table.columns.size()) + "\">"
                   + isolated(row.cells.front()) + "</th></tr>\n";
            continue;
        }
        out += "<tr>";
        for (std::size_t c = 0; c < row.cells.size(); ++c)
            out += (table.columns[c].isTyped ? "<td class=\"time\">" + escaped(row.cells[c]) : "<td>" + isolated(row.cells[c])) + "</td>";
        out += "</tr>\n";
    }
    return out + "</tbody>\n</table>\n";
}

}    // namespace

std::string htmlPage(const TimelineTable& table, std::string_view title, const TimelineTable& suspects)
{
    std::string out(head);
    out += "<title>" + escaped(title) + "</title>\n</head>\n<body>\n<h1>" + isolated(title) + "</h1>\n" + htmlTable(table);
    if (!suspects.columns.empty())
        out += "<h2>" + escaped(hypothesisHeading) + "</h2>\n" + htmlTable(suspects);
    return out + "</body>\n</html>\n";
}

}    // namespace faultline
