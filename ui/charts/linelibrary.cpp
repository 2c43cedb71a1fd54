#include "ui/charts/linelibrary.h"

#include "ui/charts/linestore.h"
#include "ui/charts/pyramidline.h"

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

LineLibrary::LineLibrary(CaseSession& session, QObject* parent) : QObject(parent), m_store(LineStore::of(session)) {}

std::shared_ptr<LineData> LineLibrary::line(const LineSpec& spec)
{
    return m_store.line(withoutTitles(spec));
}

std::shared_ptr<StackedData> LineLibrary::stacked(const LineSpec& spec, const std::string& by)
{
    return m_store.stacked(withoutTitles(spec), by);
}

std::shared_ptr<HeatmapData> LineLibrary::heatmap(const LineSpec& spec)
{
    return m_store.heatmap(withoutTitles(spec));
}

}    // namespace faultline
