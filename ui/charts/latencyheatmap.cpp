#include "ui/charts/latencyheatmap.h"

#include "app/query/valuefilter.h"
#include "ui/casesession.h"

namespace faultline {

namespace {

constexpr std::size_t columnsInView = 400;

}    // namespace

LatencyHeatmap::LatencyHeatmap(CaseSession& session, const LineSpec& spec) : m_session(session), m_spec(spec), m_watch(session, nullptr), m_window(columnsInView)
{
    connect(&m_watch, &ViewWatch::valuesChanged, this, &LatencyHeatmap::reload);
    connect(&m_watch, &ViewWatch::viewSettled, this, &LatencyHeatmap::follow);
    reload();
}

LatencyHeatmap::~LatencyHeatmap()
{
    m_session.tasks().cancelAll(this);
}

void LatencyHeatmap::follow()
{
    if (!m_window.serves(m_session.view()))
        reload();
}

void LatencyHeatmap::reload()
{
    auto filter = Filter::parse(bothFilters(m_session.filterText(), m_spec.filter));
    if (!filter)
        return setState(State::Failed, filter.error());
    if (state() != State::Ready)
        setState(State::Loading);
    m_window.moveTo(m_session.view());
    DurationHeatmapRequest request;
    request.kind = m_spec.records;
    request.window = m_window.range();
    request.step = m_window.step();
    request.filter = std::move(*filter);
    request.windowTime = m_session.look().windowTime;
    m_session.query<DurationHeatmap>(
        this, QStringLiteral("heatmap"),
        [request = std::move(request), context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return durationHeatmap(queries.segments, context, request, control);
        },
        [this](Result<DurationHeatmap> loaded) {
            if (!loaded)
                return setState(State::Failed, loaded.error());
            m_heatmap = std::move(*loaded);
            setState(m_heatmap.bins == 0 ? State::Empty : State::Ready);
        });
}

}    // namespace faultline
