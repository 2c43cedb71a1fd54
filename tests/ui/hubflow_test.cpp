#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/charts/chartstack.h"
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
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

#include <array>

using namespace faultline;
using namespace faultline::test;

namespace {

const std::string firstCulprit = "/api/datasets/lighteval/mmlu/revision/main";
const std::string secondCulprit = "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main";
constexpr std::array files{"hub-access.log-20240423.gz", "hub-access.log-20240424.gz", "network-out.json", "timeline.md"};
constexpr int steps = 14;    // of the flow as it is written down

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
    }

    void init()
    {
        if (m_isBroken)
            QSKIP("a step before failed");
        if (QApplication::activeWindow())
            return;
        m_window->activateWindow();    // there is no window manager that does it when a dialog closes
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_isBroken = m_isBroken || QTest::currentTestFailed();
        ++m_steps;
        qInfo("after this step: %d actions, %d key strokes", m_hands.actions(), m_hands.strokes());
    }

    void step01TheFilesAreGiven()
    {
        QStringList paths;
        for (const char* name : files)
            paths << file(name);
        m_hands.drop(*m_window, paths);
        QVERIFY(m_window->opening().dialog());
        QVERIFY(waitUntil([this] { return !dialog().isReading(); }));
        QCOMPARE(dialog().model().rowCount(), 4);
    }

    void step02TheProvenOffsetIsAccepted()
    {
        auto* answer = qobject_cast<QPushButton*>(Hands::focused());
        QVERIFY(answer);
        QCOMPARE(answer->text(), QStringLiteral("Use +02:00"));
        m_hands.press("Return");
        auto* import = dialog().findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));
        QCOMPARE(formatUtc(*dialog().model().draft(3).preview.rows.front().time), std::string("2024-04-22T06:45:00Z"));
    }

    void step03TheFilesComeIn()
    {
        m_hands.press("Return");
        QVERIFY(waitUntil([this] { return m_window->session() && !m_window->imports().isBusy() && session().contents().timeline.size() == 18; }));
        QVERIFY(waitUntilIdle(m_window->tasks()));
        QCOMPARE(session().contents().sources.size(), std::size_t(4));
        QVERIFY(session().contents().counts.requests > 100'000);
        QCOMPARE(formatUtc(session().contents().timeline[11].start), std::string("2024-04-23T19:30:00Z"));
    }

    void step04TheContradictionIsAmongTheProblems()
    {
        m_hands.press("Ctrl+6");
        const IssueModel& model = m_window->findChild<IssueView*>()->model();
        QVERIFY(m_window->findChild<IssueView*>()->isAncestorOf(Hands::focused()));
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
        m_hands.press("Ctrl+2");
        QVERIFY(m_hands.pressUntil(".", [this] {
            const TimelineEntry* entry = selected();
            return entry && entry->title.rfind("Hub down", 0) == 0;
        }));
        QCOMPARE(selected()->timeText, std::string("23/04 21:30"));
        QCOMPARE(session().look().cursor, std::optional(at("2024-04-23T19:30:00Z")));
    }

    void step06TheEventComesIntoFocus()
    {
        m_hands.press("F");
        QCOMPARE(session().view().begin, at("2024-04-23T19:15:00Z"));
        QCOMPARE(session().view().end, at("2024-04-23T19:45:00Z"));
    }

    void step07TheMinutesBeforeItAreInView()
    {
        m_hands.press("Ctrl+G");
        m_hands.type(QStringLiteral("21:10 to 21:35"));
        QCOMPARE(session().view().begin, at("2024-04-23T19:10:00Z"));
        QCOMPARE(session().view().end, at("2024-04-23T19:35:00Z"));
    }

    void step08TheCulpritIsFirstOfTheExactUrls()
    {
        m_hands.press("Ctrl+3");
        QVERIFY(waitUntilIdle(m_window->tasks()));
        const BreakdownAnswer& answer = breakdown().model().answer();
        QCOMPARE(answer.request.by, std::string("path"));
        QCOMPARE(answer.request.window.begin, at("2024-04-23T19:10:00Z"));
        QCOMPARE(answer.request.baseline->begin, at("2024-04-23T18:45:00Z"));
        QCOMPARE(answer.breakdown.rows.at(0).value, secondCulprit);
        QVERIFY(answer.breakdown.rows[0].ratio.value_or(0) > 10);
        QVERIFY(answer.breakdown.rows[0].gain > 3 * answer.breakdown.rows.at(1).gain);
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
    Hands m_hands;
    std::unique_ptr<MainWindow> m_window;
    int m_steps = 0;
    bool m_isBroken = false;
};

QTEST_MAIN(HubFlowTest)
#include "hubflow_test.moc"
