#include "ui/charts/timeaxisbar.h"

#include "ui/casesession.h"
#include "ui/charts/timeticks.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QPainter>

namespace faultline {

namespace {

constexpr int sidePadding = 12;
constexpr int pillPadding = 8;

}    // namespace

TimeAxisBar::TimeAxisBar(CaseSession& session, const Theme& theme, QWidget* parent) : QWidget(parent), m_session(session), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Time axis"));
    const auto redraw = [this] { update(); };
    connect(&session, &CaseSession::viewChanged, this, redraw);
    connect(&session, &CaseSession::cursorChanged, this, redraw);
    connect(&session, &CaseSession::zoneChanged, this, redraw);
    connect(&theme, &Theme::changed, this, redraw);
}

QSize TimeAxisBar::sizeHint() const
{
    return {200, QFontMetrics(m_theme.smaller()).height() * 2 + 8};
}

QString TimeAxisBar::zoneText() const
{
    const QString first = zoneLabel(m_session.zone(), m_session.view().begin);
    const QString last = zoneLabel(m_session.zone(), m_session.view().end);
    return first == last ? first : first + QStringLiteral(" → ") + last;
}

void TimeAxisBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().background);
    paint(painter, rect());
}

void TimeAxisBar::paint(QPainter& painter, QRect rect) const
{
    painter.save();
    painter.translate(rect.topLeft());
    painter.setFont(m_theme.smaller());
    const TimeScale scale = TimeScale::of(m_session.view(), rect.width(), PlotMargins::of(m_theme.smaller(), rect.width()));
    paintTicks(painter, rect, scale);
    paintPill(painter, rect, scale);
    painter.restore();
}

void TimeAxisBar::paintTicks(QPainter& painter, QRect rect, const TimeScale& scale) const
{
    const ThemeColors& colors = m_theme.colors();
    const QFontMetrics metrics(m_theme.smaller());
    const int row = metrics.height();
    painter.setPen(QPen(colors.line, 1));
    painter.drawLine(scale.left, 0, scale.right(), 0);
    painter.setPen(colors.muted);
    // The zone stands under the values; what does not fit beside the first tick stands in the row of the dates.
    const QString zone = zoneText();
    const int room = scale.left - sidePadding;
    // The first tick may reach half its width to the left of the values.
    const bool fits = metrics.horizontalAdvance(zone) + metrics.horizontalAdvance(QStringLiteral("00:00:00")) / 2 <= room - 8;
    const QRect zoneRect(sidePadding, fits ? 3 : 3 + row, fits ? room : metrics.horizontalAdvance(zone), row);
    painter.drawText(zoneRect, Qt::AlignLeft | Qt::AlignVCenter, zone);
    const int widest = metrics.horizontalAdvance(QStringLiteral("00:00:00"));
    int free = -1000;
    int freeDate = fits ? scale.left - row : zoneRect.right() + 12;
    for (const TimeTick& tick : timeTicks(scale.view, m_session.zone(), std::max(2, scale.width / (widest * 2)))) {
        const int x = static_cast<int>(scale.xOf(tick.at));
        const int width = metrics.horizontalAdvance(tick.text);
        painter.setPen(tick.startsDay ? colors.muted : colors.line);
        painter.drawLine(x, 0, x, 3);
        const int left = std::clamp(x - width / 2, scale.left - width / 2, rect.width() - width);
        painter.setPen(tick.startsDay ? colors.ink : colors.muted);
        if (left > free)
            painter.drawText(QRect(left, 3, width, row), Qt::AlignCenter, tick.text);
        free = std::max(free, left + width + 6);
        if (tick.date.isEmpty())
            continue;
        const int dateWidth = metrics.horizontalAdvance(tick.date);
        const int dateLeft = std::clamp(x - dateWidth / 2, scale.left - dateWidth / 2, rect.width() - dateWidth);
        painter.setPen(colors.ink);
        if (dateLeft > freeDate) {
            painter.drawText(QRect(dateLeft, 3 + row, dateWidth, row), Qt::AlignCenter, tick.date);
            freeDate = dateLeft + dateWidth + 8;
        }
    }
    for (const OffsetChange& change : offsetChanges(scale.view, m_session.zone())) {
        const int x = static_cast<int>(scale.xOf(change.at));
        painter.setPen(QPen(colors.warning, 2));
        painter.drawLine(x, 0, x, 6);
        painter.setPen(colors.warning);
        painter.drawText(QRect(x - 100, 3 + row, 200, row), Qt::AlignCenter, change.text);
    }
}

void TimeAxisBar::paintPill(QPainter& painter, QRect rect, const TimeScale& scale) const
{
    const auto cursor = m_session.look().cursor;
    if (!cursor || !scale.view.contains(*cursor))
        return;
    const ThemeColors& colors = m_theme.colors();
    // As fine as a pixel is, but never without seconds.
    const TimeDetail detail = std::max(TimeDetail::Second, detailFor(scale.view.length()));
    QString text = clockText(*cursor, m_session.zone(), detail);
    if (!isSameDay(scale.view.begin, scale.view.end, m_session.zone()))
        text.prepend(dateText(*cursor, m_session.zone()).section(QLatin1Char(' '), 0, 1) + QLatin1Char(' '));
    QFont bold = m_theme.smaller();
    bold.setBold(true);
    const QFontMetrics metrics(bold);
    const int width = metrics.horizontalAdvance(text) + pillPadding * 2;
    const double x = scale.xOf(*cursor);
    const QRectF pill(std::clamp(x - width / 2.0, 0.0, static_cast<double>(rect.width() - width)), 1, width, metrics.height() + 4);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.ink);
    painter.drawRoundedRect(pill, 4, 4);
    painter.setFont(bold);
    painter.setPen(colors.background);
    painter.drawText(pill, Qt::AlignCenter, text);
}

}    // namespace faultline
