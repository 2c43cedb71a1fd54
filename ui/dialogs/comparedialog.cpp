#include "ui/dialogs/comparedialog.h"

#include "app/timeline/typedtime.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"
#include "ui/timetext.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace faultline {

CompareDialog::CompareDialog(CaseSession& session, QWidget* parent) : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Compare with Another Window"));
    auto* column = new QVBoxLayout(this);
    auto* question = new QLabel(tr("Lay over %1:").arg(rangeText(session.window(), session.zone())), this);
    question->setTextFormat(Qt::PlainText);
    column->addWidget(question);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("The other window"));
    column->addWidget(m_list);
    m_time = new QLineEdit(this);
    m_time->setPlaceholderText(tr("Start of the other window: 22/04 08:45, -24h"));
    m_time->setAccessibleName(tr("Start of the other window"));
    m_time->setClearButtonEnabled(true);
    column->addWidget(m_time);
    m_preview = new QLabel(this);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setWordWrap(true);
    column->addWidget(m_preview);
    m_accept = addAcceptButtons(*this, *column, tr("Compare"));

    using std::chrono::hours;
    const TimeRange window = session.window();
    addChoice(tr("Same hours yesterday"), hours(24));
    addChoice(tr("Same hours a week ago"), hours(24 * 7));
    addChoice(tr("Right before"), window.length());
    if (session.look().baseline)
        addChoice(tr("The baseline"), window.begin - session.look().baseline->begin);
    for (const SavedWindow& saved : session.contents().savedWindows)
        if (saved.range.begin != window.begin)
            addChoice(toQString(saved.name).simplified().left(80), window.begin - saved.range.begin);
    addChoice(tr("Typed time"), {});
    connect(m_list, &QListWidget::currentRowChanged, this, &CompareDialog::update);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] {
        if (shift())
            accept();
    });
    connect(m_time, &QLineEdit::textChanged, this, [this] {
        m_list->setCurrentRow(m_list->count() - 1);
        update();
    });
    m_list->setCurrentRow(0);
    m_list->setMinimumWidth(m_list->sizeHintForColumn(0) + 4 * fontMetrics().averageCharWidth());
    update();
}

void CompareDialog::addChoice(const QString& text, std::optional<Nanoseconds> shift)
{
    m_choices.push_back({text, shift});
    const TimeRange window = m_session.window();
    m_list->addItem(shift ? tr("%1  –  %2").arg(text, rangeText({window.begin - *shift, window.end - *shift}, m_session.zone())) : text);
}

std::optional<Nanoseconds> CompareDialog::typedShift() const
{
    const Timestamp begin = m_session.window().begin;
    const auto typed = parseTypedTime(toStd(m_time->text()), {m_session.zone(), begin, m_session.contents().range.end});
    return typed && *typed != begin ? std::optional(begin - *typed) : std::nullopt;
}

std::optional<Nanoseconds> CompareDialog::shift() const
{
    const int row = m_list->currentRow();
    if (row < 0 || static_cast<std::size_t>(row) >= m_choices.size())
        return {};
    const Choice& choice = m_choices[static_cast<std::size_t>(row)];
    return choice.shift ? choice.shift : typedShift();
}

void CompareDialog::update()
{
    const auto chosen = shift();
    m_accept->setEnabled(chosen.has_value());
    if (!chosen) {
        m_preview->setText(m_time->text().isEmpty() ? tr("Type when the other window starts.") : tr("This is not a time of another window."));
        return;
    }
    const TimeRange window = m_session.window();
    const TimeRange other{window.begin - *chosen, window.end - *chosen};
    const TimeRange recorded = m_session.contents().range;
    m_preview->setText(recorded.overlaps(other.begin, other.end) ? tr("Thin lines show %1.").arg(rangeText(other, m_session.zone()))
                                                             : tr("There is no data at %1.").arg(rangeText(other, m_session.zone())));
}

}    // namespace faultline
