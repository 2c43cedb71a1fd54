#include "tests/ui/samplecase.h"

#include "ui/actions.h"
#include "ui/commands/editsavedwindow.h"
#include "ui/dialogs/timerangedialog.h"
#include "ui/dialogs/zonedialog.h"
#include "ui/timetext.h"
#include "ui/views/askpopup.h"
#include "ui/views/rangebutton.h"
#include "ui/views/timebar.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

struct Bar {
    Bar(SampleCase& sample, TaskRunner& tasks) : session(sample.open(tasks)), actions(&window)
    {
        session->setZone(*TimeZone::named("Europe/Paris"));
        session->setView({at("2024-04-23T18:50Z"), at("2024-04-23T19:40Z")});
        bar = new TimeBar(*session, actions, theme, &window);
        window.setCentralWidget(bar);
        window.resize(1200, 200);
        window.show();
    }
    QString rangeName() const { return bar->findChild<RangeButton*>()->accessibleName(); }
    QLineEdit* ask(const char* action)
    {
        actions.action(action)->trigger();
        return bar->findChild<AskPopup*>()->findChild<QLineEdit*>();
    }
    QPushButton* button(const QString& text) const
    {
        for (QPushButton* button : bar->findChildren<QPushButton*>())
            if (button->text().startsWith(text))
                return button;
        return nullptr;
    }

    std::unique_ptr<CaseSession> session;
    QMainWindow window;
    Actions actions;
    Theme theme;
    TimeBar* bar = nullptr;
};

std::string windowsOf(const CaseSession& session)
{
    std::string text;
    for (const SavedWindow& window : session.contents().savedWindows)
        text += std::to_string(window.id) + ' ' + window.name + ' ' + formatUtc(window.range.begin) + ' ' + formatUtc(window.range.end) + ' '
            + window.filter + '\n';
    return text;
}

}    // namespace

class TimeBarTest : public QObject {
    Q_OBJECT

private slots:
    void timesAreWrittenInTheZoneWithItsOffset()
    {
        const TimeZone paris = *TimeZone::named("Europe/Paris");
        const Timestamp down = at("2024-04-23T19:30Z");
        QCOMPARE(zoneLabel(paris, down), QStringLiteral("CEST (+02:00)"));
        QCOMPARE(instantWithZone(down, paris), QStringLiteral("23 Apr 2024 21:30 CEST (+02:00)"));
        QCOMPARE(clockText(down + 5250ms, paris), QStringLiteral("21:30:05.250"));
        QCOMPARE(rangeText({down - 40min, down + 10min}, paris), QStringLiteral("23 Apr 2024 20:50 → 21:40"));
        QCOMPARE(rangeText({down - 24h, down}, paris), QStringLiteral("22 Apr 2024 21:30 → 23 Apr 2024 21:30"));
        QCOMPARE(rangeText({down, down + 3s}, paris), QStringLiteral("23 Apr 2024 21:30:00.000 → 21:30:03.000"));
        QCOMPARE(isoRangeText({down, down + 5min}, paris), QStringLiteral("2024-04-23T21:30:00+02:00/2024-04-23T21:35:00+02:00"));
        QCOMPARE(clockText(at("1969-12-31T23:59:59.500Z"), TimeZone::utc()), QStringLiteral("23:59:59.500"));
    }

    void showsTheVisibleRangeAndItsLength()
    {
        Bar bar(m_sample, m_tasks);
        QVERIFY2(bar.rangeName().contains(QStringLiteral("23 Apr 2024 20:50 → 21:40, 50 min")), qPrintable(bar.rangeName()));
        bar.session->setZone(TimeZone::utc());
        QVERIFY2(bar.rangeName().contains(QStringLiteral("18:50 → 19:40")), qPrintable(bar.rangeName()));
    }

    void goesToATypedTime()
    {
        Bar bar(m_sample, m_tasks);
        QLineEdit* field = bar.ask("view.goTo");
        QTest::keyClicks(field, QStringLiteral("22/04 8:45"));
        QVERIFY2(field->accessibleDescription().contains(QStringLiteral("22 Apr 2024 08:45 CEST (+02:00)")), qPrintable(field->accessibleDescription()));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(bar.session->look().cursor == at("2024-04-22T06:45Z"));
        QVERIFY(bar.session->view().begin == at("2024-04-22T06:20Z"));
        QVERIFY(bar.session->view().length() == 50min);
    }

    void whatIsNoTimeGoesNowhere()
    {
        Bar bar(m_sample, m_tasks);
        const TimeRange before = bar.session->view();
        QLineEdit* field = bar.ask("view.goTo");
        QTest::keyClicks(field, QStringLiteral("tea time"));
        QVERIFY(!field->accessibleDescription().isEmpty());
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(bar.session->view() == before);
        QVERIFY(bar.bar->findChild<AskPopup*>()->isVisible());
    }

    void aTypedRangeIsShown()
    {
        Bar bar(m_sample, m_tasks);
        QLineEdit* field = bar.ask("view.goTo");
        QTest::keyClicks(field, QStringLiteral("21:10 to 21:35"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(bar.session->view() == (TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:35Z")}));
    }

    void copiesTheRangeAndPastesItBack()
    {
        Bar bar(m_sample, m_tasks);
        const TimeRange evening = bar.session->view();
        bar.actions.action("edit.copyRange")->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("2024-04-23T20:50:00+02:00/2024-04-23T21:40:00+02:00"));
        bar.session->fitAll();
        bar.session->setZone(TimeZone::utc());
        bar.actions.action("edit.pasteRange")->trigger();
        QVERIFY(bar.session->view() == evening);
        QSignalSpy failures(bar.session.get(), &CaseSession::failed);
        QGuiApplication::clipboard()->setText(QStringLiteral("no range at all"));
        bar.actions.action("edit.pasteRange")->trigger();
        QCOMPARE(failures.count(), 1);
        QVERIFY(bar.session->view() == evening);
    }

    void switchesBetweenTheZoneAndUtc()
    {
        Bar bar(m_sample, m_tasks);
        QVERIFY(bar.button(QStringLiteral("CEST (+02:00)")));
        bar.actions.action("view.zone")->trigger();
        QVERIFY(bar.session->zone().isUtc());
        QVERIFY(bar.button(QStringLiteral("UTC")));
        bar.actions.action("view.zone")->trigger();
        QCOMPARE(bar.session->zone().name(), std::string("Europe/Paris"));
    }

    void theCaseRemembersAChosenZoneAndUndoTakesItBack()
    {
        Bar bar(m_sample, m_tasks);
        const std::string before = bar.session->caseZone().name();
        auto* menu = bar.bar->findChild<QMenu*>();
        emit menu->aboutToShow();
        QAction* paris = nullptr;
        for (QAction* action : menu->actions())
            if (action->text().contains(QStringLiteral("Paris")))
                paris = action;
        QVERIFY(paris);    // a source of the sample was read in it
        paris->trigger();
        QCOMPARE(bar.session->caseZone().name(), std::string("Europe/Paris"));
        if (before == "Europe/Paris")
            return;
        bar.session->undoStack().undo();
        QCOMPARE(bar.session->caseZone().name(), before);
        QCOMPARE(bar.session->zone().name(), before);
    }

    void findsAnyZoneByAPartOfItsName()
    {
        Bar bar(m_sample, m_tasks);
        ZoneDialog dialog(*bar.session, bar.theme, nullptr);
        auto* search = dialog.findChild<QLineEdit*>();
        QTest::keyClicks(search, QStringLiteral("kolk"));
        QCOMPARE(dialog.zone().name(), std::string("Asia/Kolkata"));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("+05:45"));
        QCOMPARE(dialog.zone().name(), std::string("+05:45"));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("nowhere at all"));
        for (const QPushButton* button : dialog.findChildren<QPushButton*>())
            if (button->isDefault())
                QVERIFY(!button->isEnabled());
    }

    void savedWindowsAreUndoneAndRedoneToTheSame()
    {
        Bar bar(m_sample, m_tasks);
        bar.session->setFilterText(QStringLiteral("status>=500"));
        QSignalSpy changes(bar.session.get(), &CaseSession::savedWindowsChanged);
        QLineEdit* field = bar.ask("view.saveWindow");
        QVERIFY(!field->text().isEmpty());
        QTest::keyClick(field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(field, QStringLiteral("Second crash"));
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(changes.count(), 1);
        const std::string one = windowsOf(*bar.session);
        QVERIFY2(one.find("Second crash 2024-04-23T18:50:00Z 2024-04-23T19:40:00Z (status>=500)") != std::string::npos, one.c_str());
        const SavedWindow saved = bar.session->contents().savedWindows.front();
        bar.session->edit(EditSavedWindow::rename(*bar.session, saved, "Crash 2"));
        const std::string two = windowsOf(*bar.session);
        QVERIFY(two.find("Crash 2") != std::string::npos);
        bar.session->edit(EditSavedWindow::remove(*bar.session, bar.session->contents().savedWindows.front()));
        QCOMPARE(windowsOf(*bar.session), std::string());
        QUndoStack& stack = bar.session->undoStack();
        stack.undo();
        QCOMPARE(windowsOf(*bar.session), two);
        stack.undo();
        QCOMPARE(windowsOf(*bar.session), one);
        stack.undo();
        QCOMPARE(windowsOf(*bar.session), std::string());
        stack.redo();
        stack.redo();
        QCOMPARE(windowsOf(*bar.session), two);
    }

    void aSavedWindowNeedsAName()
    {
        Bar bar(m_sample, m_tasks);
        QSignalSpy failures(bar.session.get(), &CaseSession::failed);
        bar.session->edit(EditSavedWindow::add(*bar.session, {0, "  ", bar.session->view(), ""}));
        QCOMPARE(failures.count(), 1);
        QCOMPARE(bar.session->undoStack().count(), 0);
    }

    void theRangeDialogUnderstandsWhileOneTypes()
    {
        Bar bar(m_sample, m_tasks);
        TimeRangeDialog dialog(*bar.session, bar.theme, nullptr);
        const auto fields = dialog.findChildren<QLineEdit*>();
        QCOMPARE(fields.size(), 2);
        fields[0]->clear();
        QTest::keyClicks(fields[0], QStringLiteral("23/04 21:10"));
        fields[1]->clear();
        QTest::keyClicks(fields[1], QStringLiteral("+25m"));
        QVERIFY(dialog.range() == (TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:35Z")}));
        QPushButton* show = nullptr;
        for (QPushButton* button : dialog.findChildren<QPushButton*>())
            show = button->isDefault() ? button : show;
        QVERIFY(show && show->isEnabled());
        fields[1]->setText(QStringLiteral("yesterday-ish"));
        QVERIFY(!show->isEnabled());
    }

    void theRangeDialogOffersRangesThatOneWantsAgain()
    {
        Bar bar(m_sample, m_tasks);
        const auto& timeline = bar.session->contents().timeline;
        const auto down = std::find_if(timeline.begin(), timeline.end(), [](const TimelineEntry& entry) { return entry.start == at("2024-04-23T19:30Z"); });
        bar.session->selectEntry(down->id);
        bar.session->edit(EditSavedWindow::add(*bar.session, {0, "Quiet evening", {at("2024-04-22T18:00Z"), at("2024-04-22T19:00Z")}, ""}));
        TimeRangeDialog dialog(*bar.session, bar.theme, nullptr);
        auto* list = dialog.findChild<QListWidget*>();
        QCOMPARE(list->count(), 4);
        list->setCurrentRow(0);
        QVERIFY(dialog.range() == (TimeRange{at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")}));
        list->setCurrentRow(3);
        QVERIFY(dialog.range() == (TimeRange{at("2024-04-22T18:00Z"), at("2024-04-22T19:00Z")}));
        QVERIFY(list->item(3)->text().startsWith(QStringLiteral("Quiet evening")));
    }

    void everyControlHasANameForThoseWhoDoNotSee()
    {
        Bar bar(m_sample, m_tasks);
        for (const QPushButton* button : bar.bar->findChildren<QPushButton*>())
            QVERIFY(!button->accessibleName().isEmpty() || !button->text().isEmpty());
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(TimeBarTest)
#include "timebar_test.moc"
