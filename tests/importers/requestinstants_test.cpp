// Which instant a stamp of each request format is and which end of the request it marks: expected values written by hand from the
// formats' specifications.

#include "importers/builtinimporters.h"
#include "tests/importers/sampleinstants.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

class RequestInstantsTest : public QObject {
    Q_OBJECT

private slots:
    void aStampIsThisInstant_data();
    void aStampIsThisInstant();

private:
    ImporterRegistry m_registry{builtinImporters()};
};

void RequestInstantsTest::aStampIsThisInstant_data()
{
    addInstantRows({
        {"field time, Z, response generated", "aws-alb", "alb.log", 1, "2024-04-23T19:29:58.186641Z", "offset", "end"},
        {"timestamp, Z, request received", "aws-elb", "elb.log", 1, "2024-04-23T19:29:58.945958Z", "offset", "start"},
        {"[time] with +0000, request received", "aws-s3", "access.log", 2, "2024-04-23T19:30:01Z", "offset", "start"},
        {"valve's %t with +0200, request complete", "atlassian-access", "access.log", 1, "2024-04-23T19:29:58Z", "offset", "end"},
        {"no zone: the source's", "atlassian-access", "bitbucket.log", 2, "2024-04-23T09:30:26.838Z", "source-zone", "end"},
        {"timeStamp with +00:00", "azure-gateway", "access.json", 1, "2024-04-23T19:29:58Z", "offset", "end"},
        {"time with Z", "azure-gateway-list", "records.json", 0, "2024-04-23T19:29:58Z", "offset", "end"},
        {"ts in seconds, handled", "caddy-json", "access.log", 2, "2024-04-23T19:29:58.123456700Z", "epoch", "end"},
        {"ts as text with +0200", "caddy-json", "access.log", 4, "2024-04-23T19:30:00.250Z", "offset", "end"},
        {"ts in milliseconds", "caddy-json", "nanoseconds.log", 1, "2024-04-23T19:29:58.123Z", "epoch", "end"},
        {"EdgeStartTimestamp in ns", "cloudflare-json", "requests.log", 1, "2024-04-23T19:29:58.100Z", "epoch", "start"},
        {"date and time are UTC, response finished", "cloudfront", "distribution.log", 3, "2024-04-23T19:29:58Z", "specification", "end"},
        {"START_TIME with Z", "envoy", "default.log", 1, "2024-04-23T19:29:58.310Z", "offset", "start"},
        {"start_time in JSON", "envoy", "json-and-text.log", 1, "2024-04-23T19:29:58.479Z", "offset", "start"},
        {"timestamp with Z, request received", "gcp-http-request", "requests.jsonl", 1, "2024-04-23T19:29:58.078306Z", "offset", "start"},
        {"timestamp with Z", "gcp-http-request-list", "entries.json", 0, "2024-04-23T19:30:01.500Z", "offset", "start"},
        {"no zone: Europe/Paris in summer, accepted", "haproxy", "http.log", 2, "2024-04-23T19:29:58.655Z", "source-zone", "start"},
        {"no zone: UTC is the default", "haproxy", "tcp.log", 1, "2024-04-23T19:29:58.500Z", "source-zone", "start"},
        {"$time_iso8601, written at the end", "nginx-json", "access.log", 1, "2024-04-23T19:29:58Z", "offset", "end"},
        {"$msec before $time_iso8601", "nginx-json", "access.log", 2, "2024-04-23T19:29:59.250Z", "epoch", "end"},
        {"$time_local with +0200", "nginx-proxy-manager", "proxy-host-1_access.log", 5, "2024-04-23T19:30:02Z", "offset", "end"},
        {"the user's group time", "pattern", "app.log", 1, "2024-04-23T19:29:58.250Z", "offset", "unknown"},
        {"%ts.%03tu, complete", "squid", "access.log", 1, "2024-04-23T19:29:58.642Z", "epoch", "end"},
        {"StartUTC", "traefik-json", "access.log", 1, "2024-04-23T19:29:58.123456789Z", "offset", "start"},
        {"time alone is the write: 30 s of duration before it", "traefik-json", "access.log", 3, "2024-04-23T19:30:00Z", "offset", "start"},
        {"ctime of the start in Europe/Paris", "uwsgi", "uwsgi.log", 2, "2024-04-23T19:29:58Z", "source-zone", "start"},
        {"date and time are UTC, complete", "w3c-extended", "iis.log", 6, "2024-04-23T19:30:10Z", "specification", "end"},
        {"time alone, past midnight of #Date", "w3c-extended", "times-alone.log", 6, "2024-04-24T00:00:01Z", "specification", "end"},
        {"date-local and time-local in Europe/Paris", "w3c-extended", "quoted-local.log", 8, "2024-04-23T19:29:58.363Z", "source-zone", "end"},
        {"#GMT-Offset: -0800", "w3c-extended", "gmt-offset.log", 4, "2024-04-23T08:00:18Z", "offset", "end"},
        {"microseconds in Europe/Paris", "zoraxy", "zoraxy.log", 1, "2024-04-23T19:29:58.150624Z", "source-zone", "end"},
    });
}

void RequestInstantsTest::aStampIsThisInstant()
{
    QFETCH(QString, file);
    QFETCH(int, record);
    const ReadSample read = readSampleOfRow(m_registry);
    QVERIFY(read.importer != nullptr);
    const auto& requests = read.sink.requests;
    const auto request = std::find_if(requests.begin(), requests.end(), [record](const OrderedJson& r) { return r.at("line") == record; });
    QVERIFY(request != requests.end());
    compareWithRow(*request, *read.importer);
    const Detection detection = read.importer->detect(headOf(read.content, file.toStdString()));
    if (!read.importer->needsLogFormat())
        QCOMPARE(nameOf(detection.anchor), nameOf(read.importer->info().anchor));
}

QTEST_GUILESS_MAIN(RequestInstantsTest)
#include "requestinstants_test.moc"
