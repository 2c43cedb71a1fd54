#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/moments.h"
#include "app/store/casereader.h"
#include "tests/support/incident.h"
#include "tests/support/noise.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr int minutes = 1200;

QDateTime timeOf(int minute)
{
    return QDateTime::fromString(QStringLiteral("2024-04-23T00:00:00Z"), Qt::ISODate).addSecs(minute * 60);
}

/// A minute that stands out, a level that stays, noise, a series that never moves.
std::string metrics()
{
    Noise spiky(1);
    Noise shifting(2);
    Noise quiet(3);
    std::string text = "time,spiky,shifting,quiet,constant\n";
    for (int minute = 0; minute < minutes; ++minute) {
        const auto number = [](double value) { return std::to_string(value); };
        text += timeOf(minute).toString(Qt::ISODate).toStdString() + ',' + number(20 + spiky.around() + (minute >= 700 && minute < 703 ? 60 : 0)) + ','
            + number(50 + shifting.around() - (minute >= 500 ? 20 : 0)) + ',' + number(quiet.around()) + ",7\n";
    }
    return text;
}

/// A request each ten seconds; a hundred in minute 900, half of them failed.
std::string requests()
{
    std::string text;
    for (int minute = 0; minute < minutes; ++minute)
        for (int i = 0; i < (minute == 900 ? 100 : 6); ++i) {
            const QDateTime time = timeOf(minute).addSecs(minute == 900 ? i % 60 : i * 10);
            text += "192.0.2.1 - - [" + QLocale::c().toString(time, QStringLiteral("dd/MMM/yyyy:HH:mm:ss")).toStdString() + " +0000] \"GET /"
                + (minute == 900 ? "hot" : "calm") + " HTTP/1.1\" " + (minute == 900 && i % 2 == 0 ? "503" : "200") + " 100 \"-\" \"probe\"\n";
        }
    return text;
}

class MomentsCase : public ImportCase {
public:
    MomentsCase()
    {
        importText("metrics.csv", metrics());
        importText("access.log", requests());
        m_connection = required(file().openReader());
        m_reader = std::make_unique<SegmentReader>(*m_connection);
    }
    SeriesSubject series(const char* name)
    {
        SeriesSubject subject;
        for (const SeriesInfo& series : required(CaseReader(*m_connection).series())) {
            if (series.name == name)
                subject.seriesId = series.id;
        }
        return subject;
    }
    Moments of(const MomentsRequest& request) { return required(momentsOr(request)); }
    Result<Moments> momentsOr(const MomentsRequest& request, const TaskControl& control = {})
    {
        return moments(*m_connection, *m_reader, {}, request, control);
    }
    std::vector<MomentRow> rowsOf(const SeriesSubject& subject)
    {
        MomentsRequest request;
        request.subjects = {subject};
        return of(request).rows;
    }

private:
    std::optional<Database> m_connection;
    std::unique_ptr<SegmentReader> m_reader;
};

}    // namespace

class MomentsTest : public QObject {
    Q_OBJECT

private slots:
    void aSingleRequestIsNoMoment();
    void initTestCase() { m_case = std::make_unique<MomentsCase>(); }

    void aSpikeIsToldWithItsPeakAndItsLength()
    {
        const auto rows = m_case->rowsOf(m_case->series("spiky"));
        QCOMPARE(rows.size(), std::size_t(1));
        const MomentRow& row = rows[0];
        QVERIFY(row.kind == UnusualKind::Spike && row.isRise);
        QCOMPARE(row.span, between("2024-04-23T11:40:00", "2024-04-23T11:43:00"));
        QVERIFY(row.before > 17 && row.before < 23);
        QVERIFY(row.after > 75 && row.after < 85);
        QVERIFY2(row.sentence.ends_with(", for 3 min"), row.sentence.c_str());
    }

    void aShiftOfLevelIsToldWithWhatStays()
    {
        const auto rows = m_case->rowsOf(m_case->series("shifting"));
        QCOMPARE(rows.size(), std::size_t(1));
        QVERIFY(rows[0].kind == UnusualKind::LevelShift && !rows[0].isRise);
        QVERIFY(rows[0].span.begin >= at("2024-04-23T08:10:00") && rows[0].span.begin <= at("2024-04-23T08:30:00"));
        QVERIFY2(rows[0].sentence.starts_with("falls from ") && rows[0].sentence.ends_with(" and stays there"), rows[0].sentence.c_str());
    }

    void whatIsUsualIsNotTold_data()
    {
        QTest::addColumn<QByteArray>("series");
        QTest::newRow("noise") << QByteArray("quiet");
        QTest::newRow("a constant") << QByteArray("constant");
    }
    void whatIsUsualIsNotTold()
    {
        QFETCH(QByteArray, series);
        const auto rows = m_case->rowsOf(m_case->series(series.constData()));
        QVERIFY2(rows.empty(), rows.empty() ? "" : rows[0].sentence.c_str());
    }

    void recordsAreLookedAtAsSeriesAre()
    {
        const auto rows = m_case->rowsOf({0, RecordKind::Request, Measure::Rate, {}, {}, false});
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].span.begin, at("2024-04-23T15:00:00"));
        QCOMPARE(rows[0].name, std::string("request rate"));
        const auto hot = m_case->rowsOf({0, RecordKind::Request, Measure::Rate, "path", "/hot", false});
        QCOMPARE(hot.size(), std::size_t(1));
        QCOMPARE(hot[0].span.begin, at("2024-04-23T15:00:00"));
    }

    void allSeriesAreLookedAtInTheOrderOfTime()
    {
        const Moments found = m_case->of({});
        QVERIFY(found.rows.size() >= 4);
        QVERIFY(std::is_sorted(found.rows.begin(), found.rows.end(),
                               [](const MomentRow& left, const MomentRow& right) { return left.span.begin < right.span.begin; }));
        QVERIFY(std::all_of(found.rows.begin(), found.rows.end(), [](const MomentRow& row) { return row.score >= 2; }));
        QVERIFY(found.quiet >= 2);    // noise, the constant
    }

    void aWindowHidesMomentsAndChangesNone()
    {
        const Moments all = m_case->of({});
        MomentsRequest request;
        request.window = between("2024-04-23T11:00:00", "2024-04-23T12:00:00");
        const Moments some = m_case->of(request);
        QCOMPARE(some.rows.size(), std::size_t(1));
        const auto same = std::find_if(all.rows.begin(), all.rows.end(), [&](const MomentRow& row) { return row.span == some.rows[0].span; });
        QVERIFY(same != all.rows.end());
        QCOMPARE(same->score, some.rows[0].score);
        QCOMPARE(same->sentence, some.rows[0].sentence);
    }

    void aFilterSaysWhichRequestsCount()
    {
        MomentsRequest request;
        request.subjects = {{0, RecordKind::Request, Measure::Rate, {}, {}, false}};
        request.filter = required(Filter::parse("path = \"/calm\""));
        for (const MomentRow& row : m_case->of(request).rows)
            QVERIFY2(!row.isRise, row.sentence.c_str());    // without the hundred, minute 900 has none
    }

    void tooFewStepsAreNoMoment()
    {
        ImportCase small;
        small.importText("few.csv", "time,value\n2024-04-23T00:00:00Z,1\n2024-04-23T00:01:00Z,1\n2024-04-23T00:02:00Z,900\n");
        Database connection = required(small.file().openReader());
        SegmentReader reader(connection);
        const Moments found = required(moments(connection, reader, {}, {}));
        QVERIFY(found.rows.empty());
        QCOMPARE(found.tooShort, std::size_t(1));
    }

    void aSubjectThatIsNotThereHidesNoOther()
    {
        MomentsRequest request;
        request.subjects = {{0, RecordKind::Request, Measure::Rate, "path", "/nowhere", false}, m_case->series("spiky")};
        const Moments found = m_case->of(request);
        QCOMPARE(found.rows.size(), std::size_t(1));
        QCOMPARE(found.notes.size(), std::size_t(1));
    }

    void anEmptyCaseHasANote()
    {
        ImportCase empty;
        Database connection = required(empty.file().openReader());
        SegmentReader reader(connection);
        const Moments found = required(moments(connection, reader, {}, {}));
        QVERIFY(found.rows.empty());
        QCOMPARE(found.notes.size(), std::size_t(1));
    }

    void itStopsWhenAsked()
    {
        std::stop_source source;
        source.request_stop();
        TaskControl control;
        control.stop = source.get_token();
        const auto found = m_case->momentsOr({}, control);
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::Interrupted);
    }

private:
    std::unique_ptr<MomentsCase> m_case;
};

void MomentsTest::aSingleRequestIsNoMoment()
{
    ImportCase sparse;
    std::string text;
    for (const int day : {1, 9, 20, 28})
        text += "192.0.2.1 - - [" + QString::number(day).rightJustified(2, QLatin1Char('0')).toStdString() + "/Apr/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 100\n";
    sparse.importText("access.log", text);
    Database connection = required(sparse.file().openReader());
    SegmentReader reader(connection);
    const Moments found = required(moments(connection, reader, {}, MomentsRequest{}));
    QVERIFY2(found.rows.empty(), found.rows.empty() ? "" : found.rows.front().sentence.c_str());
}

QTEST_GUILESS_MAIN(MomentsTest)
#include "moments_test.moc"
