#include "tests/ui/samplecase.h"

#include <QSignalSpy>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

class CaseSessionTest : public QObject {
    Q_OBJECT

private slots:
    void opensOnTheWholeRangeOfTheData()
    {
        const auto session = m_sample.open(m_tasks);
        const TimeRange data = session->contents().range;
        QVERIFY(session->view().begin <= data.begin);
        QVERIFY(session->view().end >= data.end);
        QCOMPARE(session->contents().timeline.size(), std::size_t(18));
    }

    void theBaselineLiesRightBeforeTheWindowUntilOneIsChosen()
    {
        const auto session = m_sample.open(m_tasks);
        session->setSelection(TimeRange{at("2024-04-23T19:10Z"), at("2024-04-23T19:35Z")});
        QCOMPARE(session->baseline().begin, at("2024-04-23T18:45Z"));
        QCOMPARE(session->baseline().end, at("2024-04-23T19:10Z"));
        session->setBaseline(TimeRange{at("2024-04-22T19:10Z"), at("2024-04-22T19:35Z")});
        QCOMPARE(session->baseline().begin, at("2024-04-22T19:10Z"));
    }

    void goesBackToThePreviousRangeAndFilterAndForwardAgain()
    {
        const auto session = m_sample.open(m_tasks);
        const TimeRange first = session->view();
        const TimeRange second{at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")};
        session->setView(second);
        session->setFilterText(QStringLiteral("status>=500"));
        session->goBack();
        QCOMPARE(session->look().filterText, QString());
        QVERIFY(session->view() == second);
        session->goBack();
        QVERIFY(session->view() == first);
        QVERIFY(!session->canGoBack());
        session->goForward();
        session->goForward();
        QCOMPARE(session->look().filterText, QStringLiteral("status>=500"));
        QVERIFY(!session->canGoForward());
    }

    void aSetterThatChangesNothingIsSilent()
    {
        const auto session = m_sample.open(m_tasks);
        QSignalSpy views(session.get(), &CaseSession::viewChanged);
        QSignalSpy filters(session.get(), &CaseSession::filterChanged);
        session->setView(session->view());
        session->setFilterText(QString());
        session->setFilterText(QStringLiteral("status >"));    // does not parse
        QCOMPARE(views.count() + filters.count(), 0);
    }

    void theNewestQueryOfASlotWins()
    {
        const auto session = m_sample.open(m_tasks);
        std::vector<int> results;
        for (int i = 0; i < 5; ++i)
            session->query<int>(
                session.get(), QStringLiteral("slot"), [i](CaseQueries&, const TaskControl&) { return Result<int>(i); },
                [&results](Result<int> value) { results.push_back(*value); });
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(results, std::vector<int>{4});
    }

    void aSelectedChartTakesLinesOfItsUnitAndIsForgottenWhenItGoes()
    {
        const auto session = m_sample.open(m_tasks);
        session->addLine(recordsLine(RecordKind::Request, Measure::Rate));
        session->addLine(recordsLine(RecordKind::Request, Measure::DurationP95));
        const int rates = session->charts()[0].id;
        QSignalSpy selections(session.get(), &CaseSession::selectedChartChanged);
        session->selectChart(rates);
        session->selectChart(77);    // no such chart: nothing is selected
        session->selectChart(rates);
        QCOMPARE(selections.count(), 3);
        session->addLine(recordsLine(RecordKind::Request, Measure::Errors));
        QCOMPARE(session->charts()[0].lines.size(), std::size_t(2));
        session->setCharts({session->charts()[1]});
        QVERIFY(!session->selectedChart());
        QCOMPARE(selections.count(), 4);
    }

    void whatWasLookedAtSurvivesARestart()
    {
        const auto session = m_sample.open(m_tasks);
        session->setView({at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")});
        session->addChip(QStringLiteral("method=GET"));
        session->addLine(recordsLine(RecordKind::Request, Measure::DurationP95, "path=\"/a\""));
        const QByteArray look = session->saveLook();
        const auto again = m_sample.open(m_tasks);
        again->restoreLook(look);
        QVERIFY(again->view() == session->view());
        QVERIFY(again->look().chips == session->look().chips);
        QCOMPARE(again->charts().size(), std::size_t(1));
        QVERIFY(again->charts()[0].lines == session->charts()[0].lines);
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(CaseSessionTest)
#include "casesession_test.moc"
