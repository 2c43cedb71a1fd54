#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/fuzzymatch.h"
#include "ui/mainwindow.h"
#include "ui/views/locator.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

class LocatorTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<MainWindow>(Settings(), QStringLiteral("locator"), m_registry, m_theme);
        m_window->show();
        m_window->openCase(m_sample.path());
        QVERIFY(session());
        m_locator = m_window->findChild<Locator*>();
        m_edit = m_locator->findChild<QLineEdit*>();
        m_window->actions().action("tools.locator")->trigger();
        QVERIFY(m_locator->isVisible());
    }

    void cleanup() { m_window.reset(); }

    void anAbbreviationFindsTheCommand()
    {
        const QAbstractItemModelTester tester(m_locator->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        type(">fit all");
        QCOMPARE(titles().value(0), QStringLiteral("Fit All Data"));
        type(">sql");
        QCOMPARE(titles().value(0), QStringLiteral("SQL"));
        type(">expti");
        QCOMPARE(titles().value(0), QStringLiteral("Export Timeline…"));
    }

    void everyActionCanBeFoundByItsText()
    {
        for (const ActionInfo& info : Actions::table()) {
            type((QStringLiteral(">") + Actions::textOf(info)).toUtf8().constData());
            QVERIFY2(titles().contains(Actions::textOf(info)), info.id);
        }
    }

    void enterRunsACommandAndEscClosesWithoutOne()
    {
        session()->setView({at("2024-04-23T19:00Z"), at("2024-04-23T19:10Z")});
        type(">fit all data");
        QTest::keyClick(m_edit, Qt::Key_Escape);
        QVERIFY(!m_locator->isVisible());
        QCOMPARE(session()->view().begin, at("2024-04-23T19:00Z"));
        m_window->actions().action("tools.commands")->trigger();
        QCOMPARE(m_edit->text(), QStringLiteral(">"));
        type(">fit all data");
        QTest::keyClick(m_edit, Qt::Key_Return);
        QVERIFY(!m_locator->isVisible());
        QVERIFY(session()->view().begin < at("2024-04-23T00:00Z"));
    }

    void aTimeSaysHowItIsUnderstoodAndGoesThere()
    {
        session()->setZone(*TimeZone::named("Europe/Paris"));
        type("@23/04 21:30");
        QVERIFY2(titles().value(0).contains(QStringLiteral("23 Apr 2024 21:30")), qPrintable(titles().value(0)));
        QVERIFY(titles().value(0).contains(QStringLiteral("+02:00")));
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(*session()->look().cursor, at("2024-04-23T19:30Z"));
        QVERIFY(session()->view().begin <= at("2024-04-23T19:30Z") && session()->view().end > at("2024-04-23T19:30Z"));
        m_locator->open(QStringLiteral("23/04 21:30"));
        QVERIFY(titles().value(0).startsWith(QStringLiteral("Go to")));
        m_locator->open(QStringLiteral("@noon-ish"));
        QVERIFY(titles().value(0).startsWith(QStringLiteral("Not a time")));
    }

    void aSeriesIsCharted()
    {
        const auto& series = session()->contents().series;
        QVERIFY(!series.empty());
        session()->setCharts({});
        type((QStringLiteral("~") + titleOfFirstSeries()).toUtf8().constData());
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(session()->charts().size(), std::size_t(1));
        QCOMPARE(session()->charts()[0].lines[0].seriesId, series.front().id);
    }

    void anEntryOfTheTimelineIsSelected()
    {
        const TimelineEntry entry = session()->contents().timeline[6];
        type((QStringLiteral("#") + QString::fromStdString(entry.title)).toUtf8().constData());
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(session()->contents().entry(*session()->selectedEntry())->title, entry.title);
    }

    void aPartOfAUrlFindsItAndFiltersToIt()
    {
        type("mpnet-base");
        QVERIFY(waitUntil([this] { return titles().join(QLatin1Char(' ')).contains(QStringLiteral("all-mpnet-base-v2")); }));
        choose(QStringLiteral("all-mpnet-base-v2"));
        QTest::keyClick(m_edit, Qt::Key_Return);
        QVERIFY(!session()->look().chips.empty());
        QVERIFY(session()->look().chips[0].expression.contains(QStringLiteral("all-mpnet-base-v2")));
    }

    void ctrlEnterChartsAUrl()
    {
        session()->setCharts({});
        type("/api/datasets/lighteval");
        QVERIFY(waitUntil([this] { return titles().join(QLatin1Char(' ')).contains(QStringLiteral("lighteval/mmlu")); }));
        choose(QStringLiteral("lighteval/mmlu"));
        const std::size_t entries = session()->contents().timeline.size();
        QTest::keyClick(m_edit, Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(session()->charts().size(), std::size_t(1));
        QCOMPARE(session()->contents().timeline.size(), entries);    // the same key makes an entry elsewhere
        QVERIFY(session()->charts()[0].lines[0].filter.find("lighteval/mmlu") != std::string::npos);
    }

    void aDisabledCommandDoesNothing()
    {
        m_window->actions().setEnabled("view.fitAll", false);
        session()->setView({at("2024-04-23T19:00Z"), at("2024-04-23T19:10Z")});
        type(">fit all data");
        QTest::keyClick(m_edit, Qt::Key_Return);
        QVERIFY(m_locator->isVisible());
        QCOMPARE(session()->view().begin, at("2024-04-23T19:00Z"));
    }

    void lettersInOrderFitBetterAtTheBeginningOfWords()
    {
        QVERIFY(fuzzyScore(u"expt", u"Export Timeline…") > fuzzyScore(u"expt", u"Expand all parts"));
        QVERIFY(!fuzzyScore(u"mpnet", u"Move Up among Equal Times"));
        QVERIFY(!fuzzyScore(u"zz", u"Zoom In"));
        QVERIFY(fuzzyScore(u"zi", u"Zoom In"));
    }

    void tenThousandEntriesAreRankedAtOnce()
    {
        std::vector<LocatorEntry> entries;
        for (int i = 0; i < 10'000; ++i)
            entries.push_back({QStringLiteral("/api/models/organisation-%1/revision-%2/main").arg(i % 97).arg(i), {}, [] {}, {}, true, 0, false});
        LocatorModel model;
        QElapsedTimer timer;
        timer.start();
        model.show(entries, QStringLiteral("org9rev77"));
        qInfo("10,000 entries ranked in %lld ms", timer.elapsed());
        QVERIFY(model.rowCount() > 0);
    }

private:
    CaseSession* session() const { return m_window->session(); }
    void type(const char* text) { m_edit->setText(QString::fromUtf8(text)); }
    QStringList titles() const
    {
        QStringList texts;
        for (int i = 0; i < m_locator->model()->rowCount(); ++i)
            texts << m_locator->model()->index(i).data().toString();
        return texts;
    }
    void choose(const QString& part)
    {
        const QStringList all = titles();
        const auto found = std::find_if(all.begin(), all.end(), [&](const QString& title) { return title.contains(part); });
        m_locator->findChild<QListView*>()->setCurrentIndex(m_locator->model()->index(static_cast<int>(found - all.begin())));
    }
    QString titleOfFirstSeries() const
    {
        return titleOf(metricLine(session()->contents().series.front().id), session()->contents());
    }

    SampleCase m_sample;
    ImporterRegistry m_registry{builtinImporters()};
    Theme m_theme;
    std::unique_ptr<MainWindow> m_window;
    Locator* m_locator = nullptr;
    QLineEdit* m_edit = nullptr;
};

QTEST_MAIN(LocatorTest)
#include "locator_test.moc"
