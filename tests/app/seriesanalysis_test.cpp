#include "app/analysis/changepoints.h"
#include "app/analysis/deviation.h"
#include "app/analysis/lag.h"
#include "app/analysis/onset.h"
#include "app/analysis/robustscale.h"
#include "app/analysis/unusual.h"
#include "tests/support/noise.h"

#include <QTest>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace faultline;
using faultline::test::Noise;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

ValueGrid gridOf(std::vector<double> values)
{
    return {timestampFrom(1'713'900'000'000'000'000), std::chrono::minutes(1), std::move(values)};
}

std::vector<double> noise(std::size_t size, std::uint64_t seed, double level = 100)
{
    Noise random(seed);
    std::vector<double> values(size);
    for (double& value : values)
        value = level + random.around();
    return values;
}

}    // namespace

class SeriesAnalysisTest : public QObject {
    Q_OBJECT

private slots:
    void theScaleIsTheMedianAndASpreadThatOutliersDoNotMove();
    void aConstantBaselineHasASpreadThatIsNotZero();
    void aCounterBecomesARateAndItsResetIsLeftOut();
    void samplesRarerThanTheStepsHoldForAWhile();
    void theBaselineIsFourLengthsBeforeWithAGuard();
    void incidentsLeaveTheBaseline();
    void aShortHistoryFallsBackAndSaysSo();
    void aSeriesThatRoseScoresHighAndIsRare();
    void aFallCountsLessUnlessFallingIsBad();
    void aShortSelectionHasEarlierWindowsToo();
    void tooFewValuesHaveNoScore();
    void aNameTellsWhichWayIsBad_data();
    void aNameTellsWhichWayIsBad();
    void theOnsetIsTheFirstStepOfTheJump_data();
    void theOnsetIsTheFirstStepOfTheJump();
    void theOnsetIsTheFirstChangeAlsoWhenTheRecoveryIsSharper();
    void aQuietSeriesHasNoOnset();
    void onsetsThatOverlapShareAStepOfTheCascade();
    void levelsAndSlopesAreFoundWhereTheyChange();
    void aTrendIsNoStairs();
    void theUnusualMomentIsFoundAndNamed();
    void aDailySeasonIsNothingUnusual();
    void aWeeklySeasonIsNothingUnusualEither();
    void aCandidateThatLeadsIsFoundWithItsLead_data();
    void aCandidateThatLeadsIsFoundWithItsLead();
    void gapsGiveWhatSumsOverPairsGive();
    void gapsAreLeftOutInPairs();
    void aConstantCandidateIsNotRanked();
    void noiseIsNotUnusual();
    void onlyTheClosestHaveTheirHistoryLookedAt();
};

void SeriesAnalysisTest::theScaleIsTheMedianAndASpreadThatOutliersDoNotMove()
{
    std::vector<double> values = noise(400, 1);
    const RobustScale clean = robustScale(values);
    QVERIFY(std::abs(clean.center - 100) < 0.1);
    QVERIFY2(clean.spread > 0.5 && clean.spread < 0.75, qPrintable(QString::number(clean.spread)));
    for (std::size_t i = 0; i < 60; ++i)
        values[i * 6] = 1e6;
    const RobustScale spoiled = robustScale(values);
    QVERIFY(std::abs(spoiled.center - clean.center) < 0.3);
    QVERIFY2(spoiled.spread < 2 * clean.spread, qPrintable(QString::number(spoiled.spread)));
    values[3] = notANumber;
    QCOMPARE(robustScale(values).n, std::size_t{399});
}

void SeriesAnalysisTest::aConstantBaselineHasASpreadThatIsNotZero()
{
    const RobustScale scale = robustScale(std::vector<double>(30, 50.0));
    QVERIFY(scale.isConstant);
    QCOMPARE(scale.center, 50.0);
    QVERIFY(std::abs(scale.spread - 0.1) < 1e-12);    // 0.002 of the middle
    QVERIFY(robustScale(std::vector<double>(30, 0.0)).spread > 0);
}

void SeriesAnalysisTest::aCounterBecomesARateAndItsResetIsLeftOut()
{
    std::vector<Sample> samples;
    const Timestamp begin = timestampFrom(1'713'900'000'000'000'000);
    const double written[] = {100, 160, 220, 10, 70};    // a restart before the fourth
    for (std::size_t i = 0; i < 5; ++i)
        samples.push_back({begin + std::chrono::minutes(i), written[i]});
    const auto result = faultline::gridOf(samples, SeriesKind::Counter, {begin, begin + std::chrono::minutes(5)}, std::chrono::minutes(1), {});
    QCOMPARE(result.resets, std::size_t{1});
    QVERIFY(std::isnan(result.grid.values[0]));
    QCOMPARE(result.grid.values[1], 1.0);
    QCOMPARE(result.grid.values[2], 1.0);
    QVERIFY(std::isnan(result.grid.values[3]));
    QCOMPARE(result.grid.values[4], 1.0);
}

void SeriesAnalysisTest::samplesRarerThanTheStepsHoldForAWhile()
{
    const Timestamp begin = timestampFrom(0);
    const std::vector<Sample> samples = {{begin, 7}, {begin + std::chrono::minutes(10), 9}};
    const auto result = faultline::gridOf(samples, SeriesKind::Gauge, {begin, begin + std::chrono::minutes(12)}, std::chrono::minutes(1),
                                          std::chrono::minutes(5));
    QCOMPARE(result.grid.values[5], 7.0);
    QVERIFY(std::isnan(result.grid.values[6]));
    QCOMPARE(result.grid.values[10], 9.0);
    QCOMPARE(indexRange(result.grid, {begin + std::chrono::seconds(90), begin + std::chrono::seconds(181)}).begin, std::size_t{1});
    QCOMPARE(indexRange(result.grid, {begin + std::chrono::seconds(90), begin + std::chrono::seconds(181)}).end, std::size_t{4});
}

void SeriesAnalysisTest::theBaselineIsFourLengthsBeforeWithAGuard()
{
    std::vector<double> values(400);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<double>(i);
    const Baseline baseline = baselineOf(gridOf(values), {300, 320});
    QCOMPARE(baseline.basis, BaselineBasis::Before);
    QCOMPARE(baseline.values.size(), std::size_t{80 - 2 + 2});
    QCOMPARE(baseline.values.front(), 218.0);
    QCOMPARE(baseline.values.back(), 297.0);
}

void SeriesAnalysisTest::incidentsLeaveTheBaseline()
{
    const std::vector<IndexRange> incidents = {{220, 260}};
    const Baseline baseline = baselineOf(gridOf(noise(400, 2)), {300, 320}, incidents);
    QCOMPARE(baseline.values.size(), std::size_t{40});
    QCOMPARE(baseline.basis, BaselineBasis::Before);
}

void SeriesAnalysisTest::aShortHistoryFallsBackAndSaysSo()
{
    QCOMPARE(baselineOf(gridOf(noise(400, 3)), {300, 304}).basis, BaselineBasis::Day);
    QCOMPARE(baselineOf(gridOf(noise(400, 3)), {5, 25}).basis, BaselineBasis::RestOfFile);
}

void SeriesAnalysisTest::aSeriesThatRoseScoresHighAndIsRare()
{
    std::vector<double> values = noise(3000, 4);
    for (std::size_t i = 2900; i < 2920; ++i)
        values[i] += 20;
    const Deviation deviation = deviationOf(gridOf(values), {2900, 2920});
    QVERIFY(deviation.score && *deviation.score > 20);
    QVERIFY(!deviation.isDown);
    QVERIFY(std::abs(deviation.before - 100) < 0.5);
    QVERIFY(deviation.during > 119);
    QVERIFY(deviation.isUnusual());
    const Deviation quiet = deviationOf(gridOf(noise(3000, 5)), {2900, 2920});
    QVERIFY(quiet.score && *quiet.score < 4);
    QVERIFY(!quiet.isUnusual());
}

void SeriesAnalysisTest::aFallCountsLessUnlessFallingIsBad()
{
    std::vector<double> values = noise(1000, 6);
    for (std::size_t i = 900; i < 920; ++i)
        values[i] -= 20;
    const double plain = *deviationOf(gridOf(values), {900, 920}, BadDirection::Up).score;
    const Deviation bad = deviationOf(gridOf(values), {900, 920}, BadDirection::Down);
    QVERIFY(bad.isDown);
    QVERIFY(std::abs(plain / *bad.score - 0.3) < 1e-9);
}

void SeriesAnalysisTest::aShortSelectionHasEarlierWindowsToo()
{
    std::vector<double> values = noise(400, 31);
    for (std::size_t i = 300; i < 304; ++i)
        values[i] += 20;
    const Deviation rare = deviationOf(gridOf(values), {300, 304});
    QVERIFY(rare.isUnusual());
    QVERIFY(rare.placebos > 50);
    for (std::size_t i = 60; i < 300; i += 40) {
        for (std::size_t k = i; k < i + 4; ++k)
            values[k] += 25;
    }
    QVERIFY(!deviationOf(gridOf(values), {300, 304}).isUnusual());
}
void SeriesAnalysisTest::tooFewValuesHaveNoScore()
{
    QVERIFY(!deviationOf(gridOf(noise(20, 7)), {10, 14}).score);
    std::vector<double> values = noise(200, 7);
    values[150] = values[151] = notANumber;
    const Deviation deviation = deviationOf(gridOf(values), {150, 154});
    QVERIFY(!deviation.score);
    QCOMPARE(deviation.selectionValues, std::size_t{2});
    QVERIFY(!deviationOf(gridOf({}), {0, 4}).score);
}

void SeriesAnalysisTest::aNameTellsWhichWayIsBad_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isFall");
    QTest::newRow("latency") << "http.latency" << false;
    QTest::newRow("availability") << "availability" << true;
    QTest::newRow("unavailable") << "pods_unavailable" << false;
    QTest::newRow("free space") << "node_filesystem_free_bytes" << true;
    QTest::newRow("unhealthy") << "UnHealthyHostCount" << false;
    QTest::newRow("healthy") << "HealthyHostCount" << true;
    QTest::newRow("up") << "up" << true;
}

void SeriesAnalysisTest::aNameTellsWhichWayIsBad()
{
    QFETCH(QString, name);
    QFETCH(bool, isFall);
    QCOMPARE(badDirectionOf(name.toStdString()) == BadDirection::Down, isFall);
}

void SeriesAnalysisTest::theOnsetIsTheFirstStepOfTheJump_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<double>("jump");
    QTest::addColumn<int>("ramp");
    QTest::newRow("a step up") << 300 << 12.0 << 1;
    QTest::newRow("a step down") << 310 << -12.0 << 1;
    QTest::newRow("a ramp of six steps") << 305 << 30.0 << 6;
    QTest::newRow("before the selection begins") << 292 << 12.0 << 1;
}

void SeriesAnalysisTest::theOnsetIsTheFirstStepOfTheJump()
{
    QFETCH(int, at);
    QFETCH(double, jump);
    QFETCH(int, ramp);
    std::vector<double> values = noise(400, 8);
    for (int i = at; i < 400; ++i)
        values[static_cast<std::size_t>(i)] += jump * std::min(1.0, static_cast<double>(i - at + 1) / ramp);
    const auto onset = onsetOf(gridOf(values), {298, 330});
    QVERIFY(onset);
    QVERIFY2(std::abs(static_cast<int>(onset->index) - at) <= 2, qPrintable(QString::number(onset->index)));
    QVERIFY(onset->interval.holds(static_cast<std::size_t>(at)));
    QCOMPARE(onset->isFall, jump < 0);
}

void SeriesAnalysisTest::theOnsetIsTheFirstChangeAlsoWhenTheRecoveryIsSharper()
{
    std::vector<double> values = noise(400, 5);
    for (std::size_t i = 305; i < 350; ++i)
        values[i] += 10 * std::min(1.0, (static_cast<double>(i) - 304) / 8);
    const auto onset = onsetOf(gridOf(values), {298, 370});
    QVERIFY(onset);
    QVERIFY(!onset->isFall);
    QVERIFY2(onset->interval.begin >= 298 && onset->interval.holds(305), qPrintable(QString::number(onset->index)));

    // Another trouble that ended before the selection began is not the first change of this one; a selection that begins a little late is no other.
    for (std::size_t i = 240; i < 260; ++i)
        values[i] += 9;
    const auto later = onsetOf(gridOf(values), {298, 370});
    QVERIFY(later);
    QVERIFY2(later->interval.holds(305), qPrintable(QString::number(later->index)));
    const auto late = onsetOf(gridOf(values), {312, 370});
    QVERIFY(late);
    QVERIFY2(late->interval.holds(305), qPrintable(QString::number(late->index)));
}

void SeriesAnalysisTest::aQuietSeriesHasNoOnset()
{
    QVERIFY(!onsetOf(gridOf(noise(400, 9)), {298, 330}));
    QVERIFY(!onsetOf(gridOf(std::vector<double>(400, 5.0)), {298, 330}));
    QVERIFY(!onsetOf(gridOf(noise(10, 9)), {2, 8}));
}

void SeriesAnalysisTest::onsetsThatOverlapShareAStepOfTheCascade()
{
    const auto onset = [](int begin, int time, int end) {
        const auto at = [](int minute) { return timestampFrom(0) + std::chrono::minutes(minute); };
        return TimedOnset{at(time), {at(begin), at(end)}};
    };
    const auto steps = cascadeOf({onset(10, 11, 12), std::nullopt, onset(1, 2, 3), onset(11, 12, 14), onset(20, 21, 22)});
    QCOMPARE(steps.size(), std::size_t{3});
    QCOMPARE(steps[0].series, std::vector<std::size_t>{2});
    QCOMPARE(steps[1].series, (std::vector<std::size_t>{0, 3}));
    QCOMPARE(steps[2].series, std::vector<std::size_t>{4});
}

void SeriesAnalysisTest::levelsAndSlopesAreFoundWhereTheyChange()
{
    std::vector<double> values = noise(300, 10);
    for (std::size_t i = 120; i < 300; ++i)
        values[i] += 6;
    values[40] = notANumber;
    const ChangePoints levels = changePointsOf(values);
    QCOMPARE(levels.at.size(), std::size_t{1});
    QVERIFY(levels.at[0] >= 119 && levels.at[0] <= 121);
    QCOMPARE(levels.regimes.size(), std::size_t{2});
    QVERIFY(std::abs(levels.regimes[1].level - 106) < 0.3);

    std::vector<double> slow = noise(400, 11);
    for (std::size_t i = 200; i < 400; ++i)
        slow[i] += 0.1 * static_cast<double>(i - 200);
    const ChangePoints lines = changePointsOf(slow);
    QCOMPARE(lines.shape, RegimeShape::Lines);
    QCOMPARE(lines.at.size(), std::size_t{1});
    QVERIFY(std::abs(static_cast<int>(lines.at[0]) - 200) < 15);
    QVERIFY(std::abs(lines.regimes[1].slope - 0.1) < 0.01);
}

void SeriesAnalysisTest::aTrendIsNoStairs()
{
    std::vector<double> values = noise(300, 12);
    for (std::size_t i = 0; i < 300; ++i)
        values[i] += 0.2 * static_cast<double>(i);
    QVERIFY(changePointsOf(values).at.empty());
    QVERIFY(changePointsOf(noise(300, 13)).at.empty());
    QVERIFY(changePointsOf(std::vector<double>(300, 4.0)).at.empty());
    QVERIFY(changePointsOf({}).regimes.empty());
}

void SeriesAnalysisTest::theUnusualMomentIsFoundAndNamed()
{
    std::vector<double> values = noise(2000, 14);
    values[1400] += 25;
    const auto spikes = unusualMoments(values);
    QVERIFY(!spikes.empty());
    QVERIFY(spikes[0].index <= 1400 && spikes[0].index > 1380);
    QVERIFY(spikes[0].isRise);
    QCOMPARE(spikes[0].kind, UnusualKind::Spike);

    values[1400] -= 25;
    for (std::size_t i = 700; i < values.size(); ++i)
        values[i] -= 8;
    const auto shifts = unusualMoments(values);
    QVERIFY(shifts[0].index > 650 && shifts[0].index < 720);
    QVERIFY(!shifts[0].isRise);
    QCOMPARE(shifts[0].kind, UnusualKind::LevelShift);
    QVERIFY(unusualMoments({}).empty());
}

void SeriesAnalysisTest::aWeeklySeasonIsNothingUnusualEither()
{
    constexpr std::size_t week = 7 * 24;
    std::vector<double> values = noise(week * 6, 16);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] += 40 * std::sin(2 * 3.14159265358979 * static_cast<double>(i) / week);
    values[week * 3 + 42] += 12;
    UnusualOptions options;
    options.season = 24;
    const auto moments = unusualMoments(values, options);
    QVERIFY2(moments[0].index > week * 3 + 22 && moments[0].index <= week * 3 + 42, qPrintable(QString::number(moments[0].index)));
}
void SeriesAnalysisTest::aDailySeasonIsNothingUnusual()
{
    constexpr std::size_t day = 288;
    std::vector<double> values = noise(day * 7, 15);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] += 40 * std::sin(2 * 3.14159265358979 * static_cast<double>(i) / day);
    values[day * 4 + 70] += 12;    // at the peak of the day
    UnusualOptions options;
    options.season = day;
    const auto moments = unusualMoments(values, options);
    QVERIFY(moments[0].index > day * 4 + 50 && moments[0].index <= day * 4 + 70);
}

void SeriesAnalysisTest::aCandidateThatLeadsIsFoundWithItsLead_data()
{
    QTest::addColumn<int>("lead");
    QTest::addColumn<double>("sign");
    QTest::newRow("together") << 0 << 1.0;
    QTest::newRow("six steps ahead") << 6 << 1.0;
    QTest::newRow("four steps behind") << -4 << 1.0;
    QTest::newRow("ahead, the other way") << 9 << -1.0;
}

void SeriesAnalysisTest::aCandidateThatLeadsIsFoundWithItsLead()
{
    QFETCH(int, lead);
    QFETCH(double, sign);
    std::vector<double> target = noise(1500, 16);
    std::vector<double> candidate = noise(1500, 17, 10);
    Noise shape(18);
    double level = 0;
    for (int i = 1330; i < 1470; ++i) {
        level = 0.8 * level + 3 * shape.around();
        target[static_cast<std::size_t>(i)] += level;
        candidate[static_cast<std::size_t>(i - lead)] += sign * level;
    }
    const Lag lag = lagOf(gridOf(candidate), gridOf(target), {1340, 1460});
    QVERIFY(lag.rho);
    QVERIFY(*lag.rho * sign > 0.8);
    QVERIFY2(std::abs(lag.lead - lead) < 0.6, qPrintable(QString::number(lag.lead)));
    QVERIFY(lag.leadLow <= lead + 0.5 && lag.leadHigh >= lead - 0.5);
    QCOMPARE(lag.n, std::size_t{120});
    QVERIFY(lag.placebos >= 20);
    QVERIFY(lag.isUnusual());
}

void SeriesAnalysisTest::gapsGiveWhatSumsOverPairsGive()
{
    std::vector<double> target = noise(700, 41);
    std::vector<double> candidate = noise(700, 42);
    for (std::size_t i = 0; i < candidate.size(); ++i) {
        candidate[i] += i >= 3 ? 0.8 * target[i - 3] : 0;
        if (i % 11 == 5)
            candidate[i] = notANumber;
    }
    for (std::size_t i = 520; i < 600; i += 9)
        target[i] = notANumber;
    const IndexRange window{500, 620};
    const Lag lag = lagOf(gridOf(candidate), gridOf(target), window, {6, 2000});
    QVERIFY(lag.rho && std::abs(lag.lead + 3) < 0.5);
    double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t i = window.begin; i < window.end; ++i) {
        const double a = candidate[i + 3];
        const double b = target[i];
        if (!std::isfinite(a) || !std::isfinite(b))
            continue;
        n += 1;
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    QCOMPARE(static_cast<double>(lag.n), n);
    const double rho = (xy - x * y / n) / std::sqrt((xx - x * x / n) * (yy - y * y / n));
    QVERIFY2(std::abs(*lag.rho - rho) < 1e-9, qPrintable(QString::number(*lag.rho - rho)));
    QVERIFY(lag.placebos > 20 && lag.isUnusual());
}
void SeriesAnalysisTest::gapsAreLeftOutInPairs()
{
    std::vector<double> target = noise(600, 19);
    for (std::size_t i = 500; i < 560; ++i)
        target[i] += static_cast<double>((i * 7) % 13);
    std::vector<double> candidate = target;
    for (std::size_t i = 510; i < 530; ++i)
        candidate[i] = notANumber;
    const Lag lag = lagOf(gridOf(candidate), gridOf(target), {490, 570});
    QVERIFY(lag.rho && *lag.rho > 0.999);
    QCOMPARE(lag.n, std::size_t{60});
    for (std::size_t i = 490; i < 530; ++i)
        candidate[i] = notANumber;
    QVERIFY(!lagOf(gridOf(candidate), gridOf(target), {490, 570}, {0, 0}).rho);
}

void SeriesAnalysisTest::aConstantCandidateIsNotRanked()
{
    const Lag lag = lagOf(gridOf(std::vector<double>(600, 3.0)), gridOf(noise(600, 20)), {490, 570});
    QVERIFY(!lag.rho);
    QVERIFY(lag.isConstant);
    QVERIFY(!lagOf(gridOf({}), gridOf({}), {0, 10}).rho);
}

void SeriesAnalysisTest::onlyTheClosestHaveTheirHistoryLookedAt()
{
    const ValueGrid target = gridOf(noise(1500, 1));
    std::vector<ValueGrid> candidates;
    for (unsigned seed = 2; seed < 12; ++seed) {
        std::vector<double> values = noise(1500, seed);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] += seed / 4.0 * target.values[i];    // the later ones are closer
        candidates.push_back(gridOf(std::move(values)));
    }
    const IndexRange window{1340, 1460};
    const std::vector<Lag> all = lagsOf(candidates, target, window);
    LagOptions options;
    options.mostHistories = 3;
    const std::vector<Lag> some = lagsOf(candidates, target, window, options);
    std::size_t distant = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(*some[i].rho, *all[i].rho);
        QCOMPARE(some[i].lead, all[i].lead);
        QVERIFY(!all[i].isDistant && all[i].p);
        distant += some[i].isDistant ? 1U : 0U;
        if (!some[i].isDistant)
            QCOMPARE(*some[i].p, *all[i].p);
        else
            QVERIFY(!some[i].p && !some[i].isUnusual());
    }
    QCOMPARE(distant, std::size_t{7});
    QVERIFY(!some.back().isDistant);
}

void SeriesAnalysisTest::noiseIsNotUnusual()
{
    std::size_t unusual = 0;
    const ValueGrid target = gridOf(noise(1500, 21));
    for (std::uint64_t seed = 100; seed < 200; ++seed)
        unusual += lagOf(gridOf(noise(1500, seed)), target, {1340, 1460}).isUnusual() ? 1U : 0U;
    QVERIFY2(unusual <= 10, qPrintable(QString::number(unusual)));    // 5 of 100 are expected
}

QTEST_GUILESS_MAIN(SeriesAnalysisTest)
#include "seriesanalysis_test.moc"
