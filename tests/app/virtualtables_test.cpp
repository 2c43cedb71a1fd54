#include "app/store/casefile.h"
#include "app/store/compression.h"
#include "app/store/importwriter.h"
#include "app/store/virtualtables.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>

using namespace faultline;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t start = 1'713'900'000 * second;    // 2024-04-23T19:20:00Z
constexpr std::array<int, 2> requestsOfSource = {70'000, 500};    // the first needs two segments

const std::array<std::string, 4> paths = {"/", "/api/models", "/api/models/a'b", "/search"};

void addRequest(RecordTable& table, int row)
{
    table.setNumber(Field::Time, start + row * second / 10);
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::Offset));
    table.setNumber(Field::Line, row + 1);
    table.setText(Field::Method, row % 10 == 0 ? "POST" : "GET");
    table.setText(Field::Path, paths[static_cast<std::size_t>(row) % paths.size()]);
    if (row % 3 == 0)
        table.setText(Field::Query, "");
    table.setNumber(Field::Status, row % 50 == 7 ? 503 : 200);
    if (row % 2 == 0)
        table.setNumber(Field::Duration, row * 1'000LL);
    table.setPlain(Field::TraceId, "trace-" + std::to_string(row));
    table.endRow();
}

RawBlock rawBlock(int lines)
{
    std::string text;
    for (int row = 0; row < lines; ++row)
        text += "line of request " + std::to_string(row) + "\r\n";
    Compressor compressor;
    return {1, static_cast<std::uint64_t>(lines), compressor.compress(text)};
}

Source namedSource(const char* name)
{
    Source source;
    source.name = name;
    source.path = name;
    source.sha256 = std::string(64, '0');
    source.format = "combined";
    source.options = "{}";
    return source;
}

Result<void> importRequests(Database& database, const char* name, int rows)
{
    auto writer = ImportWriter::begin(database, namedSource(name));
    if (!writer)
        return writer.error();
    RecordBatch batch;
    for (int row = 0; row < rows; ++row)
        addRequest(batch.table(RecordKind::Request), row);
    batch.lines = batch.recordLines = batch.records = static_cast<std::uint64_t>(rows);
    batch.rawBlocks.push_back(rawBlock(std::min(rows, 69'000)));
    if (auto done = writer->append(batch, 0); !done)
        return done;
    const auto finished = writer->finish(writer->source());
    return finished ? Result<void>() : Result<void>(finished.error());
}

Result<void> importOthers(Database& database)
{
    auto writer = ImportWriter::begin(database, namedSource("others"));
    if (!writer)
        return writer.error();
    RecordBatch batch;
    RecordTable& operations = batch.table(RecordKind::Operation);
    operations.setNumber(Field::Time, start + 250'000'000);
    operations.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::SourceZone));
    operations.setNumber(Field::Line, 1);
    operations.setText(Field::Op, "find");
    operations.setText(Field::Target, "hub.models_info_cache");
    operations.setNumber(Field::Severity, static_cast<std::int64_t>(Severity::Warn));
    operations.setNumber(Field::ResponseBytes, 123'456'789'012);
    operations.endRow();
    RecordTable& logLines = batch.table(RecordKind::LogLine);
    for (const std::int64_t part : {500'000'000LL, 0LL, 123'456'789LL}) {
        logLines.setNumber(Field::Time, start + part);
        logLines.setNumber(Field::TimeBasis, 0);
        logLines.setNumber(Field::Line, 2);
        logLines.setPlain(Field::Text, "started");
        logLines.endRow();
    }
    BatchSeries series{"net_out", {{"host", "db-1"}}, "By/s", SeriesKind::Gauge, TimeBasis::Epoch, {}, {}};
    for (int i = 0; i < 100; ++i)
        series.samples.push_back({timestampFrom(start + i * 60 * second), i == 50 ? std::nan("") : i * 1.5});
    batch.series.push_back(series);
    batch.lines = batch.recordLines = batch.records = 104;
    if (auto done = writer->append(batch, 0); !done)
        return done;
    const auto finished = writer->finish(writer->source());
    return finished ? Result<void>() : Result<void>(finished.error());
}

// All rows as text: columns with '|', rows with newlines, NULL as "-"; "error: ..." when the statement fails.
QByteArray answer(Database& database, const QByteArray& sql)
{
    auto statement = database.prepare(sql.toStdString());
    if (!statement)
        return QByteArray::fromStdString("error: " + statement.error().message());
    QByteArray out;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return QByteArray::fromStdString("error: " + row.error().message());
        if (!*row)
            return out;
        if (!out.isEmpty())
            out += '\n';
        for (int column = 0; column < statement->columns(); ++column) {
            const std::string_view text = statement->text(column);
            out += column == 0 ? "" : "|";
            out += statement->isNull(column) ? QByteArray("-") : QByteArray(text.data(), static_cast<qsizetype>(text.size()));
        }
    }
}

}    // namespace

class VirtualTablesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void answersQueries_data();
    void answersQueries();
    void conditionsChangeSpeedAndNotRows_data();
    void conditionsChangeSpeedAndNotRows();
    void hidesUnfinishedImports();
    void isReadOnly();
    void endsWithAnErrorOnADamagedColumn();
    void closesWithItsConnection();
    void loadsIntoTheSqliteShell();

private:
    Database reader()
    {
        auto database = Database::open(m_path, Database::Access::ReadOnly);
        if (!database || !registerVirtualTables(database->handle()))
            qFatal("no reader");
        return std::move(*database);
    }

    QTemporaryDir m_folder;
    std::string m_path;
};

void VirtualTablesTest::initTestCase()
{
    m_path = m_folder.filePath(QStringLiteral("test.faultline")).toStdString();
    auto file = CaseFile::open(m_path, OpenMode::WriteOrCreate);
    QVERIFY2(file.has_value(), file ? "" : file.error().message().c_str());
    for (const int rows : requestsOfSource) {
        const auto done = importRequests(file->database(), "web", rows);
        QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    }
    const auto done = importOthers(file->database());
    QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    QVERIFY(file->close().has_value());
}

void VirtualTablesTest::answersQueries_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* sql, const char* expected) {
        QTest::newRow(name) << QByteArray(sql) << QByteArray(expected);
    };
    row("counts", "SELECT count(*) FROM request", "70500");
    row("counts by source", "SELECT source_id, count(*) FROM request GROUP BY 1", "1|70000\n2|500");
    row("a whole row", "SELECT source_id, time, time_ns, time_basis, line, method, path, query, host, status, duration_ns, trace_id, "
                       "rest, local_time, raw FROM request WHERE source_id = 2 AND line = 7",
        "2|2024-04-23T19:20:00.600Z|1713900000600000000|offset|7|GET|/api/models/a'b||-|200|6000|trace-6|-|-|line of request 6");
    row("absent is NULL", "SELECT query, duration_ns FROM request WHERE source_id = 2 AND line = 2", "-|-");
    row("raw beyond the kept lines", "SELECT raw FROM request WHERE source_id = 1 AND line = 70000", "-");
    row("errors by path", "SELECT path, count(*) FROM request WHERE status >= 500 GROUP BY path ORDER BY path",
        "/api/models|705\n/search|705");
    row("operation", "SELECT time, time_basis, op, target, severity, response_bytes, text, raw FROM operation",
        "2024-04-23T19:20:00.250Z|source-zone|find|hub.models_info_cache|warn|123456789012|-|-");
    row("time sorts by instant", "SELECT time FROM logline ORDER BY time",
        "2024-04-23T19:20:00Z\n2024-04-23T19:20:00.123456789Z\n2024-04-23T19:20:00.500Z");
    row("time with a blank", "SELECT count(*) FROM request WHERE source_id = 1 AND time < '2024-04-23 19:21'", "600");
    row("time to the second", "SELECT count(*) FROM request WHERE source_id = 1 AND time >= '2024-04-23T19:20:01Z' "
                              "AND time <= '2024-04-23T19:20:01Z'", "1");
    row("time as a day", "SELECT count(*) FROM request WHERE time < '2024-04-23'", "0");
    row("join", "SELECT s.name, count(*) FROM source s JOIN request r ON r.source_id = s.id WHERE r.path = '/search' GROUP BY s.id",
        "web|17500\nweb|125");
    row("samples", "SELECT series_id, series, labels, unit, time, value FROM sample WHERE time_ns = 1713900060000000000",
        "1|net_out|{\"host\":\"db-1\"}|By/s|2024-04-23T19:21:00Z|1.5");
    row("gap of a series", "SELECT count(*), count(value), max(value) FROM sample WHERE series = 'net_out'", "100|99|148.5");
    row("samples in a window", "SELECT count(*) FROM sample WHERE series_id = 1 AND time >= '2024-04-23T19:30' AND time < '2024-04-23T19:40'",
        "10");
    row("unknown path", "SELECT count(*) FROM request WHERE path = '/nowhere'", "0");
    row("comparison with NULL", "SELECT count(*) FROM request WHERE path = NULL", "0");
    row("rowid is unique", "SELECT count(DISTINCT rowid) FROM request", "70500");
    row("nested loops", "SELECT count(*) FROM request a JOIN request b ON b.source_id = a.source_id AND b.line = a.line + 1 "
                        "WHERE a.source_id = 2 AND a.line <= 3", "3");
}

void VirtualTablesTest::answersQueries()
{
    QFETCH(QByteArray, sql);
    QFETCH(QByteArray, expected);
    Database database = reader();
    QCOMPARE(answer(database, sql), expected);
}

void VirtualTablesTest::conditionsChangeSpeedAndNotRows_data()
{
    QTest::addColumn<QByteArray>("where");
    for (const char* where : {
             "time_ns >= 1713900000600000000", "time_ns > 1713906553500000000", "time_ns = 1713900000600000000",
             "time_ns < 1713900000600000000.5", "time_ns <= -1", "time_ns >= '2024'", "time_ns < 'x'",
             "time >= '2024-04-23T21:00:00Z'", "time > '2024-04-23T21:00:00.3Z'", "time <= '2024-04-23T21:00:00.30Z'",
             "time = '2024-04-23T21:00:00Z'", "time = '2024-04-23T21:00:00.300Z'", "time > '2024-04-23'", "time < '2024-04-24'",
             "time > '2024-04-23T21'", "time < 'nonsense'", "time > 5", "time BETWEEN '2024-04-23T20:00' AND '2024-04-23T20:10'",
             "time >= '2024-04-23T21:00:00+02:00'", "time LIKE '2024-04-23T20:0%'", "source_id = 2", "source_id = '2'",
             "source_id > 1", "source_id = 2.0", "path = '/search'", "path = '/SEARCH'", "path = '/SEARCH' COLLATE NOCASE",
             "path > '/a'", "path IN ('/', '/search', '/none')", "path = '/api/models/a''b'", "path <> '/'", "path = 5",
             "query = ''", "query IS NULL", "host = 'x'", "status = 503", "status = '503'", "status >= 500.5", "status < 500",
             "duration_ns <= 10000", "duration_ns IS NULL", "duration_ns = 0", "trace_id = 'trace-77'", "line = 69999",
             "line BETWEEN 65530 AND 65540", "method = 'POST' AND status = 503 AND source_id = 1", "method = 'POST' OR line = 3",
             "time_basis = 'offset'", "raw = 'line of request 5'"})
        QTest::newRow(where) << QByteArray(where);
}

void VirtualTablesTest::conditionsChangeSpeedAndNotRows()
{
    QFETCH(QByteArray, where);
    Database database = reader();
    // A subquery with LIMIT keeps the condition away from the table.
    const QByteArray columns = where.startsWith("raw") ? QByteArray("source_id, line, raw")
                                                       : QByteArray("source_id, line, time, time_ns, time_basis, path, query, host, "
                                                                    "status, duration_ns, trace_id, method");
    const QByteArray fast = answer(database, "SELECT count(*), sum(line), min(line), max(source_id) FROM request WHERE " + where);
    const QByteArray slow = answer(database, "SELECT count(*), sum(line), min(line), max(source_id) FROM "
                                             "(SELECT " + columns + " FROM request LIMIT -1 OFFSET 0) WHERE " + where);
    QVERIFY2(!fast.startsWith("error"), fast.constData());
    QCOMPARE(fast, slow);
}

void VirtualTablesTest::hidesUnfinishedImports()
{
    const std::string copy = m_folder.filePath(QStringLiteral("unfinished.faultline")).toStdString();
    QVERIFY(QFile::copy(QString::fromStdString(m_path), QString::fromStdString(copy)));
    auto database = Database::open(copy, Database::Access::ReadWrite);
    QVERIFY(database.has_value());
    QVERIFY(registerVirtualTables(database->handle()).has_value());
    QVERIFY(database->execute("UPDATE source SET status = 'importing' WHERE id IN (1, 3)").has_value());
    QCOMPARE(answer(*database, "SELECT count(*) FROM request"), QByteArray("500"));
    QCOMPARE(answer(*database, "SELECT count(*) FROM operation"), QByteArray("0"));
    QCOMPARE(answer(*database, "SELECT count(*) FROM sample"), QByteArray("0"));
}

void VirtualTablesTest::isReadOnly()
{
    Database database = reader();
    for (const char* sql : {"DELETE FROM request", "UPDATE request SET status = 200", "INSERT INTO sample(value) VALUES (1)", "DROP TABLE request"})
        QVERIFY2(answer(database, sql).startsWith("error"), sql);
    QCOMPARE(answer(database, "SELECT count(*) FROM request"), QByteArray("70500"));
}

void VirtualTablesTest::endsWithAnErrorOnADamagedColumn()
{
    const std::string copy = m_folder.filePath(QStringLiteral("damaged.faultline")).toStdString();
    QVERIFY(QFile::copy(QString::fromStdString(m_path), QString::fromStdString(copy)));
    auto database = Database::open(copy, Database::Access::ReadWrite);
    QVERIFY(database.has_value());
    QVERIFY(registerVirtualTables(database->handle()).has_value());
    QVERIFY(database->execute("UPDATE segment_column SET data = x'0102' WHERE field = 4 AND segment_id = 1; "
                              "UPDATE series_block SET vals = x'00'; UPDATE raw_block SET data = x'28b52ffd'").has_value());
    QVERIFY(answer(*database, "SELECT count(*) FROM request WHERE path = '/'").startsWith("error"));
    QVERIFY(answer(*database, "SELECT max(path) FROM request").startsWith("error"));
    QVERIFY(answer(*database, "SELECT max(value) FROM sample").startsWith("error"));
    QVERIFY(answer(*database, "SELECT raw FROM request LIMIT 1").startsWith("error"));
    QCOMPARE(answer(*database, "SELECT count(*) FROM request WHERE status = 503"), QByteArray("1410"));
}

void VirtualTablesTest::closesWithItsConnection()
{
    for (int i = 0; i < 3; ++i) {
        Database database = reader();
        auto open = database.prepare("SELECT path FROM request");
        QVERIFY(open.has_value() && open->step().has_value());
        QCOMPARE(answer(database, "SELECT count(*) FROM logline"), QByteArray("3"));
    }
}

void VirtualTablesTest::loadsIntoTheSqliteShell()
{
    const QString shell = QStandardPaths::findExecutable(QStringLiteral("sqlite3"));
    const QString extension = QStringLiteral(FAULTLINE_BINARY_DIR "/lib/faultline_sqlite.so");
    if (shell.isEmpty())
        QSKIP("the sqlite3 shell is not installed");
#if defined(__SANITIZE_ADDRESS__)
    QSKIP("the shell cannot load a library that needs the address sanitizer");
#endif
    QVERIFY2(QFile::exists(extension), qPrintable(extension));
    QProcess process;
    process.start(shell, {QStringLiteral("-readonly"), QStringLiteral("-batch"), QString::fromStdString(m_path)});
    process.write(".load " + extension.toUtf8() + "\n"
                  "SELECT count(*), sum(status >= 500), min(time) FROM request;\n"
                  "SELECT path, raw FROM request WHERE source_id = 2 AND line = 4;\n"
                  "SELECT severity, time FROM operation;\n"
                  "SELECT count(*), max(value) FROM sample WHERE series = 'net_out';\n");
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardError(), QByteArray());
    QCOMPARE(process.readAllStandardOutput(), QByteArray("70500|1410|2024-04-23T19:20:00Z\n"
                                                         "/search|line of request 3\n"
                                                         "warn|2024-04-23T19:20:00.250Z\n"
                                                         "100|148.5\n"));
    QCOMPARE(process.exitCode(), 0);
}

QTEST_GUILESS_MAIN(VirtualTablesTest)
#include "virtualtables_test.moc"
