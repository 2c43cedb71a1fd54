#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/eventcause.h"
#include "tests/support/noise.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace faultline;
using namespace std::chrono_literals;
using faultline::test::Noise;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t steps = 864;    // three days of five minutes
constexpr std::size_t onset = 760;
constexpr Nanoseconds lookback = 72h;

/// Eight series of noise; from `change` on those of `moved` are higher.
std::vector<ValueGrid> seriesWith(std::uint64_t seed, std::size_t change, double rise, std::size_t moved = 3)
{
    std::vector<ValueGrid> grids;
    for (std::size_t r = 0; r < 8; ++r) {
        Noise random(seed * 100 + r);
        ValueGrid grid{timestampFrom(1'713'900'000'000'000'000), 5min, std::vector<double>(steps)};
        for (std::size_t i = 0; i < steps; ++i)
            grid.values[i] = 10 + random.around() + (i >= change && r < moved ? rise : 0) + (i >= onset ? 20 : 0);
        grids.push_back(std::move(grid));
    }
    return grids;
}

CauseEvidence evidenceOf(std::string kind, Nanoseconds lead, double bf = 0.5)
{
    CauseEvidence evidence;
    evidence.kind = std::move(kind);
    evidence.lead = lead;
    evidence.change.bf = bf;
    return evidence;
}

double factorOf(const CauseWeight& weight, const char* name)
{
    for (const ChangeFactor& factor : weight.factors) {
        if (factor.name == name)
            return factor.factor;
    }
    return 0;
}

}    // namespace

class EventCauseTest : public QObject {
    Q_OBJECT

private slots:
    void aShiftOfThreeSeriesIsEvidenceAtItsInstantOnly();
    void noiseAloneIsHardlyEverEvidence();
    void whatHappensAfterTheOnsetIsNoEvidence();
    void tooLittleHistoryIsSaidAndIsNoEvidence();
    void gapsAndConstantSeriesAreNoEvidence();
    void aSourceThatBeginsIsNoEvidence();
    void anEventRightBeforeNeedsNoTrace();
    void anEventHoursBeforeIsAsStrongAsItsTrace();
    void everyFactorIsShownAndTheirProductIsTheWeight();
    void aFactorSpeaksForOrAgainst_data();
    void aFactorSpeaksForOrAgainst();
    void noneOfTheseAlwaysHasAShare();
    void equalInputGivesEqualBytes();
};

void EventCauseTest::aShiftOfThreeSeriesIsEvidenceAtItsInstantOnly()
{
    const ChangeSearch search(seriesWith(1, 500, 1.5), onset);
    const ChangeEvidence found = search.at(500);
    QVERIFY2(found.bf > 20, qPrintable(QString::number(found.bf)));
    QVERIFY(found.p && *found.p < 0.01);
    std::vector<std::size_t> moved = found.series;
    std::sort(moved.begin(), moved.end());
    QCOMPARE(moved, (std::vector<std::size_t>{0, 1, 2}));
    QCOMPARE(search.at(250).bf, 0.5);
}

void EventCauseTest::noiseAloneIsHardlyEverEvidence()
{
    int strong = 0;
    int looked = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const ChangeSearch search(seriesWith(seed, steps, 0), onset);
        for (std::size_t step = 30; step < onset; step += 50, ++looked)
            strong += search.at(step).bf > 5 ? 1 : 0;
    }
    QVERIFY2(strong * 20 < looked, qPrintable(QStringLiteral("%1 of %2").arg(strong).arg(looked)));
}

void EventCauseTest::whatHappensAfterTheOnsetIsNoEvidence()
{
    std::vector<ValueGrid> calm = seriesWith(3, steps, 0);
    const ChangeEvidence before = ChangeSearch(calm, onset).at(onset - 10);
    for (ValueGrid& grid : calm) {
        for (std::size_t i = onset; i < steps; ++i)
            grid.values[i] *= 1000;
    }
    const ChangeEvidence after = ChangeSearch(calm, onset).at(onset - 10);
    QCOMPARE(after.bf, before.bf);
    QCOMPARE(*after.p, *before.p);
}

void EventCauseTest::tooLittleHistoryIsSaidAndIsNoEvidence()
{
    const ChangeSearch search(seriesWith(1, 30, 5), 60);
    QVERIFY(!search.at(30).p);
    QCOMPARE(search.at(30).bf, 0.5);
    const ChangeSearch empty({}, 0);
    QCOMPARE(empty.at(0).bf, 0.5);
    const ChangeSearch whole(seriesWith(1, 500, 3), onset);
    QVERIFY(!whole.at(2).p);            // no history before it
    QVERIFY(!whole.at(onset).p);        // none after it
    QVERIFY(!whole.at(steps * 2).p);
}

void EventCauseTest::gapsAndConstantSeriesAreNoEvidence()
{
    std::vector<ValueGrid> grids = seriesWith(1, steps, 0, 0);
    for (ValueGrid& grid : grids)
        std::fill(grid.values.begin(), grid.values.end(), 7.0);
    QCOMPARE(ChangeSearch(grids, onset).at(500).bf, 0.5);
    for (ValueGrid& grid : grids)
        std::fill(grid.values.begin() + 450, grid.values.begin() + 550, notANumber);
    QCOMPARE(ChangeSearch(grids, onset).at(500).bf, 0.5);
    for (ValueGrid& grid : grids)
        std::fill(grid.values.begin(), grid.values.end(), notANumber);
    QCOMPARE(ChangeSearch(grids, onset).at(500).bf, 0.5);
}

/// Where more series are known, one of them stands out more easily: that is no evidence of whatever happens from then on.
void EventCauseTest::aSourceThatBeginsIsNoEvidence()
{
    int strong = 0;
    int looked = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        std::vector<ValueGrid> grids = seriesWith(seed, steps, 0);
        for (std::size_t r = 1; r < grids.size(); ++r)
            std::fill(grids[r].values.begin(), grids[r].values.begin() + 500, notANumber);
        const ChangeSearch search(grids, onset);
        for (std::size_t step = 520; step < onset; step += 20, ++looked)
            strong += search.at(step).bf > 5 ? 1 : 0;
    }
    QVERIFY2(strong * 20 < looked, qPrintable(QStringLiteral("%1 of %2").arg(strong).arg(looked)));
}

void EventCauseTest::anEventRightBeforeNeedsNoTrace()
{
    const double right = weightOf(evidenceOf("deploy", 3min), lookback).weight;
    const double hour = weightOf(evidenceOf("deploy", 60min), lookback).weight;
    const double day = weightOf(evidenceOf("deploy", 24h), lookback).weight;
    QVERIFY(right > 40);
    QVERIFY(right > hour && hour > day);
    QVERIFY(day < 1);    // "none of these" is likelier
    // 0.4 H exp(-lag / tau) / tau + 0.1 H / (lag ln(H / 5)) BF + 0.5 BF by hand: H = 4320, lag = 60
    QVERIFY(std::abs(hour - (57.6 * std::exp(-2.0) + (432 / (60 * std::log(864.0)) + 0.5) * 0.5)) < 1e-9);
    QCOMPARE(weightOf(evidenceOf("deploy", 0min), lookback).weight, weightOf(evidenceOf("deploy", 2min), lookback).weight);
    QCOMPARE(weightOf(evidenceOf("deploy", -2min), lookback).weight, weightOf(evidenceOf("deploy", 2min), lookback).weight);
}

void EventCauseTest::anEventHoursBeforeIsAsStrongAsItsTrace()
{
    const double without = weightOf(evidenceOf("flag", 18h), lookback).weight;
    const double with = weightOf(evidenceOf("flag", 18h, 100), lookback).weight;
    QVERIFY(without < 1);
    QVERIFY(with > 50);
    QVERIFY(with > weightOf(evidenceOf("flag", 20min), lookback).weight);
}

void EventCauseTest::everyFactorIsShownAndTheirProductIsTheWeight()
{
    CauseEvidence evidence = evidenceOf("maintenance", 18h, 40);
    evidence.undoing = Undoing::Recovered;
    evidence.sharesWords = true;
    evidence.hadEnded = true;
    evidence.equalLoad = EqualLoadFinding::NoDifference;
    evidence.hasSymptom = false;
    const CauseWeight weight = weightOf(evidence, lookback);
    QCOMPARE(weight.factors.size(), std::size_t{8});
    double product = 1;
    for (const ChangeFactor& factor : weight.factors)
        product *= factor.factor;
    QVERIFY(std::abs(product / weight.weight - 1) < 1e-12);
    QCOMPARE(weightOf(evidenceOf("deploy", 18h), lookback).factors.size(), std::size_t{3});
}

void EventCauseTest::aFactorSpeaksForOrAgainst_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("factor");
    QTest::newRow("undone, and it recovered") << "reversal" << 30.0;
    QTest::newRow("words in common") << "scope" << 3.0;
    QTest::newRow("over before the onset") << "active" << 0.1;
    QTest::newRow("slower at the same load") << "equal_load" << 4.0;
    QTest::newRow("scaling") << "kind" << 0.5;
    QTest::newRow("nothing happened") << "symptom" << 0.01;
}

void EventCauseTest::aFactorSpeaksForOrAgainst()
{
    QFETCH(QString, name);
    QFETCH(double, factor);
    CauseEvidence evidence = evidenceOf("scaling", 6h);
    evidence.undoing = Undoing::Recovered;
    evidence.sharesWords = evidence.hadEnded = true;
    evidence.equalLoad = EqualLoadFinding::Worse;
    evidence.hasSymptom = false;
    QCOMPARE(factorOf(weightOf(evidence, lookback), qPrintable(name)), factor);
    evidence.undoing = Undoing::DidNotHelp;
    QCOMPARE(factorOf(weightOf(evidence, lookback), "reversal"), 0.2);
    evidence.equalLoad = EqualLoadFinding::NoDifference;
    QCOMPARE(factorOf(weightOf(evidence, lookback), "equal_load"), 0.5);
}

void EventCauseTest::noneOfTheseAlwaysHasAShare()
{
    const CauseShares shares = sharesOf(std::vector<double>{3, 1, 0, -1, notANumber});
    QCOMPARE(shares.shares, (std::vector<double>{0.6, 0.2, 0, 0, 0}));
    QCOMPARE(shares.none, 0.2);
    QCOMPARE(sharesOf({}).none, 1.0);
}

void EventCauseTest::equalInputGivesEqualBytes()
{
    const auto grids = seriesWith(5, 400, 1);
    const ChangeEvidence one = ChangeSearch(grids, onset).at(400);
    const ChangeEvidence other = ChangeSearch(grids, onset).at(400);
    QCOMPARE(one.bf, other.bf);
    QCOMPARE(one.series, other.series);
}

QTEST_GUILESS_MAIN(EventCauseTest)
#include "eventcause_test.moc"
