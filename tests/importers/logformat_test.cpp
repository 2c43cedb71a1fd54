// Pasted log formats: how they may be pasted, what is refused, and single lines read by them.

#include "importers/builtinimporters.h"
#include "importers/requests/apachelogformat.h"
#include "importers/requests/nginxlogformat.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

struct StatedLogFormat {
    std::string importer;
    Anchor anchor = Anchor::Unknown;
};

/// The importer that the import job would choose for a pasted text, and what it says of it.
Result<StatedLogFormat> checkLogFormat(const std::string& text)
{
    ImportOptions options;
    options.logFormat = text;
    const NginxLogFormatImporter nginx;
    const ApacheLogFormatImporter apache;
    const Importer& importer = nginx.claimsLogFormat(text) ? static_cast<const Importer&>(nginx) : apache;
    const auto anchor = importer.anchorFor(options);
    if (!anchor)
        return anchor.error();
    return StatedLogFormat{std::string(importer.info().id), *anchor};
}

}    // namespace

class LogFormatTest : public QObject {
    Q_OBJECT

private slots:
    void takesAFormatAsItIsPasted_data();
    void takesAFormatAsItIsPasted();
    void refusesAFormatThatCannotBeUsed_data();
    void refusesAFormatThatCannotBeUsed();
    void readsALine_data();
    void readsALine();
    void rejectsEveryLineOfABadFormat();
};

void LogFormatTest::takesAFormatAsItIsPasted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("importer");
    QTest::addColumn<QString>("anchor");
    QTest::newRow("nginx directive") << "log_format main '$remote_addr [$time_local] '\n   '\"$request\" $status';" << "nginx-log-format" << "end";
    QTest::newRow("nginx with escape") << "log_format j escape=json '{\"t\":\"$time_iso8601\"}';" << "nginx-log-format" << "end";
    QTest::newRow("nginx strings") << "'$remote_addr ' '[$time_local]'" << "nginx-log-format" << "end";
    QTest::newRow("nginx bare") << "$remote_addr [$time_local] \"$request\"" << "nginx-log-format" << "end";
    QTest::newRow("nginx bare, quote first") << "\"$msec\" \"$request\"" << "nginx-log-format" << "end";
    QTest::newRow("nginx braces") << "${remote_addr} ${msec}" << "nginx-log-format" << "end";
    QTest::newRow("Apache directive") << "LogFormat \"%h %t \\\"%r\\\" %>s\" combined" << "apache-log-format" << "start";
    QTest::newRow("Apache custom log") << "CustomLog logs/access_log \"%h %t %s\"" << "apache-log-format" << "start";
    QTest::newRow("Apache quoted") << "\"%h %t \\\"%r\\\" %>s\"" << "apache-log-format" << "start";
    QTest::newRow("Apache bare") << "%h %t \"%r\" %400,501{Referer}i %!200s" << "apache-log-format" << "start";
    QTest::newRow("Apache end") << "%h %{end:%Y-%m-%dT%H:%M:%S%z}t" << "apache-log-format" << "end";
    QTest::newRow("Apache target in pieces") << "%t %m %U%q %H" << "apache-log-format" << "start";
}

void LogFormatTest::takesAFormatAsItIsPasted()
{
    QFETCH(QString, text);
    const auto stated = checkLogFormat(text.toStdString());
    QVERIFY2(stated.has_value(), stated ? "" : stated.error().message().c_str());
    QFETCH(QString, importer);
    QFETCH(QString, anchor);
    QCOMPARE(QString::fromStdString(stated->importer), importer);
    QCOMPARE(QString::fromStdString(std::string(nameOf(stated->anchor))), anchor);
}

void LogFormatTest::refusesAFormatThatCannotBeUsed_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("word");
    QTest::newRow("empty") << "" << "No variable";
    QTest::newRow("no variable") << "hello" << "No variable";
    QTest::newRow("no time") << "$remote_addr $status" << "No time";
    QTest::newRow("fraction is no time") << "%h %{msec_frac}t" << "No time";
    QTest::newRow("nothing between") << "$time_iso8601$status$request_time" << "without any text between";
    QTest::newRow("open string") << "log_format main '$remote_addr [$time_local]" << "closed quoted strings";
    QTest::newRow("no name") << "log_format '$time_local'" << "name";
    QTest::newRow("unknown escape") << "log_format main escape=xml '$time_local'" << "escape=xml";
    QTest::newRow("lone dollar") << "$time_local costs 5$ ok" << "character";
    QTest::newRow("lone percent") << "%t 5%" << "character";
    QTest::newRow("open brace") << "%t %{Referer" << "character";
    QTest::newRow("start and end") << "%{begin:sec}t %{end:sec}t" << "start and of the end";
}

void LogFormatTest::refusesAFormatThatCannotBeUsed()
{
    QFETCH(QString, text);
    QFETCH(QString, word);
    const auto stated = checkLogFormat(text.toStdString());
    QVERIFY2(!stated, "it was taken");
    QCOMPARE(static_cast<int>(stated.error().kind), static_cast<int>(ErrorKind::Usage));
    QVERIFY2(stated.error().message().find(word.toStdString()) != std::string::npos, stated.error().message().c_str());
}

void LogFormatTest::readsALine_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    const auto row = [](const char* name, const char* format, const char* line, const char* field, const char* value) {
        QTest::newRow(name) << QString::fromUtf8(format) << QString::fromUtf8(line) << QString::fromUtf8(field) << QString::fromUtf8(value);
    };
    row("msec", "$msec $status", "1713900598.123 200", "time", "\"2024-04-23T19:29:58.123Z\"");
    row("iso", "$time_iso8601 $status", "2024-04-23T21:29:58+02:00 200", "time", "\"2024-04-23T19:29:58Z\"");
    row("msec before local", "[$time_local] $msec", "[23/Apr/2024:21:29:58 +0200] 1713900598.999", "time", "\"2024-04-23T19:29:58.999Z\"");
    row("Apache sec and fraction", "%{sec}t.%{usec_frac}t %s", "1713900598.000042 200", "time", "\"2024-04-23T19:29:58.000042Z\"");
    row("Apache fraction without text", "%{sec}t%{msec_frac}t %s", "1713900598042 200", "time", "\"2024-04-23T19:29:58.042Z\"");
    row("Apache microseconds", "%{usec}t %s", "1713900598000042 200", "time", "\"2024-04-23T19:29:58.000042Z\"");
    row("Apache strftime", "%{%Y-%m-%d %I:%M:%S %p %z}t %s", "2024-04-23 09:29:58 PM +0200 200", "time", "\"2024-04-23T19:29:58Z\"");
    row("Apache strftime in pieces", "%{%d/%b/%Y}t %{%T}t %{%z}t %s", "23/Apr/2024 21:29:58 +0200 200", "time", "\"2024-04-23T19:29:58Z\"");
    row("microseconds before seconds", "%t %T %D", "[23/Apr/2024:21:29:58 +0200] 1 1234567", "duration_ns", "1234567000");
    row("milliseconds", "%t %{ms}T", "[23/Apr/2024:21:29:58 +0200] 15", "duration_ns", "15000000");
    row("dash for bytes is 0", "%t %b", "[23/Apr/2024:21:29:58 +0200] -", "bytes_out", "0");
    row("final status", "%t %s %>s", "[23/Apr/2024:21:29:58 +0200] 302 200", "status", "200");
    row("target in pieces", "$msec $uri$is_args$args $status", "1713900598.123 /a?b=c 200", "query", "\"b=c\"");
    row("host and target", "$msec $scheme://$host$request_uri $status", "1713900598.123 https://h.example/a?b 200", "host", "\"h.example\"");
    row("raw target before decoded path", "$msec $uri \"$request\"", "1713900598.123 /a b \"GET /a%20b HTTP/1.1\"", "path", "\"/a%20b\"");
    row("blanks in the user", "$remote_user [$time_local] $status", "a [b] c [23/Apr/2024:21:29:58 +0200] 200", "user", "\"a [b] c\"");
    row("list with blanks", "$msec $upstream_response_time $status", "1713900598.123 0.004, 0.120 : 0.030 200", "upstream_duration_ns", "154000000");
    row("forwarded client", "$msec $http_x_forwarded_for $status", "1713900598.123 198.51.100.9, 10.0.0.1 200", "client_ip", "\"198.51.100.9\"");
    row("raw quotes without escaping", "log_format x escape=none '$msec \"$http_user_agent\" $status';", "1713900598.123 \"a \"b\" c\" 200",
        "user_agent", "\"a \\\"b\\\" c\"");
    row("more behind the format", "$msec $status", "1713900598.123 200 new=field", "rest", "\"new=field\"");
    row("huge epoch", "$msec $status", "99999999999999999999.123 200", "code", "\"bad-time\"");
    row("huge status", "$msec $status", "1713900598.123 20000000000000000000", "code", "\"bad-value\"");
    row("torn", "$msec \"$request\" $status", "1713900598.123 \"GET / HT", "code", "\"format-mismatch\"");
}

void LogFormatTest::readsALine()
{
    QFETCH(QString, format);
    QFETCH(QString, line);
    ImportOptions options;
    options.logFormat = format.toStdString();
    const auto stated = checkLogFormat(options.logFormat);
    QVERIFY2(stated.has_value(), stated ? "" : stated.error().message().c_str());
    const NginxLogFormatImporter nginx;
    const ApacheLogFormatImporter apache;
    const bool isNginx = stated->importer == "nginx-log-format";
    CollectingSink sink;
    readInto(sink, isNginx ? static_cast<const Importer&>(nginx) : apache, line.toStdString(), "access.log", options);
    const OrderedJson record = sink.requests.empty() ? sink.rejected.front() : sink.requests.front();
    QFETCH(QString, field);
    QFETCH(QString, value);
    const std::string actual = record.contains(field.toStdString()) ? record[field.toStdString()].dump() : "absent";
    QVERIFY2(actual == value.toStdString(), record.dump().c_str());
}

void LogFormatTest::rejectsEveryLineOfABadFormat()
{
    ImportOptions options;
    options.logFormat = "no variables";
    CollectingSink sink;
    readInto(sink, NginxLogFormatImporter{}, "a\nb\n", "access.log", options);
    QCOMPARE(sink.rejectedLines, 2U);
    QCOMPARE(QString::fromStdString(sink.rejected.front()["code"]), QStringLiteral("bad-log-format"));
}

QTEST_GUILESS_MAIN(LogFormatTest)
#include "logformat_test.moc"
