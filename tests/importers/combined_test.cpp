// Combined and common access logs: the fields of tricky lines, and every real log against an independent count by awk and
// against GoAccess's own totals.

#include "importers/requests/combined.h"
#include "importers/requests/combinedline.h"
#include "importers/requests/requestline.h"
#include "tests/support/collectingsink.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

OrderedJson readLine(std::string_view line)
{
    CollectingSink sink;
    readInto(sink, CombinedImporter{}, line, "access.log");
    if (!sink.requests.empty())
        return sink.requests.front();
    return sink.rejected.empty() ? OrderedJson{{"skipped", sink.skipped}} : sink.rejected.front();
}

std::string lineWith(const QString& request, const QString& behind = QStringLiteral(" 200 5 \"-\" \"-\""))
{
    return "192.0.2.1 - - [23/Apr/2024:21:29:58 +0200] \"" + request.toStdString() + "\"" + behind.toStdString();
}

QString dataFolder()
{
    const QString fallback = QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data");
    return qEnvironmentVariable("FAULTLINE_SHARED_DATA", fallback);
}

/// Counts by path and the rejected lines, straight from the sink: the CollectingSink keeps too much for large logs.
class PathCounts final : public RecordSink {
public:
    std::map<std::string, std::int64_t> counts;
    std::int64_t records = 0, rejected = 0, skipped = 0, bytes = 0;
    std::vector<std::string> rejectedLines;
    std::string_view current;

    void request(const Request& r) override
    {
        ++counts[std::string(r.path)];
        ++records;
        bytes += r.bytesOut == absent ? 0 : r.bytesOut;
    }
    void operation(const Operation&) override {}
    void logLine(const LogLine&) override {}
    void event(Event) override {}
    SeriesHandle series(std::string_view, const Labels&, std::string_view, SeriesKind) override { return 0; }
    void sample(SeriesHandle, const RecordTime&, double) override {}
    void reject(std::string_view, std::string_view) override
    {
        ++rejected;
        rejectedLines.emplace_back(current);
    }
    void skip() override { ++skipped; }
    void continuation() override {}
    void issue(std::string_view, std::string_view) override {}
    std::uint64_t lineNumber() const override { return 0; }
    void recordsBelongTo(std::uint64_t) override {}
};

QByteArray plainText(const QString& path)
{
    QProcess zcat;
    zcat.start(QStringLiteral("zcat"), {QStringLiteral("-f"), path});
    if (!zcat.waitForFinished())
        return {};
    return zcat.readAllStandardOutput();
}

/// path -> count by awk, which knows nothing of our scanner.
std::map<std::string, std::int64_t> countsByAwk(const QByteArray& text)
{
    const QString program = QStringLiteral(FAULTLINE_SOURCE_DIR "/tests/importers/requestpaths.awk");
    QProcess awk;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    awk.setProcessEnvironment(environment);
    awk.start(QStringLiteral("awk"), {QStringLiteral("-f"), program});
    awk.write(text);
    awk.closeWriteChannel();
    awk.waitForFinished();
    std::map<std::string, std::int64_t> counts;
    const QList<QByteArray> lines = awk.readAllStandardOutput().split('\n');
    for (const QByteArray& line : lines) {
        const qsizetype blank = line.indexOf(' ');
        if (blank > 0)
            counts[line.mid(blank + 1).toStdString()] = line.left(blank).toLongLong();
    }
    return counts;
}

PathCounts countsOf(const QByteArray& text)
{
    const SourceHead head = headOf({text.constData(), static_cast<std::size_t>(text.size())}, "access.log");
    ReaderContext context;
    const auto reader = CombinedImporter{}.open(context);
    PathCounts sink;
    for (const std::string_view line : head.lines) {
        sink.current = line;
        reader->line(line, sink);
    }
    return sink;
}

}    // namespace

class CombinedTest : public QObject {
    Q_OBJECT

private slots:
    void takesARequestApart_data();
    void takesARequestApart();
    void takesAPrefixApart_data();
    void takesAPrefixApart();
    void readsTheTail_data();
    void readsTheTail();
    void rejectsATornLine_data();
    void rejectsATornLine();
    void keepsTheMinuteOfEveryOffsetApart();
    void sumsAnUpstreamList_data();
    void sumsAnUpstreamList();
    void settlesTheAnchorByHints_data();
    void settlesTheAnchorByHints();
    void countsARealLogAsAwkDoes_data();
    void countsARealLogAsAwkDoes();
};

void CombinedTest::takesARequestApart_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QString>("host");
    const QString none;
    QTest::newRow("plain") << "GET /a/b?c=1&d=%20 HTTP/1.1" << "GET" << "/a/b" << "c=1&d=%20" << "HTTP/1.1" << none;
    QTest::newRow("empty query") << "GET /a? HTTP/1.1" << "GET" << "/a" << "" << "HTTP/1.1" << none;
    QTest::newRow("two marks") << "GET /a?b?c HTTP/2" << "GET" << "/a" << "b?c" << "HTTP/2" << none;
    QTest::newRow("absolute") << "GET http://h.example:8080/x?y HTTP/1.1" << "GET" << "/x" << "y" << "HTTP/1.1" << "h.example:8080";
    QTest::newRow("absolute without path") << "GET https://h.example HTTP/1.1" << "GET" << "/" << none << "HTTP/1.1" << "h.example";
    QTest::newRow("absolute, query only") << "GET http://h.example?q HTTP/1.1" << "GET" << "/" << "q" << "HTTP/1.1" << "h.example";
    QTest::newRow("URL inside a query") << "GET /go?to=http://x/ HTTP/1.0" << "GET" << "/go" << "to=http://x/" << "HTTP/1.0" << none;
    QTest::newRow("connect") << "CONNECT h.example:443 HTTP/1.1" << "CONNECT" << "h.example:443" << none << "HTTP/1.1" << "h.example:443";
    QTest::newRow("asterisk") << "OPTIONS * HTTP/1.0" << "OPTIONS" << "*" << none << "HTTP/1.0" << none;
    QTest::newRow("HTTP/0.9") << "GET /old" << "GET" << "/old" << none << none << none;
    QTest::newRow("blanks in the path") << "GET /a b c HTTP/1.1" << "GET" << "/a b c" << none << "HTTP/1.1" << none;
    QTest::newRow("no target") << "GET HTTP/1.1" << "GET" << "" << none << "HTTP/1.1" << none;
    QTest::newRow("escaped quotes") << R"(GET /a\"b HTTP/1.1)" << "GET" << R"(/a\"b)" << none << "HTTP/1.1" << none;
    QTest::newRow("backslash before the quote") << R"(GET /a\\)" << "GET" << R"(/a\\)" << none << none << none;
    QTest::newRow("binary") << R"(\x16\x03\x01)" << none << R"(\x16\x03\x01)" << none << none << none;
    QTest::newRow("binary with blanks") << R"(\x03 mstshash=Domain)" << none << R"(\x03 mstshash=Domain)" << none << none << none;
    QTest::newRow("other protocol") << "SSH-2.0-Go x" << none << "SSH-2.0-Go x" << none << none << none;
    QTest::newRow("dash") << "-" << none << none << none << none << none;
    QTest::newRow("empty") << "" << none << none << none << none << none;
    QTest::newRow("control bytes") << QStringLiteral("GET /\x1b[31m\x01 HTTP/1.1") << "GET" << QStringLiteral("/\x1b[31m\x01") << none
                                   << "HTTP/1.1" << none;
}

void CombinedTest::takesARequestApart()
{
    QFETCH(QString, request);
    const OrderedJson record = readLine(lineWith(request));
    QFETCH(QString, method);
    QFETCH(QString, path);
    QFETCH(QString, query);
    QFETCH(QString, protocol);
    QFETCH(QString, host);
    const std::pair<const char*, QString> fields[] = {
        {"method", method}, {"path", path}, {"query", query}, {"protocol", protocol}, {"host", host}};
    for (const auto& [field, expected] : fields) {
        const bool present = record.contains(field);
        const QString actual = present ? QString::fromStdString(record[field]) : QString();
        QVERIFY2(present == !expected.isNull() && actual == expected,
                 qPrintable(QLatin1String(field) + QStringLiteral(" in ") + QString::fromStdString(record.dump())));
    }
    QCOMPARE(record.value("status", 0), 200);
}

void CombinedTest::takesAPrefixApart_data()
{
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("host");
    const QString none;
    QTest::newRow("plain") << "192.0.2.1 - -" << "192.0.2.1" << none << none;
    QTest::newRow("IPv6") << "2001:db8::1 - -" << "2001:db8::1" << none << none;
    QTest::newRow("user") << "192.0.2.1 - alice" << "192.0.2.1" << "alice" << none;
    QTest::newRow("user with blanks") << "192.0.2.1 - alice van der a" << "192.0.2.1" << "alice van der a" << none;
    QTest::newRow("user with brackets") << "192.0.2.1 - a [b] c" << "192.0.2.1" << "a [b] c" << none;
    QTest::newRow("empty user") << "192.0.2.1 - " << "192.0.2.1" << none << none;
    QTest::newRow("logname") << "192.0.2.1 ident alice" << "192.0.2.1" << "alice" << none;
    QTest::newRow("vhost") << "www.example.com 192.0.2.1 - -" << "192.0.2.1" << none << "www.example.com";
    QTest::newRow("vhost with port, logname") << "h.example:443 192.0.2.1 ident a b" << "192.0.2.1" << "a b" << "h.example:443";
    QTest::newRow("vhost, named client") << "h.example c.example - alice" << "c.example" << "alice" << "h.example";
    QTest::newRow("lighttpd") << "192.0.2.1 www.example.com -" << "192.0.2.1" << none << "www.example.com";
}

void CombinedTest::takesAPrefixApart()
{
    QFETCH(QString, prefix);
    const OrderedJson record = readLine(prefix.toStdString() + " [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5");
    QFETCH(QString, client);
    QFETCH(QString, user);
    QFETCH(QString, host);
    QCOMPARE(QString::fromStdString(record.value("client_ip", "")), client);
    QCOMPARE(QString::fromStdString(record.value("user", "")), user);
    QCOMPARE(QString::fromStdString(record.value("host", "")), host);
    QCOMPARE(QString::fromStdString(record.value("time", "")), QStringLiteral("2024-04-23T19:29:58Z"));
}

void CombinedTest::readsTheTail_data()
{
    QTest::addColumn<QString>("tail");
    QTest::addColumn<qlonglong>("duration");
    QTest::addColumn<qlonglong>("upstream");
    QTest::addColumn<QString>("rest");
    const qlonglong none = -1;
    QTest::newRow("request time") << "0.123" << 123'000'000LL << none << "";
    QTest::newRow("both times") << "1.000 0.999" << 1'000'000'000LL << 999'000'000LL << "";
    QTest::newRow("quoted") << "\"0.004\" \"0.003\"" << 4'000'000LL << 3'000'000LL << "";
    QTest::newRow("not sent upstream") << "0.000 -" << 0LL << none << "";
    QTest::newRow("retries and redirect") << "9.000 0.004, 0.120 : 0.030" << 9'000'000'000LL << 154'000'000LL << "";
    QTest::newRow("forwarded for") << "\"192.0.2.7, 10.0.0.1\"" << none << none << "\"192.0.2.7, 10.0.0.1\"";
    QTest::newRow("forwarded for and times") << "\"192.0.2.7\" 0.010 0.009" << 10'000'000LL << 9'000'000LL << "\"192.0.2.7\"";
    QTest::newRow("rest on both sides") << "a 0.010 b" << 10'000'000LL << none << "a b";
    QTest::newRow("dash") << "\"-\"" << none << none << "";
    QTest::newRow("gzip ratio is no time") << "3.25" << none << none << "3.25";
    QTest::newRow("integer may be anything") << "116075" << none << none << "116075";
    QTest::newRow("keys") << "rt=0.500 uct=\"0.000\" urt=\"0.100, 0.300\"" << 500'000'000LL << 400'000'000LL << "uct=\"0.000\"";
    QTest::newRow("Traefik") << "17 \"web@docker\" \"http://10.0.0.5:80\" 42ms" << 42'000'000LL << none << "web@docker";
    QTest::newRow("absurd time") << "99999999999999999999.000" << none << none << "99999999999999999999.000";
    QTest::newRow("open quote") << "\"open" << none << none << "\"open";
}

void CombinedTest::readsTheTail()
{
    QFETCH(QString, tail);
    const OrderedJson record = readLine(lineWith(QStringLiteral("GET / HTTP/1.1"), QStringLiteral(" 200 5 \"-\" \"-\" ") + tail));
    QFETCH(qlonglong, duration);
    QFETCH(qlonglong, upstream);
    QFETCH(QString, rest);
    QCOMPARE(record.value("duration_ns", -1LL), duration);
    QCOMPARE(record.value("upstream_duration_ns", -1LL), upstream);
    QCOMPARE(QString::fromStdString(record.value("rest", "")), rest);
}

void CombinedTest::rejectsATornLine_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("code");
    const QString head = QStringLiteral("192.0.2.1 - - [23/Apr/2024:21:29:58 +0200]");
    QTest::newRow("agent only") << " \"curl/7.54.0\"" << "no-time";
    QTest::newRow("no client") << "[23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5" << "bad-client";
    QTest::newRow("client only") << "192.0.2.1 [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5" << "bad-client";
    QTest::newRow("syslog in front") << "Apr 23 21:29:58 web nginx: 192.0.2.1 - - [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5"
                                     << "bad-client";
    QTest::newRow("ends in the time") << "192.0.2.1 - - [23/Apr/2024:21:29" << "torn-line";
    QTest::newRow("ends behind the time") << head << "torn-line";
    QTest::newRow("ends in the request") << head + QStringLiteral(" \"GET /a") << "torn-line";
    QTest::newRow("ends behind the request") << head + QStringLiteral(" \"GET / HTTP/1.1\"") << "torn-line";
    QTest::newRow("ends in the status") << head + QStringLiteral(" \"GET / HTTP/1.1\" 20") << "bad-status";
    QTest::newRow("ends behind the status") << head + QStringLiteral(" \"GET / HTTP/1.1\" 200 ") << "bad-bytes";
    QTest::newRow("two lines in one") << head + QStringLiteral(" \"GET /a") + head + QStringLiteral(" \"GET /b HTTP/1.1\" 200 5")
                                      << "bad-status";
    QTest::newRow("no such day") << "192.0.2.1 - - [31/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5" << "bad-time";
    QTest::newRow("no such month") << "192.0.2.1 - - [23/Avr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5" << "bad-time";
    QTest::newRow("bytes beyond int64") << head + QStringLiteral(" \"GET / HTTP/1.1\" 200 99999999999999999999") << "bad-bytes";
    QTest::newRow("negative bytes") << head + QStringLiteral(" \"GET / HTTP/1.1\" 200 -5") << "bad-bytes";
    QTest::newRow("status of four digits") << head + QStringLiteral(" \"GET / HTTP/1.1\" 2000 5") << "bad-status";
}

void CombinedTest::rejectsATornLine()
{
    QFETCH(QString, line);
    QFETCH(QString, code);
    const OrderedJson record = readLine(line.toStdString());
    QVERIFY2(record.value("code", "") == code.toStdString(), record.dump().c_str());
}

void CombinedTest::keepsTheMinuteOfEveryOffsetApart()
{
    CollectingSink sink;
    const auto line = [](const char* time) { return "192.0.2.1 - - [" + std::string(time) + "] \"GET / HTTP/1.1\" 200 5\n"; };
    const std::string text = line("23/Apr/2024:21:29:58 +0200") + line("23/Apr/2024:21:29:59 +0200") + line("23/Apr/2024:21:29:59 +0000") +
                             line("23/Apr/2024:21:29:60 +0000") + line("23/Apr/2024:21:29:07 -0330") + line("23/Apr/2024:21:29:0x -0330") +
                             line("23/Apr/2024:21:29:08 -0330");
    readInto(sink, CombinedImporter{}, text, "access.log");
    QStringList times;
    for (const OrderedJson& record : sink.requests)
        times << QString::fromStdString(record["time"]);
    const QStringList expected{QStringLiteral("2024-04-23T19:29:58Z"), QStringLiteral("2024-04-23T19:29:59Z"),
                               QStringLiteral("2024-04-23T21:29:59Z"), QStringLiteral("2024-04-23T21:30:00Z"),
                               QStringLiteral("2024-04-24T00:59:07Z"), QStringLiteral("2024-04-24T00:59:08Z")};
    QCOMPARE(times, expected);
    QCOMPARE(sink.rejectedLines, 1U);
}

void CombinedTest::sumsAnUpstreamList_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qlonglong>("nanoseconds");
    QTest::newRow("one") << "0.004" << 4'000'000LL;
    QTest::newRow("retries") << "0.004, 0.120" << 124'000'000LL;
    QTest::newRow("redirect") << "0.004, 0.120 : 0.030" << 154'000'000LL;
    QTest::newRow("one not sent") << "-, 0.120" << 120'000'000LL;
    QTest::newRow("nothing sent") << "-" << -1LL;
    QTest::newRow("nothing") << "" << -1LL;
    QTest::newRow("word") << "0.004, x" << -1LL;
    QTest::newRow("negative") << "-0.004" << -1LL;
    QTest::newRow("beyond int64 in sum") << "9000000000.000, 9000000000.000" << -1LL;
}

void CombinedTest::sumsAnUpstreamList()
{
    QFETCH(QString, text);
    QFETCH(qlonglong, nanoseconds);
    const auto sum = sumOfSecondsList(text.toStdString());
    QCOMPARE(static_cast<qlonglong>(sum.value_or(-1)), nanoseconds);
}

void CombinedTest::settlesTheAnchorByHints_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("anchor");
    QTest::addColumn<QString>("word");
    const auto line = [](const char* request, const char* behind) {
        return QString::fromStdString(lineWith(QLatin1String(request), QLatin1String(behind)));
    };
    QTest::newRow("nothing") << line("GET / HTTP/1.1", " 200 5") << "end" << "assumed";
    QTest::newRow("499") << line("GET / HTTP/1.1", " 499 0") << "end" << "499";
    QTest::newRow("nginx quotes") << line("GET / HTTP/1.1", " 200 5 \"-\" \"a \\x22b\\x22\"") << "end" << "\\x22";
    QTest::newRow("Apache quotes") << line("GET / HTTP/1.1", " 200 5 \"-\" \"a \\\"b\\\"\"") << "start" << "Apache";
    QTest::newRow("Apache hexadecimal") << line("\\x16\\xfc", " 400 5") << "start" << "Apache";
    QTest::newRow("%b") << line("GET / HTTP/1.1", " 304 -") << "start" << "%b";
    QTest::newRow("whole URL") << line("GET http://hub.example/ HTTP/1.1", " 200 5 \"-\" \"-\"") << "start" << "varnishncsa";
    QTest::newRow("request time") << line("GET / HTTP/1.1", " 200 5 \"-\" \"-\" 0.004") << "end" << "three decimals";
    QTest::newRow("Traefik") << line("GET / HTTP/1.1", " 200 5 \"-\" \"-\" 1 \"r\" \"http://10.0.0.1\" 4ms") << "start" << "Traefik";
}

void CombinedTest::settlesTheAnchorByHints()
{
    QFETCH(QString, line);
    QFETCH(QString, anchor);
    QFETCH(QString, word);
    const std::string text = line.toStdString();
    const Detection detection = CombinedImporter{}.detect(headOf(text, "access.log"));
    QVERIFY(detection.confidence >= 80);
    QCOMPARE(QString::fromStdString(std::string(nameOf(detection.anchor))), anchor);
    QVERIFY2(detection.anchorReason.find(word.toStdString()) != std::string::npos, detection.anchorReason.c_str());
}

void CombinedTest::countsARealLogAsAwkDoes_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("rejected");
    QTest::newRow("erddap 1") << "erddap-nginx-rotated/tomcat-access.log.1" << 146;
    QTest::newRow("erddap 3") << "erddap-nginx-rotated/tomcat-access.log.3" << 145;
    QTest::newRow("erddap 5") << "erddap-nginx-rotated/tomcat-access.log.5.gz" << 608;
    QTest::newRow("erddap 7") << "erddap-nginx-rotated/tomcat-access.log.7.gz" << 425;
    QTest::newRow("erddap 9") << "erddap-nginx-rotated/tomcat-access.log.9" << 148;
    QTest::newRow("advertools good") << "advertools/combined_no_errors.log" << 0;
    QTest::newRow("advertools bad") << "advertools/combined_with_errors.log" << 4;
    // GoAccess refuses one more: a binary request that nginx answered with 400. It is a request that the server served.
    QTest::newRow("advertools nginx") << "advertools/nginx_access.log.gz" << 0;
    QTest::newRow("elastic") << "elastic-examples/apache_combined_10k.log.gz" << 0;
    QTest::newRow("shop") << "lnav-shop/logfile_shop_access_log.0.gz" << 0;
    QTest::newRow("webreadr") << "webreadr/combined_log.clf" << 0;
    QTest::newRow("drill, three formats in one") << "drill-httpd/typeremap.httpd" << 0;
    QTest::newRow("drill") << "drill-httpd/example1.httpd" << 0;
}

void CombinedTest::countsARealLogAsAwkDoes()
{
    QFETCH(QString, file);
    QFETCH(int, rejected);
    const QString path = QDir(dataFolder()).filePath(QStringLiteral("http-access/") + file);
    if (!QFile::exists(path))
        QSKIP("the real logs are not here (FAULTLINE_SHARED_DATA)");
    const QByteArray text = plainText(path);
    QVERIFY(!text.isEmpty());
    const PathCounts actual = countsOf(text);
    const std::map<std::string, std::int64_t> expected = countsByAwk(text);
    for (const auto& [key, count] : expected) {
        const auto found = actual.counts.find(key);
        const std::int64_t ours = found == actual.counts.end() ? 0 : found->second;
        QVERIFY2(ours == count, qPrintable(QStringLiteral("%1: awk %2, here %3").arg(QString::fromStdString(key)).arg(count).arg(ours)));
    }
    QCOMPARE(actual.counts.size(), expected.size());
    QVERIFY2(actual.rejected == rejected, qPrintable(QStringLiteral("%1 rejected, the first: %2").arg(actual.rejected)
                                                         .arg(QString::fromStdString(actual.rejectedLines.empty()
                                                                                         ? std::string()
                                                                                         : actual.rejectedLines.front()))));
    const SourceHead head = headOf({text.constData(), static_cast<std::size_t>(text.size())}, "access.log");
    QVERIFY(CombinedImporter{}.detect(head).confidence >= 40);
}

QTEST_GUILESS_MAIN(CombinedTest)
#include "combined_test.moc"
