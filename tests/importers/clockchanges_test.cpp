// What each format without an offset makes of the hours in which clocks change: one record a row, its stamp written between
// backquotes as a date format. Europe/Paris: 02:30 of 27 October 2024 comes twice and is taken for the first, in summer time;
// 02:30 of 31 March 2024 does not come and is read as if the clock had not been put forward.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/support/collectingsink.h"

#include <QDateTime>
#include <QLocale>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

struct Stamped {
    const char* format;
    const char* text;
    const char* logFormat = "";
};

const std::vector<Stamped> logLines = {
    {"syslog", "`MMM dd HH:mm:ss` db-1 cron[1]: x"},
    {"datapower", "<134>`MMM dd HH:mm:ss` gw [0x8100448e][auth][info] x"},
    {"klog", "I`MMdd HH:mm:ss`.000000 1 a.go:1] x"},
    {"kafka", "[`yyyy-MM-dd HH:mm:ss`,000] INFO x (kafka.server.KafkaServer)"},
    {"zookeeper", "`yyyy-MM-dd HH:mm:ss`,000 [myid:1] - INFO  [main:QuorumPeer@1] - x"},
    {"cassandra", "INFO  [main] `yyyy-MM-dd HH:mm:ss`,000 Daemon.java:1 - x"},
    {"hadoop", "`yyyy-MM-dd HH:mm:ss`,000 INFO org.apache.hadoop.A: x"},
    {"solr", "`yyyy-MM-dd HH:mm:ss`.000 INFO  (main) [   ] o.a.s.A x"},
    {"elasticsearch", "[`yyyy-MM-ddTHH:mm:ss`,000][INFO ][o.e.n.Node] [n1] x"},
    {"catalina", "`dd-MMM-yyyy HH:mm:ss`.000 INFO [main] org.apache.A.b x"},
    {"java-util-logging", "`MMM dd, yyyy h:mm:ss AP` org.apache.A b\nINFO: x"},
    {"spring-boot", "`yyyy-MM-dd HH:mm:ss`.000  INFO 1 --- [main] a.b.C : x"},
    {"wildfly", "`yyyy-MM-dd HH:mm:ss`,000 INFO  [org.jboss.as] (main) x"},
    {"log4j", "`yyyy-MM-dd HH:mm:ss`,000 [main] INFO a.B - x"},
    {"nginx-error", "`yyyy/MM/dd HH:mm:ss` [error] 1#1: *1 x"},
    {"apache-error", "[`ddd MMM dd HH:mm:ss`.000000 `yyyy`] [core:error] [pid 1:tid 1] x"},
    {"litespeed-error", "`yyyy-MM-dd HH:mm:ss`.000000 [INFO] [1] [T0] x"},
    {"erlang-report", "=INFO REPORT==== `dd-MMM-yyyy`::`HH:mm:ss` ===\nx"},
    {"php-error", "[`dd-MMM-yyyy HH:mm:ss`] PHP Warning:  x"},
    {"monolog", "[`yyyy-MM-dd HH:mm:ss`] local.ERROR: x"},
    {"vsftpd", "`ddd MMM dd HH:mm:ss yyyy` [pid 2] x"},
    {"envoy-application", "[`yyyy-MM-dd HH:mm:ss`.000][1][info][main] x"},
    {"python", "`yyyy-MM-dd HH:mm:ss`,000 - a.b - INFO - x"},
    {"go-log", "`yyyy/MM/dd HH:mm:ss` main.go:12: x"},
    {"ruby-logger", "I, [`yyyy-MM-ddTHH:mm:ss`.000000 #1]  INFO -- : x"},
    {"leveled-text", "`yyyy-MM-dd HH:mm:ss` INFO x"},
    {"openam", "\"`yyyy-MM-dd HH:mm:ss`\"\tx\tid=a\t1\t192.0.2.1\tINFO\td\tl\tM-1\ta.access\tn\th"},
    {"logfmt", "date=`yyyy-MM-dd` time=`HH:mm:ss` level=notice msg=x"},
    {"json-log", R"({"time":"`yyyy-MM-ddTHH:mm:ss`","level":"info","message":"x"})"},
    {"text", "`yyyy-MM-dd HH:mm:ss` x"},
    {"pattern", "`yyyy-MM-dd HH:mm:ss` INFO x", "(?<time>\\S+ \\S+) (?<level>\\w+) (?<text>.*)"},
};

const std::vector<Stamped> requests = {
    {"atlassian-access", R"(192.0.2.1 | https | o@1x1x1x1 | a | `yyyy-MM-dd HH:mm:ss`,000 | "GET /x HTTP/1.1" | "" "git/2" | 200 | 1 | 1 | refs | 1 | t |)"},
    {"haproxy", R"(Jan  1 00:00:00 lb haproxy[1]: 192.0.2.1:1 [`dd/MMM/yyyy:HH:mm:ss`.000] in back/srv 0/0/0/1/1 200 1 - - ---- 1/1/1/1/0 0/0 "GET / HTTP/1.1")"},
    {"uwsgi", "[pid: 1|app: 0|req: 1/1] 192.0.2.1 () {38 vars in 696 bytes} [`ddd MMM dd HH:mm:ss yyyy`] GET /x => generated 47 bytes in 129 msecs "
              "(HTTP/1.1 200) 9 headers in 378 bytes (1 switches on core 3)"},
    {"w3c-extended", "#Fields: date-local time-local cs-method cs-uri-stem sc-status\n`yyyy-MM-dd HH:mm:ss` GET /x 200"},
    {"zoraxy", "`yyyy/MM/dd HH:mm:ss` [`yyyy-MM-dd HH:mm:ss`.000000] [router:host-http] [origin:a.example] [client: 192.0.2.1] [useragent: x] GET / 200"},
    {"apache-log-format", "`dd/MMM/yyyy:HH:mm:ss` GET /x 200", "%{%d/%b/%Y:%T}t %m %U %>s"},
    {"pattern", "`yyyy-MM-dd HH:mm:ss` GET /x 200", "(?<time>\\S+ \\S+) (?<method>\\w+) (?<path>\\S+) (?<status>\\d+)"},
    {"csv", "time,method,path,status,duration_ms\n`yyyy-MM-dd HH:mm:ss`,GET,/x,200,1"},
};

const std::vector<Stamped> operations = {
    {"mongodb-text", "`ddd MMM dd HH:mm:ss`.000 [conn1] query shop.orders query: { a: 1 } ntoreturn:0 ntoskip:0 nscanned:5 keyUpdates:0 locks(micros) r:1 nreturned:1 reslen:20 150ms"},
    {"mysql-slow", "# Time: `yyMMdd HH:mm:ss`\n# User@Host: root[root] @ localhost []\n# Query_time: 0.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0\nselect 1;"},
    {"mysql-general", "`yyMMdd HH:mm:ss`\t      1 Query       select 1"},
    {"mysql-error", "`yyMMdd HH:mm:ss` [Note] x"},
    {"pgbouncer", "`yyyy-MM-dd HH:mm:ss`.000 3394 LOG x"},
    {"postgresql-syslog", "`MMM dd HH:mm:ss` db-1 postgres[1]: [1-1] LOG:  duration: 0.000 ms  statement: SELECT 1"},
    {"redis-log", "1:M `dd MMM yyyy HH:mm:ss`.000 * x"},
};

const std::vector<Stamped> metrics = {
    {"csv", "time,value\n`yyyy-MM-dd HH:mm:ss`,1"},
    {"grafana-csv", "\"Time\",\"api-1\"\n`yyyy-MM-dd HH:mm:ss`,1"},
    {"cloudwatch-csv", "Full label,CPUUtilization\nRegion,eu-west-1\nMetric,CPUUtilization\n`yyyy/MM/dd HH:mm:ss`,1"},
    {"sar-text", "Linux 5.10.0 (web-1) \t`MM/dd/yyyy` \t_x86_64_\t(8 CPU)\n\n12:00:01 AM     CPU     %user\n`hh:mm:ss AP`     all      1.20"},
    {"siege-log", "      Date & Time,  Trans,  Elap Time,  Data Trans,  Resp Time,  Trans Rate,  Throughput,  Concurrent,    OKAY,   Failed\n"
                  "`yyyy-MM-dd HH:mm:ss`,   1000,       0.00,           4,       0.24,       80.00,        0.32,       19.20,     998,       2"},
    {"json-lines", R"({"time":"`yyyy-MM-dd HH:mm:ss`","cpu":1})"},
    {"tcpd-series", R"({"name":"a","n_obs":1,"n_dim":1,"time":{"type":"string","format":"%Y-%m-%d %H:%M:%S","index":[0],"raw":["`yyyy-MM-dd HH:mm:ss`"]},"series":[{"label":"v","type":"float","raw":[1]}]})"},
};

/// The text with each date format between backquotes as the wall clock.
std::string stamped(const char* text, const QDateTime& clock)
{
    const QStringList parts = QString::fromUtf8(text).split(QLatin1Char('`'));
    QString result;
    for (qsizetype i = 0; i < parts.size(); ++i)
        result += i % 2 == 0 ? parts[i] : QLocale::c().toString(clock, parts[i]);
    return result.toStdString();
}

std::optional<RecordTime> timeOfSample(const CollectingSink& sink)
{
    for (const CollectingSink::Series& series : sink.seriesList) {
        if (!series.samples.empty())
            return series.samples.front().first;
    }
    return std::nullopt;
}

std::string firstTime(const CollectingSink& sink)
{
    for (const auto* list : {&sink.requests, &sink.operations, &sink.logLines, &sink.events}) {
        if (!list->empty())
            return list->front().at("time").get<std::string>();
    }
    const auto time = timeOfSample(sink);
    return time ? formatUtc(time->utc) : "nothing was read" + (sink.rejected.empty() ? std::string() : ": " + sink.rejected.front().dump());
}

}    // namespace

class ClockChangesTest : public QObject {
    Q_OBJECT

private slots:
    void aStampInThatHourIsThisInstant_data()
    {
        QTest::addColumn<QByteArray>("format");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("logFormat");
        const auto add = [](const char* kind, const std::vector<Stamped>& rows) {
            for (const Stamped& row : rows)
                QTest::addRow("%s of %s", kind, row.format) << QByteArray(row.format) << QByteArray(row.text) << QByteArray(row.logFormat);
        };
        add("log line", logLines);
        add("request", requests);
        add("operation", operations);
        add("sample", metrics);
    }

    void aStampInThatHourIsThisInstant()
    {
        QFETCH(QByteArray, format);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, logFormat);
        const Importer* importer = m_registry.find(format.toStdString());
        QVERIFY(importer != nullptr);
        ImportOptions options;
        options.zone = *TimeZone::named("Europe/Paris");
        options.year = 2024;
        options.logFormat = logFormat.toStdString();
        const auto instantOf = [&](const QDate& day) {
            CollectingSink sink;
            readInto(sink, *importer, stamped(text.constData(), QDateTime(day, QTime(2, 30), Qt::UTC)), "input", options);
            return firstTime(sink);
        };
        QCOMPARE(instantOf(QDate(2024, 10, 27)), std::string("2024-10-27T00:30:00Z"));
        QCOMPARE(instantOf(QDate(2024, 3, 31)), std::string("2024-03-31T01:30:00Z"));
        QCOMPARE(instantOf(QDate(2024, 10, 26)), std::string("2024-10-26T00:30:00Z"));
        QCOMPARE(instantOf(QDate(2024, 3, 30)), std::string("2024-03-30T01:30:00Z"));
    }

private:
    ImporterRegistry m_registry{builtinImporters()};
};

QTEST_GUILESS_MAIN(ClockChangesTest)
#include "clockchanges_test.moc"
