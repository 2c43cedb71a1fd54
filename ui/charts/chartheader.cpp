#include "ui/charts/chartheader.h"

#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

namespace faultline {

namespace {

constexpr int sidePadding = 12;

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setWeight(QFont::DemiBold);
    return font;
}

}    // namespace

ChartHeader::ChartHeader(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_theme(theme), m_logarithmic(new QToolButton(this))
{
    setCursor(Qt::OpenHandCursor);
    m_logarithmic->setText(tr("log?"));
    m_logarithmic->setToolTip(tr("The values span three powers of ten or more: show them on a logarithmic axis (L)"));
    m_logarithmic->setAccessibleName(tr("Use a logarithmic axis"));
    m_logarithmic->setCursor(Qt::ArrowCursor);
    m_logarithmic->setFocusPolicy(Qt::TabFocus);
    setLook(m_logarithmic, ButtonLook::Link);
    m_logarithmic->hide();
    connect(m_logarithmic, &QToolButton::clicked, this, &ChartHeader::logarithmicRequested);
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

void ChartHeader::offerLogarithmic(bool isOffered)
{
    m_logarithmic->setVisible(isOffered);
    placeButton();
}

bool ChartHeader::offersLogarithmic() const
{
    return !m_logarithmic->isHidden();
}

void ChartHeader::setMargins(int right)
{
    m_right = right;
    placeButton();
}

void ChartHeader::placeButton()
{
    const QSize size(m_logarithmic->sizeHint().width(), height());
    m_logarithmic->setGeometry(QRect(QPoint(width() - m_right - size.width(), 0), size));
}

void ChartHeader::paint(QPainter& painter, QRect rect) const
{
    const ThemeColors& colors = m_theme.colors();
    const QFont bold = titleFont();
    const QFontMetrics boldMetrics(bold);
    const QFontMetrics metrics(m_theme.smaller());
    const int noteWidth = m_text.note.isEmpty() ? 0 : metrics.horizontalAdvance(m_text.note) + sidePadding;
    QRect room = rect.adjusted(sidePadding, 0, -m_right, 0);
    const QString pin = m_text.isPinned ? tr("pinned") : QString();
    const QString tail = m_text.unit.isEmpty() || pin.isEmpty() ? m_text.unit + pin : m_text.unit + QStringLiteral(" · ") + pin;
    const int tailWidth = tail.isEmpty() ? 0 : metrics.horizontalAdvance(tail) + 8;
    painter.setFont(bold);
    painter.setPen(m_text.isCurrent ? colors.accent : colors.ink);
    const QString title = boldMetrics.elidedText(m_text.title.simplified(), Qt::ElideMiddle, room.width() - tailWidth - noteWidth);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
    room.setLeft(room.left() + boldMetrics.horizontalAdvance(title) + 8);
    painter.setFont(m_theme.smaller());
    painter.setPen(colors.muted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter, tail);
    const int buttonWidth = m_logarithmic->isHidden() ? 0 : m_logarithmic->width() + 8;
    painter.drawText(room.adjusted(0, 0, -buttonWidth, 0), Qt::AlignRight | Qt::AlignVCenter, m_text.note);
}

void ChartHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter, rect());
}

void ChartHeader::resizeEvent(QResizeEvent*)
{
    placeButton();
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
