#include "ui/views/entrydetail.h"

#include "app/base/text.h"
#include "app/timeline/entryedit.h"
#include "app/timeline/evidencereference.h"
#include "ui/casesession.h"
#include "ui/commands/removeevidence.h"
#include "ui/commands/setentry.h"
#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QUrl>

#include <algorithm>

namespace faultline {

namespace {

constexpr int savingDelay = 900;    // ms after the last key
constexpr int shownEvidence = 4;    // rows without scrolling
constexpr int evidenceRole = Qt::UserRole + 1;

void setChoice(QComboBox* combo, const QString& text)
{
    const QSignalBlocker blocker(combo);
    combo->setCurrentIndex(combo->findText(text));
}

void setText(QLineEdit* field, const QString& text)
{
    if (field->text() != text && !(field->hasFocus() && field->isModified()))
        field->setText(text);
}

QString kindText(EvidenceKind kind)
{
    switch (kind) {
    case EvidenceKind::Line: return EntryDetail::tr("line");
    case EvidenceKind::Window: return EntryDetail::tr("lines");
    case EvidenceKind::Series: return EntryDetail::tr("series");
    case EvidenceKind::Link: return EntryDetail::tr("link");
    }
    return {};
}

}    // namespace

EntryDetail::EntryDetail(CaseSession& session, const Theme& theme, QWidget* parent) : QWidget(parent), m_session(session), m_theme(theme)
{
    build();
    m_saving.setSingleShot(true);
    m_saving.setInterval(savingDelay);
    connect(&m_saving, &QTimer::timeout, this, &EntryDetail::save);
    connect(m_body, &QPlainTextEdit::textChanged, this, [this] { m_saving.start(); });
    connect(m_type, &QComboBox::textActivated, this, [this](const QString& type) {
        change(tr("change type"), [&](TimelineEntry& entry) { entry.type = toStd(type); });
    });
    connect(m_precision, &QComboBox::textActivated, this, [this](const QString& precision) {
        change(tr("change precision"), [&](TimelineEntry& entry) { (void)fromName(toStd(precision), entry.precision); });
    });
    connect(m_tags, &QLineEdit::editingFinished, this, [this] {
        change(tr("change tags"), [&](TimelineEntry& entry) { entry.tags = parseTags(toStd(m_tags->text())); });
    });
    connect(m_owner, &QLineEdit::editingFinished, this, [this] {
        change(tr("change owner"), [&](TimelineEntry& entry) { entry.owner = toStd(m_owner->text().trimmed()); });
    });
    connect(m_section, &QLineEdit::editingFinished, this, [this] {
        change(tr("change section"), [&](TimelineEntry& entry) { entry.section = toStd(m_section->text().trimmed()); });
    });
    connect(m_evidence, &QListWidget::itemActivated, this, &EntryDetail::openEvidence);
    connect(&session, &CaseSession::timelineChanged, this, &EntryDetail::refresh);
    connect(&session, &CaseSession::selectedEntryChanged, this, &EntryDetail::refresh);
    connect(&session, &CaseSession::zoneChanged, this, &EntryDetail::refresh);
    refresh();
}

void EntryDetail::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 4);
    column->setSpacing(4);
    m_fields = new QWidget(this);
    auto* grid = new QGridLayout(m_fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    m_type = new QComboBox(m_fields);
    m_type->setAccessibleName(tr("Type"));
    for (const std::string& type : timelineTypes())
        m_type->addItem(toQString(type));
    m_precision = new QComboBox(m_fields);
    m_precision->setAccessibleName(tr("Precision"));
    for (const auto precision : {Precision::Exact, Precision::Minute, Precision::About, Precision::Before, Precision::After, Precision::Range})
        m_precision->addItem(toQString(nameOf(precision)));
    const auto field = [this](const QString& name) {
        auto* made = new QLineEdit(m_fields);
        made->setAccessibleName(name);
        made->setPlaceholderText(name);
        made->setMinimumWidth(40);
        return made;
    };
    m_tags = field(tr("Tags"));
    m_tags->setToolTip(tr("impact, detected, mitigation, resolved and trigger count for the durations"));
    m_owner = field(tr("Owner"));
    m_section = field(tr("Section"));
    grid->addWidget(m_type, 0, 0);
    grid->addWidget(m_precision, 0, 1);
    grid->addWidget(m_tags, 0, 2, 1, 2);
    grid->addWidget(m_owner, 1, 0, 1, 2);
    grid->addWidget(m_section, 1, 2, 1, 2);
    grid->setColumnStretch(3, 1);
    column->addWidget(m_fields);
    m_body = new QPlainTextEdit(this);
    m_body->setAccessibleName(tr("Details"));
    m_body->setPlaceholderText(tr("Details"));
    m_body->setTabChangesFocus(true);
    m_body->installEventFilter(this);
    m_body->setMinimumHeight(m_body->fontMetrics().lineSpacing() * 2 + 12);
    column->addWidget(m_body, 1);
    m_evidence = new QListWidget(this);
    m_evidence->setAccessibleName(tr("Evidence of the entry"));
    m_evidence->setFrameShape(QFrame::NoFrame);
    m_evidence->setTextElideMode(Qt::ElideMiddle);
    m_evidence->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_evidence->setToolTip(tr("Enter shows it, Delete takes it off the entry"));
    m_evidence->installEventFilter(this);
    column->addWidget(m_evidence);
}

void EntryDetail::setFields(Fields fields)
{
    m_fields->setVisible(fields == Fields::Shown);
}

void EntryDetail::change(const QString& what, const std::function<void(TimelineEntry&)>& edit)
{
    const TimelineEntry* stored = m_entryId ? m_session.contents().entry(*m_entryId) : nullptr;
    if (!stored)
        return;
    TimelineEntry entry = *stored;
    edit(entry);
    if (entry != *stored)
        m_session.edit(new SetEntry(m_session, std::move(entry), what));
}

void EntryDetail::save()
{
    m_saving.stop();
    if (!m_body->isReadOnly())
        change(tr("change details"), [this](TimelineEntry& entry) { entry.body = toStd(m_body->toPlainText()); });
}

void EntryDetail::refresh()
{
    const auto selected = m_session.selectedEntry();
    if (selected != m_entryId && m_saving.isActive())
        save();
    const bool isOther = selected != m_entryId;
    m_entryId = selected;
    const TimelineEntry* entry = m_entryId ? m_session.contents().entry(*m_entryId) : nullptr;
    setVisible(entry != nullptr);
    if (!entry)
        return;
    setChoice(m_type, toQString(entry->type));
    setChoice(m_precision, toQString(nameOf(entry->precision)));
    for (QLineEdit* field : {m_tags, m_owner, m_section})
        if (isOther)
            field->setModified(false);
    setText(m_tags, toQString(joinedTags(entry->tags)));
    setText(m_owner, toQString(entry->owner));
    setText(m_section, toQString(entry->section));
    if (isOther || (!m_saving.isActive() && m_body->toPlainText() != toQString(entry->body))) {
        const QSignalBlocker blocker(m_body);
        m_body->setPlainText(toQString(entry->body));
    }
    for (QWidget* field : {static_cast<QWidget*>(m_type), static_cast<QWidget*>(m_precision), static_cast<QWidget*>(m_tags),
                           static_cast<QWidget*>(m_owner), static_cast<QWidget*>(m_section)})
        field->setEnabled(!m_session.isReadOnly());
    m_body->setReadOnly(m_session.isReadOnly());
    refreshEvidence();
}

void EntryDetail::refreshEvidence()
{
    const std::vector<Evidence> evidence = m_session.contents().evidenceOf(*m_entryId);
    const int row = m_evidence->currentRow();
    m_evidence->clear();
    for (const Evidence& one : evidence) {
        QString text = toQString(withVisibleControls(shortened(one.caption.empty() ? one.reference : one.caption, 200)));
        auto* item = new QListWidgetItem(kindText(one.kind) + QStringLiteral("  ") + text, m_evidence);
        item->setData(evidenceRole, QVariant::fromValue(static_cast<qlonglong>(one.id)));
        item->setToolTip(toQString(withVisibleControls(shortened(one.reference, 300))).toHtmlEscaped());
    }
    m_evidence->setVisible(!evidence.empty());
    m_evidence->setCurrentRow(std::min(std::max(row, 0), m_evidence->count() - 1));
    const int height = m_evidence->sizeHintForRow(0) * std::min(m_evidence->count(), shownEvidence) + 2;
    m_evidence->setFixedHeight(std::max(height, 1));
}

void EntryDetail::openEvidence()
{
    const QListWidgetItem* item = m_evidence->currentItem();
    if (!item || !m_entryId)
        return;
    const std::int64_t id = item->data(evidenceRole).toLongLong();
    for (const Evidence& one : m_session.contents().evidenceOf(*m_entryId)) {
        if (one.id != id)
            continue;
        if (const auto request = requestOf(one, m_session.contents()))
            return m_session.showEvidence(*request);
        if (const auto series = seriesOf(one)) {
            m_session.setView(series->window);
            return m_session.show(Panel::Charts);
        }
        const QUrl url(toQString(one.reference), QUrl::StrictMode);
        if (one.kind == EvidenceKind::Link && (url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http"))) {
            QDesktopServices::openUrl(url);
            return;
        }
        m_session.report({ErrorKind::Usage, toStd(tr("This evidence cannot be shown")), one.reference, ""});
    }
}

void EntryDetail::removeEvidence()
{
    if (const QListWidgetItem* item = m_evidence->currentItem())
        m_session.edit(new RemoveEvidence(m_session, item->data(evidenceRole).toLongLong()));
}

bool EntryDetail::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_body && event->type() == QEvent::FocusOut)
        save();
    if (watched == m_evidence && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
            removeEvidence();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            openEvidence();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}    // namespace faultline
