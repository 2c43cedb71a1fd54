#include "app/base/result.h"    // moc of Qt 6.4 cannot read <chrono> before <string>
#include "app/query/seriespyramid.h"
#include "app/query/seriespyramidbuilder.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace faultline;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr Nanoseconds second = std::chrono::seconds(1);

Timestamp at(std::int64_t seconds) { return Timestamp{} + seconds * second; }
TimeRange between(std::int64_t begin, std::int64_t end) { return {at(begin), at(end)}; }

/// A sample a second; some missing for a while, some NaN, spikes of one sample.
std::vector<Sample> madeSamples(int count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<double> noise;
    std::vector<Sample> samples;
    std::int64_t time = 0;
    for (int i = 0; i < count; ++i) {
        time += random() % 997 == 0 ? 50 + static_cast<std::int64_t>(random() % 2000) : 1;
        const double value = random() % 501 == 0 ? gap : random() % 333 == 0 ? 100 + noise(random) : noise(random);
        samples.push_back({at(time), value});
    }
    return samples;
}

bool isGapBetween(const Sample& left, const Sample& right)
{
    return std::isnan(left.value) || std::isnan(right.value) || right.time - left.time > 3 * second;
}

SeriesPyramid summaryOf(const std::vector<Sample>& samples)
{
    SeriesPyramidBuilder builder(second);
    for (std::size_t i = 0; i < samples.size(); i += 700)
        builder.add({samples.begin() + static_cast<std::ptrdiff_t>(i),
                     samples.begin() + static_cast<std::ptrdiff_t>(std::min(samples.size(), i + 700))});
    return builder.finish();
}

/// Every extreme of the window is drawn, and nothing else than samples.
void checkShape(const std::vector<Sample>& points, const std::vector<Sample>& samples, TimeRange window)
{
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    double drawnLowest = lowest;
    double drawnHighest = -lowest;
    for (const Sample& sample : samples)
        if (window.contains(sample.time) && !std::isnan(sample.value)) {
            lowest = std::min(lowest, sample.value);
            highest = std::max(highest, sample.value);
        }
    for (std::size_t i = 0; i < points.size(); ++i) {
        QVERIFY(i == 0 || points[i - 1].time <= points[i].time);
        if (std::isnan(points[i].value))
            continue;
        const auto found = std::lower_bound(samples.begin(), samples.end(), points[i].time,
                                            [](const Sample& sample, Timestamp time) { return sample.time < time; });
        QVERIFY(found != samples.end() && found->time == points[i].time && found->value == points[i].value);
        if (!window.contains(points[i].time))
            continue;
        drawnLowest = std::min(drawnLowest, points[i].value);
        drawnHighest = std::max(drawnHighest, points[i].value);
    }
    QCOMPARE(drawnLowest, lowest);
    QCOMPARE(drawnHighest, highest);
}

}    // namespace

class SeriesPyramidTest : public QObject {
    Q_OBJECT

private slots:
    void keepsEverySpikeAtEachZoom_data();
    void keepsEverySpikeAtEachZoom();
    void neverBridgesAGapThatIsWiderThanAColumn();
    void aGapNarrowerThanAColumnStillBreaksTheLineThere();
    void drawsEverySampleWhenThereIsRoom();
    void drawsOneSampleBeyondEachEdge();
    void knowsTheValueAtAMomentButNotInAGap();
    void sumsUpAsTheSamplesDo();
    void aSummaryKeepsExtremesAndStaysSmall();
    void samplesOfOneMomentAreAllDrawn();
    void nothingAndOneSampleAreFine();
};

void SeriesPyramidTest::keepsEverySpikeAtEachZoom_data()
{
    QTest::addColumn<int>("begin");
    QTest::addColumn<int>("length");
    QTest::addColumn<int>("count");
    for (const int count : {8, 100, 1000, 4000})
        for (const int length : {10, 333, 5000, 30'000, 500'000})
            for (const int begin : {-50, 0, 12'345, 60'001})
                QTest::addRow("%d s from %d in %d points", length, begin, count) << begin << length << count;
}

void SeriesPyramidTest::keepsEverySpikeAtEachZoom()
{
    QFETCH(int, begin);
    QFETCH(int, length);
    QFETCH(int, count);
    const std::vector<Sample> samples = madeSamples(50'000, 5);
    const SeriesPyramid pyramid(samples, second);
    const TimeRange window = between(begin, begin + length);
    const std::vector<Sample> points = pyramid.points(window, static_cast<std::size_t>(count));
    checkShape(points, samples, window);
    // Gaps cost points: each column can hold a NaN and four points more, and one more stands between two columns.
    QVERIFY2(points.size() <= static_cast<std::size_t>(count) * 5 / 2 + 16, qPrintable(QString::number(points.size())));
}

void SeriesPyramidTest::neverBridgesAGapThatIsWiderThanAColumn()
{
    const std::vector<Sample> samples = madeSamples(50'000, 11);
    for (const bool isSummary : {false, true}) {
        const SeriesPyramid pyramid = isSummary ? summaryOf(samples) : SeriesPyramid(samples, second);
        for (const std::int64_t length : {500, 5000, 50'000}) {
            const std::vector<Sample> points = pyramid.points(between(1000, 1000 + length), 800);
            for (std::size_t i = 1; i < points.size(); ++i) {
                if (std::isnan(points[i - 1].value) || std::isnan(points[i].value))
                    continue;
                const std::int64_t wide = std::max<std::int64_t>(length / 200, isSummary ? 64 * 5 : 3);
                QVERIFY2(points[i].time - points[i - 1].time <= wide * 2 * second, "a long way without a break");
            }
        }
    }
}

void SeriesPyramidTest::aGapNarrowerThanAColumnStillBreaksTheLineThere()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 10'000; ++i)
        if (i < 5000 || i > 5005)
            samples.push_back({at(i), 1});
    const SeriesPyramid pyramid(samples, second);
    const std::vector<Sample> points = pyramid.points(between(0, 10'000), 40);
    QCOMPARE(std::count_if(points.begin(), points.end(), [](const Sample& sample) { return std::isnan(sample.value); }), std::ptrdiff_t(1));
}

void SeriesPyramidTest::drawsEverySampleWhenThereIsRoom()
{
    const SeriesPyramid pyramid({{at(0), 1}, {at(1), gap}, {at(2), gap}, {at(3), 2}, {at(9), 3}}, second);
    const std::vector<Sample> points = pyramid.points(between(0, 100), 100);
    QCOMPARE(points.size(), std::size_t(5));
    QVERIFY(std::isnan(points[1].value) && points[1].time == at(1));
    QVERIFY(std::isnan(points[3].value) && points[3].time == at(4));
    QCOMPARE(points[4].value, 3.0);
}

void SeriesPyramidTest::drawsOneSampleBeyondEachEdge()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 100'000; ++i)
        samples.push_back({at(i), static_cast<double>(i)});
    const SeriesPyramid pyramid(samples, second);
    for (const std::size_t count : {std::size_t{100}, std::size_t{100'000}}) {
        const std::vector<Sample> points = pyramid.points({at(500) + second / 2, at(90'000) + second / 2}, count);
        QVERIFY(points.front().time <= at(500));
        QVERIFY(points.back().time >= at(90'001));
    }
    const std::vector<Sample> empty = pyramid.points({at(500) + second / 4, at(500) + second / 2}, 100);    // between two samples
    QCOMPARE(empty.size(), std::size_t(2));
}

void SeriesPyramidTest::knowsTheValueAtAMomentButNotInAGap()
{
    const SeriesPyramid pyramid({{at(0), 1}, {at(1), 2}, {at(2), gap}, {at(3), 4}, {at(20), 5}}, second);
    QVERIFY(!pyramid.at(at(-1)));
    QCOMPARE(pyramid.at(at(0))->value, 1.0);
    QCOMPARE(pyramid.at(at(1) + second / 2)->value, 2.0);
    QVERIFY(!pyramid.at(at(2) + second / 2));
    QCOMPARE(pyramid.at(at(3))->value, 4.0);
    QVERIFY(!pyramid.at(at(10)));
    QCOMPARE(pyramid.at(at(20))->value, 5.0);
    QVERIFY(!pyramid.at(at(30)));
    const SeriesPyramid irregular({{at(0), 1}, {at(100), 2}}, Nanoseconds(0));
    QCOMPARE(irregular.at(at(99))->value, 1.0);
    QCOMPARE(irregular.at(at(1000))->value, 2.0);
}

void SeriesPyramidTest::sumsUpAsTheSamplesDo()
{
    const std::vector<Sample> samples = madeSamples(20'000, 3);
    const SeriesPyramid pyramid(samples, second);
    for (const TimeRange window : {between(0, 5), between(77, 15'000), between(3, 400'000), TimeRange{}}) {
        double sum = 0, smallest = 1e9, largest = -1e9;
        int count = 0;
        for (const Sample& sample : samples) {
            if (!window.contains(sample.time) || std::isnan(sample.value))
                continue;
            sum += sample.value;
            smallest = std::min(smallest, sample.value);
            largest = std::max(largest, sample.value);
            ++count;
        }
        QVERIFY(std::abs(*pyramid.mean(window) - sum / count) < 1e-9);
        QCOMPARE(pyramid.extent(window)->smallest, smallest);
        QCOMPARE(pyramid.extent(window)->largest, largest);
    }
    QVERIFY(!pyramid.mean(between(-100, -50)));
    QVERIFY(!pyramid.extent(between(-100, -50)));
}

void SeriesPyramidTest::aSummaryKeepsExtremesAndStaysSmall()
{
    const std::vector<Sample> samples = madeSamples(300'000, 9);
    const SeriesPyramid summary = summaryOf(samples);
    QVERIFY(summary.isSummary());
    const SeriesPyramid full(samples, second);
    QCOMPARE(summary.size(), full.size());
    QVERIFY(summary.range() == full.range());
    QVERIFY2(summary.memory() <= samples.size() * 5 / 2, qPrintable(QString::number(summary.memory())));
    QVERIFY2(full.memory() <= samples.size() * 26, qPrintable(QString::number(full.memory())));
    checkShape(summary.points(summary.range(), 2000), samples, summary.range());
    QVERIFY(std::abs(*summary.mean({}) - *full.mean({})) < 1e-9);
    QVERIFY(isGapBetween(samples[0], {at(100'000), 1}));
    for (const Sample& sample : {samples[64 * 100], samples[1000]}) {
        const auto found = summary.at(sample.time);
        QVERIFY(!found || (found->time <= sample.time && sample.time - found->time <= 300 * second));
    }
}

void SeriesPyramidTest::samplesOfOneMomentAreAllDrawn()
{
    std::vector<Sample> samples;
    for (int i = 0; i < 10'000; ++i)
        samples.push_back({at(7), i == 5000 ? 99.0 : 1.0});
    const SeriesPyramid pyramid(samples, Nanoseconds(0));
    const std::vector<Sample> points = pyramid.points(between(0, 10), 100);
    QVERIFY(points.size() < 10);
    QVERIFY(std::any_of(points.begin(), points.end(), [](const Sample& sample) { return sample.value == 99.0; }));
}

void SeriesPyramidTest::nothingAndOneSampleAreFine()
{
    const SeriesPyramid nothing;
    QVERIFY(nothing.isEmpty() && nothing.points({}, 100).empty() && !nothing.at(at(0)) && !nothing.extent({}) && !nothing.mean({}));
    const SeriesPyramid gaps({{at(0), gap}, {at(1), gap}}, second);
    QVERIFY(gaps.isEmpty() && !gaps.at(at(0)) && !gaps.extent({}));
    const SeriesPyramid one({{at(5), 3}}, Nanoseconds(0));
    QCOMPARE(one.points(between(0, 10), 100).size(), std::size_t(1));
    QCOMPARE(one.points({}, 0).size(), std::size_t(1));
    QCOMPARE(one.at(at(50))->value, 3.0);
    QVERIFY(summaryOf({}).isEmpty());
    QVERIFY(summaryOf({}).points({}, 10).empty());
    QVERIFY(!summaryOf({}).at(at(0)));
}

QTEST_GUILESS_MAIN(SeriesPyramidTest)
#include "seriespyramid_test.moc"
