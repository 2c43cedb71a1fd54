// MongoDB's JSON log: traps of the notation, and the totals of a real log against an independent count.

#include "app/base/text.h"
#include "app/import/jsonslice.h"
#include "importers/operations/mongodbjson.h"
#include "importers/operations/mongodbslowquery.h"
#include "tests/support/collectingsink.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <ctime>
#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

CollectingSink readText(std::string_view text)
{
    CollectingSink sink;
    readInto(sink, MongoDbJsonImporter(), text, "mongod.log");
    return sink;
}

std::string slowLine(const std::string& attributes)
{
    return R"({"t":{"$date":"2024-04-23T19:29:58.853Z"},"s":"I","c":"COMMAND","id":51803,"msg":"Slow query","attr":)"
        + attributes + "}\n";
}

/// Counts without keeping anything, for the measurement.
class CountingSink final : public RecordSink {
public:
    std::uint64_t count = 0;
    void request(const Request&) override { ++count; }
    void operation(const Operation&) override { ++count; }
    void logLine(const LogLine&) override { ++count; }
    void event(Event) override { ++count; }
    SeriesHandle series(std::string_view, const Labels&, std::string_view, SeriesKind) override { return 0; }
    void sample(SeriesHandle, const RecordTime&, double) override { ++count; }
    void reject(std::string_view, std::string_view) override { }
    void skip() override { }
    void continuation() override { }
    void issue(std::string_view, std::string_view) override { }
    std::uint64_t lineNumber() const override { return 0; }
    void recordsBelongTo(std::uint64_t) override { }
};

}    // namespace

class MongoDbJsonTest : public QObject {
    Q_OBJECT

private slots:
    void rejectsDamagedLines_data();
    void rejectsDamagedLines();
    void readsTheTimeHoweverItIsWritten_data();
    void readsTheTimeHoweverItIsWritten();
    void namesTheOperation_data();
    void namesTheOperation();
    void equalShapesDifferOnlyInLiterals();
    void readsIntegersOfExtendedJson_data();
    void readsIntegersOfExtendedJson();
    void resolvesEscapes();
    void totalsOfARealLogMatchAnIndependentCount();
    void measuresItsSpeed();
};

void MongoDbJsonTest::rejectsDamagedLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("code");
    const QByteArray head = R"({"t":{"$date":"2024-04-23T19:29:58Z"},"s":"I","c":"-","id":1,"msg":"m")";
    QTest::newRow("plain text") << QByteArray("mongod started") << QByteArray("bad-json");
    QTest::newRow("an array") << QByteArray("[1,2]") << QByteArray("bad-json");
    QTest::newRow("cut in a string") << head.left(head.size() - 1) << QByteArray("bad-json");
    QTest::newRow("cut before the end") << head << QByteArray("bad-json");
    QTest::newRow("cut after a backslash") << QByteArray("{\"t\":\"\\") << QByteArray("bad-json");
    QTest::newRow("text after the end") << head + "} x" << QByteArray("bad-json");
    QTest::newRow("brackets crossed") << head + ",\"attr\":{\"a\":[1}]}" << QByteArray("bad-json");
    QTest::newRow("no time") << QByteArray(R"({"s":"I","msg":"m"})") << QByteArray("bad-time");
    QTest::newRow("a time in 99 999 years")
        << QByteArray(R"({"t":{"$date":{"$numberLong":"9223372036854775807"}},"msg":"m"})") << QByteArray("bad-time");
    QTest::newRow("31 April") << QByteArray(R"({"t":{"$date":"2024-04-31T00:00:00Z"},"msg":"m"})") << QByteArray("bad-time");
    QTest::newRow("100,000 open brackets") << head + ",\"attr\":" + QByteArray(100'000, '[') << QByteArray("json-too-deep");
    QTest::newRow("duration larger than 64 bits of nanoseconds")
        << QByteArray::fromStdString(slowLine(R"({"command":{"find":"a"},"durationMillis":9223372036854775807})")).trimmed()
        << QByteArray("bad-number");
    QTest::newRow("negative bytes") << QByteArray::fromStdString(slowLine(R"({"command":{"find":"a"},"reslen":-1})")).trimmed()
                                    << QByteArray("bad-number");
}

void MongoDbJsonTest::rejectsDamagedLines()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, code);
    const CollectingSink sink = readText(line.toStdString());
    QCOMPARE(sink.rejected.size(), std::size_t{1});
    QCOMPARE(QByteArray::fromStdString(sink.rejected.front()["code"].get<std::string>()), code);
    QCOMPARE(sink.records, std::uint64_t{0});
}

void MongoDbJsonTest::readsTheTimeHoweverItIsWritten_data()
{
    QTest::addColumn<QByteArray>("time");
    QTest::newRow("offset") << QByteArray(R"({"$date":"2024-04-23T21:29:58.853+02:00"})");
    QTest::newRow("offset without colon") << QByteArray(R"({"$date":"2024-04-23T14:29:58.853-0500"})");
    QTest::newRow("Z") << QByteArray(R"({"$date":"2024-04-23T19:29:58.853Z"})");
    QTest::newRow("canonical") << QByteArray(R"({"$date":{"$numberLong":"1713900598853"}})");
    QTest::newRow("milliseconds") << QByteArray(R"({ "$date" : 1713900598853 })");
    QTest::newRow("bare string") << QByteArray(R"("2024-04-23T19:29:58.853Z")");
}

void MongoDbJsonTest::readsTheTimeHoweverItIsWritten()
{
    QFETCH(QByteArray, time);
    const CollectingSink sink = readText("{\"t\":" + time.toStdString() + R"(,"s":"I","c":"-","id":1,"msg":"m"})");
    QCOMPARE(sink.logLines.size(), std::size_t{1});
    QCOMPARE(QByteArray::fromStdString(sink.logLines.front()["time"].get<std::string>()),
             QByteArray("2024-04-23T19:29:58.853Z"));
}

void MongoDbJsonTest::namesTheOperation_data()
{
    QTest::addColumn<QByteArray>("attributes");
    QTest::addColumn<QByteArray>("op");
    QTest::newRow("command") << QByteArray(R"({"type":"command","command":{"find":"a","$db":"d"}})") << QByteArray("find");
    QTest::newRow("getMore without its origin")
        << QByteArray(R"({"type":"command","command":{"getMore":1}})") << QByteArray("getMore");
    QTest::newRow("getMore of an aggregate")
        << QByteArray(R"({"type":"command","command":{"getMore":1},"originatingCommand":{"aggregate":"a"}})")
        << QByteArray("aggregate");
    QTest::newRow("update statement") << QByteArray(R"({"type":"update","command":{"q":{},"u":{}}})") << QByteArray("update");
    QTest::newRow("remove statement") << QByteArray(R"({"type":"remove","command":{"q":{}}})") << QByteArray("remove");
    QTest::newRow("nothing told") << QByteArray("{}") << QByteArray("unknown");
}

void MongoDbJsonTest::namesTheOperation()
{
    QFETCH(QByteArray, attributes);
    QFETCH(QByteArray, op);
    const CollectingSink sink = readText(slowLine(attributes.toStdString()));
    QCOMPARE(sink.operations.size(), std::size_t{1});
    QCOMPARE(QByteArray::fromStdString(sink.operations.front()["op"].get<std::string>()), op);
}

void MongoDbJsonTest::equalShapesDifferOnlyInLiterals()
{
    const auto shape = [](std::string_view command) { return mongoDbShapeOf(command); };
    const std::uint64_t one = shape(R"({"find":"a","filter":{"b":-1,"c":{"$in":[1,2,3]}},"lsid":{"id":1},"$db":"d"})");
    const std::uint64_t otherLiterals =
        shape(R"({"find":"a","filter":{"b":"x \" }","c":{"$in":[7]}},"lsid":{"id":2,"z":3},"$db":"d"})");
    const std::uint64_t otherBlanks = shape(R"({ "find" : "a" , "filter" : { "b" : null, "c":{"$in":["p","q"]}}})");
    const std::uint64_t otherField = shape(R"({"find":"a","filter":{"b":-1,"e":{"$in":[1,2,3]}}})");
    const std::uint64_t otherOperator = shape(R"({"find":"a","filter":{"b":-1,"c":{"$nin":[1,2,3]}}})");
    const std::uint64_t matchGroup = shape(R"({"aggregate":"a","pipeline":[{"$match":{"a":1}},{"$group":{"_id":1}}]})");
    const std::uint64_t groupMatch = shape(R"({"aggregate":"a","pipeline":[{"$group":{"_id":1}},{"$match":{"a":1}}]})");
    QCOMPARE(otherLiterals, one);
    QCOMPARE(otherBlanks, one);
    QVERIFY(otherField != one);
    QVERIFY(otherOperator != one);
    QVERIFY(matchGroup != groupMatch);
}

void MongoDbJsonTest::readsIntegersOfExtendedJson_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("readable");
    QTest::addColumn<qint64>("number");
    QTest::newRow("plain") << QByteArray("12") << true << qint64{12};
    QTest::newRow("largest") << QByteArray("9223372036854775807") << true << std::numeric_limits<qint64>::max();
    QTest::newRow("numberLong") << QByteArray(R"({"$numberLong":"-5"})") << true << qint64{-5};
    QTest::newRow("numberDouble") << QByteArray(R"({"$numberDouble":"12.0"})") << true << qint64{12};
    QTest::newRow("exponent") << QByteArray("1e3") << true << qint64{1000};
    QTest::newRow("too large") << QByteArray("1e300") << false << qint64{0};
    QTest::newRow("NaN") << QByteArray(R"({"$numberDouble":"NaN"})") << false << qint64{0};
    QTest::newRow("text") << QByteArray("\"12 apples\"") << false << qint64{0};
    QTest::newRow("another object") << QByteArray(R"({"a":1})") << false << qint64{0};
    QTest::newRow("nothing") << QByteArray("") << false << qint64{0};
}

void MongoDbJsonTest::readsIntegersOfExtendedJson()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, readable);
    QFETCH(qint64, number);
    const auto read = jsonInteger(value.toStdString());
    QCOMPARE(read.has_value(), readable);
    if (readable)
        QCOMPARE(qint64{*read}, number);
}

void MongoDbJsonTest::resolvesEscapes()
{
    std::string scratch;
    const auto text = [&scratch](std::string_view value) { return std::string(jsonText(value, scratch)); };
    const std::string plain = text(R"("a\"b\\c\/d\n\te")");
    const std::string unicode = text(R"("\u00e9\u20ac\ud83d\ude00")");
    const std::string damaged = text(R"("\ud83dx\udc00\uzz")");
    QCOMPARE(plain, std::string("a\"b\\c/d\n\te"));
    QCOMPARE(unicode, std::string("\u00e9\u20ac\U0001F600"));
    QCOMPARE(damaged, std::string("\uFFFDx\uFFFD\uFFFDzz"));
    QCOMPARE(text("12"), std::string("12"));
}

// Counted with a Python script over json.loads of every line: op is the first key of attr.command, or attr.type when that is
// not "command"; rows is the first of nreturned, ninserted, nModified, ndeleted; lock waits sum every timeAcquiringMicros in
// attr.locks.
void MongoDbJsonTest::totalsOfARealLogMatchAnIndependentCount()
{
    const auto text = realData("db-logs/mongodb-hatchet/sample-mongod.log.gz");
    if (!text)
        QSKIP("the real log is not on this machine (FAULTLINE_SHARED_DATA)");
    const CollectingSink sink = readText(*text);
    QCOMPARE(sink.lines, std::uint64_t{27995});
    QCOMPARE(sink.rejectedLines, std::uint64_t{0});
    QCOMPARE(sink.operations.size(), std::size_t{27429});
    QCOMPARE(sink.seriesList.size(), std::size_t{1});
    QCOMPARE(sink.seriesList.front().samples.size(), std::size_t{295});
    std::int64_t milliseconds = 0;
    std::int64_t bytes = 0;
    std::int64_t documents = 0;
    std::int64_t rows = 0;
    std::int64_t waitNs = 0;
    std::map<std::string, std::int64_t> bytesOf;
    std::map<std::string, int> operations;
    for (const OrderedJson& operation : sink.operations) {
        const auto number = [&operation](const char* key) { return operation.value(key, std::int64_t{0}); };
        milliseconds += number("duration_ns") / 1'000'000;
        bytes += number("response_bytes");
        documents += number("docs_examined");
        rows += number("rows");
        waitNs += number("lock_wait_ns");
        bytesOf[operation["target"].get<std::string>()] += number("response_bytes");
        ++operations[operation["op"].get<std::string>()];
    }
    QCOMPARE(qint64{milliseconds}, qint64{3040585});
    QCOMPARE(qint64{bytes}, qint64{43112096});
    QCOMPARE(qint64{documents}, qint64{9957});
    QCOMPARE(qint64{rows}, qint64{7204463});
    QCOMPARE(qint64{waitNs}, qint64{0});
    QCOMPARE(qint64{bytesOf["testdb.__examples"]}, qint64{11873867});
    QCOMPARE(qint64{bytesOf["testdb.vehicles"]}, qint64{6177750});
    QCOMPARE(qint64{bytesOf["admin.$cmd"]}, qint64{3577241});
    QCOMPARE(operations["insert"], 10371);
    QCOMPARE(operations["update"], 6144);
    QCOMPARE(operations["remove"], 2988);
    QCOMPARE(operations["delete"], 2988);
    QCOMPARE(operations["find"], 3001);
}

void MongoDbJsonTest::measuresItsSpeed()
{
    const auto text = realData("db-logs/mongodb-hatchet/sample-mongod.log.gz");
    if (!text)
        QSKIP("the real log is not on this machine (FAULTLINE_SHARED_DATA)");
    const SourceHead head = headOf(*text, "mongod.log");
    const auto reader = MongoDbJsonImporter().open({});
    CountingSink sink;
    const std::clock_t start = std::clock();    // processor time: other work on the machine does not count
    for (const std::string_view line : head.lines)
        reader->line(line, sink);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    qInfo("%.0f MB/s over %zu bytes", static_cast<double>(text->size()) / 1e6 / seconds, text->size());
    QCOMPARE(sink.count, std::uint64_t{27995});
}

QTEST_GUILESS_MAIN(MongoDbJsonTest)
#include "mongodbjson_test.moc"
