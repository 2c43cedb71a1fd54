#include <QTest>    // first: moc 6.4 does not get through <chrono> otherwise

#include "app/analysis/componentrank.h"

#include <limits>

using namespace faultline;

namespace {

ComponentSeries seriesOf(std::string component, double score, std::string name = "latency")
{
    return {std::move(component), std::move(name), score, true, false, std::nullopt};
}

QString namesOf(const std::vector<RankedComponent>& components)
{
    QString names;
    for (const RankedComponent& component : components)
        names += QString::fromStdString(component.name) + (component.isPreferred ? QStringLiteral("* ") : QStringLiteral(" "));
    return names.trimmed();
}

}    // namespace

class ComponentRankTest : public QObject {
    Q_OBJECT

private slots:
    void theStrongestSeriesDecides()
    {
        const std::vector<ComponentSeries> series = {seriesOf("shop", 9), seriesOf("search", 40), seriesOf("search", 2, "errors"), seriesOf("pay", 12)};
        const std::vector<RankedComponent> ranked = rankComponents(series);
        QCOMPARE(namesOf(ranked), QStringLiteral("search pay shop"));
        QCOMPARE(QString::fromStdString(ranked.front().sentence), QStringLiteral("latency is 40.0 spreads off its baseline, the strongest of 2 series"));
    }

    void equalOnesGoByBreadthThenByOnset()
    {
        std::vector<ComponentSeries> series = {seriesOf("narrow", 100), seriesOf("narrow", 1, "errors"), seriesOf("broad", 98), seriesOf("broad", 90, "errors")};
        QCOMPARE(namesOf(rankComponents(series)), QStringLiteral("broad narrow"));
        series = {seriesOf("late", 50), seriesOf("early", 50)};
        series[0].onset = timestampFrom(2'000);
        series[1].onset = timestampFrom(1'000);
        QCOMPARE(namesOf(rankComponents(series)), QStringLiteral("early late"));
    }

    void breadthCanComeFirst()
    {
        const std::vector<ComponentSeries> series = {seriesOf("narrow", 1000), seriesOf("narrow", 1, "errors"), seriesOf("broad", 90), seriesOf("broad", 90, "errors")};
        ComponentOptions options;
        options.order = ComponentOrder::Broadest;
        QCOMPARE(namesOf(rankComponents(series, options)), QStringLiteral("broad narrow"));
    }

    void whoCallsNobodyThatDeviatesIsPreferred()
    {
        const std::vector<ComponentSeries> series = {seriesOf("shop", 90), seriesOf("search", 50), seriesOf("store", 20), seriesOf("mail", 70), seriesOf("idle", 2)};
        ComponentOptions options;
        options.dependencies = {{"shop", "search"}, {"search", "store"}, {"store", "idle"}};
        options.symptom = "shop";
        const std::vector<RankedComponent> ranked = rankComponents(series, options);
        QCOMPARE(namesOf(ranked), QStringLiteral("store* shop mail search idle"));
        QVERIFY(QString::fromStdString(ranked.front().sentence).endsWith(QStringLiteral("nothing that it calls deviates")));
    }

    void callsInACircleEnd()
    {
        const std::vector<ComponentSeries> series = {seriesOf("a", 90), seriesOf("b", 50)};
        ComponentOptions options;
        options.dependencies = {{"a", "b"}, {"b", "a"}};
        options.symptom = "a";
        QCOMPARE(namesOf(rankComponents(series, options)), QStringLiteral("a b"));
    }

    void aProxyIsMergedWithWhatItFronts()
    {
        const std::vector<ComponentSeries> series = {seriesOf("shop", 30), seriesOf("search_client", 90), seriesOf("search", 60),
                                                     seriesOf("inter-payme.eu.elb.amazonaws.com", 40), seriesOf("payment", 10)};
        ComponentOptions options;
        options.dependencies = {{"shop", "search_client"}, {"search_client", "search"}, {"shop", "payment"}};
        const std::vector<RankedComponent> ranked = rankComponents(series, options);
        QCOMPARE(ranked.size(), std::size_t{3});
        QCOMPARE(ranked[0].name, std::string("search"));
        QCOMPARE(ranked[0].proxies, std::vector<std::string>{"search_client"});
        QCOMPARE(ranked[0].strongest, 90.0);
        QCOMPARE(ranked[1].name, std::string("payment"));
        QCOMPARE(ranked[1].proxies, std::vector<std::string>{"inter-payme.eu.elb.amazonaws.com"});
    }

    void proxiesAreKnownByTheirNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isProxy");
        QTest::newRow("client") << QStringLiteral("search_client") << true;
        QTest::newRow("remote") << QStringLiteral("198.51.100.7_remote") << true;
        QTest::newRow("load balancer") << QStringLiteral("shop-LoadBalancer") << true;
        QTest::newRow("service") << QStringLiteral("search") << false;
    }
    void proxiesAreKnownByTheirNames()
    {
        QFETCH(const QString, name);
        QTEST(isProxyName(name.toStdString()), "isProxy");
    }

    void aConstantBaselineDoesNotPassAVaryingSeries()
    {
        std::vector<ComponentSeries> series = {seriesOf("flat", 4000), seriesOf("moving", 25), seriesOf("weak", 9)};
        series[0].wasConstant = true;
        QCOMPARE(namesOf(rankComponents(series)), QStringLiteral("moving flat weak"));
    }

    void greyOnesComeLastUnlessAllAreGrey()
    {
        std::vector<ComponentSeries> series = {seriesOf("noisy", 60), seriesOf("rare", 9)};
        series[0].isUnusual = false;
        const std::vector<RankedComponent> ranked = rankComponents(series);
        QCOMPARE(namesOf(ranked), QStringLiteral("rare noisy"));
        QVERIFY(QString::fromStdString(ranked.back().sentence).endsWith(QStringLiteral("earlier windows were like this one")));
        series[1].isUnusual = false;
        QCOMPARE(namesOf(rankComponents(series)), QStringLiteral("noisy rare"));
    }

    void whatIsNoNumberIsNoDeviation()
    {
        const std::vector<ComponentSeries> series = {seriesOf("a", std::numeric_limits<double>::quiet_NaN()), seriesOf("b", 9), seriesOf("c", -5)};
        QCOMPARE(namesOf(rankComponents(series)), QStringLiteral("b a c"));
    }
};

QTEST_GUILESS_MAIN(ComponentRankTest)
#include "componentrank_test.moc"
