// HTML as wikis write it and as this program exports it, and the scanner below it.

#include "app/export/timelineexport.h"
#include "app/import/markup.h"
#include "app/timeline/evidencereference.h"
#include "importers/timelines/markdownfromhtml.h"
#include "importers/timelines/timelinehtml.h"
#include "importers/timelines/timelinejson.h"
#include "tests/importers/timelinesupport.h"

#include <QtTest/QtTest>

using namespace faultline;
using namespace faultline::test;

class TimelineHtmlTest : public QObject {
    Q_OBJECT
private slots:
    void cutsMarkupIntoParts_data();
    void cutsMarkupIntoParts();
    void saysTheSameInMarkdown_data();
    void saysTheSameInMarkdown();
    void anExportIsReadBackAsItWas_data();
    void anExportIsReadBackAsItWas();
    void linksAndWindowsOfAJsonExportAreReadBack();
};

void TimelineHtmlTest::cutsMarkupIntoParts_data()
{
    QTest::addColumn<QString>("markup");
    QTest::addColumn<QString>("parts");
    const auto row = [](const char* title, const char* markup, const char* parts) { QTest::newRow(title) << QString::fromUtf8(markup) << QString::fromUtf8(parts); };
    row("tags and text", "<P class=x>a &amp; b</p>", "<p>|a & b|</p>");
    row("an empty element", "a<br/>b", "a|<br/>|b");
    row("comments and declarations", "<?xml version='1.0'?><!DOCTYPE x><!-- <b> -->a", "a");
    row("CDATA as it stands", "<![CDATA[a &amp; <b>]]>", "a &amp; <b>");
    row("scripts and styles", "<script>if (a < b) '<p>'</script>x", "<script>|</script>|x");
    row("signs that are no tag", "5 < 6", "5 |<| 6");
    row("a bracket in quotes", "<a title=\"x > y\">z", "<a>|z");
    row("references", "&#65;&#x42;&unknown;&#0;", "AB&unknown;&#0;");
    row("cut inside a tag", "a<td cla", "a|<td>");
    row("cut inside a comment", "a<!-- b", "a");
}

void TimelineHtmlTest::cutsMarkupIntoParts()
{
    QFETCH(QString, markup);
    QFETCH(QString, parts);
    const std::string text = markup.toStdString();
    MarkupScanner scanner(text);
    QStringList found;
    using Part = MarkupScanner::Part;
    for (Part part = scanner.next(); part != Part::End; part = scanner.next()) {
        const std::string name = part == Part::Text   ? scanner.text()
                                 : part == Part::Open ? "<" + scanner.name() + (scanner.isEmptyElement() ? "/>" : ">")
                                                      : "</" + scanner.name() + ">";
        found << QString::fromStdString(name);
    }
    QCOMPARE(found.join(QLatin1Char('|')), parts);
}

void TimelineHtmlTest::saysTheSameInMarkdown_data()
{
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("markdown");
    const auto row = [](const char* title, const char* html, const char* markdown) { QTest::newRow(title) << QString::fromUtf8(html) << QString::fromUtf8(markdown); };
    row("headings and paragraphs", "<h2>Timeline <i>(UTC)</i></h2><p>It\n was # bad</p>", "## Timeline (UTC)\nIt was # bad\n");
    row("lists in lists", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c");
    row("a head and its rule", "<table><tr><th>Time<th>What<tr><td>1<td>a|b</table>", "\n| Time | What |\n|---|---|\n| 1 | a\\|b |\n");
    row("cells over rows and columns", "<table><tr><td rowspan=2>d</td><td>1</td></tr><tr><td>2</td></tr><tr><td colspan=2>G</td></tr></table>",
        "\n| d | 1 |\n| d | 2 |\n| -- -- | G |\n");
    row("lines inside cells", "<table><tr><td>1</td><td><p>a</p><p>b</p></td></tr></table>", "\n| 1 | a&#10;b |\n");
    row("a span beyond measure", "<table><tr><td>1</td><td>2</td></tr><tr><td>a</td><td colspan=99999999999 rowspan=-3>x</td></tr></table>", "\n| 1 | 2 |\n| a | x |\n");
}

void TimelineHtmlTest::saysTheSameInMarkdown()
{
    QFETCH(QString, html);
    QFETCH(QString, markdown);
    std::string text;
    for (const std::string& line : markdownFromHtml(html.toStdString()))
        text += (text.empty() && line.empty() ? "\n" : line + "\n");
    QVERIFY2(QString::fromStdString(text).trimmed() == markdown.trimmed(), text.c_str());
}

void TimelineHtmlTest::anExportIsReadBackAsItWas_data()
{
    QTest::addColumn<QString>("columns");
    QTest::newRow("every column") << QStringLiteral("time,start,end,time_text,precision,type,title,body,owner,tags,section");
    QTest::newRow("the usual columns") << QString();
}

void TimelineHtmlTest::anExportIsReadBackAsItWas()
{
    QFETCH(QString, columns);
    const auto instant = [](std::int64_t seconds) { return timestampFrom(seconds * 1'000'000'000); };
    TimelineEntry first;
    first.start = instant(1713768300);    // 2024-04-22T06:45:00Z
    first.precision = Precision::Minute;
    first.type = "detection";
    first.title = "Signs | of \"a_b\" *instability* `x` <tag> & #1";
    first.owner = "on-call";
    first.tags = {"impact", "detected"};
    first.section = "First day";
    TimelineEntry second = first;
    second.start = instant(1713781380);
    second.end = instant(1713781980);
    second.precision = Precision::Range;
    second.title = "--";
    second.tags.clear();
    TimelineEntry third = second;
    third.start = third.end.emplace(instant(1713900000));
    third.end = instant(1713900600);
    third.title = "[a](b) ~~c~~ \\d";
    third.section = "Second day";
    std::vector<TimelineEntry> entries = {first, second, third};
    if (!columns.isEmpty()) {
        entries[0].timeText = "22/04 8:45";
        entries[0].body = "one\n two  three ";
    }
    TimelineExportOptions options;
    options.format = TimelineFormat::Html;
    if (!columns.isEmpty())
        options.columns = *parseTimelineColumns(columns.toStdString());
    const std::string html = exportTimeline(entries, options);
    const TimelineHtml importer;
    QCOMPARE(importer.detect(headOf(html, "timeline.html")).confidence, 95);
    const EventSink sink = readEvents(importer, html, "timeline.html");
    std::vector<TimelineEntry> read = entriesFromEvents(sink.events);
    QCOMPARE(read.size(), entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (columns.isEmpty())
            read[i].timeText.clear();    // the export's own words
        QVERIFY2(read[i] == entries[i], ("\"" + read[i].title + "\" " + formatUtc(read[i].start) + " [" + read[i].section + "]\n" + html).c_str());
    }
}

void TimelineHtmlTest::linksAndWindowsOfAJsonExportAreReadBack()
{
    TimelineEntry entry;
    entry.id = 7;
    entry.start = timestampFrom(1713768300'000'000'000);
    entry.title = "First signs";
    TimelineExportOptions options;
    options.format = TimelineFormat::Json;
    options.evidence = {linkEvidence("https://status.example.org/i/1", "status page"),
                        evidenceOf(WindowReference{{entry.start, entry.start + std::chrono::minutes(5)}, RecordKind::Request, "path = \"/a b\""}, "path = /a b"),
                        evidenceOf(LineReference{3, 120}, "access.log:120")};
    for (Evidence& evidence : options.evidence)
        evidence.entryId = entry.id;
    const EventSink sink = readEvents(TimelineJson(), exportTimeline({entry}, options), "timeline.json");
    QCOMPARE(sink.events.size(), std::size_t{1});
    // The line is named by a number of the case that wrote it: it is only told.
    QCOMPARE(sink.events.front().fields.back().second, std::string("line 3:120\naccess.log:120"));
    std::vector<Evidence> read = portableEvidence(sink.events.front());
    QCOMPARE(read.size(), std::size_t{2});
    for (std::size_t i = 0; i < read.size(); ++i) {
        read[i].entryId = entry.id;
        QVERIFY(read[i] == options.evidence[i]);
    }
}

QTEST_GUILESS_MAIN(TimelineHtmlTest)
#include "timelinehtml_test.moc"
