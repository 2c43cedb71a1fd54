#include "ui/charts/pyramidline.h"

#include "ui/casesession.h"

#include <QTimer>

#include <algorithm>

namespace faultline {

namespace {

constexpr std::chrono::milliseconds calm{60};    // of the view, before it is refined

Nanoseconds overlapOf(TimeRange left, TimeRange right)
{
    return std::max(Nanoseconds(0), std::min(left.end, right.end) - std::max(left.begin, right.begin));
}

std::size_t shareOf(std::size_t count, TimeRange part, TimeRange whole)
{
    const double share = static_cast<double>(overlapOf(part, whole).count()) / static_cast<double>(std::max<std::int64_t>(1, whole.length().count()));
    return static_cast<std::size_t>(share * static_cast<double>(count)) + 8;
}

}    // namespace

PyramidLine::PyramidLine(CaseSession& session)
    : m_session(session), m_refineTimer(new QTimer(this)), m_base(std::make_shared<const SeriesPyramid>())
{
    m_refineTimer->setSingleShot(true);
    m_refineTimer->setInterval(calm);
    connect(m_refineTimer, &QTimer::timeout, this, [this] { refine(); });
    connect(&session, &CaseSession::viewChanged, this, &PyramidLine::refineSoon);
}

PyramidLine::~PyramidLine()
{
    m_session.tasks().cancelAll(this);
}

void PyramidLine::refineSoon()
{
    m_refineTimer->start();
}

TimeRange PyramidLine::surroundings(TimeRange view)
{
    const Nanoseconds length = view.length();
    const bool fitsBefore = view.begin > Timestamp::min() + length;
    const bool fitsAfter = view.end < Timestamp::max() - length;
    return {fitsBefore ? view.begin - length : view.begin, fitsAfter ? view.end + length : view.end};
}

void PyramidLine::setBase(Pyramid base, Detail detail)
{
    m_base = std::move(base);
    m_detail = std::move(detail);
    setState(m_base->isEmpty() ? State::Empty : State::Ready);
}

void PyramidLine::setDetail(Detail detail)
{
    m_detail = std::move(detail);
    setState(state());
}

void PyramidLine::dropDetail()
{
    if (!m_detail.pyramid)
        return;
    m_detail = {};
    setState(state());
}

void PyramidLine::fail(const Error& error)
{
    if (error.kind != ErrorKind::Interrupted)
        setState(State::Failed, error);
}

bool PyramidLine::hasDetailOf(TimeRange window) const
{
    return m_detail.pyramid && m_detail.window.begin <= window.begin && m_detail.window.end >= window.end;
}

/// A detail that only touches the window would be a patch of another grain.
bool PyramidLine::usesDetail(TimeRange window) const
{
    return m_detail.pyramid && window.isBounded() && overlapOf(m_detail.window, window) * 2 >= window.length();
}

std::vector<Sample> PyramidLine::points(TimeRange window, std::size_t count) const
{
    if (!usesDetail(window))
        return m_base->points(window, count);
    if (hasDetailOf(window))
        return m_detail.pyramid->points(window, count);
    std::vector<Sample> points;
    const TimeRange before{window.begin, std::min(window.end, m_detail.window.begin)};
    if (before.begin < before.end) {
        points = m_base->points(before, shareOf(count, before, window));
        while (!points.empty() && points.back().time >= m_detail.window.begin)
            points.pop_back();
    }
    const TimeRange inside{std::max(window.begin, m_detail.window.begin), std::min(window.end, m_detail.window.end)};
    const std::vector<Sample> fine = m_detail.pyramid->points(inside, shareOf(count, inside, window));
    points.insert(points.end(), fine.begin(), fine.end());
    const TimeRange after{std::max(window.begin, m_detail.window.end), window.end};
    if (after.begin < after.end)
        for (const Sample& sample : m_base->points(after, shareOf(count, after, window)))
            if (sample.time >= m_detail.window.end)
                points.push_back(sample);
    return points;
}

std::optional<Sample> PyramidLine::at(Timestamp time) const
{
    const bool isInDetail = usesDetail(m_session.view()) && m_detail.window.contains(time);
    return isInDetail ? m_detail.pyramid->at(time) : m_base->at(time);
}

std::optional<SeriesPyramid::Extent> PyramidLine::extent(TimeRange window) const
{
    if (!usesDetail(window))
        return m_base->extent(window);
    auto extent = m_detail.pyramid->extent(window);
    if (hasDetailOf(window))
        return extent;
    const auto coarse = m_base->extent(window);
    if (!extent || !coarse)
        return extent ? extent : coarse;
    return SeriesPyramid::Extent{std::min(extent->smallest, coarse->smallest), std::max(extent->largest, coarse->largest)};
}

std::optional<double> PyramidLine::mean(TimeRange window) const
{
    return hasDetailOf(window) ? m_detail.pyramid->mean(window) : m_base->mean(window);
}

std::size_t PyramidLine::samplesIn(TimeRange window) const
{
    return usesDetail(window) ? m_detail.pyramid->samplesIn(window) : m_base->samplesIn(window);
}

Nanoseconds PyramidLine::step() const
{
    return usesDetail(m_session.view()) ? m_detail.pyramid->step() : m_base->step();
}

std::size_t PyramidLine::memory() const
{
    return m_base->memory() + (m_detail.pyramid ? m_detail.pyramid->memory() : 0);
}

}    // namespace faultline
