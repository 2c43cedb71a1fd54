#include "ui/dialogs/applyatdialog.h"

#include "app/timeline/typedtime.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"
#include "ui/goto.h"
#include "ui/plaintext.h"
#include "ui/timetext.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

ApplyAtDialog::ApplyAtDialog(CaseSession& session, QWidget* parent) : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Apply This Breakdown at Another Time"));
    m_text = new QLineEdit(this);
    m_text->setAccessibleName(tr("Time, saved window or entry"));
    m_text->setPlaceholderText(tr("22/04 08:45, or part of a title"));
    m_text->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Times to look at"));
    m_list->setUniformItemSizes(true);
    m_answer = new QLabel(this);
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setForegroundRole(QPalette::PlaceholderText);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addWidget(m_list, 1);
    column->addWidget(m_answer);
    m_accept = addAcceptButtons(*this, *column, tr("Look There"));
    resize(fontMetrics().averageCharWidth() * 70, fontMetrics().height() * 22);
    connect(m_text, &QLineEdit::textChanged, this, &ApplyAtDialog::fill);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        const auto chosen = window();
        m_answer->setText(chosen ? tr("%1, as long as now").arg(rangeText(*chosen, m_session.zone())) : QString());
        m_accept->setEnabled(chosen.has_value());
    });
    fill();
}

void ApplyAtDialog::fill()
{
    const QString text = m_text->text().trimmed();
    const TimeZone& zone = m_session.zone();
    m_choices.clear();
    const auto typed = parseTypedTime(toStd(text), {zone, m_session.window().begin, m_session.contents().range.end});
    if (!text.isEmpty() && typed)
        m_choices.push_back({instantWithZone(*typed, zone), *typed});
    const auto add = [&](const QString& title, Timestamp begin) {
        if (text.isEmpty() || title.contains(text, Qt::CaseInsensitive))
            m_choices.push_back({title, begin});
    };
    for (const SavedWindow& saved : m_session.contents().savedWindows)
        add(tr("%1 · saved window, %2").arg(shownText(saved.name, 200), rangeText(saved.range, zone)), saved.range.begin);
    for (const TimelineEntry& entry : m_session.contents().timeline)
        add(QStringLiteral("%1 · %2").arg(instantText(entry.start, zone), shownText(entry.title, 200)), entry.start);
    m_list->clear();
    for (const Choice& choice : m_choices)
        m_list->addItem(choice.title);
    m_list->setCurrentRow(m_choices.empty() ? -1 : 0);
    m_accept->setEnabled(!m_choices.empty());
    if (m_choices.empty())
        m_answer->setText(tr("No such time, window or entry."));
}

std::optional<TimeRange> ApplyAtDialog::window() const
{
    const int row = m_list->currentRow();
    if (row < 0 || static_cast<std::size_t>(row) >= m_choices.size())
        return {};
    return windowFrom(m_session, m_choices[static_cast<std::size_t>(row)].begin);
}

bool ApplyAtDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();    // NOLINT: told by its type
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int row = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
            m_list->setCurrentRow(std::clamp(row, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

}    // namespace faultline
