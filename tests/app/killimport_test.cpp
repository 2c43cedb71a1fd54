#include "importers/builtinimporters.h"
#include "tests/support/importcase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::size_t numberOf(const char* variable, std::size_t otherwise)
{
    bool isNumber = false;
    const int value = qEnvironmentVariableIntValue(variable, &isNumber);
    return isNumber && value > 0 ? static_cast<std::size_t>(value) : otherwise;
}

std::string logOf(std::size_t bytes)
{
    return accessLog(bytes / accessLine(1'000'000, 300'000).size(), 300'000);
}

QString say(const char* format, double first, double second = 0)
{
    return QString::asprintf(format, first, second);
}

void copyFile(const std::string& from, const std::string& to)
{
    QFile::remove(QString::fromStdString(to));
    if (!QFile::copy(QString::fromStdString(from), QString::fromStdString(to)))
        qFatal("cannot copy %s", from.c_str());
}

}    // namespace

class KillImportTest : public QObject {
    Q_OBJECT

private slots:
    void aStoppedImportReturnsAtOnceAndLeavesNothing_data();
    void aStoppedImportReturnsAtOnceAndLeavesNothing();
    void aStopBetweenFilesKeepsTheFinishedOnes();
    void aKilledImportLeavesNoTrace();
    void aKillWhileACaseIsMadeIsNoObstacle();
};

void KillImportTest::aStoppedImportReturnsAtOnceAndLeavesNothing_data()
{
    QTest::addColumn<int>("reports");    // after which the stop is requested
    QTest::addColumn<int>("megabytes");
    QTest::addColumn<bool>("isGzip");
    QTest::newRow("after the first report") << 1 << 100 << false;
    QTest::newRow("after the tenth report") << 10 << 100 << false;
    QTest::newRow("late, with many rows committed") << 40 << 350 << false;
    QTest::newRow("compressed") << 3 << 100 << true;
}

void KillImportTest::aStoppedImportReturnsAtOnceAndLeavesNothing()
{
    QFETCH(int, reports);
    QFETCH(int, megabytes);
    QFETCH(bool, isGzip);
    ImportCase test;
    test.importText("first.log", accessLog(1'000));
    const std::string sizes = test.tableSizes();
    const std::string text = logOf(static_cast<std::size_t>(megabytes) * mebibyte);
    ImportRequest request;
    request.paths = {test.write("long.log", isGzip ? packed("raw", "gzip", {{"data", text}}) : text)};
    std::stop_source stop;
    std::chrono::steady_clock::time_point requested;
    int seen = 0;
    TaskControl control;
    control.stop = stop.get_token();
    control.progress = [&](const Progress&) {
        if (++seen != reports)
            return;
        requested = std::chrono::steady_clock::now();
        stop.request_stop();
    };
    const auto report = test.tryImport(request, control);
    const double milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - requested).count();
    QVERIFY2(report, report ? "" : report.error().message().c_str());
    QVERIFY(report->interrupted);
    QCOMPARE(report->sources.size(), std::size_t{1});
    QVERIFY(!report->sources[0].source);
    QCOMPARE(static_cast<int>(report->sources[0].error->kind), static_cast<int>(ErrorKind::Interrupted));
    qInfo("%s", qPrintable(say("stopped within %.0f ms (the goal is 200 on an idle machine)", milliseconds)));
    QVERIFY2(milliseconds < 2'000, qPrintable(QString::number(milliseconds)));
    QCOMPARE(test.tableSizes(), sizes);
    QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("1000"));
    QCOMPARE(test.query("PRAGMA integrity_check"), std::string("ok"));
    QCOMPARE(test.importText("next.log", accessLog(1'500)).records, std::uint64_t{1'500});
}

void KillImportTest::aStopBetweenFilesKeepsTheFinishedOnes()
{
    ImportCase test;
    ImportRequest request;
    request.paths = {test.write("a.log", accessLog(1'000)), test.write("b.log", logOf(40 * mebibyte)), test.write("c.log", accessLog(2'000))};
    std::stop_source stop;
    TaskControl control;
    control.stop = stop.get_token();
    control.progress = [&](const Progress& progress) {
        if (progress.stage == request.paths[1])
            stop.request_stop();
    };
    const auto report = test.tryImport(request, control);
    QVERIFY(report && report->interrupted);
    QCOMPARE(report->sources.size(), std::size_t{2});
    QVERIFY(report->sources[0].source && report->sources[1].error);
    QCOMPARE(test.query("SELECT name FROM source"), std::string("a.log"));
}

void KillImportTest::aKilledImportLeavesNoTrace()
{
    const std::size_t kills = numberOf("FAULTLINE_KILLS", 12);
    ImportCase test;
    test.importText("first.log", accessLog(30'000, 1'000));
    const std::string sizes = test.tableSizes();
    const auto counts = test.countsByPath();
    test.close();
    const std::string pristine = test.path("pristine.faultline");
    copyFile(test.casePath(), pristine);
    const std::string text = logOf(numberOf("FAULTLINE_KILL_MEGABYTES", 192) * mebibyte);
    const std::string lines = std::to_string(std::count(text.begin(), text.end(), '\n'));
    const std::string log = test.write("long.log", text);
    const QStringList arguments = {QStringLiteral("--import"), QString::fromStdString(test.casePath()), QString::fromStdString(log)};

    QElapsedTimer timer;
    timer.start();
    QProcess whole;
    whole.start(QCoreApplication::applicationFilePath(), arguments);
    QVERIFY(whole.waitForFinished(-1));
    QCOMPARE(whole.exitCode(), 0);
    const double wholeMilliseconds = static_cast<double>(timer.elapsed());
    copyFile(pristine, test.casePath());

    std::mt19937_64 random(2'024);
    std::size_t inTheMiddle = 0;
    std::size_t withRows = 0;
    double slowestReopen = 0;
    for (std::size_t kill = 0; kill < kills; ++kill) {
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), arguments);
        QVERIFY(process.waitForStarted());
        process.waitForFinished(static_cast<int>(std::uniform_real_distribution<double>(0, wholeMilliseconds)(random)));
        process.kill();
        process.waitForFinished(-1);
        const QByteArray said = process.readAllStandardOutput();
        inTheMiddle += said.contains("begun") && !said.contains("finished") ? 1U : 0U;
        timer.restart();
        const int discarded = test.file().discardedImports();
        slowestReopen = std::max(slowestReopen, static_cast<double>(timer.elapsed()));
        withRows += discarded != 0 ? 1U : 0U;
        QVERIFY(discarded <= 1);
        QCOMPARE(test.query("PRAGMA integrity_check"), std::string("ok"));
        QCOMPARE(test.query("PRAGMA foreign_key_check"), std::string());
        QCOMPARE(test.rawLine(1, 12'345), accessLine(12'344, 1'000));
        if (test.query("SELECT count(*) FROM source") == "2") {    // complete, or absent
            QCOMPARE(test.query("SELECT records FROM source WHERE id = 2"), lines);
            QCOMPARE(test.query("SELECT count(*) FROM request WHERE source_id = 2"), lines);
            test.close();
            copyFile(pristine, test.casePath());
            continue;
        }
        QVERIFY(!said.contains("finished"));
        QCOMPARE(test.tableSizes(), sizes);
        QCOMPARE(test.countsByPath(), counts);
        test.close();
        QVERIFY(!test.filesOfFolder().contains(QStringLiteral("test.faultline-wal")));
    }
    qInfo("%s", qPrintable(QStringLiteral("%1 kills over %2 ms: %3 during the import, %4 with rows of it committed; slowest reopening %5 ms")
                               .arg(kills).arg(wholeMilliseconds).arg(inTheMiddle).arg(withRows).arg(slowestReopen)));
    QVERIFY2(inTheMiddle * 3 >= kills, qPrintable(QString::number(inTheMiddle)));
    ImportRequest request;
    request.paths = {log};
    QVERIFY(test.import(request).sources[0].source);    // and it can be imported after all
}

void KillImportTest::aKillWhileACaseIsMadeIsNoObstacle()
{
    const std::size_t kills = numberOf("FAULTLINE_KILLS", 12);
    std::mt19937_64 random(5);
    int made = 0;
    for (std::size_t kill = 0; kill < kills; ++kill) {
        ImportCase test;
        const std::string log = test.write("a.log", accessLog(20));
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--import"), QString::fromStdString(test.casePath()), QString::fromStdString(log)});
        // The program's own start takes most of the time: from the moment the file is there, every delay is a different step.
        while (process.state() != QProcess::NotRunning && !QFile::exists(QString::fromStdString(test.casePath())))
            process.waitForFinished(1);
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 12'000));
        process.kill();
        process.waitForFinished(-1);
        made += QFile::exists(QString::fromStdString(test.casePath())) ? 1 : 0;
        QCOMPARE(test.query("PRAGMA integrity_check"), std::string("ok"));
        const std::string sources = test.query("SELECT count(*) FROM source");
        QVERIFY2(sources == "0" || sources == "1", sources.c_str());
        QCOMPARE(test.importText("b.log", accessLog(30)).records, std::uint64_t{30});
    }
    QVERIFY(made > 0);
}

namespace {

int importAlone(const std::string& casePath, const std::string& log)
{
    auto opened = CaseFile::open(casePath, OpenMode::WriteOrCreate);
    if (!opened)
        return 1;
    std::puts("begun");
    std::fflush(stdout);
    ImportRequest request;
    request.paths = {log};
    const auto report = runImport(*opened, ImporterRegistry(builtinImporters()), request, {});
    if (!report || !report->sources[0].source)
        return 2;
    std::puts("finished");
    std::fflush(stdout);
    return opened->close() ? 0 : 3;
}

}    // namespace

int main(int argc, char** argv)
{
    if (argc == 4 && std::string_view(argv[1]) == "--import")
        return importAlone(argv[2], argv[3]);
    QCoreApplication application(argc, argv);
    KillImportTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "killimport_test.moc"
