#include "app/store/casedictionary.h"
#include "app/store/importwriter.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr const char* nothing = "source 0, issue 0, segment 0, segment_column 0, raw_block 0, text_block 0, series 0, series_block 0, event 0";

std::string asUtf16(std::string_view ascii)
{
    std::string wide = "\xff\xfe";
    for (const char c : ascii)
        wide += std::string{c, '\0'};
    return wide;
}

bool isAccounted(const Source& source)
{
    return source.lines == source.recordLines + source.skipped + source.rejected;
}

QString messageOf(const ImportedSource& result)
{
    return result.error ? QString::fromStdString(result.error->message()) : QStringLiteral("(no error)");
}

std::uint64_t number(const std::string& text)
{
    return QString::fromStdString(text).toULongLong();
}

}    // namespace

class ImportJobTest : public QObject {
    Q_OBJECT

private slots:
    void everyWrappingGivesTheSameRecords_data();
    void everyWrappingGivesTheSameRecords();
    void eachMemberOfAnArchiveIsASource();
    void anEmptyFileIsRefused();
    void badBytesAreCountedAndKept();
    void aHeldBackPartOfALineIsRead_data();
    void aHeldBackPartOfALineIsRead();
    void longLinesAreRejectedWithTheirLength_data();
    void longLinesAreRejectedWithTheirLength();
    void chunksInParallelKeepLinesAndOrder();
    void aLineRejectedLaterIsFoundWhereItStands();
    void theSameContentTwiceIsRefused();
    void theSameMemberTwiceIsRefused();
    void aForcedWrongFormatLeavesNothing();
    void anUnknownFormatLeavesNothing();
    void foldersAreReadInNameOrderWithoutTheCase();
    void pathsThatNeverRepeatBecomeText();
    void aSecondImportUsesTheCodesOfTheFirst();
    void rawTextCanBeLeftOut();
    void linesOfADocumentAreKept();
    void rejectionsBeyondTheMillionthAreCounted();
    void aFullCaseKeepsWhatWasThere();
    void sourcesOfOneImportShareTheirDictionaries();
};

void ImportJobTest::everyWrappingGivesTheSameRecords_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("wrapper");
    const std::string text = accessLog(1'000);
    std::string mixed;
    for (std::uint64_t line = 0; line < 1'000; ++line)
        mixed += accessLine(line) + (line % 3 == 0 ? "\r\n" : "\n");
    const auto row = [](const char* name, const std::string& bytes, const char* wrapper) {
        QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(wrapper);
    };
    row("plain", text, "");
    row("gzip", packed("raw", "gzip", {{"data", text}}), "gzip");
    row("zstd", packed("raw", "zstd", {{"data", text}}), "zstd");
    row("xz", packed("raw", "xz", {{"data", text}}), "xz");
    row("UTF-16", asUtf16(text), "UTF-16");
    row("byte order mark", "\xef\xbb\xbf" + text, "");
    row("CRLF", accessLog(1'000, 100, "\r\n"), "");
    row("mixed line ends", mixed, "");
    row("no newline at the end", text.substr(0, text.size() - 1), "");
}

void ImportJobTest::everyWrappingGivesTheSameRecords()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, wrapper);
    ImportCase test;
    const Source source = test.importText("access.log", bytes.toStdString());
    QCOMPARE(source.format, std::string("combined"));
    QCOMPARE(QString::fromStdString(source.wrapper), wrapper);
    QCOMPARE(source.bytes, static_cast<std::uint64_t>(bytes.size()));
    QCOMPARE(source.lines, std::uint64_t{1'000});
    QCOMPARE(source.records, std::uint64_t{1'000});
    QCOMPARE(source.rejected + source.skipped, std::uint64_t{0});
    QCOMPARE(formatUtc(*source.first), std::string("2024-04-23T10:00:00Z"));
    QCOMPARE(formatUtc(*source.last), std::string("2024-04-23T10:01:39Z"));
    QCOMPARE(static_cast<int>(source.zoneBasis), static_cast<int>(Basis::Proven));
    for (const std::uint64_t line : {1ULL, 2ULL, 500ULL, 1'000ULL})
        QCOMPARE(test.rawLine(source.id, line), accessLine(line - 1));
    QCOMPARE(test.rawLine(source.id, 1'001), std::string("(none)"));
    QCOMPARE(test.query("SELECT count(*), min(line), max(line), sum(line), sum(path = '/p/7') FROM request"),
             std::string("1000|1|1000|500500|10"));
    QCOMPARE(test.query("SELECT path FROM request WHERE line = 778"), std::string("/p/77"));
}

void ImportJobTest::eachMemberOfAnArchiveIsASource()
{
    ImportCase test;
    const std::string archive = test.write("logs.tar.gz", packed("ustar", "gzip", {{"web/b.log", accessLog(200)},
                                                                                   {"empty.log", ""},
                                                                                   {"web/a.log", accessLog(300)},
                                                                                   {"notes.txt", "what people wrote\n"},
                                                                                   {"c.log.gz", packed("raw", "gzip", {{"data", accessLog(50)}})}}));
    const ImportReport report = test.import(std::vector<std::string>{archive});
    std::string seen;
    for (const ImportedSource& result : report.sources)
        seen += result.path.substr(archive.size()) + (result.source ? " " + std::to_string(result.source->records) : " refused") + "\n";
    QCOMPARE(QString::fromStdString(seen), QStringLiteral("!web/b.log 200\n!empty.log refused\n!web/a.log 300\n!notes.txt refused\n!c.log.gz 50\n"));
    QCOMPARE(test.query("SELECT name, wrapper FROM source ORDER BY id"), std::string("logs.tar.gz!web/b.log|gzip, tar\nlogs.tar.gz!web/a.log|gzip, tar\nlogs.tar.gz!c.log.gz|gzip, tar, gzip"));
    QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("550"));
}

void ImportJobTest::anEmptyFileIsRefused()
{
    ImportCase test;
    const ImportReport report = test.import({test.write("empty.log", ""), test.write("good.log", accessLog(10)), test.path("missing.log")});
    QCOMPARE(report.sources.size(), std::size_t{3});
    QVERIFY2(messageOf(report.sources[0]).contains(QStringLiteral("It is empty")), qPrintable(messageOf(report.sources[0])));
    QVERIFY(report.sources[1].source);
    QCOMPARE(static_cast<int>(report.sources[2].error->kind), static_cast<int>(ErrorKind::InputUnreadable));
    QCOMPARE(test.query("SELECT count(*) FROM source"), std::string("1"));
}

void ImportJobTest::badBytesAreCountedAndKept()
{
    const std::string invalid = "192.0.2.1 - - [23/Apr/2024:10:00:01 +0000] \"GET /caf\xe9/\xff HTTP/1.1\" 200 5 \"-\" \"a\"";
    const std::string zero = std::string("192.0.2.1 - - [23/Apr/2024:10:00:02 +0000] \"GET /a") + '\0' + "b HTTP/1.1\" 200 5 \"-\" \"a\"";
    const std::string zeros(300, '\0');
    ImportCase test;
    const Source source = test.importText("access.log", accessLog(100) + invalid + "\n" + zero + "\n" + zeros + "\n" + accessLine(3) + "\n");
    QVERIFY(isAccounted(source));
    QCOMPARE(source.lines, std::uint64_t{104});
    QCOMPARE(test.rawLine(source.id, 101), invalid);
    QCOMPARE(test.rawLine(source.id, 102), zero);
    QCOMPARE(test.rawLine(source.id, 103), zeros);
    QCOMPARE(test.rawLine(source.id, 104), accessLine(3));
    QCOMPARE(test.query("SELECT path FROM request WHERE line = 101"), std::string("/caf\xef\xbf\xbd/\xef\xbf\xbd"));
    const std::string issue = test.query("SELECT reason FROM issue WHERE code = 'invalid-utf-8'");
    QVERIFY2(issue.rfind("1 line is", 0) == 0, issue.c_str());
    QCOMPARE(test.query("SELECT lines FROM issue WHERE kind = 'rejected' AND line = 103"), std::string("1"));
}

void ImportJobTest::aHeldBackPartOfALineIsRead_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<bool>("isRecord");
    QTest::newRow("a whole record in parts") << QByteArray::fromStdString(accessLine(200)) << true;
    QTest::newRow("half a record") << QByteArray::fromStdString(accessLine(200).substr(0, 30)) << false;
}

/// A container runtime cuts long lines into parts; the log ends before the last part.
void ImportJobTest::aHeldBackPartOfALineIsRead()
{
    QFETCH(QByteArray, last);
    QFETCH(bool, isRecord);
    std::string text;
    for (std::uint64_t line = 0; line < 200; ++line)
        text += "2024-04-23T10:00:00.000000001Z stdout F " + accessLine(line) + "\n";
    text += "2024-04-23T10:00:00.000000001Z stdout P " + last.toStdString() + "\n";
    ImportCase test;
    const Source source = test.importText("pod.log", text);
    QCOMPARE(source.wrapper, std::string("cri"));
    QVERIFY(isAccounted(source));
    QCOMPARE(source.lines, std::uint64_t{201});
    QCOMPARE(source.records, std::uint64_t{isRecord ? 201U : 200U});
    QCOMPARE(source.rejected, std::uint64_t{isRecord ? 0U : 1U});
    QCOMPARE(test.query(isRecord ? "SELECT max(line) FROM request" : "SELECT line FROM issue WHERE kind = 'rejected'"), std::string("201"));
}

void ImportJobTest::longLinesAreRejectedWithTheirLength_data()
{
    QTest::addColumn<qulonglong>("length");
    QTest::addColumn<bool>("isRead");
    QTest::newRow("one byte below 1 MiB") << ((1ULL << 20) - 1) << true;
    QTest::newRow("1 MiB") << (1ULL << 20) << false;
    QTest::newRow("just over 1 MiB") << ((1ULL << 20) + 1) << false;
    QTest::newRow("8 MiB, a chunk") << (8ULL << 20) << false;
    QTest::newRow("20 MiB") << (20ULL << 20) << false;
}

void ImportJobTest::longLinesAreRejectedWithTheirLength()
{
    QFETCH(qulonglong, length);
    QFETCH(bool, isRead);
    const std::string head = "192.0.2.9 - - [23/Apr/2024:11:00:00 +0000] \"GET /";
    const std::string tail = " HTTP/1.1\" 200 5 \"-\" \"a\"";
    std::string longLine = head + std::string(static_cast<std::size_t>(length) - head.size() - tail.size(), 'x') + tail;
    if (length > (8ULL << 20))
        longLine[(std::size_t{1} << 20) - 1] = '\r';    // where the line is cut: no line end
    ImportCase test;
    const Source source = test.importText("access.log", accessLog(1'000) + longLine + "\n" + accessLog(1'000) + longLine);
    QVERIFY(isAccounted(source));
    QCOMPARE(source.lines, std::uint64_t{2'002});
    QCOMPARE(source.rejected, std::uint64_t{isRead ? 0U : 2U});
    QCOMPARE(source.records, std::uint64_t{isRead ? 2'002U : 2'000U});
    QCOMPARE(test.rawLine(source.id, 1'000), accessLine(999));
    QCOMPARE(test.rawLine(source.id, 1'002), accessLine(0));
    QCOMPARE(test.rawLine(source.id, 2'001), accessLine(999));
    QCOMPARE(test.query("SELECT path FROM request WHERE line = 1002"), std::string("/p/0"));
    if (isRead) {
        QCOMPARE(test.query("SELECT length(path) FROM request WHERE line = 1001"), std::to_string(length - head.size() - tail.size() + 1));
        return;
    }
    const QString issues = QString::fromStdString(test.query("SELECT line, lines, byte_offset, reason FROM issue WHERE code = 'line-too-long' ORDER BY line"));
    const std::size_t before = accessLog(1'000).size();
    const QString reason = QStringLiteral("The line has %1 bytes").arg(length);
    QVERIFY2(issues.startsWith(QStringLiteral("1001|1|%1|").arg(before) + reason), qPrintable(issues));
    QVERIFY2(issues.contains(QStringLiteral("\n2002|1|%1|").arg(2 * before + length + 1) + reason), qPrintable(issues));
    const std::string kept = test.rawLine(source.id, 1'001);    // its beginning at least
    QVERIFY(kept.size() >= (std::size_t{1} << 20) - 1);
    QCOMPARE(kept.substr(0, 100), longLine.substr(0, 100));
}

/// 28 MB are four chunks, read by several workers.
void ImportJobTest::chunksInParallelKeepLinesAndOrder()
{
    std::mt19937_64 random(17);
    std::string text;
    std::vector<std::size_t> begins;
    std::uint64_t garbage = 0;
    std::uint64_t blank = 0;
    while (text.size() < (std::size_t{28} << 20)) {
        begins.push_back(text.size());
        const std::uint64_t kind = random() % 100;
        if (kind == 0) {
            ++garbage;
            text += "no access line " + std::to_string(random());
        } else if (kind == 1) {
            ++blank;
        } else {
            text += "192.0.2.1 - - [23/Apr/2024:10:00:00 +0000] \"GET /line/" + std::to_string(begins.size()) + " HTTP/1.1\" 200 5 \"-\" \"a"
                + std::string(random() % 60, 'z') + "\"";
        }
        text += '\n';
    }
    ImportCase test;
    const Source source = test.importText("access.log", text);
    QVERIFY(isAccounted(source));
    QCOMPARE(source.lines, std::uint64_t{begins.size()});
    QCOMPARE(source.rejected, garbage);
    QCOMPARE(source.skipped, blank);
    QCOMPARE(source.records, std::uint64_t{begins.size()} - garbage - blank);
    QCOMPARE(source.textBytes, std::uint64_t{text.size()});
    QCOMPARE(number(test.query("SELECT sum(lines) FROM issue WHERE kind = 'rejected'")), garbage);

    begins.push_back(text.size());
    for (int round = 0; round < 300; ++round) {
        const std::size_t line = random() % (begins.size() - 1);
        const std::string expected = text.substr(begins[line], begins[line + 1] - begins[line] - 1);
        QCOMPARE(test.rawLine(source.id, line + 1), expected);
        const std::string offset = test.query("SELECT byte_offset FROM issue WHERE kind = 'rejected' AND line = " + std::to_string(line + 1));
        if (!offset.empty())
            QCOMPARE(offset, std::to_string(begins[line]));
    }
    // Rows lie in the order of the file, each with the line that it came from.
    QCOMPARE(test.query("SELECT count(*) FROM request WHERE path <> '/line/' || line"), std::string("0"));
    QCOMPARE(test.query("SELECT count(*) FROM (SELECT line - lag(line) OVER () AS step FROM request) WHERE step < 1"), std::string("0"));
    QCOMPARE(test.query("SELECT count(*) FROM segment WHERE rows > 65536"), std::string("0"));
}

/// An entry of a slow log without a time is known for one when the next begins.
void ImportJobTest::aLineRejectedLaterIsFoundWhereItStands()
{
    const std::string timed = "# Time: 2024-04-23T19:29:58.000000Z\n";
    const std::string entry = "# User@Host: app[app] @ web-1 [192.0.2.1]\n"
                              "# Query_time: 1.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 10\nSELECT 1;\n";
    ImportCase test;
    const std::string text = entry + timed + entry + entry;
    const Source source = test.importText("slow.log", text);
    QVERIFY(isAccounted(source));
    QVERIFY(source.rejected > 0);
    const std::string first = test.query("SELECT line || '|' || byte_offset || '|' || excerpt FROM issue WHERE kind = 'rejected' ORDER BY line LIMIT 1");
    QCOMPARE(QString::fromStdString(first), QStringLiteral("1|0|# User@Host: app[app] @ web-1 [192.0.2.1]"));
    QCOMPARE(test.query("SELECT count(*) FROM issue WHERE kind = 'rejected' AND byte_offset IS NULL"), std::string("0"));
}

void ImportJobTest::theSameContentTwiceIsRefused()
{
    ImportCase test;
    const std::string first = test.write("first.log", accessLog(500));
    const std::string copy = test.write("copy.log", accessLog(500));
    const std::string sameSize = test.write("size.log", "X" + accessLog(500).substr(1));
    QVERIFY(test.import(std::vector<std::string>{first}).sources[0].source);
    const std::string before = test.tableSizes();
    const ImportReport report = test.import({copy, sameSize});
    QVERIFY2(messageOf(report.sources[0]).contains(QStringLiteral("in the case already, as source 1 'first.log'")), qPrintable(messageOf(report.sources[0])));
    QVERIFY2(report.sources[1].source, qPrintable(messageOf(report.sources[1])));
    QCOMPARE(test.query("SELECT count(*) FROM source"), std::string("2"));
    ImportRequest again;
    again.paths = {copy};
    again.again = true;
    QVERIFY(test.import(again).sources[0].source);
    QCOMPARE(test.query("SELECT count(*), count(DISTINCT source_id) FROM request WHERE source_id IN (1, 3)"), std::string("1000|2"));
    QVERIFY(before != test.tableSizes());
}

void ImportJobTest::theSameMemberTwiceIsRefused()
{
    ImportCase test;
    const std::string tar = test.write("a.tar", packed("ustar", "none", {{"one.log", accessLog(500)}, {"two.log", accessLog(500)}}));
    const std::string zip = test.write("b.zip", packed("zip", "none", {{"three.log", accessLog(500)}, {"four.log", accessLog(400)}}));
    const ImportReport report = test.import({tar, zip});
    std::string taken;
    for (const ImportedSource& result : report.sources)
        taken += result.source ? '+' : '-';
    QCOMPARE(taken, std::string("+--+"));
    QVERIFY2(messageOf(report.sources[2]).contains(QStringLiteral("as source 1 'a.tar!one.log'")), qPrintable(messageOf(report.sources[2])));
    QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("900"));
    QCOMPARE(test.query("SELECT count(*) FROM source"), std::string("2"));    // unfinished ones included
}

void ImportJobTest::aForcedWrongFormatLeavesNothing()
{
    ImportCase test;
    ImportRequest request;
    request.paths = {test.write("access.log", accessLog(20'000))};
    for (const char* format : {"mongodb-json", "postgresql-csvlog", "github-deployments", "prometheus-query-range"}) {
        request.format = format;
        const ImportReport report = test.import(request);
        QVERIFY2(report.sources[0].error, format);
        QCOMPARE(static_cast<int>(report.sources[0].error->kind), static_cast<int>(ErrorKind::InputUnreadable));
        QCOMPARE(test.tableSizes(), std::string(nothing));
    }
    request.format = "no-such-format";
    QCOMPARE(static_cast<int>(test.import(request).sources[0].error->kind), static_cast<int>(ErrorKind::Usage));
    QCOMPARE(test.tableSizes(), std::string(nothing));
}

void ImportJobTest::anUnknownFormatLeavesNothing()
{
    ImportCase test;
    const ImportReport report = test.import({test.write("a.bin", std::string(100'000, '\x01')), test.write("b.txt", "\n\n\n"), test.write("c.gz", "\x1f\x8b\x08 broken")});
    for (const ImportedSource& result : report.sources)
        QVERIFY2(result.error && !result.source, result.path.c_str());
    QCOMPARE(report.sources.size(), std::size_t{3});
    QCOMPARE(test.tableSizes(), std::string(nothing));
}

void ImportJobTest::foldersAreReadInNameOrderWithoutTheCase()
{
    ImportCase test;
    test.write("c.log", accessLog(30));
    test.write("a.log", accessLog(10));
    test.write(".hidden.log", accessLog(99));
    test.write("b/second.log", accessLog(22));
    test.write("b/first.log", accessLog(21));
    (void)test.file();    // the case lies in the same folder, with its lock and its write-ahead log
    const ImportReport report = test.import(std::vector<std::string>{test.path("")});
    std::string names;
    for (const ImportedSource& result : report.sources)
        names += result.source ? result.source->name + " " : "(" + result.error->message() + ") ";
    QCOMPARE(QString::fromStdString(names), QStringLiteral("a.log first.log second.log c.log "));
}

void ImportJobTest::pathsThatNeverRepeatBecomeText()
{
    constexpr std::uint64_t lines = 650'000;
    ImportCase test;
    const Source source = test.importText("access.log", accessLog(lines, lines));
    QCOMPARE(source.records, lines);
    const std::uint64_t entered = number(test.query("SELECT sum(count) FROM text_block WHERE field = " + std::to_string(static_cast<int>(Field::Path))));
    QVERIFY2(entered >= 400'000 && entered < 600'000, qPrintable(QString::number(entered)));
    QCOMPARE(test.query("SELECT count(DISTINCT encoding = 4) FROM segment_column WHERE field = " + std::to_string(static_cast<int>(Field::Path))),
             std::string("2"));
    const auto counts = test.countsByPath();
    QCOMPARE(counts.size(), std::size_t{lines});
    QVERIFY(std::all_of(counts.begin(), counts.end(), [](const auto& row) { return row.second == 1; }));
    QCOMPARE(test.query("SELECT line FROM request WHERE path = '/p/12345'"), std::string("12346"));
    QCOMPARE(test.query("SELECT line FROM request WHERE path = '/p/649999'"), std::string("650000"));
    QCOMPARE(test.query("SELECT count(DISTINCT client_ip) FROM request"), std::string("250"));
}

void ImportJobTest::aSecondImportUsesTheCodesOfTheFirst()
{
    ImportCase test;
    test.importText("one.log", accessLog(5'000, 300));
    const std::string codes = test.query("SELECT field, sum(count) FROM text_block GROUP BY field");
    const auto one = test.countsByPath();
    test.close();    // the dictionaries are read back from the file
    test.importText("two.log", accessLog(7'777, 200));
    QCOMPARE(test.query("SELECT field, sum(count) FROM text_block GROUP BY field"), codes);
    const auto both = test.countsByPath();
    QCOMPARE(both.size(), std::size_t{300});
    for (const auto& [path, count] : both) {
        const std::uint64_t index = number(path.substr(3));
        const std::uint64_t ofTwo = index < 200 ? 7'777 / 200 + (index < 7'777 % 200 ? 1 : 0) : 0;
        QCOMPARE(count, one.at(path) + ofTwo);
    }
    test.importText("three.log", accessLog(900, 900));
    QCOMPARE(test.countsByPath().size(), std::size_t{900});
    QCOMPARE(test.query("SELECT sum(count) FROM text_block WHERE field = " + std::to_string(static_cast<int>(Field::Path))), std::string("900"));
}

void ImportJobTest::rawTextCanBeLeftOut()
{
    ImportCase test;
    ImportRequest request;
    request.paths = {test.write("access.log", accessLog(1'000))};
    request.keepRaw = false;
    const ImportReport report = test.import(request);
    QVERIFY(report.sources[0].source);
    QCOMPARE(test.query("SELECT count(*) FROM raw_block"), std::string("0"));
    QCOMPARE(test.rawLine(report.sources[0].source->id, 5), std::string("(none)"));
    QCOMPARE(test.query("SELECT count(*) FROM request WHERE raw IS NULL"), std::string("1000"));
    QCOMPARE(test.query("SELECT options FROM source"), std::string("{\"raw\":false}"));
}

/// A document of several raw blocks: each line can be opened.
void ImportJobTest::linesOfADocumentAreKept()
{
    std::string text = R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up"},"values":[)";
    std::vector<std::string> lines = {text};
    text += '\n';
    for (int sample = 0; sample < 120'000; ++sample) {
        lines.push_back((sample == 0 ? "" : ",") + ("[" + std::to_string(1'713'900'000 + sample * 15) + ",\"" + std::to_string(sample) + "\"]"));
        text += lines.back() + "\n";
    }
    lines.emplace_back("]}]}}");
    text += lines.back();
    ImportCase test;
    const Source source = test.importText("up.json", text);
    QCOMPARE(source.records, std::uint64_t{120'000});
    QVERIFY(isAccounted(source));
    QVERIFY(number(test.query("SELECT count(*) FROM raw_block")) > 1);
    for (const std::size_t line : {std::size_t{1}, std::size_t{2}, std::size_t{50'000}, std::size_t{90'000}, lines.size()})
        QCOMPARE(test.rawLine(source.id, line), lines[line - 1]);
    QCOMPARE(test.query("SELECT count(*), max(value) FROM sample"), std::string("120000|119999.0"));
}

void ImportJobTest::rejectionsBeyondTheMillionthAreCounted()
{
    constexpr std::uint64_t rows = 1'000'500;
    ImportCase test;
    Source source;
    source.options = "{}";
    auto writer = ImportWriter::begin(test.file().database(), source);
    QVERIFY(writer);
    for (std::uint64_t row = 0; row < rows;) {
        RecordBatch batch;
        for (std::uint64_t end = std::min(rows, row + 50'000); row < end; ++row) {
            Issue issue;
            issue.isRejection = true;
            issue.line = 2 * row + 1;    // every other line, so that no two become one row
            issue.lines = 1;
            issue.code = "bad-line";
            batch.issues.push_back(issue);
        }
        QVERIFY(writer->append(batch, 0));
    }
    QVERIFY(writer->finish(writer->source()));
    QCOMPARE(number(test.query("SELECT sum(lines) FROM issue WHERE kind = 'rejected'")), rows);
    QCOMPARE(test.query("SELECT line, lines FROM issue WHERE code = 'not-listed'"), std::string("2000001|500"));
}

/// The case may not grow any more at many different moments: what was there stays whole, and the next import works.
void ImportJobTest::aFullCaseKeepsWhatWasThere()
{
    ImportCase test;
    test.importText("first.log", accessLog(2'000, 50));
    const std::string sizes = test.tableSizes();
    const auto counts = test.countsByPath();
    ImportRequest request;
    request.paths = {test.write("second.log", accessLog(60'000, 20'000))};
    int refused = 0;
    const std::uint64_t pages = number(test.query("PRAGMA page_count"));
    for (std::uint64_t more = 0; more < 400; more += more < 12 ? 1 : 7) {
        const std::string limit = "PRAGMA max_page_count = " + std::to_string(pages + more);
        QVERIFY(test.file().database().execute(limit));
        const auto report = test.tryImport(request);
        QVERIFY(test.file().database().execute("PRAGMA max_page_count = 1000000"));
        if (report) {
            QVERIFY2(report->sources[0].source, qPrintable(messageOf(report->sources[0])));
            break;
        }
        ++refused;
        QCOMPARE(static_cast<int>(report.error().kind), static_cast<int>(ErrorKind::OutputFailed));
        QCOMPARE(test.tableSizes(), sizes);
        QCOMPARE(test.countsByPath(), counts);
        QCOMPARE(test.query("PRAGMA integrity_check"), std::string("ok"));
    }
    QVERIFY2(refused > 5, qPrintable(QString::number(refused)));
    QCOMPARE(test.query("SELECT count(*) FROM request"), std::string("62000"));
    QCOMPARE(test.countsByPath().size(), std::size_t{20'000});
}

/// Values of a source that was given up must not be taken for known by the next one.
void ImportJobTest::sourcesOfOneImportShareTheirDictionaries()
{
    ImportCase test;
    CaseDictionaries shared;
    Source source;
    source.options = "{}";
    source.name = source.path = "access.log";
    const auto write = [&](const std::string& prefix, bool isKept) {
        auto writer = ImportWriter::begin(test.file().database(), source, &shared);
        QVERIFY(writer);
        RecordBatch batch;
        RecordTable& table = batch.table(RecordKind::Request);
        for (int row = 0; row < 300; ++row) {
            table.setNumber(Field::Time, row);
            table.setNumber(Field::TimeBasis, 0);
            table.setNumber(Field::Line, row + 1);
            table.setText(Field::Path, prefix + std::to_string(row % 100));
            table.setText(Field::Method, "GET");
            table.endRow();
        }
        batch.lines = batch.recordLines = batch.records = 300;
        QVERIFY(writer->append(batch, 0));
        QVERIFY(isKept ? writer->finish(writer->source()).has_value() : writer->discard().has_value());
    };
    write("/a", true);
    QCOMPARE(shared.fields[static_cast<std::size_t>(Field::Path)]->stored, std::uint32_t{100});
    write("/given-up", false);
    write("/b", true);
    write("/a", true);
    QCOMPARE(shared.fields[static_cast<std::size_t>(Field::Path)]->stored, std::uint32_t{200});
    QCOMPARE(test.query("SELECT sum(count) FROM text_block WHERE field = " + std::to_string(static_cast<int>(Field::Path))),
             std::string("200"));
    const auto counts = test.countsByPath();
    QCOMPARE(counts.size(), std::size_t{200});
    for (int path = 0; path < 100; ++path) {
        QCOMPARE(counts.at("/a" + std::to_string(path)), std::uint64_t{6});
        QCOMPARE(counts.at("/b" + std::to_string(path)), std::uint64_t{3});
    }
}

QTEST_GUILESS_MAIN(ImportJobTest)
#include "importjob_test.moc"
