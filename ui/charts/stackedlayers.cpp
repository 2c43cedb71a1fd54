#include "ui/charts/stackedlayers.h"

#include "app/query/rate.h"
#include "app/query/valuefilter.h"
#include "ui/casesession.h"
#include "ui/convert.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t layersShown = 6;
constexpr std::size_t bucketsInView = 300;

}    // namespace

struct StackedLayers::Loaded {
    Timestamp begin{};
    Nanoseconds step{0};
    std::vector<Layer> layers;

    static Loaded of(const Rate& rate, const LineSpec& spec, const std::string& by)
    {
        Loaded loaded{rate.begin, rate.step, {}};
        const double seconds = static_cast<double>(rate.step.count()) / 1e9;
        for (const RateLine& line : rate.lines) {
            Layer& layer = loaded.layers.emplace_back();
            BreakdownRow row;
            row.value = line.value;
            row.isAbsent = line.isAbsent;
            layer.title = line.isOther ? tr("other") : line.isAbsent ? tr("without %1").arg(toQString(by)) : toQString(line.value);
            layer.filter = line.isOther ? std::string() : filterOfRow(spec.records, by, row, {});
            for (const std::uint64_t count : line.counts)
                layer.perSecond.push_back(static_cast<double>(count) / seconds);
        }
        return loaded;
    }
};

StackedLayers::StackedLayers(CaseSession& session, const LineSpec& spec, const std::string& by)
    : m_session(session), m_spec(spec), m_by(by), m_watch(session, nullptr), m_window(bucketsInView)
{
    connect(&m_watch, &ViewWatch::valuesChanged, this, &StackedLayers::reload);
    connect(&m_watch, &ViewWatch::viewSettled, this, &StackedLayers::follow);
    reload();
}

StackedLayers::~StackedLayers()
{
    m_session.tasks().cancelAll(this);
}

void StackedLayers::follow()
{
    if (!m_window.serves(m_session.view()))
        reload();
}

void StackedLayers::reload()
{
    auto filter = Filter::parse(bothFilters(m_session.filterText(), m_spec.filter));
    if (!filter)
        return setState(State::Failed, filter.error());
    if (state() != State::Ready)
        setState(State::Loading);
    m_window.moveTo(m_session.view());
    RateRequest request;
    request.kind = m_spec.records;
    request.window = m_window.range();
    request.step = m_window.step();
    request.by = m_by;
    request.top = layersShown;
    request.filter = std::move(*filter);
    request.windowTime = m_session.look().windowTime;
    m_session.query<Loaded>(
        this, QStringLiteral("layers"),
        [request = std::move(request), spec = m_spec, context = m_session.filterContext()](
            CaseQueries& queries, const TaskControl& control) -> Result<Loaded> {
            const auto counted = rate(queries.segments, context, request, control);
            if (!counted)
                return counted.error();
            return Loaded::of(*counted, spec, request.by);
        },
        [this](Result<Loaded> loaded) {
            if (!loaded)
                return setState(State::Failed, loaded.error());
            m_begin = loaded->begin;
            m_step = loaded->step;
            m_layers = std::move(loaded->layers);
            setState(m_layers.empty() ? State::Empty : State::Ready);
        });
}

}    // namespace faultline
