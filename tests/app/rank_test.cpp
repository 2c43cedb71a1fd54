#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/onsets.h"
#include "app/analysis/rank.h"
#include "app/analysis/ranktext.h"
#include "app/analysis/valuetext.h"
#include "app/query/valueseries.h"
#include "tests/support/incident.h"
#include "tests/support/noise.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr int minutes = 600;

QString minuteText(int minute)
{
    return QDateTime::fromString(QStringLiteral("2024-04-23T00:00:00Z"), Qt::ISODate).addSecs(minute * 60).toString(Qt::ISODate);
}

/// Two metrics of a quiet day, one of which does what the other did three minutes before, from minute 480 on; a constant; a counter with a reset.
std::string metrics()
{
    Noise calm(1);
    Noise other(2);
    const auto wave = [](int minute) { return minute < 480 ? 0.0 : 20 + 8 * std::sin(minute / 5.0); };
    std::string text = "time,driver,follower,quiet,total\n";
    double total = 1000;
    for (int minute = 0; minute < minutes; ++minute) {
        total = minute == 300 ? 5 : total + 60;
        text += minuteText(minute).toStdString() + ',' + std::to_string(calm.around() + wave(minute)) + ',' + std::to_string(other.around() + wave(minute - 3)) + ",7,"
            + std::to_string(total) + '\n';
    }
    return text;
}

/// One request a second; from minute 480 on one path more, in the rhythm of the driver.
std::string requests()
{
    std::string text;
    for (int minute = 0; minute < minutes; ++minute) {
        const auto line = [&](int second, const char* path) {
            const QDateTime time = QDateTime::fromString(QStringLiteral("2024-04-23T00:00:00Z"), Qt::ISODate).addSecs(minute * 60 + second);
            text += "192.0.2.1 - - [" + QLocale::c().toString(time, QStringLiteral("dd/MMM/yyyy:HH:mm:ss")).toStdString() + " +0000] \"GET " + path
                + " HTTP/1.1\" 200 100 \"-\" \"probe\"\n";
        };
        for (int second = 0; second < 60; second += 5)
            line(second, second % 10 == 0 ? "/even" : "/odd");
        for (int i = 0; minute >= 480 && i < 20 + static_cast<int>(8 * std::sin(minute / 5.0)); ++i)
            line(59, "/hot");
    }
    return text;
}

class RankCase : public ImportCase {
public:
    RankCase()
    {
        importText("metrics.csv", metrics());
        importText("access.log", requests());
        m_connection = required(file().openReader());
        m_reader = std::make_unique<SegmentReader>(*m_connection);
    }
    Database& database() { return *m_connection; }
    SegmentReader& reader() { return *m_reader; }
    SeriesSubject series(const std::string& name)
    {
        SeriesSubject subject;
        for (const SeriesInfo& series : required(CaseReader(*m_connection).series())) {
            if (series.name == name)
                subject.seriesId = series.id;
        }
        return subject;
    }
    Ranking rankBeside(const char* target, std::vector<std::string> among)
    {
        RankRequest request;
        request.target = series(target);
        request.windows = {between("2024-04-23T07:30:00", "2024-04-23T09:30:00")};
        request.among = std::move(among);
        return required(rank(database(), reader(), {}, request));
    }

private:
    std::optional<Database> m_connection;
    std::unique_ptr<SegmentReader> m_reader;
};

std::string allNotes(const std::vector<std::string>& notes)
{
    std::string text;
    for (const std::string& note : notes)
        text += note + '\n';
    return text;
}

}    // namespace

class RankTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_case = std::make_unique<RankCase>(); }
    void theSeriesThatLeadsIsFirstWithItsLead();
    void theRateOfAPathIsLaidBesideAMetric();
    void aConstantIsCountedAndNotRanked();
    void tooFewStepsAreNotRanked();
    void aTargetThatHardlyCoversTheWindowIsSaid();
    void aWindowWithoutTimesIsRefused();
    void windowsAreJoined();
    void theFirstChangesAreInOrder();
    void aWindowOutsideTheDataHasANote();
    void aResetOfACounterIsLeftOut();
    void valuesOverTimeAddUpToTheRecords();
    void valuesAreSaidInTheirUnits_data();
    void valuesAreSaidInTheirUnits();

private:
    std::unique_ptr<RankCase> m_case;
};

void RankTest::theSeriesThatLeadsIsFirstWithItsLead()
{
    const Ranking ranking = m_case->rankBeside("follower", {"series"});
    QVERIFY(!ranking.rows.empty());
    const RankRow& first = ranking.rows.front();
    QCOMPARE(QString::fromStdString(first.name), QStringLiteral("driver"));
    QVERIFY(first.isUnusual());
    QVERIFY2(std::abs(first.windows[0].lag.lead - 3) < 0.5, qPrintable(QString::number(first.windows[0].lag.lead)));
    QVERIFY2(first.sentence.rfind("leads by 3 min", 0) == 0, first.sentence.c_str());
    QVERIFY2(first.sentence.find("rises with it") != std::string::npos, first.sentence.c_str());
}

void RankTest::theRateOfAPathIsLaidBesideAMetric()
{
    const Ranking ranking = m_case->rankBeside("driver", {"path"});
    QVERIFY(!ranking.rows.empty());
    QCOMPARE(QString::fromStdString(ranking.rows.front().subject.value), QStringLiteral("/hot"));
    QVERIFY(ranking.rows.front().score > 0.9);
    // Bytes are a hundred times the requests: the same line in other words.
    QCOMPARE(ranking.rows.front().same.size(), std::size_t{1});
}

void RankTest::aConstantIsCountedAndNotRanked()
{
    const Ranking ranking = m_case->rankBeside("driver", {"series"});
    QVERIFY(std::none_of(ranking.rows.begin(), ranking.rows.end(), [](const RankRow& row) { return row.name == "quiet"; }));
    QVERIFY(ranking.constant >= 1);
    const Ranking flat = m_case->rankBeside("quiet", {"series"});
    QVERIFY(flat.rows.empty());
    QVERIFY2(allNotes(flat.notes).find("does not move") != std::string::npos, allNotes(flat.notes).c_str());
}

void RankTest::tooFewStepsAreNotRanked()
{
    ImportCase small;
    small.importText("m.csv", "time,a,b\n2024-04-23T00:00:00Z,1,2\n2024-04-23T00:01:00Z,2,4\n2024-04-23T00:02:00Z,3,5\n2024-04-23T00:03:00Z,5,7\n");
    Database database = required(small.file().openReader());
    SegmentReader reader(database);
    RankRequest request;
    request.target.seriesId = required(CaseReader(database).series()).front().id;
    request.windows = {between("2024-04-23T00:00:00", "2024-04-23T00:04:00")};
    const Ranking ranking = required(rank(database, reader, {}, request));
    QVERIFY(ranking.rows.empty());
    QCOMPARE(ranking.tooShort, std::size_t{1});
    QVERIFY2(allNotes(ranking.notes).find("Too little data") != std::string::npos, allNotes(ranking.notes).c_str());
}

void RankTest::aTargetThatHardlyCoversTheWindowIsSaid()
{
    RankRequest request;
    request.target = m_case->series("driver");
    request.windows = {between("2024-04-23T08:00:00", "2024-04-23T14:00:00")};    // the data ends at 10:00
    const Ranking ranking = required(rank(m_case->database(), m_case->reader(), {}, request));
    QVERIFY(ranking.rows.empty());
    QVERIFY2(allNotes(ranking.notes).find("% of the window; below 60 % nothing is compared") != std::string::npos, allNotes(ranking.notes).c_str());
}

void RankTest::aWindowWithoutTimesIsRefused()
{
    RankRequest request;
    request.target = m_case->series("driver");
    QVERIFY(!rank(m_case->database(), m_case->reader(), {}, request));
    request.windows = {TimeRange{}};
    const auto open = rank(m_case->database(), m_case->reader(), {}, request);
    QVERIFY(!open);
    QCOMPARE(open.error().kind, ErrorKind::Usage);
}

void RankTest::windowsAreJoined()
{
    RankRequest request;
    request.target = m_case->series("follower");
    request.windows = {between("2024-04-23T07:30:00", "2024-04-23T09:30:00"), between("2024-04-23T03:00:00", "2024-04-23T05:00:00")};
    request.among = {"series"};
    const Ranking ranking = required(rank(m_case->database(), m_case->reader(), {}, request));
    const auto driver = std::find_if(ranking.rows.begin(), ranking.rows.end(), [](const RankRow& row) { return row.name == "driver"; });
    QVERIFY(driver != ranking.rows.end());
    QCOMPARE(driver->windows.size(), std::size_t{2});
    QCOMPARE(driver->hits, std::size_t{1});
    QVERIFY2(driver->sentence.find("in 1 of 2 windows") != std::string::npos, driver->sentence.c_str());
}

void RankTest::theFirstChangesAreInOrder()
{
    OnsetsRequest request;
    request.window = between("2024-04-23T07:50:00", "2024-04-23T08:30:00");
    const Onsets found = required(onsets(m_case->database(), m_case->reader(), {}, request));
    const auto row = [&](const std::string& name) {
        return std::find_if(found.rows.begin(), found.rows.end(), [&](const OnsetRow& candidate) { return candidate.name == name; });
    };
    QVERIFY(row("driver") != found.rows.end() && row("follower") != found.rows.end() && row("request rate") != found.rows.end());
    QCOMPARE(formatUtc(row("driver")->time), std::string("2024-04-23T08:00:00Z"));
    QCOMPARE(formatUtc(row("follower")->time), std::string("2024-04-23T08:03:00Z"));
    QVERIFY(row("driver")->step < row("follower")->step);
    QVERIFY(found.quiet >= 1);
    // Named ones only, in the same words.
    request.subjects = {m_case->series("follower")};
    const Onsets one = required(onsets(m_case->database(), m_case->reader(), {}, request));
    QCOMPARE(one.rows.size(), std::size_t{1});
    QCOMPARE(one.rows[0].sentence, row("follower")->sentence);
}

void RankTest::aWindowOutsideTheDataHasANote()
{
    OnsetsRequest request;
    request.window = between("2025-01-01T00:00:00", "2025-01-01T01:00:00");
    const Onsets found = required(onsets(m_case->database(), m_case->reader(), {}, request));
    QVERIFY(found.rows.empty());
    QCOMPARE(found.notes.size(), std::size_t{1});
}

void RankTest::aResetOfACounterIsLeftOut()
{
    CandidatesRequest request;
    request.window = between("2024-04-23T04:30:00", "2024-04-23T05:30:00");
    request.selection = request.window;
    request.step = std::chrono::minutes(1);
    const SeriesCandidate total = required(seriesCandidate(m_case->database(), m_case->reader(), {}, m_case->series("total"), request));
    // A plain CSV does not say that it is a counter: it is shown as written, the fall included.
    QCOMPARE(total.resets, std::size_t{0});
    QCOMPARE(total.grid.values.size(), std::size_t{60});
}

void RankTest::valuesOverTimeAddUpToTheRecords()
{
    ValueSeriesRequest request;
    request.window = between("2024-04-23T07:00:00", "2024-04-23T09:00:00");
    request.selection = between("2024-04-23T08:00:00", "2024-04-23T09:00:00");
    request.step = std::chrono::minutes(10);
    const ValueSeriesList list = required(valueSeries(m_case->reader(), {}, request));
    QCOMPARE(list.buckets.count, std::size_t{12});
    QCOMPARE(list.lines.size(), std::size_t{3});
    QCOMPARE(QString::fromStdString(list.lines[0].value), QStringLiteral("/hot"));
    double hot = 0;
    for (const double rate : list.lines[0].values)
        hot += rate * 600;
    QCOMPARE(std::llround(hot), static_cast<long long>(list.lines[0].records));
    for (const double rate : list.lines[1].values)
        QCOMPARE(rate, 0.1);
    // The largest two of three: one is left out, and said to be.
    request.mostValues = 2;
    QCOMPARE(required(valueSeries(m_case->reader(), {}, request)).leftOut, std::size_t{1});
}

void RankTest::valuesAreSaidInTheirUnits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("milliseconds") << 0.01873 << QStringLiteral("s") << QStringLiteral("18.7 ms");
    QTest::newRow("seconds") << 5.0 << QStringLiteral("s") << QStringLiteral("5 s");
    QTest::newRow("minutes") << 90.0 << QStringLiteral("s") << QStringLiteral("1 min 30 s");
    QTest::newRow("milliseconds as written") << 1650.0 << QStringLiteral("ms") << QStringLiteral("1.65 s");
    QTest::newRow("bytes") << 132'800'000'000.0 << QStringLiteral("By") << QStringLiteral("132.8 GB");
    QTest::newRow("a rate") << 5.949 << QStringLiteral("1/s") << QStringLiteral("5.95/s");
    QTest::newRow("a count") << 4362.0 << QString() << QStringLiteral("4,360");
    QTest::newRow("another unit") << 12.04 << QStringLiteral("%") << QStringLiteral("12 %");
    QTest::newRow("nothing") << 0.0 << QStringLiteral("1") << QStringLiteral("0");
}

void RankTest::valuesAreSaidInTheirUnits()
{
    QFETCH(double, value);
    QFETCH(QString, unit);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(valueText(value, unit.toStdString())), text);
}

QTEST_GUILESS_MAIN(RankTest)
#include "rank_test.moc"
