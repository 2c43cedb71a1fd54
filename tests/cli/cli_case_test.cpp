#include "clirunner.h"

#include "app/store/casefile.h"

#include <QTest>

#include <sqlite3.h>

using namespace faultline;

namespace {

/// A case of access.log (times with offset) and network.csv (bare times read in UTC).
void makeCase(const CliFolder& folder)
{
    folder.sample("access.log");
    folder.sample("network.csv");
    QVERIFY(folder.run({"import", "a.faultline", "access.log", "network.csv"}).exitCode == 0);
}

void execute(const std::string& path, const char* sql)
{
    sqlite3* connection = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    char* message = nullptr;
    const int code = sqlite3_exec(connection, sql, nullptr, nullptr, &message);
    QVERIFY2(code == SQLITE_OK, message);
    sqlite3_close(connection);
}

}    // namespace

class CliCaseTest : public QObject {
    Q_OBJECT

private slots:
    void tellsWhatACaseHolds()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun run = folder.run({"info", "a.faultline", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.json()["counts"]["requests"].get<int>(), 7);
        QCOMPARE(run.json()["counts"]["series"].get<int>(), 1);
        QCOMPARE(run.json()["counts"]["samples"].get<int>(), 4);    // an empty cell is no sample
        QCOMPARE(run.rows().size(), std::size_t{2});
        QCOMPARE(run.json()["range"]["begin"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        EXPECT_EXIT(folder.run({"info", "a.faultline"}), 0);
    }

    void findsAWholeCaseGood()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun run = folder.run({"check", "a.faultline", "--json"});
        EXPECT_EXIT(run, 0);
        for (const auto& row : run.rows())
            QVERIFY2(row["good"].get<bool>(), run.describe());
    }

    void findsDamage_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("a column") << QByteArray("UPDATE segment_column SET data = x'00' WHERE field = 1 OR field = 0");
        QTest::newRow("raw text") << QByteArray("UPDATE raw_block SET data = x'28b52ffd00'");
        QTest::newRow("samples") << QByteArray("UPDATE series_block SET vals = x''");
        QTest::newRow("the account") << QByteArray("UPDATE source SET lines = lines + 1 WHERE id = 1");
        QTest::newRow("an unknown word") << QByteArray("UPDATE series SET kind = 'thing'");
    }

    void findsDamage()
    {
        QFETCH(QByteArray, sql);
        const CliFolder folder;
        makeCase(folder);
        execute(folder.path("a.faultline"), sql.constData());
        EXPECT_EXIT(folder.run({"check", "a.faultline"}), 4);
    }

    void refusesWhatIsNoCase_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("newer version") << QByteArray("PRAGMA user_version = 99") << 5;
        QTest::newRow("another program's file") << QByteArray("PRAGMA application_id = 1") << 4;
        QTest::newRow("a planted trigger")
            << QByteArray("CREATE TRIGGER t AFTER INSERT ON issue BEGIN DELETE FROM issue; END") << 4;
    }

    void refusesWhatIsNoCase()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, exitCode);
        const CliFolder folder;
        makeCase(folder);
        execute(folder.path("a.faultline"), sql.constData());
        const std::string before = folder.read("a.faultline");
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"info", "a.faultline"}, {"import", "a.faultline", "access.log", "--again"},
              {"timeline", "a.faultline", "add", "--at", "2024-04-23T10:00Z", "--title", "x"}}) {
            const CliRun run = folder.run(command);
            EXPECT_EXIT(run, exitCode);
        }
        QVERIFY2(folder.read("a.faultline") == before, "a refused case was changed");
    }

    void refusesFilesThatAreNoDatabase()
    {
        const CliFolder folder;
        folder.sample("access.log");
        EXPECT_EXIT(folder.run({"info", "access.log"}), 4);
        EXPECT_EXIT(folder.run({"info", "missing.faultline"}), 3);
        EXPECT_EXIT(folder.run({"info", "/"}), 3);
        const std::string before = folder.read("access.log");
        EXPECT_EXIT(folder.run({"import", "access.log", "access.log"}), 4);
        QCOMPARE(folder.read("access.log"), before);
    }

    void surviveATruncatedCase()
    {
        const CliFolder folder;
        makeCase(folder);
        const std::string whole = folder.read("a.faultline");
        folder.write("a.faultline", whole.substr(0, whole.size() / 2));
        EXPECT_EXIT(folder.run({"check", "a.faultline"}), 4);
    }

    void readsButDoesNotWriteACaseThatIsOpenElsewhere()
    {
        const CliFolder folder;
        makeCase(folder);
        const auto held = CaseFile::open(folder.path("a.faultline"), OpenMode::Write);
        QVERIFY(held.has_value());
        const CliRun refused = folder.run({"import", "a.faultline", "access.log", "--again"});
        EXPECT_EXIT(refused, 6);
        QVERIFY2(refused.errorHas("open in process " + std::to_string(QCoreApplication::applicationPid())), refused.describe());
        EXPECT_EXIT(folder.run({"source", "a.faultline", "remove", "1"}), 6);
        EXPECT_EXIT(folder.run({"info", "a.faultline"}), 0);
    }

    void failsWithSevenWhenTheDiskIsFull()
    {
        const CliFolder folder;
        std::string content;
        for (int i = 0; i < 60'000; ++i)
            content += "192.0.2.1 - - [23/Apr/2024:10:00:00 +0000] \"GET /" + std::to_string(i * 7919L % 100'003) +
                       " HTTP/1.1\" 200 " + std::to_string(i) + " \"-\" \"probe/1.0\"\n";
        folder.write("a.log", content);
        folder.write("small.log", content.substr(0, content.find('\n') + 1));
        EXPECT_EXIT(folder.run({"import", "a.faultline", "small.log"}), 0);
        const CliRun run = folder.shell("ulimit -f 400; exec $CLI import a.faultline a.log");    // 400 blocks of 512 bytes
        EXPECT_EXIT(run, 7);
        EXPECT_EXIT(folder.run({"check", "a.faultline"}), 0);
        QCOMPARE(folder.run({"source", "a.faultline", "list", "--json"}).rows().size(), std::size_t{1});
    }

    void failsWithSevenWhenTheOutputCannotBeWritten()
    {
        const CliFolder folder;
        makeCase(folder);
        EXPECT_EXIT(folder.shell("$CLI info a.faultline > /dev/full"), 7);
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "export", "-o", "none/t.md"}), 7);
    }

    void endsQuietlyWhenNobodyReads()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun run = folder.shell(
            "{ $CLI sql a.faultline 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500000)"
            " SELECT i FROM n' --output csv; echo $? > code; } | head -1; cat code");
        QCOMPARE(run.out, std::string("i\r\n0\n"));
        QCOMPARE(run.err, std::string());
    }

    void changesHowASourceIsReadAsAFreshImportWould()
    {
        const CliFolder folder;
        folder.sample("network.csv");
        EXPECT_EXIT(folder.run({"import", "late.faultline", "network.csv"}), 0);
        EXPECT_EXIT(folder.run({"import", "fresh.faultline", "network.csv", "--zone", "Europe/Paris"}), 0);
        const CliRun set = folder.run({"source", "late.faultline", "set", "1", "--zone", "Europe/Paris", "--json"});
        EXPECT_EXIT(set, 0);
        QCOMPARE(set.rows()[0]["zone_basis"].get<std::string>(), std::string("stated"));
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"series", "?", "--json"}, {"values", "?", "--series", "1", "--json"},
              {"issues", "?", "--json"}}) {
            std::vector<std::string> late = command;
            std::vector<std::string> fresh = command;
            late[1] = "late.faultline";
            fresh[1] = "fresh.faultline";
            EXPECT_JSON(folder.run(late).rows(), folder.run(fresh).rows());
        }
        // There and back again is where it began.
        EXPECT_EXIT(folder.run({"import", "again.faultline", "network.csv"}), 0);
        const auto before = folder.run({"values", "again.faultline", "--series", "1", "--json"}).rows();
        EXPECT_EXIT(folder.run({"source", "again.faultline", "set", "1", "--zone", "Asia/Kolkata"}), 0);
        QVERIFY(folder.run({"values", "again.faultline", "--series", "1", "--json"}).rows() != before);
        EXPECT_EXIT(folder.run({"source", "again.faultline", "set", "1", "--zone", "UTC"}), 0);
        EXPECT_JSON(folder.run({"values", "again.faultline", "--series", "1", "--json"}).rows(), before);
    }

    void zoneChangesSurviveTheHourThatTheClocksSkip()
    {
        const CliFolder folder;
        folder.write("requests.csv", "time,path,status\n2024-03-31 01:59:59,/a,200\n2024-03-31 02:30:00,/b,200\n"
                                     "2024-03-31 03:30:00,/c,500\n2024-10-27 02:30:00,/d,200\n");
        EXPECT_EXIT(folder.run({"import", "late.faultline", "requests.csv"}), 0);
        EXPECT_EXIT(folder.run({"import", "fresh.faultline", "requests.csv", "--zone", "Europe/Paris"}), 0);
        const auto times = [&folder](const std::string& name) {
            return folder.run({"sql", name, "SELECT time, path FROM request ORDER BY line", "--json"}).rows();
        };
        const auto utc = times("late.faultline");
        QCOMPARE(utc.size(), std::size_t{4});
        EXPECT_EXIT(folder.run({"source", "late.faultline", "set", "1", "--zone", "Europe/Paris"}), 0);
        EXPECT_JSON(times("late.faultline"), times("fresh.faultline"));
        // 02:30 did not exist in Paris; the wall clock is kept for the way back.
        for (const char* name : {"late.faultline", "fresh.faultline"}) {
            EXPECT_EXIT(folder.run({"source", name, "set", "1", "--zone", "UTC"}), 0);
            EXPECT_JSON(times(name), utc);
        }
    }

    void samplesAndEventsSurviveTheHourThatTheClocksSkip()
    {
        const CliFolder folder;
        folder.write("network.csv", "time,net_out (MB/s)\n2024-03-31 01:59:59,1\n2024-03-31 02:30:00,2\n2024-03-31 03:30:00,3\n"
                                    "2024-10-27 02:30:00,4\n");
        folder.write("notes.csv", "start,end,title\n2024-03-31 01:30:00,2024-03-31 02:15:00,Deploy\n"
                                  "2024-03-31 02:45:00,2024-03-31 03:45:00,Errors seen\n2024-03-31 04:00:00,,Calm\n");
        EXPECT_EXIT(folder.run({"import", "late.faultline", "network.csv", "--zone", "UTC"}), 0);
        EXPECT_EXIT(folder.run({"import", "late.faultline", "notes.csv", "--zone", "UTC", "--format", "timeline-csv"}), 0);
        EXPECT_EXIT(folder.run({"import", "fresh.faultline", "network.csv", "--zone", "Europe/Paris"}), 0);
        EXPECT_EXIT(folder.run({"import", "fresh.faultline", "notes.csv", "--zone", "Europe/Paris", "--format", "timeline-csv"}), 0);
        const auto dump = [&folder](const std::string& name) {
            nlohmann::json all;
            for (const char* statement : {"SELECT time, value FROM sample ORDER BY value",
                                          "SELECT start_ns, end_ns, title FROM event ORDER BY line, id",
                                          "SELECT id, first_ns, last_ns, zone FROM source ORDER BY id",
                                          "SELECT first_ns, last_ns FROM series_block"})
                all.push_back(folder.run({"sql", name, statement, "--json"}).rows());
            return all;
        };
        const auto set = [&folder](const char* name, const char* zone) {
            for (const char* id : {"1", "2"})
                EXPECT_EXIT(folder.run({"source", name, "set", id, "--zone", zone}), 0);
        };
        const auto utc = dump("late.faultline");
        QCOMPARE(utc[0].size(), std::size_t{4});
        QCOMPARE(utc[1].size(), std::size_t{3});
        set("late.faultline", "Europe/Paris");
        EXPECT_JSON(dump("late.faultline"), dump("fresh.faultline"));
        for (const char* name : {"late.faultline", "fresh.faultline"}) {
            set(name, "Asia/Kolkata");
            set(name, "Europe/Paris");    // from a zone without gap into the gap again
            set(name, "UTC");
            EXPECT_JSON(dump(name), utc);
        }
    }

    void movesOnlyBareTimesWithTheZoneAndAllWithTheClock()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun zone = folder.run({"source", "a.faultline", "set", "1", "--zone", "Asia/Tokyo", "--json"});
        EXPECT_EXIT(zone, 0);
        QCOMPARE(zone.rows()[0]["first"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        const CliRun clock = folder.run({"source", "a.faultline", "set", "1", "--clock-offset", "-1500ms", "--json"});
        EXPECT_EXIT(clock, 0);
        QCOMPARE(clock.rows()[0]["first"].get<std::string>(), std::string("2024-04-23T19:29:58.500Z"));
        const CliRun back = folder.run({"source", "a.faultline", "set", "1", "--clock-offset", "0", "--json"});
        QCOMPARE(back.rows()[0]["first"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        EXPECT_EXIT(folder.run({"source", "a.faultline", "set", "1", "--clock-offset", "200000d"}), 2);
        EXPECT_EXIT(folder.run({"source", "a.faultline", "set", "1"}), 2);
        EXPECT_EXIT(folder.run({"source", "a.faultline", "set", "77", "--name", "x"}), 2);
    }

    void keepsTheZoneOfASourceWhoseStampsCarryTheirOwn()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun before = folder.run({"source", "a.faultline", "list", "--json"});
        const CliRun run = folder.run({"source", "a.faultline", "set", "1", "--zone", "Europe/Paris", "--json"});
        EXPECT_EXIT(run, 0);
        EXPECT_JSON(run.rows()[0], before.rows()[0]);
        QCOMPARE(run.rows()[0]["zone_basis"].get<std::string>(), std::string("proven"));
        QVERIFY2(run.errorHas("carries its own offset"), run.describe());
        const CliRun bare = folder.run({"source", "a.faultline", "set", "2", "--zone", "Europe/Paris", "--json"});
        EXPECT_EXIT(bare, 0);
        QCOMPARE(bare.rows()[0]["zone_basis"].get<std::string>(), std::string("stated"));
        QVERIFY2(!bare.errorHas("offset"), bare.describe());
        // The rest of the change is made.
        const CliRun both = folder.run({"source", "a.faultline", "set", "1", "--zone", "UTC", "--name", "balancer", "--json"});
        EXPECT_EXIT(both, 0);
        QCOMPARE(both.rows()[0]["name"].get<std::string>(), std::string("balancer"));
        QCOMPARE(both.rows()[0]["zone_basis"].get<std::string>(), std::string("proven"));
    }

    void removesASourceWithAllItMade()
    {
        const CliFolder folder;
        makeCase(folder);
        EXPECT_EXIT(folder.run({"source", "a.faultline", "remove", "2"}), 0);
        const auto counts = folder.run({"info", "a.faultline", "--json"}).json()["counts"];
        QCOMPARE(counts["series"].get<int>(), 0);
        QCOMPARE(counts["requests"].get<int>(), 7);
        EXPECT_EXIT(folder.run({"source", "a.faultline", "remove", "2"}), 2);
        EXPECT_EXIT(folder.run({"check", "a.faultline"}), 0);
    }

    void writesEveryEditToTheChangeLog()
    {
        const CliFolder folder;
        makeCase(folder);
        EXPECT_EXIT(folder.run({"case", "a.faultline", "set", "--title", "Outage", "--zone", "Europe/Paris"}), 0);
        EXPECT_EXIT(folder.run({"source", "a.faultline", "set", "1", "--anchor", "start", "--name", "balancer"}), 0);
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T10:00Z", "--title", "Seen"}), 0);
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "remove", "1"}), 0);
        const CliRun log = folder.run({"sql", "a.faultline", "SELECT who, what, before, after FROM change WHERE what NOT LIKE"
                                                             " '%import%' AND what NOT LIKE 'URL templates%' ORDER BY seq", "--json"});
        EXPECT_EXIT(log, 0);
        const auto rows = log.rows();
        QCOMPARE(rows.size(), std::size_t{5});
        QCOMPARE(rows[0]["what"].get<std::string>(), std::string("case title set"));
        const auto after = nlohmann::json::parse(rows[2]["after"].get<std::string>());
        QCOMPARE(after["anchor"].get<std::string>(), std::string("start"));
        QCOMPARE(after["anchor_basis"].get<std::string>(), std::string("stated"));
        QCOMPARE(rows[3]["before"].get<std::string>(), std::string());
        EXPECT_JSON(rows[4]["before"], rows[3]["after"]);
        QCOMPARE(folder.run({"info", "a.faultline", "--json"}).json()["title"].get<std::string>(), std::string("Outage"));
        EXPECT_EXIT(folder.run({"case", "a.faultline", "set", "--zone", "Nowhere"}), 2);
    }

    void runsReadOnlySql()
    {
        const CliFolder folder;
        makeCase(folder);
        const CliRun run = folder.run({"sql", "a.faultline", "SELECT 1 AS one, 'x' AS text, NULL AS none, 1.5 AS real", "--json"});
        EXPECT_EXIT(run, 0);
        EXPECT_JSON(run.rows(), nlohmann::json::parse(R"([{"one":1,"text":"x","none":null,"real":1.5}])"));
        EXPECT_EXIT(folder.run({"sql", "a.faultline", "SELECT nonsense FROM nowhere"}), 2);
        EXPECT_EXIT(folder.run({"sql", "a.faultline", "SELECT 1; -- done"}), 0);
        const CliRun two = folder.run({"sql", "a.faultline", "SELECT 1; SELECT 2"});
        EXPECT_EXIT(two, 2);
        QVERIFY2(two.errorHas("one statement at a time"), two.describe());
        const CliRun header = folder.run({"sql", "a.faultline", "SELECT 1 AS \"a\x1b[31m\""});
        QVERIFY2(header.outHas("a\\x1b[31m"), header.describe());
        for (const char* hostile : {"DELETE FROM source", "DROP TABLE source", "ATTACH 'x.db' AS x", "CREATE TABLE t(x)",
                                    "PRAGMA user_version = 5", "PRAGMA journal_mode = WAL", "PRAGMA journal_mode = PERSIST",
                                    "UPDATE source SET name = 'x' RETURNING id"}) {
            const std::string before = folder.read("a.faultline");
            EXPECT_EXIT(folder.run({"sql", "a.faultline", hostile}), 2);
            QVERIFY2(folder.read("a.faultline") == before, hostile);
        }
    }

    void stopsALongStatementOnSigint()
    {
        const CliFolder folder;
        makeCase(folder);
        EXPECT_EXIT(folder.shell("$CLI sql a.faultline 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                 " SELECT count(*) FROM n' & sleep 1; kill -INT $!; wait $!"), 130);
    }
};

QTEST_GUILESS_MAIN(CliCaseTest)
#include "cli_case_test.moc"
