#include "app/import/batchsink.h"
#include "app/query/breakdown.h"
#include "app/query/linesquery.h"
#include "app/query/recordtext.h"
#include "app/store/virtualtables.h"
#include "tests/support/querycase.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

LogLine plainLine()
{
    LogLine line;
    line.time.utc = timestampFrom(1'713'900'000'000'000'000);
    line.component = "sshd";
    line.text = "session opened";
    line.severity = Severity::Info;
    return line;
}

LogLine fullLine()
{
    LogLine line = plainLine();
    line.host = "web-1";
    line.process = "4711";
    line.thread = "main";
    line.user = "operator";
    line.clientIp = "192.0.2.7";
    line.traceId = "4bf92f3577b34da6";
    line.rest = "port=22 reason=\"by key\"";
    return line;
}

std::int64_t import(QueryCase& file, const LogLine& record)
{
    RecordBatch batch;
    BatchSink sink{TimeZone::utc()};
    sink.start(batch);
    sink.beginLine(1, 0, "a line");
    sink.logLine(record);
    sink.endLine();
    sink.finishBatch();
    return file.add(batch, {});
}

/// The columns of the first row, NULL as "-".
QByteArray firstRow(Database& database, const std::string& sql)
{
    auto statement = database.prepare(sql);
    if (!statement)
        qFatal("%s", statement.error().message().c_str());
    const auto row = statement->step();
    if (!row || !*row)
        qFatal("no row");
    QByteArray out;
    for (int column = 0; column < statement->columns(); ++column) {
        const std::string_view text = statement->text(column);
        out += column == 0 ? "" : "|";
        out += statement->isNull(column) ? QByteArray("-") : QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    }
    return out;
}

constexpr const char* allFields = "SELECT component, text, severity, host, process, thread, user, client_ip, trace_id, rest FROM logline";

}    // namespace

/// What a log line says besides severity, component and text: stored, asked for and shown as any other field.
class LogLineFieldsTest : public QObject {
    Q_OBJECT

private slots:
    void everyFieldIsAColumn()
    {
        QueryCase file;
        import(file, fullLine());
        QVERIFY(registerVirtualTables(file.database().handle()));
        QCOMPARE(firstRow(file.database(), allFields),
                 QByteArray("sshd|session opened|info|web-1|4711|main|operator|192.0.2.7|4bf92f3577b34da6|port=22 reason=\"by key\""));
    }

    void fieldsThatNoLineHasAreNullAndTakeNoRoom()
    {
        QueryCase file;
        import(file, plainLine());    // what cases of earlier versions hold
        QVERIFY(registerVirtualTables(file.database().handle()));
        QCOMPARE(firstRow(file.database(), allFields), QByteArray("sshd|session opened|info|-|-|-|-|-|-|-"));
        QCOMPARE(firstRow(file.database(), "SELECT count(*) FROM segment_column"), QByteArray("6"));
        QCOMPARE(firstRow(file.database(), "SELECT count(*) FROM logline WHERE host = 'web-1'"), QByteArray("0"));
        LinesRequest request;
        request.filter = *Filter::parse("process = 4711");
        const auto none = lines(file.reader(), file.context(), request);
        QVERIFY2(none, none ? "" : none.error().message().c_str());
        QVERIFY(none->records.empty());
    }

    void filtersAndBreakdownsNameThem_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("host") << QByteArray("host") << QByteArray("web-1");
        QTest::newRow("process") << QByteArray("process") << QByteArray("4711");
        QTest::newRow("thread") << QByteArray("thread") << QByteArray("main");
        QTest::newRow("user") << QByteArray("user") << QByteArray("operator");
        QTest::newRow("client_ip") << QByteArray("client_ip") << QByteArray("192.0.2.7");
    }

    void filtersAndBreakdownsNameThem()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        QueryCase file;
        import(file, fullLine());
        import(file, plainLine());
        BreakdownRequest request;
        request.kind = RecordKind::LogLine;
        request.by = field.toStdString();
        auto result = breakdown(file.reader(), file.context(), request);
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QCOMPARE(result->rows.size(), std::size_t{2});    // the value, and the lines without it
        request.filter = *Filter::parse((field + " = \"" + value + '"').toStdString());
        result = breakdown(file.reader(), file.context(), request);
        QVERIFY2(result, result ? "" : result.error().message().c_str());
        QCOMPARE(result->records, std::uint64_t{1});
        QCOMPARE(result->rows.front().value, value.toStdString());
    }

    void textsOfALineAreSearched()
    {
        QueryCase file;
        import(file, fullLine());
        LinesRequest request;
        request.filter = *Filter::parse("rest ~ \"by key\" AND trace_id = 4bf92f3577b34da6");
        const auto found = lines(file.reader(), file.context(), request);
        QVERIFY2(found, found ? "" : found.error().message().c_str());
        QCOMPARE(found->records.size(), std::size_t{1});
        const auto fields = recordFields(file.reader(), found->records.front());
        QVERIFY(fields);
        QCOMPARE(fields->size(), std::size_t{13});    // time, basis and line beside the ten of the record
    }
};

QTEST_GUILESS_MAIN(LogLineFieldsTest)
#include "loglinefields_test.moc"
