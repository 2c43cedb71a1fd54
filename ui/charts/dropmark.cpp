#include "ui/charts/dropmark.h"

#include "ui/theme.h"

#include <QPainter>

namespace faultline {

DropMark::DropMark(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    hide();
}

void DropMark::showFrame(QRect rect)
{
    setGeometry(rect);
    show();
    raise();
}

void DropMark::showLine(int y)
{
    setGeometry(0, y - 1, parentWidget()->width(), 3);
    show();
    raise();
}

void DropMark::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QColor accent = m_theme.colors().accent;
    if (height() <= 3)
        return painter.fillRect(rect(), accent);
    painter.fillRect(rect(), m_theme.colors().selection);
    painter.setPen(QPen(accent, 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

}    // namespace faultline
