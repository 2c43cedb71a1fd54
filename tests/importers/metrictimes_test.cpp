// Which instant each metric and load test format means: one small text a row, the expected UTC written by hand from the format's
// specification. The source's zone is Asia/Kolkata (+05:30) throughout, so that a format that is UTC or epoch by specification
// cannot pass by chance. Then what must not grow without a limit.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

const ImporterRegistry& registry()
{
    static const ImporterRegistry importers{builtinImporters()};
    return importers;
}

CollectingSink read(const char* format, const std::string& text)
{
    ImportOptions options;
    options.zone = *TimeZone::named("Asia/Kolkata");
    CollectingSink sink;
    readInto(sink, *registry().find(format), text, "input", options);
    return sink;
}

struct Instant {
    const char* name;
    const char* format;
    const char* text;
    const char* utc;
    TimeBasis basis;
};

const std::vector<Instant> seriesInstants = {
    {"0.0.4: milliseconds", "prometheus-text", "a 1 1395066363000", "2014-03-17T14:26:03Z", TimeBasis::Epoch},
    {"0.0.4: few digits are milliseconds too", "prometheus-text", "a 1 1500", "1970-01-01T00:00:01.500Z", TimeBasis::Epoch},
    {"0.0.4: before 1970", "prometheus-text", "a 1 -3982045", "1969-12-31T22:53:37.955Z", TimeBasis::Epoch},
    {"OpenMetrics: seconds", "openmetrics", "a 1 1520879607.789\n# EOF", "2018-03-12T18:33:27.789Z", TimeBasis::Epoch},
    {"OpenMetrics: exponent", "openmetrics", "a 1 1.520879607e9\n# EOF", "2018-03-12T18:33:27Z", TimeBasis::Epoch},
    {"OpenMetrics: nanoseconds are kept", "openmetrics", "a 1 1520879607.123456789\n# EOF", "2018-03-12T18:33:27.123456789Z", TimeBasis::Epoch},
    {"promtool dump: milliseconds", "promtool-tsdb-dump", "{__name__=\"a\"} 1 1713900598123", "2024-04-23T19:29:58.123Z", TimeBasis::Epoch},
    {"VictoriaMetrics: milliseconds", "victoriametrics-export", R"({"metric":{"__name__":"a"},"values":[1],"timestamps":[1549891472010]})",
     "2019-02-11T13:24:32.010Z", TimeBasis::Epoch},
    {"line protocol: nanoseconds", "influx-line-protocol", "a v=1 1482669077000000001", "2016-12-25T12:31:17.000000001Z", TimeBasis::Epoch},
    {"line protocol: microseconds", "influx-line-protocol", "a v=1 1482669077000001", "2016-12-25T12:31:17.000001Z", TimeBasis::Epoch},
    {"line protocol: milliseconds", "influx-line-protocol", "a v=1 1482669077001", "2016-12-25T12:31:17.001Z", TimeBasis::Epoch},
    {"line protocol: seconds", "influx-line-protocol", "a v=1 1482669077", "2016-12-25T12:31:17Z", TimeBasis::Epoch},
    {"annotated CSV: RFC 3339", "influx-annotated-csv", ",result,table,_time,_value,_field\n,,0,2023-01-01T02:52:00.5+02:00,1,a",
     "2023-01-01T00:52:00.500Z", TimeBasis::Offset},
    {"InfluxDB 1: epoch=ms", "influx-query", R"({"results":[{"series":[{"name":"a","columns":["time","v"],"values":[[1422568543702,1]]}]}]})",
     "2015-01-29T21:55:43.702Z", TimeBasis::Epoch},
    {"InfluxDB 1: RFC 3339", "influx-query", R"({"results":[{"series":[{"name":"a","columns":["time","v"],"values":[["2015-01-29T21:55:43.7Z",1]]}]}]})",
     "2015-01-29T21:55:43.700Z", TimeBasis::Offset},
    {"Graphite: seconds", "graphite-plaintext", "a.b 1 1713900600", "2024-04-23T19:30:00Z", TimeBasis::Epoch},
    {"Graphite JSON: value first, then seconds", "graphite-json", R"([{"target":"a","datapoints":[[1713900000,1713900600]]}])",
     "2024-04-23T19:30:00Z", TimeBasis::Epoch},
    {"CloudWatch: offset", "cloudwatch-metric-data", R"({"MetricDataResults":[{"Id":"a","Timestamps":["2023-05-11T07:50:00+02:00"],"Values":[1]}]})",
     "2023-05-11T05:50:00Z", TimeBasis::Offset},
    {"CloudWatch: seconds", "cloudwatch-metric-data", R"({"MetricDataResults":[{"Id":"a","Timestamps":[1683784200.0],"Values":[1]}]})",
     "2023-05-11T05:50:00Z", TimeBasis::Epoch},
    {"CloudWatch stream: milliseconds", "cloudwatch-metric-stream",
     R"({"metric_stream_name":"s","metric_name":"a","timestamp":1611929698000,"value":{"sum":1}})", "2021-01-29T14:14:58Z", TimeBasis::Epoch},
    {"CloudWatch console: the zone it showed", "cloudwatch-csv", "Label,a\nId,m1\n2023/05/11 05:50:00,1", "2023-05-11T00:20:00Z", TimeBasis::SourceZone},
    {"Atlas: UTC", "atlas-measurements", R"({"measurements":[{"name":"a","dataPoints":[{"timestamp":"2017-08-22T20:31:12Z","value":1}]}]})",
     "2017-08-22T20:31:12Z", TimeBasis::Offset},
    {"Datadog v1: milliseconds", "datadog-query", R"({"series":[{"metric":"a","pointlist":[[1711633200000.0,1]]}]})", "2024-03-28T13:40:00Z", TimeBasis::Epoch},
    {"Datadog v2: milliseconds", "datadog-query", R"({"data":{"attributes":{"series":[{}],"times":[1711633200000],"values":[[1]]}}})",
     "2024-03-28T13:40:00Z", TimeBasis::Epoch},
    {"OTLP: nanoseconds", "otlp-metrics",
     R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","gauge":{"dataPoints":[{"timeUnixNano":"1704067200000000001","asInt":"1"}]}}]}]}]})",
     "2024-01-01T00:00:00.000000001Z", TimeBasis::Epoch},
    {"Azure Monitor: UTC", "azure-monitor", R"({"value":[{"name":{"value":"a"},"timeseries":[{"data":[{"timeStamp":"2022-02-22T22:00:00Z","total":1}]}]}]})",
     "2022-02-22T22:00:00Z", TimeBasis::Offset},
    {"NGINX Plus: milliseconds", "nginx-plus-status", R"({"nginx_version":"1","timestamp":1446249499322,"connections":{"accepted":1}})",
     "2015-10-30T23:58:19.322Z", TimeBasis::Epoch},
    {"Netdata: seconds", "netdata-json", R"({"labels":["time","a"],"data":[[1713900600,1]]})", "2024-04-23T19:30:00Z", TimeBasis::Epoch},
    {"TCPD: a year is its first day", "tcpd-series", R"({"name":"a","n_obs":1,"n_dim":1,"time":{"raw":["1960"]},"series":[{"label":"V","raw":[1]}]})",
     "1959-12-31T18:30:00Z", TimeBasis::SourceZone},
    {"sar: the date of the banner, the source's zone", "sar-text",
     "Linux 5.10 (web-1) \t04/22/24 \t_x86_64_\t(8 CPU)\n\n12:00:01 AM CPU %user\n02:10:01 PM all 1.5\n", "2024-04-22T08:40:01Z", TimeBasis::SourceZone},
    {"sadf -d: UTC in the line", "sadf-database", "# hostname;interval;timestamp;%user\nweb-1;600;2024-04-22 06:50:01 UTC;1.5", "2024-04-22T06:50:01Z",
     TimeBasis::ZoneWord},
    {"sadf -d: no UTC, so local", "sadf-database", "# hostname;interval;timestamp;%user\nweb-1;600;2024-04-22 06:50:01;1.5", "2024-04-22T01:20:01Z",
     TimeBasis::SourceZone},
    {"HAProxy: the time that a collector wrote", "haproxy-stats", "time,pxname,svname,scur\n2024-04-22T06:45:00Z,a,b,1", "2024-04-22T06:45:00Z", TimeBasis::Offset},
    {"Tsung: seconds", "tsung-json", R"({"timestamp": 1461690087,  "samples": [{"name": "users", "value": 2}]},)", "2016-04-26T17:01:27Z", TimeBasis::Epoch},
    {"Locust: seconds", "locust-stats-history", "Timestamp,User Count\n1648711042,1", "2022-03-31T07:17:22Z", TimeBasis::Epoch},
    {"Siege: the source's zone", "siege-log", "Date & Time,Trans,Elap Time\n2016-03-01 13:13:25,10,1.5", "2016-03-01T07:43:25Z", TimeBasis::SourceZone},
};

const std::vector<Instant> requestInstants = {
    {"k6 JSON: offset and nanoseconds", "k6-json",
     R"({"metric":"http_req_duration","type":"Point","data":{"time":"2017-05-09T14:34:45.239531499+02:00","value":1,"tags":{"url":"http://a/"}}})",
     "2017-05-09T12:34:45.239531499Z", TimeBasis::Offset},
    {"k6 CSV: seconds", "k6-csv", "metric_name,timestamp,metric_value,url\nhttp_req_duration,1633706790,1,http://a/", "2021-10-08T15:26:30Z", TimeBasis::Epoch},
    {"k6 CSV: unix_milli", "k6-csv", "metric_name,timestamp,metric_value,url\nhttp_req_duration,1633706790123,1,http://a/", "2021-10-08T15:26:30.123Z", TimeBasis::Epoch},
    {"k6 CSV: unix_micro", "k6-csv", "metric_name,timestamp,metric_value,url\nhttp_req_duration,1633706790123456,1,http://a/", "2021-10-08T15:26:30.123456Z",
     TimeBasis::Epoch},
    {"k6 CSV: unix_nano", "k6-csv", "metric_name,timestamp,metric_value,url\nhttp_req_duration,1633706790123456789,1,http://a/",
     "2021-10-08T15:26:30.123456789Z", TimeBasis::Epoch},
    {"k6 CSV: rfc3339", "k6-csv", "metric_name,timestamp,metric_value,url\nhttp_req_duration,2021-10-08T17:26:30+02:00,1,http://a/", "2021-10-08T15:26:30Z",
     TimeBasis::Offset},
    {"JMeter CSV: milliseconds", "jmeter-csv", "timeStamp,elapsed,label\n1612333832827,300,a", "2021-02-03T06:30:32.827Z", TimeBasis::Epoch},
    {"JMeter CSV: a format of the user's", "jmeter-csv", "timeStamp,elapsed,label\n2021/02/03 06:30:32.827,300,a", "2021-02-03T01:00:32.827Z", TimeBasis::SourceZone},
    {"JMeter XML: milliseconds", "jmeter-xml", "<testResults>\n<httpSample t=\"1\" ts=\"1440748671105\" lb=\"a\" rc=\"200\"/>", "2015-08-28T07:57:51.105Z",
     TimeBasis::Epoch},
    {"Gatling: milliseconds, start", "gatling-log", "REQUEST\t\ta\t1617110480100\t1617110480350\tOK\t", "2021-03-30T13:21:20.100Z", TimeBasis::Epoch},
    {"Molotov: seconds", "molotov-report", R"({"ts": 1645712661.7488089, "type": "request", "label": "a", "elapsed": 0.251})", "2022-02-24T14:24:21.748808900Z",
     TimeBasis::Epoch},
    {"vegeta CSV: nanoseconds", "vegeta-csv", "1546678800000000001,200,1,1,1,,,a,0,GET,http://a/,", "2019-01-05T09:00:00.000000001Z", TimeBasis::Epoch},
    {"ab -g: the seconds, not the text beside them", "ab-gnuplot", "starttime\tseconds\tctime\tdtime\tttime\twait\nTue Mar 01 13:13:25 2016\t1456827205\t1\t1\t2\t1",
     "2016-03-01T10:13:25Z", TimeBasis::Epoch},
};

void addRows(const std::vector<Instant>& rows)
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].name) << static_cast<int>(i);
}

}    // namespace

class MetricTimesTest : public QObject {
    Q_OBJECT

private slots:
    void aSampleIsAtTheInstantThatItsFormatMeans_data() { addRows(seriesInstants); }
    void aSampleIsAtTheInstantThatItsFormatMeans();
    void aRequestIsAtTheInstantThatItsToolMeans_data() { addRows(requestInstants); }
    void aRequestIsAtTheInstantThatItsToolMeans();
    void aLoadTestIsOneEventFromItsFirstStartToItsLastEnd();
    void whatHasNoTimeIsRefusedWithTheReason_data();
    void whatHasNoTimeIsRefusedWithTheReason();
    void tenThousandColumnsAreReadAndMoreAreRefused();
    void aHugeLabelIsKeptWhole();
};

void MetricTimesTest::aSampleIsAtTheInstantThatItsFormatMeans()
{
    QFETCH(int, index);
    const Instant& row = seriesInstants[static_cast<std::size_t>(index)];
    const CollectingSink sink = read(row.format, row.text);
    QVERIFY2(!sink.seriesList.empty(), sink.toJson().dump().c_str());
    const RecordTime& time = sink.seriesList.front().samples.front().first;
    QCOMPARE(QString::fromStdString(formatUtc(time.utc)), QLatin1String(row.utc));
    QCOMPARE(static_cast<int>(time.basis), static_cast<int>(row.basis));
}

void MetricTimesTest::aRequestIsAtTheInstantThatItsToolMeans()
{
    QFETCH(int, index);
    const Instant& row = requestInstants[static_cast<std::size_t>(index)];
    const CollectingSink sink = read(row.format, row.text);
    QVERIFY2(sink.requests.size() == 1, sink.toJson().dump().c_str());
    QCOMPARE(QString::fromStdString(sink.requests.front()["time"].get<std::string>()), QLatin1String(row.utc));
    QCOMPARE(sink.requests.front()["time_basis"].get<std::string>(), std::string(nameOf(row.basis)));
}

void MetricTimesTest::aLoadTestIsOneEventFromItsFirstStartToItsLastEnd()
{
    // The later line is the earlier request, and the first request is the last to end.
    const CollectingSink sink = read("jmeter-csv", "timeStamp,elapsed,label\n1612333832000,9000,a\n1612333831000,10,b\n1612333833000,10,c\n");
    QCOMPARE(sink.events.size(), std::size_t{1});
    QCOMPARE(sink.events.front()["kind"].get<std::string>(), std::string("load-test"));
    QCOMPARE(sink.events.front()["time"].get<std::string>(), std::string("2021-02-03T06:30:31Z"));
    QCOMPARE(sink.events.front()["end"].get<std::string>(), std::string("2021-02-03T06:30:41Z"));
}

void MetricTimesTest::whatHasNoTimeIsRefusedWithTheReason_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("text");
    QTest::newRow("0.0.4") << "prometheus-text" << "a 1";
    QTest::newRow("OpenMetrics") << "openmetrics" << "a 1\n# EOF";
    QTest::newRow("line protocol") << "influx-line-protocol" << "a v=1";
    QTest::newRow("HAProxy page") << "haproxy-stats" << "# pxname,svname,scur\na,b,1";
    QTest::newRow("ab -e") << "load-test-summary" << "Percentage served,Time in ms\n0,1.5";
    QTest::newRow("OTLP") << "otlp-metrics"
                          << R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"a","gauge":{"dataPoints":[{"asInt":"1"}]}}]}]}]})";
    QTest::newRow("positions") << "tcpd-series" << R"({"n_obs":1,"n_dim":1,"time":{"index":[0]},"series":[{"label":"V","raw":[1]}]})";
}

void MetricTimesTest::whatHasNoTimeIsRefusedWithTheReason()
{
    QFETCH(QString, format);
    QFETCH(QString, text);
    const CollectingSink sink = read(qPrintable(format), text.toStdString());
    QVERIFY(sink.seriesList.empty());
    QCOMPARE(sink.rejected.size(), std::size_t{1});
    QCOMPARE(sink.rejected.front()["code"].get<std::string>(), std::string("no-timestamp"));
}

void MetricTimesTest::tenThousandColumnsAreReadAndMoreAreRefused()
{
    const auto table = [](int columns) {
        std::string header = "metric_name,timestamp,metric_value", row = "vus,1633706790,1";
        for (int i = 3; i < columns; ++i) {
            header += ",tag" + std::to_string(i);
            row += ",x";
        }
        return header + '\n' + row + '\n';
    };
    const CollectingSink most = read("k6-csv", table(10'000));
    QCOMPARE(most.seriesList.size(), std::size_t{1});
    QCOMPARE(most.seriesList.front().labels.size(), std::size_t{9'997});
    const CollectingSink more = read("k6-csv", table(10'001));
    QVERIFY(more.seriesList.empty());
    QCOMPARE(more.rejected.front()["code"].get<std::string>(), std::string("column-count"));
}

void MetricTimesTest::aHugeLabelIsKeptWhole()
{
    const std::string value(200'000, 'x');
    const CollectingSink sink = read("prometheus-text", "a{b=\"" + value + "\"} 1 1395066363000");
    QCOMPARE(sink.seriesList.front().labels.front().second.size(), value.size());
}

QTEST_GUILESS_MAIN(MetricTimesTest)
#include "metrictimes_test.moc"
