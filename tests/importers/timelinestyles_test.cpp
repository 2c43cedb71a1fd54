// How people lay out a timeline, and the instants that must come of it; every expected instant is reckoned by hand.

#include "importers/timelines/statusincident.h"
#include "importers/timelines/timelinecsv.h"
#include "importers/timelines/timelineline.h"
#include "importers/timelines/timelinemarkdown.h"
#include "importers/timelines/timelinetext.h"
#include "tests/importers/timelinesupport.h"

#include <QtTest/QtTest>

using namespace faultline;
using namespace faultline::test;

namespace {

/// "2023-06-14T16:02:00Z..2023-06-14T16:20:00Z [section] title"
QString shown(const Event& event)
{
    return QString::fromStdString(formatUtc(event.start.utc) + (event.end ? ".." + formatUtc(event.end->utc) : "")
                                  + (event.section.empty() ? "" : " [" + event.section + "]") + " " + event.title);
}

QString shown(const EventSink& sink)
{
    QStringList lines;
    for (const Event& event : sink.events)
        lines << shown(event);
    return lines.join(QLatin1Char('\n'));
}

QString issuesOf(const EventSink& sink)
{
    QString text;
    for (const std::string& issue : sink.issues)
        text += QLatin1Char('\n') + QString::fromStdString(issue);
    return text;
}

std::unique_ptr<Importer> importerFor(const QString& name)
{
    if (name.endsWith(QLatin1String(".csv")) || name.endsWith(QLatin1String(".tsv")))
        return std::make_unique<TimelineCsv>();
    if (name.endsWith(QLatin1String(".txt")))
        return std::make_unique<TimelineText>();
    if (name.endsWith(QLatin1String(".mdx")))
        return std::make_unique<StatusIncident>();
    return std::make_unique<TimelineMarkdown>();
}

EventSink read(const QString& name, const char* text, const char* zone = "")
{
    ImportOptions options;
    if (*zone != '\0')
        options.zone = *TimeZone::named(zone);
    return readEvents(*importerFor(name), text, name.toStdString(), options);
}

}    // namespace

class TimelineStylesTest : public QObject {
    Q_OBJECT
private slots:
    void readsEveryLayout_data();
    void readsEveryLayout();
    void reckonsInstantsAsACalendarDoes_data();
    void reckonsInstantsAsACalendarDoes();
    void aDateInTheFilesNameIsTold();
    void aDateFarFromTheTitleIsTold();
    void aDateBesideTheTitleIsTold();
    void theZoneOfTheFirstRowHoldsAndIsTold();
    void otherClocksOfATableAreKept();
    void zoneNotesAreFound_data();
    void zoneNotesAreFound();
};

void TimelineStylesTest::readsEveryLayout_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("rows");
    const auto row = [](const char* title, const char* name, const char* text, const char* rows) {
        QTest::newRow(title) << QString::fromUtf8(name) << QString::fromUtf8(text) << QString::fromUtf8(rows);
    };
    row("bold times below a bold date", "a.md", "# Outage\n## Timeline (all times PDT)\n\n**2023-06-14**\n\n* **09:02** \xE2\x80\x93 Deploy\n* 09:15-09:20 - Paging\n1. 9:40 AM: rollback\n",
        "2023-06-14T16:02:00Z [2023-06-14] Deploy\n2023-06-14T16:15:00Z..2023-06-14T16:20:00Z [2023-06-14] Paging\n2023-06-14T16:40:00Z [2023-06-14] rollback");
    row("a definition list", "a.md", "---\ntitle: Outage\ndate: 2023-06-14\n---\nAll times are Pacific.\n\n09:02\n: Deploy starts\n\n10:00 AM\n: It is fine\n",
        "2023-06-14T16:02:00Z Deploy starts\n2023-06-14T17:00:00Z It is fine");
    row("nested bullets below bullets that are dates", "a.md", "# Outage, all times UTC\n\n- 2023-06-14\n  - 09:02 deploy\n    - 09:04 it fails\n    - nobody sees it\n- June 15th, 2023:\n  - 01:00 fixed\n",
        "2023-06-14T09:02:00Z [2023-06-14] deploy\n2023-06-14T09:04:00Z [2023-06-14] it fails\n2023-06-15T01:00:00Z [June 15th, 2023:] fixed");
    row("steps below a heading", "a.md", "# 2023-06-14 Outage\nTimes in UTC\n### 09:02 Errors\nThey rise.\n- 09:05 the proxy is restarted\n- it does not help\n### 09:30 Fixed\n",
        "2023-06-14T09:02:00Z Errors\n2023-06-14T09:05:00Z the proxy is restarted\n2023-06-14T09:30:00Z Fixed");
    row("sections by headings", "a.md", "# Outage of 14 June 2023\n## Timeline (UTC)\n### Detection\n- 02:00 alarm\n### Recovery\n- 02:30 fix\n",
        "2023-06-14T02:00:00Z [Detection] alarm\n2023-06-14T02:30:00Z [Recovery] fix");
    row("a date inside a heading", "a.md", "# Outage\n## Timeline of 14 June 2023 (UTC)\n- 02:00 alarm\n", "2023-06-14T02:00:00Z [Timeline of 14 June 2023 (UTC)] alarm");
    row("days that are numbered", "a.md", "# Outage, 14 June 2023\n**Day 1 \xE2\x80\x93 Wednesday, June 14**\n\n- 23:50 UTC bad\n\n**Day 2 \xE2\x80\x93 Thursday, June 15**\n\n- 00:10 UTC good\n",
        "2023-06-14T23:50:00Z [Day 1 \xE2\x80\x93 Wednesday, June 14] bad\n2023-06-15T00:10:00Z [Day 2 \xE2\x80\x93 Thursday, June 15] good");
    row("the next day", "a.md", "# 2023-06-14 Outage\nTimes in UTC\n- 09:02 deploy\n- the next day, 08:00: review\n- 09:00 end of the review\n## The following day\n- 10:00 report\n",
        "2023-06-14T09:02:00Z deploy\n2023-06-15T08:00:00Z review\n2023-06-15T09:00:00Z end of the review\n2023-06-16T10:00:00Z [The following day] report");
    row("the next day in brackets", "a.md", "# 2023-06-14 Outage\nTimes in UTC\n- 22:00 deploy\n- 23:30 (+1) review\n- 07:00 (next day) report\n",
        "2023-06-14T22:00:00Z deploy\n2023-06-15T23:30:00Z review\n2023-06-16T07:00:00Z report");
    row("the same moment in another zone", "a.md", "# 2023-06-14 Outage\n- 09:45 UTC (02:45 PDT) - mitigated\n- 10:00 UTC / 03:00 PDT: over\n",
        "2023-06-14T09:45:00Z mitigated\n2023-06-14T10:00:00Z over");
    row("paragraphs below a date alone", "a.md", "# Outage\n\nJune 14, 2023\n\n9:02 AM PDT - Deploy\n\n9:10 AM PDT - Errors\n",
        "2023-06-14T16:02:00Z [June 14, 2023] Deploy\n2023-06-14T16:10:00Z [June 14, 2023] Errors");
    row("boxes that are ticked", "a.md", "# 2023-06-14\nTimes in UTC\n- [x] 09:02 deploy\n- [ ] 09:10 rollback\n", "2023-06-14T09:02:00Z deploy\n2023-06-14T09:10:00Z rollback");
    row("a date merged over rows", "a.csv", "Date,Time (CEST),What happened?,Who?\n14.06.2023,09:02,Deploy starts now,release manager\n,09:10,Errors rise fast,on-call\n15.06.2023,10:00,Review is held,team\n",
        "2023-06-14T07:02:00Z Deploy starts now\n2023-06-14T07:10:00Z Errors rise fast\n2023-06-15T08:00:00Z Review is held");
    row("a table pasted from a document", "a.tsv", "Date/Time (UTC)\tActivity\tResponsible\n14/06/2023 9:02\tDeploy starts now\trelease manager\n14/06/2023 9:10\tErrors rise fast\ton-call\n",
        "2023-06-14T09:02:00Z Deploy starts now\n2023-06-14T09:10:00Z Errors rise fast");
    row("updates of a status page", "a.mdx",
        "---\ntitle: >-\n  Tiles are missing\ndate: '2025-09-15T16:35:58.5Z'\nseverity: partial-outage\naffectedSystems:\n  - tiles\n---\nimport Update from 'x';\n\nSome tiles are missing.\n\n"
        "### Rollback\n<Update\n  date=\"2025-09-15T14:48:22-06:00\">\n  The tiles are back. All is\n  well.\n</Update>\n",
        "2025-09-15T16:35:58.500Z Tiles are missing\n2025-09-15T20:48:22Z [Rollback] The tiles are back.");
    row("shortcodes of a status page", "a.mdx",
        "---\nsection: issue\ntitle: Outage\ndate: 2018-06-13T16:00:00.000Z\nresolved: true\nresolvedWhen: 2018-06-13T16:58:00.000Z\nseverity: down\naffected:\n  - API\n---\n"
        "*Monitoring* - We are now recovering. {{< track \"2018-06-13 16:24:00\" >}}\n\n*Investigating* - It is down. {{< track \"2018-06-13 16:02:00\" >}}\n",
        "2018-06-13T16:00:00Z..2018-06-13T16:58:00Z Outage\n2018-06-13T16:24:00Z Monitoring - We are now recovering.\n2018-06-13T16:02:00Z Investigating - It is down.");
}

void TimelineStylesTest::readsEveryLayout()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QFETCH(QString, rows);
    const EventSink sink = read(name, text.toUtf8().constData());
    QVERIFY2(sink.rejects.empty(), sink.rejects.empty() ? "" : sink.rejects.front().c_str());
    QVERIFY2(shown(sink) == rows, qPrintable(shown(sink) + issuesOf(sink)));
}

void TimelineStylesTest::reckonsInstantsAsACalendarDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("instants");
    const auto row = [](const char* title, const char* text, const char* zone, const char* instants) {
        QTest::newRow(title) << QString::fromUtf8(text) << QString::fromUtf8(zone) << QString::fromUtf8(instants);
    };
    row("an offset beats the stated zone", "2024-04-22 08:45+02:00 it begins\n", "America/New_York", "2024-04-22T06:45:00Z");
    row("a stated zone beats the label", "All times in PST\n2024-07-01 08:45 it begins\n", "America/New_York", "2024-07-01T12:45:00Z");
    row("a label holds for the rows below", "All times in PDT\n2024-07-01 08:45 it begins\n", "", "2024-07-01T15:45:00Z");
    row("a place's name follows its summer time", "Times in US/Pacific\n2024-03-09 12:00 it begins\n2024-03-10 12:00 it ends\n", "", "2024-03-09T20:00:00Z 2024-03-10T19:00:00Z");
    row("the year comes from another row", "22/04 8:45 it begins\n23/04/2024 8:45 it goes on\n", "", "2024-04-22T08:45:00Z 2024-04-23T08:45:00Z");
    row("December and January", "30/12/2023 8:45 it begins\n02/01 8:45 it ends\n", "", "2023-12-30T08:45:00Z 2024-01-02T08:45:00Z");
    row("noon and midnight of twelve hours", "2024-04-22 12:05 AM it begins\n12:05 PM it goes on\n11:59 PM it ends\n", "", "2024-04-22T00:05:00Z 2024-04-22T12:05:00Z 2024-04-22T23:59:00Z");
    row("midnight between two rows", "28/02/2024 23:50 it begins\n0:10 it goes on\n23:40 it ends\n", "", "2024-02-28T23:50:00Z 2024-02-29T00:10:00Z 2024-02-29T23:40:00Z");
    row("midnight inside a range", "31/12/2023 23:50-00:10 it is bad\n", "", "2023-12-31T23:50:00Z..2024-01-01T00:10:00Z");
    row("an hour that is skipped", "2024-03-31 02:30 it begins\n", "Europe/Paris", "2024-03-31T01:30:00Z");
    row("an hour that comes twice", "2024-10-27 02:30 it begins\n", "Europe/Paris", "2024-10-27T00:30:00Z");
    row("the second of the two by its word", "2024-10-27 02:30 CET it begins\n", "", "2024-10-27T01:30:00Z");
    row("a zone of half hours", "All times in Asia/Kolkata\n2024-04-22 00:10 it begins\n", "", "2024-04-21T18:40:00Z");
}

void TimelineStylesTest::reckonsInstantsAsACalendarDoes()
{
    QFETCH(QString, text);
    QFETCH(QString, zone);
    QFETCH(QString, instants);
    const EventSink sink = read(QStringLiteral("notes.txt"), text.toUtf8().constData(), qPrintable(zone));
    QStringList found;
    for (const Event& event : sink.events)
        found << shown(event).section(QLatin1Char(' '), 0, 0);
    QVERIFY2(found.join(QLatin1Char(' ')) == instants, qPrintable(found.join(QLatin1Char(' ')) + issuesOf(sink)));
}

void TimelineStylesTest::aDateInTheFilesNameIsTold()
{
    for (const char* name : {"2023-06-14-search.md", "search_2023_06_14.md", "search-20230614.md"}) {
        const EventSink sink = read(QLatin1String(name), "# Search\nTimes in UTC\n- 09:02 deploy\n");
        QCOMPARE(shown(sink), QStringLiteral("2023-06-14T09:02:00Z deploy"));
        QVERIFY2(sink.issueText("date-assumed").find("name of the file") != std::string::npos, qPrintable(issuesOf(sink)));
    }
    QVERIFY(read(QStringLiteral("build-1234567890.md"), "# Search\n- 09:02 deploy\n").events.empty());
}

void TimelineStylesTest::aDateFarFromTheTitleIsTold()
{
    const EventSink sink = read(QStringLiteral("a.md"), "---\ndate: 2017-10-10\n---\n### 2017-05-09 10:45a\nIt hangs.\n### 12:29p\nIt goes.\n");
    QCOMPARE(shown(sink), QStringLiteral("2017-05-09T10:45:00Z It hangs.\n2017-05-09T12:29:00Z It goes."));
    QVERIFY2(sink.issueText("date-contradicts-title").find("2017-10-10") != std::string::npos, qPrintable(issuesOf(sink)));
}

void TimelineStylesTest::aDateBesideTheTitleIsTold()
{
    const EventSink sink = read(QStringLiteral("a.md"), "# 2017-02-24 Proxy\nOn the evening of Feb 23, it broke.\n### 21:10\nBroken.\n");
    QVERIFY2(sink.issueText("date-assumed").find("Feb 23") != std::string::npos, qPrintable(issuesOf(sink)));
}

void TimelineStylesTest::theZoneOfTheFirstRowHoldsAndIsTold()
{
    const EventSink sink = read(QStringLiteral("a.md"), "# 2024-07-01\n- 9:02 AM PDT deploy\n- 9:10 AM errors\n- 16:20 UTC alarm\n- 16:30 calm\n");
    QCOMPARE(shown(sink), QStringLiteral("2024-07-01T16:02:00Z deploy\n2024-07-01T16:10:00Z errors\n2024-07-01T16:20:00Z alarm\n2024-07-01T16:30:00Z calm"));
    QVERIFY2(sink.issueText("zone-carried").find("PDT") != std::string::npos, qPrintable(issuesOf(sink)));
    // A row in UTC among rows without zone tells nothing about them.
    const EventSink later = read(QStringLiteral("a.md"), "# 2024-07-01\n- 9:02 deploy\n- 16:20 UTC alarm\n- 17:10 errors\n", "America/Los_Angeles");
    QCOMPARE(shown(later.events.back()), QStringLiteral("2024-07-02T00:10:00Z errors"));
}

void TimelineStylesTest::otherClocksOfATableAreKept()
{
    const EventSink sink = read(QStringLiteral("a.md"), "| Time (PT) | Time (UTC) | Event |\n|---|---|---|\n| 2023-06-14 23:50 | 2023-06-15 06:50 | More errors |\n");
    QCOMPARE(shown(sink), QStringLiteral("2023-06-15T06:50:00Z More errors"));
    QCOMPARE(sink.events.front().fields, (std::vector<std::pair<std::string, std::string>>{{"Time (PT)", "2023-06-14 23:50"}}));
}

void TimelineStylesTest::zoneNotesAreFound_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("label");
    const auto row = [](const char* line, const char* label) { QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(label); };
    row("All times PDT", "PDT");
    row("All times in PST (UTC-7)", "PST (UTC-7)");
    row("(all times UTC)", "UTC");
    row("_All timestamps below are in CEST._", "CEST");
    row("Note: all times are given in UTC unless noted", "UTC");
    row("**Time zone:** Europe/Berlin", "Europe/Berlin");
    row("Times are Pacific.", "Pacific Time");
    row("Timezone is UTC+1", "UTC+1");
    row("Sometimes UTC is used", "");
    row("At all times the UTC clock was right", "");
    row("times of high load", "");
}

void TimelineStylesTest::zoneNotesAreFound()
{
    QFETCH(QString, line);
    QFETCH(QString, label);
    QCOMPARE(QString::fromStdString(zoneLabelIn(line.toStdString())), label);
}

QTEST_GUILESS_MAIN(TimelineStylesTest)
#include "timelinestyles_test.moc"
