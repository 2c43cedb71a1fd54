#include "importers/metrics/valueunits.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace faultline;

class ValueUnitsTest : public QObject {
    Q_OBJECT

private slots:
    void aCellReadsAsANumberInABaseUnit_data();
    void aCellReadsAsANumberInABaseUnit();
    void aDecimalCommaIsReadWhenItIsDeclared_data();
    void aDecimalCommaIsReadWhenItIsDeclared();
    void textIsNotANumber_data();
    void textIsNotANumber();
    void headersAndMetricNamesDeclareUnits_data();
    void headersAndMetricNamesDeclareUnits();
    void unknownUnitsAreKeptOnlyOnRequest();
    void writtenGapsAreNotEmptyCells();
};

namespace {

std::string utf8(const QString& text) { return text.toStdString(); }

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || !(a < b || b < a); }

}    // namespace

void ValueUnitsTest::aCellReadsAsANumberInABaseUnit_data()
{
    QTest::addColumn<QString>("cell");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    const auto row = [](const char* cell, double value, const char* unit) {
        QTest::newRow(cell) << QString::fromUtf8(cell) << value << QString::fromUtf8(unit);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    row("12", 12, "");
    row("-3.5", -3.5, "");
    row("\xE2\x88\x92" "3.5", -3.5, "");
    row(".5", 0.5, "");
    row("5.", 5, "");
    row("1e-3", 0.001, "");
    row("6.022E23", 6.022e23, "");
    row("NaN", nan, "");
    row("null", nan, "");
    row("+Inf", infinity, "");
    row("-Infinity", -infinity, "");
    row("1,234.5", 1234.5, "");
    row("1,234,567", 1234567, "");
    row("1 234.5", 1234.5, "");
    row("1\xE2\x80\xAF" "234\xC2\xA0" "567", 1234567, "");
    row("900 ms", 0.9, "s");
    row("1.2 s", 1.2, "s");
    row("3.4ms", 0.0034, "s");
    row("1.5 mins", 90, "s");
    row("2 hours", 7200, "s");
    row("250 \xC2\xB5s", 0.00025, "s");
    row("45%", 45, "%");
    row("45 %", 45, "%");
    row("1.2 K", 1200, "1");
    row("3.4 Mil", 3400000, "1");
    row("12.5 MiB/s", 13107200, "By/s");
    row("12.5 MB/s", 12500000, "By/s");
    row("8 Mb/s", 8e6, "bit/s");
    row("8 kbps", 8000, "bit/s");
    row("1 GiB", 1073741824, "By");
    row("17 reqs/s", 17, "1/s");
    row("1.2 K req/s", 1200, "1/s");
    row("  7 ops/s ", 7, "1/s");
}

void ValueUnitsTest::aCellReadsAsANumberInABaseUnit()
{
    QFETCH(QString, cell);
    QFETCH(double, value);
    QFETCH(QString, unit);
    const auto quantity = parseQuantity(utf8(cell));
    QVERIFY(quantity.has_value());
    QVERIFY2(same(quantity->value, value), qPrintable(QString::number(quantity->value, 'g', 17)));
    QCOMPARE(QString::fromStdString(quantity->unit), unit);
}

void ValueUnitsTest::aDecimalCommaIsReadWhenItIsDeclared_data()
{
    QTest::addColumn<QString>("cell");
    QTest::addColumn<double>("value");
    QTest::newRow("fraction") << QStringLiteral("12,5") << 12.5;
    QTest::newRow("grouped") << QStringLiteral("1.234,5") << 1234.5;
    QTest::newRow("only groups") << QStringLiteral("1.234") << 1234.0;
    QTest::newRow("blank groups") << QStringLiteral("1 234,25") << 1234.25;
    QTest::newRow("unit") << QStringLiteral("0,9 ms") << 0.0009;
}

void ValueUnitsTest::aDecimalCommaIsReadWhenItIsDeclared()
{
    QFETCH(QString, cell);
    QFETCH(double, value);
    const auto quantity = parseQuantity(utf8(cell), NumberNotation::DecimalComma);
    QVERIFY(quantity.has_value());
    QVERIFY2(same(quantity->value, value), qPrintable(QString::number(quantity->value, 'g', 17)));
}

void ValueUnitsTest::textIsNotANumber_data()
{
    QTest::addColumn<QString>("cell");
    for (const char* cell : {"", "-", "+", ".", "abc", "2024-04-23", "10.0.0.1", "12,5", "1,23,456", "1,2345", "3.4.1", "12ab34", "0x1f",
                             "1e400", "12:30", "5 apples", "--5", "v1.2", "e5", "1.2.3 ms", "i-0abc"})
        QTest::newRow(*cell == '\0' ? "empty" : cell) << QString::fromUtf8(cell);
}

void ValueUnitsTest::textIsNotANumber()
{
    QFETCH(QString, cell);
    QVERIFY(!parseQuantity(utf8(cell)).has_value());
}

void ValueUnitsTest::headersAndMetricNamesDeclareUnits_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("name");
    const auto row = [](const char* header, const char* unit, const char* name) {
        QTest::newRow(header) << QString::fromUtf8(header) << QString::fromUtf8(unit) << QString::fromUtf8(name);
    };
    row("latency (ms)", "ms", "latency");
    row("net [MB/s]", "MBy/s", "net");
    row("SuccessRate(%)", "%", "SuccessRate");
    row("MemoryUsage(Mi)", "MiBy", "MemoryUsage");
    row("CpuUsage(m)", "m", "CpuUsage");
    row("Requests (frontend)", "", "Requests");
    row("http_request_duration_seconds", "s", "http_request_duration_seconds");
    row("process_cpu_seconds_total", "s", "process_cpu_seconds_total");
    row("net_out_bytes", "By", "net_out_bytes");
    row("node_network_transmit_bytes_total", "By", "node_network_transmit_bytes_total");
    row("http_requests_total", "1", "http_requests_total");
    row("http_request_duration_seconds_bucket", "1", "http_request_duration_seconds_bucket");
    row("http_request_duration_seconds_sum", "s", "http_request_duration_seconds_sum");
    row("cache_hit_ratio", "1", "cache_hit_ratio");
    row("cpu_percent", "%", "cpu_percent");
    row("net_out_bytes_per_second", "By/s", "net_out_bytes_per_second");
    row("predictions per second", "1/s", "predictions per second");
    row("jobs_per_minute", "", "jobs_per_minute");
    row("super second", "s", "super second");
    row("duration_ms", "ms", "duration_ms");
    row("durationMillis", "ms", "durationMillis");
    row("elapsedMs", "ms", "elapsedMs");
    row("cpu %", "%", "cpu %");
    row("temperature_min", "", "temperature_min");
    row("value", "", "value");
    row("up", "", "up");
    row("(ms)", "", "(ms)");
}

void ValueUnitsTest::headersAndMetricNamesDeclareUnits()
{
    QFETCH(QString, header);
    QFETCH(QString, unit);
    QFETCH(QString, name);
    if (header != QStringLiteral("Requests (frontend)"))
        QCOMPARE(QString::fromStdString(declaredUnit(utf8(header))), unit);
    const std::string text = utf8(header);
    const std::string_view stem = withoutDeclaredUnit(text);
    QCOMPARE(QString::fromUtf8(stem.data(), static_cast<qsizetype>(stem.size())), name);
}

void ValueUnitsTest::unknownUnitsAreKeptOnlyOnRequest()
{
    QVERIFY(!parseQuantity("12 widgets").has_value());
    const auto kept = parseQuantity("12 widgets", NumberNotation::DecimalPoint, UnknownUnit::Keep);
    QVERIFY(kept.has_value());
    QCOMPARE(kept->value, 12.0);
    QCOMPARE(QString::fromStdString(kept->unit), QStringLiteral("widgets"));
}

void ValueUnitsTest::writtenGapsAreNotEmptyCells()
{
    QVERIFY(isEmptyCell(""));
    QVERIFY(isEmptyCell(" - "));
    QVERIFY(isEmptyCell("N/A"));
    QVERIFY(!isEmptyCell("NaN"));
    QVERIFY(!isEmptyCell("null"));
    QVERIFY(!isEmptyCell("0"));
}

QTEST_GUILESS_MAIN(ValueUnitsTest)
#include "valueunits_test.moc"
