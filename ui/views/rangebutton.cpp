#include "ui/views/rangebutton.h"

#include "ui/theme.h"

#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>

namespace faultline {

namespace {

constexpr int sides = 12;
constexpr int between = 8;

}    // namespace

RangeButton::RangeButton(const Theme& theme, QWidget* parent) : QPushButton(parent), m_theme(theme) {}

void RangeButton::setRange(const QString& range, const QString& length)
{
    if (range == m_range && length == m_length)
        return;
    m_range = range;
    m_length = length;
    updateGeometry();
    update();
}

QFont RangeButton::strong() const
{
    QFont bold = m_theme.tabular();
    bold.setWeight(QFont::DemiBold);
    return bold;
}

QSize RangeButton::sizeHint() const
{
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text = QStringLiteral("x");
    const int height = style()->sizeFromContents(QStyle::CT_PushButton, &option, QFontMetrics(font()).size(0, option.text), this).height();
    const int text = QFontMetrics(strong()).horizontalAdvance(m_range) + between + QFontMetrics(font()).horizontalAdvance(m_length);
    return {text + 2 * sides, height};
}

void RangeButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    style()->drawControl(QStyle::CE_PushButtonBevel, &option, &painter, this);
    QRect area = rect().adjusted(sides, 0, -sides, 0);
    painter.setFont(strong());
    painter.setPen(m_theme.colors().ink);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, m_range);
    painter.setFont(font());
    painter.setPen(m_theme.colors().muted);
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, m_length);
}

}    // namespace faultline
