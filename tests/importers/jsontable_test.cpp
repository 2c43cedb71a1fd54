#include "importers/metrics/jsonlines.h"
#include "importers/metrics/jsonlist.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

class JsonTableTest : public QObject {
    Q_OBJECT

private slots:
    void keysGetTheirRoles_data();
    void keysGetTheirRoles();
    void durationsTakeTheirUnit_data();
    void durationsTakeTheirUnit();
    void aStatedUnitWins();
    void aStatedRoleWins();
    void whatIsNoTableIsNotClaimed_data();
    void whatIsNoTableIsNotClaimed();
    void theLargestListOfADocumentIsRead_data();
    void theLargestListOfADocumentIsRead();
    void aCutDocumentKeepsWhatIsWhole();
    void aLineOfAnotherShapeIsRejectedAlone();
    void assumptionsAreSaidOnce();
};

namespace {

/// "ts=time req.url=path …" for the keys that have a role.
QString rolesOf(const Importer& importer, const std::string& text, const std::map<std::string, std::string>& stated = {})
{
    ImportOptions options;
    options.columns = stated;
    QStringList roles;
    for (const ColumnReading& column : importer.columns(headOf(text, "a.json"), options)) {
        if (!column.role.empty())
            roles << QString::fromStdString(column.header + '=' + column.role);
    }
    return roles.join(QLatin1Char(' '));
}

std::string repeated(const QString& object)
{
    return (object + QLatin1Char('\n') + object + QLatin1Char('\n')).toStdString();
}

}    // namespace

void JsonTableTest::keysGetTheirRoles_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("roles");
    const auto row = [](const char* name, const char* object, const char* roles) {
        QTest::newRow(name) << QString::fromLatin1(object) << QString::fromLatin1(roles);
    };
    row("plain request", R"({"time":"2024-04-23T08:00:00Z","method":"GET","path":"/a","status":200,"bytes":5,"duration_ms":3})",
        "time=time method=method path=path status=status bytes=bytes_out duration_ms=duration");
    row("nested request", R"({"ts":1713859200,"req":{"method":"GET","url":"/a"},"res":{"statusCode":200},"responseTime":3})",
        "ts=time req.method=method req.url=path res.statusCode=status responseTime=duration");
    row("dotted keys of OpenTelemetry", R"({"timestamp":1713859200000000000,"http.request.method":"GET","url.path":"/a","http.response.status_code":200,)"
                                         R"("client.address":"192.0.2.1","user_agent.original":"curl/8.4.0"})",
        "timestamp=time http.request.method=method url.path=path http.response.status_code=status client.address=client_ip "
        "user_agent.original=user_agent");
    row("request line", R"({"time":"2024-04-23T08:00:00Z","request":"GET /a HTTP/1.1","status":"200","agent":"curl/8.4.0"})",
        "time=time request=request status=status agent=user_agent");
    row("an error's code is no status beside one", R"({"time":"2024-04-23T08:00:00Z","url":"/a","status":200,"error":{"code":"ECONNRESET"}})",
        "time=time url=path status=status");
    row("request by its values", R"({"a":"2024-04-23T08:00:00Z","b":"GET","c":"/a","d":200,"e":"192.0.2.1","f":"curl/8.4.0"})",
        "a=time b=method c=path d=status e=client_ip f=user_agent");
    row("a file system path is no request", R"({"time":"2024-04-23T08:00:00Z","mount":"/var","used":200})", "time=time mount=label used=value");
    row("log line", R"({"time":"2024-04-23T08:00:00Z","level":"warn","logger":"db","msg":"slow","took":3})",
        "time=time level=severity logger=component msg=text");
    row("log line by its values", R"({"x":"2024-04-23T08:00:00Z","y":"WARN","z":"the pool is exhausted"})", "x=time y=severity z=text");
    row("message called event", R"({"timestamp":"2024-04-23T08:00:00Z","level":"info","event":"started"})",
        "timestamp=time level=severity event=text");
    row("series of several values", R"({"t":1713859200,"host":"a","cpu":{"user":3,"system":4}})",
        "t=time host=label cpu.user=value cpu.system=value");
    row("series with names", R"({"metric":"cpu","value":3,"timestamp":1713859200,"tags":{"host":"a"}})",
        "metric=metric value=value timestamp=time tags.host=label");
    row("extended JSON", R"({"t":{"$date":"2024-04-23T08:00:00.000+00:00"},"level":"I","msg":"Connection accepted"})",
        "t.$date=time level=severity msg=text");
    row("a plain time goes before the time of something", R"({"user":{"createdAt":"2024-01-01T00:00:00Z"},"time":"2024-04-23T08:00:00Z","n":1})",
        "time=time n=value");
    row("a list is one cell", R"({"time":"2024-04-23T08:00:00Z","tags":["a","b"],"n":1})", "time=time tags=label n=value");
}

void JsonTableTest::keysGetTheirRoles()
{
    QFETCH(QString, object);
    QFETCH(QString, roles);
    QCOMPARE(rolesOf(JsonLines(), repeated(object)), roles);
    QCOMPARE(rolesOf(JsonList(), QStringLiteral(R"({"of":{"rows":[%1,%1]}})").arg(object).toStdString()), roles);
}

void JsonTableTest::durationsTakeTheirUnit_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<bool>("assumed");
    const auto row = [](const char* name, const char* member, qint64 nanoseconds, bool assumed) {
        QTest::newRow(name) << QString::fromLatin1(member) << nanoseconds << assumed;
    };
    row("_ms", R"("duration_ms":12.5)", 12'500'000, false);
    row("_us", R"("latency_us":12)", 12'000, false);
    row("_ns", R"("latency_ns":12)", 12, false);
    row("_s", R"("elapsed_s":0.5)", 500'000'000, false);
    row("Millis", R"("durationMillis":12)", 12'000'000, false);
    row("Micros", R"("durationMicros":12)", 12'000, false);
    row("Nanos", R"("durationNanos":12)", 12, false);
    row("Seconds", R"("durationSeconds":1.5)", 1'500'000'000, false);
    row("text with its unit", R"("duration":"12ms")", 12'000'000, false);
    row("text in seconds", R"("latency":"0.035s")", 35'000'000, false);
    row("Elastic common schema", R"("event":{"duration":35000000})", 35'000'000, false);
    row("fractions by size", R"("took":0.25)", 250'000'000, true);
    row("whole numbers by size", R"("took":250)", 250'000'000, true);
    row("hundreds of thousands by size", R"("took":250000)", 250'000'000, true);
    row("tens of millions by size", R"("took":35200417)", 35'200'417, true);
}

void JsonTableTest::durationsTakeTheirUnit()
{
    QFETCH(QString, member);
    QFETCH(qint64, nanoseconds);
    QFETCH(bool, assumed);
    CollectingSink sink;
    readInto(sink, JsonLines(), repeated(QStringLiteral(R"({"time":"2024-04-23T08:00:00Z","path":"/a","status":200,%1})").arg(member)), "a.jsonl");
    QCOMPARE(sink.requests.size(), std::size_t(2));
    QCOMPARE(sink.requests[0].value("duration_ns", qint64(-1)), nanoseconds);
    QCOMPARE(!sink.issues.empty(), assumed);
}

void JsonTableTest::aStatedUnitWins()
{
    CollectingSink sink;
    ImportOptions options;
    options.columns = {{"duration_unit", "us"}};
    readInto(sink, JsonLines(), repeated(QStringLiteral(R"({"time":"2024-04-23T08:00:00Z","path":"/a","status":200,"took":250})")), "a.jsonl", options);
    QCOMPARE(sink.requests.at(0).value("duration_ns", qint64(-1)), qint64(250'000));
    QVERIFY(sink.issues.empty());
    CollectingSink refused;
    options.columns = {{"duration_unit", "bananas"}};
    readInto(refused, JsonLines(), repeated(QStringLiteral(R"({"time":"2024-04-23T08:00:00Z","path":"/a","status":200,"took":250})")), "a.jsonl", options);
    QCOMPARE(refused.rejectedLines, std::uint64_t(2));
}

void JsonTableTest::aStatedRoleWins()
{
    const std::string text = repeated(QStringLiteral(R"({"time":"2024-04-23T08:00:00Z","status":200,"route":"checkout","note":"all went well here"})"));
    QCOMPARE(rolesOf(JsonLines(), text), QStringLiteral("time=time note=text"));
    CollectingSink sink;
    ImportOptions options;
    options.columns = {{"path", "route"}, {"time", "time"}, {"ignore", "note"}};
    readInto(sink, JsonLines(), text, "a.jsonl", options);
    QCOMPARE(sink.requests.size(), std::size_t(2));
    QCOMPARE(sink.requests[0].value("path", std::string()), std::string("checkout"));
    QCOMPARE(sink.requests[0].value("status", 0), 200);
}

void JsonTableTest::whatIsNoTableIsNotClaimed_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("no time") << QStringLiteral("{\"a\":1}\n{\"a\":2}\n");
    QTest::newRow("times alone") << QStringLiteral("{\"time\":\"2024-04-23T08:00:00Z\"}\n{\"time\":\"2024-04-23T08:00:01Z\"}\n");
    QTest::newRow("empty objects") << QStringLiteral("{}\n{}\n");
    QTest::newRow("numbers") << QStringLiteral("[1,2,3]");
    QTest::newRow("a document without a list") << QStringLiteral("{\"time\":{\"a\":1},\n\"b\":2}");
    QTest::newRow("CSV") << QStringLiteral("time,a\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n");
}

void JsonTableTest::whatIsNoTableIsNotClaimed()
{
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    QCOMPARE(JsonLines().detect(headOf(bytes, "a.json")).confidence, 0);
    QCOMPARE(JsonList().detect(headOf(bytes, "a.json")).confidence, 0);
}

void JsonTableTest::theLargestListOfADocumentIsRead_data()
{
    QTest::addColumn<QString>("text");
    const QString rows = QStringLiteral(R"([{"t":"2024-04-23T08:00:00Z","v":1,"parts":[{"x":1},{"x":2},{"x":3}]},{"t":"2024-04-23T08:01:00Z","v":2}])");
    QTest::newRow("the document itself") << rows;
    QTest::newRow("a member") << QStringLiteral(R"({"next":null,"items":%1})").arg(rows);
    QTest::newRow("deep inside, behind a smaller list") << QStringLiteral(R"({"links":[{"rel":"self"}],"data":{"result":{"rows":%1}},"took":3})").arg(rows);
    QTest::newRow("a list in a list") << QStringLiteral("[%1]").arg(rows);
}

void JsonTableTest::theLargestListOfADocumentIsRead()
{
    QFETCH(QString, text);
    CollectingSink sink;
    readInto(sink, JsonList(), text.toStdString(), "a.json");
    QCOMPARE(sink.records, std::uint64_t(2));
    QCOMPARE(sink.rejectedLines, std::uint64_t(0));
    QCOMPARE(QString::fromStdString(sink.seriesList.at(0).name), QStringLiteral("v"));
}

void JsonTableTest::aCutDocumentKeepsWhatIsWhole()
{
    CollectingSink sink;
    readInto(sink, JsonList(), R"({"items":[{"t":"2024-04-23T08:00:00Z","v":1},{"t":"2024-04-23T08:01:00Z","v":2},{"t":"2024-04)", "a.json");
    QCOMPARE(sink.records, std::uint64_t(2));
    QCOMPARE(sink.rejected.size(), std::size_t(1));
    QCOMPARE(sink.rejected[0].value("code", std::string()), std::string("bad-json"));
}

void JsonTableTest::aLineOfAnotherShapeIsRejectedAlone()
{
    CollectingSink sink;
    std::string good;
    for (int i = 0; i < 10; ++i)
        good += "{\"time\":\"2024-04-23T08:00:00Z\",\"path\":\"/a\",\"status\":200}\n";
    readInto(sink, JsonLines(),
             good + "plain text\n\n{\"time\":\"2024-04-23T08:00:00Z\",\"status\":200}\n"
             "{\"time\":\"soon\",\"path\":\"/a\",\"status\":200}\n{\"time\":null,\"path\":\"/a\",\"status\":200}\n",
             "a.jsonl");
    QCOMPARE(sink.requests.size(), std::size_t(10));
    QCOMPARE(sink.skipped, std::uint64_t(1));
    QStringList codes;
    for (const auto& rejection : sink.rejected)
        codes << QString::fromStdString(rejection.value("code", std::string()));
    QCOMPARE(codes.join(QLatin1Char(' ')), QStringLiteral("bad-json no-path bad-time no-time"));
}

void JsonTableTest::assumptionsAreSaidOnce()
{
    CollectingSink sink;
    readInto(sink, JsonLines(), repeated(QStringLiteral(R"({"time":"2024-04-23T08:00:00Z","path":"/a","status":200,"took":250})")), "a.jsonl");
    QCOMPARE(sink.issues.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(JsonTableTest)
#include "jsontable_test.moc"
