#include "ui/views/elidedlabel.h"

#include "ui/plaintext.h"

#include <QPainter>
#include <QStyle>

namespace faultline {

ElidedLabel::ElidedLabel(QWidget* parent, Qt::TextElideMode mode) : QLabel(parent), m_mode(mode)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(mode == Qt::ElideNone ? QSizePolicy::Ignored : QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setFullText(const QString& text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateToolTip();
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(QStringLiteral("MM…")), fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent*)
{
    if (m_mode == Qt::ElideNone && fontMetrics().horizontalAdvance(m_text) > width())
        return;
    QPainter painter(this);
    const QString shown = fontMetrics().elidedText(m_text, m_mode, width());
    style()->drawItemText(&painter, rect(), static_cast<int>(alignment()) | Qt::TextSingleLine, palette(), isEnabled(), shown,
                          foregroundRole());
}

void ElidedLabel::resizeEvent(QResizeEvent* event)
{
    QLabel::resizeEvent(event);
    updateToolTip();
}

void ElidedLabel::updateToolTip()
{
    setToolTip(fontMetrics().horizontalAdvance(m_text) > width() ? plainToolTip(m_text) : QString());
}

}    // namespace faultline
