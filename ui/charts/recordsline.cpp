#include "ui/charts/recordsline.h"

#include "app/query/timebuckets.h"
#include "app/query/valuefilter.h"
#include "ui/casesession.h"

namespace faultline {

namespace {

constexpr std::size_t bucketsOfSums = 40'000;       // three days in steps of 10 s
constexpr std::size_t bucketsInView = 300;
constexpr std::int64_t fewestInView = 150;          // of the steps of the whole case, before finer ones are asked for
constexpr std::int64_t viewsOfDetail = 3;

/// Measures that are noise when few records are in a bucket.
bool followsView(Measure measure)
{
    return measure == Measure::DurationP50 || measure == Measure::DurationP95 || measure == Measure::DurationP99
        || measure == Measure::ErrorShare;
}

/// The step of the surroundings of a view; nothing when that of the whole case will do.
std::optional<Nanoseconds> stepOfDetail(Measure measure, TimeRange surroundings, Nanoseconds coarse, Nanoseconds smallest)
{
    const bool hasEnough = surroundings.length() / viewsOfDetail / coarse >= fewestInView;
    if (coarse.count() <= 0 || (hasEnough && !followsView(measure)))
        return {};
    // Of the length alone, so that panning never changes the step.
    const TimeRange length{Timestamp{}, Timestamp{} + surroundings.length()};
    const Nanoseconds fine = roundStep(length, bucketsInView * std::size_t{viewsOfDetail}, smallest);
    return fine < coarse ? std::optional(fine) : std::nullopt;
}

Result<PyramidLine::Pyramid> pyramidOf(Result<RecordSeries> series)
{
    if (!series)
        return series.error();
    return std::make_shared<const SeriesPyramid>(std::move(series->samples), series->step);
}

}    // namespace

RecordsLine::RecordsLine(CaseSession& session, const LineSpec& spec) : PyramidLine(session), m_spec(spec)
{
    connect(&session, &CaseSession::filterChanged, this, &RecordsLine::reload);
    connect(&session, &CaseSession::windowTimeChanged, this, &RecordsLine::reload);
    connect(&session, &CaseSession::contentsChanged, this, &RecordsLine::reload);
    connect(&session, &CaseSession::zoneChanged, this, &RecordsLine::reloadWhenFilterNamesTime);
    reload();
}

std::string RecordsLine::unit() const
{
    return std::string(unitOf(m_spec.measure));
}

Result<RecordSeriesRequest> RecordsLine::request() const
{
    auto filter = Filter::parse(bothFilters(session().filterText(), m_spec.filter));
    if (!filter)
        return filter.error();
    RecordSeriesRequest request;
    request.kind = m_spec.records;
    request.measure = m_spec.measure;
    request.maxBuckets = followsView(m_spec.measure) ? bucketsInView : bucketsOfSums;
    request.filter = std::move(*filter);
    request.windowTime = session().look().windowTime;
    return request;
}

void RecordsLine::reloadWhenFilterNamesTime()
{
    if (bothFilters(session().filterText(), m_spec.filter).find("time") != std::string::npos)
        reload();
}

void RecordsLine::reload()
{
    session().tasks().cancel(this, QStringLiteral("detail"));
    m_askedStep = Nanoseconds(0);
    auto wanted = request();
    if (!wanted)
        return fail(wanted.error());
    if (state() != State::Ready)
        setState(State::Loading);
    const auto work = [request = std::move(*wanted), context = session().filterContext(), around = surroundings(session().view())](
                          CaseQueries& queries, const TaskControl& control) -> Result<Loaded> {
        auto series = recordSeries(queries.segments, context, request, control);
        if (!series)
            return series.error();
        Loaded loaded;
        loaded.smallestStep = series->smallestStep;
        const auto step = stepOfDetail(request.measure, around, series->step, series->smallestStep);
        loaded.base = std::make_shared<const SeriesPyramid>(std::move(series->samples), series->step);
        if (!step || loaded.base->isEmpty())
            return loaded;
        // Both at once, so that the line is not coarse for a moment.
        RecordSeriesRequest finer = request;
        finer.window = around;
        finer.step = *step;
        auto detail = pyramidOf(recordSeries(queries.segments, context, finer, control));
        if (!detail)
            return detail.error();
        loaded.detail = {std::move(*detail), around};
        return loaded;
    };
    session().query<Loaded>(this, QStringLiteral("series"), work, [this](Result<Loaded> loaded) {
        if (!loaded)
            return fail(loaded.error());
        m_smallestStep = loaded->smallestStep;
        setBase(std::move(loaded->base), std::move(loaded->detail));
        refineSoon();
    });
}

void RecordsLine::refine()
{
    const TimeRange view = session().view();
    const TimeRange around = surroundings(view);
    const auto step = base()->isEmpty() ? std::nullopt : stepOfDetail(m_spec.measure, around, base()->step(), m_smallestStep);
    if (!step) {
        session().tasks().cancel(this, QStringLiteral("detail"));
        m_askedStep = Nanoseconds(0);
        return dropDetail();
    }
    const bool isThere = hasDetailOf(view) && detail()->step() == *step;
    const bool isAsked = m_askedStep == *step && m_askedWindow.begin <= view.begin && m_askedWindow.end >= view.end;
    auto wanted = request();
    if (isThere || isAsked || !wanted)
        return;
    wanted->window = m_askedWindow = around;
    wanted->step = m_askedStep = *step;
    session().query<Pyramid>(
        this, QStringLiteral("detail"),
        [request = std::move(*wanted), context = session().filterContext()](CaseQueries& queries, const TaskControl& control) {
            return pyramidOf(recordSeries(queries.segments, context, request, control));
        },
        [this, around](Result<Pyramid> loaded) {
            m_askedStep = Nanoseconds(0);
            if (!loaded)
                return fail(loaded.error());
            setDetail({std::move(*loaded), around});
        });
}

}    // namespace faultline
