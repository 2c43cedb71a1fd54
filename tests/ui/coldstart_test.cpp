#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "importers/builtinimporters.h"
#include "tests/ui/hands.h"
#include "tests/ui/samplecase.h"
#include "ui/caseopening.h"
#include "ui/charts/chartstack.h"
#include "ui/dialogs/importdialog.h"
#include "ui/mainwindow.h"
#include "ui/windowstyle.h"

#include <QElapsedTimer>
#include <QFile>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

/// How far it is from a program that was just started to the first chart.
class ColdStartTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        WindowStyle::install(m_theme);
        QVERIFY(QFile::copy(QStringLiteral(FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/hub-access.log-20240424.gz"), file("hub-access.gz")));
    }

    void init()
    {
        Settings settings;
        settings.restoreSession = false;
        settings.recentCases = {file("last.faultline")};
        settings.lastFolder = QString::fromStdString(m_folder.path(""));
        m_window = std::make_unique<MainWindow>(settings, QStringLiteral("coldstart"), m_registry, m_theme);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window->closeCase();
        m_window.reset();
    }

    void aLogIsAChartAfterThreeActions()
    {
        QElapsedTimer timer;
        timer.start();
        Hands hands(*m_window);
        hands.press("Ctrl+I", [&] { hands.type(QStringLiteral("hub-access.gz")); });
        QVERIFY(m_window->opening().dialog());
        const auto* import = m_window->opening().dialog()->findChild<QPushButton*>(QStringLiteral("import"));
        QVERIFY(waitUntil([&] { return import->isEnabled(); }));
        hands.press("Return");
        QVERIFY(waitUntil([this] { return showsLine(); }));
        qInfo("a chart after %d actions, %d key strokes and %lld ms", hands.actions(), hands.strokes(), timer.elapsed());
        QCOMPARE(hands.actions(), 3);
        const CaseSession& session = *m_window->session();
        QCOMPARE(session.charts().front().lines.front(), recordsLine(RecordKind::Request, Measure::Rate));
        QVERIFY(session.view().contains(at("2024-04-23T19:30:00Z")));
    }

    void theSampleIsAChartAfterTwo()
    {
        Hands hands(*m_window);
        hands.press("Ctrl+K");
        hands.type(QStringLiteral(">hub outage"));
        QVERIFY(waitUntil([this] { return showsLine(); }));
        QCOMPARE(hands.actions(), 2);
        QCOMPARE(m_window->session()->contents().sources.size(), std::size_t(9));
    }

private:
    /// The first chart has values on screen.
    bool showsLine()
    {
        auto* stack = m_window->session() ? m_window->findChild<ChartStack*>() : nullptr;
        if (!stack || stack->charts().empty())
            return false;
        TimeChart* first = stack->charts().front();
        return first->isVisible() && first->content() && first->content()->state() == ChartData::State::Ready && first->notice().isEmpty()
            && first->content()->values().high > 1;
    }
    QString file(const char* name) const { return QString::fromStdString(m_folder.path(name)); }

    ImportCase m_folder;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(ColdStartTest)
#include "coldstart_test.moc"
