// Which instant a stamp of each request format is and which end of the request it marks: expected values written by hand from the
// formats' specifications.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/importers/samplefiles.h"
#include "tests/support/collectingsink.h"

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
    std::vector<SampleFile> m_samples = sampleFiles();
};

void RequestInstantsTest::aStampIsThisInstant_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("utc");
    QTest::addColumn<QString>("basis");
    QTest::addColumn<QString>("anchor");
    const auto row = [](const char* rule, const char* format, const char* file, int line, const char* utc, const char* basis, const char* anchor) {
        QTest::addRow("%s, %s line %d: %s", format, file, line, rule) << format << file << line << utc << basis << anchor;
    };
    row("field time, Z, response generated", "aws-alb", "alb.log", 1, "2024-04-23T19:29:58.186641Z", "offset", "end");
    row("timestamp, Z, request received", "aws-elb", "elb.log", 1, "2024-04-23T19:29:58.945958Z", "offset", "start");
    row("[time] with +0000, request received", "aws-s3", "access.log", 2, "2024-04-23T19:30:01Z", "offset", "start");
    row("valve's %t with +0200, request complete", "atlassian-access", "access.log", 1, "2024-04-23T19:29:58Z", "offset", "end");
    row("no zone: the source's", "atlassian-access", "bitbucket.log", 2, "2024-04-23T09:30:26.838Z", "source-zone", "end");
    row("timeStamp with +00:00", "azure-gateway", "access.json", 1, "2024-04-23T19:29:58Z", "offset", "end");
    row("time with Z", "azure-gateway-list", "records.json", 0, "2024-04-23T19:29:58Z", "offset", "end");
    row("ts in seconds, handled", "caddy-json", "access.log", 2, "2024-04-23T19:29:58.123456700Z", "epoch", "end");
    row("ts as text with +0200", "caddy-json", "access.log", 4, "2024-04-23T19:30:00.250Z", "offset", "end");
    row("ts in milliseconds", "caddy-json", "nanoseconds.log", 1, "2024-04-23T19:29:58.123Z", "epoch", "end");
    row("EdgeStartTimestamp in ns", "cloudflare-json", "requests.log", 1, "2024-04-23T19:29:58.100Z", "epoch", "start");
    row("date and time are UTC, response finished", "cloudfront", "distribution.log", 3, "2024-04-23T19:29:58Z", "specification", "end");
    row("START_TIME with Z", "envoy", "default.log", 1, "2024-04-23T19:29:58.310Z", "offset", "start");
    row("start_time in JSON", "envoy", "json-and-text.log", 1, "2024-04-23T19:29:58.479Z", "offset", "start");
    row("timestamp with Z, request received", "gcp-http-request", "requests.jsonl", 1, "2024-04-23T19:29:58.078306Z", "offset", "start");
    row("timestamp with Z", "gcp-http-request-list", "entries.json", 0, "2024-04-23T19:30:01.500Z", "offset", "start");
    row("no zone: Europe/Paris in summer, accepted", "haproxy", "http.log", 2, "2024-04-23T19:29:58.655Z", "source-zone", "start");
    row("no zone: UTC is the default", "haproxy", "tcp.log", 1, "2024-04-23T19:29:58.500Z", "source-zone", "start");
    row("$time_iso8601, written at the end", "nginx-json", "access.log", 1, "2024-04-23T19:29:58Z", "offset", "end");
    row("$msec before $time_iso8601", "nginx-json", "access.log", 2, "2024-04-23T19:29:59.250Z", "epoch", "end");
    row("$time_local with +0200", "nginx-proxy-manager", "proxy-host-1_access.log", 5, "2024-04-23T19:30:02Z", "offset", "end");
    row("the user's group time", "pattern", "app.log", 1, "2024-04-23T19:29:58.250Z", "offset", "unknown");
    row("%ts.%03tu, complete", "squid", "access.log", 1, "2024-04-23T19:29:58.642Z", "epoch", "end");
    row("StartUTC", "traefik-json", "access.log", 1, "2024-04-23T19:29:58.123456789Z", "offset", "start");
    row("time alone is the write: 30 s of duration before it", "traefik-json", "access.log", 3, "2024-04-23T19:30:00Z", "offset", "start");
    row("ctime of the start in Europe/Paris", "uwsgi", "uwsgi.log", 2, "2024-04-23T19:29:58Z", "source-zone", "start");
    row("date and time are UTC, complete", "w3c-extended", "iis.log", 6, "2024-04-23T19:30:10Z", "specification", "end");
    row("time alone, past midnight of #Date", "w3c-extended", "times-alone.log", 6, "2024-04-24T00:00:01Z", "specification", "end");
    row("date-local and time-local in Europe/Paris", "w3c-extended", "quoted-local.log", 8, "2024-04-23T19:29:58.363Z", "source-zone", "end");
    row("#GMT-Offset: -0800", "w3c-extended", "gmt-offset.log", 4, "2024-04-23T08:00:18Z", "offset", "end");
    row("microseconds in Europe/Paris", "zoraxy", "zoraxy.log", 1, "2024-04-23T19:29:58.150624Z", "source-zone", "end");
}

void RequestInstantsTest::aStampIsThisInstant()
{
    QFETCH(QString, format);
    QFETCH(QString, file);
    QFETCH(int, line);
    const auto sample = std::find_if(m_samples.begin(), m_samples.end(),
                                     [&](const SampleFile& candidate) { return candidate.format == format && candidate.name == file; });
    QVERIFY(sample != m_samples.end());
    const Importer* importer = m_registry.find(format.toStdString());
    QVERIFY(importer != nullptr);
    const std::string content = contentOf(sample->path).toStdString();
    CollectingSink sink;
    readInto(sink, *importer, content, file.toStdString(), optionsOf(*sample));
    const auto request = std::find_if(sink.requests.begin(), sink.requests.end(), [line](const OrderedJson& r) { return r.at("line") == line; });
    QVERIFY(request != sink.requests.end());
    QTEST(QString::fromStdString(request->at("time").get<std::string>()), "utc");
    QTEST(QString::fromStdString(request->at("time_basis").get<std::string>()), "basis");
    const std::string_view anchor = nameOf(importer->info().anchor);
    QTEST(QString::fromUtf8(anchor.data(), static_cast<qsizetype>(anchor.size())), "anchor");
    const Detection detection = importer->detect(headOf(content, file.toStdString()));
    if (!importer->needsLogFormat())
        QCOMPARE(nameOf(detection.anchor), anchor);
}

QTEST_GUILESS_MAIN(RequestInstantsTest)
#include "requestinstants_test.moc"
