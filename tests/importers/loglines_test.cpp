// What the log line importers have in common: the instants of their stamps, records of several lines, severities, exports.

#include "app/import/importerregistry.h"
#include "app/import/severitywords.h"
#include "importers/builtinimporters.h"
#include "tests/support/collectingsink.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <array>

using namespace faultline;
using namespace faultline::test;

class LogLinesTest : public QObject {
    Q_OBJECT

private slots:
    void stampsAreTheseInstants_data();
    void stampsAreTheseInstants();
    void wordsMeanTheseSeverities_data();
    void wordsMeanTheseSeverities();
    void aRecordThatNeverEndsIsCut();
    void linesBeforeTheFirstHeadAreRefused();
    void aSyslogOfAccessLinesIsReadInside();
    void aSyslogOfProgramsIsReadAsSyslog();
    void linesInsideAnExportKeepTheStoresTimeWhereNoFormatClaimsThem();
    void rowsOfAnExportAreInTimeOrderAndEqualOnesAsTheyCame();
    void linesInsideAnExportKeepWhatTheRowKnows();
    void indentedObjectsAreReadByTheImporterOfTheirLines();
    void textWithoutTimesIsRefusedInASentence();

private:
    CollectingSink read(const char* format, const std::string& text, const ImportOptions& options = {})
    {
        CollectingSink sink;
        const Importer* importer = m_registry.find(format);
        if (importer == nullptr)
            qFatal("no importer is called %s", format);
        readInto(sink, *importer, text, "a.log", options);
        return sink;
    }

    ImporterRegistry m_registry{builtinImporters()};
};

void LogLinesTest::stampsAreTheseInstants_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<QByteArray>("zone");
    QTest::addColumn<int>("year");
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QByteArray>("last");
    const auto row = [](const char* name, const char* format, const char* zone, int year, const char* lines, const char* last) {
        QTest::newRow(name) << QByteArray(format) << QByteArray(zone) << year << QByteArray(lines) << QByteArray(last);
    };
    row("syslog in winter", "syslog", "Europe/Paris", 2024, "Jan 15 12:00:00 h a: x", "2024-01-15T11:00:00Z");
    row("syslog in summer", "syslog", "Europe/Paris", 2024, "Jul 15 12:00:00 h a: x", "2024-07-15T10:00:00Z");
    row("syslog over new year", "syslog", "", 2023, "Dec 31 23:59:59 h a: x\nJan  1 00:00:01 h a: y", "2024-01-01T00:00:01Z");
    row("syslog of a leap day", "syslog", "", 2024, "Feb 29 06:00:00 h a: x", "2024-02-29T06:00:00Z");
    row("before the clock goes back", "syslog", "Europe/Paris", 2024, "Oct 27 01:30:00 h a: x", "2024-10-26T23:30:00Z");
    row("after the clock went back", "syslog", "Europe/Paris", 2024, "Oct 27 03:30:00 h a: x", "2024-10-27T02:30:00Z");
    row("syslog with an offset", "syslog", "Asia/Tokyo", 0, "2024-04-23T21:29:58.123456+02:00 h a[1]: x", "2024-04-23T19:29:58.123456Z");
    row("journal with precise times", "syslog", "", 2024, "Apr 23 19:29:58.250000 h a[1]: x", "2024-04-23T19:29:58.250Z");
    row("RFC 5424", "syslog-5424", "Asia/Tokyo", 0, "<34>1 2024-04-23T21:29:58.003+02:00 h a - - - x", "2024-04-23T19:29:58.003Z");
    row("klog", "klog", "America/New_York", 2024, "I0423 15:29:58.123456       1 a.go:1] x", "2024-04-23T19:29:58.123456Z");
    row("comma before milliseconds", "hadoop", "Europe/Paris", 0, "2024-04-23 21:29:58,136 INFO a.B: x", "2024-04-23T19:29:58.136Z");
    row("Kafka", "kafka", "", 0, "[2024-04-23 19:29:58,143] INFO x (a.B)", "2024-04-23T19:29:58.143Z");
    row("Tomcat", "catalina", "Europe/Paris", 0, "23-Apr-2024 21:29:58.459 INFO [main] a.B.c x", "2024-04-23T19:29:58.459Z");
    row("midnight in twelve hours", "java-util-logging", "", 0, "Apr 23, 2024 12:00:01 AM a.B c\nINFO: x", "2024-04-23T00:00:01Z");
    row("noon in twelve hours", "java-util-logging", "", 0, "Apr 23, 2024 12:00:01 PM a.B c\nINFO: x", "2024-04-23T12:00:01Z");
    row("unified garbage collection", "java-gc", "", 0, "[2024-04-23T21:29:58.123+0200][1.0s][info][gc] Using G1", "2024-04-23T19:29:58.123Z");
    row("nginx", "nginx-error", "America/Sao_Paulo", 0, "2024/04/23 16:29:58 [warn] 1#1: x", "2024-04-23T19:29:58Z");
    row("Apache with microseconds", "apache-error", "Europe/Paris", 0, "[Tue Apr 23 21:29:58.902022 2024] [core:error] [pid 1] x", "2024-04-23T19:29:58.902022Z");
    row("PHP with its zone", "php-error", "Asia/Tokyo", 0, "[23-Apr-2024 19:29:58 UTC] PHP Notice:  x", "2024-04-23T19:29:58Z");
    row("Gunicorn", "python", "Asia/Tokyo", 0, "[2024-04-23 21:29:58 +0200] [1] [INFO] x", "2024-04-23T19:29:58Z");
    row("Datadog's zone word", "datadog-agent", "", 0, "2024-04-23 21:29:58 CEST | CORE | INFO | (a.go:1 in b) | x", "2024-04-23T19:29:58Z");
    row("JSON in milliseconds", "json-log", "Asia/Tokyo", 0, "{\"time\":1713900598500,\"level\":30,\"msg\":\"x\"}", "2024-04-23T19:29:58.500Z");
    row("journal in microseconds", "json-log", "Asia/Tokyo", 0, "{\"__REALTIME_TIMESTAMP\":\"1713900598700000\",\"MESSAGE\":\"x\"}", "2024-04-23T19:29:58.700Z");
    row("JSON without offset", "json-log", "Europe/Paris", 0, "{\"time\":\"2024-04-23 21:29:58\",\"level\":\"info\",\"msg\":\"x\"}", "2024-04-23T19:29:58Z");
    row("logfmt", "logfmt", "Asia/Tokyo", 0, "ts=2024-04-23T19:29:58.123Z level=info msg=x", "2024-04-23T19:29:58.123Z");
    row("Loki's nanoseconds", "loki-streams", "Asia/Tokyo", 0,
        "{\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{},\"values\":[[\"1713900598123456789\",\"x\"]]}]}}", "2024-04-23T19:29:58.123456789Z");
    row("CloudWatch Insights is UTC", "cloudwatch-insights", "Asia/Tokyo", 0,
        "{\"results\":[[{\"field\":\"@timestamp\",\"value\":\"2024-04-23 19:29:58.123\"},{\"field\":\"@message\",\"value\":\"x\"}]]}", "2024-04-23T19:29:58.123Z");
}

void LogLinesTest::stampsAreTheseInstants()
{
    QFETCH(QByteArray, format);
    QFETCH(QByteArray, zone);
    QFETCH(int, year);
    QFETCH(QByteArray, lines);
    QFETCH(QByteArray, last);
    ImportOptions options;
    if (!zone.isEmpty())
        options.zone = *TimeZone::named(zone.toStdString());
    if (year != 0)
        options.year = year;
    const CollectingSink sink = read(format.constData(), lines.toStdString(), options);
    QVERIFY(!sink.logLines.empty());
    QCOMPARE(QByteArray::fromStdString(sink.logLines.back().at("time").get<std::string>()), last);
}

void LogLinesTest::wordsMeanTheseSeverities_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QByteArray>("severity");
    for (const auto& [word, severity] : std::initializer_list<std::pair<const char*, const char*>>{
             {"INFO", "info"}, {"Warning", "warn"}, {"SEVERE", "error"}, {"crit", "error"}, {"CRITICAL", "fatal"}, {"emerg", "fatal"},
             {"FINEST", "trace"}, {"debug2", "debug"}, {"Informational", "info"}, {"DEPRECATION", "warn"}, {"eror", "error"},
             {"hello", "none"}, {"", "none"}, {"7", "none"}, {"infox", "none"}, {"in fo", "none"}})
        QTest::newRow(word[0] == '\0' ? "empty" : word) << QByteArray(word) << QByteArray(severity);
}

void LogLinesTest::wordsMeanTheseSeverities()
{
    QFETCH(QByteArray, word);
    QFETCH(QByteArray, severity);
    const auto found = severityOfWord(word.toStdString());
    QCOMPARE(found ? QByteArray::fromStdString(std::string(nameOf(*found))) : QByteArray("none"), severity);
}

void LogLinesTest::aRecordThatNeverEndsIsCut()
{
    std::string text = "2024-04-23 19:29:58,136 ERROR a.B: out of stack\n";
    for (int i = 0; i < 7000; ++i)
        text += "\tat a.B.c(B.java:1)\n";
    text += "2024-04-23 19:30:00,000 INFO a.B: on";
    const CollectingSink sink = read("hadoop", text);
    QCOMPARE(sink.logLines.size(), std::size_t{2});
    QCOMPARE(sink.lines, std::uint64_t{7002});
    QCOMPARE(sink.recordLines, std::uint64_t{7002});
    QVERIFY(sink.logLines.front().at("text").get<std::string>().size() < 200'000);
    QCOMPARE(sink.issues.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(sink.issues.front().at("code").get<std::string>()), QStringLiteral("record-cut"));
}

void LogLinesTest::linesBeforeTheFirstHeadAreRefused()
{
    const CollectingSink sink = read("hadoop", "STARTUP_MSG\n2024-04-23 19:29:58,136 INFO a.B: x");
    QCOMPARE(sink.rejectedLines, std::uint64_t{1});
    QCOMPARE(sink.logLines.size(), std::size_t{1});
}

void LogLinesTest::aSyslogOfAccessLinesIsReadInside()
{
    ImportCase test;
    std::string text;
    for (int i = 0; i < 20; ++i)
        text += "Apr 23 19:29:58 web-1 nginx[7]: 192.0.2.4 - - [23/Apr/2024:19:29:58 +0000] \"GET /a HTTP/1.1\" 200 12 \"-\" \"curl\"\n";
    const Source source = test.importText("access.log", text);
    QCOMPARE(QString::fromStdString(source.format), QStringLiteral("combined"));
    QCOMPARE(QString::fromStdString(source.wrapper), QStringLiteral("syslog"));
}

void LogLinesTest::aSyslogOfProgramsIsReadAsSyslog()
{
    ImportCase test;
    std::string text;
    for (int i = 0; i < 20; ++i)
        text += "Apr 23 19:29:58 web-1 sshd[" + std::to_string(i) + "]: Accepted publickey for operator\n";
    const Source source = test.importText("auth.log", text);
    QCOMPARE(QString::fromStdString(source.format), QStringLiteral("syslog"));
    QCOMPARE(QString::fromStdString(test.query("SELECT host, component, process, text FROM logline WHERE line = 3")),
             QStringLiteral("web-1|sshd|2|Accepted publickey for operator"));
    QCOMPARE(QString::fromStdString(test.query("SELECT count(*) FROM logline WHERE process = '7'")), QStringLiteral("1"));
}

void LogLinesTest::linesInsideAnExportKeepTheStoresTimeWhereNoFormatClaimsThem()
{
    const CollectingSink sink = read("loki-streams",
        "{\"data\":{\"resultType\":\"streams\",\"result\":[{\"stream\":{\"app\":\"edge\"},\"values\":["
        "[\"1713900600000000000\",\"2024/04/23 19:29:58 [warn] 7#7: b\"],[\"1713900599000000000\",\"starting\"]]}]}}");
    QCOMPARE(sink.logLines.size(), std::size_t{2});
    QCOMPARE(QString::fromStdString(sink.logLines[0].at("text").get<std::string>()), QStringLiteral("starting"));
    QCOMPARE(QString::fromStdString(sink.logLines[0].at("time").get<std::string>()), QStringLiteral("2024-04-23T19:29:59Z"));
    QCOMPARE(QString::fromStdString(sink.logLines[0].at("component").get<std::string>()), QStringLiteral("edge"));
}

void LogLinesTest::rowsOfAnExportAreInTimeOrderAndEqualOnesAsTheyCame()
{
    std::string streams;
    std::string expected;
    std::array<std::string, 40> bySecond;
    for (int stream = 0; stream < 100; ++stream) {    // every other one newest first, as Loki gives them
        std::string values;
        for (int i = 0; i < 4; ++i) {
            const auto second = static_cast<std::size_t>((stream * 7) % 30 + (stream % 2 == 0 ? i : 3 - i));
            const std::string text = "s" + std::to_string(stream) + "." + std::to_string(i);
            values += (i == 0 ? "" : ",") + ("[\"" + std::to_string(1713900600 + second) + "000000000\",\"" + text + "\"]");
            bySecond[second] += text + " ";
        }
        streams += (stream == 0 ? "" : ",") + ("{\"stream\":{},\"values\":[" + values + "]}");
    }
    for (const std::string& texts : bySecond)
        expected += texts;
    const CollectingSink sink = read("loki-streams", "{\"data\":{\"resultType\":\"streams\",\"result\":[" + streams + "]}}");
    std::string found;
    for (const auto& line : sink.logLines)
        found += line.at("text").get<std::string>() + " ";
    QCOMPARE(QString::fromStdString(found), QString::fromStdString(expected));
}

void LogLinesTest::linesInsideAnExportKeepWhatTheRowKnows()
{
    const CollectingSink lines = read("datadog-csv",
        "Date,Host,Service,Status,Message\n"
        "2024-04-23T19:29:58.010Z,web-01,edge,info,2024/04/23 19:29:58 [warn] 7#7: b\n");
    QCOMPARE(lines.logLines.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(lines.logLines[0].at("host").get<std::string>()), QStringLiteral("web-01"));
    QCOMPARE(QString::fromStdString(lines.logLines[0].at("component").get<std::string>()), QStringLiteral("edge"));
    const CollectingSink requests = read("kibana-csv",
        "@timestamp,host.name,message\n"
        "\"Apr 23, 2024 @ 19:29:58.000\",web-02,\"192.0.2.4 - - [23/Apr/2024:19:29:58 +0000] \"\"GET /a HTTP/1.1\"\" 200 12 \"\"-\"\" \"\"curl\"\"\"\n");
    QCOMPARE(requests.requests.size(), std::size_t{1});
    QVERIFY(!requests.requests[0].contains("host"));    // it is the one that was asked for
    QCOMPARE(QString::fromStdString(requests.requests[0].at("rest").get<std::string>()), QStringLiteral("host.name=web-02"));
}

void LogLinesTest::indentedObjectsAreReadByTheImporterOfTheirLines()
{
    ImportCase test;
    std::string text;
    for (int i = 0; i < 3; ++i) {
        text += "{\n  \"time_iso8601\": \"2024-04-23T19:29:5" + std::to_string(i) + "+00:00\",\n  \"remote_addr\": \"192.0.2.4\",\n"
                "  \"request_method\": \"GET\",\n  \"request_uri\": \"/{a}\",\n  \"status\": 200,\n  \"request_time\": 0.25\n}\n";
    }
    const Source source = test.importText("access.json", text);
    QCOMPARE(QString::fromStdString(source.format), QStringLiteral("nginx-json"));
    QCOMPARE(QString::fromStdString(source.wrapper), QStringLiteral("indented-json"));
    QCOMPARE(source.lines, std::uint64_t{24});
    QCOMPARE(source.recordLines, std::uint64_t{24});
    QCOMPARE(QString::fromStdString(test.query("SELECT count(*), min(path), max(line) FROM request")), QStringLiteral("3|/{a}|24"));
    const Source streams = test.importText("streams.json",
        "{\n  \"status\": \"success\",\n  \"data\": {\n    \"resultType\": \"streams\",\n    \"result\": [\n"
        "      {\"stream\": {}, \"values\": [[\"1713900598123456789\", \"x\"]]}\n    ]\n  }\n}\n");
    QCOMPARE(QString::fromStdString(streams.format), QStringLiteral("loki-streams"));
    QVERIFY(streams.wrapper.empty());
}

void LogLinesTest::textWithoutTimesIsRefusedInASentence()
{
    ImportCase test;
    ImportRequest request;
    request.paths = {test.write("notes.log", "Hello, World!\nHow are you?\nGoodbye, World!\n")};
    const auto report = test.tryImport(request);
    QVERIFY(report);
    QCOMPARE(report->sources.size(), std::size_t{1});
    QVERIFY(report->sources.front().error);
    QVERIFY(report->sources.front().error->why.find("No format fits it") != std::string::npos);
}

QTEST_GUILESS_MAIN(LogLinesTest)
#include "loglines_test.moc"
