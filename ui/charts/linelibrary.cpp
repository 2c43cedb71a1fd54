#include "ui/charts/linelibrary.h"

#include "ui/casesession.h"
#include "ui/charts/metricline.h"
#include "ui/charts/recordsline.h"

#include <algorithm>

namespace faultline {

namespace {

/// Titles do not change the values.
LineSpec withoutTitles(LineSpec spec)
{
    spec.title.clear();
    for (LineSpec& operand : spec.operands)
        operand = withoutTitles(operand);
    return spec;
}

}    // namespace

void ChartData::setState(State state, std::optional<Error> error)
{
    m_state = state;
    m_error = std::move(error);
    emit changed();
}

LineLibrary::LineLibrary(CaseSession& session, QObject* parent) : QObject(parent), m_session(session) {}

std::shared_ptr<LineData> LineLibrary::line(const LineSpec& wanted)
{
    const LineSpec spec = withoutTitles(wanted);
    m_lines.erase(std::remove_if(m_lines.begin(), m_lines.end(), [](const auto& line) { return line.second.expired(); }), m_lines.end());
    for (const auto& [known, data] : m_lines)
        if (known == spec)
            return data.lock();
    std::shared_ptr<LineData> data;
    switch (spec.kind) {
    case LineKind::Metric: data = std::make_shared<MetricLine>(m_session, spec.seriesId); break;
    case LineKind::Derived:
    case LineKind::Records: data = std::make_shared<RecordsLine>(m_session, spec); break;
    }
    m_lines.emplace_back(spec, data);
    return data;
}

std::shared_ptr<StackedData> LineLibrary::stacked(const LineSpec&, const std::string&)
{
    return {};
}

std::shared_ptr<HeatmapData> LineLibrary::heatmap(const LineSpec&)
{
    return {};
}

}    // namespace faultline
