#include "ui/charts/selectionbar.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QToolButton>

namespace faultline {

SelectionBar::SelectionBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_actions(actions), m_theme(theme)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 4, 4, 4);
    row->setSpacing(0);
    add(tr("Compare"), tr("Compare with another window"), "chart.compare");
    add(tr("Baseline"), tr("Use as baseline"), "chart.baseline");
    add(tr("Event"), tr("Make a timeline entry of it"), "chart.markSpan");
    add(tr("Zoom"), tr("Zoom to it"), "chart.zoomToSelection");
    add(tr("Copy"), tr("Copy the time range"), "edit.copyRange");
    connect(&session, &CaseSession::selectionChanged, this, [this, &session] {
        if (!session.look().selection)
            hide();
    });
    connect(&session, &CaseSession::viewChanged, this, &QWidget::hide);
    hide();
}

void SelectionBar::add(const QString& text, const QString& hint, const char* action)
{
    auto* button = new QToolButton(this);
    button->setText(text);
    const QString key = m_actions.action(action)->shortcut().toString(QKeySequence::NativeText);
    button->setToolTip(key.isEmpty() ? hint : QStringLiteral("%1 (%2)").arg(hint, key));
    button->setAccessibleName(hint);
    setLook(button, ButtonLook::Flat);
    connect(button, &QToolButton::clicked, this, [this, action] {
        hide();
        m_actions.action(action)->trigger();
    });
    layout()->addWidget(button);
}

void SelectionBar::popUp(QPoint position)
{
    adjustSize();
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    QRect place(position + QPoint(8, 8), sizeHint());
    place.moveRight(std::min(place.right(), room.right()));
    place.moveBottom(std::min(place.bottom(), room.bottom()));
    setGeometry(place);
    show();
    raise();
}

void SelectionBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        hide();
    else
        QWidget::keyPressEvent(event);
}

void SelectionBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.colors().line);
    painter.setBrush(m_theme.colors().panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

}    // namespace faultline
