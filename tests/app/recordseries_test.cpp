#include "app/query/recordseries.h"
#include "tests/support/querycase.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t origin = 1'713'898'800 * second;    // 2024-04-23T19:00:00Z
constexpr std::int64_t step = 10 * second;

Timestamp at(std::int64_t seconds) { return timestampFrom(origin + seconds * second); }

Filter filterOf(const std::string& expression)
{
    auto filter = Filter::parse(expression);
    if (!filter)
        qFatal("%s", filter.error().message().c_str());
    return *filter;
}

struct Written {
    TestRecord record;
    Anchor anchor = Anchor::End;

    std::int64_t number(Field field) const
    {
        const auto found = record.numbers.find(field);
        return found == record.numbers.end() ? absent : found->second;
    }
    std::int64_t duration() const { return std::max<std::int64_t>(0, number(Field::Duration)); }
    std::int64_t arrival() const { return anchor == Anchor::Start ? record.timeNs : record.timeNs - duration(); }
    std::int64_t completion() const { return arrival() + duration(); }
    std::int64_t windowTime(WindowTime time) const
    {
        return time == WindowTime::Written ? record.timeNs : time == WindowTime::Arrival ? arrival() : completion();
    }
};

/// Requests of two sources that stamp different ends; some lack a duration, a status or a size, an hour has none at all.
struct Traffic {
    std::unique_ptr<QueryCase> file = std::make_unique<QueryCase>();
    std::vector<Written> all;

    Traffic()
    {
        std::mt19937_64 random(3);
        for (const Anchor anchor : {Anchor::End, Anchor::Start}) {
            std::vector<TestRecord> records;
            for (int i = 0; i < 4000; ++i) {
                TestRecord& record = records.emplace_back();
                const auto offset = static_cast<std::int64_t>(random() % 7200);
                record.timeNs = origin + (offset < 3600 ? offset : offset + 3600) * second + static_cast<std::int64_t>(random() % 1000) * 1'000'000;
                if (random() % 10 != 0)
                    record.numbers[Field::Duration] = static_cast<std::int64_t>(random() % 100 == 0 ? random() % 300'000 : random() % 3000) * 1'000'000;
                const std::array<std::int64_t, 7> states{200, 200, 404, 500, 499, 460, 0};
                if (random() % 20 != 0)
                    record.numbers[Field::Status] = states[random() % states.size()];
                if (random() % 5 != 0)
                    record.numbers[Field::BytesOut] = static_cast<std::int64_t>(random() % 100'000);
                record.texts[Field::Path] = random() % 3 == 0 ? "/a" : "/b";
            }
            file->add(RecordKind::Request, records, {anchor == Anchor::End ? "end.log" : "start.log", anchor, {}});
            for (const TestRecord& record : records)
                all.push_back({record, anchor});
        }
    }
};

std::int64_t overlap(const Written& request, std::int64_t begin, std::int64_t end)
{
    return std::max<std::int64_t>(0, std::min(request.completion(), end) - std::max(request.arrival(), begin));
}

double bruteForce(const std::vector<Written>& requests, Measure measure, WindowTime windowTime, std::int64_t begin)
{
    double records = 0, errors = 0, abandoned = 0, bytes = 0, durationSum = 0, underWay = 0;
    std::vector<std::int64_t> durations;
    for (const Written& request : requests) {
        underWay += static_cast<double>(overlap(request, begin, begin + step));
        const std::int64_t time = request.windowTime(windowTime);
        if (time < begin || time >= begin + step)
            continue;
        const std::int64_t status = request.number(Field::Status);
        ++records;
        errors += status >= 500 ? 1 : 0;
        abandoned += status == 499 || status == 460 || status == 0 ? 1 : 0;
        bytes += static_cast<double>(std::max<std::int64_t>(0, request.number(Field::BytesOut)));
        durationSum += static_cast<double>(request.duration());
        if (request.number(Field::Duration) != absent)
            durations.push_back(request.duration());
    }
    std::sort(durations.begin(), durations.end());
    const auto percentile = [&durations](std::size_t percent) {
        return durations.empty() ? std::nan("") : static_cast<double>(durations[(durations.size() * percent + 99) / 100 - 1]) / 1e9;
    };
    const double seconds = static_cast<double>(step) / 1e9;
    switch (measure) {
    case Measure::Rate: return records / seconds;
    case Measure::Errors: return errors / seconds;
    case Measure::ErrorShare: return records == 0 ? std::nan("") : errors / records;
    case Measure::Abandoned: return abandoned / seconds;
    case Measure::BytesPerSecond: return bytes / seconds;
    case Measure::DurationP50: return percentile(50);
    case Measure::DurationP95: return percentile(95);
    case Measure::DurationP99: return percentile(99);
    case Measure::DurationSum: return durationSum / static_cast<double>(step);
    case Measure::InFlight: return underWay / static_cast<double>(step);
    }
    return 0;
}

void compare(const RecordSeries& series, const std::vector<Written>& requests, Measure measure, WindowTime windowTime)
{
    for (const Sample& sample : series.samples) {
        const double expected = bruteForce(requests, measure, windowTime, nanosecondsOf(sample.time));
        if (std::isnan(expected) && std::isnan(sample.value))
            continue;
        QVERIFY2(std::abs(sample.value - expected) <= 1e-9 * std::max(1.0, std::abs(expected)),
                 qPrintable(QStringLiteral("%1 instead of %2 at %3").arg(sample.value).arg(expected).arg((nanosecondsOf(sample.time) - origin) / second)));
    }
}

}    // namespace

class RecordSeriesTest : public QObject {
    Q_OBJECT

private slots:
    void measuresAsCountingByHandDoes_data();
    void measuresAsCountingByHandDoes();
    void honoursTheFilter();
    void cutsNoBucketAtTheEdgesOfTheWindow();
    void countsRequestsThatBeganBeforeTheWindowAsUnderWay_data();
    void countsRequestsThatBeganBeforeTheWindowAsUnderWay();
    void theNumberUnderWayIsTheRateTimesTheDuration_data() { countsRequestsThatBeganBeforeTheWindowAsUnderWay_data(); }
    void theNumberUnderWayIsTheRateTimesTheDuration();
    void choosesTheFinestRoundStepButNoneFinerThanTheStamps();
    void kindsWithoutDurationsHaveNoPercentilesAndNothingUnderWay();
    void anEmptyCaseGivesNothing();
    void saysNothingWhereNoSourceHasRecords();
    void theHeatmapCountsByTimeAndDuration();
    void theHeatmapOfNoDurationsIsEmpty();

private:
    Traffic m_traffic;
};

void RecordSeriesTest::measuresAsCountingByHandDoes_data()
{
    QTest::addColumn<int>("measure");
    QTest::addColumn<int>("windowTime");
    for (int measure = 0; measure <= static_cast<int>(Measure::InFlight); ++measure)
        for (int time = 0; time <= static_cast<int>(WindowTime::Completion); ++time)
            QTest::addRow("%s by time %d", std::string(nameOf(static_cast<Measure>(measure))).c_str(), time) << measure << time;
}

void RecordSeriesTest::measuresAsCountingByHandDoes()
{
    QFETCH(int, measure);
    QFETCH(int, windowTime);
    RecordSeriesRequest request;
    request.measure = static_cast<Measure>(measure);
    request.windowTime = static_cast<WindowTime>(windowTime);
    request.step = Nanoseconds(step);
    const auto series = recordSeries(m_traffic.file->reader(), m_traffic.file->context(), request);
    QVERIFY2(series, series ? "" : series.error().message().c_str());
    QVERIFY(series->samples.size() > 1000 && series->samples.size() < 1200);
    compare(*series, m_traffic.all, request.measure, request.windowTime);
    const auto value = [&](const Sample& sample) { return sample.time >= at(3600 + 600) && sample.time < at(7200 - 600) ? sample.value : 0; };
    for (const Sample& sample : series->samples)    // the hour without any
        QVERIFY(value(sample) == 0 || std::isnan(value(sample)));
}

void RecordSeriesTest::honoursTheFilter()
{
    std::vector<Written> chosen;
    std::copy_if(m_traffic.all.begin(), m_traffic.all.end(), std::back_inserter(chosen),
                 [](const Written& request) { return request.record.texts.at(Field::Path) == "/a" && request.number(Field::Status) >= 400; });
    for (const Measure measure : {Measure::Rate, Measure::DurationP95, Measure::InFlight}) {
        RecordSeriesRequest request;
        request.measure = measure;
        request.step = Nanoseconds(step);
        request.filter = filterOf("path=\"/a\" and status>=400");
        const auto series = recordSeries(m_traffic.file->reader(), m_traffic.file->context(), request);
        QVERIFY(series);
        compare(*series, chosen, measure, WindowTime::Written);
    }
    RecordSeriesRequest wrong;
    wrong.filter = filterOf("nonsense=1");
    QVERIFY(!recordSeries(m_traffic.file->reader(), m_traffic.file->context(), wrong));
}

void RecordSeriesTest::cutsNoBucketAtTheEdgesOfTheWindow()
{
    for (const Measure measure : {Measure::Rate, Measure::DurationP50, Measure::InFlight}) {
        RecordSeriesRequest request;
        request.measure = measure;
        request.step = Nanoseconds(step);
        request.window = {at(1234), at(1301)};
        const auto series = recordSeries(m_traffic.file->reader(), m_traffic.file->context(), request);
        QVERIFY(series);
        QCOMPARE(series->samples.size(), std::size_t(8));
        QVERIFY(series->samples.front().time == at(1230));
        QVERIFY((series->window == TimeRange{at(1230), at(1310)}));
        compare(*series, m_traffic.all, measure, WindowTime::Written);
    }
}

void RecordSeriesTest::countsRequestsThatBeganBeforeTheWindowAsUnderWay_data()
{
    QTest::addColumn<int>("stamped");
    QTest::newRow("stamps mark the start") << static_cast<int>(Anchor::Start);
    QTest::newRow("stamps mark the end") << static_cast<int>(Anchor::End);
}

void RecordSeriesTest::countsRequestsThatBeganBeforeTheWindowAsUnderWay()
{
    QueryCase file;
    std::vector<TestRecord> records(1);
    QFETCH(int, stamped);
    const auto anchor = static_cast<Anchor>(stamped);
    records[0].timeNs = origin + (anchor == Anchor::Start ? 0 : 100 * second);
    records[0].numbers[Field::Duration] = 100 * second;
    file.add(RecordKind::Request, records, {"access.log", anchor, {}});
    RecordSeriesRequest request;
    request.measure = Measure::InFlight;
    request.step = Nanoseconds(step);
    request.window = {at(40), at(110)};
    const auto series = recordSeries(file.reader(), file.context(), request);
    QVERIFY(series);
    std::vector<double> values;
    for (const Sample& sample : series->samples)
        values.push_back(sample.value);
    QCOMPARE(values, (std::vector<double>{1, 1, 1, 1, 1, 1, 0}));
}

/// Little's law: over a window that holds all of them, L = lambda W.
void RecordSeriesTest::theNumberUnderWayIsTheRateTimesTheDuration()
{
    QFETCH(int, stamped);
    const auto anchor = static_cast<Anchor>(stamped);
    QueryCase file;
    std::vector<TestRecord> records(300);
    double durations = 0;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto duration = static_cast<std::int64_t>(1 + i % 17) * second;
        durations += static_cast<double>(duration / second);
        records[i].numbers[Field::Duration] = duration;
        records[i].timeNs = origin + static_cast<std::int64_t>(i) * second + (anchor == Anchor::Start ? 0 : duration);
    }
    file.add(RecordKind::Request, records, {"access.log", anchor, {}});
    RecordSeriesRequest request;
    request.measure = Measure::InFlight;
    request.step = Nanoseconds(step);
    request.window = {at(0), at(320)};
    const auto series = recordSeries(file.reader(), file.context(), request);
    QVERIFY(series);
    double sum = 0;
    for (const Sample& sample : series->samples)
        sum += sample.value;
    const double mean = sum / static_cast<double>(series->samples.size());
    const double rate = static_cast<double>(records.size()) / 320;
    QVERIFY(std::abs(mean - rate * durations / static_cast<double>(records.size())) < 1e-9);
}

void RecordSeriesTest::choosesTheFinestRoundStepButNoneFinerThanTheStamps()
{
    RecordSeriesRequest request;
    request.maxBuckets = 1000;
    const auto coarse = recordSeries(m_traffic.file->reader(), m_traffic.file->context(), request);
    QVERIFY(coarse);
    QCOMPARE(coarse->step, Nanoseconds(std::chrono::seconds(15)));
    QCOMPARE(coarse->smallestStep, Nanoseconds(std::chrono::milliseconds(1)));
    QueryCase file;
    std::vector<TestRecord> records(50);
    for (std::size_t i = 0; i < records.size(); ++i)
        records[i].timeNs = origin + static_cast<std::int64_t>(i / 5) * second;
    file.add(RecordKind::Request, records, {});
    const auto whole = recordSeries(file.reader(), file.context(), {});
    QVERIFY(whole);
    QCOMPARE(whole->step, Nanoseconds(std::chrono::seconds(1)));
    QCOMPARE(whole->samples.size(), std::size_t(10));
    QCOMPARE(whole->samples[3].value, 5.0);
    request.step = Nanoseconds(1);
    QVERIFY(!recordSeries(m_traffic.file->reader(), m_traffic.file->context(), request));    // too many
}

void RecordSeriesTest::kindsWithoutDurationsHaveNoPercentilesAndNothingUnderWay()
{
    QueryCase file;
    std::vector<TestRecord> lines(20);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        lines[i].timeNs = origin + static_cast<std::int64_t>(i) * second;
        lines[i].numbers[Field::Severity] = static_cast<std::int64_t>(i % 2 == 0 ? Severity::Error : Severity::Info);
        lines[i].texts[Field::Text] = "line";
    }
    file.add(RecordKind::LogLine, lines, {"app.log", Anchor::Unknown, {}});
    RecordSeriesRequest request;
    request.kind = RecordKind::LogLine;
    request.step = Nanoseconds(step);
    request.measure = Measure::DurationP95;
    const auto percentiles = recordSeries(file.reader(), file.context(), request);
    QVERIFY(percentiles && percentiles->samples.size() == 2 && std::isnan(percentiles->samples[0].value));
    request.measure = Measure::InFlight;
    const auto underWay = recordSeries(file.reader(), file.context(), request);
    QVERIFY(underWay && underWay->samples[0].value == 0);
    request.measure = Measure::ErrorShare;
    const auto share = recordSeries(file.reader(), file.context(), request);
    QVERIFY(share);
    QCOMPARE(share->samples[0].value, 0.5);
}

void RecordSeriesTest::anEmptyCaseGivesNothing()
{
    QueryCase file;
    for (int measure = 0; measure <= static_cast<int>(Measure::InFlight); ++measure) {
        RecordSeriesRequest request;
        request.measure = static_cast<Measure>(measure);
        const auto series = recordSeries(file.reader(), file.context(), request);
        QVERIFY2(series, series ? "" : series.error().message().c_str());
        QVERIFY(series->samples.empty());
    }
    const auto heatmap = durationHeatmap(file.reader(), file.context(), {});
    QVERIFY(heatmap);
    QCOMPARE(heatmap->bins, std::size_t(0));
}

void RecordSeriesTest::saysNothingWhereNoSourceHasRecords()
{
    QueryCase file;
    for (const std::int64_t begin : {0, 100}) {
        std::vector<TestRecord> records(2);
        records[0].timeNs = origin + begin * second;
        records[1].timeNs = origin + (begin + 39) * second;
        file.add(RecordKind::Request, records, {begin == 0 ? "monday.log" : "tuesday.log", Anchor::End, {}});
    }
    RecordSeriesRequest request;
    request.step = Nanoseconds(step);
    request.window = {at(-20), at(160)};
    const auto series = recordSeries(file.reader(), file.context(), request);
    QVERIFY(series);
    QString shown;
    for (const Sample& sample : series->samples)
        shown += std::isnan(sample.value) ? QLatin1Char('-') : sample.value == 0 ? QLatin1Char('0') : QLatin1Char('x');
    QCOMPARE(shown, QStringLiteral("--x00x------x00x--"));
}

void RecordSeriesTest::theHeatmapCountsByTimeAndDuration()
{
    DurationHeatmapRequest request;
    request.columns = 100;
    const auto heatmap = durationHeatmap(m_traffic.file->reader(), m_traffic.file->context(), request);
    QVERIFY2(heatmap, heatmap ? "" : heatmap.error().message().c_str());
    QVERIFY(heatmap->columns <= 100 && heatmap->columns > 50);
    QCOMPARE(heatmap->counts.size(), heatmap->columns * heatmap->bins);
    std::vector<std::uint32_t> counts(heatmap->counts.size(), 0);
    for (const Written& written : m_traffic.all) {
        if (written.number(Field::Duration) == absent)
            continue;
        const auto column = static_cast<std::size_t>((written.record.timeNs - nanosecondsOf(heatmap->begin)) / heatmap->step.count());
        const double decades = written.duration() == 0 ? 0 : std::log10(static_cast<double>(written.duration()) / static_cast<double>(heatmap->lowest.count()));
        const auto bin = static_cast<std::size_t>(std::max(0.0, std::floor(decades * heatmap->binsPerDecade + 1e-6)));
        QVERIFY(column < heatmap->columns && bin < heatmap->bins);
        ++counts[column * heatmap->bins + bin];
    }
    QVERIFY(counts == heatmap->counts);
    QCOMPARE(heatmap->largest, *std::max_element(counts.begin(), counts.end()));
}

void RecordSeriesTest::theHeatmapOfNoDurationsIsEmpty()
{
    DurationHeatmapRequest request;
    request.filter = filterOf("duration>=1h");
    const auto heatmap = durationHeatmap(m_traffic.file->reader(), m_traffic.file->context(), request);
    QVERIFY(heatmap);
    QCOMPARE(heatmap->bins, std::size_t(0));
    QCOMPARE(heatmap->largest, std::uint32_t(0));
}

QTEST_GUILESS_MAIN(RecordSeriesTest)
#include "recordseries_test.moc"
