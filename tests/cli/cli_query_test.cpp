#include "clirunner.h"

#include <QTest>

using namespace faultline;

class CliQueryTest : public QObject {
    Q_OBJECT

private:
    CliFolder m_folder;

private slots:
    void initTestCase()
    {
        m_folder.sample("access.log");
        m_folder.sample("network.csv");
        EXPECT_EXIT(m_folder.run({"import", "a.faultline", "access.log"}), 0);
        EXPECT_EXIT(m_folder.run({"import", "a.faultline", "network.csv", "--zone", "Europe/Paris"}), 0);
    }

    void breaksAWindowDown()
    {
        const CliRun run = m_folder.run({"breakdown", "a.faultline", "--by", "path", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows()[0]["value"].get<std::string>(), std::string("/api/models"));
        QCOMPARE(run.rows()[0]["count"].get<int>(), 4);
        QCOMPARE(run.rows()[0]["abandoned"].get<int>(), 1);
        QCOMPARE(run.rows()[1]["errors"].get<int>(), 2);
        QVERIFY2(run.rows()[0]["p50_ms"].is_null(), "the log has no durations");
        QCOMPARE(run.json()["window"]["begin"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
    }

    void comparesWithABaseline()
    {
        const CliRun run = m_folder.run({"breakdown", "a.faultline", "--by", "path", "--from", "19:31", "--to", "+1m",
                                         "--baseline-from", "19:30", "--baseline-to", "+1m", "--sort", "change", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows()[0]["value"].get<std::string>(), std::string("/api/push"));
        QVERIFY(run.rows()[0]["ratio"].is_null());
        QCOMPARE(run.rows()[0]["new"].get<bool>(), true);
        QCOMPARE(run.rows()[0]["baseline_count"].get<int>(), 0);
        QCOMPARE(run.json()["baseline"]["end"].get<std::string>(), std::string("2024-04-23T19:31:00Z"));
    }

    void aBaselineWithoutAnEndReachesUpToTheWindow()
    {
        const CliRun run = m_folder.run({"breakdown", "a.faultline", "--by", "path", "--from", "19:31", "--to", "+1m",
                                         "--baseline-from", "-1m", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.json()["baseline"]["begin"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        QCOMPARE(run.json()["baseline"]["end"].get<std::string>(), std::string("2024-04-23T19:31:00Z"));
    }

    void countsOverTime()
    {
        const CliRun run = m_folder.run({"rate", "a.faultline", "--step", "60s", "--by", "status", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.json()["step_s"].get<double>(), 60.0);
        int total = 0;
        for (const auto& row : run.rows()) {
            QCOMPARE(row["counts"].size(), run.json()["buckets"].get<std::size_t>());
            total += row["total"].get<int>();
        }
        QCOMPARE(total, 7);
        EXPECT_EXIT(m_folder.run({"rate", "a.faultline", "--output", "csv"}), 0);
    }

    void readsTimesAsTheHelpSays_data()
    {
        QTest::addColumn<QByteArray>("window");
        QTest::addColumn<int>("records");
        QTest::newRow("UTC") << QByteArray("--from 2024-04-23T19:31:00Z") << 4;
        QTest::newRow("offset") << QByteArray("--from 2024-04-23T21:31:00+02:00") << 4;
        QTest::newRow("bare in the display zone") << QByteArray("--from 2024-04-23T19:31") << 4;
        QTest::newRow("clock of the only day") << QByteArray("--from 19:31 --to 19:32") << 3;
        QTest::newRow("with seconds") << QByteArray("--from 19:31:10 --to 19:31:20") << 1;
        QTest::newRow("length from the start") << QByteArray("--from 19:31 --to +15s") << 2;
        QTest::newRow("length to the end") << QByteArray("--from -2m --to 19:32") << 6;
        QTest::newRow("date alone") << QByteArray("--from 2024-04-24") << 0;
        QTest::newRow("compound length") << QByteArray("--from 19:30 --to +1m1s") << 4;
    }

    void readsTimesAsTheHelpSays()
    {
        QFETCH(QByteArray, window);
        QFETCH(int, records);
        const CliRun run = m_folder.shell("$CLI lines a.faultline --records request --json " + window.toStdString());
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows().size(), static_cast<std::size_t>(records));
    }

    void explainsWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("no time") << QByteArray("lines a.faultline --from yesterday") << QByteArray("yesterday");
        QTest::newRow("no such date") << QByteArray("lines a.faultline --from 2024-02-30") << QByteArray("2024-02-30");
        QTest::newRow("both relative") << QByteArray("lines a.faultline --from -1h --to +1h") << QByteArray("relative");
        QTest::newRow("relative to nothing") << QByteArray("lines a.faultline --to +1h") << QByteArray("relative");
        QTest::newRow("end before start") << QByteArray("lines a.faultline --from 19:32 --to 19:31") << QByteArray("empty");
        QTest::newRow("length that overflows") << QByteArray("lines a.faultline --from 19:32 --to +999999999999d")
                                               << QByteArray("+999999999999d");
        QTest::newRow("unit missing") << QByteArray("lines a.faultline --from 19:32 --to +15") << QByteArray("unit");
        QTest::newRow("filter") << QByteArray("lines a.faultline --where 'status=='") << QByteArray("filter");
        QTest::newRow("unknown field") << QByteArray("breakdown a.faultline --by colour") << QByteArray("colour");
        QTest::newRow("unknown kind") << QByteArray("breakdown a.faultline --by path --records rows") << QByteArray("rows");
        QTest::newRow("change without baseline") << QByteArray("breakdown a.faultline --by path --sort change")
                                                 << QByteArray("baseline");
        QTest::newRow("step") << QByteArray("rate a.faultline --step soon") << QByteArray("soon");
        QTest::newRow("output") << QByteArray("info a.faultline --output xml") << QByteArray("xml");
        QTest::newRow("negative top") << QByteArray("breakdown a.faultline --by path --top -1") << QByteArray("no whole number");
        QTest::newRow("part of a series' name") << QByteArray("values a.faultline --series NET") << QByteArray("Perhaps you mean");
        QTest::newRow("near field") << QByteArray("breakdown a.faultline --by pth") << QByteArray("Perhaps you mean path.");
        QTest::newRow("series") << QByteArray("values a.faultline --series nothing") << QByteArray("nothing");
        QTest::newRow("source") << QByteArray("lines a.faultline --source 9") << QByteArray("source 9");
    }

    void explainsWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, command);
        QFETCH(QByteArray, message);
        const CliRun run = m_folder.shell("$CLI " + command.toStdString());
        EXPECT_EXIT(run, 2);
        QVERIFY2(run.errorHas(message.toStdString()), run.describe());
        QVERIFY2(run.out.empty(), run.describe());
    }

    void listsAndReadsSeries()
    {
        const CliRun list = m_folder.run({"series", "a.faultline", "--match", "NET", "--json"});
        EXPECT_EXIT(list, 0);
        QCOMPARE(list.rows().size(), std::size_t{1});
        QCOMPARE(list.rows()[0]["first"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        const std::string name = list.rows()[0]["name"];
        const CliRun values = m_folder.run({"values", "a.faultline", "--series", name, "--json"});
        EXPECT_EXIT(values, 0);
        QCOMPARE(values.rows()[2]["value"].get<double>(), 48.0);
        const CliRun window = m_folder.run({"values", "a.faultline", "--series", "1", "--from", "19:31", "--to", "+30s", "--json"});
        QCOMPARE(window.rows().size(), std::size_t{1});
        QCOMPARE(m_folder.run({"series", "a.faultline", "--match", "none", "--json"}).rows().size(), std::size_t{0});
    }

    void listsEvents()
    {
        const CliRun run = m_folder.run({"events", "a.faultline", "--json"});
        EXPECT_EXIT(run, 0);
        QVERIFY(run.rows().is_array());
    }

    void showsUntouchedLines()
    {
        const CliRun raw = m_folder.run({"lines", "a.faultline", "--where", "status=499", "--raw"});
        EXPECT_EXIT(raw, 0);
        QCOMPARE(raw.out, std::string("192.0.2.13 - - [23/Apr/2024:19:31:20 +0000] \"GET /api/models HTTP/1.1\" 499 0 \"-\""
                                      " \"client/2.3\"\n"));
        const CliRun whole = m_folder.run({"lines", "a.faultline", "--source", "1", "--raw"});
        QCOMPARE(whole.out, m_folder.read("access.log"));
        const CliRun limited = m_folder.run({"lines", "a.faultline", "--records", "request", "--limit", "2", "--json"});
        QCOMPARE(limited.rows().size(), std::size_t{2});
        QVERIFY2(limited.errorHas("--limit 0"), limited.describe());
    }

    void writesEveryOutput_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("table") << QByteArray("table") << QByteArray("path ");
        QTest::newRow("csv") << QByteArray("csv") << QByteArray("value,count,share,");
        QTest::newRow("markdown") << QByteArray("markdown") << QByteArray("| path | Count |");
        QTest::newRow("json") << QByteArray("json") << QByteArray("{\"records\":\"request\"");
    }

    void writesEveryOutput()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, begin);
        const CliRun run = m_folder.run({"breakdown", "a.faultline", "--by", "path", "--output", format.toStdString()});
        EXPECT_EXIT(run, 0);
        QVERIFY2(run.out.rfind(begin.toStdString(), 0) == 0, run.describe());
        QVERIFY2(run.outHas("/api/models"), run.describe());
    }

    void guardsSpreadsheetsAndTerminals()
    {
        const std::string sql = "SELECT '=1+1' AS text, -5 AS number, '\x1b[31m' AS colour, 'a|b' AS bar";
        const CliRun csv = m_folder.run({"sql", "a.faultline", sql, "--output", "csv"});
        EXPECT_EXIT(csv, 0);
        QVERIFY2(csv.outHas("'=1+1,-5,"), csv.describe());
        QVERIFY2(m_folder.run({"sql", "a.faultline", sql, "--output", "csv", "--raw"}).outHas("\n=1+1,-5,"), "raw is raw");
        QVERIFY2(!m_folder.run({"sql", "a.faultline", sql}).outHas("\x1b"), "a table shows control characters");
        QVERIFY2(m_folder.run({"sql", "a.faultline", sql, "--output", "markdown"}).outHas("a\\|b"), "bars are escaped");
        QCOMPARE(m_folder.run({"sql", "a.faultline", sql, "--json"}).rows()[0]["colour"].get<std::string>(),
                 std::string("\x1b[31m"));
    }

    void everyHelpHasAnExample()
    {
        for (const char* command : {"import", "detect", "formats", "info", "issues", "breakdown", "rate", "series", "values",
                                    "events", "lines", "sql", "check", "source a list", "source a set", "source a remove",
                                    "case a set", "timeline a list", "timeline a add", "timeline a set", "timeline a remove",
                                    "timeline a import", "timeline a export", "timeline a check"}) {
            const CliRun run = m_folder.shell("$CLI " + std::string(command) + " --help");
            EXPECT_EXIT(run, 0);
            QVERIFY2(run.outHas("Example:\n  faultline-cli "), run.describe());
        }
    }
};

QTEST_GUILESS_MAIN(CliQueryTest)
#include "cli_query_test.moc"
