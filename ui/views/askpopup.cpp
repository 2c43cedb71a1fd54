#include "ui/views/askpopup.h"

#include "ui/theme.h"

#include <QFontMetrics>
#include <QLabel>
#include <QLineEdit>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

AskPopup::AskPopup(const Theme& theme, QWidget* parent) : QFrame(parent, Qt::Popup), m_theme(theme)
{
    setFrameShape(QFrame::StyledPanel);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_field = new QLineEdit(this);
    m_field->setAccessibleName(tr("Time or name"));
    m_field->setMinimumWidth(QFontMetrics(font()).averageCharWidth() * 44);
    m_understood = new QLabel(this);
    m_understood->setTextFormat(Qt::PlainText);
    m_understood->setWordWrap(true);
    m_title->setBuddy(m_field);
    column->addWidget(m_title);
    column->addWidget(m_field);
    column->addWidget(m_understood);
    connect(m_field, &QLineEdit::textChanged, this, &AskPopup::typed);
    connect(m_field, &QLineEdit::returnPressed, this, &AskPopup::take);
}

void AskPopup::ask(Question question, QWidget* below)
{
    ask(std::move(question), QRect(below->mapToGlobal(QPoint()), below->size()));
}

void AskPopup::ask(Question question, const QRect& below)
{
    m_question = std::move(question);
    m_title->setText(m_question.title);
    m_field->setAccessibleName(m_question.title);
    m_understood->setFont(m_theme.smaller());
    m_field->setText(m_question.text);
    m_field->selectAll();
    typed();
    adjustSize();
    QPoint place = below.bottomLeft() + QPoint(0, 3);
    if (const QScreen* screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        place.setX(std::max(room.left(), std::min(place.x(), room.right() - width())));
        if (place.y() + height() > room.bottom())
            place.setY(below.top() - height() - 2);
    }
    move(place);
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void AskPopup::typed()
{
    const ThemeColors& colors = m_theme.colors();
    const bool isEmpty = m_field->text().trimmed().isEmpty();
    const Understanding understood = isEmpty ? Understanding{m_question.hint, false} : m_question.understand(m_field->text());
    m_understood->setText(understood.text);
    QPalette tone = m_understood->palette();
    tone.setColor(QPalette::WindowText, understood.isGood || isEmpty ? colors.muted : colors.bad);
    m_understood->setPalette(tone);
    m_field->setAccessibleDescription(understood.text);
}

void AskPopup::take()
{
    const bool isEmpty = m_field->text().trimmed().isEmpty();
    if (isEmpty ? m_question.emptiness == Emptiness::Refused : !m_question.understand(m_field->text()).isGood)
        return;
    const QString text = m_field->text();
    hide();
    m_question.accept(text);
}

}    // namespace faultline
