#include "importers/metrics/prometheusqueryrange.h"
#include "tests/support/collectingsink.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

class PrometheusQueryRangeTest : public QObject {
    Q_OBJECT

private slots:
    void secondsBecomeNanosecondsWithoutADouble_data();
    void secondsBecomeNanosecondsWithoutADouble();
    void valuesBeforeTheirMetricAreKept();
    void hugeNestingEndsInARejection();
    void logStreamsAreNotClaimed();
    void realAnswersGiveEverySample_data();
    void realAnswersGiveEverySample();
};

void PrometheusQueryRangeTest::secondsBecomeNanosecondsWithoutADouble_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("good");
    QTest::addColumn<qint64>("nanoseconds");
    const auto row = [](const char* text, qint64 nanoseconds) { QTest::newRow(text) << QString::fromLatin1(text) << true << nanoseconds; };
    row("1435781430.781", 1435781430781000000);
    row("1435781430", 1435781430000000000);
    row("1435781430.7810001", 1435781430781000100);
    row("1435781430.1234567899", 1435781430123456789);
    row("1.435781430781e9", 1435781430781000000);
    row("1.435781430781E+09", 1435781430781000000);
    row("14357814307810e-4", 1435781430781000000);
    row("5e-1", 500000000);
    row("-1.5", -1500000000);
    row("0", 0);
    for (const char* text : {"", "abc", "1e99", "1e", "99999999999999999999", "9223372037", "1.2.3", "null", "1.5e2.5"})
        QTest::newRow(*text == '\0' ? "empty" : text) << QString::fromLatin1(text) << false << qint64(0);
}

void PrometheusQueryRangeTest::secondsBecomeNanosecondsWithoutADouble()
{
    QFETCH(QString, text);
    QFETCH(bool, good);
    QFETCH(qint64, nanoseconds);
    const auto result = nanosecondsFromSeconds(text.toStdString());
    QCOMPARE(result.has_value(), good);
    if (good)
        QCOMPARE(qint64(*result), nanoseconds);
}

void PrometheusQueryRangeTest::valuesBeforeTheirMetricAreKept()
{
    CollectingSink sink;
    readInto(sink, PrometheusQueryRange(), R"({"data":{"result":[{"values":[[1435781430.781,"4"]],"metric":{"job":"b","__name__":"x_total"}}]}})", "a.json");
    QCOMPARE(sink.seriesList.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(sink.seriesList[0].name), QStringLiteral("x_total"));
    QVERIFY(sink.seriesList[0].kind == SeriesKind::Counter);
    QCOMPARE(qint64(nanosecondsOf(sink.seriesList[0].samples.at(0).first.utc)), qint64(1435781430781000000));
    QCOMPARE(sink.seriesList[0].samples.at(0).second, 4.0);
}

void PrometheusQueryRangeTest::hugeNestingEndsInARejection()
{
    const std::string text = R"({"data":{"resultType":"matrix","result":)" + std::string(1'000'000, '[');
    CollectingSink sink;
    readInto(sink, PrometheusQueryRange(), text, "a.json");
    QCOMPARE(sink.rejected.size(), std::size_t(1));
    QCOMPARE(QString::fromStdString(sink.rejected[0]["code"].get<std::string>()), QStringLiteral("too-deep"));
}

void PrometheusQueryRangeTest::logStreamsAreNotClaimed()
{
    const std::string text = R"({"status":"success","data":{"resultType":"streams","result":[{"stream":{"app":"x"},"values":[["1713900598123456789","GET /"]]}]}})";
    QCOMPARE(PrometheusQueryRange().detect(headOf(text, "a.json")).confidence, 0);
}

void PrometheusQueryRangeTest::realAnswersGiveEverySample_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("pair");
    QTest::newRow("mimir") << QStringLiteral("query_range_mimir.json") << QStringLiteral("\\[\\d+(\\.\\d+)?,\"");
    QTest::newRow("thanos") << QStringLiteral("query_range_thanos_filtered.json") << QStringLiteral("\\[\\d+(\\.\\d+)?,\"");
    QTest::newRow("vmalert") << QStringLiteral("instant_vector_vmalert.json") << QStringLiteral("\"value\":\\[");
}

void PrometheusQueryRangeTest::realAnswersGiveEverySample()
{
    QFETCH(QString, name);
    QFETCH(QString, pair);
    const QString folder = qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"));
    QFile file(folder + QStringLiteral("/metrics/prometheus-http-api/") + name);
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the shared data is not here");
    const QByteArray content = file.readAll();
    const std::string_view text(content.constData(), static_cast<std::size_t>(content.size()));
    qsizetype expected = 0;
    auto matches = QRegularExpression(pair).globalMatch(QString::fromUtf8(content));
    for (; matches.hasNext(); matches.next())
        ++expected;
    QVERIFY(expected > 0);

    QVERIFY(PrometheusQueryRange().detect(headOf(text, name.toStdString())).confidence >= 80);
    CollectingSink sink;
    readInto(sink, PrometheusQueryRange(), text, name.toStdString());
    QCOMPARE(qsizetype(sink.records), expected);
    QCOMPARE(sink.rejected.size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(PrometheusQueryRangeTest)
#include "prometheusqueryrange_test.moc"
