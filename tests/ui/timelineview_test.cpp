#include "tests/ui/samplecase.h"

#include "app/timeline/evidencereference.h"
#include "ui/actions.h"
#include "ui/commands/addentries.h"
#include "ui/commands/setentry.h"
#include "ui/models/timelinemodel.h"
#include "ui/views/entrydetail.h"
#include "ui/views/phasebar.h"
#include "ui/views/timelinedelegate.h"
#include "ui/views/askpopup.h"
#include "ui/views/entrytable.h"
#include "ui/views/timelineview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

/// A window with the timeline in it, as a person at the keyboard has it.
class Desk {
public:
    explicit Desk(std::unique_ptr<CaseSession> opened, int width = 380) : session(std::move(opened)), actions(&window)
    {
        session->setZone(*TimeZone::named("Europe/Paris"));
        view = new TimelineView(*session, actions, theme, &window);
        window.setCentralWidget(view);
        window.resize(width, 900);
        window.show();
        QApplication::setActiveWindow(&window);
        table = view->findChild<EntryTable*>();
        view->setFocus();
    }

    QLineEdit* editor() const { return table->viewport()->findChild<QLineEdit*>(); }
    const TimelineEntry& entry(std::int64_t id) const { return *session->contents().entry(id); }
    const TimelineEntry& selected() const { return entry(*session->selectedEntry()); }
    void select(std::int64_t id, int column = TimelineModel::Title)
    {
        table->setCurrentIndex(table->entries()->index(table->entries()->rowOf(id), column));
    }
    /// Types over what the open editor holds and presses Enter.
    void type(const QString& text, Qt::Key end = Qt::Key_Return)
    {
        QLineEdit* line = editor();
        QVERIFY2(line, "no editor is open");
        line->selectAll();
        QTest::keyClicks(line, text);
        QTest::keyClick(line, end);
        settle();
    }
    /// Enter hands the text over a turn of the event loop later; then the editor goes.
    static void settle()
    {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(table, key, modifiers); }
    std::string titles() const
    {
        std::string all;
        for (const TimelineEntry& one : session->contents().timeline)
            all += one.title + '|';
        return all;
    }

    std::unique_ptr<CaseSession> session;
    Theme theme;
    QMainWindow window;
    Actions actions;
    TimelineView* view = nullptr;
    EntryTable* table = nullptr;
};

TimelineEntry entryAt(const char* time, std::string title, std::vector<std::string> tags = {})
{
    TimelineEntry entry;
    entry.start = at(time);
    entry.precision = Precision::Minute;
    entry.title = std::move(title);
    entry.tags = std::move(tags);
    return entry;
}

const char* const hubDown = "2024-04-23T19:30Z";

std::int64_t idAt(CaseSession& session, const char* time)
{
    for (const TimelineEntry& entry : session.contents().timeline)
        if (entry.start == at(time))
            return entry.id;
    qFatal("no entry at %s", time);
}

}    // namespace

class TimelineViewTest : public QObject {
    Q_OBJECT

private slots:
    void listsTheEntriesUnderTheirDays()
    {
        Desk desk(m_sample.open(m_tasks));
        QAbstractItemModelTester tester(desk.table->entries(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const TimelineModel& model = *desk.table->entries();
        QCOMPARE(model.rowCount(), 18 + 3 + 1);    // entries, days, the row for a new one
        QCOMPARE(model.index(0, TimelineModel::Title).data().toString(), QStringLiteral("Mon 22 April 2024"));
        QCOMPARE(model.index(0, TimelineModel::Title).data(TimelineModel::ZoneRole).toString(), QStringLiteral("CEST (+02:00)"));
        QCOMPARE(model.index(1, TimelineModel::Clock).data().toString(), QStringLiteral("08:45"));
        QCOMPARE(model.index(1, TimelineModel::Written).data().toString(), QStringLiteral("22/04 8:45"));
        const int last = model.rowOf(desk.session->contents().timeline.back().id);
        QCOMPARE(model.index(last, TimelineModel::Clock).data().toString(), QStringLiteral("10:03–13"));
    }

    void theModelStaysSoundThroughEditsUndoAndZones()
    {
        Desk desk(m_sample.open(m_tasks));
        QAbstractItemModelTester tester(desk.table->entries(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy resets(desk.table->entries(), &QAbstractItemModel::modelReset);
        CaseSession& session = *desk.session;
        session.edit(new AddEntries(session, {entryAt("2024-04-21T10:00Z", "first"), entryAt("2024-04-25T10:00Z", "last")}));
        TimelineEntry moved = session.contents().timeline[3];
        moved.start = at("2024-04-26T10:00Z");
        session.edit(new SetEntry(session, moved));
        session.setZone(*TimeZone::named("Asia/Tokyo"));
        while (session.undoStack().canUndo())
            session.undoStack().undo();
        session.setZone(TimeZone::utc());
        QCOMPARE(resets.count(), 0);
        QCOMPARE(desk.table->entries()->rowCount(), 18 + 3 + 1);
    }

    void aNewEntryStandsAtTheCursorAndItsTitleIsTyped()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.session->setView({at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")});
        desk.session->setCursor(at("2024-04-23T19:08:12Z"));
        desk.press(Qt::Key_Return, Qt::ControlModifier);
        desk.type(QStringLiteral("all-mpnet-base-v2 rises 32×"));
        QCOMPARE(desk.selected().title, std::string("all-mpnet-base-v2 rises 32×"));
        QVERIFY(desk.selected().start == at("2024-04-23T19:08:12Z"));
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(19));
    }

    void aNewEntryIsSelectedAloneAndDoesNotPartItsGroup()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t down = idAt(*desk.session, hubDown);
        desk.session->selectEvent(desk.entry(down).eventId);
        desk.select(down);
        desk.session->setCursor(at("2024-04-23T19:12Z"));
        desk.press(Qt::Key_Return, Qt::ControlModifier);    // Ctrl is held while it is made
        desk.type(QStringLiteral("one URL rises"));
        QCOMPARE(desk.table->selectedEntries(), std::vector<std::int64_t>{*desk.session->selectedEntry()});
        QCOMPARE(desk.selected().section, desk.entry(down).section);
        QCOMPARE(desk.selected().section, std::string("2024-04-23"));
        QVERIFY(!desk.session->selectedEvent());
    }

    void tagsAreTypedForAllSelectedEntriesInOneStep()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t first = desk.session->contents().timeline[0].id;
        const std::int64_t second = desk.session->contents().timeline[1].id;
        desk.select(first);
        desk.press(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(desk.table->selectedEntries(), (std::vector<std::int64_t>{first, second}));
        for (const char* tags : {"trigger, impact", "impact"}) {
            desk.press(Qt::Key_NumberSign);
            auto* popup = desk.view->findChild<AskPopup*>();
            QVERIFY(popup->isVisible());
            auto* field = popup->findChild<QLineEdit*>();
            QTest::keyClicks(field, QLatin1String(tags));
            QTest::keyClick(field, Qt::Key_Return);
            for (const std::int64_t id : {first, second})
                QCOMPARE(desk.entry(id).tags, parseTags(tags));
            QVERIFY(!popup->isVisible());
        }
        desk.session->undoStack().undo();
        QCOMPARE(desk.entry(second).tags, (std::vector<std::string>{"trigger", "impact"}));
        desk.session->undoStack().undo();
        QVERIFY(desk.entry(first).tags.empty() && desk.entry(second).tags.empty());
    }

    void escapeTakesANewEntryAwayAgain()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.session->setCursor(at("2024-04-23T19:08Z"));
        desk.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(19));
        QTest::keyClick(desk.editor(), Qt::Key_Escape);
        QVERIFY(waitUntil([&] { return desk.session->contents().timeline.size() == 18; }));
    }

    void withoutACursorANewEntryStandsBetweenItsNeighbours()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.select(idAt(*desk.session, hubDown));    // the next one is at 19:56
        desk.press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(desk.selected().start == at("2024-04-23T19:43Z"));
    }

    void everyCellIsEditedInPlaceAndUndone_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("shown");
        QTest::newRow("time") << int(TimelineModel::Clock) << "~21:35" << "~21:35";
        QTest::newRow("range") << int(TimelineModel::Clock) << "21:30-21:41" << "21:30–41";
        QTest::newRow("distance to the entry above") << int(TimelineModel::Clock) << "+1d" << "15:51";
        QTest::newRow("written") << int(TimelineModel::Written) << "23/04 21:33" << "23/04 21:33";
        QTest::newRow("title") << int(TimelineModel::Title) << "Hub down again" << "Hub down again";
        QTest::newRow("tags") << int(TimelineModel::Tags) << "impact, trigger" << "impact, trigger";
        QTest::newRow("owner") << int(TimelineModel::Owner) << "nina" << "nina";
        QTest::newRow("section") << int(TimelineModel::Section) << "Second crash" << "Second crash";
    }

    void everyCellIsEditedInPlaceAndUndone()
    {
        QFETCH(int, column);
        QFETCH(QString, typed);
        QFETCH(QString, shown);
        Desk desk(m_sample.open(m_tasks), 1200);
        QVERIFY(desk.table->isWide());
        const std::int64_t id = idAt(*desk.session, hubDown);
        const TimelineEntry before = desk.entry(id);
        desk.select(id, column);
        desk.press(Qt::Key_F2);
        desk.type(typed);
        const TimelineModel& model = *desk.table->entries();
        QCOMPARE(model.index(model.rowOf(id), column).data().toString(), shown);
        QVERIFY(desk.entry(id) != before);
        desk.session->undoStack().undo();
        QVERIFY(desk.entry(id) == before);
        desk.session->undoStack().redo();
        QCOMPARE(model.index(model.rowOf(id), column).data().toString(), shown);
    }

    void typeAndPrecisionAreChosen()
    {
        Desk desk(m_sample.open(m_tasks), 1200);
        const std::int64_t id = idAt(*desk.session, hubDown);
        for (const auto column : {TimelineModel::Type, TimelineModel::PrecisionColumn}) {
            desk.select(id, column);
            desk.press(Qt::Key_F2);
            auto* combo = desk.table->viewport()->findChild<QComboBox*>();
            QVERIFY(combo);
            combo->setCurrentText(column == TimelineModel::Type ? QStringLiteral("repair") : QStringLiteral("about"));
            QTest::keyClick(combo, Qt::Key_Return);
            Desk::settle();
        }
        QCOMPARE(desk.entry(id).type, std::string("repair"));
        QVERIFY(desk.entry(id).precision == Precision::About);
    }

    void tabGoesToTheNextCell()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t id = idAt(*desk.session, hubDown);
        desk.select(id, TimelineModel::Clock);
        desk.press(Qt::Key_F2);
        desk.type(QStringLiteral("21:31"), Qt::Key_Tab);
        QVERIFY(desk.editor());
        QCOMPARE(desk.table->currentIndex().column(), int(TimelineModel::Title));
        desk.type(QStringLiteral("Hub down at 21:31"));
        QCOMPARE(desk.entry(id).title, std::string("Hub down at 21:31"));
        QVERIFY(desk.entry(id).start == at("2024-04-23T19:31Z"));
    }

    void aTimeThatCannotBeReadKeepsItsEditorAndSaysWhy()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t id = idAt(*desk.session, hubDown);
        const TimelineEntry before = desk.entry(id);
        desk.select(id, TimelineModel::Clock);
        desk.press(Qt::Key_F2);
        desk.type(QStringLiteral("half past nine"));
        QVERIFY(desk.editor());
        QCOMPARE(desk.editor()->text(), QStringLiteral("half past nine"));
        QVERIFY(desk.table->cells()->problem().startsWith(QStringLiteral("It is no time that the program knows. Write it as")));
        QVERIFY(desk.entry(id) == before);
        // A click elsewhere does not throw the text away.
        QTest::mouseClick(desk.table->viewport(), Qt::LeftButton, {}, {100, 60});
        QCOMPARE(desk.editor()->text(), QStringLiteral("half past nine"));
        desk.type(QStringLiteral("21:32"));
        QVERIFY(!desk.editor());
        QVERIFY(desk.entry(id).start == at("2024-04-23T19:32Z"));
        QCOMPARE(desk.entry(id).timeText, std::string("21:32"));
    }

    void aWrittenTimeIsReadInTheZoneItWasMeantIn()
    {
        Desk desk(m_sample.open(m_tasks), 1200);
        desk.session->setZone(TimeZone::utc());
        const std::int64_t id = idAt(*desk.session, hubDown);
        desk.select(id, TimelineModel::Written);
        desk.press(Qt::Key_F2);
        QCOMPARE(desk.editor()->text(), QStringLiteral("23/04 21:30"));
        desk.type(QStringLiteral("23/04 21:40"));
        QVERIFY(desk.entry(id).start == at("2024-04-23T19:40Z"));
    }

    void enterOnTheTimeGoesThere()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.session->setView({at("2024-04-22T06:00Z"), at("2024-04-22T07:00Z")});
        desk.select(idAt(*desk.session, hubDown), TimelineModel::Clock);
        desk.press(Qt::Key_Return);
        QVERIFY(desk.session->look().cursor == at(hubDown));
        QVERIFY(desk.session->view().contains(at(hubDown)));
    }

    void entriesOutsideTheWindowAreGreyedNotHidden()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.session->setSelection(TimeRange{at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")});
        const TimelineModel& model = *desk.table->entries();
        int inside = 0;
        for (int row = 0; row < model.rowCount(); ++row)
            inside += model.idAt(row) && model.index(row, 0).data(TimelineModel::InWindowRole).toBool() ? 1 : 0;
        QCOMPARE(inside, 2);    // 19:30 and 19:56
        QCOMPARE(model.rowCount(), 18 + 3 + 1);
    }

    void deleteRemovesWithoutAQuestionAndUndoBringsBack()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.select(idAt(*desk.session, hubDown));
        const std::string before = desk.titles();
        desk.press(Qt::Key_Delete);
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(17));
        QVERIFY(desk.selected().start == at("2024-04-23T19:56Z"));    // Delete can go on
        desk.session->undoStack().undo();
        QCOMPARE(desk.titles(), before);
    }

    void theSelectionIsTheSessions()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t id = idAt(*desk.session, hubDown);
        desk.session->selectEntry(id);
        QVERIFY(desk.table->currentEntry() == id);
        desk.press(Qt::Key_Down);
        QVERIFY(desk.selected().start == at("2024-04-23T19:56Z"));
        desk.press(Qt::Key_Down);
        desk.press(Qt::Key_Down);    // over the heading of the next day
        QVERIFY(desk.selected().start == at("2024-04-24T06:00Z"));
    }

    void entriesOfOneInstantAreOrderedByKeys()
    {
        Desk desk(m_sample.open(m_tasks));
        CaseSession& session = *desk.session;
        session.edit(new AddEntries(session, {entryAt(hubDown, "second"), entryAt(hubDown, "third")}));
        desk.select(*session.selectedEntry() + 1);
        desk.press(Qt::Key_Up, Qt::AltModifier);
        QVERIFY(desk.titles().find("third|second") != std::string::npos);
        desk.press(Qt::Key_Down, Qt::AltModifier);
        QVERIFY(desk.titles().find("second|third") != std::string::npos);
    }

    void aMarkdownTableIsPasted()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.select(idAt(*desk.session, hubDown));
        QGuiApplication::clipboard()->setText(QStringLiteral("| Time (Europe/Paris) | Event | Tags |\n|---|---|---|\n| 2024-04-23 21:41 | on-call "
                                                             "paged | detected |\n| ~21:50 | read-only mode \\| partial | mitigation, trigger |\n"));
        desk.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(20));
        const TimelineEntry& second = desk.entry(idAt(*desk.session, "2024-04-23T19:50Z"));
        QCOMPARE(second.title, std::string("read-only mode | partial"));
        QCOMPARE(second.tags, (std::vector<std::string>{"mitigation", "trigger"}));
        QVERIFY(second.precision == Precision::About);
        desk.session->undoStack().undo();
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(18));
    }

    void plainLinesArePastedAndWhatHasNoTimeIsNamed()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.select(idAt(*desk.session, hubDown));
        QSignalSpy reports(desk.session.get(), &CaseSession::failed);
        QGuiApplication::clipboard()->setText(QStringLiteral("21:41 on-call paged\n- 23:58: second look\n00:05 all quiet\nno time here\n"));
        desk.press(Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(desk.entry(idAt(*desk.session, "2024-04-23T19:41Z")).title, std::string("on-call paged"));
        QCOMPARE(desk.entry(idAt(*desk.session, "2024-04-23T21:58Z")).title, std::string("second look"));
        QCOMPARE(desk.entry(idAt(*desk.session, "2024-04-23T22:05Z")).title, std::string("all quiet"));    // past midnight
        QCOMPARE(reports.count(), 1);
        QVERIFY(reports[0][0].value<Error>().why.find("no time here") != std::string::npos);
    }

    void whatWasCopiedComesBackByPaste()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.view->copyMarkdown();
        const std::vector<TimelineEntry> before = desk.session->contents().timeline;
        desk.table->selectAll();
        desk.press(Qt::Key_Delete);
        QVERIFY(desk.session->contents().timeline.empty());
        desk.actions.action("timeline.paste")->trigger();
        const std::vector<TimelineEntry>& after = desk.session->contents().timeline;
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i) {
            QCOMPARE(after[i].title, before[i].title);
            QCOMPARE(after[i].timeText, before[i].timeText);
            QCOMPARE(after[i].section, before[i].section);
            QVERIFY(after[i].start == before[i].start && after[i].end == before[i].end && after[i].precision == before[i].precision);
        }
    }

    void theClipboardHoldsMarkdownHtmlAndCsv()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.actions.action("timeline.copyMarkdown")->trigger();
        const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
        QVERIFY(mime->text().contains(QStringLiteral("| Hub unresponsive |")));
        QVERIFY(mime->html().contains(QStringLiteral("<td><bdi>Hub unresponsive</bdi></td>")));
        QVERIFY(mime->data(QStringLiteral("text/csv")).contains(",Hub unresponsive,"));
    }

    void anEventIsAcceptedOnceWithItsLine()
    {
        Desk desk(m_sample.open(m_tasks));
        CaseSession& session = *desk.session;
        const auto& events = session.contents().events;
        const auto deploy = std::find_if(events.begin(), events.end(), [](const Event& event) { return event.kind != "human" && event.line > 0; });
        QVERIFY(deploy != events.end());
        session.selectEvent(deploy->id);
        desk.actions.action("timeline.accept")->trigger();
        QCOMPARE(session.contents().timeline.size(), std::size_t(19));
        QVERIFY(desk.selected().eventId == deploy->id);
        QVERIFY(desk.selected().start == deploy->start.utc);
        const auto evidence = session.contents().evidenceOf(desk.selected().id);
        QCOMPARE(evidence.size(), std::size_t(1));
        QCOMPARE(lineOf(evidence.front())->line, deploy->line);
        desk.actions.action("timeline.accept")->trigger();
        QCOMPARE(session.contents().timeline.size(), std::size_t(19));
    }

    void aDraftOfAnotherPanelBecomesAnEntryWithItsEvidence()
    {
        Desk desk(m_sample.open(m_tasks));
        EntryDraft draft;
        draft.start = at("2024-04-23T19:05Z");
        draft.end = at("2024-04-23T19:25Z");
        draft.evidence = {evidenceOf(WindowReference{{draft.start, *draft.end}, RecordKind::Request, "path = \"/api/x\""}, "/api/x")};
        desk.session->draftEntry(draft);
        desk.type(QStringLiteral("one URL rises"));
        QCOMPARE(desk.selected().title, std::string("one URL rises"));
        QVERIFY(desk.selected().precision == Precision::Range);
        QCOMPARE(desk.session->contents().evidenceOf(desk.selected().id).size(), std::size_t(1));
    }

    void tagsGiveTheDurations()
    {
        Desk desk(m_sample.open(m_tasks));
        const auto* phases = desk.view->findChild<PhaseBar*>();
        QCOMPARE(phases->text(), QStringLiteral("detect –  mitigate –  resolve –"));
        const std::array<std::pair<const char*, const char*>, 3> tags{
            {{hubDown, "impact"}, {"2024-04-23T19:56Z", "mitigation"}, {"2024-04-23T20:19Z", "resolved"}}};
        for (const auto& [time, tag] : tags) {
            TimelineEntry entry = desk.entry(idAt(*desk.session, time));
            entry.tags = {tag};
            desk.session->edit(new SetEntry(*desk.session, entry));
        }
        QCOMPARE(phases->text(), QStringLiteral("detect –  mitigate 26 min  resolve 49 min"));
        desk.session->undoStack().undo();
        QCOMPARE(phases->text(), QStringLiteral("detect –  mitigate 26 min  resolve –"));
    }

    void detectedAfterOneMinuteAndMitigatedAfterAnHourAndThreeQuarters()
    {
        Desk desk(m_sample.open(m_tasks));
        CaseSession& session = *desk.session;
        desk.table->selectAll();
        desk.press(Qt::Key_Delete);
        session.edit(new AddEntries(session, {entryAt("2023-05-11T05:45Z", "impact", {"impact"}), entryAt("2023-05-11T05:46Z", "page", {"detected"}),
                                              entryAt("2023-05-11T07:31Z", "flag off", {"mitigation"})}));
        const auto* phases = desk.view->findChild<PhaseBar*>();
        QCOMPARE(phases->text(), QStringLiteral("detect 1 min  mitigate 1 h 46 min  resolve –"));
        TimelineEntry about = session.contents().timeline.front();
        about.precision = Precision::About;
        session.edit(new SetEntry(session, about));
        QCOMPARE(phases->text(), QStringLiteral("detect ~1 min  mitigate ~1 h 46 min  resolve –"));
    }

    void linkedEvidenceSurvivesAndOpensByEnter()
    {
        const QString path = m_sample.path();
        std::int64_t id = 0;
        {
            Desk desk(std::move(*CaseSession::open(path, OpenMode::Write, m_tasks)));
            id = idAt(*desk.session, hubDown);
            desk.select(id);
            desk.session->selectEvidence({evidenceOf(LineReference{desk.session->contents().sources.front().id, 12}, "hub-access:12")});
            desk.actions.action("timeline.linkEvidence")->trigger();
            QCOMPARE(desk.session->contents().evidenceOf(id).size(), std::size_t(1));
        }
        Desk desk(std::move(*CaseSession::open(path, OpenMode::Write, m_tasks)));
        QSignalSpy requests(desk.session.get(), &CaseSession::evidenceRequested);
        desk.select(id);
        auto* list = desk.view->findChild<EntryDetail*>()->findChild<QListWidget*>();
        QCOMPARE(list->count(), 1);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(requests.count(), 1);
        QVERIFY(requests[0][0].value<EvidenceRequest>().line == std::uint64_t(12));
        QTest::keyClick(list, Qt::Key_Delete);
        QVERIFY(desk.session->contents().evidenceOf(id).empty());
        desk.session->undoStack().undo();
        QCOMPARE(desk.session->contents().evidenceOf(id).size(), std::size_t(1));
    }

    void detailsAreSavedByThemselves()
    {
        Desk desk(m_sample.open(m_tasks));
        const std::int64_t id = idAt(*desk.session, hubDown);
        desk.select(id);
        auto* body = desk.view->findChild<QPlainTextEdit*>();
        QTest::keyClicks(body, QStringLiteral("primary out of memory"));
        QVERIFY(waitUntil([&] { return desk.entry(id).body == "primary out of memory"; }));
        QCOMPARE(body->textCursor().position(), 21);    // and typing goes on
    }

    void whatToCorrectIsListedAndAClickSelectsIt()
    {
        Desk desk(m_sample.open(m_tasks));
        CaseSession& session = *desk.session;
        session.edit(new AddEntries(session, {entryAt(hubDown, "twice"), entryAt(hubDown, "twice")}));
        desk.actions.action("timeline.check")->trigger();
        QListWidget* findings = nullptr;
        for (QListWidget* list : desk.view->findChildren<QListWidget*>())
            if (list->accessibleName().startsWith(QStringLiteral("What to look at")))
                findings = list;
        QVERIFY(findings && findings->isVisible());
        const auto found = findings->findItems(QStringLiteral("Stands twice"), Qt::MatchStartsWith);
        QCOMPARE(found.size(), 1);
        session.selectEntry({});
        findings->setCurrentItem(found.front());
        QCOMPARE(desk.selected().title, std::string("twice"));
    }

    void anEmptyTimelineSaysHowToBegin()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.table->selectAll();
        desk.press(Qt::Key_Delete);
        bool isSaid = false;
        for (const QLabel* label : desk.view->findChildren<QLabel*>())
            isSaid = isSaid || (label->isVisible() && label->text().startsWith(QStringLiteral("No entries yet. Ctrl+Enter")));
        QVERIFY(isSaid);
        desk.session->setCursor(at(hubDown));
        desk.actions.action("timeline.add")->trigger();
        desk.type(QStringLiteral("the first"));
        QCOMPARE(desk.selected().title, std::string("the first"));
    }

    void aReadOnlyCaseIsShownAndEditsSaySo()
    {
        Desk desk(std::move(*CaseSession::open(m_sample.path(), OpenMode::Read, m_tasks)));
        QSignalSpy reports(desk.session.get(), &CaseSession::failed);
        QCOMPARE(desk.table->entries()->rowCount(), 18 + 3);
        desk.select(idAt(*desk.session, hubDown));
        desk.press(Qt::Key_F2);
        desk.press(Qt::Key_Delete);
        desk.press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(reports.count(), 3);
        QVERIFY(!desk.editor());
        QCOMPARE(desk.session->contents().timeline.size(), std::size_t(18));
    }

    void theHeadingOfTheTopRowStaysInViewAndCoversNothing()
    {
        Desk desk(m_sample.open(m_tasks));
        desk.window.resize(380, 420);
        desk.select(desk.session->contents().timeline.back().id);
        desk.select(desk.session->contents().timeline.front().id);
        const QRect row = desk.table->visualRect(desk.table->currentIndex());
        QVERIFY(row.top() >= desk.table->rowHeight(0));
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(TimelineViewTest)
#include "timelineview_test.moc"
