// Exports of the timeline: what a reader sees, what a hostile text must not become, and the way back through the importers.

#include "app/export/timelineexport.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "app/import/timestampscanner.h"
#include "app/timeline/evidencereference.h"
#include "importers/timelines/timelinecsv.h"
#include "importers/timelines/timelinejson.h"
#include "importers/timelines/timelinemarkdown.h"
#include "tests/importers/timelinesupport.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest/QtTest>

#include <algorithm>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

Timestamp at(std::string_view iso)
{
    const auto written = scanIsoTime(iso);
    return TimeResolver().resolve(*written)->utc;
}

TimelineEntry entry(std::string_view start, Precision precision, std::string timeText, std::string title, std::string section = {})
{
    TimelineEntry made;
    made.start = at(start);
    made.precision = precision;
    made.timeText = std::move(timeText);
    made.title = std::move(title);
    made.section = std::move(section);
    return made;
}

std::vector<TimelineEntry> usualEntries()
{
    std::vector<TimelineEntry> entries;
    entries.push_back(entry("2024-04-22T06:45:00Z", Precision::Minute, "22/04 8:45", "First signs", "Monday"));
    entries.back().tags = {"impact"};
    entries.push_back(entry("2024-04-22T07:04:24.25Z", Precision::Exact, "22/04 9:04", "The tier grows", "Monday"));
    entries.push_back(entry("2024-04-22T16:45:00Z", Precision::About, "~18:45", "Load test", "Monday"));
    entries.push_back(entry("2024-04-23T12:00:00Z", Precision::After, "a little after 14:00", "Resized", "Tuesday"));
    entries.back().tags = {"trigger", "detected"};
    entries.push_back(entry("2024-04-23T13:00:00Z", Precision::Before, "", "Reported", "Tuesday"));
    entries.push_back(entry("2024-04-23T22:30:00Z", Precision::Range, "24/04 0:30-0:40", "Spikes", "Wednesday"));
    entries.back().end = at("2024-04-23T22:40:00Z");
    entries.back().type = "key moment";
    entries.back().owner = "on-call engineer";
    entries.push_back(entry("2024-04-24T08:03:00Z", Precision::Range, "", "Over midnight", "Wednesday"));
    entries.back().end = at("2024-04-25T08:13:30Z");
    entries.back().body = "First line\nsecond line\n\n  indented";
    return entries;
}

const std::vector<std::string>& payloads()
{
    static const std::vector<std::string> list = {
        "a | b", "|", "||", "\\|", "\\\\|", "a\\", "`code`", "``", "a ` b", "`", "`a|b`", "*bold*", "**bold**", "_em_", "__em__", "snake_case_name",
        "~~gone~~", "~ 5", "~a~", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table>", "<b>", "<!-- c -->",
        "<http://a.example>", "<mail@a.example>", "http://a.example/x?y=1&z=2", "https://a.example|b", "see https://a.example.", "www.a.example", "WWW.A.EXAMPLE",
        "mail@a.example", "mailto:mail@a.example", "xmpp:mail@a.example", "@mention", "ftp://a.example/", "[text](http://a.example)", "![alt](http://a.example/x.png)",
        "[ref]", "[ref]: http://a.example", "[^1]", "- [ ] task", "# heading", "#123", "> quote", "1. one", "- item", "--", "---", "-- --", ":---:", "+ plus",
        "&amp;", "&lt;b&gt;", "&#60;", "&nbsp;", "&copy", "$x^2$", ":smile:", "a:b", "\"quoted\"", "'single'", "''=1", "\"", "\"\"", "=1+1",
        "=HYPERLINK(\"http://a.example\",\"x\")", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "'=1", "\t=1", ";=1", "a;b", "a,b", "a\tb", "two\nlines",
        "two\n\nparagraphs", "\nfirst", "last\n", " leading", "trailing ", "  two  blanks  ", "\xF0\x9F\x94\xA5 fire", "\xD8\xB4\xD8\xA8\xD9\x83\xD8\xA9",
        "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D 123", "\xE6\x95\xB0\xE6\x8D\xAE", "javascript:alert(1)", "{{7*7}}", "${7*7}", "%0d%0a", "\\", "\\n", "a\\*b", "\\`",
        "10:03 at the start", "22/04 8:45", "Java/* user agent", "5 * 3 * 2", "a*b*c", "!", "!!", "(x)", "style=\"x\" onclick='y'"};
    return list;
}

/// Texts that come out as visible escapes.
const std::vector<std::string>& controlPayloads()
{
    static const std::vector<std::string> list = {"\x1b[31mred", "\x1b]52;c;YQ==\x07", std::string("nul\0byte", 8), "\x7f", "\xC2\x9B" "31m", "\rover",
                                                  "\xE2\x80\xAEtxt.exe", "\xE2\x81\xA6iso", "\x08\x08", "\r=1"};
    return list;
}

std::vector<TimelineEntry> imported(const std::string& text, TimelineFormat format)
{
    const std::unique_ptr<Importer> importer = format == TimelineFormat::Markdown ? std::unique_ptr<Importer>(new TimelineMarkdown)
                                               : format == TimelineFormat::Json   ? std::unique_ptr<Importer>(new TimelineJson)
                                                                                  : std::unique_ptr<Importer>(new TimelineCsv);
    return entriesFromEvents(readEvents(*importer, text, "export").events);
}

QString shown(const TimelineEntry& e)
{
    return QString::fromStdString(formatUtc(e.start) + " .. " + (e.end ? formatUtc(*e.end) : "-") + " " + std::string(nameOf(e.precision)) + " ["
                                  + e.timeText + "] <" + e.title + "> {" + joinedTags(e.tags) + "} (" + e.section + ") " + e.type + " " + e.owner + " "
                                  + e.body);
}

std::string exported(const std::vector<TimelineEntry>& entries, TimelineFormat format, FormulaGuard guard = FormulaGuard::Apostrophe)
{
    TimelineExportOptions options;
    options.format = format;
    options.guard = guard;
    return exportTimeline(entries, options);
}

std::vector<TimelineEntry> hostileEntries(const std::vector<std::string>& texts)
{
    std::vector<TimelineEntry> entries;
    for (const std::string& text : texts) {
        entries.push_back(entry("2024-04-22T06:45:00Z", Precision::Minute, "22/04 8:45", text));
        entries.back().body = text;
        entries.back().owner = text;
    }
    return entries;
}

void addFormats()
{
    QTest::addColumn<int>("format");
    QTest::newRow("markdown") << static_cast<int>(TimelineFormat::Markdown);
    QTest::newRow("csv") << static_cast<int>(TimelineFormat::Csv);
    QTest::newRow("tsv") << static_cast<int>(TimelineFormat::Tsv);
    QTest::newRow("json") << static_cast<int>(TimelineFormat::Json);
}

/// Tags of an HTML text as "name attribute attribute".
std::set<std::string> tagsOf(const std::string& html)
{
    std::set<std::string> tags;
    for (std::size_t open = html.find('<'); open != std::string::npos; open = html.find('<', open + 1)) {
        const std::size_t close = html.find('>', open);
        std::string tag;
        bool inValue = false;
        for (const char c : html.substr(open + 1, close - open - 1)) {
            inValue = c == '"' ? !inValue : inValue;
            if (!inValue && c != '"')
                tag += c;
        }
        tags.insert(tag);
    }
    return tags;
}

}    // namespace

class TimelineExportTest : public QObject {
    Q_OBJECT
private slots:
    void writesAReadableMarkdownTable();
    void everyZoneHasItsColumnAndItsOffset();
    void aChangeOfOffsetIsShownInEveryCell();
    void chosenColumnsComeInTheirOrder();
    void unknownColumnsAreRefused();
    void plainTimesCarryNoMarks();
    void evidenceIsNamedInACellAndWholeInJson();
    void comesBackAsItWas_data() { addFormats(); }
    void comesBackAsItWas();
    void comesBackFromAnyZone_data() { addFormats(); }
    void comesBackFromAnyZone();
    void hostileTextComesBackAsItWas_data() { addFormats(); }
    void hostileTextComesBackAsItWas();
    void rawCsvComesBackAsItWas();
    void jsonKeepsControlCharacters();
    void noCellIsAFormula_data();
    void noCellIsAFormula();
    void htmlHoldsOnlyItsOwnElements();
    void markdownHoldsNoMarkupOfOthers();
    void markdownRendersAsPlainCells();
    void controlCharactersAreVisible();
};

void TimelineExportTest::writesAReadableMarkdownTable()
{
    std::vector<TimelineEntry> entries = usualEntries();
    entries.resize(4);
    TimelineExportOptions options;
    options.zones = {*TimeZone::named("Europe/Paris")};
    QCOMPARE(QString::fromStdString(exportTimeline(entries, options)),
             QStringLiteral("| CEST (+02\\:00) | As written | Event | Type | Tags |\n| --- | --- | --- | --- | --- |\n"
                            "| -- -- | Monday |  |  |  |\n"
                            "| 2024-04-22 08:45 | 22/04 8:45 | First signs | note | impact |\n"
                            "| 2024-04-22 09:04:24.250 | 22/04 9:04 | The tier grows | note |  |\n"
                            "| ~2024-04-22 18:45 | ~18:45 | Load test | note |  |\n"
                            "| -- -- | Tuesday |  |  |  |\n"
                            "| after 2024-04-23 14:00 | a little after 14:00 | Resized | note | trigger, detected |\n").replace(QLatin1String("\\:"), QLatin1String(":")));
}

void TimelineExportTest::everyZoneHasItsColumnAndItsOffset()
{
    TimelineExportOptions options;
    options.format = TimelineFormat::Csv;
    options.zones = {TimeZone::utc(), *TimeZone::named("Europe/Paris"), *TimeZone::named("+05:30")};
    options.columns = {"time", "title"};
    const std::string csv = exportTimeline({usualEntries().front()}, options);
    QCOMPARE(QString::fromStdString(csv),
             QStringLiteral("UTC,CEST (+02:00),+05:30,Event\r\n2024-04-22 06:45,2024-04-22 08:45,2024-04-22 12:15,First signs\r\n"));
}

void TimelineExportTest::aChangeOfOffsetIsShownInEveryCell()
{
    TimelineExportOptions options;
    options.format = TimelineFormat::Csv;
    options.zones = {*TimeZone::named("Europe/Paris")};
    options.columns = {"time", "time_text", "title"};
    const std::vector<TimelineEntry> entries = {entry("2024-03-31T00:30:00Z", Precision::Minute, "", "winter"),
                                                entry("2024-03-31T01:30:00Z", Precision::Minute, "", "summer")};
    const std::string csv = exportTimeline(entries, options);
    QCOMPARE(QString::fromStdString(csv), QStringLiteral("Time (Europe/Paris),As written,Event\r\n2024-03-31 01:30 +01:00,,winter\r\n2024-03-31 03:30 +02:00,,summer\r\n"));
    const auto back = imported(csv, TimelineFormat::Csv);
    QCOMPARE(back.size(), std::size_t{2});
    QCOMPARE(back[0].start, entries[0].start);
    QCOMPARE(back[1].start, entries[1].start);
}

void TimelineExportTest::chosenColumnsComeInTheirOrder()
{
    TimelineExportOptions options;
    options.format = TimelineFormat::Tsv;
    options.columns = *parseTimelineColumns(" title, end,start ,title");
    QCOMPARE(QString::fromStdString(exportTimeline({usualEntries()[5]}, options)),
             QStringLiteral("Event\tEnd\tStart\r\nSpikes\t2024-04-23T22:40:00Z\t2024-04-23T22:30:00Z\r\n"));
}

void TimelineExportTest::unknownColumnsAreRefused()
{
    const auto columns = parseTimelineColumns("title,colour");
    QVERIFY(!columns);
    QVERIFY(columns.error().message().find("colour") != std::string::npos && columns.error().message().find("time_text") != std::string::npos);
}

void TimelineExportTest::plainTimesCarryNoMarks()
{
    TimelineExportOptions options;
    options.columns = {"time", "title"};
    const std::vector<TimelineEntry> about = {entry("2024-04-23T19:10:00Z", Precision::About, "", "rise")};
    QVERIFY(exportTimeline(about, options).find("| ~2024-04-23 19:10 |") != std::string::npos);
    options.precision = PrecisionMarks::Plain;
    QVERIFY(exportTimeline(about, options).find("| 2024-04-23 19:10 |") != std::string::npos);
}

void TimelineExportTest::evidenceIsNamedInACellAndWholeInJson()
{
    std::vector<TimelineEntry> entries = {entry("2024-04-23T19:10:00Z", Precision::Minute, "", "rise"), entry("2024-04-23T19:30:00Z", Precision::Minute, "", "down")};
    entries[0].id = 1;
    entries[1].id = 2;
    const TimeRange window{at("2024-04-23T19:10:00Z"), at("2024-04-23T19:35:00Z")};
    TimelineExportOptions options;
    options.zones = {*TimeZone::named("Europe/Paris")};
    options.evidence = {evidenceOf(WindowReference{window, {}, "path = \"/a\""}, "path = /a"), evidenceOf(LineReference{3, 120}, "hub.log:120"),
                        linkEvidence("https://example.org/1", "")};
    options.evidence[0].entryId = 1;
    options.evidence[1].entryId = 1;
    options.evidence[2].entryId = 2;
    const std::string table = exportTimeline(entries, options);
    QVERIFY2(table.find("path = /a (2024-04-23 21:10 \xE2\x80\x93 21:35); hub.log:120 |") != std::string::npos, table.c_str());
    options.format = TimelineFormat::Json;
    const std::string json = exportTimeline(entries, options);
    QVERIFY2(json.find("\"reference\": \"3:120\"") != std::string::npos && json.find("https://example.org/1") != std::string::npos, json.c_str());
    const auto back = imported(json, TimelineFormat::Json);
    QCOMPARE(back.size(), std::size_t{2});
    QCOMPARE(back[1].title, std::string("down"));
}

void TimelineExportTest::comesBackAsItWas()
{
    QFETCH(int, format);
    const auto entries = usualEntries();
    const std::string text = exported(entries, static_cast<TimelineFormat>(format));
    const auto back = imported(text, static_cast<TimelineFormat>(format));
    QVERIFY2(back.size() == entries.size(), text.c_str());
    for (std::size_t i = 0; i < entries.size(); ++i)
        QCOMPARE(shown(back[i]), shown(entries[i]));
}

void TimelineExportTest::comesBackFromAnyZone()
{
    QFETCH(int, format);
    for (const char* zone : {"Europe/Paris", "America/New_York", "Asia/Kolkata", "-03:30", "UTC"}) {
        TimelineExportOptions options;
        options.format = static_cast<TimelineFormat>(format);
        options.zones = {*TimeZone::named(zone), TimeZone::utc()};
        const auto entries = usualEntries();
        const std::string text = exportTimeline(entries, options);
        const auto back = imported(text, options.format);
        QVERIFY2(back.size() == entries.size(), text.c_str());
        for (std::size_t i = 0; i < entries.size(); ++i)
            QCOMPARE(shown(back[i]), shown(entries[i]));
    }
}

void TimelineExportTest::hostileTextComesBackAsItWas()
{
    QFETCH(int, format);
    QVERIFY(payloads().size() >= 50);
    const auto entries = hostileEntries(payloads());
    const std::string text = exported(entries, static_cast<TimelineFormat>(format));
    const auto back = imported(text, static_cast<TimelineFormat>(format));
    QVERIFY2(back.size() == entries.size(), text.c_str());
    for (std::size_t i = 0; i < entries.size(); ++i)
        QCOMPARE(shown(back[i]), shown(entries[i]));
}

void TimelineExportTest::rawCsvComesBackAsItWas()
{
    std::vector<std::string> texts = payloads();
    texts.erase(std::remove_if(texts.begin(), texts.end(), [](const std::string& text) { return !text.empty() && text.front() == '\''; }), texts.end());
    const auto entries = hostileEntries(texts);
    const std::string text = exported(entries, TimelineFormat::Csv, FormulaGuard::Raw);
    QVERIFY(text.find("=1+1") != std::string::npos && text.find("'=1+1") == std::string::npos);
    const auto back = imported(text, TimelineFormat::Csv);
    QCOMPARE(back.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        QCOMPARE(shown(back[i]), shown(entries[i]));
}

void TimelineExportTest::jsonKeepsControlCharacters()
{
    const auto entries = hostileEntries(controlPayloads());
    const auto back = imported(exported(entries, TimelineFormat::Json), TimelineFormat::Json);
    QCOMPARE(back.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
        QCOMPARE(shown(back[i]), shown(entries[i]));
}

void TimelineExportTest::noCellIsAFormula_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("csv") << static_cast<int>(TimelineFormat::Csv);
    QTest::newRow("tsv") << static_cast<int>(TimelineFormat::Tsv);
}

void TimelineExportTest::noCellIsAFormula()
{
    QFETCH(int, format);
    std::vector<std::string> texts = payloads();
    texts.insert(texts.end(), controlPayloads().begin(), controlPayloads().end());
    const std::string text = exported(hostileEntries(texts), static_cast<TimelineFormat>(format));
    CsvScanner scanner(static_cast<TimelineFormat>(format) == TimelineFormat::Csv ? ',' : '\t');
    std::size_t records = 0;
    for (std::string_view line : split(text, '\n')) {
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        if (scanner.feed(line) != CsvScanner::Outcome::Record)
            continue;
        ++records;
        for (const std::string_view field : scanner.fields()) {
            const std::size_t body = field.find_first_not_of('\'');
            const bool risky = body != std::string_view::npos && std::string_view("=+-@\t\r").find(field[body]) != std::string_view::npos;
            QVERIFY2(!risky || body > 0, std::string(field).c_str());
        }
    }
    QVERIFY(records > texts.size());
}

void TimelineExportTest::htmlHoldsOnlyItsOwnElements()
{
    std::vector<std::string> texts = payloads();
    texts.insert(texts.end(), controlPayloads().begin(), controlPayloads().end());
    std::vector<TimelineEntry> entries = hostileEntries(texts);
    for (TimelineEntry& one : entries) {
        one.section = one.title;
        one.timeText = one.title;
        one.type = one.title;
        one.tags = {one.title};
    }
    TimelineExportOptions options;
    options.format = TimelineFormat::Html;
    options.title = "<script>\"'&";
    const std::string html = exportTimeline(entries, options);
    const std::set<std::string> allowed = {
        "!DOCTYPE html", "html lang=", "head", "meta charset=", "meta http-equiv= content=", "meta name= content=", "style", "/style", "title", "/title", "/head",
        "body", "h1", "/h1", "table", "thead", "tr", "th scope=", "/th", "/tr", "/thead", "tbody", "th class= scope= colspan=", "td class=", "td", "/td", "/tbody",
        "/table", "/body", "/html", "bdi", "/bdi"};
    for (const std::string& tag : tagsOf(html))
        QVERIFY2(allowed.count(tag) == 1, tag.c_str());
    QVERIFY(html.find("default-src 'none'") != std::string::npos);
    QVERIFY(html.find("<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>") != std::string::npos);
    QVERIFY(html.find("<title>&lt;script&gt;&quot;&#39;&amp;</title>") != std::string::npos);
}

void TimelineExportTest::markdownHoldsNoMarkupOfOthers()
{
    for (const std::string& payload : payloads()) {
        const std::string text = exported({entry("2024-04-22T06:45:00Z", Precision::Minute, "", payload)}, TimelineFormat::Markdown);
        const auto lines = split(text, '\n');
        QCOMPARE(lines.size(), std::size_t{4});
        std::string plain(lines[2]);
        bool inCode = false;
        std::size_t pipes = 0;
        for (std::size_t i = 0; i < plain.size(); ++i) {
            if (plain[i] == '`')
                inCode = !inCode;
            else if (plain[i] == '\\' && !inCode)
                ++i;
            else if (plain[i] == '|')
                ++pipes;
            else if (!inCode && (plain[i] == '<' || plain[i] == '[' || plain[i] == '@' || plain[i] == '*'))
                QFAIL((payload + " -> " + plain).c_str());
        }
        QVERIFY2(pipes == 6, plain.c_str());
    }
}

void TimelineExportTest::markdownRendersAsPlainCells()
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("cmark-gfm"));
    if (program.isEmpty())
        QSKIP("cmark-gfm is not installed");
    const std::string text = exported(hostileEntries(payloads()), TimelineFormat::Markdown);
    QProcess process;
    process.start(program, {QStringLiteral("--unsafe"), QStringLiteral("-e"), QStringLiteral("table"), QStringLiteral("-e"), QStringLiteral("autolink"),
                            QStringLiteral("-e"), QStringLiteral("strikethrough"), QStringLiteral("-e"), QStringLiteral("tagfilter")});
    process.write(text.c_str(), static_cast<qint64>(text.size()));
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
    const std::set<std::string> allowed = {"table", "/table", "thead", "/thead", "tbody", "/tbody", "tr", "/tr", "th", "/th", "td", "/td", "code", "/code"};
    for (const std::string& tag : tagsOf(process.readAllStandardOutput().toStdString()))
        QVERIFY2(allowed.count(tag) == 1, tag.c_str());
}

void TimelineExportTest::controlCharactersAreVisible()
{
    for (const TimelineFormat format : {TimelineFormat::Markdown, TimelineFormat::Csv, TimelineFormat::Tsv, TimelineFormat::Html}) {
        const std::string text = exported(hostileEntries(controlPayloads()), format);
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            QVERIFY(byte >= 0x20 || c == '\n' || c == '\t' || c == '\r');
            QVERIFY(byte != 0x7f);
        }
        QVERIFY(text.find("\xE2\x80\xAE") == std::string::npos);
        QVERIFY(text.find("\xC2\x9B") == std::string::npos);
        QVERIFY(text.find("txt.exe") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(TimelineExportTest)
#include "timelineexport_test.moc"
