// Edits of timeline entries, phases of an incident, and the check before publishing.

#include "app/timeline/entryedit.h"
#include "app/timeline/phases.h"
#include "app/timeline/timelinecheck.h"

#include <QtTest/QtTest>

#include <algorithm>

using namespace faultline;

namespace {

TimelineEntry entry(std::int64_t id, std::int64_t second, std::string title, std::vector<std::string> tags = {})
{
    TimelineEntry made;
    made.id = id;
    made.start = Timestamp(std::chrono::seconds(second));
    made.title = std::move(title);
    made.tags = std::move(tags);
    return made;
}

constexpr std::int64_t mayEleven = 1683763200;    // 2023-05-11T00:00:00Z

std::vector<std::string> codesOf(const std::vector<TimelineEntry>& entries)
{
    std::vector<std::string> codes;
    for (const TimelineProblem& problem : checkTimeline(entries))
        codes.push_back(problem.code);
    return codes;
}

bool has(const std::vector<TimelineEntry>& entries, const char* code)
{
    const auto codes = codesOf(entries);
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}    // namespace

class TimelineTest : public QObject {
    Q_OBJECT
private slots:
    void readsTypedTimes_data();
    void readsTypedTimes();
    void refusesTimesItCannotKnow_data();
    void refusesTimesItCannotKnow();
    void anEditChangesAllOrNothing();
    void anEventBecomesAnEntry();
    void computesPhasesFromTags();
    void phasesOfAbsurdTimesDoNotOverflow();
    void checksWhatAReviewerWouldSee();
};

void TimelineTest::readsTypedTimes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("precision");
    QTest::newRow("iso") << "2024-04-22T06:45:00Z" << "2024-04-22T06:45:00Z" << "" << "exact";
    QTest::newRow("bare, in the zone") << "2024-04-22 08:45" << "2024-04-22T06:45:00Z" << "" << "minute";
    QTest::newRow("no year") << "23/04 8:45" << "2024-04-23T06:45:00Z" << "" << "minute";
    QTest::newRow("clock of the only day") << "~18:45" << "2024-04-22T16:45:00Z" << "" << "about";
    QTest::newRow("range over midnight") << "23:50-00:10" << "2024-04-22T21:50:00Z" << "2024-04-22T22:10:00Z" << "range";
    QTest::newRow("own zone") << "after 14:00 UTC on 10 May" << "2024-05-10T14:00:00Z" << "" << "after";
    QTest::newRow("zone by name") << "22 April 2024 8:45 US/Pacific" << "2024-04-22T15:45:00Z" << "" << "minute";
    QTest::newRow("a whole day") << "2024-04-23" << "2024-04-22T22:00:00Z" << "2024-04-23T22:00:00Z" << "range";
}

void TimelineTest::readsTypedTimes()
{
    QFETCH(QString, text);
    QFETCH(QString, start);
    QFETCH(QString, end);
    QFETCH(QString, precision);
    const EntryTimeSettings settings{*TimeZone::named("Europe/Paris"), {}, Timestamp(std::chrono::seconds(1713780000))};    // 2024-04-22T10:00Z
    const auto time = parseEntryTime(text.toStdString(), settings);
    QVERIFY2(time.has_value(), time ? "" : time.error().message().c_str());
    QCOMPARE(QString::fromStdString(formatUtc(time->start)), start);
    QCOMPARE(QString::fromStdString(time->end ? formatUtc(*time->end) : std::string()), end);
    QCOMPARE(QString::fromStdString(std::string(nameOf(time->precision))), precision);
    QCOMPARE(QString::fromStdString(time->timeText), text);
}

void TimelineTest::refusesTimesItCannotKnow_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("words") << "yesterday" << "no time that the program knows";
    QTest::newRow("text behind") << "22/04/2024 8:45 hello" << "no time that the program knows";
    QTest::newRow("no date") << "8:45" << "no date";
    QTest::newRow("no year") << "22/04 8:45" << "no year";
    QTest::newRow("either order") << "05/04/2024 8:45" << "either way";
    QTest::newRow("ambiguous zone") << "22/04/2024 8:45 IST" << "several meanings";
    QTest::newRow("year beyond the clock") << "2500-01-01 8:45" << "no time that the program knows";
    QTest::newRow("empty") << "" << "no time that the program knows";
}

void TimelineTest::refusesTimesItCannotKnow()
{
    QFETCH(QString, text);
    QFETCH(QString, reason);
    const auto time = parseEntryTime(text.toStdString(), {});
    QVERIFY2(!time, time ? formatUtc(time->start).c_str() : "");
    QVERIFY2(time.error().message().find(reason.toStdString()) != std::string::npos, time.error().message().c_str());
}

void TimelineTest::anEditChangesAllOrNothing()
{
    TimelineEntry one = entry(1, mayEleven, "First");
    const TimelineEntry before = one;
    EntryEdit edit;
    edit.at = "2023-05-11 05:45 UTC";
    edit.to = "05:50 UTC";
    edit.tags = "impact, detected,impact";
    edit.type = "Key Moment";
    QVERIFY(applyEdit(one, edit, {}).has_value());
    QCOMPARE(one.tags.size(), std::size_t{2});
    QCOMPARE(QString::fromStdString(one.type), QStringLiteral("key moment"));
    QCOMPARE(QString::fromStdString(formatUtc(*one.end)), QStringLiteral("2023-05-11T05:50:00Z"));
    QCOMPARE(one.precision, Precision::Range);

    TimelineEntry same = before;
    EntryEdit wrong;
    wrong.title = "changed";
    wrong.to = "2023-05-10 05:00 UTC";
    QVERIFY(!applyEdit(same, wrong, {}));
    QVERIFY(same == before);
    EntryEdit unknown;
    unknown.type = "party";
    QVERIFY(!applyEdit(same, unknown, {}));
    EntryEdit blank;
    blank.title = "  ";
    QVERIFY(!applyEdit(same, blank, {}));
    QVERIFY(same == before);
}

void TimelineTest::anEventBecomesAnEntry()
{
    Event event;
    event.id = 7;
    event.kind = "human";
    event.start.utc = Timestamp(std::chrono::seconds(mayEleven));
    event.precision = Precision::About;
    event.timeText = "about midnight";
    event.title = "Calm";
    event.actor = "on-call";
    event.section = "Thursday";
    event.fields = {{"type", "repair"}, {"tags", "impact, trigger"}, {"other", "x"}};
    const TimelineEntry one = entryFromEvent(event);
    QCOMPARE(one.eventId, std::optional<std::int64_t>(7));
    QCOMPARE(QString::fromStdString(one.type), QStringLiteral("repair"));
    QCOMPARE(QString::fromStdString(joinedTags(one.tags)), QStringLiteral("impact, trigger"));
    QCOMPARE(one.precision, Precision::About);
    event.kind = "deploy";
    event.fields.clear();
    QCOMPARE(QString::fromStdString(joinedTags(entryFromEvent(event).tags)), QStringLiteral("deploy"));
}

void TimelineTest::computesPhasesFromTags()
{
    const std::int64_t impact = mayEleven + 5 * 3600 + 45 * 60;
    const std::vector<TimelineEntry> entries = {entry(1, impact, "Pool full", {"impact"}), entry(2, impact + 60, "Pager", {"detected"}),
                                                entry(3, impact + 106 * 60, "Flag off", {"mitigation", "resolved"}),
                                                entry(4, impact + 900 * 60, "Again", {"impact", "detected"})};
    const Phases phases = phasesOf(entries);
    QCOMPARE(phases.timeToDetect, std::optional<Nanoseconds>(std::chrono::minutes(1)));
    QCOMPARE(phases.timeToMitigate, std::optional<Nanoseconds>(std::chrono::minutes(106)));
    QVERIFY(!phases.isApproximate);
    QVERIFY(!phases.trigger);
    QVERIFY(!phasesOf({}).timeToResolve);
}

void TimelineTest::phasesOfAbsurdTimesDoNotOverflow()
{
    TimelineEntry first = entry(1, 0, "first", {"impact"});
    TimelineEntry last = entry(2, 0, "last", {"resolved"});
    first.start = Timestamp::min();
    last.start = Timestamp::max();
    QVERIFY(!phasesOf({first, last}).timeToResolve);
    first.timeText = "22/04 8:45";
    last.timeText = "2024-04-22 8:45 CET";
    QVERIFY(!checkTimeline({first, last}).empty());
}

void TimelineTest::checksWhatAReviewerWouldSee()
{
    const std::vector<TimelineEntry> clean = {entry(1, mayEleven, "a", {"impact"}), entry(2, mayEleven + 60, "b", {"detected"})};
    QCOMPARE(codesOf(clean).size(), std::size_t{0});
    QVERIFY(has({entry(1, mayEleven, "a")}, "missing-tag"));
    QVERIFY(has({entry(1, 5, "a"), entry(2, 4, "b")}, "out-of-order"));
    QVERIFY(has({entry(1, 5, "Same"), entry(2, 5, "same ")}, "duplicate-entry"));
    QVERIFY(has({entry(1, 5, " ")}, "empty-title"));
    TimelineEntry backwards = entry(1, 5, "a");
    backwards.end = Timestamp(std::chrono::seconds(4));
    QVERIFY(has({backwards}, "end-before-start"));
    TimelineEntry weekday = entry(1, mayEleven, "a");
    weekday.timeText = "Tuesday, May 11th 2023, 2:00";
    QVERIFY(has({weekday}, "weekday-contradicts-date"));
    QVERIFY(!has({weekday}, "time-text-contradicts-start"));
    TimelineEntry elsewhere = entry(1, mayEleven, "a");
    elsewhere.timeText = "2023-05-11 02:07";
    QVERIFY(has({elsewhere}, "time-text-contradicts-start"));
    TimelineEntry named = entry(1, mayEleven, "a");
    named.timeText = "2023-05-11 02:00 UTC";
    QVERIFY(has({named}, "time-text-contradicts-start"));
    std::vector<TimelineEntry> shifted = {entry(1, mayEleven, "a"), entry(2, mayEleven + 3600, "b"), entry(3, mayEleven + 7200, "c")};
    shifted[0].timeText = "2:00";
    shifted[1].timeText = "3:00";
    shifted[2].timeText = "3:00";
    QVERIFY(has(shifted, "offset-differs"));
    std::vector<TimelineEntry> sections = {entry(1, 1, "a"), entry(2, 2, "b"), entry(3, 3, "c")};
    sections[0].section = sections[2].section = "one";
    sections[1].section = "two";
    QVERIFY(has(sections, "section-interrupted"));
    QVERIFY(has({entry(1, 9, "a", {"impact"}), entry(2, 5, "b", {"detected"})}, "phase-order"));
    QVERIFY(codesOf({}).empty());
}

QTEST_GUILESS_MAIN(TimelineTest)
#include "timeline_test.moc"
