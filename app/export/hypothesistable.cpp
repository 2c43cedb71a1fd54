#include "app/export/timelinetable.h"

#include <algorithm>

namespace faultline {

namespace {

std::string evidenceCell(const std::vector<Evidence>& all, const TimeZone& zone)
{
    std::string text;
    for (const Evidence& one : all)
        text += (text.empty() ? "" : "; ") + evidenceText(one, zone);
    return text;
}

}    // namespace

TimelineTable hypothesisTable(const std::vector<Hypothesis>& hypotheses, const TimeZone& zone)
{
    TimelineTable table;
    const auto any = [&](auto&& has) { return std::any_of(hypotheses.begin(), hypotheses.end(), has); };
    const bool hasMethods = any([](const Hypothesis& each) { return !each.method.empty(); });
    const bool hasFor = any([](const Hypothesis& each) { return !each.supporting.empty(); });
    const bool hasAgainst = any([](const Hypothesis& each) { return !each.opposing.empty(); });
    table.columns = {{"title", "Suspect", false}, {"status", "Status", true}, {"reason", "Why", false}};
    if (hasMethods)
        table.columns.push_back({"method", "Found by", false});
    if (hasFor)
        table.columns.push_back({"for", "For", false});
    if (hasAgainst)
        table.columns.push_back({"against", "Against", false});
    for (const Hypothesis& each : hypotheses) {
        TimelineTable::Row row;
        row.cells = {each.title, std::string(nameOf(each.status)), each.reason};
        if (hasMethods)
            row.cells.push_back(each.method);
        if (hasFor)
            row.cells.push_back(evidenceCell(each.supporting, zone));
        if (hasAgainst)
            row.cells.push_back(evidenceCell(each.opposing, zone));
        table.rows.push_back(std::move(row));
    }
    return table;
}

}    // namespace faultline
