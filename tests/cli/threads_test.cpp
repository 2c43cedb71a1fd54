// The same question has the same answer, to the byte, whatever the number of threads.
#include "clirunner.h"

#include <QTest>

#include <map>

using namespace faultline;

class ThreadsTest : public QObject {
    Q_OBJECT

private slots:
    void oneThreadAndManyGiveTheSameBytes_data();
    void oneThreadAndManyGiveTheSameBytes();

private:
    const CliFolder& caseOf(const std::string& incident);

    std::map<std::string, CliFolder> m_cases;
};

const CliFolder& ThreadsTest::caseOf(const std::string& incident)
{
    const bool isKnown = m_cases.contains(incident);
    const CliFolder& folder = m_cases[incident];
    if (!isKnown) {
        const std::string where = incident == "hub-outage" ? "--zone Europe/Paris --year 2024" : "--zone UTC --year 2023";
        const CliRun made = folder.shell("$CLI import a.faultline '" FAULTLINE_SOURCE_DIR "/sample-data/" + incident + "' " + where);
        if (made.exitCode != 0)
            qFatal("%s", made.describe());
    }
    return folder;
}

void ThreadsTest::oneThreadAndManyGiveTheSameBytes_data()
{
    QTest::addColumn<QString>("incident");
    QTest::addColumn<QString>("arguments");
    const auto row = [](const char* name, const char* incident, const char* arguments) { QTest::newRow(name) << incident << arguments; };
    constexpr const char* hub = "hub-outage";
    constexpr const char* flag = "flag-rollout";
    row("suspects, requests", hub, "suspects a.faultline --from 2024-04-23T19:10Z --to 2024-04-23T19:30Z --top 0");
    row("suspects, filtered", hub, "suspects a.faultline --from 2024-04-23T19:10Z --to 2024-04-23T19:30Z --top 0 --where 'method = GET and status >= 200' --time written");
    row("suspects, where no value explains all", hub, "suspects a.faultline --from 2024-04-23T18:10Z --to 2024-04-23T18:50Z --top 0");
    row("suspects, operations", hub, "suspects a.faultline --records operation --from 2024-04-23T19:10Z --to 2024-04-23T19:30Z --top 0");
    row("suspects, lines", flag, "suspects a.faultline --records logline --from 2023-05-11T05:00Z --to 2023-05-11T06:00Z --top 0");
    row("suspects, a flag", flag, "suspects a.faultline --from 2023-05-11T05:00Z --to 2023-05-11T06:00Z --top 0");
    row("rank, hub", hub, "rank a.faultline --target 1 --from 2024-04-23T19:10Z --to 2024-04-23T19:30Z --top 0");
    row("rank, flag", flag, "rank a.faultline --target duration_p95 --from 2023-05-11T05:00Z --to 2023-05-11T06:30Z --top 0");
    row("onset, hub", hub, "onset a.faultline --from 2024-04-23T19:05Z --to 2024-04-23T19:35Z");
    row("onset, flag", flag, "onset a.faultline --from 2023-05-11T04:30Z --to 2023-05-11T07:00Z");
    row("changes, hub", hub, "changes a.faultline --onset 2024-04-23T19:20Z --top 0");
    row("changes, flag", flag, "changes a.faultline --onset 2023-05-11T05:10Z --until 2023-05-11T08:00Z --top 0");
    row("moments, hub", hub, "moments a.faultline --top 0");
    row("components, hub", hub, "components a.faultline --label instance --from 2024-04-23T19:10Z --to 2024-04-23T19:30Z --top 0");
    row("clocks, flag", flag, "clocks a.faultline");
    row("breakdown, routes", hub, "breakdown a.faultline --by route --top 0");
}

void ThreadsTest::oneThreadAndManyGiveTheSameBytes()
{
    QFETCH(QString, incident);
    QFETCH(QString, arguments);
    const CliFolder& folder = caseOf(incident.toStdString());
    const auto answer = [&](int threads) { return folder.shell("FAULTLINE_THREADS=" + std::to_string(threads) + " $CLI " + arguments.toStdString() + " --json"); };
    const CliRun one = answer(1);
    EXPECT_EXIT(one, 0);
    QVERIFY2(one.json().is_object(), one.describe());
    for (const int threads : {2, 7}) {
        const CliRun many = answer(threads);
        EXPECT_EXIT(many, 0);
        QVERIFY2(many.out == one.out, qPrintable(QStringLiteral("with %1 threads").arg(threads)));
    }
}

QTEST_GUILESS_MAIN(ThreadsTest)
#include "threads_test.moc"
