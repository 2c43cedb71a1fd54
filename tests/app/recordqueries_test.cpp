#include "app/query/linesquery.h"
#include "app/query/rate.h"
#include "app/query/seriesquery.h"
#include "tests/support/querycase.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t origin = 1'713'898'800 * second;    // 2024-04-23T19:00:00Z

Timestamp at(std::int64_t seconds) { return timestampFrom(origin + seconds * second); }

Filter filterOf(const std::string& expression)
{
    auto filter = Filter::parse(expression);
    if (!filter)
        qFatal("%s", filter.error().message().c_str());
    return *filter;
}

/// One request a second for an hour, each of 100 s, the paths in turn; a log line every minute.
std::unique_ptr<QueryCase> hourOfTraffic()
{
    auto file = std::make_unique<QueryCase>();
    std::vector<TestRecord> records;
    for (int i = 0; i < 3600; ++i) {
        records.emplace_back().timeNs = origin + i * second;
        records.back().numbers = {{Field::Status, i % 10 == 0 ? 500 : 200}, {Field::Duration, 100 * second}};
        records.back().texts[Field::Path] = i % 2 == 0 ? "/a" : (i % 4 == 1 ? "/b" : "/c" + std::to_string(i % 8));
    }
    std::shuffle(records.begin(), records.end(), std::mt19937(7));    // sources are not always in order
    file->add(RecordKind::Request, records, {"access.log", Anchor::End, {}});
    std::vector<TestRecord> notes;
    for (int i = 0; i < 60; ++i) {
        notes.emplace_back().timeNs = origin + i * 60 * second;
        notes.back().texts[Field::Text] = "minute " + std::to_string(i);
    }
    file->add(RecordKind::LogLine, notes, {"app.log", Anchor::Unknown, {}});
    return file;
}

}    // namespace

class RecordQueriesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_case = hourOfTraffic(); }
    void countsInStepsAlignedToUtc();
    void choosesARoundStepOfAtMost300Buckets();
    void splitsARateByValueAndSumsTheOthers();
    void countsByArrivalWhenAsked();
    void refusesStepsThatMakeTooManyBuckets();
    void readsRecordsOfAllKindsInTimeOrderPageByPage();
    void leavesOutKindsThatLackAFilteredField();
    void reducesASeriesKeepingExtremesAndGaps();
    void keepsEverySampleWhenThereIsRoom();

private:
    std::unique_ptr<QueryCase> m_case;
};

void RecordQueriesTest::countsInStepsAlignedToUtc()
{
    RateRequest request;
    request.window = {at(130), at(400)};
    request.step = std::chrono::seconds(60);
    const auto result = rate(m_case->reader(), m_case->context(), request);
    QVERIFY2(result, result ? "" : result.error().message().c_str());
    QCOMPARE(nanosecondsOf(result->begin), origin + 120 * second);
    QCOMPARE(result->lines.size(), std::size_t{1});
    QCOMPARE(result->lines[0].counts, (std::vector<std::uint64_t>{50, 60, 60, 60, 40}));
    QCOMPARE(result->lines[0].total, std::uint64_t{270});
}

void RecordQueriesTest::choosesARoundStepOfAtMost300Buckets()
{
    const auto hour = rate(m_case->reader(), m_case->context(), {});
    QVERIFY(hour);
    QCOMPARE(hour->step.count(), 15 * second);
    QCOMPARE(hour->buckets, std::size_t{240});
    QCOMPARE(hour->lines[0].total, std::uint64_t{3600});
    RateRequest century;
    century.window = {timestampFrom(-4'000'000'000 * second), timestampFrom(4'000'000'000 * second)};
    const auto wide = rate(m_case->reader(), m_case->context(), century);
    QVERIFY(wide);
    QVERIFY(wide->buckets <= 300);
    QCOMPARE(wide->lines[0].total, std::uint64_t{3600});
}

void RecordQueriesTest::splitsARateByValueAndSumsTheOthers()
{
    RateRequest request;
    request.by = "path";
    request.top = 2;
    request.step = std::chrono::minutes(30);
    request.filter = filterOf("status=200");
    const auto result = rate(m_case->reader(), m_case->context(), request);
    QVERIFY(result);
    QCOMPARE(result->lines.size(), std::size_t{3});
    QCOMPARE(result->lines[0].value, std::string("/a"));
    QCOMPARE(result->lines[0].counts, (std::vector<std::uint64_t>{720, 720}));
    QCOMPARE(result->lines[1].value, std::string("/b"));
    QCOMPARE(result->lines[1].counts, (std::vector<std::uint64_t>{450, 450}));
    QVERIFY(result->lines[2].isOther);
    QCOMPARE(result->lines[2].total, std::uint64_t{900});
}

void RecordQueriesTest::countsByArrivalWhenAsked()
{
    RateRequest request;
    request.window = {at(-100), at(0)};
    request.step = std::chrono::seconds(100);
    const auto written = rate(m_case->reader(), m_case->context(), request);
    QVERIFY(written);
    QCOMPARE(written->lines[0].total, std::uint64_t{0});
    request.windowTime = WindowTime::Arrival;
    const auto arrived = rate(m_case->reader(), m_case->context(), request);
    QVERIFY(arrived);
    QCOMPARE(arrived->lines[0].total, std::uint64_t{100});
}

void RecordQueriesTest::refusesStepsThatMakeTooManyBuckets()
{
    RateRequest request;
    request.step = Nanoseconds(1);
    const auto tiny = rate(m_case->reader(), m_case->context(), request);
    QVERIFY(!tiny);
    QCOMPARE(tiny.error().kind, ErrorKind::Usage);
    request.step = Nanoseconds(0);
    QVERIFY(!rate(m_case->reader(), m_case->context(), request));
    request.step = Nanoseconds(std::numeric_limits<std::int64_t>::max());
    const auto huge = rate(m_case->reader(), m_case->context(), request);
    QVERIFY2(huge, huge ? "" : huge.error().message().c_str());
    QCOMPARE(huge->lines[0].total, std::uint64_t{3600});
}

void RecordQueriesTest::readsRecordsOfAllKindsInTimeOrderPageByPage()
{
    LinesRequest request;
    request.window = {at(600), at(1200)};
    request.limit = 100;
    std::vector<RecordReference> all;
    int pages = 0;
    while (true) {
        const auto page = lines(m_case->reader(), m_case->context(), request);
        QVERIFY2(page, page ? "" : page.error().message().c_str());
        all.insert(all.end(), page->records.begin(), page->records.end());
        ++pages;
        if (!page->hasMore)
            break;
        QCOMPARE(page->records.size(), std::size_t{100});
        request.after = page->records.back();
    }
    QCOMPARE(pages, 7);
    QCOMPARE(all.size(), std::size_t{610});
    QVERIFY(std::is_sorted(all.begin(), all.end()));
    QVERIFY(std::adjacent_find(all.begin(), all.end()) == all.end());
    QCOMPARE(nanosecondsOf(all.front().time), origin + 600 * second);
    QCOMPARE(std::count_if(all.begin(), all.end(), [](const auto& r) { return r.kind == RecordKind::LogLine; }), std::ptrdiff_t{10});
    const auto note = std::find_if(all.begin(), all.end(), [](const auto& r) { return r.kind == RecordKind::LogLine; });
    QCOMPARE(note->line, std::uint64_t{11});
}

void RecordQueriesTest::leavesOutKindsThatLackAFilteredField()
{
    LinesRequest request;
    request.limit = 10'000;
    request.filter = filterOf("status=500");
    const auto failed = lines(m_case->reader(), m_case->context(), request);
    QVERIFY(failed);
    QCOMPARE(failed->records.size(), std::size_t{360});
    request.filter = filterOf("text:\"minute 5\"");
    const auto notes = lines(m_case->reader(), m_case->context(), request);
    QVERIFY(notes);
    QCOMPARE(notes->records.size(), std::size_t{11});
    request.filter = filterOf("nonsense=1");
    QVERIFY(!lines(m_case->reader(), m_case->context(), request));
    request.filter = filterOf("source=access.log");
    const auto fromOne = lines(m_case->reader(), m_case->context(), request);
    QVERIFY(fromOne);
    QCOMPARE(fromOne->records.size(), std::size_t{3600});
}

void RecordQueriesTest::reducesASeriesKeepingExtremesAndGaps()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 10'000; ++i) {
        if (i >= 4000 && i < 4100)
            continue;    // samples are missing
        samples.push_back({at(i), i == 1234 ? 99.0 : (i == 7777 ? -99.0 : std::sin(i / 500.0))});
        if (i == 6000)
            samples.back().value = std::numeric_limits<double>::quiet_NaN();
    }
    const auto reduced = reducedSamples(samples, {at(0), at(10'000)}, std::chrono::seconds(1), 400);
    QVERIFY(reduced.size() <= 410);
    QVERIFY(reduced.size() >= 190);    // at least the first and last of nearly every bucket
    const auto holds = [&reduced](std::int64_t seconds, double value) {
        return std::any_of(reduced.begin(), reduced.end(),
                           [&](const Sample& sample) { return sample.time == at(seconds) && sample.value == value; });
    };
    QVERIFY(holds(1234, 99.0));
    QVERIFY(holds(7777, -99.0));
    QCOMPARE(reduced.front().time, at(0));
    QCOMPARE(reduced.back().time, at(9999));
    std::vector<Timestamp> gaps;
    for (std::size_t i = 0; i < reduced.size(); ++i) {
        QVERIFY(i == 0 || reduced[i - 1].time < reduced[i].time);
        if (std::isnan(reduced[i].value))
            gaps.push_back(reduced[i].time);
    }
    QCOMPARE(gaps, (std::vector<Timestamp>{at(4000), at(6000)}));
    QVERIFY(holds(3999, std::sin(3999 / 500.0)));
    QVERIFY(holds(4100, std::sin(4100 / 500.0)));
}

void RecordQueriesTest::keepsEverySampleWhenThereIsRoom()
{
    const std::vector<Sample> samples{{at(0), 1}, {at(10), 2}, {at(20), 3}, {at(60), 4}};
    const auto kept = reducedSamples(samples, {at(0), at(100)}, std::chrono::seconds(10), 100);
    QCOMPARE(kept.size(), std::size_t{5});
    QVERIFY(std::isnan(kept[3].value));
    QCOMPARE(kept[3].time, at(30));
    QVERIFY(reducedSamples(samples, {at(0), at(0)}, std::chrono::seconds(10), 100).empty());
    QVERIFY(reducedSamples({}, {at(0), at(100)}, std::chrono::seconds(10), 100).empty());
    QCOMPARE(reducedSamples(samples, {at(5), at(25)}, Nanoseconds(0), 0).size(), std::size_t{2});
}

QTEST_GUILESS_MAIN(RecordQueriesTest)
#include "recordqueries_test.moc"
