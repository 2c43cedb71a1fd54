// Timelines that somebody copied from a document, a spreadsheet or a chat.

#include "app/base/result.h"
#include "app/timeline/evidencereference.h"
#include "app/timeline/pastedentries.h"

#include <QtTest/QtTest>

using namespace faultline;

class PastedEntriesTest : public QObject {
    Q_OBJECT

private slots:
    void readsWhatPeopleCopy_data();
    void readsWhatPeopleCopy();
    void namesWhatItLeavesOut();
    void referencesOfEvidenceReadBackAsTheyWere();
    void aReferenceThatIsNoneIsNothing();
};

void PastedEntriesTest::readsWhatPeopleCopy_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("entries");    // "start title [section] {tags}" by line
    QTest::newRow("plain lines") << "08:45 first\n- 9:04: second\n* 09:30 – third"
                                 << "2024-04-22T06:45:00Z first\n2024-04-22T07:04:00Z second\n2024-04-22T07:30:00Z third";
    QTest::newRow("a date, then clocks") << "23/04 21:30 down\n21:56 up" << "2024-04-23T19:30:00Z down\n2024-04-23T19:56:00Z up";
    QTest::newRow("past midnight") << "23:50 late\n00:10 later" << "2024-04-22T21:50:00Z late\n2024-04-22T22:10:00Z later";
    QTest::newRow("headings") << "## 2024-04-23\n21:30 down\n## Repair\n21:56 up"
                              << "2024-04-23T19:30:00Z down [2024-04-23]\n2024-04-23T19:56:00Z up [Repair]";
    QTest::newRow("Markdown") << "| When | What | Tags |\n|:--|---|--:|\n| 8:45 | a \\| b | impact, x |\n| 9:04 | c |  |"
                              << "2024-04-22T06:45:00Z a | b {impact, x}\n2024-04-22T07:04:00Z c";
    QTest::newRow("Markdown with a zone of its own") << "| Time (UTC) | Event |\n|---|---|\n| 2024-04-22 06:45 | a |" << "2024-04-22T06:45:00Z a";
    QTest::newRow("two zones") << "| CEST (+02:00) | UTC | Event |\n|---|---|---|\n| 2024-04-22 08:45 | 2024-04-22 06:45 | a |"
                               << "2024-04-22T06:45:00Z a";
    QTest::newRow("TSV without header") << "8:45\tfirst\n9:04\tsecond" << "2024-04-22T06:45:00Z first\n2024-04-22T07:04:00Z second";
    QTest::newRow("CSV") << "time,title,section\n8:45,\"a, \"\"b\"\"\",Day one" << "2024-04-22T06:45:00Z a, \"b\" [Day one]";
    QTest::newRow("Windows line ends") << "8:45 first\r\n9:04 second\r\n" << "2024-04-22T06:45:00Z first\n2024-04-22T07:04:00Z second";
    QTest::newRow("nothing") << "" << "";
}

void PastedEntriesTest::readsWhatPeopleCopy()
{
    QFETCH(QString, text);
    QFETCH(QString, entries);
    const EntryTimeSettings settings{*TimeZone::named("Europe/Paris"), {}, Timestamp(std::chrono::seconds(1713780000))};    // 2024-04-22
    const PastedEntries pasted = entriesFromText(text.toStdString(), settings);
    std::string read;
    for (const TimelineEntry& entry : pasted.entries) {
        read += (read.empty() ? "" : "\n") + formatUtc(entry.start) + ' ' + entry.title;
        read += entry.section.empty() ? "" : " [" + entry.section + ']';
        read += entry.tags.empty() ? "" : " {" + joinedTags(entry.tags) + '}';
    }
    QCOMPARE(QString::fromStdString(read), entries);
    QCOMPARE(pasted.leftOutLines, std::size_t(0));
}

void PastedEntriesTest::namesWhatItLeavesOut()
{
    const PastedEntries pasted = entriesFromText("2024-04-22 08:45 first\nsome words\n| 12:00 |  |\n", {});
    QCOMPARE(pasted.entries.size(), std::size_t(1));
    QVERIFY(pasted.leftOutLines >= 1);
    QCOMPARE(pasted.leftOut.front(), std::string("some words"));
}

void PastedEntriesTest::referencesOfEvidenceReadBackAsTheyWere()
{
    const TimeRange window{Timestamp(std::chrono::nanoseconds(1713899400123456789)), Timestamp(std::chrono::seconds(1713900900))};
    const LineReference line{3, 120};
    QVERIFY(lineOf(evidenceOf(line, "a")) == line);
    for (const WindowReference& reference : {WindowReference{window, {}, ""}, WindowReference{window, RecordKind::Request, ""},
                                             WindowReference{window, {}, "path = \"/a b\""}, WindowReference{window, RecordKind::LogLine, "x=1"}})
        QVERIFY(windowOf(evidenceOf(reference, "b")) == reference);
    const SeriesReference series{12, window};
    QVERIFY(seriesOf(evidenceOf(series, "c")) == series);
}

void PastedEntriesTest::aReferenceThatIsNoneIsNothing()
{
    for (const char* text : {"", ":", "3", "3:0", "3:-1", "x:1", "2024-04-23T19:10:00Z", "2024-04-23T19:10:00Z/", "/", "12 /", "b/a x"}) {
        for (const EvidenceKind kind : {EvidenceKind::Line, EvidenceKind::Window, EvidenceKind::Series, EvidenceKind::Link}) {
            const Evidence evidence{1, 1, kind, text, ""};
            QVERIFY(!lineOf(evidence) && !windowOf(evidence) && !seriesOf(evidence));
        }
    }
}

QTEST_APPLESS_MAIN(PastedEntriesTest)
#include "pastedentries_test.moc"
