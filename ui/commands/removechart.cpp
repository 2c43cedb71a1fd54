#include "ui/commands/removechart.h"

#include "ui/casesession.h"

#include <QCoreApplication>

#include <algorithm>

namespace faultline {

RemoveChart::RemoveChart(CaseSession& session, int chartId)
    : QUndoCommand(QCoreApplication::translate("Commands", "remove chart")), m_session(session)
{
    m_chart.id = chartId;
}

void RemoveChart::redo()
{
    std::vector<ChartSpec> charts = m_session.charts();
    const auto found = std::find_if(charts.begin(), charts.end(), [this](const ChartSpec& chart) { return chart.id == m_chart.id; });
    if (found == charts.end())
        return setObsolete(true);
    m_chart = *found;
    m_place = static_cast<std::size_t>(found - charts.begin());
    charts.erase(found);
    m_session.setCharts(std::move(charts));
}

void RemoveChart::undo()
{
    std::vector<ChartSpec> charts = m_session.charts();
    charts.insert(charts.begin() + static_cast<std::ptrdiff_t>(std::min(m_place, charts.size())), m_chart);
    m_session.setCharts(std::move(charts));
    m_session.selectChart(m_chart.id);
}

}    // namespace faultline
