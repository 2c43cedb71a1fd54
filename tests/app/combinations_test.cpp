#include "app/analysis/combinations.h"
#include "tests/evaluate/randomnumbers.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

using namespace faultline;
using evaluate::RandomNumbers;

namespace {

constexpr std::size_t regions = 6, agents = 8, routes = 10, servers = 4;

/// Requests of every region, agent, route and server by chance; the baseline was four times as long.
LeafTable quietTable(std::uint64_t seed, double mean = 40)
{
    RandomNumbers random(seed);
    LeafTable table;
    table.fields = 4;
    for (std::uint32_t region = 0; region < regions; ++region)
        for (std::uint32_t agent = 0; agent < agents; ++agent)
            for (std::uint32_t route = 0; route < routes; ++route)
                for (std::uint32_t server = 0; server < servers; ++server) {
                    table.codes.insert(table.codes.end(), {region, agent, route, server});
                    table.seen.push_back(random.poisson(mean));
                    table.expected.push_back((random.poisson(4 * mean) + 0.5) / 4);
                }
    return table;
}

bool holds(const LeafTable& table, std::size_t leaf, const std::vector<FieldCode>& values)
{
    return std::all_of(values.begin(), values.end(), [&](const FieldCode& value) { return table.codesOf(leaf)[value.field] == value.code; });
}

void multiply(LeafTable& table, const std::vector<FieldCode>& values, double factor)
{
    for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
        if (holds(table, leaf, values))
            table.seen[leaf] *= factor;
    }
}

std::string textOf(const Combinations& combinations)
{
    std::string text;
    const auto add = [&text](const Combination& combination) {
        for (const FieldCode& value : combination.values)
            text += std::to_string(value.field) + '=' + std::to_string(value.code) + ' ';
        for (const double number : {combination.seen, combination.expected, combination.gain, combination.purity, combination.effectiveLeaves})
            text += QByteArray::number(number, 'g', 17).toStdString() + ' ';
        text += '\n';
    };
    for (const Combination& combination : combinations.found)
        add(combination);
    for (const Combination& combination : combinations.otherWays)
        add(combination);
    return text;
}

}    // namespace

class CombinationsTest : public QObject {
    Q_OBJECT

private slots:
    void theCombinationThatChangedIsFoundAlone_data()
    {
        QTest::addColumn<std::vector<FieldCode>>("cause");
        QTest::addColumn<double>("factor");
        QTest::newRow("one value rose") << std::vector<FieldCode>{{2, 3}} << 1.8;
        QTest::newRow("one value fell") << std::vector<FieldCode>{{0, 5}} << 0.4;
        QTest::newRow("a pair rose") << std::vector<FieldCode>{{0, 1}, {2, 7}} << 2.5;
        QTest::newRow("a pair vanished") << std::vector<FieldCode>{{1, 2}, {3, 0}} << 0.0;
        QTest::newRow("three values together") << std::vector<FieldCode>{{0, 2}, {1, 4}, {2, 9}} << 4.0;
    }
    void theCombinationThatChangedIsFoundAlone()
    {
        QFETCH(const std::vector<FieldCode>, cause);
        QFETCH(const double, factor);
        LeafTable table = quietTable(3);
        multiply(table, cause, factor);
        const Combinations result = combinationsOf(table);
        QCOMPARE(result.found.size(), std::size_t{1});
        QVERIFY(result.found.front().values == cause);
        QVERIFY(result.found.front().isAdmissible);
        QVERIFY(result.found.front().purity > 0.6);
        QCOMPARE(result.found.front().difference > 0, factor > 1);
    }

    void twoCausesAreFoundOneAfterTheOther()
    {
        LeafTable table = quietTable(4);
        multiply(table, {{2, 3}}, 2);
        multiply(table, {{0, 1}, {1, 6}}, 5);
        const Combinations result = combinationsOf(table);
        QCOMPARE(result.found.size(), std::size_t{2});
        QVERIFY(result.found[0].gain >= result.found[1].gain);
        const bool isFirstRoute = result.found[0].values == std::vector<FieldCode>{{2, 3}};
        QVERIFY(result.found[isFirstRoute ? 1 : 0].values == (std::vector<FieldCode>{{0, 1}, {1, 6}}));
        QVERIFY(result.found[isFirstRoute ? 0 : 1].values == (std::vector<FieldCode>{{2, 3}}));
    }

    void aValueOfWhichOnlyAPartChangedIsNotBlamed()
    {
        LeafTable table = quietTable(5);
        multiply(table, {{0, 1}, {2, 7}}, 6);
        for (const Combination& combination : combinationsOf(table).found)
            QVERIFY2(combination.values.size() == 2, "the region alone, or the route alone, is not the cause");
    }

    void chanceHasNoAnswer()
    {
        int answered = 0;
        for (std::uint64_t seed = 100; seed < 140; ++seed)
            answered += combinationsOf(quietTable(seed, seed % 2 == 0 ? 2 : 60)).found.empty() ? 0 : 1;
        QCOMPARE(answered, 0);
    }

    void whatComesNearIsListedAsAnotherWayToSayIt()
    {
        LeafTable table = quietTable(6);
        multiply(table, {{0, 1}, {2, 7}}, 3);
        const Combinations result = combinationsOf(table);
        QCOMPARE(result.otherWays.size(), std::size_t{10});
        for (const Combination& other : result.otherWays) {
            QVERIFY(!(other.values == result.found.front().values));
            QVERIFY(std::any_of(other.values.begin(), other.values.end(),
                                [](const FieldCode& value) { return value == FieldCode{0, 1} || value == FieldCode{2, 7}; }));
            QVERIFY(other.gain <= result.found.front().gain);
        }
    }

    void oneThreadAndManyGiveTheSameBytes()
    {
        LeafTable table = quietTable(7);
        multiply(table, {{2, 3}}, 2);
        multiply(table, {{0, 1}, {1, 6}}, 5);
        CombinationOptions alone;
        alone.isSpread = false;
        const std::string expected = textOf(combinationsOf(table, alone));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(QString::fromStdString(textOf(combinationsOf(table))), QString::fromStdString(expected));
    }

    void badTablesHaveNoAnswer_data()
    {
        QTest::addColumn<LeafTable>("table");
        LeafTable table = quietTable(8);
        QTest::newRow("nothing") << LeafTable{};
        LeafTable cut = table;
        cut.codes.pop_back();
        QTest::newRow("codes are missing") << cut;
        LeafTable wide = table;
        wide.fields = 7;
        QTest::newRow("too many fields") << wide;
        LeafTable empty = table;
        empty.seen.assign(table.size(), 0);
        empty.expected.assign(table.size(), 0);
        QTest::newRow("nothing was seen or expected") << empty;
        LeafTable unknown = table;
        unknown.seen.assign(table.size(), std::numeric_limits<double>::quiet_NaN());
        QTest::newRow("no numbers") << unknown;
    }
    void badTablesHaveNoAnswer()
    {
        QFETCH(const LeafTable, table);
        QVERIFY(combinationsOf(table).found.empty());
    }

    void aNewTupleWithoutAnyExpectationIsFound()
    {
        LeafTable table = quietTable(9);
        for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
            if (!holds(table, leaf, {{1, 3}}))
                continue;
            table.expected[leaf] = 0;
            table.seen[leaf] = 30;
        }
        const Combinations result = combinationsOf(table);
        QCOMPARE(result.found.size(), std::size_t{1});
        QVERIFY(result.found.front().values == (std::vector<FieldCode>{{1, 3}}));
    }
};

QTEST_GUILESS_MAIN(CombinationsTest)
#include "combinations_test.moc"
