#include "ui/views/chiprow.h"

#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionButton>

#include <algorithm>

namespace faultline {

namespace {

constexpr int gap = 8;
constexpr int widestInCharacters = 44;

}    // namespace

ChipButton::ChipButton(const FilterChip& chip, const Theme& theme, QWidget* parent) : QPushButton(parent), m_chip(chip), m_theme(theme)
{
    setLook(this, ButtonLook::Chip);
    setAutoDefault(false);
    setAccessibleName(chip.isEnabled ? tr("Condition %1, on").arg(chip.expression) : tr("Condition %1, off").arg(chip.expression));
    setAccessibleDescription(tr("Space turns it on and off, Delete removes it"));
    setToolTip(plainToolTip(chip.expression));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize ChipButton::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    const int text = std::min(metrics.horizontalAdvance(shownText(m_chip.expression, 300)), metrics.averageCharWidth() * widestInCharacters);
    return {text + metrics.height() + 24, metrics.height() + 8};
}

QRect ChipButton::crossRect() const
{
    const int side = fontMetrics().height() + 4;
    return {width() - side - 4, 0, side, height()};
}

void ChipButton::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace: emit removed(); return;
    case Qt::Key_Left: emit left(-1); return;
    case Qt::Key_Right: emit left(1); return;
    default: QPushButton::keyPressEvent(event);
    }
}

void ChipButton::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && crossRect().contains(event->position().toPoint())) {
        setDown(false);
        emit removed();
        return;
    }
    QPushButton::mouseReleaseEvent(event);
}

void ChipButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    style()->drawControl(QStyle::CE_PushButtonBevel, &option, &painter, this);
    QFont shown = font();
    shown.setStrikeOut(!m_chip.isEnabled);
    painter.setFont(shown);
    painter.setPen(m_chip.isEnabled ? m_theme.colors().ink : m_theme.colors().muted);
    const QRect room(12, 0, crossRect().left() - 14, height());
    const QString text = fontMetrics().elidedText(shownText(m_chip.expression, 300), Qt::ElideMiddle, room.width());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF middle = QRectF(crossRect()).center();
    const double arm = fontMetrics().height() / 5.0;
    painter.setPen(QPen(m_theme.colors().muted, 1.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(middle - QPointF(arm, arm), middle + QPointF(arm, arm));
    painter.drawLine(middle - QPointF(arm, -arm), middle + QPointF(arm, -arm));
}

ChipRow::ChipRow(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChipRow::setChips(const std::vector<FilterChip>& chips)
{
    const auto focused = std::find_if(m_buttons.begin(), m_buttons.end(), [](const ChipButton* button) { return button->hasFocus(); });
    const auto place = focused - m_buttons.begin();
    const bool hadFocus = focused != m_buttons.end();
    for (ChipButton* button : m_buttons) {
        button->hide();
        button->deleteLater();    // it may be the one whose signal this is
    }
    m_buttons.clear();
    m_chips = chips;
    for (std::size_t i = 0; i < chips.size(); ++i) {
        auto* button = new ChipButton(chips[i], m_theme, this);
        connect(button, &QPushButton::clicked, this, [this, i] {
            std::vector<FilterChip> changed = m_chips;
            changed[i].isEnabled = !changed[i].isEnabled;
            emit chipsChanged(changed);
        });
        connect(button, &ChipButton::removed, this, [this, i] {
            std::vector<FilterChip> changed = m_chips;
            changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
            emit chipsChanged(changed);
        });
        connect(button, &ChipButton::left, this, [this, i](int step) {
            const auto next = static_cast<std::ptrdiff_t>(i) + step;
            if (next >= 0 && next < static_cast<std::ptrdiff_t>(m_buttons.size()))
                m_buttons[static_cast<std::size_t>(next)]->setFocus(Qt::TabFocusReason);
        });
        button->show();
        m_buttons.push_back(button);
    }
    if (hadFocus && !m_buttons.empty())
        m_buttons[std::min(static_cast<std::size_t>(place), m_buttons.size() - 1)]->setFocus(Qt::TabFocusReason);
    arrange(width(), Arrange::Place);
    updateGeometry();
}

int ChipRow::widthOfAll() const
{
    int width = 0;
    for (const ChipButton* button : m_buttons)
        width += button->sizeHint().width() + gap;
    return std::max(0, width - gap);
}

int ChipRow::arrange(int width, Arrange what) const
{
    QPoint at(0, 0);
    int line = 0;
    for (ChipButton* button : m_buttons) {
        QSize size = button->sizeHint();
        size.setWidth(std::min(size.width(), std::max(width, 1)));
        if (at.x() > 0 && at.x() + size.width() > width) {
            at = {0, at.y() + line + gap / 2};
            line = 0;
        }
        if (what == Arrange::Place)
            button->setGeometry(QRect(at, size));
        at.rx() += size.width() + gap;
        line = std::max(line, size.height());
    }
    return at.y() + line;
}

void ChipRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange(width(), Arrange::Place);
}

}    // namespace faultline
