#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/clockoffset.h"
#include "app/analysis/clocks.h"
#include "app/store/caseeditor.h"
#include "tests/support/incident.h"
#include "tests/support/noise.h"
#include "tests/support/sharedtraffic.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

/// A metric that counts the same traffic by the minute.
std::string metric(const std::vector<double>& times, int movedMinutes)
{
    std::vector<int> counts(hoursOfTraffic * 60, 0);
    for (const double time : times)
        ++counts[static_cast<std::size_t>(time / 60)];
    std::string text = "time,requests\n";
    const QDateTime begin = QDateTime::fromString(QStringLiteral("2024-04-23T06:00:00Z"), Qt::ISODate);
    for (std::size_t minute = 0; minute < counts.size(); ++minute)
        text += begin.addSecs(60 * (static_cast<int>(minute) + movedMinutes)).toString(Qt::ISODate).toStdString() + ',' + std::to_string(counts[minute]) + '\n';
    return text;
}

class ClocksCase : public ImportCase {
public:
    Clocks compare(std::optional<std::int64_t> reference = {})
    {
        Database connection = required(file().openReader());
        SegmentReader reader(connection);
        return required(compareClocks(connection, reader, reference));
    }
};

}    // namespace

class ClocksTest : public QObject {
    Q_OBJECT

private slots:
    void anOffsetIsFoundToHalfAStep();
    void whatFitsInTwoPlacesHasNoOffset();
    void aClockIsComparedWithTheBusiestLog_data();
    void aClockIsComparedWithTheBusiestLog();
    void aMovedClockAgreesAndIsTold();
    void rotatedFilesAreOneLog();
    void aSeriesOnlyTellsOfItsZone();
    void aCaseWithoutRecordsSaysSo();
};

void ClocksTest::anOffsetIsFoundToHalfAStep()
{
    Noise noise(4);
    std::vector<double> steps(900);
    for (double& value : steps)
        value = noise.around();
    ValueGrid reference{Timestamp{}, 1min, {}};
    ValueGrid source = reference;
    for (std::size_t i = 0; i < 800; ++i) {
        reference.values.push_back(steps[i + 20]);
        source.values.push_back(0.75 * steps[i + 50] + 0.25 * steps[i + 51]);    // 30.25 steps behind the reference
    }
    const auto found = clockOffsetOf(source, reference, {.mostSteps = 60});
    QVERIFY(found);
    QVERIFY2(std::abs(found->steps - 30.25) < 0.5, qPrintable(QString::number(found->steps)));
    QVERIFY(found->low <= 30.25 && found->high >= 30.25 && !found->agreesUnmoved());
    source.values.assign(800, std::numeric_limits<double>::quiet_NaN());
    QVERIFY(!clockOffsetOf(source, reference));
    source.values.assign(800, 5);
    QVERIFY(!clockOffsetOf(source, reference));
    QVERIFY(!clockOffsetOf({}, {}));
}

void ClocksTest::whatFitsInTwoPlacesHasNoOffset()
{
    ValueGrid wave{Timestamp{}, 1min, {}};
    for (int i = 0; i < 600; ++i)
        wave.values.push_back(std::sin(i * 0.3));
    QVERIFY(!clockOffsetOf(wave, wave));
}

void ClocksTest::aClockIsComparedWithTheBusiestLog_data()
{
    QTest::addColumn<double>("written");    // seconds later than they were
    QTest::addColumn<double>("kept");       // the share of the requests it saw
    QTest::addColumn<QString>("verdict");
    QTest::newRow("the same clock") << 0.0 << 0.7 << "agrees";
    QTest::newRow("90 s ahead") << 90.0 << 0.7 << "differs";
    QTest::newRow("7 s behind") << -7.0 << 0.7 << "differs";
    QTest::newRow("half of the requests, 12 min behind") << -720.0 << 0.5 << "differs";
    QTest::newRow("two hours: the zone") << 7200.0 << 0.7 << "zone error?";
    QTest::newRow("five and a half hours: the zone") << -19'800.0 << 0.7 << "zone error?";
}

void ClocksTest::aClockIsComparedWithTheBusiestLog()
{
    QFETCH(double, written);
    QFETCH(double, kept);
    QFETCH(QString, verdict);
    ClocksCase made;
    made.importText("proxy.log", accessLog(arrivals(1), 0));
    made.importText("server.log", accessLog(arrivals(1), written, kept));
    made.importText("other.log", accessLog(arrivals(2), 0, 0.5));
    const Clocks clocks = made.compare();
    QCOMPARE(clocks.rows.size(), std::size_t{3});
    QCOMPARE(nameOf(clocks.rows[0].verdict), std::string_view("reference"));
    const ClockRow& row = clocks.rows[1];
    QVERIFY2(std::string(nameOf(row.verdict)) == verdict.toStdString(), row.sentence.c_str());
    QVERIFY(row.move);
    const double off = static_cast<double>(row.move->count()) / 1e9 + written;
    QVERIFY2(std::abs(off) <= 1, row.sentence.c_str());
    QVERIFY(row.low <= *row.move && *row.move <= row.high);
    QCOMPARE(row.offset.has_value(), verdict != QStringLiteral("agrees"));
    QCOMPARE(nameOf(clocks.rows[2].verdict), std::string_view("unclear"));
    QVERIFY(!clocks.rows[2].offset);
}

void ClocksTest::aMovedClockAgreesAndIsTold()
{
    ClocksCase made;
    made.importText("proxy.log", accessLog(arrivals(1), 0));
    made.importText("server.log", accessLog(arrivals(1), 90, 0.7));
    const Clocks before = made.compare();
    CaseEditor editor(made.file().database(), "tester");
    SourceChange change;
    change.clockOffset = before.rows[1].offset;
    required(editor.setSource(before.rows[1].sourceId, change));
    const Clocks after = made.compare();
    QVERIFY2(after.rows[1].verdict == ClockVerdict::Agrees, after.rows[1].sentence.c_str());
    const auto notes = clockNotes(required(CaseReader(made.file().database()).sources()));
    QCOMPARE(notes.size(), std::size_t{1});
    QVERIFY2(notes.front().find("server.log is moved by -1 min") != std::string::npos, notes.front().c_str());
    QVERIFY(made.compare(before.rows[1].sourceId).rows.front().name == "server.log");
}

void ClocksTest::rotatedFilesAreOneLog()
{
    const std::vector<double> times = arrivals(1);
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    ClocksCase made;
    made.importText("proxy.log.1", accessLog({times.begin(), middle}, 0));
    made.importText("proxy.log", accessLog({middle, times.end()}, 0));
    made.importText("server.log", accessLog(times, 30, 0.3));
    const Clocks clocks = made.compare();
    QCOMPARE(clocks.rows.size(), std::size_t{3});
    QVERIFY(clocks.rows[0].verdict == ClockVerdict::Reference && clocks.rows[1].verdict == ClockVerdict::Reference);
    QVERIFY2(clocks.rows[2].verdict == ClockVerdict::Differs, clocks.rows[2].sentence.c_str());
    QVERIFY2(std::abs(static_cast<double>(clocks.rows[2].offset->count()) / 1e9 + 30) <= 1, clocks.rows[2].sentence.c_str());
}

void ClocksTest::aSeriesOnlyTellsOfItsZone()
{
    for (const auto& [minutes, verdict] : {std::pair(0, ClockVerdict::Agrees), std::pair(3, ClockVerdict::Unclear), std::pair(-120, ClockVerdict::ZoneError)}) {
        ClocksCase made;
        made.importText("proxy.log", accessLog(arrivals(1), 0));
        made.importText("metrics.csv", metric(arrivals(1), minutes));
        const Clocks clocks = made.compare();
        QCOMPARE(clocks.rows.size(), std::size_t{2});
        QVERIFY2(clocks.rows[1].verdict == verdict, clocks.rows[1].sentence.c_str());
        if (verdict == ClockVerdict::ZoneError)
            QCOMPARE(*clocks.rows[1].offset, Nanoseconds(2h));
    }
}

void ClocksTest::aCaseWithoutRecordsSaysSo()
{
    ClocksCase made;
    made.importText("metrics.csv", metric(arrivals(1), 0));
    const Clocks clocks = made.compare();
    QVERIFY(clocks.rows.empty());
    QCOMPARE(clocks.notes.size(), std::size_t{1});
    made.importText("proxy.log", accessLog(arrivals(1), 0));
    QCOMPARE(made.compare().notes.size(), std::size_t{0});
}

QTEST_GUILESS_MAIN(ClocksTest)
#include "clocks_test.moc"
