#include "ui/charts/metricline.h"

#include "app/query/seriesload.h"
#include "ui/casesession.h"

namespace faultline {

namespace {

constexpr std::uint64_t mostInMemory = 2'000'000;    // 50 MB a series
constexpr std::uint64_t quickToLoad = 300'000;       // more must not hold up what the eye waits for
constexpr std::size_t mostInView = 256 * 1024;       // below, a summary of 64 is coarser than the pixels of a wide screen

bool isSame(const SeriesInfo& left, const SeriesInfo& right)
{
    return left.id == right.id && left.samples == right.samples && left.first == right.first && left.last == right.last
        && left.step == right.step && left.unit == right.unit;
}

}    // namespace

MetricLine::MetricLine(CaseSession& session, std::int64_t seriesId) : PyramidLine(session), m_seriesId(seriesId)
{
    connect(&session, &CaseSession::contentsChanged, this, &MetricLine::follow);
    follow();
}

std::string MetricLine::unit() const
{
    return m_info.unit;
}

void MetricLine::follow()
{
    const SeriesInfo* info = session().contents().seriesInfo(m_seriesId);
    if (!info) {
        m_info = {};
        return fail({ErrorKind::Usage, "The series is no longer in the case", "Its source was removed", "Remove the line, or import the source again"});
    }
    if (isSame(*info, m_info))
        return;
    m_info = *info;
    load();
}

void MetricLine::load()
{
    if (state() != State::Ready)
        setState(State::Loading);
    const bool isLarge = m_info.samples > mostInMemory;
    session().query<Pyramid>(
        this, QStringLiteral("samples"),
        [info = m_info, isLarge](CaseQueries& queries, const TaskControl& control) {
            return loadSeries(queries.database, info, {}, isLarge ? SeriesDetail::Summary : SeriesDetail::Samples, control);
        },
        [this](Result<Pyramid> loaded) {
            if (!loaded)
                return fail(loaded.error());
            m_asked = {Timestamp{}, Timestamp{}};
            setBase(std::move(*loaded), {});
            refineSoon();
        },
        TaskRunner::Priority::Normal, m_info.samples > quickToLoad ? TaskRunner::Lane::Background : TaskRunner::Lane::Query);
}

void MetricLine::refine()
{
    const TimeRange view = session().view();
    if (!base()->isSummary() || hasDetailOf(view))
        return;
    const std::size_t samples = base()->samplesIn(view);
    if (samples > mostInView)
        return dropDetail();
    const TimeRange wanted = surroundings(view);
    if (samples == 0 || wanted == m_asked || base()->samplesIn(wanted) > 8 * mostInView)
        return;
    m_asked = wanted;
    session().query<Pyramid>(
        this, QStringLiteral("detail"),
        [info = m_info, wanted](CaseQueries& queries, const TaskControl& control) {
            return loadSeries(queries.database, info, wanted, SeriesDetail::Samples, control);
        },
        [this, wanted](Result<Pyramid> loaded) {
            m_asked = {Timestamp{}, Timestamp{}};
            if (!loaded)
                return fail(loaded.error());
            setDetail({std::move(*loaded), wanted});
        });
}

}    // namespace faultline
