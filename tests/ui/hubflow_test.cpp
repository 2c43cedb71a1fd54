#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/timeline/evidencereference.h"
#include "app/timeline/phases.h"
#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/linelibrary.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/models/breakdownmodel.h"
#include "ui/models/importmodel.h"
#include "ui/models/issuemodel.h"
#include "ui/views/breakdownview.h"
#include "ui/views/issueview.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <array>

using namespace faultline;
using namespace faultline::test;

namespace {

const std::string firstCulprit = "/api/datasets/lighteval/mmlu/revision/main";
const std::string secondCulprit = "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main";
constexpr std::array files{"hub-access.log-20240423.gz", "hub-access.log-20240424.gz", "network-out.json", "timeline.md"};
constexpr int steps = 14;         // of the flow as it is written down
constexpr int mostActions = 30;   // key chords and typed texts in them

}    // namespace

/// An investigation from an empty window to the exported timeline, by keyboard alone. Each slot is one step; they build on each other.
class HubFlowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        for (const char* name : files)
            QVERIFY(QFile::copy(QLatin1String(FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/") + QLatin1String(name), file(name)));
        WindowStyle::install(m_theme);
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {file("last.faultline")};
        settings.lastFolder = QString::fromStdString(m_folder.path(""));
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("hubflow"), m_registry, m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_hands = std::make_unique<Hands>(*m_window);
    }

    void init()
    {
        if (m_isBroken)
            QSKIP("a step before failed");
    }

    void cleanup()
    {
        m_isBroken = m_isBroken || QTest::currentTestFailed();
        if (QByteArray(QTest::currentTestFunction()).startsWith("step"))
            ++m_steps;
        qInfo("after this step: %d actions, %d key strokes", m_hands->actions(), m_hands->strokes());
    }

    void step01TheFilesAreGiven()
    {
        QStringList paths;
        for (const char* name : files)
            paths << file(name);
        m_hands->drop(paths);
        QVERIFY(m_window->opening().dialog());
        QVERIFY(waitUntil([this] { return !dialog().isReading(); }));
        QCOMPARE(dialog().model().rowCount(), 4);
    }

    void step02TheProvenOffsetIsAccepted()
    {
        auto* answer = qobject_cast<QPushButton*>(m_hands->focused());
        QVERIFY(answer);
        QCOMPARE(answer->text(), QStringLiteral("Use CET, then +02:00"));
        m_hands->press("Return");
        auto* import = dialog().findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));
        QCOMPARE(formatUtc(*dialog().model().draft(3).preview.rows.front().time), std::string("2024-04-22T06:45:00Z"));
    }

    void step03TheFilesComeIn()
    {
        m_hands->press("Return");
        QVERIFY(waitUntil([this] { return m_window->session() && !m_window->imports().isBusy() && session().contents().timeline.size() == 18; }));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        QCOMPARE(session().contents().sources.size(), std::size_t(4));
        QVERIFY(session().contents().counts.requests > 100'000);
        QCOMPARE(formatUtc(session().contents().timeline[11].start), std::string("2024-04-23T19:30:00Z"));
    }

    void step04TheContradictionIsAmongTheProblems()
    {
        m_hands->press("Ctrl+6");
        const IssueModel& model = m_window->findChild<IssueView*>()->model();
        QVERIFY(m_window->findChild<IssueView*>()->isAncestorOf(m_hands->focused()));
        const Issue* found = nullptr;
        for (int group = 0; group < model.rowCount(); ++group)
            for (int row = 0; row < model.rowCount(model.index(group, 0)); ++row)
                if (const Issue* issue = model.issueAt(model.index(row, 0, model.index(group, 0))); issue->code == "weekday-contradicts-date")
                    found = issue;
        QVERIFY(found);
        QCOMPARE(found->line, std::uint64_t(28));
        QVERIFY(found->reason.find("Tuesday, April 24th") != std::string::npos && found->reason.find("Wednesday") != std::string::npos);
    }

    void step05TheSecondCrashIsReachedEventByEvent()
    {
        m_hands->press("Ctrl+2");
        QVERIFY(m_hands->pressUntil(".", [this] {
            const TimelineEntry* entry = selected();
            return entry && entry->title.rfind("Hub down", 0) == 0;
        }));
        QCOMPARE(selected()->timeText, std::string("23/04 21:30"));
        QCOMPARE(session().look().cursor, std::optional(at("2024-04-23T19:30:00Z")));
    }

    void step06TheEventComesIntoFocus()
    {
        m_hands->press("F");
        QCOMPARE(session().view().begin, at("2024-04-23T19:15:00Z"));
        QCOMPARE(session().view().end, at("2024-04-23T19:45:00Z"));
    }

    void step07TheMinutesBeforeItAreInView()
    {
        m_hands->press("Ctrl+G");
        m_hands->type(QStringLiteral("21:10 to 21:35"));
        QCOMPARE(session().view().begin, at("2024-04-23T19:10:00Z"));
        QCOMPARE(session().view().end, at("2024-04-23T19:35:00Z"));
    }

    void step08TheCulpritIsFirstOfTheExactUrls()
    {
        m_hands->press("Ctrl+3");
        QVERIFY(waitUntilIdle(m_window->tasks()));
        const BreakdownAnswer& answer = breakdown().model().answer();
        QCOMPARE(answer.request.by, std::string("path"));
        QCOMPARE(answer.request.window.begin, at("2024-04-23T19:10:00Z"));
        QCOMPARE(answer.request.baseline->begin, at("2024-04-23T18:45:00Z"));
        QCOMPARE(answer.breakdown.rows.at(0).value, secondCulprit);
        QVERIFY(answer.breakdown.rows[0].ratio.value_or(0) > 10);
        QVERIFY(answer.breakdown.rows[0].gain > 3 * answer.breakdown.rows.at(1).gain);
    }

    void step09ItsRateJoinsTheRequests()
    {
        m_hands->press("Space");
        const auto chart = std::find_if(session().charts().begin(), session().charts().end(), [](const ChartSpec& spec) {
            return std::any_of(spec.lines.begin(), spec.lines.end(), [](const LineSpec& line) { return line.filter.find(secondCulprit) != std::string::npos; });
        });
        QVERIFY(chart != session().charts().end());
        QCOMPARE(chart->lines.size(), std::size_t(2));
        QCOMPARE(chart->lines.front(), recordsLine(RecordKind::Request, Measure::Rate));
        m_chartId = chart->id;
        QVERIFY(waitUntilIdle(m_window->tasks()));
        // What is drawn: from next to nothing to what the breakdown counts.
        LineLibrary library(session());
        const auto drawn = library.line(chart->lines.back());
        QVERIFY(waitUntil([&] { return drawn->state() == ChartData::State::Ready; }));
        QVERIFY(*drawn->mean({at("2024-04-23T18:40:00Z"), at("2024-04-23T18:55:00Z")}) < 0.2);
        QVERIFY(*drawn->mean({at("2024-04-23T19:20:00Z"), at("2024-04-23T19:30:00Z")}) > 1.5);
        QCOMPARE(m_window->findChild<ChartStack*>()->chart(m_chartId)->content()->labels({}).size(), std::size_t(2));
    }

    void step10TheRiseBecomesAnEntryWithItsEvidence()
    {
        m_hands->press("Ctrl+2");
        QVERIFY(m_hands->pressUntil("Down", [this] { return session().selectedChart() == m_chartId; }, 5));
        m_hands->press("Ctrl+G");
        m_hands->type(QStringLiteral("21:12"));
        QCOMPARE(session().view().begin, at("2024-04-23T19:10:00Z"));
        m_hands->press("M");
        m_hands->type(QStringLiteral("all-mpnet-base-v2 rises"));
        QVERIFY(waitUntil([this] { return selected()->title == "all-mpnet-base-v2 rises"; }));
        QCOMPARE(selected()->start, at("2024-04-23T19:12:00Z"));
        const std::vector<Evidence> evidence = session().contents().evidenceOf(selected()->id);
        const auto rise = std::find_if(evidence.begin(), evidence.end(), [](const Evidence& one) { return one.reference.find("all-mpnet") != std::string::npos; });
        QVERIFY(rise != evidence.end());
        const auto window = windowOf(*rise);
        QVERIFY(window);
        QCOMPARE(window->window.begin, at("2024-04-23T19:10:00Z"));
        QCOMPARE(window->window.end, at("2024-04-23T19:35:00Z"));
        QCOMPARE(window->kind, std::optional(RecordKind::Request));
        QVERIFY(window->filter.find(secondCulprit) != std::string::npos);
        QVERIFY(requestOf(*rise, session().contents()));
    }

    void step11TheSameBreakdownShowsTheFirstCrash()
    {
        m_hands->press("Ctrl+K");
        m_hands->type(QStringLiteral("apply this breakdown at 22/04 08:45"));
        QVERIFY(!session().look().selection);    // all that is in view, as before
        QCOMPARE(session().window().begin, at("2024-04-22T06:45:00Z"));
        QCOMPARE(session().window().end, at("2024-04-22T07:10:00Z"));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        const BreakdownAnswer& answer = breakdown().model().answer();
        QCOMPARE(answer.request.window.begin, at("2024-04-22T06:45:00Z"));
        QCOMPARE(answer.breakdown.rows.at(0).value, firstCulprit);
        QVERIFY(answer.breakdown.rows[0].gain > 3 * answer.breakdown.rows.at(1).gain);
    }

    void step12ItBecomesAnEntry()
    {
        QVERIFY(breakdown().isAncestorOf(m_hands->focused()));
        m_hands->press("T");
        m_hands->type(QStringLiteral("lighteval/mmlu rises"));
        QVERIFY(waitUntil([this] { return selected()->title == "lighteval/mmlu rises"; }));
        QCOMPARE(selected()->start, at("2024-04-22T06:45:00Z"));
        QVERIFY(windowOf(session().contents().evidenceOf(selected()->id).at(0))->filter.find(firstCulprit) != std::string::npos);
        QCOMPARE(session().contents().timeline.size(), std::size_t(20));
    }

    void step13BothAreTriggers()
    {
        m_hands->press("#");
        m_hands->type(QStringLiteral("trigger"));
        QCOMPARE(selected()->tags, std::vector<std::string>{"trigger"});
        m_hands->press("Ctrl+K");
        m_hands->type(QStringLiteral("#all-mpnet"));
        QCOMPARE(selected()->title, std::string("all-mpnet-base-v2 rises"));
        m_hands->press("#");
        m_hands->type(QStringLiteral("trigger"));
        QCOMPARE(selected()->tags, std::vector<std::string>{"trigger"});
        QCOMPARE(phasesOf(session().contents().timeline).trigger, std::optional(at("2024-04-22T06:45:00Z")));
    }

    void step14TheTimelineIsExportedWithBoth()
    {
        m_hands->press("Ctrl+E");
        const auto* dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        const QStringList preview = dialog->findChild<QPlainTextEdit*>()->toPlainText().split(QLatin1Char('\n'));
        QCOMPARE(preview.filter(QStringLiteral("trigger")).size(), 2);
        m_hands->press("Return");
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("2024-04-22 08:45:00 |")), qPrintable(copied));
        QCOMPARE(copied.count(QStringLiteral("| -- -- |")), 3);    // the days, with the new entries in them
        QVERIFY(copied.contains(QStringLiteral("lighteval/mmlu rises")) && copied.contains(QStringLiteral("all-mpnet-base-v2 rises")));
        QVERIFY(copied.contains(QStringLiteral("Hub down")));
    }

    void theWayIsAsShortAsPromised()
    {
        QCOMPARE(m_steps, steps);
        qInfo("%d steps, %d actions, %d key strokes", m_steps, m_hands->actions(), m_hands->strokes());
        QVERIFY(m_hands->actions() <= mostActions);
    }

private:
    CaseSession& session() { return *m_window->session(); }
    ImportDialog& dialog() { return *m_window->opening().dialog(); }
    BreakdownView& breakdown() { return *m_window->findChild<BreakdownView*>(); }
    const TimelineEntry* selected() { return session().selectedEntry() ? session().contents().entry(*session().selectedEntry()) : nullptr; }
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }

    ImportCase m_folder;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<Hands> m_hands;
    std::unique_ptr<MainWindow> m_window;
    int m_chartId = 0;
    int m_steps = 0;
    bool m_isBroken = false;
};

QTEST_MAIN(HubFlowTest)
#include "hubflow_test.moc"
