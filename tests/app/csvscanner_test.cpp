#include "app/import/csvscanner.h"

#include <QtTest>

using namespace faultline;

namespace {

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    while (true) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return lines;
        text.remove_prefix(end + 1);
    }
}

/// Records as "[a|b][c]", problems as words.
QString read(std::string_view text, char delimiter, CsvLimits limits = {})
{
    CsvScanner scanner(delimiter, limits);
    std::string result;
    const auto lines = linesOf(text);
    for (const std::string_view line : lines) {
        switch (scanner.feed(line)) {
        case CsvScanner::Outcome::Incomplete: continue;
        case CsvScanner::Outcome::TooLong: result += "too long;"; continue;
        case CsvScanner::Outcome::TooManyColumns: result += "too many;"; continue;
        case CsvScanner::Outcome::Record: break;
        }
        result += '[';
        for (std::size_t i = 0; i < scanner.fields().size(); ++i) {
            result += i > 0 ? "|" : "";
            result += scanner.fields()[i];
        }
        result += ']';
    }
    return QString::fromStdString(result + (scanner.isInsideRecord() ? "..." : ""));
}

}    // namespace

class CsvScannerTest : public QObject {
    Q_OBJECT

private slots:
    void readsRecords_data();
    void readsRecords();
    void tellsQuotedEmptyFromNothing();
    void countsTheLinesOfARecord();
    void recoversFromAQuoteThatNeverCloses();
    void refusesTooManyColumns();
    void sniffsTheDelimiter_data();
    void sniffsTheDelimiter();
};

void CsvScannerTest::readsRecords_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<char>("delimiter");
    QTest::addColumn<QString>("records");
    const auto row = [](const char* name, const char* text, char delimiter, const char* records) {
        QTest::newRow(name) << QByteArray(text) << delimiter << QString::fromUtf8(records);
    };
    row("plain", "a,b,c\nd,e,f", ',', "[a|b|c][d|e|f]");
    row("empty fields", ",a,\n,,", ',', "[|a|][||]");
    row("empty line", "", ',', "[]");
    row("quoted", "\"a,b\",\"c\"\"d\",\"\"", ',', "[a,b|c\"d|]");
    row("only quotes", "\"\"\"\"\n\"\"\"\"\"\"", ',', "[\"][\"\"]");
    row("line end inside", "1,\"a\nb\n\nc\",2\n3,4,5", ',', "[1|a\nb\n\nc|2][3|4|5]");
    row("quote at the end of a line inside", "\"a\"\"\nb\",c", ',', "[a\"\nb|c]");
    row("quote inside an unquoted field", "a\"b,5\" disk,c", ',', "[a\"b|5\" disk|c]");
    row("text after a closing quote", "\"a\"b,c", ',', "[ab|c]");
    row("semicolon", "a;\"b;c\";1,5", ';', "[a|b;c|1,5]");
    row("tab", "a\t\"b\tc\"\t", '\t', "[a|b\tc|]");
    row("never closed", "a,\"b\nc", ',', "...");
    row("record before one that is never closed", "x,y\na,\"b", ',', "[x|y]...");
    row("bytes that are not UTF-8 stay", "\xE2\x82\xAC,z", ',', "[€|z]");
}

void CsvScannerTest::readsRecords()
{
    QFETCH(QByteArray, text);
    QFETCH(char, delimiter);
    QFETCH(QString, records);
    QCOMPARE(read(text.toStdString(), delimiter), records);
}

void CsvScannerTest::tellsQuotedEmptyFromNothing()
{
    CsvScanner scanner(',');
    QCOMPARE(scanner.feed("\"\",,x"), CsvScanner::Outcome::Record);
    QVERIFY(scanner.wasQuoted(0));
    QVERIFY(!scanner.wasQuoted(1));
    QVERIFY(!scanner.wasQuoted(2));
    QCOMPARE(scanner.feed(",,"), CsvScanner::Outcome::Record);
    QVERIFY(!scanner.wasQuoted(0));
}

void CsvScannerTest::countsTheLinesOfARecord()
{
    CsvScanner scanner(',');
    QCOMPARE(scanner.feed("1,\"a"), CsvScanner::Outcome::Incomplete);
    QVERIFY(scanner.isInsideRecord());
    QCOMPARE(scanner.feed(""), CsvScanner::Outcome::Incomplete);
    QCOMPARE(scanner.feed("b\""), CsvScanner::Outcome::Record);
    QCOMPARE(scanner.lines(), std::size_t{3});
    QCOMPARE(scanner.feed("x,y"), CsvScanner::Outcome::Record);
    QCOMPARE(scanner.lines(), std::size_t{1});
    QCOMPARE(scanner.feed("1,\"a"), CsvScanner::Outcome::Incomplete);
    scanner.reset();
    QCOMPARE(scanner.feed("x,y,z"), CsvScanner::Outcome::Record);
    QCOMPARE(scanner.fields().size(), std::size_t{3});
}

void CsvScannerTest::recoversFromAQuoteThatNeverCloses()
{
    QCOMPARE(read("a,\"b\n0123456789\n0123456789\nx,y", ',', {.recordBytes = 20}), QStringLiteral("too long;[x|y]"));
    QCOMPARE(read("0123456789012345678901234\nx,y", ',', {.recordBytes = 20}), QStringLiteral("too long;[x|y]"));
}

void CsvScannerTest::refusesTooManyColumns()
{
    QCOMPARE(read("a,b,c\na,b\n\"a\",b,c\n\"a\",b", ',', {.columns = 2}), QStringLiteral("too many;[a|b]too many;[a|b]"));
    CsvScanner scanner(',');
    QCOMPARE(scanner.feed(std::string(9'999, ',')), CsvScanner::Outcome::Record);
    QCOMPARE(scanner.feed(std::string(10'000, ',')), CsvScanner::Outcome::TooManyColumns);
}

void CsvScannerTest::sniffsTheDelimiter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("delimiter");
    QTest::addColumn<int>("columns");
    QTest::newRow("comma") << QByteArray("Time,a,b\n2024-04-22 08:45:00,1,2\n2024-04-22 08:46:00,3,4") << QByteArray(",") << 3;
    QTest::newRow("decimal commas") << QByteArray("1,5;2,5\n3,5;4,5") << QByteArray(";") << 2;
    QTest::newRow("sep line") << QByteArray("sep=;\nTime;a\n1;2,5") << QByteArray(";") << 2;
    QTest::newRow("tab with commas") << QByteArray("Time\ta, b\n1\t2,5\n3\t4") << QByteArray("\t") << 2;
    QTest::newRow("bar") << QByteArray("a|b|c\n1|2|3") << QByteArray("|") << 3;
    QTest::newRow("commas in quotes") << QByteArray("\"a,b\";\"c\"\n\"d\";\"e,f,g\"") << QByteArray(";") << 2;
    QTest::newRow("delimiter inside user agents")
        << QByteArray("time,ua\n1,Mozilla (X11; Linux)\n2,curl\n3,Mozilla (X11; Linux)") << QByteArray(",") << 2;
    QTest::newRow("no table") << QByteArray("hello\nworld") << QByteArray() << 0;
    QTest::newRow("nothing") << QByteArray() << QByteArray() << 0;
    QTest::newRow("an open quote") << QByteArray("a,b\n\"c,d\ne,f") << QByteArray(",") << 2;
}

void CsvScannerTest::sniffsTheDelimiter()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, delimiter);
    QFETCH(int, columns);
    const std::string held = text.toStdString();
    const auto shape = sniffCsv(linesOf(held));
    QCOMPARE(shape ? QByteArray(1, shape->delimiter) : QByteArray(), delimiter);
    QCOMPARE(shape ? static_cast<int>(shape->columns) : 0, columns);
}

QTEST_GUILESS_MAIN(CsvScannerTest)
#include "csvscanner_test.moc"
