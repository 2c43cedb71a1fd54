#include "tests/ui/samplecase.h"

#include "app/timeline/evidencereference.h"
#include "importers/builtinimporters.h"
#include "ui/actions.h"
#include "ui/charts/timechart.h"
#include "ui/convert.h"
#include "ui/dialogs/casecheckdialog.h"
#include "ui/dialogs/caseupkeep.h"
#include "ui/dialogs/preferencesdialog.h"
#include "ui/mainwindow.h"
#include "ui/models/findingsmodel.h"
#include "ui/views/analyseview.h"
#include "ui/views/breakdownheader.h"
#include "ui/views/breakdownview.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/evidenceview.h"
#include "ui/views/filterfield.h"
#include "ui/views/messagebanner.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <QTreeWidget>

using namespace faultline;
using namespace faultline::test;

/// One part of the window asks, another one answers: what no test of a single panel can see.
class WholeWindowTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<MainWindow>(Settings(), QStringLiteral("whole"), m_registry, m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openCase(m_sample.path());
        QVERIFY(session());
        QVERIFY(waitUntilIdle(m_window->tasks()));
    }

    void cleanup()
    {
        QVERIFY(waitUntilIdle(m_window->tasks()));
        m_window.reset();
    }

    void aCopyHoldsTheCaseAndOverwritesNothing()
    {
        const QString path = m_window->session()->path() + QStringLiteral(" copy.faultline");
        auto* upkeep = m_window->findChild<CaseUpkeep*>();
        upkeep->saveCopy(path);
        QVERIFY(waitUntil([&] { return QFileInfo::exists(path); }));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        TaskRunner tasks;
        const auto copy = CaseSession::open(path, OpenMode::Write, tasks);
        QVERIFY(copy);
        QVERIFY((*copy)->contents().timeline == session()->contents().timeline);
        QCOMPARE((*copy)->contents().counts.requests, session()->contents().counts.requests);
        QVERIFY(!m_window->findChild<MessageBanner*>()->isVisible());
        const QByteArray before = bytesOf(path);
        upkeep->saveCopy(path);
        QVERIFY(waitUntil([this] { return m_window->findChild<MessageBanner*>()->isVisible(); }));
        QVERIFY(m_window->findChild<MessageBanner*>()->text().contains(QStringLiteral("not overwritten")));
        QVERIFY(bytesOf(path) == before);
        const QFileInfo file(path);
        const QStringList beside = file.dir().entryList({file.fileName() + QStringLiteral("?*")});
        for (const QString& name : beside)
            QVERIFY2(name.endsWith(QStringLiteral("-wal")) || name.endsWith(QStringLiteral("-shm")) || name.endsWith(QStringLiteral(".lock")), qPrintable(name));
    }

    void aReadOnlyCaseGoesOnInItsCopy()
    {
        const QString path = m_sample.path();
        TaskRunner tasks;
        const auto holder = CaseSession::open(path, OpenMode::Write, tasks);
        QVERIFY(holder);
        m_window->openCase(path);
        QVERIFY(session()->isReadOnly());
        const QString copy = path + QStringLiteral(" copy.faultline");
        m_window->findChild<CaseUpkeep*>()->saveCopy(copy);
        QVERIFY(waitUntil([&] { return session() && session()->path() == copy; }));
        QVERIFY(!session()->isReadOnly());
    }

    void checkingReadsEveryPartOfTheCase()
    {
        trigger("tools.check");
        auto* dialog = m_window->findChild<CaseCheckDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(waitUntil([&] { return dialog->outcome().contains(QStringLiteral("whole")); }));
        const auto* parts = dialog->findChild<QTreeWidget*>();
        QVERIFY(parts->topLevelItemCount() > static_cast<int>(session()->contents().sources.size()));
        for (int i = 0; i < parts->topLevelItemCount(); ++i)
            QCOMPARE(parts->topLevelItem(i)->text(1), QStringLiteral("whole"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(!dialog->isVisible());
    }

    void requestsAreCountedByArrivalWhenThatIsChosen()
    {
        QVERIFY(m_window->actions().action("analyse.timeWritten")->isChecked());
        trigger("analyse.timeArrival");
        QCOMPARE(session()->look().windowTime, WindowTime::Arrival);
        QVERIFY(m_window->actions().action("analyse.timeArrival")->isChecked());
        QVERIFY(!m_window->actions().action("analyse.timeWritten")->isChecked());
        trigger("analyse.timeArrival");    // again: nothing changes, the mark stays
        QVERIFY(m_window->actions().action("analyse.timeArrival")->isChecked());
        auto* breakdown = m_window->findChild<BreakdownView*>();
        QVERIFY(waitUntil([&] { return breakdown->model().answer().request.windowTime == WindowTime::Arrival; }));
        const auto labels = breakdown->header().findChildren<ElidedLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const ElidedLabel* label) { return label->fullText().startsWith(QStringLiteral("arrived ")); }));
        const QByteArray look = session()->saveLook();
        trigger("analyse.timeWritten");
        session()->restoreLook(look);
        QCOMPARE(session()->look().windowTime, WindowTime::Arrival);
    }

    void aChartAsksForABreakdownByAField()
    {
        session()->setView({at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")});
        trigger("panel.evidence");
        session()->breakDownBy(RecordKind::Request, QStringLiteral("status"));
        auto* breakdown = m_window->findChild<BreakdownView*>();
        QVERIFY(breakdown->isVisible());
        QCOMPARE(breakdown->header().by(), std::string("status"));
        QVERIFY(waitUntil([&] { return breakdown->model().answer().request.by == "status" && breakdown->model().rowCount() > 0; }));
        const int first = breakdown->model().index(0, 0).data().toString().left(3).toInt();
        QVERIFY(first >= 100 && first < 600);
        session()->breakDownBy(RecordKind::Request, QStringLiteral("no such field"));
        QCOMPARE(breakdown->header().by(), std::string("status"));
    }

    void aTextSearchedForInTheLocatorIsFoundInTheLines()
    {
        session()->setView({at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")});
        session()->searchEvidence(QStringLiteral("all-mpnet-base-v2"));
        auto* evidence = m_window->findChild<EvidenceView*>();
        QVERIFY(evidence->isVisible());
        QCOMPARE(evidence->searchField().text(), QStringLiteral("all-mpnet-base-v2"));
        QVERIFY(waitUntil([&] { return !evidence->hits().empty(); }));
        QVERIFY(waitUntil([&] { return evidence->model().text(evidence->table().currentIndex().row()).contains(QStringLiteral("all-mpnet-base-v2")); }));
    }

    void markedLinesAreLinkedToTheSelectedEntry()
    {
        session()->setView({at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")});
        session()->selectEntry(session()->contents().timeline.front().id);
        const std::int64_t entry = *session()->selectedEntry();
        press(Qt::Key_5, Qt::ControlModifier);
        auto* evidence = m_window->findChild<EvidenceView*>();
        QVERIFY(waitUntil([&] { return evidence->model().record(3) != nullptr; }));
        QVERIFY(session()->selectedEvidence().empty());    // the first line is there, nobody pointed at it
        press(Qt::Key_Down);
        press(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(session()->selectedEvidence().size(), std::size_t(2));
        press(Qt::Key_4, Qt::ControlModifier);
        session()->selectEntry(entry);
        press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        const std::vector<Evidence> linked = session()->contents().evidenceOf(entry);
        QCOMPARE(linked.size(), std::size_t(2));
        QCOMPARE(lineOf(linked[0])->line, evidence->model().record(1)->line);
        QCOMPARE(lineOf(linked[1])->line, evidence->model().record(2)->line);
        press(Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(session()->contents().evidenceOf(entry).size(), std::size_t(2));    // not twice
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session()->contents().evidenceOf(entry).empty());
    }

    void manyMarkedLinesAreOneWindow()
    {
        session()->setView({at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")});
        press(Qt::Key_5, Qt::ControlModifier);
        auto* evidence = m_window->findChild<EvidenceView*>();
        QVERIFY(waitUntil([&] { return evidence->model().record(40) != nullptr; }));
        press(Qt::Key_Home);
        for (int i = 0; i < 30; ++i)
            press(Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(session()->selectedEvidence().size(), std::size_t(1));
        const auto window = windowOf(session()->selectedEvidence().front());
        QVERIFY(window);
        QCOMPARE(window->window.begin, evidence->model().record(0)->time);
        QVERIFY(window->window.contains(evidence->model().record(30)->time));
        // Another question, another list: nothing is marked in it.
        session()->setView({at("2024-04-23T19:20Z"), at("2024-04-23T19:30Z")});
        QVERIFY(waitUntil([this] { return session()->selectedEvidence().empty(); }));
    }

    void anEntryMadeOnAChartRestsOnItsRecords()
    {
        const TimeRange window{at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")};
        session()->setView(window);
        session()->setCursor(at("2024-04-23T19:30Z"));
        session()->setFilterText(QStringLiteral("status>=500"));
        press(Qt::Key_2, Qt::ControlModifier);
        const std::size_t entries = session()->contents().timeline.size();
        press(Qt::Key_M);
        QCOMPARE(session()->contents().timeline.size(), entries + 1);
        const std::vector<Evidence> evidence = session()->contents().evidenceOf(*session()->selectedEntry());
        QVERIFY(!evidence.empty());
        const auto reference = windowOf(evidence.front());
        QVERIFY(reference);
        QVERIFY(reference->window == window);
        QVERIFY(reference->kind == RecordKind::Request);
        QVERIFY(reference->filter.find("status>=500") != std::string::npos);
    }

    void aSlashInTheChartsGoesToTheFilter()
    {
        press(Qt::Key_2, Qt::ControlModifier);
        press(Qt::Key_Slash);
        QWidget* focused = QApplication::focusWidget();
        QVERIFY(focused && (qobject_cast<FilterField*>(focused) || qobject_cast<FilterField*>(focused->parentWidget())));
    }

    void thePreferenceForDraggingActsAtOnce()
    {
        QCOMPARE(session()->dragMeans(), DragMeans::Zoom);
        trigger("program.preferences");
        auto* dialog = m_window->findChild<PreferencesDialog*>();
        QVERIFY(dialog);
        QComboBox* dragging = nullptr;
        for (auto* box : dialog->findChildren<QComboBox*>())
            if (box->itemText(1).startsWith(QStringLiteral("Selects")))
                dragging = box;
        QVERIFY(dragging);
        QVERIFY(waitUntil([&] { return QApplication::activeWindow() == dialog; }));
        dragging->setFocus();
        QTest::keyClick(dragging, Qt::Key_Down);
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(session()->dragMeans(), DragMeans::Select);
    }

    void theChangesBeforeTheCursorAreListed()
    {
        SampleCase flags("flag-rollout");
        m_window->openCase(flags.path());
        session()->setView({at("2023-05-11T04:00Z"), at("2023-05-11T08:00Z")});
        session()->setCursor(at("2023-05-11T05:00Z"));
        press(Qt::Key_2, Qt::ControlModifier);
        press(Qt::Key_X);
        auto* analysis = m_window->findChild<AnalyseView*>();
        QVERIFY(analysis->isVisible());
        QVERIFY(analysis->isAncestorOf(QApplication::focusWidget()));
        QVERIFY(waitUntil([&] { return analysis->isSettled() && analysis->model().rowCount() > 1; }));
        m_window->closeCase();
    }

    void theBaselineMenuOffersTheSavedWindows()
    {
        const TimeRange first{at("2024-04-22T06:30Z"), at("2024-04-22T07:30Z")};
        session()->setView(first);
        press(Qt::Key_2, Qt::ControlModifier);
        press(Qt::Key_D, Qt::ControlModifier);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("first & crash"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QCOMPARE(session()->contents().savedWindows.size(), std::size_t(1));
        session()->setView({at("2024-04-23T19:10Z"), at("2024-04-23T19:40Z")});
        press(Qt::Key_2, Qt::ControlModifier);
        press(Qt::Key_B, Qt::ShiftModifier);
        auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QStringList texts;
        for (const QAction* action : menu->actions())
            texts << action->text();
        const QString all = texts.join(QLatin1Char('\n'));
        for (const char* part : {"Right Before", "Same Time Yesterday", "a Week Ago", "first && crash"})
            QVERIFY2(all.contains(QLatin1String(part)), qPrintable(all));
        QTest::keyClick(menu, Qt::Key_End);
        if (menu->activeAction() != menu->actions().constLast())
            menu->setActiveAction(menu->actions().constLast());
        QTest::keyClick(menu, Qt::Key_Return);
        QVERIFY(session()->look().baseline == first);
        press(Qt::Key_B, Qt::ShiftModifier);
        menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
        QVERIFY(menu && menu->actions().constLast()->isChecked());
        QTest::keyClick(menu, Qt::Key_Escape);
    }

    void aChartOfAStatementComesIntoSight()
    {
        ChartSpec chart;
        LineSpec line;
        line.kind = LineKind::Sql;
        line.statement = "SELECT time_ns / 60000000000 * 60000000000 AS time_ns, count(*) AS requests FROM request GROUP BY 1";
        line.column = "requests";
        chart.lines = {line};
        for (int i = 0; i < 6; ++i)
            session()->addChart(chart);    // more than there is room for
        session()->showSql(toQString(line.statement));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        const auto buttons = m_window->findChildren<QPushButton*>();
        const auto found = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton* each) { return each->text() == QStringLiteral("Chart This"); });
        QVERIFY(found != buttons.end());
        (*found)->setFocus();
        press(Qt::Key_Space);
        QCOMPARE(session()->selectedChart(), session()->charts().back().id);
        auto* shown = qobject_cast<TimeChart*>(QApplication::focusWidget());
        QVERIFY(shown);
        QCOMPARE(shown->spec().id, session()->charts().back().id);
        const QWidget* room = shown->parentWidget()->parentWidget();    // the viewport of the stack
        QVERIFY(waitUntil([&] { return room->rect().contains(QRect(shown->mapTo(room, QPoint()), shown->size())); }));
    }

    void aRemovedChartComesBackWhereItStood()
    {
        const std::vector<ChartSpec> before = session()->charts();
        QVERIFY(before.size() >= 2);
        press(Qt::Key_2, Qt::ControlModifier);
        press(Qt::Key_Down);
        QCOMPARE(session()->selectedChart(), before[1].id);
        press(Qt::Key_Delete);
        QCOMPARE(session()->charts().size(), before.size() - 1);
        QVERIFY(m_window->actions().action("edit.undo")->text().contains(QStringLiteral("remove chart")));
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session()->charts() == before);
        press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(session()->charts().size(), before.size() - 1);
        press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(session()->charts() == before);
        QCOMPARE(m_window->actions().action("edit.undo")->text(), QStringLiteral("Undo"));
    }

private:
    CaseSession* session() const { return m_window->session(); }
    void trigger(const char* action) { m_window->actions().action(action)->trigger(); }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(QApplication::focusWidget(), key, modifiers); }
    static QByteArray bytesOf(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    SampleCase m_sample;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(WholeWindowTest)
#include "wholewindow_test.moc"
