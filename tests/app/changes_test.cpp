#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/changes.h"
#include "tests/support/incident.h"
#include "tests/support/noise.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

const char* const onset = "2024-04-23T12:00:00";

/// Events as rows "time,kind,title", and flags as rows "time,flag,environment,enabled".
class ChangesCase : public ImportCase {
public:
    void events(const std::string& rows) { importText("events.csv", "time,kind,title,service\n" + rows); }
    void flags(const std::string& rows) { importText("flags.csv", "time,flag,environment,enabled,user\n" + rows); }
    /// A latency and a load a minute over a day; trouble from the onset on until `recovery`.
    void series(double trouble = 400, const char* recovery = "2024-04-23T13:00:00")
    {
        Noise random(7);
        std::string text = "time,latency (ms),requests per second\n";
        for (Timestamp time = at("2024-04-22T14:00:00"); time < at("2024-04-23T14:00:00"); time += 1min) {
            const double load = 50 + 10 * std::sin(static_cast<double>(time.time_since_epoch() / 1min) / 55) + random.around();
            const bool isTrouble = time >= at(onset) && time < at(recovery);
            text += formatUtc(time) + ',' + std::to_string(20 + load / 5 + random.around() + (isTrouble ? trouble : 0)) + ',' + std::to_string(load) + '\n';
        }
        importText("metrics.csv", text);
    }
    Changes found(ChangesRequest request = {})
    {
        if (request.onset == Timestamp{})
            request.onset = at(onset);
        auto connection = required(file().openReader());
        SegmentReader reader(connection);
        return required(changes(connection, reader, {}, request));
    }
    std::string refused(const ChangesRequest& request)
    {
        auto connection = required(file().openReader());
        SegmentReader reader(connection);
        const auto result = changes(connection, reader, {}, request);
        return result ? "" : result.error().message();
    }
};

std::string titlesOf(const std::vector<ChangeRow>& rows)
{
    std::string text;
    for (const ChangeRow& row : rows)
        text += (text.empty() ? "" : ", ") + row.event.title;
    return text;
}

bool notes(const Changes& found, const char* part)
{
    return std::any_of(found.notes.begin(), found.notes.end(), [part](const std::string& note) { return note.find(part) != std::string::npos; });
}

}    // namespace

class ChangesTest : public QObject {
    Q_OBJECT

private slots:
    void aCaseWithoutEventsSaysWhatIsMissing();
    void withoutDataChangesAreOrderedByTimeAndKind();
    void whatShowsTroubleIsNoCandidate();
    void whatFollowsTheOnsetIsAResponse();
    void aMinuteAfterTheOnsetMayStillBeTheCause();
    void changesBeforeTheLookbackAreLeftOut();
    void aRollbackThatHelpedPointsAtTheDeploy();
    void aFlagThatWasOffBeforeTheOnsetCountsLess();
    void aQuietMomentHasNoCause();
    void anEarlierTroubleDoesNotHideThisOne();
    void earlierStretchesThatHideASymptomAreNamedAndCanBeLeftOut();
    void theSymptomMayBeChosen();
    void dataThatBeginsLateIsSaid();
    void whatCannotBeAskedIsRefused_data();
    void whatCannotBeAskedIsRefused();
    void requestsThatWereGivenUpAreCounted();
    void sharesAndFactorsAddUp();
    void twoRunsSayTheSame();
};

void ChangesTest::aCaseWithoutEventsSaysWhatIsMissing()
{
    ChangesCase empty;
    const Changes nothing = empty.found();
    QVERIFY(nothing.rows.empty());
    QCOMPARE(nothing.noneShare, 1.0);
    QVERIFY(notes(nothing, "no events"));
    QVERIFY(notes(nothing, "no series and no records"));
    ChangesCase calm;
    calm.series();
    const Changes withData = calm.found();
    QVERIFY(withData.hasSymptom == true);
    QVERIFY(notes(withData, "no events"));
    QCOMPARE(withData.symptomName, std::string("latency"));
}

void ChangesTest::withoutDataChangesAreOrderedByTimeAndKind()
{
    ChangesCase incident;
    incident.events("2024-04-23T11:20:00Z,deploy,Early,api\n2024-04-23T11:55:00Z,deploy,Late,api\n2024-04-23T11:55:00Z,scaling,Bigger,api\n");
    const Changes found = incident.found();
    QCOMPARE(titlesOf(found.rows), std::string("Late, Bigger, Early"));
    QCOMPARE(found.nearestBefore.size(), std::size_t{3});
    QVERIFY(notes(found, "ordered by time and kind alone"));
    QVERIFY(found.rows[0].sentence.find("5 min before") == 0);
    QVERIFY(found.rows[0].sentence.find("too little history") != std::string::npos);
}

void ChangesTest::whatShowsTroubleIsNoCandidate()
{
    ChangesCase incident;
    incident.events("2024-04-23T11:50:00Z,alert,Latency,api\n2024-04-23T11:51:00Z,page,Paged,api\n2024-04-23T11:52:00Z,status,We look into it,\n"
                    "2024-04-23T11:53:00Z,crash,Out of memory,api\n2024-04-23T11:54:00Z,config,Pool 50 to 100,api\n");
    const Changes found = incident.found();
    QCOMPARE(titlesOf(found.rows), std::string("Pool 50 to 100"));
}

void ChangesTest::whatFollowsTheOnsetIsAResponse()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-23T11:40:00Z,deploy,Release 7,api\n2024-04-23T12:20:00Z,scaling,More pods,api\n2024-04-23T12:59:00Z,config,Pool 50 to 100,api\n");
    const Changes found = incident.found();
    QCOMPARE(titlesOf(found.rows), std::string("Release 7"));
    QCOMPARE(found.responses.size(), std::size_t{2});
    QCOMPARE(found.responses[0].effect.verdict, MitigationVerdict::NoChange);
    QCOMPARE(found.responses[1].effect.verdict, MitigationVerdict::Worked);
    QVERIFY2(found.responses[1].sentence.find("worked: latency went from 4") == 0, found.responses[1].sentence.c_str());
    QVERIFY(found.responses[1].recovery && *found.responses[1].recovery <= 2min);
    QVERIFY(found.rows[0].share > found.noneShare);
}

void ChangesTest::aMinuteAfterTheOnsetMayStillBeTheCause()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-23T12:01:00Z,deploy,Release 7,api\n2024-04-23T12:01:00Z,restart,Out and up,api\n2024-04-23T12:10:00Z,deploy,Release 8,api\n");
    const Changes found = incident.found();
    QCOMPARE(titlesOf(found.rows), std::string("Release 7"));
    QCOMPARE(found.responses.size(), std::size_t{2});
    QCOMPARE(found.responses[0].event.title, std::string("Out and up"));
    QVERIFY2(found.rows[0].sentence.find("1 min after, within the tolerance") == 0, found.rows[0].sentence.c_str());
}

void ChangesTest::changesBeforeTheLookbackAreLeftOut()
{
    ChangesCase incident;
    incident.events("2024-04-22T11:00:00Z,deploy,Yesterday,api\n2024-04-23T11:00:00Z,deploy,Today,api\n");
    ChangesRequest request;
    request.lookback = 24h;
    QCOMPARE(titlesOf(incident.found(request).rows), std::string("Today"));
    request.lookback = 25h;
    QCOMPARE(incident.found(request).rows.size(), std::size_t{2});
    request.lookback = 10min;
    QVERIFY(notes(incident.found(request), "No change within 10 min"));
}

void ChangesTest::aRollbackThatHelpedPointsAtTheDeploy()
{
    ChangesCase incident;
    incident.series(400, "2024-04-23T12:30:00");
    incident.events("2024-04-23T09:00:00Z,deploy,Release 7,api\n2024-04-23T11:30:00Z,deploy,Footer,web\n2024-04-23T12:30:00Z,rollback,Release 6,api\n");
    const Changes found = incident.found();
    QCOMPARE(found.rows.front().event.title, std::string("Release 7"));
    QVERIFY2(found.rows.front().sentence.find("undone at 2024-04-23T12:30:00Z, recovered within") != std::string::npos, found.rows.front().sentence.c_str());
}

void ChangesTest::aFlagThatWasOffBeforeTheOnsetCountsLess()
{
    ChangesCase incident;
    incident.series();
    incident.flags("2024-04-23T08:00:00Z,kept,production,true,ops\n2024-04-23T08:00:00Z,dropped,production,true,ops\n"
                   "2024-04-23T09:30:00Z,dropped,production,false,ops\n2024-04-23T12:20:00Z,kept,production,false,ops\n");
    const Changes found = incident.found();
    QCOMPARE(found.rows.size(), std::size_t{3});    // both are switched on, one is switched off
    for (const ChangeRow& row : found.rows) {
        const bool isDropped = row.event.title.find("dropped") != std::string::npos;
        const bool tellsEnd = row.sentence.find("over before the onset") != std::string::npos;
        QCOMPARE(tellsEnd, isDropped && !row.isEnd);
        if (row.isEnd)
            QCOMPARE(row.at, at("2024-04-23T09:30:00"));
        if (!isDropped)    // switched off in the incident, and the trouble went on
            QVERIFY2(row.sentence.find("and nothing changed") != std::string::npos, row.sentence.c_str());
    }
    QCOMPARE(found.responses.size(), std::size_t{1});
    QVERIFY(found.responses[0].isEnd);
}

void ChangesTest::aQuietMomentHasNoCause()
{
    ChangesCase calm;
    calm.series(0);
    calm.events("2024-04-23T11:50:00Z,deploy,Release 7,api\n");
    const Changes found = calm.found();
    QVERIFY(found.hasSymptom == false);
    QVERIFY(found.noneShare > found.rows[0].share);
    QVERIFY(notes(found, "Nothing deviates"));
}

void ChangesTest::anEarlierTroubleDoesNotHideThisOne()
{
    ChangesCase incident;
    std::string text = "time,latency (ms)\n";
    Noise random(3);
    for (Timestamp time = at("2024-04-22T14:00:00"); time < at("2024-04-23T14:00:00"); time += 1min) {
        const bool isTrouble = (time >= at("2024-04-22T20:00:00") && time < at("2024-04-23T01:00:00")) || time >= at(onset);
        text += formatUtc(time) + ',' + std::to_string(20 + random.around() + (isTrouble ? 400 : 0)) + '\n';
    }
    incident.importText("metrics.csv", text);
    QVERIFY(incident.found().hasSymptom == true);
}

void ChangesTest::earlierStretchesThatHideASymptomAreNamedAndCanBeLeftOut()
{
    ChangesCase incident;
    std::string text = "time,latency (ms)\n";
    Noise random(3);
    for (Timestamp time = at("2024-04-22T14:00:00"); time < at("2024-04-23T14:00:00"); time += 1min) {
        const bool isTrouble = (time >= at("2024-04-22T20:00:00") && time < at("2024-04-23T01:00:00")) || (time >= at("2024-04-23T11:00:00") && time < at("2024-04-23T11:30:00"));
        text += formatUtc(time) + ',' + std::to_string(20 + random.around() + (isTrouble || time >= at(onset) ? 400 : 0)) + '\n';
    }
    incident.importText("metrics.csv", text);
    ChangesRequest request;
    const Changes hidden = incident.found(request);
    QVERIFY(hidden.hasSymptom == false);
    QVERIFY2(notes(hidden, "As far out were 2024-04-22T20:00:00Z/2024-04-23T01:00:00Z"), hidden.notes[1].c_str());
    request.incidents = {between("2024-04-22T20:00:00", "2024-04-23T01:00:00")};
    QVERIFY(incident.found(request).hasSymptom == true);
}

void ChangesTest::theSymptomMayBeChosen()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-23T12:20:00Z,scaling,More pods,api\n");
    ChangesRequest request;
    request.symptom = SeriesSubject{};
    request.symptom->seriesId = 2;
    const Changes found = incident.found(request);
    QCOMPARE(found.symptomName, std::string("requests per second"));
    QCOMPARE(found.responses[0].effect.verdict, MitigationVerdict::TooLittleData);
    QVERIFY(found.responses[0].sentence.find("was not in trouble then") != std::string::npos);
    request.symptom->seriesId = 99;
    request.onset = at(onset);
    QVERIFY(!incident.refused(request).empty());
}

void ChangesTest::dataThatBeginsLateIsSaid()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-21T12:00:00Z,deploy,Two days before,api\n");
    ChangesRequest request;
    request.lookback = 96h;
    const Changes found = incident.found(request);
    QVERIFY(notes(found, "The data begins 2 d before the onset"));
    QCOMPARE(found.rows.size(), std::size_t{1});
}

void ChangesTest::whatCannotBeAskedIsRefused_data()
{
    QTest::addColumn<qint64>("onset");
    QTest::addColumn<qint64>("lookback");
    QTest::addColumn<bool>("endsBefore");
    const qint64 now = nanosecondsOf(at(::onset));
    const qint64 day = 86'400'000'000'000;
    QTest::newRow("no time to look back") << now << qint64{0} << false;
    QTest::newRow("back to front") << now << -day << false;
    QTest::newRow("ten years") << now << 3653 * day << false;
    QTest::newRow("the first instant there is") << std::numeric_limits<qint64>::min() << day << false;
    QTest::newRow("the last one") << std::numeric_limits<qint64>::max() << day << false;
    QTest::newRow("it ends before it begins") << now << day << true;
}

void ChangesTest::whatCannotBeAskedIsRefused()
{
    QFETCH(qint64, onset);
    QFETCH(qint64, lookback);
    QFETCH(bool, endsBefore);
    ChangesCase incident;
    ChangesRequest request;
    request.onset = timestampFrom(onset);
    request.lookback = Nanoseconds(lookback);
    if (endsBefore)
        request.window = TimeRange{request.onset - 2h, request.onset - 1h};
    QVERIFY(incident.refused(request).find("Cannot look for changes") == 0);
}

void ChangesTest::requestsThatWereGivenUpAreCounted()
{
    const auto line = [](const char* client, const char* time, const char* target, int status, const char* seconds) {
        return std::string(client) + " - - [23/Apr/2024:" + time + " +0000] \"GET " + target + " HTTP/1.1\" " + std::to_string(status) + " 12 \"-\" \"curl/8\" " + seconds + "\n";
    };
    ChangesCase incident;    // stamps mark the end: the first two of 192.0.2.1 overlap
    incident.importText("access.log", line("192.0.2.1", "12:00:30", "/a", 499, "29.000") + line("192.0.2.1", "12:00:35", "/a", 200, "20.000") + line("192.0.2.1", "12:00:36", "/b", 200, "20.000")
                                          + line("192.0.2.2", "12:00:40", "/a", 200, "30.000") + line("192.0.2.2", "11:50:00", "/a", 499, "1.000"));
    const Changes found = incident.found();
    QVERIFY(found.abandonment);
    QCOMPARE(found.abandonment->requests, std::size_t{4});
    QCOMPARE(found.abandonment->abandoned, std::size_t{1});
    QCOMPARE(found.abandonment->herd, std::size_t{1});
    QVERIFY(!ChangesCase().found().abandonment);
}

void ChangesTest::sharesAndFactorsAddUp()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-23T03:00:00Z,deploy,Release 7,api\n2024-04-23T11:50:00Z,config,Pool,db\n2024-04-23T11:55:00Z,migration,Index on latency,db\n");
    const Changes found = incident.found();
    double sum = found.noneShare;
    for (const ChangeRow& row : found.rows) {
        sum += row.share;
        double product = 1;
        for (const ChangeFactor& factor : row.factors) {
            product *= factor.factor;
            QVERIFY2(!factor.reason.empty(), factor.name.c_str());
        }
        QVERIFY(std::abs(product / row.weight - 1) < 1e-9);
    }
    QVERIFY(std::abs(sum - 1) < 1e-9);
    QVERIFY(found.noneShare > 0);
}

void ChangesTest::twoRunsSayTheSame()
{
    ChangesCase incident;
    incident.series();
    incident.events("2024-04-23T03:00:00Z,deploy,B,api\n2024-04-23T03:00:00Z,deploy,A,api\n2024-04-23T03:00:00Z,deploy,C,api\n");
    const Changes one = incident.found();
    const Changes other = incident.found();
    QCOMPARE(titlesOf(one.rows), std::string("B, A, C"));    // equal ones by their place in the source
    QCOMPARE(titlesOf(other.rows), titlesOf(one.rows));
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
        QCOMPARE(other.rows[i].weight, one.rows[i].weight);
        QCOMPARE(other.rows[i].sentence, one.rows[i].sentence);
    }
}

QTEST_GUILESS_MAIN(ChangesTest)
#include "changes_test.moc"
