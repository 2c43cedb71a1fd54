// What the timeline view does to the timeline.

#include "ui/views/timelineview.h"

#include "app/base/text.h"
#include "app/timeline/evidencereference.h"
#include "app/timeline/pastedentries.h"
#include "app/timeline/timelinecheck.h"
#include "ui/analysis/subject.h"
#include "ui/casesession.h"
#include "ui/commands/addentries.h"
#include "ui/commands/addevidence.h"
#include "ui/commands/entrymove.h"
#include "ui/commands/removeentries.h"
#include "ui/commands/setentry.h"
#include "ui/convert.h"
#include "ui/models/timelinemodel.h"
#include "ui/timelinemime.h"
#include "ui/timetext.h"
#include "ui/views/askpopup.h"
#include "ui/views/entrytable.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHash>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QSignalBlocker>
#include <QUndoStack>

#include <algorithm>

namespace faultline {

namespace {

constexpr std::chrono::hours coarseFrom{6};          // a view this long shows minutes
constexpr std::chrono::minutes behindLast{1};        // a new entry after the last one
constexpr std::chrono::minutes aroundEntry{15};      // shown on each side of an entry that is gone to
constexpr qsizetype longestPaste = 4 << 20;

Error plainError(const QString& what, const QString& why, const QString& action = {})
{
    return {ErrorKind::Usage, toStd(what), toStd(why), toStd(action)};
}

/// What a finding is about, in words; the text of the finding has the values.
QString topicOf(const std::string& code)
{
    static const QHash<QString, const char*> topics{
        {QStringLiteral("end-before-start"), QT_TRANSLATE_NOOP("TimelineView", "Ends before it starts")},
        {QStringLiteral("out-of-order"), QT_TRANSLATE_NOOP("TimelineView", "Out of order")},
        {QStringLiteral("weekday-contradicts-date"), QT_TRANSLATE_NOOP("TimelineView", "Weekday and date differ")},
        {QStringLiteral("time-text-contradicts-start"), QT_TRANSLATE_NOOP("TimelineView", "Written and resolved time differ")},
        {QStringLiteral("offset-differs"), QT_TRANSLATE_NOOP("TimelineView", "Another time zone than the rest")},
        {QStringLiteral("duplicate-entry"), QT_TRANSLATE_NOOP("TimelineView", "Stands twice")},
        {QStringLiteral("section-interrupted"), QT_TRANSLATE_NOOP("TimelineView", "Section interrupted")},
        {QStringLiteral("empty-title"), QT_TRANSLATE_NOOP("TimelineView", "No title")},
        {QStringLiteral("missing-tag"), QT_TRANSLATE_NOOP("TimelineView", "Tag missing")},
        {QStringLiteral("phase-order"), QT_TRANSLATE_NOOP("TimelineView", "Phases out of order")}};
    const char* topic = topics.value(toQString(code));
    return topic ? TimelineView::tr(topic) : toQString(code);
}

bool holds(const std::vector<Evidence>& all, const Evidence& one)
{
    return std::any_of(all.begin(), all.end(),
                       [&](const Evidence& each) { return each.kind == one.kind && each.reference == one.reference; });
}

/// The section that the entries around it share, else that of its day; a new entry does not part a group.
std::string sectionAt(const std::vector<TimelineEntry>& timeline, Timestamp time, const TimeZone& zone)
{
    const auto next = std::find_if(timeline.begin(), timeline.end(), [&](const TimelineEntry& entry) { return entry.start > time; });
    const TimelineEntry* before = next == timeline.begin() ? nullptr : &*std::prev(next);
    const TimelineEntry* behind = next == timeline.end() ? nullptr : &*next;
    if (before && behind && before->section == behind->section)
        return before->section;
    if (before && isSameDay(before->start, time, zone))
        return before->section;
    return behind && isSameDay(behind->start, time, zone) ? behind->section : std::string();
}

}    // namespace

bool TimelineView::canEdit()
{
    if (!m_session.isReadOnly())
        return true;
    m_session.report({ErrorKind::CaseLocked, toStd(tr("Nothing was changed")), toStd(tr("The case is open read-only")),
                      toStd(tr("Save a copy to edit it"))});
    return false;
}

Timestamp TimelineView::timeForNewEntry() const
{
    if (m_session.look().cursor)
        return *m_session.look().cursor;
    const auto& timeline = m_session.contents().timeline;
    const auto current = m_table->currentEntry();
    const auto place = std::find_if(timeline.begin(), timeline.end(), [&](const TimelineEntry& entry) { return entry.id == current; });
    if (place != timeline.end()) {
        const auto next = place + 1;
        return next == timeline.end() ? place->start + behindLast : place->start + (next->start - place->start) / 2;
    }
    return m_session.window().begin + m_session.window().length() / 2;
}

/// A pixel of the chart is not exact to the nanosecond.
TimelineEntry TimelineView::newEntryAt(Timestamp time) const
{
    const bool isCoarse = m_session.view().length() >= coarseFrom;
    TimelineEntry entry;
    entry.start = isCoarse ? Timestamp(std::chrono::floor<std::chrono::minutes>(time)) : Timestamp(std::chrono::floor<std::chrono::seconds>(time));
    entry.precision = isCoarse ? Precision::Minute : Precision::Exact;
    entry.title = toStd(tr("New entry"));
    entry.section = sectionAt(m_session.contents().timeline, entry.start, m_session.zone());
    return entry;
}

void TimelineView::addAtCursor()
{
    m_table->finishEditing();
    if (!canEdit())
        return;
    m_session.show(Panel::Timeline);
    addEntry({newEntryAt(timeForNewEntry()), withMarked({})}, DraftTitle::Edit);
}

/// A new entry also rests on the lines that are marked while it is made.
std::vector<Evidence> TimelineView::withMarked(std::vector<Evidence> evidence) const
{
    for (const Evidence& marked : m_session.selectedEvidence())
        if (!holds(evidence, marked))
            evidence.push_back(marked);
    return evidence;
}

void TimelineView::addDraft(const EntryDraft& draft)
{
    m_table->finishEditing();
    if (!canEdit())
        return;
    EntryWithEvidence made{newEntryAt(draft.start), withMarked(draft.evidence)};
    if (draft.precision) {
        made.entry.start = draft.start;
        made.entry.precision = *draft.precision;
    }
    if (draft.end) {
        made.entry.end = std::max(*draft.end, made.entry.start);
        made.entry.precision = draft.precision.value_or(Precision::Range);
    }
    if (!draft.title.trimmed().isEmpty())
        made.entry.title = toStd(draft.title.trimmed());
    made.entry.type = toStd(draft.type);
    for (const QString& tag : draft.tags)
        made.entry.tags.push_back(toStd(tag));
    addEntry(std::move(made), draft.editing);
}

void TimelineView::addEntry(EntryWithEvidence entry, DraftTitle title)
{
    m_session.selectEntry({});
    m_session.edit(new AddEntries(m_session, std::vector{std::move(entry)}, tr("add entry")));
    const auto id = m_session.selectedEntry();
    if (!id || title == DraftTitle::Keep)
        return;
    m_table->editEntry(*id, TimelineModel::Title);
    m_freshEntry = id;
}

/// Esc in the title of an entry that was just made takes it away again.
void TimelineView::forgetFreshEntry()
{
    if (m_freshEntry && m_session.selectedEntry() == m_freshEntry && m_session.undoStack().canUndo())
        m_session.undoStack().undo();
    m_freshEntry.reset();
}

void TimelineView::removeSelected()
{
    const std::vector<std::int64_t> ids = m_table->selectedEntries();
    if (ids.empty() || !canEdit())
        return;
    const int row = m_table->entries()->rowOf(ids.front());
    m_session.edit(new RemoveEntries(m_session, ids));
    // The row that took the place, so that Delete can go on.
    for (int next = row; next < m_table->entries()->rowCount(); ++next)
        if (const auto id = m_table->entries()->idAt(next))
            return m_session.selectEntry(id);
}

/// Asks for the tags that the selected entries share; those of one entry alone stay.
void TimelineView::tagSelected()
{
    std::vector<TimelineEntry> entries;
    for (const std::int64_t id : m_table->selectedEntries())
        if (const TimelineEntry* entry = m_session.contents().entry(id))
            entries.push_back(*entry);
    if (entries.empty() || !canEdit())
        return;
    std::vector<std::string> shared = entries.front().tags;
    for (const TimelineEntry& entry : entries)
        std::erase_if(shared, [&](const std::string& tag) { return std::find(entry.tags.begin(), entry.tags.end(), tag) == entry.tags.end(); });
    const auto understand = [](const QString& text) -> AskPopup::Understanding {
        return {toQString(joinedTags(parseTags(toStd(text)))), true};
    };
    const auto take = [this, entries, shared](const QString& text) mutable {
        for (TimelineEntry& entry : entries) {
            std::erase_if(entry.tags, [&](const std::string& tag) { return std::find(shared.begin(), shared.end(), tag) != shared.end(); });
            entry.tags = parseTags(joinedTags(entry.tags) + ',' + toStd(text));
        }
        m_session.edit(new SetEntry(m_session, entries, tr("tag entries")));
    };
    const QString title = entries.size() == 1 ? tr("Tags of the entry") : tr("Tags of %1 entries").arg(entries.size());
    m_ask->ask({title, toQString(joinedTags(shared)),
                tr("trigger, impact, detected, mitigation, resolved or words of your own, with commas between"), understand, take,
                AskPopup::Emptiness::Accepted},
               m_table->currentCell());
}

void TimelineView::move(int rows)
{
    if (!m_table->currentEntry() || !canEdit())
        return;
    if (auto command = moveEntry(m_session, *m_table->currentEntry(), rows < 0 ? EntryMove::Up : EntryMove::Down))
        m_session.edit(command.release());
}

EntryTimeSettings TimelineView::timeSettings() const
{
    EntryTimeSettings settings{m_session.zone(), {}, {}};
    const auto& timeline = m_session.contents().timeline;
    const auto current = m_table->currentEntry();
    if (const TimelineEntry* entry = current ? m_session.contents().entry(*current) : nullptr)
        settings.day = entry->start;
    else if (!timeline.empty())
        settings.day = timeline.back().start;
    else
        settings.day = m_session.window().begin;
    return settings;
}

void TimelineView::paste()
{
    m_table->finishEditing();
    const QString text = QGuiApplication::clipboard()->text();
    if (!canEdit())
        return;
    if (text.size() > longestPaste)
        return m_session.report(plainError(tr("Nothing was pasted"), tr("The text is longer than 4 MB"), tr("Import it as a file")));
    PastedEntries pasted = entriesFromText(toStd(text), timeSettings());
    if (pasted.entries.empty())
        return m_session.report(plainError(tr("Nothing was pasted"), tr("No line of the clipboard starts with a time"),
                                           tr("Copy a table with times, or lines such as “21:30 hub down”")));
    const auto count = static_cast<int>(pasted.entries.size());
    m_session.selectEntry({});
    m_session.edit(new AddEntries(m_session, pasted.entries, tr("paste %n entries", nullptr, count)));
    if (pasted.leftOutLines > 0)
        m_session.report(plainError(tr("%n line(s) were left out of the paste", nullptr, static_cast<int>(pasted.leftOutLines)),
                                    tr("No time was found in “%1”").arg(toQString(withVisibleControls(shortened(pasted.leftOut.front(), 80)))),
                                    tr("Add what is missing by hand; Undo takes the paste back")));
}

void TimelineView::acceptEvent()
{
    const auto selected = m_session.selectedEvent();
    const Event* event = selected ? m_session.contents().event(*selected) : nullptr;
    if (!event)
        return m_session.report(plainError(tr("No event is selected"), tr("Events are marked on the lane above the charts and in the Events panel")));
    if (!canEdit())
        return;
    for (const TimelineEntry& entry : m_session.contents().timeline)
        if (entry.eventId == event->id)
            return m_session.selectEntry(entry.id);    // it is there already
    EntryWithEvidence accepted{entryFromEvent(*event), {evidenceOfEvent(*event, m_session.contents())}};
    m_session.edit(new AddEntries(m_session, std::vector{std::move(accepted)}, tr("accept event")));
}

void TimelineView::linkEvidence()
{
    const auto entry = m_session.selectedEntry();
    if (!entry)
        return m_session.report(plainError(tr("No entry is selected"), tr("Evidence is linked to the selected entry of the timeline")));
    if (!canEdit())
        return;
    std::vector<Evidence> evidence = m_session.selectedEvidence();
    if (evidence.empty() && m_session.look().selection)
        evidence.push_back(evidenceOf(WindowReference{*m_session.look().selection, {}, m_session.filterText()},
                                      m_session.filterText().empty() ? toStd(tr("all lines of the selection")) : m_session.filterText()));
    if (evidence.empty())
        return m_session.report(plainError(tr("Nothing is selected to link"), tr("Select lines in the evidence, or a range on the charts")));
    const std::vector<Evidence> linked = m_session.contents().evidenceOf(*entry);
    evidence.erase(std::remove_if(evidence.begin(), evidence.end(), [&](const Evidence& each) { return holds(linked, each); }), evidence.end());
    if (evidence.empty())
        return m_session.report(plainError(tr("Nothing was changed"), tr("What is selected is linked to this entry already")));
    m_session.edit(new AddEvidence(m_session, *entry, std::move(evidence)));
}

void TimelineView::check()
{
    m_session.show(Panel::Timeline);
    m_findingsPanel->show();
    showFindings();
    m_findings->setFocus();
}

void TimelineView::showFindings()
{
    const std::vector<TimelineProblem> problems = checkTimeline(m_session.contents().timeline);
    const QSignalBlocker blocker(m_findings);
    const int row = m_findings->currentRow();
    m_findings->clear();
    for (const TimelineProblem& problem : problems) {
        auto* item = new QListWidgetItem(topicOf(problem.code) + QStringLiteral(": ") + toQString(withVisibleControls(problem.text)), m_findings);
        if (!problem.entries.empty())
            item->setData(Qt::UserRole, QVariant::fromValue(static_cast<qlonglong>(problem.entries.back())));
    }
    m_findingsTitle->setText(problems.empty() ? tr("Nothing to correct.")
                                              : tr("%n thing(s) to look at", nullptr, static_cast<int>(problems.size())));
    m_findings->setCurrentRow(std::min(row, m_findings->count() - 1));
}

void TimelineView::goTo(std::int64_t entryId)
{
    const TimelineEntry* entry = m_session.contents().entry(entryId);
    if (!entry)
        return;
    const TimeRange view = m_session.view();
    if (!view.contains(entry->start)) {
        const Nanoseconds half = std::max<Nanoseconds>(std::min<Nanoseconds>(view.length() / 2, std::chrono::hours(1)), aroundEntry);
        m_session.setView({entry->start - half, entry->end.value_or(entry->start) + half});
    }
    m_session.setCursor(entry->start);
}

void TimelineView::openEvidence(std::int64_t entryId)
{
    for (const Evidence& evidence : m_session.contents().evidenceOf(entryId))
        if (const auto request = requestOf(evidence, m_session.contents()))
            return m_session.showEvidence(*request);
}

void TimelineView::copy()
{
    std::vector<TimelineEntry> entries;
    for (const std::int64_t id : m_table->selectedEntries())
        if (const TimelineEntry* entry = m_session.contents().entry(id))
            entries.push_back(*entry);
    if (!entries.empty())
        copyEntries(entries);
}

void TimelineView::copyMarkdown()
{
    if (m_session.contents().timeline.empty())
        return m_session.report(plainError(tr("Nothing was copied"), tr("The timeline has no entries")));
    copyEntries(m_session.contents().timeline);
}

void TimelineView::copyEntries(const std::vector<TimelineEntry>& entries)
{
    QGuiApplication::clipboard()->setMimeData(timelineMime(entries, m_session).release());
}

}    // namespace faultline
