#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/timeline/evidencereference.h"
#include "app/timeline/phases.h"
#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/dialogs/exportdialog.h"
#include "ui/dialogs/importdialog.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/models/findingsmodel.h"
#include "ui/models/importmodel.h"
#include "ui/views/analyseview.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>
#include <QTreeView>

#include <algorithm>
#include <array>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

constexpr std::array files{"Predictions-data-2023-05-11 10_02_11.csv", "database-metrics.csv", "api-access.log.gz", "flags.json", "deployments.json",
                           "notes.md"};
constexpr int steps = 12;         // of the flow as it is written down
constexpr int mostActions = 36;   // key chords and typed texts in them

}    // namespace

/// An investigation where the obvious suspect is innocent: what moved first, what was changed long before, who is ruled out and why.
/// From an empty window to the exported timeline, by keyboard alone. Each slot is one step; they build on each other.
class ReplicateFlowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        for (const char* name : files)
            QVERIFY(QFile::copy(QLatin1String(FAULTLINE_SOURCE_DIR "/sample-data/flag-rollout/") + QLatin1String(name), file(name)));
        WindowStyle::install(m_theme);
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {file("last.faultline")};
        settings.lastFolder = QString::fromStdString(m_folder.path(""));
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("replicateflow"), m_registry, m_theme);
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
        QCOMPARE(dialog().model().rowCount(), static_cast<int>(files.size()));
    }

    void step02YearAndZoneAreSettled()
    {
        auto* import = dialog().findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));    // the heading of the notes names the year, each time its zone
        m_hands->press("Return");
        QVERIFY(waitUntil([this] { return m_window->session() && !m_window->imports().isBusy() && !session().contents().timeline.empty(); }));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        QCOMPARE(session().contents().sources.size(), files.size());
        QVERIFY(entryAt("2023-05-11T07:31Z"));
        QVERIFY(session().contents().series.size() >= 4);
    }

    void step03TheHoursOfTheIncidentAreInView()
    {
        m_hands->press("Ctrl+G");
        m_hands->type(QStringLiteral("2023-05-11 05:00 to 08:00"));
        QCOMPARE(session().view().begin, at("2023-05-11T05:00Z"));
        QCOMPARE(session().view().end, at("2023-05-11T08:00Z"));
    }

    void step04LatencyIsShownByDecades()
    {
        m_hands->press("Ctrl+2");
        const auto isLatency = [this] {
            const ChartSpec* chart = selectedChart();
            return chart && chartTitleOf(*chart, session().contents()).contains(QStringLiteral("latency"));
        };
        QVERIFY(m_hands->pressUntil("Down", isLatency, 12));
        m_hands->press("L");
        QVERIFY(selectedChart()->isLogarithmic);
    }

    void step05TheSameHoursOfTheDayBeforeAreTheBaseline()
    {
        m_hands->press("Ctrl+Shift+P");
        m_hands->type(QStringLiteral("same time yesterday"));
        QVERIFY(session().look().baseline);
        QCOMPARE(session().look().baseline->begin, at("2023-05-10T05:00Z"));
    }

    void step06TheOrderOfOnsetsIsListed()
    {
        // Up to the revert: what ended it is a larger change than what began it.
        m_hands->press("Ctrl+G");
        m_hands->type(QStringLiteral("2023-05-11 04:30 to 07:00"));
        m_hands->press("Ctrl+8");
        QVERIFY(m_hands->pressUntil("Left", [this] { return analysis().page().title() == QStringLiteral("Moved first"); }, 6));
        QVERIFY(isAnswered());
        const auto latency = placeOf("latency");
        const auto connections = placeOf("connections");
        const auto errors = placeOf("error");
        QVERIFY(latency >= 0 && connections >= 0 && errors >= 0);
        QVERIFY(latency < connections && connections < errors);
    }

    void step07WhatChangedBeforeReachesBackToTheFlagAndTheResize()
    {
        m_hands->press("Left");
        QCOMPARE(analysis().page().title(), QStringLiteral("Changed before"));
        QVERIFY(isAnswered());
        const auto flag = placeOf("Asynchronous prediction updates on");
        const auto resize = placeOf("resize");
        QVERIFY(flag >= 0 && resize >= 0);
        QVERIFY(findings()[static_cast<std::size_t>(flag)].at < at("2023-05-10T00:00Z"));
        const Finding& found = findings()[static_cast<std::size_t>(resize)];
        QVERIFY(found.at >= at("2023-05-10T14:00Z") && found.at < at("2023-05-10T14:30Z"));
        QVERIFY2(found.lag.contains(QStringLiteral("14 h")), qPrintable(found.lag));
        QVERIFY(std::any_of(findings().begin(), findings().end(), [](const Finding& each) {
            return each.subject.startsWith(QStringLiteral("end of: Asynchronous prediction updates")) && each.lag.endsWith(QStringLiteral("after"));
        }));
    }

    void step08TheRevertIsTheMitigation()
    {
        // What was done about it stands below the changes, with the line it rests on.
        QVERIFY(m_hands->pressUntil("Down", [this] { return isAt("end of: Asynchronous prediction updates"); }, 30));
        m_hands->press("T");
        m_hands->type(QStringLiteral("Flag switched off everywhere"));
        QVERIFY(waitUntil([this] { return selected() && selected()->title == "Flag switched off everywhere"; }));
        QCOMPARE(selected()->start, at("2023-05-11T07:31Z"));
        QVERIFY(!session().contents().evidenceOf(selected()->id).empty());
        m_hands->press("#");
        m_hands->type(QStringLiteral("mitigation"));
        QVERIFY(selected() && !selected()->tags.empty() && selected()->tags.back() == "mitigation");
    }

    void step09TheResizeIsRuledOutWithItsReason()
    {
        m_hands->press("Ctrl+8");
        QVERIFY(m_hands->pressUntil("Up", [this] { return isAt("resize"); }, 30));
        m_hands->press("K");
        m_hands->press("Ctrl+Shift+K");
        m_hands->press("R");
        m_hands->type(QStringLiteral("inserts took 1 ms for 15 hours after it"));
        QCOMPARE(session().contents().hypotheses.size(), std::size_t(1));
        const Hypothesis& resize = session().contents().hypotheses.front();
        QVERIFY(resize.status == HypothesisStatus::RuledOut);
        QCOMPARE(resize.reason, std::string("inserts took 1 ms for 15 hours after it"));
        QCOMPARE(resize.method, std::string("changed before"));
        QVERIFY(!resize.supporting.empty());
    }

    void step10ImpactAndDetectionAreTagged()
    {
        tagEntry("connection pool was fully", "impact", "2023-05-11T05:45Z");
        tagEntry("monitoring paged", "detected", "2023-05-11T05:46Z");
    }

    void step11TheDurationsAppear()
    {
        const Phases phases = phasesOf(session().contents().timeline);
        QVERIFY(phases.timeToDetect && phases.timeToMitigate);
        QCOMPARE(*phases.timeToDetect, Nanoseconds(1min));
        QCOMPARE(*phases.timeToMitigate, Nanoseconds(106min));
    }

    void step12TheTimelineIsExportedWithTheSuspect()
    {
        m_hands->press("Ctrl+E");
        const auto* dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        m_hands->press("Return");
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(copied.contains(QStringLiteral("mitigation")) && copied.contains(QStringLiteral("impact")), qPrintable(copied));
        QVERIFY2(copied.contains(QStringLiteral("## Suspects")) && copied.contains(QStringLiteral("| ruled out | inserts took 1 ms")), qPrintable(copied));
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
    AnalyseView& analysis() { return *m_window->findChild<AnalyseView*>(); }
    const std::vector<Finding>& findings() { return analysis().model().findings().rows; }
    bool isAnswered()
    {
        const auto isThere = [this] { return analysis().isSettled() && !findings().empty(); };
        bool isDone = waitUntil(isThere);
        for (int more = 0; !isDone && !analysis().isSettled() && more < 9; ++more)    // a busy machine
            isDone = waitUntil(isThere);
        if (!isDone)
            qInfo("it says: %s", qPrintable(analysis().message()));
        return isDone;
    }
    bool isAt(const char* part)
    {
        const Finding* finding = analysis().model().finding(analysis().table().currentIndex());
        return finding && finding->subject.contains(QLatin1String(part));
    }
    std::ptrdiff_t placeOf(const char* part)
    {
        const auto found = std::find_if(findings().begin(), findings().end(),
                                        [&](const Finding& each) { return each.subject.contains(QLatin1String(part), Qt::CaseInsensitive); });
        return found == findings().end() ? -1 : found - findings().begin();
    }
    const TimelineEntry* selected() { return session().selectedEntry() ? session().contents().entry(*session().selectedEntry()) : nullptr; }
    const TimelineEntry* entryAt(const char* time)
    {
        const auto& all = session().contents().timeline;
        const auto found = std::find_if(all.begin(), all.end(), [&](const TimelineEntry& entry) { return entry.start == at(time); });
        return found == all.end() ? nullptr : &*found;
    }
    const ChartSpec* selectedChart()
    {
        const auto& charts = session().charts();
        const auto found = std::find_if(charts.begin(), charts.end(), [&](const ChartSpec& chart) { return chart.id == session().selectedChart(); });
        return found == charts.end() ? nullptr : &*found;
    }
    void tagEntry(const char* title, const char* tag, const char* time)
    {
        m_hands->press("Ctrl+K");
        m_hands->type(QLatin1Char('#') + QLatin1String(title));
        QVERIFY(selected());
        QCOMPARE(selected()->start, at(time));
        m_hands->press("#");
        m_hands->type(QLatin1String(tag));
        QVERIFY(selected() && !selected()->tags.empty() && selected()->tags.back() == tag);
    }
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }

    ImportCase m_folder;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<Hands> m_hands;
    std::unique_ptr<MainWindow> m_window;
    int m_steps = 0;
    bool m_isBroken = false;
};

QTEST_MAIN(ReplicateFlowTest)
#include "replicateflow_test.moc"
