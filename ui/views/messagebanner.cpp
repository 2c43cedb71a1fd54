#include "ui/views/messagebanner.h"

#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QAccessible>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTime>

namespace faultline {

namespace {

constexpr int mostMessages = 200;
constexpr qsizetype longestText = 600;    // a path or an excerpt can be of any length

}    // namespace

MessageBanner::MessageBanner(const Theme& theme, QWidget* parent) : QFrame(parent), m_theme(theme)
{
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(16, 6, 8, 6);
    grid->setHorizontalSpacing(4);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setAccessibleName(tr("Message"));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(m_text, 0, 0);
    grid->setColumnStretch(0, 1);
    m_more = new QPushButton(tr("Details"), this);
    m_more->setCheckable(true);
    m_more->setAccessibleName(tr("All messages of this session"));
    setLook(m_more, ButtonLook::Flat);
    grid->addWidget(m_more, 0, 1, Qt::AlignTop);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAccessibleName(tr("Close the message"));
    setLook(close, ButtonLook::Flat);
    grid->addWidget(close, 0, 2, Qt::AlignTop);
    m_history = new QPlainTextEdit(this);
    m_history->setReadOnly(true);
    m_history->setMaximumBlockCount(mostMessages);
    m_history->setFrameShape(QFrame::NoFrame);
    m_history->setAccessibleName(tr("Messages"));
    m_history->setMaximumHeight(fontMetrics().lineSpacing() * 8);
    m_history->hide();
    grid->addWidget(m_history, 1, 0, 1, 3);
    connect(m_more, &QPushButton::toggled, m_history, &QWidget::setVisible);
    connect(close, &QPushButton::clicked, this, &MessageBanner::dismiss);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void MessageBanner::show(const Error& error)
{
    if (error.kind == ErrorKind::Interrupted)
        return;    // somebody stopped it and knows
    QString text = toQString(error.message()).simplified();
    if (text.size() > longestText)
        text = text.left(longestText) + QStringLiteral("…");
    m_repeats = text == m_newest && isVisible() ? m_repeats + 1 : 1;
    m_newest = text;
    m_text->setText(m_repeats > 1 ? tr("%1 (%2 times)").arg(text).arg(m_repeats) : text);
    m_history->appendPlainText(QTime::currentTime().toString(QStringLiteral("HH:mm:ss  ")) + text);
    QFrame::show();
    announce();
}

void MessageBanner::dismiss()
{
    m_more->setChecked(false);
    hide();
}

QString MessageBanner::text() const
{
    return m_newest;
}

void MessageBanner::announce()
{
    m_text->setAccessibleName(m_newest);
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void MessageBanner::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return dismiss();
    QFrame::keyPressEvent(event);
}

void MessageBanner::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = m_theme.colors();
    QPainter painter(this);
    QColor tint = colors.warning;
    tint.setAlpha(colors.isDark ? 28 : 20);
    painter.fillRect(rect(), colors.panel);
    painter.fillRect(rect(), tint);
    painter.fillRect(0, 0, 4, height(), colors.warning);
    painter.fillRect(0, height() - 1, width(), 1, colors.line);
}

}    // namespace faultline
