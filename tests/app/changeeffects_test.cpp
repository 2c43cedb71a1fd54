#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/abandoned.h"
#include "app/analysis/ceiling.h"
#include "app/analysis/equalload.h"
#include "app/analysis/eventwords.h"
#include "app/analysis/mitigation.h"
#include "tests/support/noise.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace faultline;
using namespace std::chrono_literals;
using faultline::test::Noise;

namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

ValueGrid gridOf(std::vector<double> values)
{
    return {timestampFrom(1'713'900'000'000'000'000), 1min, std::move(values)};
}

/// A day whose load goes up and down; the measure follows it, and is `factor` times as large from the noon on.
struct Day {
    ValueGrid load = gridOf(std::vector<double>(1440));
    ValueGrid measure = gridOf(std::vector<double>(1440));

    explicit Day(double factor, std::uint64_t seed = 1, double trend = 0)
    {
        Noise random(seed);
        for (std::size_t i = 0; i < 1440; ++i) {
            const double minute = static_cast<double>(i);
            load.values[i] = 100 + 30 * std::sin(minute / 115) + trend * minute + 2 * random.around();
            measure.values[i] = (0.5 + load.values[i] / 200) * (i >= 720 ? factor : 1) * (1 + 0.05 * random.around());
        }
    }
    EqualLoad compared() const { return equalLoad(load, measure, {0, 720}, {720, 1440}); }
};

ValueGrid incident(std::size_t event, double left, std::size_t delay = 2)
{
    Noise random(9);
    std::vector<double> values(300);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = 10 + random.around() + (i < 120 ? 0 : i < event + delay ? 200 : 200 * left);
    return gridOf(std::move(values));
}

Mitigation mitigated(const ValueGrid& grid, std::size_t event = 200)
{
    return mitigationOf(grid, event, robustScale(std::span(grid.values).first(120)));
}

}    // namespace

class ChangeEffectsTest : public QObject {
    Q_OBJECT

private slots:
    void slowerAtTheSameLoadIsAShiftWithAnInterval();
    void aHigherLoadAloneIsNoShift();
    void anIntervalHoldsTheTruthNineteenTimesOfTwenty();
    void withoutEnoughLoadsInCommonThereIsNoAnswer_data();
    void withoutEnoughLoadsInCommonThereIsNoAnswer();
    void hoursAreComparedWithTheSameHours();
    void aResponseIsJudgedByWhatIsLeft_data();
    void aResponseIsJudgedByWhatIsLeft();
    void aRecoveryThatBeganBeforeIsCautioned();
    void aResponseWithoutValuesOrTroubleHasTooLittleData();
    void aPoolThatFillsIsACeiling();
    void whatIsNoCeiling_data();
    void whatIsNoCeiling();
    void aRequestIsAbandonedByItsStatusOrItsSilence_data();
    void aRequestIsAbandonedByItsStatusOrItsSilence();
    void aHerdAsksAgainWhileTheFirstIsUnderWay();
    void namesAreCutIntoWords_data();
    void namesAreCutIntoWords();
    void aWordThatManyHaveSaysNothing();
    void stepsAreMadeCoarserAndHeldFiner();
};

void ChangeEffectsTest::slowerAtTheSameLoadIsAShiftWithAnInterval()
{
    const EqualLoad found = Day(1.4).compared();
    QVERIFY2(found.shift, found.refusal.c_str());
    QVERIFY(std::abs(*found.shift / found.before - 0.4) < 0.03);
    QVERIFY(found.low > 0 && found.low < *found.shift && found.high > *found.shift);
    QVERIFY(found.bins.size() >= 3);
    QVERIFY(found.withoutCounterpart >= 0 && found.withoutCounterpart < 1);
    QCOMPARE(found.finding(BadDirection::Up), EqualLoadFinding::Worse);
    QCOMPARE(found.finding(BadDirection::Down), EqualLoadFinding::NoDifference);
    QCOMPARE(Day(0.7).compared().finding(BadDirection::Down), EqualLoadFinding::Worse);
}

void ChangeEffectsTest::aHigherLoadAloneIsNoShift()
{
    Day day(1, 3, 0.02);    // busier all day, and slower for it
    const auto medianOf = [&](std::size_t begin) {
        std::vector<double> values(day.measure.values.begin() + static_cast<std::ptrdiff_t>(begin), day.measure.values.begin() + static_cast<std::ptrdiff_t>(begin + 720));
        return quantile(values, 0.5);
    };
    QVERIFY(std::abs(medianOf(720) / medianOf(0) - 1) > 0.03);
    const EqualLoad found = day.compared();
    QVERIFY2(found.shift, found.refusal.c_str());
    QVERIFY(std::abs(*found.shift / found.before) < 0.015);
    QCOMPARE(found.finding(BadDirection::Up), EqualLoadFinding::NoDifference);
}

void ChangeEffectsTest::anIntervalHoldsTheTruthNineteenTimesOfTwenty()
{
    int held = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        const EqualLoad found = Day(1, seed).compared();
        held += found.shift && found.low <= 0 && found.high >= 0 ? 1 : 0;
    }
    QVERIFY2(held >= 90, qPrintable(QString::number(held)));
}

void ChangeEffectsTest::withoutEnoughLoadsInCommonThereIsNoAnswer_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<double>("lift");
    QTest::addColumn<QString>("refusal");
    QTest::newRow("another load altogether") << 720 << 1000.0 << QStringLiteral("no load in common");
    QTest::newRow("a quarter of an hour") << 1425 << 0.0 << QStringLiteral("too little data (n=15)");
    QTest::newRow("nothing after it") << 1440 << 0.0 << QStringLiteral("too little data (n=0)");
}

void ChangeEffectsTest::withoutEnoughLoadsInCommonThereIsNoAnswer()
{
    QFETCH(int, from);
    QFETCH(double, lift);
    QFETCH(QString, refusal);
    Day day(1);
    for (std::size_t i = 720; i < 1440; ++i)
        day.load.values[i] += lift;
    const EqualLoad found = equalLoad(day.load, day.measure, {0, 720}, {static_cast<std::size_t>(from), 1440});
    QVERIFY(!found.shift);
    QCOMPARE(QString::fromStdString(found.refusal), refusal);
    QCOMPARE(found.finding(BadDirection::Up), EqualLoadFinding::Unknown);
    std::fill(day.measure.values.begin(), day.measure.values.end(), notANumber);
    QVERIFY(!day.compared().shift);
}

void ChangeEffectsTest::hoursAreComparedWithTheSameHours()
{
    Day day(1);
    std::vector<std::int8_t> hours(1440);
    for (std::size_t i = 0; i < 1440; ++i) {
        hours[i] = static_cast<std::int8_t>(i % 720 / 60);
        day.measure.values[i] += hours[i] == 3 ? 5 : 0;    // a job at three o'clock, in both halves
    }
    const EqualLoad found = equalLoad(day.load, day.measure, {0, 720}, {720, 1440}, hours);
    QVERIFY(found.shift && std::abs(*found.shift) < 0.05);
    for (const EqualLoadBin& bin : found.bins)
        QVERIFY(bin.hour >= 0 && bin.stepsBefore >= 3 && bin.stepsAfter >= 3);
}

void ChangeEffectsTest::aResponseIsJudgedByWhatIsLeft_data()
{
    QTest::addColumn<double>("left");
    QTest::addColumn<QString>("verdict");
    QTest::newRow("all is well") << 0.0 << QStringLiteral("worked");
    QTest::newRow("half is left") << 0.5 << QStringLiteral("partly");
    QTest::newRow("as before") << 1.0 << QStringLiteral("no change");
    QTest::newRow("worse") << 2.0 << QStringLiteral("no change");
}

void ChangeEffectsTest::aResponseIsJudgedByWhatIsLeft()
{
    QFETCH(double, left);
    QFETCH(QString, verdict);
    const Mitigation found = mitigated(incident(200, left));
    QCOMPARE(QString::fromUtf8(nameOf(found.verdict).data()), verdict);
    QCOMPARE(found.recoveredAt.has_value(), found.verdict == MitigationVerdict::Worked);
    if (found.recoveredAt)
        QCOMPARE(*found.recoveredAt, std::size_t{202});
    QVERIFY(!found.beganBefore);
    QVERIFY(found.before > 200 && found.zBefore > 100);
}

void ChangeEffectsTest::aRecoveryThatBeganBeforeIsCautioned()
{
    ValueGrid grid = incident(200, 0);
    for (std::size_t i = 194; i < 300; ++i)
        grid.values[i] = 10 + 200 * std::exp(-static_cast<double>(i - 194) / 4);
    const Mitigation found = mitigated(grid);
    QCOMPARE(found.verdict, MitigationVerdict::Worked);
    QVERIFY(found.beganBefore);
}

void ChangeEffectsTest::aResponseWithoutValuesOrTroubleHasTooLittleData()
{
    ValueGrid grid = incident(200, 0);
    QCOMPARE(mitigated(grid, 60).verdict, MitigationVerdict::TooLittleData);     // before the trouble
    QCOMPARE(mitigated(grid, 299).verdict, MitigationVerdict::TooLittleData);    // nothing after it
    QCOMPARE(mitigated(grid, 5000).verdict, MitigationVerdict::TooLittleData);
    QCOMPARE(mitigationOf(grid, 200, robustScale(std::vector<double>{1, 2, 3})).verdict, MitigationVerdict::TooLittleData);
    std::fill(grid.values.begin() + 190, grid.values.end(), notANumber);
    QCOMPARE(mitigated(grid).verdict, MitigationVerdict::TooLittleData);
}

void ChangeEffectsTest::aPoolThatFillsIsACeiling()
{
    Noise random(4);
    std::vector<double> pool(400);
    for (std::size_t i = 0; i < pool.size(); ++i)
        pool[i] = std::min(500.0, std::round(150 + 3 * random.around() + (i < 200 ? 0 : 12 * static_cast<double>(i - 200))));
    pool[300] = notANumber;
    const ValueGrid load = gridOf(std::vector<double>(400, 20));
    const auto ceiling = ceilingOf(gridOf(pool), {180, 400}, &load);
    QVERIFY(ceiling);
    QCOMPARE(ceiling->level, 500.0);
    QVERIFY(ceiling->takeOff >= 198 && ceiling->takeOff <= 206);
    QVERIFY(ceiling->plateau.begin >= 228 && ceiling->plateau.begin <= 231);
    QCOMPARE(ceiling->plateau.end, std::size_t{400});
    QVERIFY(std::abs(ceiling->before - 150) < 3);
    QVERIFY(ceiling->driverHeld == true);
    QVERIFY(ceilingOf(gridOf(pool), {180, 400}));
    ValueGrid gone = load;
    std::fill(gone.values.begin() + 210, gone.values.end(), 1.0);
    QVERIFY(!ceilingOf(gridOf(pool), {180, 400}, &gone));    // nothing pushed
}

void ChangeEffectsTest::whatIsNoCeiling_data()
{
    QTest::addColumn<int>("shape");
    QTest::newRow("noise") << 0;
    QTest::newRow("constant") << 1;
    QTest::newRow("a peak") << 2;
    QTest::newRow("always there") << 3;
    QTest::newRow("nothing known") << 4;
}

void ChangeEffectsTest::whatIsNoCeiling()
{
    QFETCH(int, shape);
    Noise random(4);
    std::vector<double> values(400);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double peak = 500 * std::exp(-std::pow((static_cast<double>(i) - 300) / 20, 2));
        values[i] = shape == 0 ? 100 + 10 * random.around() : shape == 1 ? 7 : shape == 2 ? 100 + peak : shape == 3 ? (i % 50 == 0 ? 90 : 100) : notANumber;
    }
    QVERIFY(!ceilingOf(gridOf(values), {200, 400}));
    QVERIFY(!ceilingOf(gridOf(values), {398, 400}));
    QVERIFY(!ceilingOf(gridOf({}), {0, 10}));
}

void ChangeEffectsTest::aRequestIsAbandonedByItsStatusOrItsSilence_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("seconds");
    QTest::addColumn<bool>("isGivenUp");
    QTest::newRow("nginx") << 499 << 0 << 2 << true;
    QTest::newRow("no response") << 0 << 0 << 2 << true;
    QTest::newRow("AWS balancer") << 460 << 0 << 2 << true;
    QTest::newRow("silence until the timeout") << 200 << 0 << 30 << true;
    QTest::newRow("a short one without a body") << 204 << 0 << 1 << false;
    QTest::newRow("a slow answer") << 200 << 900 << 31 << false;
    QTest::newRow("an error") << 500 << 10 << 1 << false;
}

void ChangeEffectsTest::aRequestIsAbandonedByItsStatusOrItsSilence()
{
    QFETCH(int, status);
    QFETCH(int, bytes);
    QFETCH(int, seconds);
    QFETCH(bool, isGivenUp);
    AskedRequest request;
    request.status = status;
    request.bytesOut = bytes;
    request.durationNs = std::int64_t{seconds} * 1'000'000'000;
    QCOMPARE(isAbandoned(request, 30s), isGivenUp);
    QVERIFY(!isAbandoned(AskedRequest{}, 30s));    // nothing is known of it
}

void ChangeEffectsTest::aHerdAsksAgainWhileTheFirstIsUnderWay()
{
    const Timestamp start = timestampFrom(1'713'900'000'000'000'000);
    const auto asked = [&](int second, int seconds, std::uint64_t asker) {
        return AskedRequest{start + std::chrono::seconds(second), std::int64_t{seconds} * 1'000'000'000, 200, 10, asker};
    };
    // Asked again at once; after the answer; by somebody else; after more than a minute; not known who.
    const std::vector<AskedRequest> requests = {asked(0, 20, 1), asked(5, 2, 1), asked(10, 1, 1), asked(6, 9, 2), asked(100, 90, 3), asked(170, 1, 3), asked(7, 1, 0)};
    const Abandonment found = abandonmentOf(requests);
    QCOMPARE(found.requests, std::size_t{7});
    QCOMPARE(found.asked, std::size_t{6});
    QCOMPARE(found.herd, std::size_t{1});
    QCOMPARE(found.abandoned, std::size_t{0});
    QCOMPARE(*found.herdShare(), 1.0 / 6);
    const Abandonment none = abandonmentOf({});
    QVERIFY(!none.herdShare() && !none.abandonedShare());
}

void ChangeEffectsTest::namesAreCutIntoWords_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("snake") << QStringLiteral("insert_latency_p95") << QStringList{QStringLiteral("insert"), QStringLiteral("p95")};
    QTest::newRow("camel") << QStringLiteral("parallelWritesToLedger") << QStringList{QStringLiteral("ledger"), QStringLiteral("parallel"), QStringLiteral("write")};
    QTest::newRow("dashes") << QStringLiteral("async-prediction-updates") << QStringList{QStringLiteral("async"), QStringLiteral("prediction")};
    QTest::newRow("delivery") << QStringLiteral("Deploy main (9d3a000) to production: web: footer links") << QStringList{QStringLiteral("footer"), QStringLiteral("link"), QStringLiteral("web")};
    QTest::newRow("path") << QStringLiteral("/v1/predictions/123") << QStringList{QStringLiteral("prediction")};
    QTest::newRow("nothing") << QStringLiteral("") << QStringList{};
}

void ChangeEffectsTest::namesAreCutIntoWords()
{
    QFETCH(QString, name);
    QFETCH(QStringList, words);
    QStringList found;
    for (const std::string& word : wordsOf(name.toStdString()))
        found.append(QString::fromStdString(word));
    QCOMPARE(found, words);
}

void ChangeEffectsTest::aWordThatManyHaveSaysNothing()
{
    const std::vector<std::set<std::string>> things = {wordsOf("web: ledger write path"), wordsOf("web: footer"), wordsOf("web: cards"), wordsOf("search: index")};
    const std::vector<std::string> names = {"ledger_write_seconds", "web_cpu", "web_memory", "web_sockets", "queue_depth"};
    const WordScope scope(things, names, {"ledger_write_seconds", "web_cpu"});
    QCOMPARE(scope.match(things[0]).name, std::string("ledger_write_seconds"));
    QVERIFY(scope.match(things[1]).word.empty());    // everything is about the web
    QVERIFY(scope.match(things[3]).word.empty());
    QVERIFY(WordScope({}, {}, {}).match(things[0]).word.empty());
}

void ChangeEffectsTest::stepsAreMadeCoarserAndHeldFiner()
{
    const ValueGrid grid = gridOf({1, 3, notANumber, 5, notANumber, notANumber});
    const ValueGrid coarse = regridded(grid, grid.begin, 2min, 4);
    QCOMPARE(coarse.values[0], 2.0);
    QCOMPARE(coarse.values[1], 5.0);
    QVERIFY(std::isnan(coarse.values[2]) && std::isnan(coarse.values[3]));
    const ValueGrid fine = regridded(grid, grid.begin - 30s, 30s, 6);
    QVERIFY(std::isnan(fine.values[0]));
    QCOMPARE(fine.values[1], 1.0);
    QCOMPARE(fine.values[2], 1.0);
    QCOMPARE(fine.values[3], 3.0);
    QVERIFY(std::isnan(fine.values[5]));
}

QTEST_GUILESS_MAIN(ChangeEffectsTest)
#include "changeeffects_test.moc"
