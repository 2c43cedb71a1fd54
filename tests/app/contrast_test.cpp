#include "app/analysis/contrast.h"
#include "app/analysis/suspects.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

ContrastValue valueOf(std::string name, ContrastSums baseline, ContrastSums selection)
{
    return {std::move(name), false, selection, baseline};
}

const ContrastRow& rowOf(const std::vector<ContrastRow>& rows, std::string_view value)
{
    for (const ContrastRow& row : rows) {
        if (row.value == value)
            return row;
    }
    qFatal("no such value");
}

/// Half an hour against two hours.
ContrastScale scale()
{
    ContrastScale scale;
    scale.selectionSeconds = 1800;
    scale.baselineSeconds = 7200;
    return scale;
}

std::string line(const std::string& time, const std::string& path, const char* agent, int bytes, const char* seconds)
{
    return "192.0.2.1 - - [23/Apr/2024:" + time + " +0000] \"GET " + path + " HTTP/1.1\" 200 " + std::to_string(bytes) + " \"-\" \"" + agent + "\" "
        + seconds + "\n";
}

}    // namespace

class ContrastTest : public QObject {
    Q_OBJECT

private slots:
    void aValueIsExpectedAsTheBaselineHadIt();
    void whatGrewWithEverythingExplainsNothing();
    void errorsThatTheTrafficExplainsAreNothingOfAValue();
    void moreErrorsThanItsTrafficExplainsAreARateOfItsOwn();
    void fewRecordsHaveTheRatioOfAll();
    void whatIsNotableIsWhatTheFullListHas();
    void aNewValueHasAGainAndNoFactor();
    void threeRequestsAreNoFinding();
    void aBurstyBaselineNeedsMore();
    void slowerLikeAllOthersIsASymptom();
    void whatVanishedIsListed();
    void holesAreCutOutOfABaseline();
    void theHotUrlIsFirstAndTheCheapDecoyBelowIt();
    void anUrlAndItsTemplateAreOneFinding_data();
    void anUrlAndItsTemplateAreOneFinding();
    void aWindowWithoutDataSaysSo();
};

void ContrastTest::aValueIsExpectedAsTheBaselineHadIt()
{
    const auto rows = contrast(std::vector{valueOf("/a", {400, 40, 4000, 0}, {100, 10, 1000, 0}), valueOf("/b", {400, 40, 4000, 0}, {500, 50, 5000, 0})}, scale());
    QCOMPARE(rows.front().value, std::string("/b"));
    const ContrastEffect& count = rowOf(rows, "/a").effect(ContrastMeasure::Count);
    QVERIFY(std::abs(count.expected - 100.125) < 1e-9);    // 400 / 4 and half a request a quarter of the time
    QVERIFY(!count.isAdmissible);
    QVERIFY(std::abs(*count.factor - 1) < 1e-9);
    const ContrastEffect& risen = rowOf(rows, "/b").effect(ContrastMeasure::Count);
    QVERIFY(risen.isAdmissible);
    QVERIFY(std::abs(*risen.factor - 5) < 1e-9);
    QVERIFY(std::abs(risen.share - 1) < 1e-9);
    QVERIFY(std::abs(risen.excess - 0.5) < 1e-9);
    QVERIFY(std::abs(risen.gain - (500 * std::log(500 / 100.125) - (500 - 100.125))) < 1e-9);
    QVERIFY(risen.low < 399.875 && risen.high > 399.875);
}

void ContrastTest::whatGrewWithEverythingExplainsNothing()
{
    const auto rows = contrast(std::vector{valueOf("GET", {3600, 0, 0, 0}, {9000, 0, 0, 0}), valueOf("POST", {400, 0, 0, 0}, {1000, 0, 0, 0})}, scale());
    for (const ContrastRow& row : rows) {
        QVERIFY(row.effect(ContrastMeasure::Count).isAdmissible);
        QVERIFY2(row.weight() < 0.01, row.value.c_str());
    }
}

void ContrastTest::errorsThatTheTrafficExplainsAreNothingOfAValue()
{
    const auto rows = contrast(std::vector{valueOf("a", {400, 0, 0, 0}, {900, 0, 0, 90}), valueOf("b", {400, 0, 0, 0}, {100, 0, 0, 10}),
                                           valueOf("c", {40, 0, 0, 0}, {10, 0, 0, 10})},
                               scale());
    QVERIFY(rowOf(rows, "a").effect(ContrastMeasure::Errors).excess < 0.01);
    QVERIFY(rowOf(rows, "c").effect(ContrastMeasure::Errors).excess > 0.08);
}

void ContrastTest::moreErrorsThanItsTrafficExplainsAreARateOfItsOwn()
{
    // Ten times the traffic with the same share of errors, and half the traffic of which half fails.
    const auto rows = contrast(std::vector{valueOf("crawler", {400, 0, 0, 200}, {1000, 0, 0, 500}), valueOf("/broken", {4000, 0, 0, 40}, {500, 0, 0, 250}),
                                           valueOf("/fine", {4000, 0, 0, 40}, {1000, 0, 0, 10})},
                               scale());
    const ContrastEffect& crawler = rowOf(rows, "crawler").effect(ContrastMeasure::ErrorRate);
    QVERIFY(!crawler.isAdmissible);
    QVERIFY(rowOf(rows, "crawler").effect(ContrastMeasure::Errors).isAdmissible);
    const ContrastEffect& broken = rowOf(rows, "/broken").effect(ContrastMeasure::ErrorRate);
    QVERIFY(broken.isAdmissible);
    const double ratioOfAll = 280.0 / 8400;
    QVERIFY(std::abs(broken.expected - 500 * (40 + 20 * ratioOfAll) / 4020) < 1e-9);
    QVERIFY(std::abs(*broken.factor - 50) < 1e-9);
    QVERIFY(broken.share > 0.9);
    QVERIFY(!rowOf(rows, "/fine").effect(ContrastMeasure::ErrorRate).isAdmissible);
    QCOMPARE(nameOf(rowOf(rows, "/broken").strongest()), std::string_view("error_rate"));
}

void ContrastTest::fewRecordsHaveTheRatioOfAll()
{
    const auto rows = contrast(std::vector{valueOf("/all", {4000, 0, 0, 400}, {1000, 0, 0, 100}), valueOf("/new", {}, {50, 0, 0, 6})}, scale());
    const ContrastEffect& rate = rowOf(rows, "/new").effect(ContrastMeasure::ErrorRate);
    QVERIFY(std::abs(rate.expected - 5) < 1e-9);    // a tenth, as everywhere
    QVERIFY(!rate.isAdmissible && !rate.factor);
    const auto never = contrast(std::vector{valueOf("/all", {4000, 0, 0, 0}, {1000, 0, 0, 0}), valueOf("/new", {}, {50, 0, 0, 0})}, scale());
    for (const ContrastRow& row : never)
        QVERIFY(!row.effect(ContrastMeasure::ErrorRate).isAdmissible && std::isfinite(row.effect(ContrastMeasure::ErrorRate).gain));
}

void ContrastTest::whatIsNotableIsWhatTheFullListHas()
{
    std::vector<ContrastValue> values;
    std::vector<ContrastPair> pairs;
    for (int i = 0; i < 200; ++i) {
        const double grown = i % 7 == 0 ? 3 : 1;
        values.push_back(valueOf("/" + std::to_string(i), {40.0 + i, 4, 400, 1}, {(10.0 + i / 4.0) * grown, 6 * grown, 100, i % 11 == 0 ? 9.0 : 0.0}));
        pairs.push_back({values.back().selection, values.back().baseline});
    }
    ContrastScale slow = scale();
    slow.slowdown = 1.5;
    slow.pieces[1] = 0.05;
    const auto full = contrast(values, slow);
    std::size_t notable = 0;
    for (const ContrastRow& row : full)
        notable += row.weight() > 0 || row.isSlowerLikeAllOthers ? 1U : 0U;
    const auto some = notableContrasts(pairs, slow);
    QVERIFY(notable > 0 && notable < values.size());
    std::size_t told = 0;
    for (const PlacedContrast& placed : some) {
        const ContrastRow& same = rowOf(full, values[placed.place].value.c_str());
        QCOMPARE(placed.row.weight(), same.weight());
        QCOMPARE(placed.row.isSlowerLikeAllOthers, same.isSlowerLikeAllOthers);
        told += placed.row.weight() > 0 || placed.row.isSlowerLikeAllOthers ? 1U : 0U;
    }
    QCOMPARE(told, notable);
}

void ContrastTest::aNewValueHasAGainAndNoFactor()
{
    const auto rows = contrast(std::vector{valueOf("/old", {4000, 0, 0, 0}, {1000, 0, 0, 0}), valueOf("/new", {}, {50, 0, 0, 0})}, scale());
    const ContrastRow& row = rowOf(rows, "/new");
    QVERIFY(row.isNew);
    QVERIFY(!row.effect(ContrastMeasure::Count).factor);
    QVERIFY(std::isfinite(row.effect(ContrastMeasure::Count).gain) && row.effect(ContrastMeasure::Count).gain > 100);
    QVERIFY(row.weight() > 0.9);
}

void ContrastTest::threeRequestsAreNoFinding()
{
    const auto rows = contrast(std::vector{valueOf("/old", {4000, 0, 0, 0}, {1000, 0, 0, 0}), valueOf("/odd", {}, {3, 0, 0, 0})}, scale());
    QCOMPARE(rowOf(rows, "/odd").weight(), 0.0);
    QVERIFY(contrast({}, scale()).empty());
}

void ContrastTest::aBurstyBaselineNeedsMore()
{
    const std::vector values = {valueOf("/a", {400, 0, 0, 0}, {150, 0, 0, 0}), valueOf("/b", {4000, 0, 0, 0}, {1000, 0, 0, 0})};
    QVERIFY(rowOf(contrast(values, scale()), "/a").effect(ContrastMeasure::Count).isAdmissible);
    ContrastScale bursty = scale();
    bursty.burstiness = burstiness(std::vector<std::vector<double>>{{10, 90, 20, 80}, {60, 40, 55, 45}, {100, 10, 80, 10}});
    QVERIFY2(bursty.burstiness > 10, qPrintable(QString::number(bursty.burstiness)));
    QVERIFY(!rowOf(contrast(values, bursty), "/a").effect(ContrastMeasure::Count).isAdmissible);
    QCOMPARE(burstiness({}), 1.0);
}

void ContrastTest::slowerLikeAllOthersIsASymptom()
{
    std::vector<ContrastValue> values;
    for (int i = 0; i < 9; ++i)
        values.push_back(valueOf("/" + std::to_string(i), {400, 40, 0, 0}, {100, 50, 0, 0}));    // five times as slow, each of them
    values.push_back(valueOf("/hot", {400, 40, 0, 0}, {400, 2000, 0, 0}));
    ContrastScale slow = scale();
    slow.pieces[1] = 0.1;
    slow.slowdown = slowdownOf(values);
    QCOMPARE(slow.slowdown, 5.0);
    const auto rows = contrast(values, slow);
    QCOMPARE(rows.front().value, std::string("/hot"));
    QVERIFY(rowOf(rows, "/3").isSlowerLikeAllOthers);
    QCOMPARE(rowOf(rows, "/3").weight(), 0.0);
    QVERIFY(!rowOf(rows, "/hot").isSlowerLikeAllOthers);
}

void ContrastTest::whatVanishedIsListed()
{
    const std::vector values = {valueOf("/gone", {400, 0, 0, 0}, {}), valueOf("/rare", {8, 0, 0, 0}, {}), valueOf("/here", {400, 0, 0, 0}, {100, 0, 0, 0})};
    const auto gone = vanished(values, scale());
    QCOMPARE(gone.size(), std::size_t{1});
    QCOMPARE(gone.front().value, std::string("/gone"));
}

void ContrastTest::holesAreCutOutOfABaseline()
{
    const auto at = [](int minute) { return timestampFrom(0) + std::chrono::minutes(minute); };
    const auto rest = without({at(0), at(60)}, {{at(50), at(70)}, {at(-10), at(5)}, {at(20), at(30)}, {at(25), at(26)}});
    QCOMPARE(rest.size(), std::size_t{2});
    QCOMPARE(rest[0], (TimeRange{at(5), at(20)}));
    QCOMPARE(rest[1], (TimeRange{at(30), at(50)}));
    QVERIFY(without({at(0), at(10)}, {{at(-5), at(20)}}).empty());
}

void ContrastTest::theHotUrlIsFirstAndTheCheapDecoyBelowIt()
{
    // Every second a usual request; in the last ten minutes one URL with large slow answers, and a burst of cheap ones of one agent.
    std::string log;
    for (int second = 0; second < 3600; ++second) {
        char time[16];
        std::snprintf(time, sizeof time, "10:%02d:%02d", second / 60, second % 60);
        log += line(time, "/page/" + std::to_string(second % 7), "browser", 1000 + second % 50, "0.010");
        if (second >= 3000 && second % 2 == 0)
            log += line(time, "/api/hot", "browser", 90000, "1.500");
        if (second >= 3000)
            log += line(time, "/ping/" + std::to_string(second % 3), "agent/17", 100, "0.001");
    }
    ImportCase test;
    test.importText("access.log", log);
    SegmentReader reader(test.file().database());
    SuspectsRequest request;
    request.window = {timestampFrom(1713869400'000'000'000), timestampFrom(1713870000'000'000'000)};    // 10:50 to 11:00
    request.windowTime = WindowTime::Written;
    const auto found = suspects(reader, {}, request);
    QVERIFY(found);
    QVERIFY(!found->rows.empty());
    QCOMPARE(found->rows.front().row.value, std::string("/api/hot"));
    QCOMPARE(found->rows.front().field, std::string("path"));
    QCOMPARE(found->records, std::uint64_t{1500});
    QVERIFY(found->rows.front().sentence.starts_with("300 requests, none in the baseline; 33 % of the additional requests"));
    std::size_t decoy = 0;
    while (decoy < found->rows.size() && found->rows[decoy].row.value != "agent/17")
        ++decoy;
    QVERIFY(decoy > 0 && decoy < found->rows.size());
    QVERIFY(!found->rows[decoy].row.effect(ContrastMeasure::Bytes).isAdmissible || found->rows[decoy].row.effect(ContrastMeasure::Bytes).share < 0.01);
}

void ContrastTest::anUrlAndItsTemplateAreOneFinding_data()
{
    QTest::addColumn<bool>("isOneUrl");
    QTest::addColumn<QByteArray>("listed");
    QTest::addColumn<QByteArray>("left");
    QTest::newRow("one URL explains its template") << true << QByteArray("path /models/hot/revision") << QByteArray("route /models/{*}/revision");
    QTest::newRow("many URLs of the template rise") << false << QByteArray("route /models/{*}/revision") << QByteArray("path /models/{*}/revision");
}

void ContrastTest::anUrlAndItsTemplateAreOneFinding()
{
    QFETCH(const bool, isOneUrl);
    QFETCH(const QByteArray, listed);
    QFETCH(const QByteArray, left);
    const auto modelOf = [](int number) { return std::string{"/models/n"} + static_cast<char>('a' + number % 26) + static_cast<char>('a' + number / 26 % 26) + "/revision"; };
    std::string log;
    for (int second = 0; second < 3600; ++second) {
        char time[16];
        std::snprintf(time, sizeof time, "10:%02d:%02d", second / 60, second % 60);
        log += line(time, "/page/" + std::to_string(second % 7), "browser", 1000 + second % 50, "0.010");
        if (second % 4 == 0)
            log += line(time, modelOf(second / 4), "browser", 1000, "0.010");
        if (second >= 3000 && second % 2 == 0)
            log += line(time, isOneUrl ? "/models/hot/revision" : modelOf(second / 2), "browser", 90000, "1.500");
    }
    ImportCase test;
    test.importText("access.log", log);
    SegmentReader reader(test.file().database());
    SuspectsRequest request;
    request.window = {timestampFrom(1713869400'000'000'000), timestampFrom(1713870000'000'000'000)};    // 10:50 to 11:00
    request.windowTime = WindowTime::Written;
    request.fields = {"path", "route"};
    request.top = 0;
    const auto found = suspects(reader, {}, request);
    QVERIFY(found);
    QStringList rows;
    for (const Suspect& suspect : found->rows)
        rows += QString::fromStdString(suspect.field + ' ' + suspect.row.value);
    QVERIFY2(!rows.isEmpty() && rows.front() == QString::fromLatin1(listed), qPrintable(rows.join(u'\n')));
    QVERIFY2(!rows.contains(QString::fromLatin1(left)), qPrintable(rows.join(u'\n')));
}

void ContrastTest::aWindowWithoutDataSaysSo()
{
    ImportCase test;
    test.importText("access.log", accessLog(50));
    SegmentReader reader(test.file().database());
    SuspectsRequest request;
    request.window = {timestampFrom(0), timestampFrom(1'000'000'000)};
    const auto found = suspects(reader, {}, request);
    QVERIFY(found);
    QVERIFY(found->rows.empty());
    QCOMPARE(found->notes.size(), std::size_t{1});
    QVERIFY(found->notes.front().starts_with("Too little data"));
    request.window = {};
    QVERIFY(!suspects(reader, {}, request));
}

QTEST_GUILESS_MAIN(ContrastTest)
#include "contrast_test.moc"
