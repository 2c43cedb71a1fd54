#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/components.h"
#include "tests/support/incident.h"
#include "tests/support/noise.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr int minutes = 600;
constexpr int onset = 540;

/// Two metrics of three services a minute; "store" slows down, two minutes later "shop", which calls it.
std::string metrics()
{
    Noise noise(7);
    std::string text = "time,service,latency,cpu\n";
    const QDateTime begin = QDateTime::fromString(QStringLiteral("2024-04-23T00:00:00Z"), Qt::ISODate);
    for (int minute = 0; minute < minutes; ++minute) {
        const std::string time = begin.addSecs(minute * 60).toString(Qt::ISODate).toStdString();
        const auto row = [&](const char* service, double latency) {
            text += time + ',' + service + ',' + std::to_string(latency + noise.around()) + ',' + std::to_string(50 + noise.around()) + '\n';
        };
        row("store", minute >= onset ? 60 : 10);
        row("shop", minute >= onset + 2 ? 90 : 20);
        row("mail", 15);
    }
    return text;
}

class ComponentsCase : public ImportCase {
public:
    ComponentsCase() { importText("metrics.csv", metrics()); }
    Result<Components> ranked(const ComponentsRequest& request)
    {
        Database connection = required(file().openReader());
        SegmentReader reader(connection);
        return components(connection, reader, request);
    }
    static ComponentsRequest request()
    {
        ComponentsRequest request;
        request.window = between("2024-04-23T09:00:00", "2024-04-23T09:40:00");
        return request;
    }
};

SeriesInfo labelled(Labels labels)
{
    SeriesInfo series;
    series.labels = std::move(labels);
    return series;
}

}    // namespace

class ComponentsTest : public QObject {
    Q_OBJECT

private slots:
    void theLabelWithUsualNameAndTwoValuesIsTaken();
    void withCallsTheCalledOneComesFirst();
    void withoutCallsTheStrongestComesFirst();
    void whatCannotBeRankedIsSaid();

private:
    ComponentsCase m_case;
};

void ComponentsTest::theLabelWithUsualNameAndTwoValuesIsTaken()
{
    QCOMPARE(componentLabelOf({}), std::string());
    QCOMPARE(componentLabelOf({labelled({{"PodName", "a"}, {"node", "1"}}), labelled({{"PodName", "b"}, {"node", "1"}})}), std::string("PodName"));
    QCOMPARE(componentLabelOf({labelled({{"host", "a"}, {"service", "x"}}), labelled({{"host", "b"}, {"service", "x"}})}), std::string("host"));
    QCOMPARE(componentLabelOf({labelled({{"host", "a"}, {"service", "x"}}), labelled({{"host", "b"}, {"service", "y"}})}), std::string("service"));
    QCOMPARE(componentLabelOf({labelled({{"colour", "a"}}), labelled({{"colour", "b"}})}), std::string());
}

void ComponentsTest::withCallsTheCalledOneComesFirst()
{
    ComponentsRequest request = m_case.request();
    request.calls = {{"shop", "store"}, {"shop", "mail"}};
    request.symptom = "shop";
    const Components found = required(m_case.ranked(request));
    QCOMPARE(found.label, std::string("service"));
    QCOMPARE(found.series, std::size_t{6});
    QCOMPARE(found.rows.size(), std::size_t{3});
    QCOMPARE(found.rows[0].name, std::string("store"));
    QVERIFY(found.rows[0].isPreferred && found.rows[0].deviates);
    QCOMPARE(found.rows[0].strongestSeries, std::string("latency"));
    QVERIFY(found.rows[0].onset);
    QVERIFY(std::abs((*found.rows[0].onset - at("2024-04-23T09:00:00")).count()) <= 120'000'000'000);
    QCOMPARE(found.rows[1].name, std::string("shop"));
    QVERIFY(!found.rows[1].isPreferred && !found.rows[2].deviates);
    QVERIFY2(found.rows[0].sentence.find("nothing that it calls deviates") != std::string::npos, found.rows[0].sentence.c_str());
}

void ComponentsTest::withoutCallsTheStrongestComesFirst()
{
    ComponentsRequest request = m_case.request();
    request.metric = "latency";
    const Components found = required(m_case.ranked(request));
    QCOMPARE(found.series, std::size_t{3});
    QCOMPARE(found.rows[0].name, std::string("shop"));
    QVERIFY(!found.rows[0].isPreferred);
    QCOMPARE(found.rows[2].name, std::string("mail"));
}

void ComponentsTest::whatCannotBeRankedIsSaid()
{
    ComponentsRequest request = m_case.request();
    request.label = "pod";
    QVERIFY2(m_case.ranked(request).error().message().find("No series has a label 'pod'") != std::string::npos, m_case.ranked(request).error().message().c_str());
    request = m_case.request();
    request.window = {};
    QVERIFY(!m_case.ranked(request));
    request = m_case.request();
    request.window = between("2024-04-23T00:05:00", "2024-04-23T00:10:00");
    request.symptom = "bank";
    const Components found = required(m_case.ranked(request));
    std::string notes;
    for (const std::string& note : found.notes)
        notes += note + '\n';
    QVERIFY2(notes.find("No series is about bank") != std::string::npos, notes.c_str());
}

QTEST_GUILESS_MAIN(ComponentsTest)
#include "components_test.moc"
