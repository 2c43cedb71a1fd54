// PostgreSQL's messages and prefixes, and the totals of real logs against independent counts and pgBadger.

#include "importers/operations/postgresqlcsvlog.h"
#include "importers/operations/postgresqljsonlog.h"
#include "importers/operations/postgresqlmessage.h"
#include "importers/operations/postgresqlprefix.h"
#include "importers/operations/postgresqlstderr.h"
#include "tests/support/collectingsink.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <ctime>
#include <map>

using namespace faultline;
using namespace faultline::test;

Q_DECLARE_METATYPE(PostgresMessageKind)

namespace {

constexpr const char* folder = "db-logs/postgresql-pgbadger/";

QByteArray bytes(std::string_view text)
{
    return {text.data(), static_cast<qsizetype>(text.size())};
}

CollectingSink read(const Importer& importer, std::string_view text, const ImportOptions& options = {})
{
    CollectingSink sink;
    readInto(sink, importer, text, "postgresql.log", options);
    return sink;
}

/// How many operations have `value` in `key`, and the sum of their durations in microseconds.
struct Total {
    int count = 0;
    qint64 microseconds = 0;
};

Total totalOf(const CollectingSink& sink, const char* key, const std::vector<std::string>& values = {})
{
    Total total;
    for (const OrderedJson& operation : sink.operations) {
        const std::string value = operation.value(key, std::string());
        if (!values.empty() && std::find(values.begin(), values.end(), value) == values.end())
            continue;
        ++total.count;
        total.microseconds += operation.value("duration_ns", std::int64_t{0}) / 1000;
    }
    return total;
}

}    // namespace

class PostgresqlMessageTest : public QObject {
    Q_OBJECT

private slots:
    void recognisesMessages_data();
    void recognisesMessages();
    void takesMessagesApart();
    void readsCheckpoints();
    void compilesPrefixes_data();
    void compilesPrefixes();
    void refusesPrefixes_data();
    void refusesPrefixes();
    void findsUsualPrefixes_data();
    void findsUsualPrefixes();
    void aStatedPrefixThatCannotBeUsedRejectsEveryLine();
    void interleavedProcessesKeepTheirLines();
    void aCutCsvRecordDoesNotSwallowTheNext();
    void burstsOfRefusedConnectionsAreOneEvent();

    void readsLightPostgres();
    void readsQueryIds();
    void readsVacuums_data();
    void readsVacuums();
    void readsSessions();
    void readsStatementTypes();
    void readsRds();
    void readsCsvlogs_data();
    void readsCsvlogs();
    void measuresItsSpeed();
};

void PostgresqlMessageTest::recognisesMessages_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<PostgresMessageKind>("kind");
    QTest::addColumn<qint64>("duration");
    using Kind = PostgresMessageKind;
    const auto row = [](const char* message, Kind kind, qint64 duration = qint64{absent}) {
        QTest::newRow(qPrintable(QString::fromUtf8(message).left(60).simplified())) << QByteArray(message) << kind << duration;
    };
    row("duration: 18342.119 ms  statement: SELECT 1", Kind::Statement, 18'342'119'000);
    row("duration: 0.054 ms statement: SELECT 1", Kind::Statement, 54'000);
    row("duration: 0.001 ms", Kind::Statement, 1'000);
    row("duration: 3 ms  bind S_1/C_2: SELECT 1", Kind::Statement, 3'000'000);
    row("duration: 3.5 ms  execute fetch from S_1: SELECT 1", Kind::Statement, 3'500'000);
    row("statement: SELECT 1", Kind::Statement);
    row("execute <unnamed>: SELECT 1", Kind::Statement);
    row("duration: 99999999999999999999.119 ms  statement: SELECT 1", Kind::Other);
    row("duration: -1 ms", Kind::Other);
    row("duration: 12 s", Kind::Other);
    row("duration:", Kind::Other);
    row("statement without a colon", Kind::Other);
    row("planning to shut down: soon", Kind::Other);
    row("process 1 still waiting for ShareLock on transaction 9 after 1000.135 ms", Kind::LockWaiting, 1'000'135'000);
    row("process 1 acquired ExclusiveLock on tuple (0,1) of relation 16 of database 5 after 7.000 ms at character 15",
        Kind::LockAcquired, 7'000'000);
    row("process 1 detected deadlock while waiting for ShareLock on transaction 9 after 1001.5 ms", Kind::LockWaiting,
        1'001'500'000);
    row("process 1 avoided deadlock for ShareLock on transaction 9 by rearranging queue order after 5.0 ms", Kind::LockWaiting,
        5'000'000);
    row("process 1 acquired a taste", Kind::Other);
    row("process 1 still waiting for ShareLock on transaction 9 after a long time", Kind::Other);
    row("deadlock detected", Kind::Deadlock);
    row("canceling statement due to statement timeout", Kind::Timeout);
    row("canceling statement due to user request", Kind::Other);
    row("remaining connection slots are reserved for roles with the SUPERUSER attribute", Kind::Exhausted);
    row("too many connections for role \"app\"", Kind::Exhausted);
    row("could not extend file \"base/1/2\": No space left on device", Kind::Exhausted);
    row("could not extend file \"base/1/2\": Permission denied", Kind::Other);
    row("automatic vacuum of table \"a.b.c\": index scans: 0\nsystem usage: CPU: user: 0.0 s, elapsed: 1.25 s",
        Kind::Autovacuum, 1'250'000'000);
    row("automatic analyze of table \"a.b.c\" system usage: CPU 0.00s/0.00u sec elapsed 0.01 sec", Kind::Autovacuum,
        10'000'000);
    row("automatic aggressive vacuum to prevent wraparound of table \"a.b.c\": index scans: 1", Kind::Autovacuum);
    row("automatic of table \"a", Kind::Other);
    row("temporary file: path \"base/pgsql_tmp/pgsql_tmp731.0\", size 24576", Kind::TemporaryFile);
    row("database system is ready to accept read-only connections", Kind::Restart);
    row("server process (PID 7) was terminated by signal 9: Killed", Kind::Crash);
    row("server process (PID 7) exited with exit code 1", Kind::Other);
    row("parameter \"work_mem\" changed to \"64MB\"", Kind::Config);
    row("parameter \"port\" cannot be changed without restarting the server", Kind::Other);
    row("", Kind::Other);
}

void PostgresqlMessageTest::recognisesMessages()
{
    QFETCH(QByteArray, message);
    QFETCH(PostgresMessageKind, kind);
    QFETCH(qint64, duration);
    const PostgresMessage parsed = parsePostgresMessage(message.toStdString());
    QCOMPARE(static_cast<int>(parsed.kind), static_cast<int>(kind));
    QCOMPARE(qint64{parsed.durationNs}, duration);
}

void PostgresqlMessageTest::takesMessagesApart()
{
    const PostgresMessage execute = parsePostgresMessage("duration: 1.0 ms  execute S_1: INSERT INTO t VALUES ('a: b')");
    QCOMPARE(bytes(execute.phase), QByteArray("execute"));
    QCOMPARE(bytes(execute.statement), QByteArray("INSERT INTO t VALUES ('a: b')"));
    const PostgresMessage plan =
        parsePostgresMessage("duration: 1.0 ms  plan:\nQuery Text: SELECT 1\nSeq Scan on t  (cost=0.00..1)");
    QCOMPARE(bytes(plan.statement), QByteArray("SELECT 1"));
    QCOMPARE(bytes(plan.plan), QByteArray("Seq Scan on t"));
    const PostgresMessage wait =
        parsePostgresMessage("process 1 acquired ShareLock on relation 5 of database 6 after 2.000 ms");
    QCOMPARE(bytes(wait.lockMode), QByteArray("ShareLock"));
    QCOMPARE(bytes(wait.lockObject), QByteArray("relation 5 of database 6"));
    QCOMPARE(bytes(lockObjectKind(wait.lockObject)), QByteArray("relation"));
    QCOMPARE(bytes(relationOfContext("while inserting index tuple (0,2) in relation \"predictions_pkey\"")),
             QByteArray("predictions_pkey"));
    QCOMPARE(bytes(relationOfContext("in relation \"cut")), QByteArray());
    QCOMPARE(qint64{parsePostgresMessage("temporary file: path \"a, size 9\", size 24576").bytes}, qint64{24576});
}

void PostgresqlMessageTest::readsCheckpoints()
{
    const auto checkpoint = parsePostgresCheckpoint("checkpoint complete: wrote 3012 buffers (18.4%); 0 WAL file(s) added; "
                                                    "write=29.812 s, sync=0.120 s, total=29.990 s; x");
    QVERIFY(checkpoint.has_value());
    QCOMPARE(qint64{checkpoint->buffers}, qint64{3012});
    QCOMPARE(checkpoint->writeSeconds.value_or(-1), 29.812);
    QCOMPARE(checkpoint->syncSeconds.value_or(-1), 0.120);
    QCOMPARE(checkpoint->totalSeconds.value_or(-1), 29.990);
    QVERIFY(!parsePostgresCheckpoint("checkpoint starting: time").has_value());
    QVERIFY(!parsePostgresCheckpoint("checkpoint complete: write=s").value().writeSeconds.has_value());
}

void PostgresqlMessageTest::compilesPrefixes_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("fields");    // pid|user|database|app|client|level|text
    const auto row = [](const char* setting, const char* line, const char* fields) {
        QTest::newRow(setting) << QByteArray(setting) << QByteArray(line) << QByteArray(fields);
    };
    row("%m [%p] ", "2023-05-11 05:47:12.345 UTC [4242] LOG:  text", "4242|||||LOG|text");
    row("%m [%p] %q%u@%d ", "2023-05-11 05:47:12.345 UTC [4242] app@prod ERROR:  text", "4242|app|prod|||ERROR|text");
    row("%m [%p] %q%a ", "2023-05-11 05:47:12.345 UTC [4242] LOG:  text", "4242|||||LOG|text");
    row("%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ",
        "2023-05-11 05:47:12 CET [4242]: [3-1] user=u,db=d,app=PostgreSQL JDBC Driver,client=10.0.0.5 LOG:   indented",
        "4242|u|d|PostgreSQL JDBC Driver|10.0.0.5|LOG| indented");
    row("%t:%r:%u@%d:[%p]:", "2023-05-11 05:47:12 UTC:2001:db8::5(51235):w@prod:[42]:FATAL:  x",
        "42|w|prod||2001:db8::5|FATAL|x");
    row("%n|%a|%u|%d|%p|%e|%Q ", "1683784031.002|my app|u|d|7|53300|-12 FATAL:  x", "7|u|d|my app||FATAL|x");
    row("%c %-10u %5p 100%% %t ", "645c7f00.1092 bob           12 100% 2023-05-11 05:47:12 UTC LOG: x", "12|bob||||LOG|x");
}

void PostgresqlMessageTest::compilesPrefixes()
{
    QFETCH(QByteArray, setting);
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, fields);
    const auto prefix = PostgresPrefix::compile(setting.toStdString());
    QVERIFY(prefix.has_value());
    const std::string text = line.toStdString();
    const auto read = prefix->match(text);
    QVERIFY(read.has_value());
    QVERIFY(read->time.has_value());
    const QByteArrayList parts{bytes(read->pid),    bytes(read->user),  bytes(read->database), bytes(read->app),
                               bytes(read->client), bytes(read->level), bytes(read->text)};
    QCOMPARE(parts.join('|'), fields);
}

void PostgresqlMessageTest::refusesPrefixes_data()
{
    QTest::addColumn<QByteArray>("setting");
    QTest::newRow("without a time") << QByteArray("[%p] ");
    QTest::newRow("unknown escape") << QByteArray("%m %z ");
    QTest::newRow("cut") << QByteArray("%m %");
    QTest::newRow("empty") << QByteArray("");
}

void PostgresqlMessageTest::refusesPrefixes()
{
    QFETCH(QByteArray, setting);
    QVERIFY(!PostgresPrefix::compile(setting.toStdString()).has_value());
}

void PostgresqlMessageTest::findsUsualPrefixes_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("fields");    // pid|user|database|app|client|level|text, empty: no entry
    const auto row = [](const char* line, const char* fields) {
        QTest::newRow(line) << QByteArray(line) << QByteArray(fields);
    };
    row("2023-05-11 05:47:12.345 UTC [4242] LOG:  text: more", "4242|||||LOG|text: more");
    row("2023-05-11 05:47:12.345 UTC [4242] [queryid=-12] app@prod STATEMENT:  x", "4242|app|prod|||STATEMENT|x");
    row("2023-05-11 05:47:12 CET [42]: [1-1] user=,db=,app=,client= LOG:  x", "42|||||LOG|x");
    row("2023-05-11 05:47:12 CET [42]: db=d,user=u,app=[unknown],client=[local] LOG:  x", "42|u|d|[unknown]|[local]|LOG|x");
    row("2023-05-11 05:47:12.345 +02 [42] user=u db=d LOG:  x", "42|u|d|||LOG|x");
    row("2023-05-11 05:47:12 UTC INFO something: LOG is not here", "");
    row("2023-05-11 05:47:12 UTC", "");
    row("LOG:  x", "");
    row("", "");
}

void PostgresqlMessageTest::findsUsualPrefixes()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, fields);
    const std::string text = line.toStdString();
    const auto read = matchUsualPostgresPrefix(text);
    QCOMPARE(read.has_value(), !fields.isEmpty());
    if (!read)
        return;
    const QByteArrayList parts{bytes(read->pid),    bytes(read->user),  bytes(read->database), bytes(read->app),
                               bytes(read->client), bytes(read->level), bytes(read->text)};
    QCOMPARE(parts.join('|'), fields);
}

void PostgresqlMessageTest::aStatedPrefixThatCannotBeUsedRejectsEveryLine()
{
    ImportOptions options;
    options.logFormat = "[%p] ";
    const CollectingSink sink = read(PostgresStderrImporter(), "2023-05-11 05:47:12 UTC [1] LOG:  x\n\tmore\n", options);
    QCOMPARE(sink.rejectedLines, std::uint64_t{2});
    QCOMPARE(bytes(sink.rejected.front()["code"].get<std::string>()), QByteArray("bad-log-format"));
}

void PostgresqlMessageTest::interleavedProcessesKeepTheirLines()
{
    std::string text;
    for (int pid = 1; pid <= 3; ++pid)
        text += "2023-05-11 05:47:12 UTC [" + std::to_string(pid) + "] ERROR:  failed " + std::to_string(pid) + "\n";
    for (int pid = 3; pid >= 1; --pid)
        text += "2023-05-11 05:47:12 UTC [" + std::to_string(pid) + "] DETAIL:  detail " + std::to_string(pid) + "\n\tmore "
            + std::to_string(pid) + "\n";
    const CollectingSink sink = read(PostgresStderrImporter(), text);
    QCOMPARE(sink.logLines.size(), std::size_t{3});
    QCOMPARE(sink.recordLines, std::uint64_t{9});
    for (int pid = 1; pid <= 3; ++pid) {
        const std::string number = std::to_string(pid);
        const OrderedJson& line = sink.logLines[static_cast<std::size_t>(pid - 1)];
        QCOMPARE(line["line"].get<int>(), pid);
        QCOMPARE(bytes(line["text"].get<std::string>()),
                 bytes("failed " + number + "\nDETAIL: detail " + number + "\nmore " + number));
    }
}

void PostgresqlMessageTest::aCutCsvRecordDoesNotSwallowTheNext()
{
    const std::string head =
        "2023-05-11 05:47:12.345 UTC,\"app\",\"prod\",1,,a.b,1,\"\",2023-05-11 05:40:00 UTC,1/1,0,LOG,00000,\"";
    const std::string tail = "\",,,,,,,,,\"api\"\n";
    const CollectingSink sink =
        read(PostgresCsvlogImporter(), head + "cut\nmore\n" + head + "whole" + tail + head + "two\nlines" + tail);
    QCOMPARE(sink.logLines.size(), std::size_t{3});
    QCOMPARE(bytes(sink.logLines[0]["text"].get<std::string>()), QByteArray("cut"));
    QCOMPARE(bytes(sink.logLines[1]["text"].get<std::string>()), QByteArray("whole"));
    QCOMPARE(bytes(sink.logLines[2]["text"].get<std::string>()), QByteArray("two\nlines"));
    QCOMPARE(sink.logLines[2]["line"].get<int>(), 4);
    QCOMPARE(sink.issues.size(), std::size_t{1});
}

void PostgresqlMessageTest::burstsOfRefusedConnectionsAreOneEvent()
{
    std::string text;
    for (int second = 10; second < 60; ++second)
        text += "2023-05-11 05:47:" + std::to_string(second) + " UTC [" + std::to_string(second)
            + "] FATAL:  sorry, too many clients already\n";
    text += "2023-05-11 05:49:00 UTC [7] FATAL:  sorry, too many clients already\n";
    const CollectingSink sink = read(PostgresStderrImporter(), text);
    QCOMPARE(sink.logLines.size(), std::size_t{51});
    QCOMPARE(sink.events.size(), std::size_t{2});
    QCOMPARE(bytes(sink.events[0]["time"].get<std::string>()), QByteArray("2023-05-11T05:47:10Z"));
    QCOMPARE(bytes(sink.events[0]["end"].get<std::string>()), QByteArray("2023-05-11T05:47:59Z"));
    QCOMPARE(bytes(sink.events[0]["fields"]["count"].get<std::string>()), QByteArray("50"));
    QVERIFY(!sink.events[1].contains("end"));
}

#define FAULTLINE_REAL(variable, name)                                                                                         \
    const auto variable = realData(std::string(folder) + (name));                                                              \
    if (!variable)                                                                                                             \
    QSKIP("the real log is not on this machine (FAULTLINE_SHARED_DATA)")

// Counted with grep -c 'duration:' and a sum of the milliseconds in awk; pgBadger's tests demand 629 queries too.
void PostgresqlMessageTest::readsLightPostgres()
{
    FAULTLINE_REAL(text, "light.postgres.log.bz2");
    const CollectingSink sink = read(PostgresStderrImporter(), *text);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(sink.operations.size(), std::size_t{629});
    QCOMPARE(sink.events.size(), std::size_t{1});
    QCOMPARE(totalOf(sink, "op").microseconds, qint64{8'654'840});
    QCOMPARE(bytes(sink.operations.front()["app"].get<std::string>()), QByteArray("pgbench"));
}

void PostgresqlMessageTest::readsQueryIds()
{
    FAULTLINE_REAL(text, "queryid.log.gz");
    const CollectingSink sink = read(PostgresStderrImporter(), *text);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(sink.skipped, std::uint64_t{2});
    const Total waits = totalOf(sink, "op", {"LOCK ACQUIRED", "LOCK WAITING"});
    QCOMPARE(waits.count, 2);
    QCOMPARE(waits.microseconds, qint64{13'555'814});
    QCOMPARE(static_cast<int>(sink.operations.size()) - waits.count, 20);
    QCOMPARE(totalOf(sink, "op").microseconds - waits.microseconds, qint64{13'595'422});
    QCOMPARE(sink.seriesList.size(), std::size_t{1});
    QCOMPARE(sink.seriesList.front().samples.size(), std::size_t{3});
}

void PostgresqlMessageTest::readsVacuums_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("stderr") << QByteArray("pg_vacuums.log.gz");
    QTest::newRow("jsonlog") << QByteArray("pg_vacuums.json.gz");
}

// The totals are those that pgBadger's own tests demand; the hours are counted by the zone word CEST read as Europe/Paris.
void PostgresqlMessageTest::readsVacuums()
{
    QFETCH(QByteArray, file);
    FAULTLINE_REAL(text, file.toStdString());
    ImportOptions options;
    options.zone = *TimeZone::named("Europe/Paris");
    const bool isJson = file.endsWith("json.gz");
    const CollectingSink sink =
        isJson ? read(PostgresJsonlogImporter(), *text, options) : read(PostgresStderrImporter(), *text, options);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(totalOf(sink, "op", {"autovacuum"}).count, 2094);
    QCOMPARE(totalOf(sink, "op", {"autoanalyze"}).count, 1450);
    std::map<std::string, int> perHour;
    for (const OrderedJson& operation : sink.operations)
        ++perHour[operation["op"].get<std::string>() + operation["time"].get<std::string>().substr(0, 13)];
    QCOMPARE(perHour["autoanalyze2024-06-26T23"], 474);
    QCOMPARE(perHour["autovacuum2024-06-27T00"], 730);
}

void PostgresqlMessageTest::readsSessions()
{
    FAULTLINE_REAL(text, "begin_end.log");
    const CollectingSink sink = read(PostgresStderrImporter(), *text);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(sink.logLines.size(), std::size_t{24});
    for (const OrderedJson& line : sink.logLines)
        QCOMPARE(bytes(line["component"].get<std::string>()), QByteArray("connection"));
}

void PostgresqlMessageTest::readsStatementTypes()
{
    FAULTLINE_REAL(text, "stmt_type.log");
    const CollectingSink sink = read(PostgresStderrImporter(), *text);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QByteArrayList operations;
    for (const OrderedJson& operation : sink.operations)
        operations << bytes(operation["op"].get<std::string>() + ' ' + operation.value("target", std::string("-")));
    // pgBadger counts the WITH ... DELETE as a class of its own, CTE; here it is the DELETE that it is.
    QCOMPARE(operations.join(", "),
             QByteArray("BEGIN -, CREATE test, INSERT test, SELECT test, UPDATE test, DELETE test, DELETE test, "
                        "DECLARE test, FETCH -, COPY country, COPY country, COMMIT -"));
}

void PostgresqlMessageTest::readsRds()
{
    FAULTLINE_REAL(text, "pg-timezones.log");
    const CollectingSink sink = read(PostgresStderrImporter(), *text);
    QCOMPARE(sink.operations.size(), std::size_t{2});
    QCOMPARE(bytes(sink.operations[0]["client"].get<std::string>()), QByteArray("10.1.91.65"));
    QCOMPARE(bytes(sink.operations[1]["target"].get<std::string>()), QByteArray("t1"));
    // The text says UTC. pgBadger shifts by the zone that its caller declares (+5) all the same; here what is written holds.
    QCOMPARE(bytes(sink.operations[0]["time"].get<std::string>()), QByteArray("2021-05-27T17:00:00Z"));
}

void PostgresqlMessageTest::readsCsvlogs_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<int>("operations");
    QTest::addColumn<int>("queries");
    QTest::addColumn<qint64>("microseconds");
    QTest::newRow("anonymize") << QByteArray("anonymize.log") << 8 << 5 << qint64{1'537'095};
    QTest::newRow("weeknumber") << QByteArray("weeknumber.log") << 6 << 6 << qint64{3'456};
}

void PostgresqlMessageTest::readsCsvlogs()
{
    QFETCH(QByteArray, file);
    QFETCH(int, operations);
    QFETCH(int, queries);
    QFETCH(qint64, microseconds);
    FAULTLINE_REAL(text, file.toStdString());
    const CollectingSink sink = read(PostgresCsvlogImporter(), *text);
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(static_cast<int>(sink.operations.size()), operations);
    QCOMPARE(totalOf(sink, "op").microseconds, microseconds);
    // pgBadger leaves bind and parse out of its 5 and 6 queries; here they are operations called BIND and PARSE.
    QCOMPARE(operations - totalOf(sink, "op", {"BIND", "PARSE"}).count, queries);
}

void PostgresqlMessageTest::measuresItsSpeed()
{
    FAULTLINE_REAL(once, "light.postgres.log.bz2");
    std::string text;
    for (int i = 0; i < 40; ++i)
        text += *once;
    const std::clock_t start = std::clock();    // processor time: other work on the machine does not count
    const CollectingSink sink = read(PostgresStderrImporter(), text);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    qInfo("%.0f MB/s over %zu bytes, the JSON of the test's sink included", static_cast<double>(text.size()) / 1e6 / seconds,
          text.size());
    QCOMPARE(sink.operations.size(), std::size_t{629 * 40});
}

QTEST_GUILESS_MAIN(PostgresqlMessageTest)
#include "postgresqlmessage_test.moc"
