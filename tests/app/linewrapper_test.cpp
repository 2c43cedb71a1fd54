#include "app/import/linewrapper.h"

#include <QtTest>

#include <fstream>

using namespace faultline;

Q_DECLARE_METATYPE(faultline::LineWrapper)

namespace {

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string namesOf(const std::vector<LineWrapper>& layers)
{
    std::string names;
    for (const LineWrapper layer : layers)
        names += (names.empty() ? "" : ",") + std::string(nameOf(layer));
    return names;
}

std::vector<std::string_view> repeated(std::string_view line, std::size_t times)
{
    return std::vector<std::string_view>(times, line);
}

std::vector<std::string> linesOf(const char* file)
{
    const QString root = qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"));
    std::ifstream stream((root + QLatin1Char('/') + QLatin1String(file)).toStdString());
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

}    // namespace

class LineWrapperTest : public QObject {
    Q_OBJECT

private slots:
    void peelsOneFrame_data();
    void peelsOneFrame();
    void leavesOtherLinesAlone_data();
    void leavesOtherLinesAlone();
    void joinsPiecesOfEachStream();
    void givesTheLastPieceAtTheEnd();
    void letsGoOfALineThatNeverEnds();
    void peelsSeveralLayers();
    void joinsTheLinesOfAnIndentedObject();
    void detects_data();
    void detects();
    void takesNineOfTen();
    void recognisesRealFiles_data();
    void recognisesRealFiles();
};

void LineWrapperTest::peelsOneFrame_data()
{
    QTest::addColumn<LineWrapper>("wrapper");
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("inner");
    const auto row = [](const char* name, LineWrapper wrapper, const char* line, const char* inner) {
        QTest::newRow(name) << wrapper << QByteArray(line) << QByteArray(inner);
    };
    row("compose", LineWrapper::ComposePrefix, "web-1  | GET /health", "GET /health");
    row("compose, version 1", LineWrapper::ComposePrefix, "web_1 | GET /health", "GET /health");
    row("compose, coloured", LineWrapper::ComposePrefix, "\x1b[36mweb-1  | \x1b[0mGET /health", "GET /health");
    row("compose, colour before the bar", LineWrapper::ComposePrefix, "\x1b[33;1mdb_1   |\x1b[0m ready", "ready");
    row("compose, blank line", LineWrapper::ComposePrefix, "web-1  |", "");
    row("docker", LineWrapper::DockerJson,
        R"({"log":"GET /a \u003cb\u003e \"q\" c:\\d\n","stream":"stdout","time":"2024-04-23T19:29:58.1Z"})",
        R"(GET /a <b> "q" c:\d)");
    row("docker, carriage return", LineWrapper::DockerJson,
        R"({"log":"a\tb\r\n","stream":"stderr","time":"2024-04-23T19:29:58.1Z"})", "a\tb");
    row("docker, surrogates", LineWrapper::DockerJson,
        R"({"log":"\ud83d\ude00 \ud83d! \ude00\n","stream":"stdout","time":"2024-04-23T19:29:58.1Z"})",
        "\xF0\x9F\x98\x80 \xEF\xBF\xBD! \xEF\xBF\xBD");
    row("docker, with attributes", LineWrapper::DockerJson,
        R"({"log":"x\n","stream":"stdout","attrs":{"tag":"web"},"time":"2024-04-23T19:29:58.1Z"})", "x");
    row("cri", LineWrapper::Cri, "2024-04-23T19:29:58.123456789Z stdout F hello  world", "hello  world");
    row("cri, empty", LineWrapper::Cri, "2024-04-23T19:29:58.123456789+02:00 stderr F ", "");
    row("cri, trimmed", LineWrapper::Cri, "2024-04-23T19:29:58.123456789Z stderr F", "");
    row("nginx by syslog", LineWrapper::SyslogRfc3164,
        "<190>Apr 23 19:29:58 web1 nginx: 203.0.113.7 - - [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5",
        "203.0.113.7 - - [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5");
    row("nginx without host", LineWrapper::SyslogRfc3164, "<190>Apr  3 19:29:58 nginx: 203.0.113.7 -", "203.0.113.7 -");
    row("haproxy", LineWrapper::SyslogRfc3164, "Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [x]",
        "10.0.1.2:33317 [x]");
    row("rsyslog with ISO stamps", LineWrapper::SyslogRfc3164,
        "2024-04-23T19:29:58.123456+02:00 web1 app[12]: ready", "ready");
    row("macOS", LineWrapper::SyslogRfc3164, "Mar 11 19:26:39 machine kernel[0]: took 1 us", "took 1 us");
    row("a firewall's pairs behind the PRI", LineWrapper::SyslogRfc3164, "<189>date=2024-04-22 time=09:04:24 devname=fw1", "date=2024-04-22 time=09:04:24 devname=fw1");
    row("a firewall's pairs behind the host", LineWrapper::SyslogRfc3164, "Apr 22 09:04:24 192.0.2.1 date=2024-04-22 time=09:04:24", "date=2024-04-22 time=09:04:24");
    row("postgres, first piece", LineWrapper::SyslogRfc3164,
        "Apr 23 19:29:58 db1 postgres[42]: [5-1] 2024-04-23 19:29:58 UTC LOG:  duration: 1.5 ms  statement: SELECT",
        "2024-04-23 19:29:58 UTC LOG:  duration: 1.5 ms  statement: SELECT");
    row("postgres, later piece", LineWrapper::SyslogRfc3164, "Apr 23 19:29:58 db1 postgres[42]: [5-2] #011FROM t",
        "\tFROM t");
    row("RFC 5424", LineWrapper::SyslogRfc5424,
        "<29>1 2016-02-21T04:32:57+00:00 web1 app 2341 2 [origin][meta sequence=\"1\" service=\"a]b\\\"c\"] \"GET /\" 200",
        "\"GET /\" 200");
    row("RFC 5424 without PRI", LineWrapper::SyslogRfc5424, "1 2024-04-23T19:29:58.1Z host app - - - \xEF\xBB\xBFhello",
        "hello");
    row("RFC 5424, no message", LineWrapper::SyslogRfc5424, "<13>1 - - - - - -", "");
    row("kubectl --timestamps", LineWrapper::KubectlTimestamps, "2024-04-23T19:29:58.123456789Z a b", "a b");
    row("kubectl --prefix", LineWrapper::KubectlPrefix, "[pod/web-6d4cf/nginx] 203.0.113.7 - -", "203.0.113.7 - -");
}

void LineWrapperTest::peelsOneFrame()
{
    QFETCH(LineWrapper, wrapper);
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, inner);
    LineUnwrapper unwrapper({wrapper});
    std::string_view found;
    const std::string text = line.toStdString();
    QCOMPARE(unwrapper.unwrap(text, found), LineUnwrapper::Outcome::Line);
    QCOMPARE(shown(found), QString::fromUtf8(inner));
}

void LineWrapperTest::leavesOtherLinesAlone_data()
{
    QTest::addColumn<LineWrapper>("wrapper");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char* name, LineWrapper wrapper, const char* line) {
        QTest::newRow(name) << wrapper << QByteArray(line);
    };
    row("docker, cut string", LineWrapper::DockerJson, R"({"log":"abc)");
    row("docker, cut escape", LineWrapper::DockerJson, R"({"log":"abc\)");
    row("docker, cut unicode", LineWrapper::DockerJson, R"({"log":"abc\u00)");
    row("docker, bad escape", LineWrapper::DockerJson, R"({"log":"\x\n","time":""})");
    row("docker, no time", LineWrapper::DockerJson, R"({"log":"abc\n"})");
    row("cri, unknown stream", LineWrapper::Cri, "2024-04-23T19:29:58.1Z stdin F x");
    row("cri, no tag", LineWrapper::Cri, "2024-04-23T19:29:58.1Z stdout X y");
    row("cri, ten digits", LineWrapper::Cri, "2024-04-23T19:29:58.1234567890Z stdout F y");
    row("syslog, PRI too large", LineWrapper::SyslogRfc3164, "<192>Apr 23 19:29:58 web1 nginx: x");
    row("pairs without PRI", LineWrapper::SyslogRfc3164, "date=2024-04-22 time=09:04:24 devname=fw1");
    row("a program's pairs", LineWrapper::SyslogRfc3164, "2024-04-23T19:29:58Z main key=value");
    row("syslog, open PRI", LineWrapper::SyslogRfc3164, "<19");
    row("syslog, no tag", LineWrapper::SyslogRfc3164, "Apr 23 19:29:58 last message repeated 5 times");
    row("syslog, foreign month", LineWrapper::SyslogRfc3164, "Avr 23 19:29:58 web1 nginx: x");
    row("a program's ISO log", LineWrapper::SyslogRfc3164, "2024-04-23T19:29:58Z INFO main: started");
    row("a program's log without host", LineWrapper::SyslogRfc3164, "2024-04-23T19:29:58Z main: started");
    row("RFC 5424, open data", LineWrapper::SyslogRfc5424, "<13>1 - h a p m [x y=\"z\"");
    row("RFC 5424, cut", LineWrapper::SyslogRfc5424, "<1>1");
    row("kubectl prefix, open", LineWrapper::KubectlPrefix, "[pod/web");
    row("empty", LineWrapper::KubectlTimestamps, "");
}

void LineWrapperTest::leavesOtherLinesAlone()
{
    QFETCH(LineWrapper, wrapper);
    QFETCH(QByteArray, line);
    LineUnwrapper unwrapper({wrapper});
    const std::string text = line.toStdString();
    std::string_view inner;
    QCOMPARE(unwrapper.unwrap(text, inner), LineUnwrapper::Outcome::NotWrapped);
    QCOMPARE(shown(inner), QString::fromUtf8(line));
    for (std::size_t size = 0; size < text.size(); ++size)    // and no cut of it is read beyond its end
        unwrapper.unwrap(std::string(text, 0, size), inner);
}

void LineWrapperTest::joinsPiecesOfEachStream()
{
    LineUnwrapper unwrapper({LineWrapper::Cri});
    std::string_view inner;
    const auto step = [&](const char* line) { return unwrapper.unwrap(line, inner); };
    QCOMPARE(step("2024-04-23T19:29:58.1Z stdout P one "), LineUnwrapper::Outcome::Partial);
    QCOMPARE(step("2024-04-23T19:29:58.1Z stderr P warn"), LineUnwrapper::Outcome::Partial);
    QCOMPARE(step("2024-04-23T19:29:58.1Z stdout P two "), LineUnwrapper::Outcome::Partial);
    QCOMPARE(step("2024-04-23T19:29:58.1Z stderr F ing"), LineUnwrapper::Outcome::Line);
    QCOMPARE(shown(inner), QStringLiteral("warning"));
    QCOMPARE(step("2024-04-23T19:29:58.1Z stdout F three"), LineUnwrapper::Outcome::Line);
    QCOMPARE(shown(inner), QStringLiteral("one two three"));
    QCOMPARE(step("2024-04-23T19:29:58.1Z stdout F four"), LineUnwrapper::Outcome::Line);
    QCOMPARE(shown(inner), QStringLiteral("four"));
}

void LineWrapperTest::givesTheLastPieceAtTheEnd()
{
    LineUnwrapper unwrapper({LineWrapper::DockerJson, LineWrapper::SyslogRfc3164});
    std::string_view inner;
    QCOMPARE(unwrapper.unwrap(R"({"log":"Apr 23 19:29:58 h a: cut","stream":"stdout","time":"x"})", inner),
             LineUnwrapper::Outcome::Partial);
    QVERIFY(unwrapper.finish(inner));
    QCOMPARE(shown(inner), QStringLiteral("cut"));
    QVERIFY(!unwrapper.finish(inner));
}

void LineWrapperTest::letsGoOfALineThatNeverEnds()
{
    LineUnwrapper unwrapper({LineWrapper::Cri});
    const std::string line = "2024-04-23T19:29:58.1Z stdout P " + std::string(100'000, 'x');
    std::string_view inner;
    std::size_t given = 0;
    std::size_t longest = 0;
    for (int i = 0; i < 50; ++i) {
        if (unwrapper.unwrap(line, inner) != LineUnwrapper::Outcome::Line)
            continue;
        given += inner.size();
        longest = std::max(longest, inner.size());
    }
    while (unwrapper.finish(inner))
        given += inner.size();
    QCOMPARE(given, std::size_t{5'000'000});
    QVERIFY2(longest <= (std::size_t{1} << 20) + 100'000, std::to_string(longest).c_str());
}

void LineWrapperTest::peelsSeveralLayers()
{
    const std::string line = "[pod/a/b] 2024-04-23T19:29:58.123456789Z <190>Apr 23 19:29:58 web1 nginx: 203.0.113.7 - -";
    const auto layers = detectWrappers(repeated(line, 20));
    QCOMPARE(shown(namesOf(layers)), QStringLiteral("kubectl-prefix,kubectl-timestamps,syslog"));
    LineUnwrapper unwrapper(layers);
    std::string_view inner;
    QCOMPARE(unwrapper.unwrap(line, inner), LineUnwrapper::Outcome::Line);
    QCOMPARE(shown(inner), QStringLiteral("203.0.113.7 - -"));
    const std::string other = "[pod/a/b] 2024-04-23T19:29:58.123456789Z started";
    QCOMPARE(unwrapper.unwrap(other, inner), LineUnwrapper::Outcome::NotWrapped);
    QCOMPARE(shown(inner), shown(other));
}

void LineWrapperTest::joinsTheLinesOfAnIndentedObject()
{
    const std::vector<std::string_view> lines = {"{", "  \"a\": [", "    1", "  ],", "  \"b\": \"} {\\\"\"", "}", "", "{\"c\": 2}", "text", "{", "  \"d\": {"};
    LineUnwrapper unwrapper({LineWrapper::IndentedJson});
    std::vector<std::string> joined;
    for (const std::string_view line : lines) {
        std::string_view inner;
        if (unwrapper.unwrap(line, inner) != LineUnwrapper::Outcome::Partial)
            joined.emplace_back(inner);
    }
    QCOMPARE(joined.size(), std::size_t{4});
    QCOMPARE(shown(joined[0]), QStringLiteral("{ \"a\": [ 1 ], \"b\": \"} {\\\"\" }"));
    QCOMPARE(shown(joined[1]), QString());
    QCOMPARE(shown(joined[2]), QStringLiteral("{\"c\": 2}"));
    QCOMPARE(shown(joined[3]), QStringLiteral("text"));
    std::string_view rest;
    QVERIFY(unwrapper.finish(rest));
    QCOMPARE(shown(rest), QStringLiteral("{ \"d\": { "));
    QCOMPARE(shown(namesOf(detectWrappers({"{", "  \"a\": 1", "}"}))), QStringLiteral("indented-json"));
    QCOMPARE(shown(namesOf(detectWrappers({"{\"a\": 1}", "{\"a\": 2}"}))), QString());
    QCOMPARE(shown(namesOf(detectWrappers({"[", "  {", "    \"a\": 1", "  }", "]"}))), QString());
}

void LineWrapperTest::detects_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("layers");
    QTest::newRow("plain access log") << QByteArray("203.0.113.7 - - [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5")
                                      << QString();
    QTest::newRow("ISO log with milliseconds") << QByteArray("2024-04-23T19:29:58.123Z INFO started") << QString();
    QTest::newRow("program's own nanoseconds in docker")
        << QByteArray(R"({"log":"2024-04-23T19:29:58.123456789Z INFO x\n","stream":"stdout","time":"2024"})")
        << QStringLiteral("docker");
    QTest::newRow("CRI") << QByteArray("2024-04-23T19:29:58.123456789Z stdout F x") << QStringLiteral("cri");
    QTest::newRow("JSON with another key first") << QByteArray(R"({"level":"info","log":"x"})") << QString();
    QTest::newRow("RFC 5424") << QByteArray("<13>1 2024-04-23T19:29:58Z h a p m - x") << QStringLiteral("syslog-5424");
    QTest::newRow("Compose") << QByteArray("web-1  | 203.0.113.7 - -") << QStringLiteral("compose");
    QTest::newRow("Compose with times") << QByteArray("web-1  | 2024-04-23T19:29:58.123456789Z 203.0.113.7 - -")
                                        << QStringLiteral("compose,kubectl-timestamps");
    QTest::newRow("empty") << QByteArray("") << QString();
}

void LineWrapperTest::detects()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, layers);
    const std::string text = line.toStdString();
    QCOMPARE(shown(namesOf(detectWrappers(repeated(text, 30)))), layers);
}

void LineWrapperTest::takesNineOfTen()
{
    auto lines = repeated("Apr 23 19:29:58 web1 nginx: x", 90);
    for (int i = 0; i < 10; ++i)
        lines.push_back("something else");
    lines.push_back("");
    QCOMPARE(shown(namesOf(detectWrappers(lines))), QStringLiteral("syslog"));
    lines.push_back("one more");
    QCOMPARE(shown(namesOf(detectWrappers(lines))), QString());
}

void LineWrapperTest::recognisesRealFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("layers");
    QTest::newRow("syslog") << "app-logs/plaso/syslog/syslog_osx" << "syslog";
    QTest::newRow("RFC 5424 with nginx inside") << "conformance/crowdsec-hub/pfsense-rfc5424-nginx/pfsense-rfc5424-nginx.log"
                                                << "syslog-5424";
    QTest::newRow("haproxy") << "app-logs/lnav/logfile_haproxy.0" << "syslog";
    QTest::newRow("chromeos, severity in place of the host") << "app-logs/plaso/syslog/syslog_chromeos" << "";
}

void LineWrapperTest::recognisesRealFiles()
{
    QFETCH(QString, file);
    QFETCH(QString, layers);
    const auto lines = linesOf(file.toLatin1().constData());
    if (lines.empty())
        QSKIP("the real files are not here (FAULTLINE_SHARED_DATA)");
    QCOMPARE(shown(namesOf(detectWrappers({lines.begin(), lines.end()}))), layers);
}

QTEST_GUILESS_MAIN(LineWrapperTest)
#include "linewrapper_test.moc"
