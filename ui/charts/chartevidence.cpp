#include "ui/charts/chartevidence.h"

#include "app/query/valuefilter.h"
#include "app/timeline/evidencereference.h"
#include "ui/casesession.h"
#include "ui/convert.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostReferences = 4;

void addLine(std::vector<Evidence>& found, const CaseSession& session, const LineSpec& line, const TimeRange& window)
{
    if (found.size() >= mostReferences)
        return;
    const std::string caption = toStd(titleOf(line, session.contents()));
    switch (line.kind) {
    case LineKind::Metric: found.push_back(evidenceOf(SeriesReference{line.seriesId, window}, caption)); break;
    case LineKind::Records:
        found.push_back(evidenceOf(WindowReference{window, line.records, bothFilters(session.filterText(), line.filter)}, caption));
        break;
    case LineKind::Sql: break;    // a statement is no reference to lines
    case LineKind::Derived:
        for (const LineSpec& operand : line.operands)
            addLine(found, session, operand, window);
        break;
    }
}

}    // namespace

std::vector<Evidence> evidenceOfChart(const CaseSession& session, const ChartSpec& chart, const TimeRange& window)
{
    std::vector<Evidence> found;
    for (std::size_t i = 0; i < chart.lines.size(); ++i)
        if (std::find(chart.hidden.begin(), chart.hidden.end(), static_cast<int>(i)) == chart.hidden.end())
            addLine(found, session, chart.lines[i], window);
    return found;
}

}    // namespace faultline
