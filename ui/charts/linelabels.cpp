#include "ui/charts/linelabels.h"

#include "ui/tellingnames.h"
#include "ui/theme.h"

#include <QContextMenuEvent>
#include <QDrag>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <numeric>

namespace faultline {

namespace {

constexpr int gap = 8;           // between plot and labels
constexpr int markerRoom = 12;

QFont boldOf(QFont font)
{
    font.setBold(true);
    return font;
}

}    // namespace

LineLabels::LineLabels(ChartPlot& plot, const Theme& theme, QWidget* parent) : QWidget(parent), m_plot(plot), m_theme(theme)
{
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Lines of the chart"));
}

void LineLabels::setLabels(std::vector<LineLabel> labels)
{
    m_labels = std::move(labels);
    QStringList names;
    for (const LineLabel& label : m_labels)
        names << label.name.simplified();
    m_shortNames = tellingNames(names);
    m_current = m_labels.empty() ? 0 : std::min(m_current, m_labels.size() - 1);
    setFocusPolicy(m_labels.size() > 1 ? Qt::TabFocus : Qt::NoFocus);
    update();
}

int LineLabels::current() const
{
    return m_current < m_labels.size() ? m_labels[m_current].index : -1;
}

std::vector<LineLabels::Place> LineLabels::placesIn(QRectF rect, int* left) const
{
    const double row = QFontMetricsF(m_theme.smaller()).height();
    const bool isShort = static_cast<double>(m_labels.size()) * row * 2 > rect.height() + row * 0.5;
    const double height = isShort ? row : row * 2;
    const auto most = static_cast<std::size_t>(std::max(1.0, std::floor((rect.height() + 2) / height)));
    std::size_t shown = m_labels.size();
    if (shown > most)
        shown = std::max<std::size_t>(1, most - 1);
    if (left)
        *left = static_cast<int>(m_labels.size() - shown);
    std::vector<Place> places;
    const double offset = isShort ? height / 2 : row / 2;
    for (std::size_t i = 0; i < shown; ++i) {
        const auto& level = m_labels[i].level;
        const double y = level ? m_plot.yAxis->coordToPixel(*level) - m_plot.plotRect().top() : rect.height();
        const double wished = std::clamp(std::isfinite(y) ? y : 0, 0.0, rect.height()) - offset;
        places.push_back({i, QRectF(rect.left() + gap, rect.top() + wished, rect.width() - gap - 4, height), isShort});
    }
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.rect.top() < b.rect.top(); });
    // Down until nothing overlaps, then up until nothing stands below the chart.
    double free = rect.top() - (isShort ? 0 : 2);
    for (Place& place : places) {
        place.rect.moveTop(std::max(place.rect.top(), free));
        free = place.rect.bottom();
    }
    double limit = rect.bottom() + 1 - (shown < m_labels.size() ? height : 0);
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        place->rect.moveTop(std::min(place->rect.top(), limit - height));
        limit = place->rect.top();
    }
    return places;
}

void LineLabels::paintLabel(QPainter& painter, const Place& place) const
{
    const LineLabel& label = m_labels[place.label];
    QRectF rect = place.rect;
    const QFont small = m_theme.smaller();
    const QFont bold = boldOf(small);
    const QColor ink = label.isHidden ? m_theme.colors().muted : label.color;
    if (m_labels.size() > 1) {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(label.isHidden ? QPen(ink, 1) : QPen(Qt::NoPen));
        painter.setBrush(label.isHidden ? QBrush(Qt::NoBrush) : QBrush(ink));
        const double center = rect.top() + QFontMetricsF(small).height() / 2;
        PlotMarks::drawMarker(painter, {rect.left() + 4, center}, label.marker, 3.2);
        painter.restore();
        rect.setLeft(rect.left() + markerRoom);
    }
    const QString value = label.isHidden ? tr("hidden") : label.value;
    const double row = QFontMetricsF(small).height();
    painter.setFont(label.isHidden ? small : bold);
    painter.setPen(ink);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), row), Qt::AlignLeft | Qt::AlignVCenter, value);
    QRectF nameRect(rect.left(), rect.top() + row, rect.width(), row);
    if (place.isShort) {
        const double used = value.isEmpty() ? 0 : QFontMetricsF(label.isHidden ? small : bold).horizontalAdvance(value) + 6;
        nameRect = QRectF(rect.left() + used, rect.top(), std::max(0.0, rect.width() - used), row);
    }
    painter.setFont(small);
    painter.setPen(m_theme.colors().muted);
    const QFontMetricsF metrics(small);
    QString name = label.name.simplified();
    if (metrics.horizontalAdvance(name) > nameRect.width())
        name = m_shortNames[static_cast<qsizetype>(place.label)];
    painter.drawText(nameRect, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(name, Qt::ElideMiddle, nameRect.width()));
}

void LineLabels::paint(QPainter& painter, QRect rect) const
{
    int left = 0;
    const auto places = placesIn(rect, &left);
    for (const Place& place : places)
        paintLabel(painter, place);
    if (left == 0 || places.empty())
        return;
    const QRectF last = places.back().rect;
    painter.setPen(m_theme.colors().muted);
    painter.drawText(QRectF(last.left(), last.bottom(), last.width(), QFontMetricsF(painter.font()).height()), Qt::AlignLeft,
                     tr("and %1 more").arg(left));
}

void LineLabels::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().background);
    const QRect room = m_plot.plotRect();
    const QRect area(0, room.top() - y(), width(), room.height());
    paint(painter, area);
    if (!hasFocus())
        return;
    painter.setPen(QPen(m_theme.colors().accent, 1));
    for (const Place& place : placesIn(area))
        if (place.label == m_current)
            painter.drawRect(place.rect.adjusted(-3, 0, 2, 0));
}

int LineLabels::labelAt(QPointF position) const
{
    const QRect room = m_plot.plotRect();
    for (const Place& place : placesIn(QRect(0, room.top() - y(), width(), room.height())))
        if (place.rect.contains(position))
            return static_cast<int>(place.label);
    return -1;
}

void LineLabels::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->position();
    const int label = labelAt(event->position());
    if (label < 0)
        return event->ignore();
    m_current = static_cast<std::size_t>(label);
    if (event->button() != Qt::LeftButton || m_labels.size() < 2)
        return event->ignore();
    if (event->modifiers().testFlag(Qt::ControlModifier))
        emit toggleRequested(current());
    else
        emit onlyRequested(current());
}

void LineLabels::mouseMoveEvent(QMouseEvent* event)
{
    const int label = labelAt(event->position());
    setCursor(label >= 0 && m_labels.size() > 1 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setToolTip(label < 0 ? QString()
                         : QStringLiteral("<qt>") + m_labels[static_cast<std::size_t>(label)].name.left(400).toHtmlEscaped()
                             + QStringLiteral("</qt>"));
}

void LineLabels::moveCurrent(int step)
{
    if (m_labels.empty())
        return;
    m_current = static_cast<std::size_t>(
        std::clamp(static_cast<int>(m_current) + step, 0, static_cast<int>(m_labels.size()) - 1));
    describe();
    update();
}

void LineLabels::describe()
{
    if (m_current < m_labels.size()) {
        const LineLabel& label = m_labels[m_current];
        setAccessibleDescription(tr("%1: %2").arg(label.name, label.isHidden ? tr("hidden") : label.value));
    }
}

bool LineLabels::event(QEvent* event)
{
    // The keys below are the legend's while it has the focus, not shortcuts of the charts.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        for (const int own : {Qt::Key_Up, Qt::Key_Down, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space, Qt::Key_Delete})
            if (key->key() == own && key->modifiers() == Qt::NoModifier) {
                event->accept();
                return true;
            }
    }
    return QWidget::event(event);
}

void LineLabels::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up: return moveCurrent(-1);
    case Qt::Key_Down: return moveCurrent(1);
    case Qt::Key_Return:
    case Qt::Key_Enter: emit onlyRequested(current()); return;
    case Qt::Key_Space: emit toggleRequested(current()); return;
    case Qt::Key_Delete: emit removeRequested(current()); return;
    default: QWidget::keyPressEvent(event);
    }
}

void LineLabels::focusInEvent(QFocusEvent* event)
{
    describe();
    update();
    QWidget::focusInEvent(event);
}

void LineLabels::contextMenuEvent(QContextMenuEvent* event)
{
    if (event->reason() == QContextMenuEvent::Mouse)
        if (const int label = labelAt(event->pos()); label >= 0)
            m_current = static_cast<std::size_t>(label);
    emit menuRequested(current(), event->reason() == QContextMenuEvent::Mouse ? event->globalPos() : mapToGlobal(QPoint(gap, gap)));
}

}    // namespace faultline
