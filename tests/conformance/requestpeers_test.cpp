// Access logs against what other tools make of the same lines: OpenSearch's catalog, Apache Metron, Google's Ops Agent, lnav, mtail
// and GoAccess.

#include "app/base/text.h"
#include "app/import/jsonscanner.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/opsagent.h"
#include "tests/conformance/peercomparison.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <array>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

double secondsOf(const OrderedJson& request, const char* key)
{
    return request.contains(key) ? request.at(key).get<double>() / 1e9 : -1;
}

/// A member of nested JSON as text, numbers without a needless fraction.
std::string peerText(const nlohmann::json& json, std::string_view path)
{
    const auto* value = findJson(json, path);
    if (value == nullptr || value->is_null())
        return {};
    if (value->is_number_float())
        return formatNumber(value->get<double>());
    return value->is_string() ? value->get<std::string>() : value->dump();
}

/// Of a document, without a place here: what the line says of them is no part of a request, or the line does not hold them at all.
constexpr std::array s3Unkept = {"bucket_owner", "key", "object_size", "version_id", "host_id", "signature_version", "cipher_suite",
                                 "authentication_type", "host_header", "tls_version"};

const std::vector<KnownDifference> s3Differences = {
    {"s3", 0, "aws.s3.remote_ip", "the catalog put another address into the document than stands in its own line"},
    {"s3", 0, "bucket_owner", "the owner of the bucket is no part of a request here"},
    {"s3", 0, "object_size", "the line has a dash, the document a number"},
    {"s3", 0, "host_id", "does not stand in the line"},
    {"s3", 0, "signature_version", "does not stand in the line"},
    {"s3", 0, "cipher_suite", "does not stand in the line"},
    {"s3", 0, "authentication_type", "does not stand in the line"},
    {"s3", 0, "host_header", "does not stand in the line"},
    {"s3", 0, "tls_version", "does not stand in the line"},
};

/// advertools/nginx_access.log.gz
const std::vector<KnownDifference> goAccessDifferences = {
    {"advertools/nginx_access.log.gz", 0, "valid_requests", "a binary request that nginx answered with 400 is a request here, GoAccess refuses it"},
    {"advertools/nginx_access.log.gz", 0, "failed_requests", "the same line, and an empty line behind the last that is none"},
    {"advertools/nginx_access.log.gz", 0, "bandwidth", "the 166 bytes of that line's answer"},
    {"advertools/nginx_access.log.gz", 0, "status 4xx", "the status of that line"},
};


}    // namespace

class RequestPeersTest : public QObject {
    Q_OBJECT

private slots:
    void elbFieldsStandWhereABlankSplitHasThem();
    void s3FieldsAreThoseOfTheCatalog();
    void squidFieldsAreThoseOfMetron();
    void fieldsAreThoseOfTheOpsAgent();
    void fieldsAreThoseOfLnav_data();
    void fieldsAreThoseOfLnav();
    void countersAreThoseOfMtail();
    void totalsAreThoseOfGoAccess_data();
    void totalsAreThoseOfGoAccess();
    void theTableOfRequestsHasTheTotalsOfAwk();

private:
    ImporterRegistry m_registry{builtinImporters()};
};

void RequestPeersTest::elbFieldsStandWhereABlankSplitHasThem()
{
    // The catalog's documents are of other lines than its raw.log; the first twelve fields hold no blanks and no quotes.
    const auto raw = realData("conformance/opensearch-catalog/amazon_elb/raw.log");
    if (!raw)
        QSKIP("the files are not on this machine");
    const ReadRequests read = readRequests(m_registry, *raw, "raw.log");
    QCOMPARE(QString::fromStdString(read.format), QStringLiteral("aws-alb"));
    PeerComparison comparison("opensearch-elb", {});
    std::uint64_t number = 0;
    for (const std::string_view line : split(*raw, '\n')) {
        ++number;
        const auto words = split(line, ' ');
        if (words.size() < 14)
            continue;
        const OrderedJson& ours = read.byLine.at(number);
        const auto field = [&](std::string_view key, std::size_t place, const std::string& our) { comparison.field("elb", number, key, words[place], our); };
        comparison.instant("elb", number, words[1], textOf(ours, "time"));
        comparison.field("elb", number, "client", words[3].substr(0, words[3].rfind(':')), textOf(ours, "client_ip"));
        field("target", 4, textOf(ours, "upstream_addr"));
        field("elb_status_code", 8, textOf(ours, "status"));
        field("target_status_code", 9, textOf(ours, "upstream_status"));
        field("received_bytes", 10, textOf(ours, "bytes_in"));
        field("sent_bytes", 11, textOf(ours, "bytes_out"));
        comparison.field("elb", number, "request", words[12].substr(1), textOf(ours, "method"));
        if (words[6] != "-1")
            comparison.number("elb", number, "target_processing_time", parseDouble(words[6]).value_or(-1), secondsOf(ours, "upstream_duration_ns"));
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 400);
}

void RequestPeersTest::s3FieldsAreThoseOfTheCatalog()
{
    const auto sample = realData("conformance/opensearch-catalog/amazon_s3/sample.json");
    if (!sample)
        QSKIP("the files are not on this machine");
    const auto documents = nlohmann::json::parse(*sample);
    std::string text;
    for (const auto& document : documents)
        text += peerText(document, "body") + '\n';
    const ReadRequests read = readRequests(m_registry, text, "raw.log");
    QCOMPARE(QString::fromStdString(read.format), QStringLiteral("aws-s3"));
    PeerComparison comparison("opensearch-s3", s3Differences);
    std::uint64_t number = 0;
    for (const auto& document : documents) {
        const OrderedJson& ours = read.byLine.at(++number);
        const auto field = [&](std::string_view path, const std::string& our) { comparison.field("s3", number, path, peerText(document, path), our); };
        field("aws.s3.request_id", textOf(ours, "trace_id"));
        field("aws.s3.requester", textOf(ours, "user"));
        field("aws.s3.http_status", textOf(ours, "status"));
        field("aws.s3.error_code", textOf(ours, "termination_flags"));
        field("aws.s3.bytes_sent", textOf(ours, "bytes_out"));
        field("aws.s3.user_agent", textOf(ours, "user_agent"));
        field("aws.s3.operation", textOf(ours, "rest"));
        field("aws.s3.remote_ip", textOf(ours, "client_ip"));
        field("aws.s3.bucket", textOf(ours, "host"));
        comparison.field("s3", number, "aws.s3.referrer", peerText(document, "aws.s3.referrer") == "\"-\"" ? "" : peerText(document, "aws.s3.referrer"),
                         textOf(ours, "referer"));
        for (const char* key : s3Unkept)
            comparison.field("s3", number, key, peerText(document, std::string("aws.s3.") + key), "");
        field("aws.s3.request_uri", textOf(ours, "method") + ' ' + targetOf(ours) + ' ' + textOf(ours, "protocol"));
        comparison.number("s3", number, "aws.s3.total_time", findJsonNumber(document, "aws.s3.total_time").value_or(-1),
                          secondsOf(ours, "duration_ns") * 1e3);
        comparison.number("s3", number, "aws.s3.turn_around_time", findJsonNumber(document, "aws.s3.turn_around_time").value_or(-1),
                          secondsOf(ours, "upstream_duration_ns") * 1e3);
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 0);
}

void RequestPeersTest::squidFieldsAreThoseOfMetron()
{
    const auto raw = realData("conformance/metron/squid/raw/SquidExampleOutput");
    const auto parsed = realData("conformance/metron/squid/parsed/SquidExampleParsed");
    if (!raw || !parsed)
        QSKIP("the files are not on this machine");
    const ReadRequests read = readRequests(m_registry, *raw, "access.log");
    PeerComparison comparison("metron-squid", {});
    std::uint64_t number = 0;
    for (const std::string_view line : split(*parsed, '\n')) {
        const auto peer = nlohmann::json::parse(line, nullptr, false);
        if (!peer.is_object())
            continue;
        const auto found = read.byLine.find(++number);
        QVERIFY(found != read.byLine.end());
        const OrderedJson& ours = found->second;
        comparison.number("squid", number, "elapsed", peer.at("elapsed").get<double>(), secondsOf(ours, "duration_ns") * 1e3);
        comparison.field("squid", number, "code", peerText(peer, "code"), textOf(ours, "status"));
        comparison.field("squid", number, "ip_dst_addr", peerText(peer, "ip_dst_addr"), textOf(ours, "upstream_addr"));
        comparison.field("squid", number, "ip_src_addr", peerText(peer, "ip_src_addr"), textOf(ours, "client_ip"));
        comparison.field("squid", number, "method", peerText(peer, "method"), textOf(ours, "method"));
        comparison.field("squid", number, "bytes", peerText(peer, "bytes"), textOf(ours, "bytes_out"));
        comparison.field("squid", number, "action", peerText(peer, "action"), textOf(ours, "termination_flags"));
        comparison.field("squid", number, "url", peerText(peer, "url"), "http://" + textOf(ours, "host") + targetOf(ours));
        comparison.field("squid", number, "full_hostname", peerText(peer, "full_hostname"), textOf(ours, "host"));
        comparison.instant("squid", number, formatUtc(Timestamp(std::chrono::milliseconds(peer.at("timestamp").get<std::int64_t>()))),
                           textOf(ours, "time"));
    }
    QVERIFY(comparison.finish().empty());
    QCOMPARE(number, 2U);
}

void RequestPeersTest::fieldsAreThoseOfTheOpsAgent()
{
    PeerComparison comparison("ops-agent-access", {{"", 0, "serverIp", "the server's own address is no part of a request here"}});
    for (const char* name : {"apache-access", "tomcat-access", "iis_access", "nginx-access", "varnish"}) {
        const std::string folder = std::string("conformance/ops-agent/") + name;
        const auto raw = realData(folder + "/input.log");
        const auto golden = realData(folder + "/output_fluentbit.yaml");
        if (!raw || !golden)
            continue;
        const ReadRequests read = readRequests(m_registry, *raw, "input.log");
        const auto entries = agentEntries(*golden);
        // The agent has an entry for each line but W3C directives; those that it could not parse hold the line alone.
        std::vector<std::uint64_t> numbers;
        const std::vector<std::string_view> lines = split(*raw, '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (!trimmed(lines[i]).empty() && lines[i].front() != '#')
                numbers.push_back(i + 1);
        }
        for (std::size_t i = 0; i < std::min(entries.size(), numbers.size()); ++i) {
            const auto peer = [&](const char* key) { return memberOf(entries[i], std::string("httpRequest.") + key); };
            const std::string user = memberOf(entries[i], "jsonPayload.user");
            const std::uint64_t line = numbers[i];
            const auto found = read.byLine.find(line);
            if (peer("requestMethod").empty() || found == read.byLine.end())
                continue;
            const OrderedJson& ours = found->second;
            comparison.field(name, line, "requestMethod", peer("requestMethod"), textOf(ours, "method"));
            comparison.field(name, line, "requestUrl", peer("requestUrl"), targetOf(ours));
            comparison.field(name, line, "status", peer("status"), textOf(ours, "status"));
            comparison.field(name, line, "remoteIp", peer("remoteIp"), textOf(ours, "client_ip"));
            comparison.field(name, line, "referer", peer("referer"), textOf(ours, "referer"));
            comparison.field(name, line, "userAgent", peer("userAgent"), textOf(ours, "user_agent"));
            if (!peer("protocol").empty())
                comparison.field(name, line, "protocol", peer("protocol"), textOf(ours, "protocol"));
            if (ours.contains("bytes_out"))
                comparison.field(name, line, "responseSize", peer("responseSize"), textOf(ours, "bytes_out"));
            if (!user.empty())
                comparison.field(name, line, "user", user, textOf(ours, "user"));
            if (!peer("serverIp").empty())
                comparison.field(name, line, "serverIp", peer("serverIp"), "");
            for (const auto& [key, value] : payloadOf(entries[i])) {
                const std::string code = "sc-" + std::string(key == "sc_substatus" ? "substatus" : "win32-status") + '=' + value;
                if (key == "time_taken")
                    comparison.number(name, line, key, parseDouble(value).value_or(-1), secondsOf(ours, "duration_ns") * 1e3);
                else if (key != "user")    // codes of IIS; 0 is not kept
                    comparison.field(name, line, key, value, value == "0" || textOf(ours, "rest").find(code) != std::string::npos ? value : textOf(ours, "rest"));
            }
            comparison.instant(name, line, memberOf(entries[i], "timestamp"), textOf(ours, "time"));
        }
    }
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
}

void RequestPeersTest::fieldsAreThoseOfLnav_data()
{
    QTest::addColumn<QString>("report");
    QTest::addColumn<QString>("log");
    QTest::newRow("access") << "lnav__logfile_access_log.0.access_log.jsonl" << "app-logs/lnav/logfile_access_log.0";
    QTest::newRow("bad access") << "lnav__logfile_bad_access_log.0.access_log.jsonl" << "app-logs/lnav/logfile_bad_access_log.0";
    QTest::newRow("haproxy") << "lnav__logfile_haproxy.0.haproxy_log.jsonl" << "app-logs/lnav/logfile_haproxy.0";
    QTest::newRow("uwsgi") << "lnav__logfile_uwsgi.0.uwsgi_log.jsonl" << "app-logs/lnav/logfile_uwsgi.0";
    QTest::newRow("10k") << "elastic-examples__apache_combined_10k.log.access_log.jsonl.gz" << "http-access/elastic-examples/apache_combined_10k.log.gz";
    QTest::newRow("shop") << "lnav-shop__logfile_shop_access_log.0.access_log.jsonl.gz" << "http-access/lnav-shop/logfile_shop_access_log.0.gz";
}

void RequestPeersTest::fieldsAreThoseOfLnav()
{
    QFETCH(QString, report);
    QFETCH(QString, log);
    const auto raw = realData(log.toStdString());
    const auto rows = realData("peer-reports/lnav/" + report.toStdString());
    if (!raw || !rows)
        QSKIP("the files are not on this machine");
    const std::string name = QTest::currentDataTag();
    PeerComparison comparison("lnav " + name, {{"", 0, "bytes_out", "- for no bytes is read as 0, lnav leaves it out"}});
    const ReadRequests read = readRequests(m_registry, *raw, "access.log");
    for (const std::string_view line : split(*rows, '\n')) {
        const auto peer = nlohmann::json::parse(line, nullptr, false);
        const bool isHaproxy = peer.is_object() && peer.contains("http_method");
        const std::string method = peer.is_object() ? peerText(peer, isHaproxy ? "http_method" : "cs_method") : "";
        if (method.empty())
            continue;
        const std::uint64_t number = peer.at("log_line").get<std::uint64_t>() + 1;
        const auto found = read.byLine.find(number);
        const OrderedJson ours = found == read.byLine.end() ? OrderedJson::object() : found->second;
        const auto field = [&](std::string_view key, const std::string& our) { comparison.field(name, number, key, peerText(peer, key), our); };
        comparison.field(name, number, "method", method, textOf(ours, "method"));
        if (isHaproxy) {
            field("http_url", targetOf(ours));
            field("status_code", textOf(ours, "status"));
            field("bytes_read", textOf(ours, "bytes_out"));
            field("client_ip", textOf(ours, "client_ip"));
            field("termination_state", textOf(ours, "termination_flags"));
            field("http_version", textOf(ours, "protocol"));
            comparison.field(name, number, "server", peerText(peer, "backend_name") + '/' + peerText(peer, "server_name"), textOf(ours, "upstream_addr"));
            comparison.field(name, number, "tt", peerText(peer, "tt"), formatNumber(secondsOf(ours, "duration_ns") * 1e3));
            comparison.field(name, number, "tr", peerText(peer, "tr"), formatNumber(secondsOf(ours, "upstream_duration_ns") * 1e3));
            continue;
        }
        field("cs_uri_stem", textOf(ours, "path"));
        field("cs_uri_query", textOf(ours, "query"));
        field("cs_version", textOf(ours, "protocol"));
        field("c_ip", textOf(ours, "client_ip"));
        field("cs_username", textOf(ours, "user"));
        field("sc_status", textOf(ours, "status"));
        if (!peerText(peer, "sc_bytes").empty())
            field("sc_bytes", textOf(ours, "bytes_out"));
        field("cs_referer", textOf(ours, "referer"));
        field("cs_user_agent", textOf(ours, "user_agent"));
        if (peer.contains("s_runtime"))
            comparison.number(name, number, "s_runtime", peer.at("s_runtime").get<double>(), secondsOf(ours, "duration_ns"));
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 0);
}

void RequestPeersTest::countersAreThoseOfMtail()
{
    const auto raw = realData("conformance/mtail/apache-combined.log");
    const auto golden = realData("conformance/mtail/apache-combined.golden");
    if (!raw || !golden)
        QSKIP("the files are not on this machine");
    struct Totals {
        std::int64_t bytes = 0, requests = 0;
        std::string last;
    };
    std::map<std::string, Totals> ours;
    const ReadRequests read = readRequests(m_registry, *raw, "access.log");
    for (const auto& [line, request] : read.byLine) {
        Totals& totals = ours["request_method=" + textOf(request, "method") + ",http_version=" + textOf(request, "protocol") + ",request_status=" +
                              textOf(request, "status")];
        totals.bytes += request.value("bytes_out", std::int64_t{0});
        ++totals.requests;
        totals.last = textOf(request, "time");
    }
    PeerComparison comparison("mtail-apache", {});
    for (const std::string_view line : split(*golden, '\n')) {
        const std::size_t open = line.find('{');
        const std::size_t close = line.find("} ");
        if (open == std::string_view::npos || close == std::string_view::npos)
            continue;
        const Totals& totals = ours[std::string(line.substr(open + 1, close - open - 1))];
        const auto words = split(line.substr(close + 2), ' ');
        const bool isBytes = line.find("bytes_total") != std::string_view::npos;
        comparison.field("apache", 0, line.substr(0, close), words.front(), std::to_string(isBytes ? totals.bytes : totals.requests));
        comparison.instant("apache", 0, words.back(), totals.last);
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 0);
}

void RequestPeersTest::totalsAreThoseOfGoAccess_data()
{
    QTest::addColumn<QString>("report");
    QTest::addColumn<QString>("log");
    const auto row = [](const char* report, const char* log) { QTest::newRow(log) << report << log; };
    row("advertools__combined_no_errors.log.json", "advertools/combined_no_errors.log");
    row("advertools__combined_with_errors.log.json", "advertools/combined_with_errors.log");
    row("advertools__nginx_access.log.json", "advertools/nginx_access.log.gz");
    row("elastic-examples__apache_combined_10k.log.json", "elastic-examples/apache_combined_10k.log.gz");
    row("erddap-nginx-rotated__tomcat-access.log.1.json", "erddap-nginx-rotated/tomcat-access.log.1");
    row("erddap-nginx-rotated__tomcat-access.log.3.json", "erddap-nginx-rotated/tomcat-access.log.3");
    row("erddap-nginx-rotated__tomcat-access.log.5.json", "erddap-nginx-rotated/tomcat-access.log.5.gz");
    row("erddap-nginx-rotated__tomcat-access.log.7.json", "erddap-nginx-rotated/tomcat-access.log.7.gz");
    row("erddap-nginx-rotated__tomcat-access.log.9.json", "erddap-nginx-rotated/tomcat-access.log.9");
    row("lnav-shop__logfile_shop_access_log.0.json", "lnav-shop/logfile_shop_access_log.0.gz");
    row("webreadr__combined_log.clf.json", "webreadr/combined_log.clf");
}

void RequestPeersTest::totalsAreThoseOfGoAccess()
{
    QFETCH(QString, report);
    QFETCH(QString, log);
    const auto raw = realData("http-access/" + log.toStdString());
    const auto text = realData("peer-reports/goaccess/" + report.toStdString());
    if (!raw || !text)
        QSKIP("the files are not on this machine");
    const auto peer = nlohmann::json::parse(*text);
    const std::string name = log.toStdString();
    PeerComparison comparison("goaccess " + name, goAccessDifferences);
    const ReadRequests read = readRequests(m_registry, *raw, "access.log");
    std::int64_t bytes = 0;
    std::set<std::string> hosts;
    std::map<std::string, std::int64_t> classes;
    for (const auto& [line, request] : read.byLine) {
        bytes += request.value("bytes_out", std::int64_t{0});
        hosts.insert(textOf(request, "client_ip"));
        ++classes[textOf(request, "status").substr(0, 1) + "xx"];
    }
    const auto& general = peer.at("general");
    const auto compare = [&](std::string_view key, std::int64_t theirs, std::int64_t ours) {
        comparison.field(name, 0, key, std::to_string(theirs), std::to_string(ours));
    };
    compare("valid_requests", general.at("valid_requests").get<std::int64_t>(), static_cast<std::int64_t>(read.byLine.size()));
    compare("failed_requests", general.at("failed_requests").get<std::int64_t>(), static_cast<std::int64_t>(read.sink.rejectedLines + read.sink.skipped));
    compare("bandwidth", general.at("bandwidth").get<std::int64_t>(), bytes);
    compare("hosts", peer.at("hosts").at("metadata").at("data").at("total").at("value").get<std::int64_t>(), static_cast<std::int64_t>(hosts.size()));
    for (const auto& row : peer.at("status_codes").at("data")) {
        const std::string status = row.at("data").get<std::string>().substr(0, 3);
        compare("status " + status, row.at("hits").at("count").get<std::int64_t>(), classes[status]);
    }
    QVERIFY(comparison.finish().empty());
}

void RequestPeersTest::theTableOfRequestsHasTheTotalsOfAwk()
{
    const auto raw = realData("http-access/nasa-http-1995-08-01/nasa_19950801.tsv.gz");
    if (!raw)
        QSKIP("the files are not on this machine");
    const ReadRequests read = readRequests(m_registry, *raw, "nasa_19950801.tsv");
    QCOMPARE(QString::fromStdString(read.format), QStringLiteral("csv"));
    // awk -F'\t' 'NR>1 { n++; bytes += $7; if ($6 == 404) missing++; hosts[$1] } END { print n, bytes, missing, length(hosts) }'
    std::int64_t bytes = 0;
    std::int64_t missing = 0;
    std::set<std::string> hosts;
    for (const auto& [line, request] : read.byLine) {
        bytes += request.value("bytes_out", std::int64_t{0});
        missing += request.value("status", 0) == 404 ? 1 : 0;
        hosts.insert(textOf(request, "client_ip"));
    }
    QCOMPARE(read.byLine.size(), std::size_t{30'969});
    QCOMPARE(bytes, std::int64_t{482'000'467});
    QCOMPARE(missing, std::int64_t{221});
    QCOMPARE(hosts.size(), std::size_t{2'365});
    const OrderedJson& first = read.byLine.begin()->second;
    QCOMPARE(textOf(first, "time"), std::string("1995-08-01T06:00:00Z"));
    QCOMPARE(textOf(first, "path"), std::string("/images/launch-logo.gif"));
    QVERIFY(!first.contains("user") && !first.contains("referer"));
}

QTEST_GUILESS_MAIN(RequestPeersTest)
#include "requestpeers_test.moc"
