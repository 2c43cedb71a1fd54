#include "clirunner.h"

#include <QProcess>
#include <QTest>

#include <chrono>
#include <csignal>
#include <thread>

#include <unistd.h>

using namespace faultline;

namespace {

std::string requestLine(const std::string& clock, const std::string& path)
{
    return "192.0.2.1 - - [23/Apr/2024:" + clock + " +0000] \"GET " + path + " HTTP/1.1\" 200 5 \"-\" \"probe/1.0\"";
}

}    // namespace

class CliImportTest : public QObject {
    Q_OBJECT

private slots:
    void accountsForEveryLine()
    {
        const CliFolder folder;
        folder.sample("access.log");
        const CliRun run = folder.run({"import", "a.faultline", "access.log", "--json"});
        EXPECT_EXIT(run, 0);
        const auto source = run.json()["sources"][0];
        QCOMPARE(source["lines"].get<int>(), 8);
        QCOMPARE(source["lines"].get<int>(),
                 source["record_lines"].get<int>() + source["skipped"].get<int>() + source["rejected"].get<int>());
        QCOMPARE(source["rejected"].get<int>(), 1);
        EXPECT_JSON(source["kinds"], nlohmann::json({"request"}));
        QCOMPARE(source["first"].get<std::string>(), std::string("2024-04-23T19:30:00Z"));
        QCOMPARE(source["last"].get<std::string>(), std::string("2024-04-23T19:32:00Z"));
        QCOMPARE(source["zone_basis"].get<std::string>(), std::string("proven"));
        const CliRun issues = folder.run({"issues", "a.faultline", "--json"});
        EXPECT_EXIT(issues, 0);
        QVERIFY2(issues.outHas("this line is no request"), issues.describe());
    }

    void strictEndsWithOneWhenALineWasRejected()
    {
        const CliFolder folder;
        folder.sample("access.log");
        folder.write("good.log", requestLine("10:00:00", "/a") + '\n');
        EXPECT_EXIT(folder.run({"import", "a.faultline", "access.log", "--strict"}), 1);
        EXPECT_EXIT(folder.run({"import", "b.faultline", "good.log", "--strict"}), 0);
    }

    void tellsAPersonWhatBecameOfEachSource()
    {
        const CliFolder folder;
        folder.sample("access.log");
        const CliRun run = folder.run({"import", "a.faultline", "access.log"});
        EXPECT_EXIT(run, 0);
        for (const char* part : {"access.log", "combined", "8 lines = 7 of records", "1 rejected", "zone in the text", "at line 7"})
            QVERIFY2(run.outHas(part), part);
        QCOMPARE(run.err, std::string());
    }

    void namesTheNearestFormatOfAProgramsLogWithoutChoosingIt()
    {
        const CliFolder folder;
        std::string text = "2024-04-23T19:30:00.437Z [main] database starting\n";
        for (int i = 0; i < 15; ++i)
            text += "- " + std::to_string(i) + " threads\n";
        folder.write("program.log", text);
        const CliRun run = folder.run({"detect", "program.log", "--json"});
        EXPECT_EXIT(run, 3);
        QVERIFY2(run.rows()[0]["format"].is_null(), run.describe());
        QVERIFY2(run.rows()[0]["runner_up_confidence"].get<int>() < 20, run.describe());
        EXPECT_EXIT(folder.run({"import", "a.faultline", "program.log"}), 3);
        EXPECT_EXIT(folder.run({"import", "a.faultline", "program.log", "--format", "text"}), 0);
    }

    void readsAProgramsLogOfNoKnownFormatAsLines()
    {
        const CliFolder folder;
        folder.write("program.log", "2024-04-23T19:30:00.437Z ~main~ database starting\n2024-04-23T19:30:01.002Z ~main~ ready for work\n");
        EXPECT_EXIT(folder.run({"import", "a.faultline", "program.log"}), 0);
        QVERIFY(folder.run({"info", "a.faultline", "--json"}).json()["counts"]["loglines"] == 2);
    }

    void countsOneLineInTheSingular()
    {
        const CliFolder folder;
        folder.write("one.log", requestLine("10:00:00", "/a") + '\n');
        const CliRun run = folder.run({"import", "a.faultline", "one.log"});
        QVERIFY2(run.outHas("1 line = 1 of records") && run.outHas("; 1 record in "), run.describe());
        const CliRun info = folder.run({"info", "a.faultline"});
        QVERIFY2(info.outHas("1 request, 0 operations"), info.describe());
    }

    void saysThatTheEndOfARequestIsUnknown()
    {
        const CliFolder folder;
        folder.write("a.csv", "time,path,status\n2024-04-23 19:30:00,/a,200\n2024-04-23 19:30:01,/b,500\n");
        EXPECT_EXIT(folder.run({"import", "a.faultline", "a.csv", "--map", "time=time,path=path,status=status"}), 0);
        const CliRun issues = folder.run({"issues", "a.faultline", "--json"});
        QVERIFY2(issues.outHas("It is not known which end of each request its stamps mark"), issues.describe());
    }

    void refusesTheSameContentTwiceButImportsTheOthers()
    {
        const CliFolder folder;
        folder.write("a.log", requestLine("10:00:00", "/a") + '\n');
        folder.write("b.log", requestLine("10:00:01", "/b") + '\n');
        EXPECT_EXIT(folder.run({"import", "a.faultline", "a.log"}), 0);
        const CliRun second = folder.run({"import", "a.faultline", "a.log", "b.log", "--json"});
        EXPECT_EXIT(second, 3);
        QCOMPARE(second.json()["sources"].size(), std::size_t{1});
        QCOMPARE(second.json()["failed"][0]["path"].get<std::string>(), std::string("a.log"));
        EXPECT_EXIT(folder.run({"import", "a.faultline", "a.log", "--again"}), 0);
        QCOMPARE(folder.run({"source", "a.faultline", "list", "--json"}).rows().size(), std::size_t{3});
    }

    void rejectsWhatItCannotRead_data()
    {
        QTest::addColumn<QByteArray>("command");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("no such file") << QByteArray("import c.faultline missing.log") << 3 << QByteArray("missing.log");
        QTest::newRow("empty file") << QByteArray("import c.faultline empty.log") << 3 << QByteArray("empty");
        QTest::newRow("wrong format forced") << QByteArray("import c.faultline prose.txt --format mongodb-json") << 3
                                             << QByteArray("mongodb-json");
        QTest::newRow("unknown format") << QByteArray("import c.faultline prose.txt --format nonsense") << 2
                                        << QByteArray("formats");
        QTest::newRow("no format fits") << QByteArray("import c.faultline prose.txt") << 3 << QByteArray("prose.txt");
        QTest::newRow("damaged archive") << QByteArray("import c.faultline damaged.gz") << 3 << QByteArray("damaged.gz");
        QTest::newRow("a device") << QByteArray("import c.faultline /dev/null") << 3 << QByteArray("/dev/null");
        QTest::newRow("unknown zone") << QByteArray("import c.faultline good.log --zone Mars/Olympus") << 2
                                      << QByteArray("Mars/Olympus");
        QTest::newRow("abbreviation as zone") << QByteArray("import c.faultline good.log --zone CEST") << 2
                                              << QByteArray("CEST");
        QTest::newRow("unknown anchor") << QByteArray("import c.faultline good.log --anchor middle") << 2
                                        << QByteArray("start or end");
        QTest::newRow("year without end") << QByteArray("import c.faultline good.log --year 99999") << 2 << QByteArray("2261");
        QTest::newRow("map without value") << QByteArray("import c.faultline good.log --map time") << 2 << QByteArray("--map");
        QTest::newRow("unknown option") << QByteArray("import c.faultline good.log --colour") << 2 << QByteArray("--colour");
        QTest::newRow("no file named") << QByteArray("import c.faultline") << 2 << QByteArray("FILE");
        QTest::newRow("no command") << QByteArray("") << 2 << QByteArray("No command was given");
        QTest::newRow("unknown command") << QByteArray("improt c.faultline good.log") << 2 << QByteArray("no command 'improt'");
        QTest::newRow("lines of which hardly any has a time") << QByteArray("import c.faultline program.log") << 3
                                         << QByteArray("the nearest is text");
        QTest::newRow("the same to detect") << QByteArray("detect program.log") << 3
                                                   << QByteArray("import --format text");
        QTest::newRow("case in a missing folder") << QByteArray("import none/c.faultline good.log") << 7 << QByteArray("none/c");
    }

    void rejectsWhatItCannotRead()
    {
        QFETCH(QByteArray, command);
        QFETCH(int, exitCode);
        QFETCH(QByteArray, message);
        const CliFolder folder;
        folder.write("empty.log", "");
        folder.write("prose.txt", "It was a dark night.\nNobody had logged anything.\n");
        folder.write("good.log", requestLine("10:00:00", "/a") + '\n');
        std::string program = "2024-04-23T19:30:00.437Z ~main~ database starting\n";
        for (int i = 0; i < 15; ++i)
            program += "* no time in this line\n";
        folder.write("program.log", program);
        folder.write("damaged.gz", "\x1f\x8b\x08\x00 not really compressed");
        const CliRun run = folder.shell("$CLI " + command.toStdString());
        EXPECT_EXIT(run, exitCode);
        QVERIFY2(run.errorHas(message.toStdString()), run.describe());
        QVERIFY2(run.err.rfind("faultline-cli: ", 0) == 0, run.describe());
        QVERIFY2(!folder.has("c.faultline"), "a case without content was left behind");
    }

    void saysThatAFileIsNotReadable()
    {
        if (geteuid() == 0)
            QSKIP("root reads everything");
        const CliFolder folder;
        folder.write("secret.log", requestLine("10:00:00", "/a") + '\n');
        EXPECT_EXIT(folder.shell("chmod 000 secret.log; $CLI import a.faultline secret.log"), 3);
    }

    void keepsGoingThroughDamagedText_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("lines");
        QTest::addColumn<int>("records");
        const QByteArray one = QByteArray::fromStdString(requestLine("10:00:00", "/a"));
        const QByteArray two = QByteArray::fromStdString(requestLine("10:00:01", "/b"));
        const QByteArray earlier = QByteArray::fromStdString(requestLine("09:00:00", "/c"));
        QTest::newRow("NUL bytes") << one + '\n' + QByteArray(40, '\0') + '\n' + two + '\n' << 3 << 2;
        QTest::newRow("invalid UTF-8") << one + '\n' + QByteArray("\xff\xfe\x80 text\n") + two + '\n' << 3 << 2;
        QTest::newRow("mixed line ends") << one + "\r\n" + two + '\n' + earlier + "\r\n" << 3 << 3;
        QTest::newRow("times going backwards") << one + '\n' + two + '\n' + earlier + '\n' << 3 << 3;
        QTest::newRow("no line end at the end") << one + '\n' + two << 2 << 2;
    }

    void keepsGoingThroughDamagedText()
    {
        QFETCH(QByteArray, content);
        QFETCH(int, lines);
        QFETCH(int, records);
        const CliFolder folder;
        folder.write("a.log", content.toStdString());
        const CliRun run = folder.run({"import", "a.faultline", "a.log", "--format", "combined", "--json"});
        EXPECT_EXIT(run, 0);
        const auto source = run.json()["sources"][0];
        QCOMPARE(source["lines"].get<int>(), lines);
        QCOMPARE(source["records"].get<int>(), records);
        QCOMPARE(source["rejected"].get<int>(), lines - records);
        EXPECT_EXIT(folder.run({"check", "a.faultline"}), 0);
    }

    void keepsTheUntouchedLineAndShowsItsControlCharacters()
    {
        const CliFolder folder;
        const std::string line = requestLine("10:00:00", "/\x1b]0;title\x07");
        folder.write("a.log", line + '\n');
        EXPECT_EXIT(folder.run({"import", "a.faultline", "a.log", "--format", "combined"}), 0);
        const CliRun shown = folder.run({"lines", "a.faultline", "--source", "1"});
        EXPECT_EXIT(shown, 0);
        QVERIFY2(!shown.outHas("\x1b"), shown.describe());
        const CliRun raw = folder.run({"lines", "a.faultline", "--source", "1", "--raw"});
        EXPECT_EXIT(raw, 0);
        QCOMPARE(raw.out, line + '\n');
    }

    void leavesRawTextOutWhenAsked()
    {
        const CliFolder folder;
        folder.sample("access.log");
        EXPECT_EXIT(folder.run({"import", "a.faultline", "access.log", "--no-raw"}), 0);
        const CliRun lines = folder.run({"lines", "a.faultline", "--where", "status=503", "--json"});
        EXPECT_EXIT(lines, 0);
        QCOMPARE(lines.rows().size(), std::size_t{2});
        QVERIFY(lines.rows()[0]["text"].is_null());
    }

    void detectsWithoutImporting()
    {
        const CliFolder folder;
        folder.sample("access.log");
        folder.write("prose.txt", "nothing\n");
        const CliRun run = folder.run({"detect", "access.log", "--json"});
        EXPECT_EXIT(run, 0);
        QCOMPARE(run.rows()[0]["format"].get<std::string>(), std::string("combined"));
        QVERIFY(run.rows()[0]["confidence"].get<int>() > 0);
        EXPECT_EXIT(folder.run({"detect", "prose.txt"}), 3);
        EXPECT_EXIT(folder.run({"detect", "missing.log"}), 3);
    }

    void listsEveryFormat()
    {
        const CliRun run = CliFolder().run({"formats", "--json"});
        EXPECT_EXIT(run, 0);
        QVERIFY2(run.outHas("\"combined\""), run.describe());
        QVERIFY(run.rows().size() >= 4);
    }

    void stopsOnSigintAndLeavesNothingBehind()
    {
        const CliFolder folder;
        std::string block;
        for (int i = 0; i < 1'000; ++i)
            block += requestLine("10:00:00", "/path/" + std::to_string(i)) + '\n';
        std::string content;
        for (int i = 0; i < 1'000; ++i)
            content += block;
        folder.write("big.log", content);
        QProcess process;
        process.setWorkingDirectory(QString::fromStdString(folder.path("")));
        process.start(QString::fromStdString(CliFolder::program()),
                      {QStringLiteral("import"), QStringLiteral("a.faultline"), QStringLiteral("big.log")});
        QVERIFY(process.waitForStarted());
        while (!folder.has("a.faultline") && process.state() == QProcess::Running)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 130);
        QVERIFY2(!folder.has("a.faultline"), "the new case has nothing in it and must go");
    }
};

QTEST_GUILESS_MAIN(CliImportTest)
#include "cli_import_test.moc"
