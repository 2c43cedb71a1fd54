#include "importers/metrics/grafanacsv.h"
#include "importers/metrics/grafanaframe.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

class GrafanaCsvTest : public QObject {
    Q_OBJECT

private slots:
    void legendsSplitIntoNameAndLabels_data();
    void legendsSplitIntoNameAndLabels();
    void otherQuotedTablesAreNotClaimed_data();
    void otherQuotedTablesAreNotClaimed();
    void aFrameBeyondTheHeadIsReadRowByRow();
    void epochsNeedNoZoneAndFormattedTimesDo();
};

void GrafanaCsvTest::legendsSplitIntoNameAndLabels_data()
{
    QTest::addColumn<QString>("legend");
    QTest::addColumn<bool>("splits");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("labels");
    QTest::newRow("metric") << QStringLiteral("up{instance=\"a:9\", job=\"b\"}") << true << QStringLiteral("up") << QStringLiteral("instance=a:9 job=b ");
    QTest::newRow("only labels") << QStringLiteral("{job=\"b\"}") << true << QStringLiteral("value") << QStringLiteral("job=b ");
    QTest::newRow("name as a label") << QStringLiteral("{__name__=\"up\",job=\"b\"}") << true << QStringLiteral("up") << QStringLiteral("job=b ");
    QTest::newRow("escaped quote") << QStringLiteral("up{job=\"b\\\"c\"}") << true << QStringLiteral("up") << QStringLiteral("job=b\"c ");
    QTest::newRow("comma in a value") << QStringLiteral("up{job=\"b,c\"}") << true << QStringLiteral("up") << QStringLiteral("job=b,c ");
    for (const char* legend : {"api-1", "", "{", "}", "up{", "up{job}", "up{job=b}", "up{job=\"b}", "two words{a=\"b\"}", "up{a=\"b\" c=\"d\"}"})
        QTest::newRow(*legend == '\0' ? "empty" : legend) << QString::fromLatin1(legend) << false << QString() << QString();
}

void GrafanaCsvTest::legendsSplitIntoNameAndLabels()
{
    QFETCH(QString, legend);
    QFETCH(bool, splits);
    QFETCH(QString, name);
    QFETCH(QString, labels);
    std::string foundName;
    Labels foundLabels;
    QCOMPARE(splitLegend(legend.toStdString(), foundName, foundLabels), splits);
    QString text;
    for (const auto& [key, value] : foundLabels)
        text += QString::fromStdString(key) + QLatin1Char('=') + QString::fromStdString(value) + QLatin1Char(' ');
    QCOMPARE(QString::fromStdString(foundName), name);
    QCOMPARE(text, labels);
}

void GrafanaCsvTest::otherQuotedTablesAreNotClaimed_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("header only") << QStringLiteral("\"Time\",\"a\"\n");
    QTest::newRow("all text quoted") << QStringLiteral("\"time\",\"a\"\n\"2024-04-23 08:00:00\",1\n\"2024-04-23 08:01:00\",2\n");
    QTest::newRow("header not quoted") << QStringLiteral("Time,a\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n");
    QTest::newRow("a timeline") << QStringLiteral("\"Time\",\"Event\"\n2024-04-23 08:00:00,Instabilities start\n2024-04-23 08:01:00,Restart\n");
    QTest::newRow("another time column") << QStringLiteral("\"TimeStamp\",\"Value\"\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n");
}

void GrafanaCsvTest::otherQuotedTablesAreNotClaimed()
{
    QFETCH(QString, text);
    const std::string bytes = text.toStdString();
    QCOMPARE(GrafanaCsv().detect(headOf(bytes, "a.csv")).confidence, 0);
}

void GrafanaCsvTest::aFrameBeyondTheHeadIsReadRowByRow()
{
    const std::string head = "\"Time\",\"a\"\n1713768300000,1\n";
    ReaderContext context;
    context.head = headOf(head, "a.csv");
    const auto reader = GrafanaCsv().open(context);
    CollectingSink sink;
    std::uint64_t number = 0;
    for (const std::string_view line : {"\"Time\",\"a\"", "1713768300000,1", "", "\"Time\",\"pod\",\"b\"", "1713768300000,x,0", "1713768315000,x,900 ms",
                                        "1713768315000,y,1.2 s"}) {
        sink.beginLine(++number, line);
        reader->line(line, sink);
        sink.endLine();
    }
    reader->finish(sink);
    QCOMPARE(sink.records, std::uint64_t(4));
    QCOMPARE(sink.seriesList.size(), std::size_t(3));
    QCOMPARE(QString::fromStdString(sink.seriesList[1].labels.at(0).second), QStringLiteral("x"));
    QCOMPARE(sink.seriesList[1].samples.at(1).second, 0.9);
    QCOMPARE(sink.seriesList[2].samples.at(0).second, 1.2);
    QCOMPARE(QString::fromStdString(sink.seriesList[2].unit), QStringLiteral("s"));
}

void GrafanaCsvTest::epochsNeedNoZoneAndFormattedTimesDo()
{
    const auto basisOf = [](const std::string& text) {
        CollectingSink sink;
        readInto(sink, GrafanaCsv(), text, "a.csv");
        return sink.seriesList.at(0).samples.at(0).first.basis;
    };
    QVERIFY(basisOf("\"Time\",\"a\"\r\n1713768300000,1\r\n1713768315000,2\r\n") == TimeBasis::Epoch);
    QVERIFY(basisOf("\"Time\",\"a\"\r\n2024-04-22 08:45:00,1\r\n2024-04-22 08:46:00,2\r\n") == TimeBasis::SourceZone);
}

QTEST_GUILESS_MAIN(GrafanaCsvTest)
#include "grafanacsv_test.moc"
