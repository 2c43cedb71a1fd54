// Real tables against an independent count of their filled cells, and what must be refused.

#include "app/import/input.h"
#include "importers/metrics/genericcsv.h"
#include "tests/support/collectingsink.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

QString dataFolder() { return qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data")); }

QByteArray textOf(const QString& path)
{
    QByteArray text;
    const auto visited = visitInputs(path.toStdString(), {}, [&text](Input& input) -> Result<void> {
        QByteArray buffer(1 << 16, Qt::Uninitialized);
        for (;;) {
            const auto count = input.read(buffer.data(), static_cast<std::size_t>(buffer.size()));
            if (!count)
                return count.error();
            if (*count == 0)
                return {};
            text.append(buffer.constData(), static_cast<qsizetype>(*count));
        }
    });
    return visited ? text : QByteArray();
}

std::string_view viewOf(const QByteArray& bytes) { return {bytes.constData(), static_cast<std::size_t>(bytes.size())}; }

/// The head as the job gives it: 256 KiB, cut at a line end.
QByteArray headPart(const QByteArray& text)
{
    if (text.size() <= 256 * 1024)
        return text;
    return text.left(text.lastIndexOf('\n', 256 * 1024) + 1);
}

void read(CollectingSink& sink, const QByteArray& text, const QString& name)
{
    const GenericCsv importer;
    const QByteArray first = headPart(text);
    ReaderContext context;
    context.head = headOf(viewOf(first), name.toStdString());
    const auto reader = importer.open(context);
    std::uint64_t number = 0;
    for (const QByteArray& raw : text.split('\n')) {
        if (number > 0 && raw.isEmpty())
            continue;
        const QByteArray line = raw.endsWith('\r') ? raw.left(raw.size() - 1) : raw;
        sink.beginLine(++number, viewOf(line));
        reader->line(viewOf(line), sink);
        sink.endLine();
    }
    reader->finish(sink);
}

qint64 filledCells(const QByteArray& text, char delimiter, int headerLines, int leadingColumns)
{
    qint64 count = 0;
    const QList<QByteArray> lines = text.split('\n');
    for (qsizetype i = headerLines; i < lines.size(); ++i) {
        const QList<QByteArray> cells = lines[i].trimmed().split(delimiter);
        for (qsizetype c = leadingColumns; c < cells.size(); ++c)
            count += cells[c].isEmpty() || cells[c] == "\"\"" ? 0 : 1;
    }
    return count;
}

}    // namespace

class GenericCsvTest : public QObject {
    Q_OBJECT

private slots:
    void everyFilledCellOfARealTableIsASample_data();
    void everyFilledCellOfARealTableIsASample();
    void theFirstSampleOfARealTableIsExact_data();
    void theFirstSampleOfARealTableIsExact();
    void aColumnThatContradictsTheTimeIsPointedOut();
    void columnLevelsBecomeLabels();
    void nasaRequestsReadOneByOne();
    void anExportedLogReadsAsLogLines();
    void tablesWithoutTimeAreRefusedWithTheReason_data();
    void tablesWithoutTimeAreRefusedWithTheReason();
};

void GenericCsvTest::everyFilledCellOfARealTableIsASample_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("headerLines");
    QTest::addColumn<int>("leadingColumns");
    const auto addAll = [](const QString& folder, int headerLines, int leadingColumns) {
        QDirIterator files(dataFolder() + folder, {QStringLiteral("*.csv"), QStringLiteral("*.csv.gz")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            const QString name = QFileInfo(path).fileName();
            if (name.startsWith(QStringLiteral("dependency")) || name.startsWith(QStringLiteral("graph")))
                continue;
            const bool edges = name.startsWith(QStringLiteral("source_")) || name.startsWith(QStringLiteral("destination_"));
            QTest::newRow(qPrintable(path.mid(dataFolder().size()))) << path << headerLines << (edges ? 2 : leadingColumns);
        }
    };
    addAll(QStringLiteral("/labelled-series/nab"), 1, 1);
    addAll(QStringLiteral("/labelled-series/microsoft-cloud-monitoring"), 1, 1);
    addAll(QStringLiteral("/rca/nezha/2022-08-22/metric"), 1, 3);
    addAll(QStringLiteral("/rca/petshop/high_traffic"), 4, 1);
    if (!QDir(dataFolder()).exists())
        QTest::newRow("absent") << QString() << 0 << 0;
}

void GenericCsvTest::everyFilledCellOfARealTableIsASample()
{
    QFETCH(QString, path);
    QFETCH(int, headerLines);
    QFETCH(int, leadingColumns);
    if (path.isEmpty())
        QSKIP("the shared data is not here");
    const QByteArray text = textOf(path);
    QVERIFY(!text.isEmpty());
    const QByteArray first = headPart(text);
    const Detection detection = GenericCsv().detect(headOf(viewOf(first), "a.csv"));
    QVERIFY2(detection.confidence >= 40, detection.reason.c_str());
    CollectingSink sink;
    read(sink, text, QFileInfo(path).fileName());
    if (!sink.rejected.empty())
        qWarning("%s", sink.rejected[0].dump().c_str());
    QCOMPARE(sink.rejected.size(), std::size_t(0));
    QCOMPARE(qint64(sink.records), filledCells(text, ',', headerLines, leadingColumns));
    QCOMPARE(sink.lines, sink.recordLines + sink.skipped + sink.rejectedLines);
}

void GenericCsvTest::theFirstSampleOfARealTableIsExact_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<double>("value");
    QTest::newRow("nab") << QStringLiteral("/labelled-series/nab/realAWSCloudwatch/ec2_cpu_utilization_5f5533.csv") << QStringLiteral("value") << QString()
                         << qint64(1392388020000000000) << 51.846000000000004;
    QTest::newRow("microsoft") << QStringLiteral("/labelled-series/microsoft-cloud-monitoring/mongodb-application-rps/mongo-01.csv.gz")
                               << QStringLiteral("Value") << QString() << qint64(1524614400000000000) << 6034.73333333333;
    QTest::newRow("nezha") << QStringLiteral("/rca/nezha/2022-08-22/metric/front_service.csv") << QStringLiteral("SuccessRate") << QStringLiteral("%")
                           << qint64(1661140279573905004) << 100.0;
    QTest::newRow("petshop") << QStringLiteral("/rca/petshop/high_traffic/train/issue_0/metrics.csv") << QStringLiteral("latency") << QString()
                             << qint64(1681350000000000000) << 0.0216309959762162;
}

void GenericCsvTest::theFirstSampleOfARealTableIsExact()
{
    QFETCH(QString, path);
    QFETCH(QString, name);
    QFETCH(QString, unit);
    QFETCH(qint64, nanoseconds);
    QFETCH(double, value);
    if (!QDir(dataFolder()).exists())
        QSKIP("the shared data is not here");
    CollectingSink sink;
    read(sink, textOf(dataFolder() + path), QStringLiteral("a.csv"));
    QVERIFY(!sink.seriesList.empty());
    const auto& series = sink.seriesList.front();
    QCOMPARE(QString::fromStdString(series.name), name);
    QCOMPARE(QString::fromStdString(series.unit), unit);
    QCOMPARE(qint64(nanosecondsOf(series.samples.front().first.utc)), nanoseconds);
    QVERIFY(std::abs(series.samples.front().second - value) <= 0);
}

void GenericCsvTest::aColumnThatContradictsTheTimeIsPointedOut()
{
    const QByteArray text = textOf(dataFolder() + QStringLiteral("/rca/nezha/2022-08-22/metric/adservice-5f6585d649-fnmft_metric.csv.gz"));
    if (text.isEmpty())
        QSKIP("the shared data is not here");
    // Independent: the written minute of each row against its epoch column.
    qint64 expected = 0;
    for (const QByteArray& line : text.split('\n').mid(1)) {
        const QList<QByteArray> cells = line.split(',');
        if (cells.size() < 3)
            continue;
        const QDateTime written = QDateTime::fromString(QString::fromLatin1(cells[0].left(19)) + QLatin1Char('Z'), QStringLiteral("yyyy-MM-dd hh:mm:sst"));
        expected += qAbs(written.toSecsSinceEpoch() - cells[1].toLongLong()) >= 60 ? 1 : 0;
    }
    QVERIFY(expected > 0);
    CollectingSink sink;
    read(sink, text, QStringLiteral("a.csv"));
    qint64 found = 0;
    for (const OrderedJson& issue : sink.issues)
        found += issue["code"] == "time-columns-disagree" ? 1 : 0;
    QCOMPARE(found, expected);
}

void GenericCsvTest::columnLevelsBecomeLabels()
{
    const QByteArray text = textOf(dataFolder() + QStringLiteral("/rca/petshop/high_traffic/train/issue_0/metrics.csv"));
    if (text.isEmpty())
        QSKIP("the shared data is not here");
    CollectingSink sink;
    read(sink, text, QStringLiteral("metrics.csv"));
    for (const auto& series : sink.seriesList) {
        QCOMPARE(series.labels.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(series.labels[0].first), QStringLiteral("microservice"));
        QCOMPARE(QString::fromStdString(series.labels[1].first), QStringLiteral("statistic"));
    }
}

void GenericCsvTest::nasaRequestsReadOneByOne()
{
    const QByteArray text = textOf(dataFolder() + QStringLiteral("/http-access/nasa-http-1995-08-01/nasa_19950801.tsv.gz"));
    if (text.isEmpty())
        QSKIP("the shared data is not here");
    CollectingSink sink;
    read(sink, text, QStringLiteral("nasa_19950801.tsv"));
    QCOMPARE(sink.requests.size(), std::size_t(30969));    // 30,970 lines with the header
    QCOMPARE(sink.rejected.size(), std::size_t(0));
    qint64 notFound = 0, bytes = 0;
    for (const OrderedJson& request : sink.requests) {
        notFound += request.value("status", 0) == 404 ? 1 : 0;
        bytes += request.value("bytes_out", qint64(0));
    }
    qint64 expectedBytes = 0, expectedNotFound = 0;
    for (const QByteArray& line : text.split('\n').mid(1)) {
        const QList<QByteArray> cells = line.split('\t');
        expectedBytes += cells.value(6).toLongLong();
        expectedNotFound += cells.value(5) == "404" ? 1 : 0;
    }
    QCOMPARE(notFound, expectedNotFound);
    QCOMPARE(bytes, expectedBytes);
    QCOMPARE(QString::fromStdString(sink.requests[0]["time"].get<std::string>()), QStringLiteral("1995-08-01T06:00:00Z"));
    QCOMPARE(QString::fromStdString(sink.requests[0]["client_ip"].get<std::string>()), QStringLiteral("pppa006.compuserve.com"));
    QCOMPARE(QString::fromStdString(sink.requests[0]["path"].get<std::string>()), QStringLiteral("/images/launch-logo.gif"));
}

void GenericCsvTest::anExportedLogReadsAsLogLines()
{
    const QByteArray text = textOf(dataFolder() + QStringLiteral("/rca/nezha/2022-08-22/log/05_19_log.csv.gz"));
    if (text.isEmpty())
        QSKIP("the shared data is not here");
    CollectingSink sink;
    read(sink, text, QStringLiteral("05_19_log.csv"));
    QCOMPARE(qsizetype(sink.logLines.size()), qsizetype(text.count('\n') - (text.endsWith('\n') ? 1 : 0)));
    QCOMPARE(sink.rejected.size(), std::size_t(0));
}

void GenericCsvTest::tablesWithoutTimeAreRefusedWithTheReason_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("haproxy") << QStringLiteral("/metrics/telegraf/haproxy-stats/sample_output.csv");
    QTest::newRow("edges") << QStringLiteral("/rca/nezha/2022-08-22/metric/dependency.csv");
    QTest::newRow("graph") << QStringLiteral("/rca/petshop/high_traffic/graph.csv");
}

void GenericCsvTest::tablesWithoutTimeAreRefusedWithTheReason()
{
    QFETCH(QString, path);
    const QByteArray text = textOf(dataFolder() + path);
    if (text.isEmpty())
        QSKIP("the shared data is not here");
    const Detection detection = GenericCsv().detect(headOf(viewOf(text), "a.csv"));
    QCOMPARE(detection.confidence, 0);
    QCOMPARE(QString::fromStdString(detection.reason), QStringLiteral("no column reads as a time"));
    CollectingSink sink;
    read(sink, text, QStringLiteral("a.csv"));
    QCOMPARE(sink.records, std::uint64_t(0));
    QVERIFY(!sink.rejected.empty());
}

QTEST_GUILESS_MAIN(GenericCsvTest)
#include "genericcsv_test.moc"
