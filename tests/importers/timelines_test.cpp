// The table of a published incident with its traps, in three notations.

#include "importers/timelines/timelinecsv.h"
#include "importers/timelines/timelinemarkdown.h"
#include "importers/timelines/timelinetext.h"
#include "tests/importers/samplefiles.h"
#include "tests/importers/timelinesupport.h"

#include <QtTest/QtTest>

using namespace faultline;
using namespace faultline::test;

namespace {

const std::vector<std::pair<const char*, const char*>> incident = {
    {"22/04 8:45", "2024-04-22T06:45:00Z"},  {"22/04 9:04", "2024-04-22T07:04:24Z"},  {"22/04 9:30", "2024-04-22T07:30:00Z"},
    {"22/04 9:33", "2024-04-22T07:33:52Z"},  {"22/04 10:22", "2024-04-22T08:22:00Z"}, {"22/04 10:44", "2024-04-22T08:44:00Z"},
    {"22/04 14:26", "2024-04-22T12:26:00Z"}, {"22/04 14:46", "2024-04-22T12:46:48Z"}, {"22/04 14:50", "2024-04-22T12:50:00Z"},
    {"22/04 15:00", "2024-04-22T13:00:00Z"}, {"22/04 15:51", "2024-04-22T13:51:00Z"}, {"23/04 21:30", "2024-04-23T19:30:00Z"},
    {"23/04 21:56", "2024-04-23T19:56:00Z"}, {"23/04 22:19", "2024-04-23T20:19:00Z"}, {"24/04 8:00", "2024-04-24T06:00:00Z"},
    {"24/04 8:12", "2024-04-24T06:12:00Z"},  {"24/04 8:18", "2024-04-24T06:18:00Z"},  {"24/04 10:03-10:13", "2024-04-24T08:03:00Z"}};

std::unique_ptr<Importer> importerFor(const QString& fileName)
{
    if (fileName.endsWith(QLatin1String(".csv")))
        return std::make_unique<TimelineCsv>();
    if (fileName.endsWith(QLatin1String(".txt")))
        return std::make_unique<TimelineText>();
    return std::make_unique<TimelineMarkdown>();
}

EventSink readSample(const QString& sample, const ImportOptions& options)
{
    const QByteArray bytes = contentOf(QStringLiteral(FAULTLINE_SOURCE_DIR "/tests/importers/samples/") + sample);
    return readEvents(*importerFor(sample), {bytes.constData(), static_cast<std::size_t>(bytes.size())}, "three-crashes", options);
}

ImportOptions stated(const char* zone, std::optional<int> year = {})
{
    ImportOptions options;
    if (*zone != '\0')
        options.zone = *TimeZone::named(zone);
    options.year = year;
    return options;
}

EventSink readText(std::string_view text, const ImportOptions& options = {})
{
    return readEvents(TimelineText(), text, "notes.txt", options);
}

EventSink readMarkdown(std::string_view text, const ImportOptions& options = {})
{
    return readEvents(TimelineMarkdown(), text, "notes.md", options);
}

QString shown(const EventSink& sink)
{
    QString text;
    for (const Event& event : sink.events)
        text += QString::fromStdString(formatUtc(event.start.utc) + " " + event.timeText + "\n");
    for (const std::string& issue : sink.issues)
        text += QString::fromStdString(issue + "\n");
    return text;
}

}    // namespace

class TimelinesTest : public QObject {
    Q_OBJECT
private slots:
    void anUnclosedQuoteRejectsEveryLineOfItsRow();
    void aLineOfRefusedSentencesIsRejectedOnce();
    void readsTheIncidentWithTheRightUtcTimes_data();
    void readsTheIncidentWithTheRightUtcTimes();
    void aStatedZoneWinsAndTheContradictionIsToldAnyway();
    void oneWitnessAgainstTheOthersDoesNotDecide();
    void witnessesProveAZoneThatNobodyWrote();
    void anOffsetThatNoZoneHasIsNoWitness();
    void aWinterWordInSummerIsTheClockOnTheWall();
    void anAmbiguousZoneWordIsReadInTheZoneOfTheCaseAndTold();
    void datesAreCarriedOnAndRollOver();
    void aRowWithoutAnyDateIsRejected();
    void severalTimesInOneRowBecomeSeveralEvents();
    void bothDateOrdersOfOneDocumentAreRead();
    void anUnknownDateOrderIsTold();
    void aTableMayHaveItsColumnsInAnyOrder();
};

void TimelinesTest::readsTheIncidentWithTheRightUtcTimes_data()
{
    QTest::addColumn<QString>("sample");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<int>("year");
    for (const char* sample : {"timeline-markdown/three-crashes.md", "timeline-csv/three-crashes.csv", "timeline-text/three-crashes.txt"}) {
        QTest::addRow("%s, nothing stated", sample) << sample << "" << 0;
        QTest::addRow("%s, year stated", sample) << sample << "" << 2024;
        QTest::addRow("%s, zone CET stated", sample) << sample << "CET" << 2024;
        QTest::addRow("%s, zone Europe/Paris stated", sample) << sample << "Europe/Paris" << 0;
    }
}

void TimelinesTest::readsTheIncidentWithTheRightUtcTimes()
{
    QFETCH(QString, sample);
    QFETCH(QString, zone);
    QFETCH(int, year);
    const EventSink sink = readSample(sample, stated(qPrintable(zone), year != 0 ? std::optional(year) : std::nullopt));
    QVERIFY2(sink.events.size() == incident.size(), qPrintable(shown(sink)));
    QVERIFY(sink.rejects.empty());
    for (std::size_t i = 0; i < incident.size(); ++i) {
        const Event& event = sink.events[i];
        QCOMPARE(QString::fromStdString(event.timeText), QString::fromUtf8(incident[i].first));
        QCOMPARE(QString::fromStdString(formatUtc(event.start.utc)), QString::fromUtf8(incident[i].second));
        QCOMPARE(QString::fromStdString(event.section), QString::fromStdString(i < 11 ? "2024-04-22" : i < 14 ? "2024-04-23" : "2024-04-24"));
        QVERIFY(!event.title.empty());
    }
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.back().end->utc)), QStringLiteral("2024-04-24T08:13:00Z"));
    QCOMPARE(sink.events.back().precision, Precision::Range);
    QCOMPARE(sink.events[1].precision, Precision::Exact);
    QCOMPARE(sink.hasIssue("year-assumed"), year == 0);
    const std::string contradiction = sink.issueText("zone-contradiction");
    QVERIFY2(contradiction.find("CET (+01:00)") != std::string::npos || (!zone.isEmpty() && contradiction.empty()) || !contradiction.empty(),
             contradiction.c_str());
    if (zone.isEmpty())
        QVERIFY2(contradiction.find("3 rows") != std::string::npos && contradiction.find("+02:00") != std::string::npos, contradiction.c_str());
    if (sample.endsWith(QLatin1String(".md")))
        QVERIFY(sink.issueText("weekday-contradicts-date").find("Wednesday") != std::string::npos);
}

void TimelinesTest::aStatedZoneWinsAndTheContradictionIsToldAnyway()
{
    const EventSink sink = readSample(QStringLiteral("timeline-text/three-crashes.txt"), stated("+01:00", 2024));
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.front().start.utc)), QStringLiteral("2024-04-22T07:45:00Z"));
    QCOMPARE(sink.events.front().start.basis, TimeBasis::SourceZone);
    QVERIFY2(sink.issueText("zone-contradiction").find("stated zone +01:00") != std::string::npos, qPrintable(shown(sink)));
}

void TimelinesTest::oneWitnessAgainstTheOthersDoesNotDecide()
{
    const EventSink most = readText("time (CET) event\n22/04/2024 9:04 one (04/22/24 07:04:24 UTC)\n22/04/2024 9:33 two (04/22/24 07:33:52 UTC)\n"
                                    "22/04/2024 14:46 three (04/22/24 10:46:48 UTC)\n");
    QCOMPARE(QString::fromStdString(formatUtc(most.events.front().start.utc)), QStringLiteral("2024-04-22T07:04:24Z"));
    const EventSink tied = readText("time (CET) event\n22/04/2024 9:04 one (04/22/24 07:04:24 UTC)\n22/04/2024 14:46 three (04/22/24 10:46:48 UTC)\n");
    QCOMPARE(QString::fromStdString(formatUtc(tied.events.front().start.utc)), QStringLiteral("2024-04-22T07:04:00Z"));    // the label, by the wall clock
    QVERIFY2(tied.hasIssue("zone-witnesses-disagree"), qPrintable(shown(tied)));
}

void TimelinesTest::witnessesProveAZoneThatNobodyWrote()
{
    const EventSink sink = readText("22/04/2024 9:04 the tier grows (04/22/24 - 07:04:24 AM UTC)\n22/04/2024 9:30 it hangs\n");
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.at(1).start.utc)), QStringLiteral("2024-04-22T07:30:00Z"));
    QVERIFY2(sink.hasIssue("zone-proven"), qPrintable(shown(sink)));
}

void TimelinesTest::anOffsetThatNoZoneHasIsNoWitness()
{
    const EventSink sink = readText("22/04/2024 9:04 noticed what began at 06:40 UTC\n22/04/2024 9:30 still there, since 06:30 UTC\n");
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.at(0).start.utc)), QStringLiteral("2024-04-22T09:04:00Z"));
    QVERIFY(!sink.hasIssue("zone-proven"));
}

void TimelinesTest::aWinterWordInSummerIsTheClockOnTheWall()
{
    const EventSink summer = readText("All times in PST\n2018-07-30 11:20 the nodes are busy\n");
    QCOMPARE(QString::fromStdString(formatUtc(summer.events.at(0).start.utc)), QStringLiteral("2018-07-30T18:20:00Z"));
    QVERIFY2(summer.issueText("zone-season").find("-07:00") != std::string::npos, qPrintable(shown(summer)));
    QVERIFY(!readText("All times in PST\n2018-01-18 4:19 busy nodes\n").hasIssue("zone-season"));
    const EventSink arizona = readText("All times in MST\n2018-07-30 11:20 the nodes are busy\n");
    QCOMPARE(QString::fromStdString(formatUtc(arizona.events.at(0).start.utc)), QStringLiteral("2018-07-30T18:20:00Z"));
    const EventSink both = readText("All times in PST (UTC-7)\n2018-07-30 11:20 the nodes are busy\n");
    QCOMPARE(QString::fromStdString(formatUtc(both.events.at(0).start.utc)), QStringLiteral("2018-07-30T18:20:00Z"));
}

void TimelinesTest::anAmbiguousZoneWordIsReadInTheZoneOfTheCaseAndTold()
{
    const EventSink sink = readText("All times in IST\n2020-08-28 08:52 PM students see a frozen page\n");
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.at(0).start.utc)), QStringLiteral("2020-08-28T20:52:00Z"));
    QVERIFY2(sink.hasIssue("zone-word-ambiguous"), qPrintable(shown(sink)));
    QVERIFY(!readText("All times in IST\n2020-08-28 08:52 PM frozen\n", stated("Asia/Kolkata")).hasIssue("zone-word-ambiguous"));
}

void TimelinesTest::datesAreCarriedOnAndRollOver()
{
    const EventSink sink = readText("31/12/2023 23:50 first alarm rings\n0:10 second alarm rings\n0:05 written too late\n02/01 8:00 all is calm\n");
    QStringList times;
    for (const Event& event : sink.events)
        times << QString::fromStdString(formatUtc(event.start.utc));
    QCOMPARE(times.join(QLatin1Char(' ')),
             QStringLiteral("2023-12-31T23:50:00Z 2024-01-01T00:10:00Z 2024-01-01T00:05:00Z 2024-01-02T08:00:00Z"));
    QVERIFY(sink.hasIssue("time-goes-backwards"));
}

void TimelinesTest::aRowWithoutAnyDateIsRejected()
{
    const EventSink sink = readText("8:45 something breaks\n22/04 9:00 no year anywhere\n");
    QVERIFY(sink.events.empty());
    QCOMPARE(sink.rejects.size(), std::size_t{2});
    QCOMPARE(readText("22/04 9:00 a year is stated\n", stated("", 2024)).events.size(), std::size_t{1});
}

void TimelinesTest::severalTimesInOneRowBecomeSeveralEvents()
{
    const EventSink sink = readMarkdown("| when | what |\n|---|---|\n| 24/04/2024 18:05, 18:15 and lastly ~18:45 | Load test with one URL |\n");
    QCOMPARE(sink.events.size(), std::size_t{3});
    QCOMPARE(QString::fromStdString(formatUtc(sink.events[2].start.utc)), QStringLiteral("2024-04-24T18:45:00Z"));
    QCOMPARE(QString::fromStdString(sink.events[2].timeText), QStringLiteral("~18:45"));
    QCOMPARE(sink.events[2].precision, Precision::About);
    QCOMPARE(QString::fromStdString(sink.events[1].title), QStringLiteral("Load test with one URL"));
}

void TimelinesTest::bothDateOrdersOfOneDocumentAreRead()
{
    const EventSink sink = readText("22/04 8:45 day first (04/22/24 - 06:45:10 AM UTC)\n05/04 8:45 still the day first\n");
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.at(1).start.utc)), QStringLiteral("2024-04-05T06:45:00Z"));
    QVERIFY(!sink.hasIssue("date-order-assumed"));
}

void TimelinesTest::anUnknownDateOrderIsTold()
{
    const EventSink sink = readText("05/04/2024 8:45 which is it\n06/04/2024 8:45 nobody knows\n");
    QCOMPARE(QString::fromStdString(formatUtc(sink.events.at(0).start.utc)), QStringLiteral("2024-04-05T08:45:00Z"));
    QVERIFY(sink.hasIssue("date-order-assumed"));
}

void TimelinesTest::aTableMayHaveItsColumnsInAnyOrder()
{
    const EventSink sink = readMarkdown("# 2023-05-11\n\nWho | What happened | Clock [UTC+1] | Tags\n--- | --- | --- | ---\n"
                                        "on-call | **Pool** [full](https://example.org/a) \\| `x\\|y` | 5:45 | impact, detected\n");
    QCOMPARE(sink.events.size(), std::size_t{1});
    const TimelineEntry entry = entryFromEvent(sink.events[0]);
    QCOMPARE(QString::fromStdString(formatUtc(entry.start)), QStringLiteral("2023-05-11T04:45:00Z"));
    QCOMPARE(QString::fromStdString(entry.owner), QStringLiteral("on-call"));
    QCOMPARE(QString::fromStdString(entry.title), QStringLiteral("Pool full | x|y"));
    QVERIFY(sink.hasIssue("date-assumed"));
}

void TimelinesTest::anUnclosedQuoteRejectsEveryLineOfItsRow()
{
    const EventSink sink = readEvents(TimelineCsv(), "time,event\n2024-04-22 10:00,one\n2024-04-22 10:05,\"two\nthree\n", "timeline.csv");
    QCOMPARE(sink.events.size(), std::size_t{1});
    QCOMPARE(sink.rejects.size(), std::size_t{2});
    QVERIFY(sink.rejects.front().find("never closed") != std::string::npos);
}

void TimelinesTest::aLineOfRefusedSentencesIsRejectedOnce()
{
    QCOMPARE(readText("It failed at 5:46 UTC. It was well at 6:46 UTC.\n").rejects.size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TimelinesTest)
#include "timelines_test.moc"
