#include "ui/charts/chartheader.h"

#include "ui/theme.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

namespace faultline {

namespace {

constexpr int sidePadding = 10;
constexpr int spacing = 8;

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

}    // namespace

ChartHeader::ChartHeader(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setCursor(Qt::OpenHandCursor);
}

int ChartHeader::heightFor(const Theme&)
{
    return QFontMetrics(titleFont()).height() + 4;
}

void ChartHeader::setText(const Text& text)
{
    if (text == m_text)
        return;
    m_text = text;
    update();
}

QString ChartHeader::tail() const
{
    const QString pin = m_text.isPinned ? tr("pinned") : QString();
    return m_text.unit.isEmpty() || pin.isEmpty() ? m_text.unit + pin : m_text.unit + QStringLiteral(" · ") + pin;
}

int ChartHeader::tailWidth() const
{
    const QString text = tail();
    return text.isEmpty() ? 0 : QFontMetrics(m_theme.smaller()).horizontalAdvance(text) + spacing;
}

bool ChartHeader::fitsIn(int width) const
{
    return m_text.note.isEmpty()
        && sidePadding + QFontMetrics(titleFont()).horizontalAdvance(m_text.title.simplified()) + tailWidth() <= width;
}

void ChartHeader::paint(QPainter& painter, QRect rect) const
{
    const ThemeColors& colors = m_theme.colors();
    const QFont bold = titleFont();
    const QFontMetrics boldMetrics(bold);
    const QFontMetrics metrics(m_theme.smaller());
    QRect room = rect.adjusted(sidePadding, 0, 0, 0);
    const int noteWidth = m_text.note.isEmpty() ? 0 : metrics.horizontalAdvance(m_text.note) + sidePadding;
    painter.setFont(bold);
    painter.setPen(m_text.isCurrent ? colors.accent : colors.ink);
    const QString title = boldMetrics.elidedText(m_text.title.simplified(), Qt::ElideMiddle, room.width() - tailWidth() - noteWidth);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
    room.setLeft(room.left() + boldMetrics.horizontalAdvance(title) + spacing);
    painter.setFont(m_theme.smaller());
    painter.setPen(colors.muted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, tail());
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, m_text.note);
}

void ChartHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter, rect());
}

void ChartHeader::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    m_pressed = event->globalPosition().toPoint();
    m_isDragging = false;
    emit pressed();
}

void ChartHeader::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton))
        return;
    const QPoint at = event->globalPosition().toPoint();
    if (!m_isDragging && (at - m_pressed).manhattanLength() < QApplication::startDragDistance())
        return;
    if (!m_isDragging)
        setCursor(Qt::ClosedHandCursor);
    m_isDragging = true;
    emit dragged(at);
}

void ChartHeader::mouseReleaseEvent(QMouseEvent*)
{
    if (m_isDragging)
        emit dropped();
    m_isDragging = false;
    setCursor(Qt::OpenHandCursor);
}

}    // namespace faultline
