#include "ui/views/linestrip.h"

#include "ui/theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace faultline {

namespace {

constexpr int barWidth = 3;

double shareOf(std::uint64_t part, std::uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}    // namespace

LineHistogram::LineHistogram(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Lines over time"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LineHistogram::setIndex(const LineIndex* index)
{
    m_index = index;
    update();
}

void LineHistogram::setShown(std::optional<TimeRange> shown)
{
    if (shown == m_shown)
        return;
    m_shown = shown;
    update();
}

QSize LineHistogram::sizeHint() const
{
    return {200, fontMetrics().height() + 8};
}

void LineHistogram::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!m_index || m_index->records() == 0)
        return;
    const auto bars = static_cast<std::size_t>(std::max(1, width() / barWidth));
    const std::size_t slices = m_index->counts.size();
    std::vector<std::uint64_t> all(bars), errors(bars);
    for (std::size_t slice = 0; slice < slices; ++slice) {
        const std::size_t bar = std::min(slice * bars / slices, bars - 1);
        all[bar] += m_index->counts[slice];
        errors[bar] += m_index->errors[slice];
    }
    const std::uint64_t largest = *std::max_element(all.begin(), all.end());
    const int floor = height() - 1;
    if (m_shown) {
        const auto x = [&](Timestamp time) {
            const auto offset = static_cast<double>((time - m_index->window.begin).count());
            return static_cast<int>(offset / static_cast<double>(m_index->window.length().count()) * width());
        };
        const int left = std::clamp(x(m_shown->begin) - 1, 0, width() - 3);
        painter.fillRect(QRect(left, 0, std::max(3, x(m_shown->end) + 1 - left), height()), m_theme.colors().selection);
    }
    for (std::size_t bar = 0; bar < bars; ++bar) {
        if (all[bar] == 0)
            continue;
        const int x = static_cast<int>(bar) * barWidth;
        const int tall = std::max(1, static_cast<int>(shareOf(all[bar], largest) * (height() - 4)));
        const int bad = errors[bar] == 0 ? 0 : std::max(2, static_cast<int>(shareOf(errors[bar], largest) * (height() - 4)));
        painter.fillRect(QRect(x, floor - tall, barWidth - 1, tall), m_theme.colors().muted);
        painter.fillRect(QRect(x, floor - bad, barWidth - 1, bad), m_theme.colors().bad);
    }
    painter.fillRect(QRect(0, floor, width(), 1), m_theme.colors().line);
}

void LineHistogram::choose(double x)
{
    if (!m_index || m_index->records() == 0)
        return;
    const double share = std::clamp(x / std::max(1, width()), 0.0, 1.0);
    const auto slice = std::min(static_cast<std::size_t>(share * static_cast<double>(m_index->counts.size())), m_index->counts.size() - 1);
    emit chosen(std::min(m_index->rowsBefore[slice], m_index->records() - 1));
}

void LineHistogram::mousePressEvent(QMouseEvent* event)
{
    choose(event->position().x());
}

void LineHistogram::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        choose(event->position().x());
}

LineDensity::LineDensity(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAccessibleName(tr("Errors and hits in the list"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setCursor(Qt::PointingHandCursor);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void LineDensity::setIndex(const LineIndex* index)
{
    m_index = index;
    update();
}

void LineDensity::setHits(const std::vector<std::uint32_t>* hits)
{
    m_hits = hits;
    update();
}

void LineDensity::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (!m_index || m_index->records() == 0)
        return;
    const int last = height() - 2;
    int drawn = -1;
    for (std::size_t slice = 0; slice < m_index->errors.size(); ++slice) {
        const int y = static_cast<int>(shareOf(m_index->rowsBefore[slice], m_index->records()) * last);
        if (m_index->errors[slice] == 0 || y == drawn)
            continue;
        painter.fillRect(QRect(0, y, width() / 2 - 1, 2), m_theme.colors().bad);
        drawn = y;
    }
    if (!m_hits)
        return;
    drawn = -1;
    for (const std::uint32_t hit : *m_hits) {
        const int y = static_cast<int>(shareOf(hit, m_index->records()) * last);
        if (y == drawn)
            continue;
        painter.fillRect(QRect(width() / 2, y, width() / 2, 2), m_theme.colors().accent);
        drawn = y;
    }
}

void LineDensity::mousePressEvent(QMouseEvent* event)
{
    if (!m_index || m_index->records() == 0)
        return;
    const double share = std::clamp(event->position().y() / std::max(1, height()), 0.0, 1.0);
    const auto row = static_cast<std::uint64_t>(share * static_cast<double>(m_index->records()));
    emit chosen(std::min(row, m_index->records() - 1));
}

}    // namespace faultline
