#include "clirunner.h"

#include <QTest>

#include <string>

using namespace faultline;

namespace {

/// A combined log of the models of many organisations.
std::string modelRequests()
{
    std::string log;
    for (int i = 0; i < 300; ++i) {
        const std::string name{static_cast<char>('a' + i % 26), static_cast<char>('a' + i / 26), 'x'};
        log += "192.0.2.7 - - [23/Apr/2024:21:00:" + std::string(i % 60 < 10 ? "0" : "") + std::to_string(i % 60)
            + " +0000] \"GET /api/models/org-" + name + "/net-" + name + "/revision/main HTTP/1.1\" 200 512 \"-\" \"client\"\n";
    }
    return log;
}

}    // namespace

class CliTimelineTest : public QObject {
    Q_OBJECT

private slots:
    void addsChangesAndRemovesEntries()
    {
        const CliFolder folder;
        const CliRun added = folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T21:30:00+02:00", "--title",
                                         "Errors seen", "--type", "detection", "--tags", "impact, detected", "--json"});
        EXPECT_EXIT(added, 0);
        QCOMPARE(added.rows()[0]["start"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        EXPECT_JSON(added.rows()[0]["tags"], nlohmann::json({"impact", "detected"}));
        QCOMPARE(added.rows()[0]["id"].get<int>(), 1);
        const CliRun set = folder.run({"timeline", "a.faultline", "set", "1", "--title", "Pushes fail", "--to",
                                       "2024-04-23T19:40:00Z", "--owner", "on-call engineer", "--json"});
        EXPECT_EXIT(set, 0);
        QCOMPARE(set.rows()[0]["title"].get<std::string>(), std::string("Pushes fail"));
        QCOMPARE(set.rows()[0]["type"].get<std::string>(), std::string("detection"));
        QCOMPARE(set.rows()[0]["end"].get<std::string>(), std::string("2024-04-23T19:40:00Z"));
        EXPECT_JSON(folder.run({"timeline", "a.faultline", "list", "--json"}).rows(), set.rows());
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "remove", "1"}), 0);
        QCOMPARE(folder.run({"timeline", "a.faultline", "list", "--json"}).rows().size(), std::size_t{0});
    }

    void keepsSuspectsAndTakesThemAlong()
    {
        const CliFolder folder;
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T19:30:00Z", "--title", "Errors seen"}), 0);
        EXPECT_EXIT(folder.run({"hypotheses", "a.faultline", "add", "--title", "Resize"}), 2);    // no data says when
        const CliRun added = folder.run({"hypotheses", "a.faultline", "add", "--title", "Resize", "--from", "2024-04-23T19:00Z", "--to",
                                         "2024-04-23T20:00Z", "--for", "1:12", "--for", "https://example.org/chat", "--json"});
        EXPECT_EXIT(added, 0);
        QCOMPARE(added.rows()[0]["for"][0]["kind"].get<std::string>(), std::string("line"));
        QCOMPARE(added.rows()[0]["for"][1]["kind"].get<std::string>(), std::string("link"));
        EXPECT_EXIT(folder.run({"hypotheses", "a.faultline", "set", "1", "--status", "ruled out"}), 2);    // says no reason
        EXPECT_EXIT(folder.run({"hypotheses", "a.faultline", "set", "1", "--status", "maybe"}), 2);
        EXPECT_EXIT(folder.run({"hypotheses", "a.faultline", "set", "7", "--title", "x"}), 2);
        const CliRun set = folder.run({"hypotheses", "a.faultline", "set", "1", "--status", "ruled out", "--reason", "a day before", "--json"});
        EXPECT_EXIT(set, 0);
        EXPECT_JSON(folder.run({"hypotheses", "a.faultline", "list", "--json"}).rows(), set.rows());
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "export", "--to", "json", "-o", "out.json"}), 0);
        EXPECT_EXIT(folder.run({"timeline", "b.faultline", "import", "out.json"}), 0);
        const CliRun back = folder.run({"hypotheses", "b.faultline", "list", "--json"});
        QCOMPARE(back.rows().size(), std::size_t{1});
        QCOMPARE(back.rows()[0]["status"].get<std::string>(), std::string("ruled out"));
        QCOMPARE(back.rows()[0]["for"].size(), std::size_t{1});    // the line was one of the other case
        QCOMPARE(folder.run({"timeline", "b.faultline", "list", "--json"}).rows().size(), std::size_t{1});
        EXPECT_EXIT(folder.run({"hypotheses", "b.faultline", "remove", "1"}), 0);
        QCOMPARE(folder.run({"hypotheses", "b.faultline", "list", "--json"}).rows().size(), std::size_t{0});
    }

    void keepsUrlTemplatesAndTheRulesOfAPerson()
    {
        const CliFolder folder;
        folder.write("access.log", modelRequests());
        EXPECT_EXIT(folder.run({"import", "a.faultline", "access.log"}), 0);
        const auto templatesOf = [&folder] { return folder.run({"templates", "a.faultline", "list", "--json"}).rows(); };
        const auto learned = templatesOf();
        QCOMPARE(learned.size(), std::size_t{1});
        QCOMPARE(learned[0]["template"].get<std::string>(), std::string("/api/models/{*}/{*}/revision/main"));
        QCOMPARE(learned[0]["id"].get<int>(), 1);

        EXPECT_EXIT(folder.run({"templates", "a.faultline", "add", "api"}), 2);
        EXPECT_EXIT(folder.run({"templates", "a.faultline", "add", "/x", "--rows", "some"}), 2);
        const CliRun added = folder.run({"templates", "a.faultline", "add", "/api/models/{org}/{name}/revision/{rev}", "--json"});
        EXPECT_EXIT(added, 0);
        QCOMPARE(added.rows()[0]["answer"].get<std::string>(), std::string("template"));
        EXPECT_EXIT(folder.run({"templates", "a.faultline", "add", "/api/models/{org}/{name}/revision/{rev}"}), 2);
        const auto routes = folder.run({"breakdown", "a.faultline", "--by", "route", "--top", "0", "--json"}).rows();
        QVERIFY(!routes.empty());
        for (const auto& row : routes)
            QVERIFY2(row["value"].get<std::string>().starts_with("/api/models/{org}/{name}/revision/"), row.dump().c_str());

        EXPECT_EXIT(folder.run({"templates", "a.faultline", "set", "1", "--rows", "exact"}), 0);
        QCOMPARE(templatesOf()[0]["answer"].get<std::string>(), std::string("exact"));
        EXPECT_EXIT(folder.run({"templates", "a.faultline", "set", "7", "--rows", "exact"}), 2);
        EXPECT_EXIT(folder.run({"templates", "a.faultline", "remove", "1"}), 0);
        EXPECT_EXIT(folder.run({"templates", "a.faultline", "remove", "1"}), 2);
        const CliRun again = folder.run({"templates", "a.faultline", "relearn", "--json"});
        EXPECT_EXIT(again, 0);
        QCOMPARE(again.rows().size(), std::size_t{0});
        QCOMPARE(again.json()["stayed"].get<int>(), 1);
        EXPECT_JSON(templatesOf(), learned);
    }

    void refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("no time") << QByteArray("timeline b.faultline add --at soon --title x") << 2;
        QTest::newRow("a time the clocks skipped")
            << QByteArray("case a.faultline set --zone Europe/Paris; $CLI timeline a.faultline add --at 2024-03-31T02:30 --title x") << 2;
        QTest::newRow("a time the clocks showed twice")
            << QByteArray("case a.faultline set --zone Europe/Paris; $CLI timeline a.faultline add --at 2024-10-27T02:30 --title x") << 2;
        QTest::newRow("length without unit") << QByteArray("timeline b.faultline add --at 2024-04-23T10:00Z --to +15 --title x") << 2;
        QTest::newRow("length that overflows")
            << QByteArray("timeline b.faultline add --at 2024-04-23T10:00Z --to +100000d --title x") << 2;
        QTest::newRow("both relative") << QByteArray("timeline b.faultline add --at -18h --to +15m --title x") << 2;
        QTest::newRow("start relative to no end") << QByteArray("timeline b.faultline add --at -18h --title x") << 2;
        QTest::newRow("start before the end without unit")
            << QByteArray("timeline b.faultline add --at -18 --to 2024-04-23T10:00Z --title x") << 2;
        QTest::newRow("start that overflows")
            << QByteArray("timeline b.faultline add --at -106000d --to 1700-01-01T00:00Z --title x") << 2;
        QTest::newRow("start after the end")
            << QByteArray("timeline b.faultline add --at +5m --to 2024-04-23T10:00Z --title x") << 2;
        QTest::newRow("end without day") << QByteArray("timeline b.faultline add --at -18h --to 10:00 --title x") << 2;
        QTest::newRow("no date") << QByteArray("timeline b.faultline add --at 21:30 --title x") << 2;
        QTest::newRow("unknown type") << QByteArray("timeline b.faultline add --at 2024-04-23T10:00Z --title x --type wish") << 2;
        QTest::newRow("empty title") << QByteArray("timeline b.faultline add --at 2024-04-23T10:00Z --title ''") << 2;
        QTest::newRow("end before start")
            << QByteArray("timeline b.faultline add --at 2024-04-23T10:00Z --to 2024-04-23T09:00Z --title x") << 2;
        QTest::newRow("unknown id") << QByteArray("timeline a.faultline set 9 --title x") << 2;
        QTest::newRow("list of no case") << QByteArray("timeline b.faultline list") << 3;
        QTest::newRow("import of no timeline") << QByteArray("timeline b.faultline import access.log") << 3;
        QTest::newRow("import of no file") << QByteArray("timeline b.faultline import none.md") << 3;
        QTest::newRow("unknown export") << QByteArray("timeline a.faultline export --to pdf") << 2;
        QTest::newRow("unknown column") << QByteArray("timeline a.faultline export --columns colour") << 2;
        QTest::newRow("unknown zone") << QByteArray("timeline a.faultline export --zone Nowhere") << 2;
        QTest::newRow("nothing to do") << QByteArray("timeline a.faultline") << 2;
    }

    void refusesWhatMakesNoSense()
    {
        QFETCH(QByteArray, command);
        QFETCH(int, exitCode);
        const CliFolder folder;
        folder.sample("access.log");
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T10:00Z", "--title", "x"}), 0);
        const CliRun run = folder.shell("$CLI " + command.toStdString());
        EXPECT_EXIT(run, exitCode);
        QVERIFY2(!run.err.empty(), run.describe());
        QVERIFY2(!folder.has("b.faultline"), "a case without content was left behind");
    }

    void readsLengthsAndClocksOfTheOnlyDay()
    {
        const CliFolder folder;
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T21:30Z", "--title", "x"}), 0);
        const CliRun run = folder.run({"timeline", "a.faultline", "add", "--at", "21:45", "--to", "+15m", "--title", "y", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows()[0]["start"].get<std::string>(), std::string("2024-04-23T21:45:00Z"));
        QCOMPARE(run.rows()[0]["end"].get<std::string>(), std::string("2024-04-23T22:00:00Z"));
        QCOMPARE(run.rows()[0]["precision"].get<std::string>(), std::string("range"));
    }

    void readsAStartRelativeToTheEnd()
    {
        const CliFolder folder;
        const CliRun run = folder.run({"timeline", "a.faultline", "add", "--at", "-18h", "--to", "2023-05-11T20:30Z", "--title",
                                       "Flag enabled, nothing seen yet", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows()[0]["start"].get<std::string>(), std::string("2023-05-11T02:30:00Z"));
        QCOMPARE(run.rows()[0]["end"].get<std::string>(), std::string("2023-05-11T20:30:00Z"));
        QCOMPARE(run.rows()[0]["precision"].get<std::string>(), std::string("range"));
        QCOMPARE(run.rows()[0]["time_text"].get<std::string>(), std::string("2023-05-11T02:30:00Z - 2023-05-11T20:30Z"));
        // The end may be the one that the entry has, and a clock of the case's only day.
        const CliRun set = folder.run({"timeline", "a.faultline", "set", "1", "--at=-1h30m", "--json"});
        EXPECT_EXIT(set, 0);
        QCOMPARE(set.rows()[0]["start"].get<std::string>(), std::string("2023-05-11T19:00:00Z"));
        const CliRun clock = folder.run({"timeline", "a.faultline", "add", "--at", "-15m", "--to", "19:45", "--title", "y", "--json"});
        EXPECT_EXIT(clock, 0);
        QCOMPARE(clock.rows()[0]["start"].get<std::string>(), std::string("2023-05-11T19:30:00Z"));
    }

    void importsAHandWrittenTable()
    {
        const CliFolder folder;
        folder.sample("timeline.md");
        const CliRun run = folder.run({"timeline", "a.faultline", "import", "timeline.md", "--zone", "Europe/Paris", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows().size(), std::size_t{4});
        QCOMPARE(run.rows()[0]["start"].get<std::string>(), std::string("2024-04-23T19:29:00Z"));
        QCOMPARE(run.rows()[0]["owner"].get<std::string>(), std::string("release engineer"));
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "import", "timeline.md"}), 3);
    }

    void exportsWhatImportsAgain_data()
    {
        QTest::addColumn<QByteArray>("format");
        for (const char* format : {"markdown", "csv", "tsv", "json"})
            QTest::newRow(format) << QByteArray(format);
    }

    void exportsWhatImportsAgain()
    {
        QFETCH(QByteArray, format);
        const CliFolder folder;
        folder.sample("timeline.md");
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "import", "timeline.md", "--zone", "Europe/Paris"}), 0);
        const std::string file = "out." + format.toStdString();
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "export", "--to", format.toStdString(), "-o", file}), 0);
        QVERIFY(folder.has(file));
        const CliRun back = folder.run({"timeline", "b.faultline", "import", file, "--json"});
        EXPECT_EXIT(back, 0);
        const auto before = folder.run({"timeline", "a.faultline", "list", "--json"}).rows();
        QCOMPARE(back.rows().size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i)
            for (const char* key : {"start", "end", "title", "owner", "tags"})
                QVERIFY2(back.rows()[i][key] == before[i][key], (std::string(key) + ": " + back.out).c_str());
    }

    void masksWhatIsNotForEverybody()
    {
        const CliFolder folder;
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T10:00Z", "--title", "203.0.113.7 asks", "--owner", "Ada"}), 0);
        const CliRun open = folder.run({"timeline", "a.faultline", "export"});
        QVERIFY2(open.out.find("203.0.113.7") != std::string::npos && open.out.find("Ada") != std::string::npos, open.describe());
        const CliRun masked = folder.run({"timeline", "a.faultline", "export", "--redact"});
        EXPECT_EXIT(masked, 0);
        QVERIFY2(masked.out.find("(address) asks") != std::string::npos && masked.out.find("Ada") == std::string::npos, masked.describe());
    }

    void checksTheTimelineAndItsPhases()
    {
        const CliFolder folder;
        folder.sample("timeline.md");
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "import", "timeline.md", "--zone", "Europe/Paris"}), 0);
        const CliRun run = folder.run({"timeline", "a.faultline", "check", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.json()["phases"]["time_to_detect_s"].get<double>(), 120.0);
        QCOMPARE(run.json()["phases"]["time_to_resolve_s"].get<double>(), 1140.0);
    }

    void replacesAnExistingFileWhole()
    {
        const CliFolder folder;
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "add", "--at", "2024-04-23T10:00Z", "--title", "Seen"}), 0);
        folder.write("t.md", std::string(100'000, 'x'));
        EXPECT_EXIT(folder.run({"timeline", "a.faultline", "export", "-o", "t.md"}), 0);
        QVERIFY(folder.read("t.md").find("xx") == std::string::npos);
        QVERIFY(folder.read("t.md").find("Seen") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(CliTimelineTest)
#include "cli_timeline_test.moc"
