// Deployments and flag changes: what becomes an interval, and GitHub's own webhook examples.

#include "importers/events/githubdeployments.h"
#include "importers/events/launchdarkly.h"
#include "tests/support/collectingsink.h"

#include <QFile>
#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

std::string flagEntry(const char* id, const char* date, const char* verb, const char* environment)
{
    return std::string("{\"_id\":\"") + id + "\",\"date\":" + date + ",\"kind\":\"flag\",\"name\":\"F\",\"titleVerb\":\"" + verb +
           "\",\"accesses\":[{\"action\":\"updateOn\",\"resource\":\"proj/p:env/" + environment + ":flag/f\"}]}";
}

QStringList flagEvents(const std::string& items)
{
    CollectingSink sink;
    readInto(sink, EventFormatImporter{launchDarklyAudit()}, "{\"items\":[" + items + "]}", "auditlog.json");
    QStringList events;
    for (const OrderedJson& event : sink.events) {
        QString text = QString::fromStdString(event["time"]);
        if (event.contains("end"))
            text += QStringLiteral(" to ") + QString::fromStdString(event["end"]);
        if (event.contains("open_end"))
            text += QStringLiteral(" to the end");
        events << text;
    }
    events.sort();
    return events;
}

}    // namespace

class ChangeEventsTest : public QObject {
    Q_OBJECT

private slots:
    void aFlagIsAnIntervalInEachEnvironment();
    void aFlagThatWasOnBeforeTheLogBeginsIsAnInstant();
    void aHugeDateIsRejected();
    void aCutListKeepsItsWholeEntries();
    void readsGitHubsOwnPayloads_data();
    void readsGitHubsOwnPayloads();
    void joinsPayloadsOfOneDeployment();
};

void ChangeEventsTest::aFlagIsAnIntervalInEachEnvironment()
{
    const QStringList expected{QStringLiteral("1970-01-01T00:00:01Z to 1970-01-01T00:00:03Z"),
                               QStringLiteral("1970-01-01T00:00:02Z to the end")};
    const std::string newestFirst = flagEntry("3", "3000", "turned off the flag", "production") + ',' +
                                    flagEntry("2", "2000", "turned on the flag", "staging") + ',' +
                                    flagEntry("1", "1000", "turned on the flag", "production");
    QCOMPARE(flagEvents(newestFirst), expected);
}

void ChangeEventsTest::aFlagThatWasOnBeforeTheLogBeginsIsAnInstant()
{
    const QStringList expected{QStringLiteral("1970-01-01T00:00:01Z"), QStringLiteral("1970-01-01T00:00:02Z to 1970-01-01T00:00:03Z")};
    QCOMPARE(flagEvents(flagEntry("1", "1000", "turned off the flag", "x") + ',' + flagEntry("2", "2000", "turned on the flag", "x") + ',' +
                        flagEntry("3", "3000", "turned off the flag", "x")),
             expected);
}

void ChangeEventsTest::aHugeDateIsRejected()
{
    for (const char* date : {"9223372036854775807", "1e300", "99999999999999999999", "null", "\"x\""}) {
        CollectingSink sink;
        readInto(sink, EventFormatImporter{launchDarklyAudit()}, "{\"items\":[" + flagEntry("1", date, "turned on", "x") + "]}", "a.json");
        QVERIFY2(sink.events.empty() && sink.rejectedLines == 1, date);
    }
}

void ChangeEventsTest::aCutListKeepsItsWholeEntries()
{
    const std::string entries = flagEntry("1", "1000", "turned on the flag", "x") + ',' + flagEntry("2", "2000", "turned off the flag", "x");
    for (const char* cut : {",", ",{\"_id\":\"3", ",{\"_id\":\"3\",\"accesses\":[{\"action\":\"a]\"},", "]"}) {
        CollectingSink sink;
        readInto(sink, EventFormatImporter{launchDarklyAudit()}, "{\"items\":[" + entries + cut, "a.json");
        QVERIFY2(sink.events.size() == 1 && sink.rejectedLines == 1, cut);
        QCOMPARE(QString::fromStdString(sink.events.front()["end"]), QStringLiteral("1970-01-01T00:00:02Z"));
    }
    CollectingSink sink;
    readInto(sink, EventFormatImporter{launchDarklyAudit()}, "{\"items\":[{\"_id\":\"1", "a.json");
    QVERIFY(sink.events.empty() && sink.rejectedLines == 1);
}

void ChangeEventsTest::readsGitHubsOwnPayloads_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("time");
    QTest::newRow("deployment") << "event-deployment/with-installation.payload.json" << "";
    QTest::newRow("deployment of pages") << "event-deployment/gh-pages.payload.json" << "";
    QTest::newRow("status") << "event-deployment_status/with-installation.payload.json" << "";
    QTest::newRow("status of pages") << "event-deployment_status/gh-pages.payload.json" << "2022-01-03T01:28:40Z";
}

void ChangeEventsTest::readsGitHubsOwnPayloads()
{
    QFETCH(QString, file);
    QFETCH(QString, time);
    const QString folder = qEnvironmentVariable("FAULTLINE_SHARED_DATA", QStringLiteral(FAULTLINE_SOURCE_DIR "/../shared/data"));
    QFile payload(folder + QStringLiteral("/events/github-webhooks/") + file);
    if (!payload.open(QIODevice::ReadOnly))
        QSKIP("the real payloads are not here (FAULTLINE_SHARED_DATA)");
    const std::string text = payload.readAll().toStdString();
    QVERIFY(EventFormatImporter{githubDeployments()}.detect(headOf(text, "payload.json")).confidence >= 80);
    CollectingSink sink;
    readInto(sink, EventFormatImporter{githubDeployments()}, text, "payload.json");
    QCOMPARE(sink.events.size(), std::size_t{1});
    QVERIFY2(sink.rejected.empty(), sink.toJson().dump().c_str());
    QCOMPARE(QString::fromStdString(sink.events.front()["kind"]), QStringLiteral("deploy"));
    if (!time.isEmpty())
        QCOMPARE(QString::fromStdString(sink.events.front()["time"]), time);
}

void ChangeEventsTest::joinsPayloadsOfOneDeployment()
{
    const std::string deployment = "{\"deployment\":{\"url\":\"u/deployments/5\",\"id\":5,\"sha\":\"abcdef0123\",\"task\":\"deploy\","
                                   "\"environment\":\"production\",\"created_at\":\"2024-04-22T08:00:00Z\"}}";
    const auto status = [](const char* id, const char* state, const char* time) {
        return std::string("{\"deployment_status\":{\"id\":") + id + ",\"state\":\"" + state + "\",\"created_at\":\"" + time +
               "\",\"deployment_url\":\"u/deployments/5\"}}";
    };
    const std::string text = '[' + status("2", "success", "2024-04-22T08:05:00Z") + ',' + deployment + ',' +
                             status("1", "in_progress", "2024-04-22T08:01:00Z") + ',' + status("2", "success", "2024-04-22T08:05:00Z") + ']';
    CollectingSink sink;
    readInto(sink, EventFormatImporter{githubDeployments()}, text, "payloads.json");
    QCOMPARE(sink.events.size(), std::size_t{1});
    const OrderedJson& event = sink.events.front();
    QCOMPARE(QString::fromStdString(event["time"]), QStringLiteral("2024-04-22T08:01:00Z"));
    QCOMPARE(QString::fromStdString(event["end"]), QStringLiteral("2024-04-22T08:05:00Z"));
}

QTEST_GUILESS_MAIN(ChangeEventsTest)
#include "changeevents_test.moc"
