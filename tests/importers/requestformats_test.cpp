// What the request formats share: tokens, durations, ports, #Fields lines, JSON paths and the user's patterns.

#include "importers/requests/apachelogformat.h"
#include "importers/requests/envoy.h"
#include "importers/requests/haproxy.h"
#include "importers/requests/jsonpaths.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/nginxlogformat.h"
#include "importers/requests/pattern.h"
#include "importers/requests/quotedtokens.h"
#include "importers/requests/w3cextended.h"
#include "tests/support/collectingsink.h"

#include <QTest>

#include <string>
#include <vector>

using namespace faultline;
using namespace faultline::test;

namespace {

using Texts = std::vector<std::string>;

QString textFrom(std::string_view text)
{
    return text.data() == nullptr ? QStringLiteral("(absent)") : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Texts tokensOf(std::string_view line, QuotedTokens::Brackets brackets, QuotedTokens::Escapes escapes)
{
    QuotedTokens tokens;
    tokens.split(line, brackets, escapes);
    Texts list;
    for (std::size_t i = 0; i < tokens.size(); ++i)
        list.emplace_back(tokens[i]);
    if (tokens.isTorn())
        list.emplace_back("(torn)");
    return list;
}

OrderedJson patternRead(const std::string& pattern, std::string_view line)
{
    ImportOptions options;
    options.logFormat = pattern;
    CollectingSink sink;
    readInto(sink, PatternImporter{}, line, "app.log", options);
    return sink.requests.empty() ? sink.rejected.front() : sink.requests.front();
}

}    // namespace

class RequestFormatsTest : public QObject {
    Q_OBJECT

private slots:
    void cutsTokens();
    void readsADurationWithItsUnit_data();
    void readsADurationWithItsUnit();
    void takesThePortOff_data();
    void takesThePortOff();
    void findsManyJsonPathsInOneWalk();
    void tellsAPatternFromALogFormat_data();
    void tellsAPatternFromALogFormat();
    void aPatternSaysWhyItCannotBeUsed_data();
    void aPatternSaysWhyItCannotBeUsed();
    void aPatternReadsFieldsByTheirNames();
    void theHighestOfASecondIsKept();
    void anotherFieldsLineCountsFromThereOn();
    void istioTokensMayBeMissing();
};

void RequestFormatsTest::cutsTokens()
{
    using Brackets = QuotedTokens::Brackets;
    using Escapes = QuotedTokens::Escapes;
    QCOMPARE(tokensOf(R"(a "b \" c" -  "d"e" f)", Brackets::Words, Escapes::Backslash),
             (Texts{"a", R"(b \" c)", "-", R"(d"e)", "f"}));
    QCOMPARE(tokensOf(R"([x y] "" [z)", Brackets::Texts, Escapes::Backslash), (Texts{"x y", "", "z", "(torn)"}));
    QCOMPARE(tokensOf(R"("a ""b"" c" d)", Brackets::Words, Escapes::Doubled), (Texts{R"(a ""b"" c)", "d"}));
    QCOMPARE(tokensOf("", Brackets::Words, Escapes::Doubled), Texts());
}

void RequestFormatsTest::readsADurationWithItsUnit_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds");
    QTest::newRow("Go milliseconds") << "1.2ms" << qint64(1'200'000);
    QTest::newRow("Go microseconds") << "150\u00b5s" << qint64(150'000);
    QTest::newRow("Go minutes") << "1m2.5s" << qint64(62'500'000'000);
    QTest::newRow("Go hours") << "1h0m0s" << qint64(3'600'000'000'000);
    QTest::newRow("protocol buffers") << "0.123s" << qint64(123'000'000);
    QTest::newRow("blank before the unit") << "3600.5 ms" << qint64(3'600'500'000);
    QTest::newRow("no unit") << "12" << qint64(-1);
    QTest::newRow("negative") << "-1s" << qint64(-1);
    QTest::newRow("unknown unit") << "1d" << qint64(-1);
    QTest::newRow("too long") << "9999999999h" << qint64(-1);
    QTest::newRow("empty") << "" << qint64(-1);
}

void RequestFormatsTest::readsADurationWithItsUnit()
{
    QFETCH(QString, text);
    QTEST(static_cast<qint64>(durationFromText(text.toStdString()).value_or(-1)), "nanoseconds");
}

void RequestFormatsTest::takesThePortOff_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("without");
    QTest::newRow("IPv4") << "192.0.2.1:2817" << "192.0.2.1";
    QTest::newRow("IPv6") << "[2001:db8::1]:443" << "2001:db8::1";
    QTest::newRow("IPv6 in brackets") << "[2001:db8::1]" << "2001:db8::1";
    QTest::newRow("bare IPv6") << "2001:db8::1" << "2001:db8::1";
    QTest::newRow("bare IPv4") << "192.0.2.1" << "192.0.2.1";
    QTest::newRow("bracket that never closes") << "[2001" << "[2001";
}

void RequestFormatsTest::takesThePortOff()
{
    QFETCH(QString, address);
    const std::string text = address.toStdString();
    QTEST(textFrom(withoutPort(text)), "without");
}

void RequestFormatsTest::findsManyJsonPathsInOneWalk()
{
    const JsonPaths paths({"a", "request.uri", "request.headers.User-Agent.0", "flat.name", "none", "a", "list.1"});
    std::vector<std::string_view> values;
    const std::string_view object =
        R"({"a":1,"request":{"uri":"/x","headers":{"User-Agent":["curl","wget"]}},"flat.name":true,"none":null,"a":2,"list":[3,4]})";
    QCOMPARE(paths.read(object, values), JsonRecord::Fault::None);
    QCOMPARE(textFrom(values[0]), QStringLiteral("1"));    // the first of two
    QCOMPARE(textFrom(values[1]), QStringLiteral("\"/x\""));
    QCOMPARE(textFrom(values[2]), QStringLiteral("\"curl\""));
    QCOMPARE(textFrom(values[3]), QStringLiteral("true"));
    QCOMPARE(textFrom(values[4]), QStringLiteral("(absent)"));
    QCOMPARE(textFrom(values[5]), QStringLiteral("1"));
    QCOMPARE(textFrom(values[6]), QStringLiteral("(absent)"));    // first elements only
    QCOMPARE(paths.read("[1]", values), JsonRecord::Fault::NotJson);
    QCOMPARE(paths.read(R"({"a":1)", values), JsonRecord::Fault::NotJson);
}

void RequestFormatsTest::tellsAPatternFromALogFormat_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("claimedBy");
    QTest::newRow("named group") << R"(^(?P<time>\S+) (?P<path>\S+)$)" << "pattern";
    QTest::newRow("short named group, with % and $") << R"((?<time>[^%]+)% \$uri (?<path>.*)$)" << "pattern";
    QTest::newRow("look-behind is no group") << R"((?<=a) $uri [$time_local])" << "nginx";
    QTest::newRow("nginx") << "$remote_addr [$time_local]" << "nginx";
    QTest::newRow("Apache") << "%h %t" << "apache";
}

void RequestFormatsTest::tellsAPatternFromALogFormat()
{
    QFETCH(QString, text);
    const std::string format = text.toStdString();
    QStringList claims;
    if (PatternImporter{}.claimsLogFormat(format))
        claims << QStringLiteral("pattern");
    if (NginxLogFormatImporter{}.claimsLogFormat(format))
        claims << QStringLiteral("nginx");
    if (ApacheLogFormatImporter{}.claimsLogFormat(format))
        claims << QStringLiteral("apache");
    QTEST(claims.join(QLatin1Char(',')), "claimedBy");
}

void RequestFormatsTest::aPatternSaysWhyItCannotBeUsed_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("why");
    QTest::newRow("syntax") << "(?P<time>[" << "missing ]";
    QTest::newRow("unknown field") << R"((?P<time>\S+) (?P<colour>\S+))" << "No field is called colour";
    QTest::newRow("no time") << R"((?P<path>\S+))" << "No group is called time";
    QTest::newRow("look-ahead, which RE2 does not have") << R"((?P<time>\S+)(?=x))" << "invalid perl operator";
    QTest::newRow("too long") << QStringLiteral("(?P<time>%1)").arg(QString(10'001, QLatin1Char('a'))) << "longer than 10,000";
}

void RequestFormatsTest::aPatternSaysWhyItCannotBeUsed()
{
    QFETCH(QString, pattern);
    QFETCH(QString, why);
    ImportOptions options;
    options.logFormat = pattern.toStdString();
    const auto anchor = PatternImporter{}.anchorFor(options);
    QVERIFY(!anchor);
    QVERIFY2(QString::fromStdString(anchor.error().message()).contains(why), anchor.error().message().c_str());
    const OrderedJson refused = patternRead(options.logFormat, "2024-04-23T19:29:58Z /x");
    QCOMPARE(refused.at("code").get<std::string>(), std::string("bad-log-format"));
}

void RequestFormatsTest::aPatternReadsFieldsByTheirNames()
{
    const OrderedJson request = patternRead(
        R"(^(?<time>\d+) (?P<end_time>\d+) (?P<client_ip>\S+) (?P<method>[A-Z]+) (?P<path>\S+) (?P<status>\d*) (?P<bytes_in>\S+) (?P<rest>.*)$)",
        "1713900598250 1713900600000 192.0.2.1:99 PUT /a?b=1  - and more");
    QCOMPARE(request.at("time").get<std::string>(), std::string("2024-04-23T19:29:58.250Z"));
    QCOMPARE(request.at("duration_ns").get<std::int64_t>(), std::int64_t{1'750'000'000});
    QCOMPARE(request.at("client_ip").get<std::string>(), std::string("192.0.2.1"));
    QCOMPARE(request.at("path").get<std::string>(), std::string("/a"));
    QCOMPARE(request.at("query").get<std::string>(), std::string("b=1"));
    QCOMPARE(request.at("rest").get<std::string>(), std::string("and more"));
    QVERIFY(!request.contains("status"));
    QVERIFY(!request.contains("bytes_in"));
    QCOMPARE(patternRead(R"((?P<time>\S+) (?P<status>\S+))", "2024-04-23T19:29:58Z 2xx").at("code").get<std::string>(), std::string("bad-value"));
    QCOMPARE(patternRead(R"((?P<time>\S+) (?P<status>\S+))", "yesterday 200").at("code").get<std::string>(), std::string("bad-time"));
}

void RequestFormatsTest::theHighestOfASecondIsKept()
{
    CollectingSink sink;
    const auto line = [](const char* stamp, int beconn, int queue) {
        return "192.0.2.2:3 [23/Apr/2024:" + std::string(stamp) + "] web app/s1 0/0/0/0/0 200 1 - - ---- 1/1/" + std::to_string(beconn) + "/1/0 0/" +
            std::to_string(queue) + " \"GET / HTTP/1.1\"\n";
    };
    const std::string text = line("19:00:00.100", 5, 0) + line("19:00:00.900", 9, 3) + line("19:00:00.950", 2, 1) + line("19:00:02.000", 4, 0) +
        line("19:00:01.990", 7, 0);
    readInto(sink, HaproxyImporter{}, text, "haproxy.log");
    const auto series = std::find_if(sink.seriesList.begin(), sink.seriesList.end(), [](const auto& s) { return s.name == "haproxy.beconn"; });
    QVERIFY(series != sink.seriesList.end());
    QCOMPARE(series->samples.size(), std::size_t{2});
    QCOMPARE(formatUtc(series->samples[0].first.utc), std::string("2024-04-23T19:00:00Z"));
    QCOMPARE(series->samples[0].second, 9.0);
    QCOMPARE(formatUtc(series->samples[1].first.utc), std::string("2024-04-23T19:00:02Z"));
    QCOMPARE(series->samples[1].second, 7.0);    // written behind the newer one: it counts there
}

void RequestFormatsTest::anotherFieldsLineCountsFromThereOn()
{
    CollectingSink sink;
    readInto(sink, W3cExtendedImporter{},
             "#Fields: date time cs-method cs-uri-stem sc-status\n2024-04-23 19:00:00 GET /a 200\n"
             "#Fields: date time sc-status cs-uri-stem\n2024-04-23 19:00:01 404 /b\n#Remark: end\n",
             "u_ex.log");
    QCOMPARE(sink.requests.size(), std::size_t{2});
    QCOMPARE(sink.requests[1].at("path").get<std::string>(), std::string("/b"));
    QCOMPARE(sink.requests[1].at("status").get<int>(), 404);
    QCOMPARE(sink.skipped, std::uint64_t{3});
}

void RequestFormatsTest::istioTokensMayBeMissing()
{
    const std::string behind = R"(5 6 7 3 "192.0.2.1" "curl" "id" "hub.example" "10.0.0.1:80")";
    for (const char* middle : {"", R"(via_upstream - "-" )", R"("-" "reset reason: connection failure" )"}) {
        CollectingSink sink;
        readInto(sink, EnvoyImporter{}, R"([2024-04-23T19:29:58.310Z] "GET /a HTTP/1.1" 503 UF )" + std::string(middle) + behind, "envoy.log");
        QCOMPARE(sink.requests.size(), std::size_t{1});
        QCOMPARE(sink.requests[0].at("bytes_in").get<int>(), 5);
        QCOMPARE(sink.requests[0].at("upstream_duration_ns").get<int>(), 3'000'000);
        QCOMPARE(sink.requests[0].at("host").get<std::string>(), std::string("hub.example"));
    }
}

QTEST_GUILESS_MAIN(RequestFormatsTest)
#include "requestformats_test.moc"
