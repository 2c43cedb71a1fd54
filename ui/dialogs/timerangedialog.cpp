#include "ui/dialogs/timerangedialog.h"

#include "app/timeline/typedtime.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

TimeRangeDialog::TimeRangeDialog(CaseSession& session, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_session(session), m_theme(theme), m_presets(presets()), m_range(session.view())
{
    setWindowTitle(tr("Time Range"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 12);
    column->setSpacing(8);
    auto* form = new QFormLayout;
    m_from = new QLineEdit(this);
    m_to = new QLineEdit(this);
    for (QLineEdit* field : {m_from, m_to}) {
        field->setMinimumWidth(QFontMetrics(font()).averageCharWidth() * 40);
        connect(field, &QLineEdit::textChanged, this, &TimeRangeDialog::typed);
    }
    m_from->setPlaceholderText(tr("23/04 21:10, now-1h"));
    m_to->setPlaceholderText(tr("21:35, +25m, now"));
    m_from->setAccessibleName(tr("From"));
    m_to->setAccessibleName(tr("To"));
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    column->addLayout(form);
    m_understood = new QLabel(this);
    m_understood->setTextFormat(Qt::PlainText);
    m_understood->setWordWrap(true);
    m_understood->setMinimumHeight(QFontMetrics(font()).lineSpacing() * 2);
    m_understood->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    column->addWidget(m_understood);
    m_list = new QListWidget(this);
    m_list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_list->setAccessibleName(tr("Ranges to choose from"));
    for (const Preset& preset : m_presets)
        m_list->addItem(preset.title + QStringLiteral("   ") + rangeText(preset.range, session.zone()));
    const int rows = std::clamp(static_cast<int>(m_presets.size()), 3, 10);
    m_list->setMinimumHeight(m_list->sizeHintForRow(0) * rows + 4);
    m_list->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
    column->addWidget(m_list, 1);
    m_show = addAcceptButtons(*this, *column, tr("Show"));
    connect(m_list, &QListWidget::currentRowChanged, this, &TimeRangeDialog::choose);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    m_from->setText(instantText(m_range.begin, session.zone()));
    m_to->setText(instantText(m_range.end, session.zone()));
    m_from->selectAll();
    m_from->setFocus();
}

std::vector<TimeRangeDialog::Preset> TimeRangeDialog::presets() const
{
    using namespace std::chrono_literals;
    const CaseContents& contents = m_session.contents();
    std::vector<Preset> all;
    if (const auto selection = m_session.look().selection)
        all.push_back({tr("Selection"), *selection});
    if (const TimelineEntry* entry = m_session.selectedEntry() ? contents.entry(*m_session.selectedEntry()) : nullptr)
        all.push_back({tr("30 min around the selected entry"), {entry->start - 30min, entry->end.value_or(entry->start) + 30min}});
    if (contents.range.begin < contents.range.end) {
        all.push_back({tr("All data"), contents.range});
        all.push_back({tr("Last hour of the data"), {std::max(contents.range.begin, contents.range.end - 1h), contents.range.end}});
    }
    for (const SavedWindow& window : contents.savedWindows)
        all.push_back({toQString(window.name).left(60), window.range});
    return all;
}

void TimeRangeDialog::choose(int row)
{
    if (row < 0)
        return;
    const TimeRange range = m_presets[static_cast<std::size_t>(row)].range;
    m_from->setText(isoText(range.begin, m_session.zone()));
    m_to->setText(isoText(range.end, m_session.zone()));
}

void TimeRangeDialog::typed()
{
    const auto range = parseTypedRange(toStd(m_from->text()), toStd(m_to->text()), typedTimeSettings(m_session));
    if (range)
        m_range = *range;
    const QString text = range ? rangeText(*range, m_session.zone()) + QStringLiteral(", ") + durationText(range->length()) + QStringLiteral("  ")
            + zoneLabel(m_session.zone(), range->begin)
                               : toQString(range.error().what + ": " + range.error().why);
    m_understood->setText(text);
    QPalette tone = m_understood->palette();
    tone.setColor(QPalette::WindowText, range ? m_theme.colors().muted : m_theme.colors().bad);
    m_understood->setPalette(tone);
    if (m_show)
        m_show->setEnabled(range.has_value());
}

}    // namespace faultline
