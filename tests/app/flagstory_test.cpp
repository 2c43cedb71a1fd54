#include <cstddef>    // before <chrono>, which moc cannot read as the first

#include "app/analysis/changes.h"
#include "tests/support/incident.h"

#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr int incidents = 20;
constexpr int decoys = 24;

/// A name that nothing but the generator knows; the seed chooses it.
QString flagOf(int seed)
{
    static const QStringList firsts = {QStringLiteral("parallel"), QStringLiteral("eager"), QStringLiteral("double"), QStringLiteral("quick"), QStringLiteral("streamed")};
    static const QStringList seconds = {QStringLiteral("writes"), QStringLiteral("receipts"), QStringLiteral("ledger"), QStringLiteral("hooks")};
    return QStringLiteral("%1-%2-%3").arg(firsts[seed % 5], seconds[seed % 4]).arg(seed);
}

ImportOptions utc()
{
    ImportOptions options;
    options.zone = required(TimeZone::named("UTC"));
    options.year = 2023;
    return options;
}

bool holds(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

double factorOf(const ChangeRow& row, const char* name)
{
    for (const ChangeFactor& factor : row.factors) {
        if (factor.name == name)
            return factor.factor;
    }
    return 0;
}

bool isOf(const Event& event, const QString& flag)
{
    return std::any_of(event.fields.begin(), event.fields.end(), [&](const auto& field) { return field.first == "flag" && field.second == flag.toStdString(); });
}

}    // namespace

/// A flag that tips a database over eighteen hours later, a resize between them, and changes that did nothing: in twenty incidents with other
/// names and numbers.
class FlagStoryTest : public QObject {
    Q_OBJECT

private slots:
    void theStoryIsTold_data();
    void theStoryIsTold();
    void quietHoursHaveNoCause();

private:
    static void theFlagIsFirst(const Changes& found, const QString& flag);
    static void theResizeIsBelowIt(const Changes& found);
    static void switchingItOffWorked(const Changes& found, const QString& flag);
    static void connectionsHaveACeiling(const Changes& found);
    void lookAtQuietHours(Incident& incident);

    int m_quiet = 0;
    int m_withoutCause = 0;
};

void FlagStoryTest::theStoryIsTold_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= incidents; ++seed)
        QTest::addRow("seed %d", seed) << 200 + seed;
}

void FlagStoryTest::theStoryIsTold()
{
    QFETCH(int, seed);
    const QByteArray number = QByteArray::number(seed);
    const IncidentNames names{"", number.constData(), {}, {}, flagOf(seed), decoys, seed % 4};
    Incident incident(QStringLiteral("flag-rollout"), names, utc());
    ChangesRequest request;
    request.onset = at("2023-05-11T05:05:00");
    const Changes found = required(changes(incident.database(), incident.reader(), {}, request));
    theFlagIsFirst(found, names.flag);
    theResizeIsBelowIt(found);
    switchingItOffWorked(found, names.flag);
    connectionsHaveACeiling(found);
    lookAtQuietHours(incident);
}

void FlagStoryTest::theFlagIsFirst(const Changes& found, const QString& flag)
{
    QVERIFY(found.hasSymptom == true);
    QVERIFY(found.rows.size() >= std::size_t{decoys} / 2);
    const ChangeRow& first = found.rows.front();
    QVERIFY2(isOf(first.event, flag), (first.event.title + ": " + first.sentence).c_str());
    QVERIFY2(first.share > 0.5 && first.share > found.noneShare, first.sentence.c_str());
    QVERIFY2(first.lead > std::chrono::hours(18), first.sentence.c_str());
    QCOMPARE(factorOf(first, "reversal"), 30.0);
    QCOMPARE(factorOf(first, "equal_load"), 4.0);
    QVERIFY2(holds(first.sentence, "at the same load rose from"), first.sentence.c_str());
    QVERIFY2(holds(first.sentence, "undone at 2023-05-11T07:31:00Z, recovered within"), first.sentence.c_str());
    // By time alone it would be far down the list.
    for (std::size_t i = 0; i < 5; ++i)
        QVERIFY(found.nearestBefore[i] != first.eventId);
    // The state that it belongs to is told as one that held for more than a day.
    const auto state = std::find_if(found.rows.begin(), found.rows.end(), [&](const ChangeRow& row) { return isOf(row.event, flag) && row.event.end; });
    QVERIFY(state != found.rows.end());
    QVERIFY2(holds(state->sentence, "still on at onset"), state->sentence.c_str());
}

void FlagStoryTest::theResizeIsBelowIt(const Changes& found)
{
    const auto resize = std::find_if(found.rows.begin(), found.rows.end(), [](const ChangeRow& row) { return holds(row.event.title, "resize"); });
    QVERIFY(resize != found.rows.end());
    QVERIFY(resize->weight < found.rows.front().weight / 10);
    const double factor = factorOf(*resize, "equal_load");
    QVERIFY2(factor <= 0.5, resize->sentence.c_str());    // 0: decoys too close to it to compare
    if (factor > 0)
        QVERIFY2(holds(resize->sentence, "at the same load did not change") || holds(resize->sentence, "at the same load fell"), resize->sentence.c_str());
}

void FlagStoryTest::switchingItOffWorked(const Changes& found, const QString& flag)
{
    int worked = 0;
    for (const MitigationRow& row : found.responses) {
        const bool isFlag = isOf(row.event, flag);
        worked += isFlag ? 1 : 0;
        const auto expected = isFlag ? MitigationVerdict::Worked : MitigationVerdict::NoChange;
        if (row.at < at("2023-05-11T07:31:30"))
            QVERIFY2(row.effect.verdict == expected || row.at < at("2023-05-11T05:50:00"), (row.event.title + ": " + row.sentence).c_str());
        if (isFlag) {
            QCOMPARE(formatUtc(row.at), std::string("2023-05-11T07:31:00Z"));
            QVERIFY(row.recovery && *row.recovery <= std::chrono::minutes(5));
            QVERIFY(!row.effect.beganBefore);
        }
    }
    QCOMPARE(worked, 1);
}

void FlagStoryTest::connectionsHaveACeiling(const Changes& found)
{
    const auto pool = std::find_if(found.ceilings.begin(), found.ceilings.end(), [](const CeilingRow& row) { return row.name == "database_connections"; });
    QVERIFY(pool != found.ceilings.end());
    QCOMPARE(pool->level, 500.0);
    QVERIFY2(pool->plateau.begin >= at("2023-05-11T05:40:00") && pool->plateau.begin <= at("2023-05-11T05:47:00"), pool->sentence.c_str());
    QVERIFY2(pool->plateau.end >= at("2023-05-11T07:30:00") && pool->plateau.end <= at("2023-05-11T07:34:00"), pool->sentence.c_str());
    QVERIFY2(pool->takeOff >= at("2023-05-11T05:09:00") && pool->takeOff <= at("2023-05-11T05:25:00"), pool->sentence.c_str());
}

void FlagStoryTest::lookAtQuietHours(Incident& incident)
{
    for (const char* hour : {"2023-05-10T20:10:00", "2023-05-10T22:40:00", "2023-05-11T01:30:00", "2023-05-11T03:20:00"}) {
        ChangesRequest request;
        request.onset = at(hour);
        request.window = TimeRange{request.onset, request.onset + std::chrono::hours(1)};
        const Changes found = required(changes(incident.database(), incident.reader(), {}, request));
        ++m_quiet;
        m_withoutCause += found.rows.empty() || found.noneShare > found.rows.front().share ? 1 : 0;
    }
}

/// Hours of all incidents in which nothing happened: "none of these" is first.
void FlagStoryTest::quietHoursHaveNoCause()
{
    qInfo("none of these first in %d of %d quiet hours", m_withoutCause, m_quiet);
    QVERIFY(m_quiet > 0 && m_withoutCause * 10 >= m_quiet * 8);
}

QTEST_GUILESS_MAIN(FlagStoryTest)
#include "flagstory_test.moc"
