#include "importers/metrics/csvmapping.h"
#include "importers/metrics/genericcsv.h"
#include "tests/support/collectingsink.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

class CsvMappingTest : public QObject {
    Q_OBJECT

private slots:
    void theDelimiterIsTheOneThatCutsEvenly_data();
    void theDelimiterIsTheOneThatCutsEvenly();
    void datesAreSolvedOverTheWholeColumn_data();
    void datesAreSolvedOverTheWholeColumn();
    void columnsGetTheirRoles_data();
    void columnsGetTheirRoles();
    void textThatIsNoTableIsNotClaimed_data();
    void textThatIsNoTableIsNotClaimed();
    void statedColumnsWin();
    void aStatedColumnThatIsNotThereRejectsEveryLine();
    void timesOfEveryWritingGiveTheSameInstant_data();
    void timesOfEveryWritingGiveTheSameInstant();
    void durationsTakeTheirUnitFromHeaderCellOrSize_data();
    void durationsTakeTheirUnitFromHeaderCellOrSize();
    void aQuoteThatNeverClosesIsReported();
    void absurdNumbersDoNotOverflow();
};

namespace {

CsvMapping mappingOf(const QString& text, const std::map<std::string, std::string>& stated = {})
{
    static std::string bytes;    // the head is a view
    bytes = text.toStdString();
    return findCsvMapping(headOf(bytes, "a.csv"), stated);
}

QString rolesOf(const CsvMapping& mapping)
{
    static const char* const names[] = {"-", "time", "date", "other-time", "value", "label", "name", "method", "path", "query", "request", "status",
                                        "duration", "bytes-out", "bytes-in", "host", "client", "user", "agent", "referer", "protocol", "trace",
                                        "upstream", "text", "severity", "component"};
    QStringList roles;
    for (const CsvColumn& column : mapping.columns)
        roles << QString::fromLatin1(names[static_cast<int>(column.role)]);
    return roles.join(QLatin1Char(' '));
}

}    // namespace

void CsvMappingTest::theDelimiterIsTheOneThatCutsEvenly_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QChar>("delimiter");
    QTest::newRow("comma") << QStringLiteral("time,a\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n") << QChar(u',');
    QTest::newRow("semicolon with decimal commas") << QStringLiteral("time;a;b\n2024-04-23 08:00:00;1,5;2,5\n2024-04-23 08:01:00;2,5;3,5\n") << QChar(u';');
    QTest::newRow("semicolon, no header, decimal commas") << QStringLiteral("2024-04-23 08:00:00;1,5\n2024-04-23 08:01:00;2,5\n") << QChar(u';');
    QTest::newRow("tab") << QStringLiteral("time\ta\n2024-04-23 08:00:00\t1\n2024-04-23 08:01:00\t2\n") << QChar(u'\t');
    QTest::newRow("bar") << QStringLiteral("time|a\n2024-04-23 08:00:00|1\n2024-04-23 08:01:00|2\n") << QChar(u'|');
    QTest::newRow("quoted delimiters") << QStringLiteral("time,a\n\"2024-04-23 08:00:00\",\"1,5 ms\"\n\"2024-04-23 08:01:00\",2\n") << QChar(u',');
    QTest::newRow("sep line") << QStringLiteral("sep=;\ntime;a\n2024-04-23 08:00:00;1\n2024-04-23 08:01:00;2\n") << QChar(u';');
    QTest::newRow("comma before milliseconds") << QStringLiteral("time;a\n2024-04-23 08:00:00,500;1\n2024-04-23 08:01:00,500;2\n") << QChar(u';');
}

void CsvMappingTest::theDelimiterIsTheOneThatCutsEvenly()
{
    QFETCH(QString, text);
    QFETCH(QChar, delimiter);
    QCOMPARE(QChar::fromLatin1(mappingOf(text).table.delimiter), delimiter);
}

void CsvMappingTest::datesAreSolvedOverTheWholeColumn_data()
{
    QTest::addColumn<QString>("dates");
    QTest::addColumn<int>("order");
    QTest::addColumn<QString>("issue");
    const auto row = [](const char* name, const char* dates, DateOrder order, const char* issue) {
        QTest::newRow(name) << QString::fromLatin1(dates) << static_cast<int>(order) << QString::fromLatin1(issue);
    };
    row("ISO needs none", "2024-04-05 08:00,2024-04-05 09:00", DateOrder::Unknown, "");
    row("a day above 12 in a later row", "04/05/2024 08:00,05/05/2024 08:00,13/05/2024 08:00", DateOrder::DayMonthYear, "");
    row("month first is proven by a late row", "04/05/2024 08:00,04/06/2024 08:00,04/13/2024 08:00", DateOrder::MonthDayYear, "");
    row("nothing decides", "04/05/2024 08:00,04/05/2024 09:00", DateOrder::DayMonthYear, "date-order-ambiguous");
    row("month first is the closer reading", "04/05/2024 08:00,04/06/2024 08:00,04/07/2024 08:00", DateOrder::MonthDayYear, "date-order-ambiguous");
    row("day first is the closer reading", "04/05/2024 08:00,05/05/2024 08:00,06/05/2024 08:00", DateOrder::DayMonthYear, "date-order-ambiguous");
    row("both are proven", "13/04/2024 08:00,04/13/2024 08:00,14/04/2024 08:00", DateOrder::DayMonthYear, "date-order-conflict");
}

void CsvMappingTest::datesAreSolvedOverTheWholeColumn()
{
    QFETCH(QString, dates);
    QFETCH(int, order);
    QFETCH(QString, issue);
    const QString text = QStringLiteral("time;a\n") + dates.split(QLatin1Char(',')).join(QStringLiteral(";1\n")) + QStringLiteral(";2\n");
    const CsvMapping mapping = mappingOf(text);
    QCOMPARE(static_cast<int>(mapping.order), order);
    QCOMPARE(mapping.issues.empty() ? QString() : QString::fromStdString(mapping.issues.front().first), issue);
    if (issue == QStringLiteral("date-order-ambiguous"))
        QVERIFY2(mapping.issues.front().second.find("it would be") != std::string::npos, mapping.issues.front().second.c_str());
}

void CsvMappingTest::columnsGetTheirRoles_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("roles");
    const auto row = [](const char* name, const char* text, const char* roles) {
        QTest::newRow(name) << QString::fromLatin1(text) << QString::fromLatin1(roles);
    };
    row("wide", "time,a,b\n2024-04-23 08:00:00,1,2\n2024-04-23 08:01:00,2,3\n", "time value value");
    row("long", "time,host,value\n2024-04-23 08:00:00,db-1,2\n2024-04-23 08:01:00,db-1,3\n", "time label value");
    row("long with names", "time,metric,host,value\n2024-04-23 08:00:00,cpu,db-1,2\n2024-04-23 08:01:00,mem,db-1,3\n", "time name label value");
    row("numeric identifier in a long table", "time,host,port,value\n2024-04-23 08:00:00,db-1,5432,2\n2024-04-23 08:01:00,db-1,5433,3\n",
        "time label label value");
    row("time is not first", "a,b,time\n1,2,2024-04-23 08:00:00\n2,3,2024-04-23 08:01:00\n", "value value time");
    row("epoch by name", "x,ts\n1,1713900600\n2,1713900660\n", "value time");
    row("big counter is no time", "time,received\n2024-04-23 08:00:00,1713900600\n2024-04-23 08:01:00,1713900660\n", "time value");
    row("zoned stamp is preferred", "time,timestamp,a\n2024-04-23 08:00:00,1713859200,1\n2024-04-23 08:01:00,1713859260,2\n", "other-time time value");
    row("requests", "time,method,path,status\n2024-04-23 08:00:00,GET,/a,200\n2024-04-23 08:01:00,GET,/b,500\n", "time method path status");
    row("request line", "time,request,status\n2024-04-23 08:00:00,GET /a HTTP/1.1,200\n2024-04-23 08:01:00,GET /b HTTP/1.1,500\n", "time request status");
    row("a file system path is no request", "time,path,used\n2024-04-23 08:00:00,/var,200\n2024-04-23 08:01:00,/tmp,500\n", "time label value");
    row("no header", "2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n", "time value");
    row("column of gaps", "time,a,b\n2024-04-23 08:00:00,1,\n2024-04-23 08:01:00,2,\n", "time value value");
    row("log", "time,level,message\n2024-04-23 08:00:00,WARN,one\n2024-04-23 08:01:00,INFO,two\n", "time severity text");
    row("date and clock", "date,time,a\n2024-04-23,08:00:00,1\n2024-04-23,08:01:00,2\n", "date time value");
}

void CsvMappingTest::columnsGetTheirRoles()
{
    QFETCH(QString, text);
    QFETCH(QString, roles);
    QCOMPARE(rolesOf(mappingOf(text)), roles);
}

void CsvMappingTest::textThatIsNoTableIsNotClaimed_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("one line") << QStringLiteral("hello, world");
    QTest::newRow("JSON lines") << QStringLiteral("{\"t\":1,\"a\":2}\n{\"t\":2,\"a\":3}\n");
    QTest::newRow("Markdown table") << QStringLiteral("| timestamp | a |\n|---|---|\n| 22/04/2024 8:45 | 1 |\n");
    QTest::newRow("combined log") << QStringLiteral("192.0.2.7 - - [23/Apr/2024:21:29:58 +0200] \"GET / HTTP/1.1\" 200 5\n"
                                                    "192.0.2.7 - - [23/Apr/2024:21:29:59 +0200] \"GET / HTTP/1.1\" 200 5\n");
    QTest::newRow("log with a comma in its stamp") << QStringLiteral("2024-04-23 08:00:00,123 INFO one thing\n2024-04-23 08:00:01,124 WARN another thing\n");
    QTest::newRow("timeline") << QStringLiteral("time,event\n2024-04-23 08:00:00,Instabilities start\n2024-04-23 09:00:00,We restart the database\n");
    QTest::newRow("annotated CSV") << QStringLiteral("#group,false\n#datatype,string\n,result\n,2024-04-23T08:00:00Z\n");
    QTest::newRow("header only") << QStringLiteral("time,a\n");
}

void CsvMappingTest::textThatIsNoTableIsNotClaimed()
{
    QFETCH(QString, text);
    const CsvMapping mapping = mappingOf(text);
    QVERIFY2(mapping.confidence == 0, mapping.reason.c_str());
    QVERIFY(!mapping.problem.empty());
}

void CsvMappingTest::statedColumnsWin()
{
    const QString text = QStringLiteral("a,b,when,c\n5,2024-01-01 00:00:00,2024-04-23 08:00:00,x\n6,2024-01-01 00:00:00,2024-04-23 08:01:00,y\n");
    CollectingSink sink;
    ImportOptions options;
    options.columns = {{"time", "WHEN"}, {"value", "1"}, {"label", "c"}};
    readInto(sink, GenericCsv(), text.toStdString(), "a.csv", options);
    QCOMPARE(sink.records, std::uint64_t(2));
    QCOMPARE(QString::fromStdString(sink.seriesList.at(0).name), QStringLiteral("a"));
    QCOMPARE(QString::fromStdString(sink.seriesList.at(0).labels.at(0).second), QStringLiteral("x"));
    QCOMPARE(QString::fromStdString(formatUtc(sink.seriesList.at(0).samples.at(0).first.utc)), QStringLiteral("2024-04-23T08:00:00Z"));
}

void CsvMappingTest::aStatedColumnThatIsNotThereRejectsEveryLine()
{
    CollectingSink sink;
    ImportOptions options;
    options.columns = {{"time", "moment"}};
    readInto(sink, GenericCsv(), "time,a\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n", "a.csv", options);
    QCOMPARE(sink.records, std::uint64_t(0));
    QCOMPARE(sink.rejected.size(), std::size_t(2));
    QCOMPARE(QString::fromStdString(sink.rejected[0]["reason"].get<std::string>()), QStringLiteral("there is no column \"moment\""));
}

void CsvMappingTest::timesOfEveryWritingGiveTheSameInstant_data()
{
    QTest::addColumn<QString>("time");
    for (const char* time : {"2024-04-23T08:00:00Z", "2024-04-23 10:00:00+02:00", "2024-04-23 08:00:00", "1713859200", "1713859200000", "1713859200000000",
                             "1713859200000000000", "1713859200.0", "23/04/2024 08:00:00", "04/23/2024 8:00:00 AM", "23.04.2024 08:00",
                             "2024/04/23 08:00:00", "23/Apr/2024:10:00:00 +0200", "2024-04-23 08:00:00 +0000 UTC m=+0.113112869", "2024-04-23 08:00:00 UTC"})
        QTest::newRow(time) << QString::fromLatin1(time);
}

void CsvMappingTest::timesOfEveryWritingGiveTheSameInstant()
{
    QFETCH(QString, time);
    CollectingSink sink;
    readInto(sink, GenericCsv(), (QStringLiteral("time;a\n%1;1\n%1;2\n").arg(time)).toStdString(), "a.csv");
    QCOMPARE(sink.records, std::uint64_t(2));
    QCOMPARE(QString::fromStdString(formatUtc(sink.seriesList.at(0).samples.at(0).first.utc)), QStringLiteral("2024-04-23T08:00:00Z"));
}

void CsvMappingTest::durationsTakeTheirUnitFromHeaderCellOrSize_data()
{
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("cell");
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<bool>("assumed");
    QTest::newRow("suffix") << QStringLiteral("duration_ms") << QStringLiteral("12.5") << qint64(12500000) << false;
    QTest::newRow("brackets") << QStringLiteral("latency (us)") << QStringLiteral("12.5") << qint64(12500) << false;
    QTest::newRow("seconds suffix") << QStringLiteral("duration_seconds") << QStringLiteral("0.004") << qint64(4000000) << false;
    QTest::newRow("cell") << QStringLiteral("duration") << QStringLiteral("1.5 s") << qint64(1500000000) << false;
    QTest::newRow("fractions are seconds") << QStringLiteral("request_time") << QStringLiteral("0.123") << qint64(123000000) << true;
    QTest::newRow("whole numbers are milliseconds") << QStringLiteral("elapsed") << QStringLiteral("123") << qint64(123000000) << true;
}

void CsvMappingTest::durationsTakeTheirUnitFromHeaderCellOrSize()
{
    QFETCH(QString, header);
    QFETCH(QString, cell);
    QFETCH(qint64, nanoseconds);
    QFETCH(bool, assumed);
    CollectingSink sink;
    const QString row = QStringLiteral("2024-04-23T08:00:00Z,/a,200,%1\n").arg(cell);
    readInto(sink, GenericCsv(), (QStringLiteral("time,path,status,%1\n").arg(header) + row + row).toStdString(), "a.csv");
    QCOMPARE(sink.requests.size(), std::size_t(2));
    QCOMPARE(sink.requests[0].value("duration_ns", qint64(-1)), nanoseconds);
    QCOMPARE(!sink.issues.empty(), assumed);
}

void CsvMappingTest::aQuoteThatNeverClosesIsReported()
{
    CollectingSink sink;
    readInto(sink, GenericCsv(), "time,a\n2024-04-23 08:00:00,1\n2024-04-23 08:01:00,2\n2024-04-23 08:02:00,\"3\n2024-04-23 08:03:00,4\n", "a.csv");
    QCOMPARE(sink.records, std::uint64_t(2));
    QCOMPARE(sink.rejected.size(), std::size_t(2));    // both lines of the record that never ends
    QCOMPARE(QString::fromStdString(sink.rejected[0]["code"].get<std::string>()), QStringLiteral("unclosed-quote"));
    QCOMPARE(sink.rejectedLines, std::uint64_t(2));
    QCOMPARE(sink.recordLines, std::uint64_t(2));
}

void CsvMappingTest::absurdNumbersDoNotOverflow()
{
    CollectingSink sink;
    readInto(sink, GenericCsv(),
             "time,path,status,duration_ms,bytes\n2024-04-23T08:00:00Z,/a,200,5,1\n2024-04-23T08:00:00Z,/a,99999999999999999999,9e300,-1e300\n"
             "9999-12-31T00:00:00Z,/a,200,5,1\n2024-02-31T00:00:00Z,/a,200,-1,1\n99999999999999999999999,/a,200,1,1\n",
             "a.csv");
    QCOMPARE(sink.requests.size(), std::size_t(2));
    QVERIFY(!sink.requests[1].contains("duration_ns"));
    QVERIFY(!sink.requests[1].contains("status"));
    QCOMPARE(sink.rejected.size(), std::size_t(3));
}

QTEST_GUILESS_MAIN(CsvMappingTest)
#include "csvmapping_test.moc"
