#include "app/query/rate.h"
#include "tests/support/incident.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace faultline;
using namespace faultline::test;

namespace {

double median(std::vector<double> values)
{
    if (values.empty())
        qFatal("no values");
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

/// A second set of names with other random numbers: what the program does not know.
const std::vector<IncidentNames>& allNames()
{
    static const std::vector<IncidentNames> names = {
        {"as published", "1", QStringLiteral("/api/datasets/lighteval/mmlu/revision/main"),
         QStringLiteral("/api/models/sentence-transformers/all-mpnet-base-v2/revision/main"), QStringLiteral("async-prediction-updates")},
        {"other names, other numbers", "7", QStringLiteral("/api/datasets/quiet-bits/long-table/revision/main"),
         QStringLiteral("/api/models/tiny-models/wide-encoder/revision/main"), QStringLiteral("parallel-writes")}};
    return names;
}

/// The first of `lasting` samples in a row above the limit.
std::optional<Timestamp> crossing(const std::vector<Sample>& samples, double limit, std::size_t lasting = 3)
{
    std::size_t above = 0;
    for (std::size_t index = 0; index < samples.size(); ++index) {
        above = samples[index].value > limit ? above + 1 : 0;
        if (above == lasting)
            return samples[index + 1 - lasting].time;
    }
    return std::nullopt;
}

std::vector<double> valuesOf(const std::vector<Sample>& samples)
{
    std::vector<double> values;
    for (const Sample& sample : samples)
        values.push_back(sample.value);
    return values;
}

}    // namespace

class IncidentsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyFileIsReadWhole_data() { addIncidents(); }
    void everyFileIsReadWhole();
    void theCulpritOfTheSecondCrashRisesMost_data() { addIncidents(); }
    void theCulpritOfTheSecondCrashRisesMost();
    void theCulpritOfTheFirstCrashRisesMost_data() { addIncidents(); }
    void theCulpritOfTheFirstCrashRisesMost();
    void theInfoCachesGainTheBytes_data() { addIncidents(); }
    void theInfoCachesGainTheBytes();
    void theInternalClientRisesAndIsSpread_data() { addIncidents(); }
    void theInternalClientRisesAndIsSpread();
    void networkOutLeadsTheCrash_data() { addIncidents(); }
    void networkOutLeadsTheCrash();
    void theTimelineHasItsTrueTimes_data() { addIncidents(); }
    void theTimelineHasItsTrueTimes();
    void theFlagHoldsForMoreThanADay_data() { addIncidents(); }
    void theFlagHoldsForMoreThanADay();
    void latencyMovesBeforeConnectionsBeforeErrors_data() { addIncidents(); }
    void latencyMovesBeforeConnectionsBeforeErrors();
    void theResizeIsAnEvent_data() { addIncidents(); }
    void theResizeIsAnEvent();
    void theCommittedSamplesAreTheGenerators();
    void theProgramKnowsNoneOfTheNames();

private:
    static void addIncidents();
    Incident& hub() const;
    Incident& flag() const;
    static const IncidentNames& names();

    std::vector<std::unique_ptr<Incident>> m_hub;
    std::vector<std::unique_ptr<Incident>> m_flag;
};

void IncidentsTest::initTestCase()
{
    ImportOptions paris;
    paris.zone = required(TimeZone::named("Europe/Paris"));
    paris.year = 2024;
    QVERIFY(paris.zone);
    ImportOptions utc;
    utc.year = 2023;
    for (const IncidentNames& names : allNames()) {
        m_hub.push_back(std::make_unique<Incident>(QStringLiteral("hub-outage"), names, paris));
        m_flag.push_back(std::make_unique<Incident>(QStringLiteral("flag-rollout"), names, utc));
    }
}

void IncidentsTest::addIncidents()
{
    QTest::addColumn<int>("index");
    for (std::size_t index = 0; index < allNames().size(); ++index)
        QTest::newRow(allNames()[index].label) << static_cast<int>(index);
}

const IncidentNames& IncidentsTest::names()
{
    QFETCH(int, index);
    return allNames()[static_cast<std::size_t>(index)];
}

Incident& IncidentsTest::hub() const
{
    QFETCH(int, index);
    return *m_hub[static_cast<std::size_t>(index)];
}

Incident& IncidentsTest::flag() const
{
    QFETCH(int, index);
    return *m_flag[static_cast<std::size_t>(index)];
}

void IncidentsTest::everyFileIsReadWhole()
{
    const std::map<std::string, std::string> formats = {
        {"cluster-data-2024-04-25 10_12_44.csv", "grafana-csv"}, {"deployments.json", "github-deployments"}, {"flags.json", "launchdarkly-audit"},
        {"hub-access.log", "combined"}, {"hub-access.log-20240423", "combined"}, {"hub-access.log-20240424", "combined"},
        {"mongod-db-0.log", "mongodb-json"}, {"network-out.json", "prometheus-query-range"}, {"timeline.md", "timeline-markdown"},
        {"Predictions-data-2023-05-11 10_02_11.csv", "grafana-csv"}, {"api-access.log", "combined"}, {"database-metrics.csv", "csv"},
        {"notes.md", "timeline-markdown"}, {"postgresql-2023-05-11.csv", "postgresql-csvlog"}};
    QCOMPARE(hub().report.sources.size(), std::size_t{9});
    QCOMPARE(flag().report.sources.size(), std::size_t{7});
    for (Incident* incident : {&hub(), &flag()}) {
        for (const ImportedSource& result : incident->report.sources) {
            QVERIFY2(result.source, result.error ? result.error->message().c_str() : "");
            const Source& source = *result.source;
            QVERIFY2(formats.count(source.name) == 1, source.name.c_str());
            QCOMPARE(source.format, formats.at(source.name));
            QCOMPARE(source.rejected, std::uint64_t{0});
            QCOMPARE(source.lines, source.recordLines + source.skipped);
            QVERIFY(source.records > 0);
        }
    }
}

void IncidentsTest::theCulpritOfTheSecondCrashRisesMost()
{
    const Breakdown risers = hub().risers("path", between("2024-04-23T19:00:00", "2024-04-23T19:30:00"),
                                          between("2024-04-23T18:30:00", "2024-04-23T19:00:00"));
    QCOMPARE(QString::fromStdString(risers.rows.at(0).value), names().second);
    QVERIFY(risers.rows[0].ratio.value_or(1e9) > 10);
    QVERIFY(risers.rows[0].gain > 3 * risers.rows.at(1).gain);
    // The other one rose in the same evening, and less.
    QCOMPARE(QString::fromStdString(risers.rows[1].value), names().first);
    // Before the third crash it is the same URL again.
    const Breakdown third = hub().risers("path", between("2024-04-24T05:30:00", "2024-04-24T06:00:00"),
                                         between("2024-04-24T05:00:00", "2024-04-24T05:30:00"));
    QCOMPARE(QString::fromStdString(third.rows.at(0).value), names().second);
}

void IncidentsTest::theCulpritOfTheFirstCrashRisesMost()
{
    const Breakdown risers = hub().risers("path", between("2024-04-22T06:15:00", "2024-04-22T06:45:00"),
                                          between("2024-04-22T05:30:00", "2024-04-22T06:00:00"));
    QCOMPARE(QString::fromStdString(risers.rows.at(0).value), names().first);
    QVERIFY(risers.rows[0].ratio.value_or(1e9) > 10);
    QVERIFY(risers.rows[0].gain > 3 * risers.rows.at(1).gain);
}

void IncidentsTest::theInfoCachesGainTheBytes()
{
    const auto firstGainer = [&](TimeRange window, TimeRange baseline) {
        auto gains = hub().responseBytesByTarget(window);
        for (const auto& [target, bytes] : hub().responseBytesByTarget(baseline))
            gains[target] -= bytes;
        return std::max_element(gains.begin(), gains.end(), [](const auto& left, const auto& right) { return left.second < right.second; })->first;
    };
    QCOMPARE(firstGainer(between("2024-04-22T06:15:00", "2024-04-22T06:45:00"), between("2024-04-22T05:30:00", "2024-04-22T06:00:00")),
             std::string("hub.datasets_info_cache"));
    QCOMPARE(firstGainer(between("2024-04-23T19:00:00", "2024-04-23T19:30:00"), between("2024-04-23T18:30:00", "2024-04-23T19:00:00")),
             std::string("hub.models_info_cache"));
}

void IncidentsTest::theInternalClientRisesAndIsSpread()
{
    const TimeRange window = between("2024-04-22T06:15:00", "2024-04-22T06:45:00");
    const TimeRange baseline = between("2024-04-22T05:30:00", "2024-04-22T06:00:00");
    const Breakdown agents = hub().risers("user_agent", window, baseline);
    QVERIFY2(agents.rows.at(0).value.rfind("Java/17", 0) == 0, agents.rows[0].value.c_str());
    QVERIFY(agents.rows[0].ratio.value_or(1e9) > 5);
    const Breakdown paths = hub().risers("path", window, baseline, "user_agent:\"Java/\"");
    QVERIFY(paths.values > 100);
    for (const BreakdownRow& row : paths.rows) {
        QVERIFY2(row.share < 0.02, row.value.c_str());
        QVERIFY(QString::fromStdString(row.value) != names().first);
    }
    // Blocked at 08:22 it goes on knocking, and the database is no better off for it.
    BreakdownRequest blocked;
    blocked.by = "status";
    blocked.window = between("2024-04-22T08:30:00", "2024-04-22T09:00:00");
    QCOMPARE(hub().rows(blocked, "user_agent:\"Java/\"").rows.at(0).value, std::string("403"));
}

void IncidentsTest::networkOutLeadsTheCrash()
{
    const auto calm = valuesOf(hub().samples("db_network_out_bytes_per_second", "primary", between("2024-04-23T18:10:00", "2024-04-23T18:50:00")));
    const auto samples = hub().samples("db_network_out_bytes_per_second", "primary", between("2024-04-23T18:10:00", "2024-04-23T19:30:00"));
    const auto rise = crossing(samples, 1.25 * *std::max_element(calm.begin(), calm.end()));
    QVERIFY(rise);
    QVERIFY2(*rise <= at("2024-04-23T19:20:00"), formatUtc(*rise).c_str());
    QVERIFY2(*rise > at("2024-04-23T18:55:00"), formatUtc(*rise).c_str());
    QVERIFY(samples.back().value > 2 * median(calm));
    // Connections follow it: they are up when the hub is down.
    const auto connections = hub().samples("connections", nullptr, between("2024-04-23T18:10:00", "2024-04-23T19:33:00"));
    const auto full = crossing(connections, 2'000, 2);
    QVERIFY(full && *full > *rise);
}

void IncidentsTest::theTimelineHasItsTrueTimes()
{
    const std::vector<const char*> expected = {"2024-04-22T06:45", "2024-04-22T07:04", "2024-04-22T07:30", "2024-04-22T07:33", "2024-04-22T08:22", "2024-04-22T08:44",
                                               "2024-04-22T12:26", "2024-04-22T12:46", "2024-04-22T12:50", "2024-04-22T13:00", "2024-04-22T13:51", "2024-04-23T19:30",
                                               "2024-04-23T19:56", "2024-04-23T20:19", "2024-04-24T06:00", "2024-04-24T06:12", "2024-04-24T06:18", "2024-04-24T08:03"};
    const auto rows = hub().events("human");
    QCOMPARE(rows.size(), expected.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        QCOMPARE(formatUtc(rows[row].start.utc).substr(0, 16), std::string(expected[row]));
    QVERIFY(rows.back().end);
    QCOMPARE(formatUtc(rows.back().end->utc), std::string("2024-04-24T08:13:00Z"));
    QCOMPARE(rows.back().timeText, std::string("24/04 10:03-10:13"));
    QCOMPARE(rows.front().timeText, std::string("22/04 8:45"));
    QVERIFY(!hub().query("SELECT reason FROM issue WHERE code = 'zone-contradiction' AND reason LIKE '%+02:00%'").empty());

    // Nobody states a zone: the three rows that quote UTC prove it against the header's CET.
    ImportCase alone;
    ImportRequest request;
    request.paths = {hub().path("hub-outage/timeline.md")};
    request.options.year = 2024;
    QVERIFY(alone.import(request).sources[0].source);
    const auto proven = required(CaseReader(alone.file().database()).events());
    QCOMPARE(proven.size(), rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        QCOMPARE(formatUtc(proven[row].start.utc), formatUtc(rows[row].start.utc));
}

void IncidentsTest::theFlagHoldsForMoreThanADay()
{
    const std::string key = names().flag.toStdString();
    std::vector<Event> states;
    for (const Event& event : flag().events("flag")) {
        const bool isOurs = std::any_of(event.fields.begin(), event.fields.end(), [&](const auto& field) { return field.second == key; });
        if (isOurs && event.end)
            states.push_back(event);
    }
    QCOMPARE(states.size(), std::size_t{1});
    QCOMPARE(formatUtc(states[0].start.utc).substr(0, 10), std::string("2023-05-09"));
    QCOMPARE(formatUtc(states[0].end->utc), std::string("2023-05-11T07:31:00Z"));
    QVERIFY(at("2023-05-11T05:05:00") - states[0].start.utc >= std::chrono::hours(18));
    // It reaches into a window that begins long after it.
    CaseReader reader(flag().file().database());
    const auto inWindow = required(reader.events(between("2023-05-11T05:00:00", "2023-05-11T06:00:00")));
    QVERIFY(std::any_of(inWindow.begin(), inWindow.end(), [&](const Event& event) { return event.id == states[0].id; }));
}

void IncidentsTest::latencyMovesBeforeConnectionsBeforeErrors()
{
    const TimeRange night = between("2023-05-11T04:00:00", "2023-05-11T07:00:00");
    const double usual = median(valuesOf(flag().samples("insert latency p95 (ms)", nullptr, between("2023-05-10T12:00:00", "2023-05-11T05:00:00"))));
    const auto slow = crossing(flag().samples("insert latency p95 (ms)", nullptr, night), 5 * usual);
    const auto full = crossing(flag().samples("database_connections", nullptr, night), 400);
    RateRequest request;
    request.window = night;
    request.step = std::chrono::minutes(1);
    const Rate all = required(rate(flag().reader(), {}, request));
    request.filter = required(Filter::parse("status>=500"));
    const Rate errors = required(rate(flag().reader(), {}, request));
    QCOMPARE(errors.buckets, all.buckets);
    std::vector<Sample> shares;
    for (std::size_t bucket = 0; bucket < all.buckets; ++bucket) {
        const double records = static_cast<double>(all.lines.at(0).counts[bucket]);
        const double failed = errors.lines.empty() ? 0 : static_cast<double>(errors.lines[0].counts[bucket]);
        shares.push_back({all.begin + static_cast<std::int64_t>(bucket) * all.step, records == 0 ? 0 : failed / records});
    }
    const auto failing = crossing(shares, 0.1);
    QVERIFY(slow && full && failing);
    QVERIFY2(*slow < *full, (formatUtc(*slow) + " " + formatUtc(*full)).c_str());
    QVERIFY2(*full < *failing, (formatUtc(*full) + " " + formatUtc(*failing)).c_str());
    QVERIFY2(*slow >= at("2023-05-11T05:00:00") && *slow < at("2023-05-11T05:20:00"), formatUtc(*slow).c_str());
    QVERIFY2(*failing >= at("2023-05-11T05:40:00") && *failing < at("2023-05-11T05:50:00"), formatUtc(*failing).c_str());
    // The pool is a ceiling: it stays flat until the flag goes off, and all is well soon after.
    for (const Sample& sample : flag().samples("database_connections", nullptr, between("2023-05-11T05:50:00", "2023-05-11T07:30:00")))
        QCOMPARE(sample.value, 500.0);
    QVERIFY(flag().samples("database_connections", nullptr, between("2023-05-11T07:45:00", "2023-05-11T07:46:00")).at(0).value < 200);
}

void IncidentsTest::theResizeIsAnEvent()
{
    const auto deploys = flag().events("deploy");
    const auto resize = std::find_if(deploys.begin(), deploys.end(), [](const Event& event) { return event.body.find("resize") != std::string::npos; });
    QVERIFY(resize != deploys.end());
    QVERIFY(resize->end);
    QVERIFY2(resize->start.utc >= at("2023-05-10T14:00:00") && resize->start.utc < at("2023-05-10T14:05:00"), formatUtc(resize->start.utc).c_str());
    QVERIFY(resize->end->utc - resize->start.utc < std::chrono::minutes(2));
    // Latency does not move with it.
    const auto of = [&](const char* begin, const char* end) { return median(valuesOf(flag().samples("insert latency p95 (ms)", nullptr, between(begin, end)))); };
    const double before = of("2023-05-10T13:30:00", "2023-05-10T14:00:00");
    const double after = of("2023-05-10T14:05:00", "2023-05-10T14:35:00");
    QVERIFY2(std::abs(after / before - 1) < 0.1, qPrintable(QStringLiteral("%1 %2").arg(before).arg(after)));
}

/// scripts/samples writes them; a change of the generator without it is seen here.
void IncidentsTest::theCommittedSamplesAreTheGenerators()
{
    const auto summary = [](ImportCase& incident) {
        std::string text;
        for (const char* sql : {"SELECT count(*), sum(time_ns % 999999937), sum(status), sum(bytes_out), sum(duration_ns / 1000) FROM request",
                                "SELECT count(*), sum(time_ns % 999999937), sum(response_bytes) FROM operation", "SELECT count(*), sum(time_ns % 999999937) FROM logline",
                                "SELECT count(*), sum(time_ns % 999999937), total(value) FROM sample", "SELECT start_ns, end_ns, title FROM event ORDER BY 1, 2, 3"})
            text += incident.query(sql) + "\n";
        return text;
    };
    for (Incident* generated : {m_hub.front().get(), m_flag.front().get()}) {
        ImportCase committed;
        ImportRequest request;
        request.paths = {std::string(FAULTLINE_SOURCE_DIR "/sample-data/") + (generated == m_hub.front().get() ? "hub-outage" : "flag-rollout")};
        request.options.zone = required(TimeZone::named(generated == m_hub.front().get() ? "Europe/Paris" : "UTC"));
        request.options.year = generated == m_hub.front().get() ? 2024 : 2023;
        for (const ImportedSource& result : committed.import(request).sources)
            QVERIFY2(result.source, result.error ? result.error->message().c_str() : "");
        QCOMPARE(QString::fromStdString(summary(committed)), QString::fromStdString(summary(*generated)));
    }
}

/// What the incidents are about is found by method, not by name.
void IncidentsTest::theProgramKnowsNoneOfTheNames()
{
    const QList<QByteArray> words = {"all-mpnet", "sentence-transformers", "lighteval", "mmlu", "info_cache", "whoami-v2", "quicksearch",
                                     "Java/17", "async-prediction", "prediction_updates", "hub.models", "hub.datasets"};
    int files = 0;
    for (const char* folder : {"app", "importers", "ui", "resources"}) {
        QDirIterator iterator(QStringLiteral(FAULTLINE_SOURCE_DIR "/") + QString::fromLatin1(folder), QDir::Files, QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            QFile file(iterator.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            ++files;
            for (const QByteArray& word : words)
                QVERIFY2(!content.contains(word), qPrintable(file.fileName() + QLatin1Char(' ') + QString::fromLatin1(word)));
        }
    }
    QVERIFY(files > 100);
}

QTEST_GUILESS_MAIN(IncidentsTest)
#include "incidents_test.moc"
