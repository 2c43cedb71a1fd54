// When the events of the samples begin and end, worked out by hand from what is written in them: offsets, epochs in seconds,
// milliseconds and nanoseconds, stamps that are UTC without saying so, wall clocks in the zone of the source, ends that are durations,
// ends of the year 1 and ends in the future.

#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"
#include "tests/importers/samplefiles.h"
#include "tests/support/collectingsink.h"

#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

namespace {

struct Expected {
    const char* sample;
    std::vector<const char*> instants;    // "start" of an instant, "start/end", "start/" of a state that still holds; sorted
};

const std::vector<Expected> samples = {
    // endsAt 0001-01-01 holds; startsAt 21:40 at +02:00.
    {"alertmanager/webhooks.jsonl", {"2024-04-23T19:31:02.123456789Z/2024-04-23T20:15:02.500Z", "2024-04-23T19:40:00Z/"}},
    // Suppressed with an endsAt in the future of updatedAt holds; without a state endsAt before updatedAt is the end.
    {"alertmanager/api-v2.json", {"2024-04-23T18:00:00Z/2024-04-23T18:05:00Z", "2024-04-23T19:31:02.123Z/"}},
    {"prometheus-alerts/alerts.json", {"2024-04-23T19:30:12.606021440Z/", "2024-04-23T19:41:00Z/"}},
    {"prometheus-alerts/rules.json", {"2024-04-23T19:30:12.500Z/"}},
    // Milliseconds; alerting 19:30 to ok 20:10; a region of three minutes.
    {"grafana-annotations/deploys-and-alerts.json",
     {"2024-04-23T19:19:59.123Z", "2024-04-23T19:20:00Z/2024-04-23T19:23:00Z", "2024-04-23T19:30:00Z/2024-04-23T20:10:00Z", "2024-04-23T20:26:40Z/"}},
    {"graphite-events/get_data.json", {"2024-04-23T16:33:20Z", "2024-04-23T19:20:00Z"}},
    // Triggered 20:00 UTC, resolved 23:10 at +02:00; acknowledged and annotated in between.
    {"pagerduty/log_entries.json", {"2024-04-23T20:00:00Z/2024-04-23T21:10:00Z", "2024-04-23T20:05:30Z", "2024-04-23T20:40:00Z"}},
    {"pagerduty/incidents.json", {"2024-04-23T20:00:00Z/2024-04-23T21:10:00Z", "2024-04-23T22:00:00Z/"}},
    {"pagerduty/webhook.jsonl", {"2024-04-23T20:00:00.123Z/2024-04-23T20:30:00Z", "2024-04-23T20:02:00Z"}},
    // closeTime is 3,600,000 ms from the creation on; updatedAt is the next morning.
    {"opsgenie/alerts.json", {"2024-04-23T20:00:00.500Z/2024-04-23T21:00:00.500Z", "2024-04-23T21:00:00Z/"}},
    {"jira/search.json", {"2024-04-23T19:40:00Z/2024-04-23T21:30:00Z", "2024-04-23T20:00:00Z", "2024-04-23T21:30:00Z", "2024-04-23T21:30:00Z"}},
    {"jira/comments.json", {"2024-04-23T20:15:00Z"}},
    {"opsgenie/operations.json", {"2024-04-23T21:00:00Z/"}},
    {"jira-service-management/requests.json", {"2024-04-23T19:35:00Z/", "2024-04-23T19:45:00Z/2024-04-23T21:36:00Z"}},
    {"servicenow/incidents.json", {"2024-04-23T19:38:00Z/2024-04-23T21:30:00Z", "2024-04-23T20:40:00Z/"}},
    // "value" is UTC; 21:50 among display values is the wall clock of Europe/Paris, two hours ahead.
    {"servicenow/display-values.json", {"2024-04-23T19:30:00Z/2024-04-23T20:00:00Z", "2024-04-23T19:50:00Z/"}},
    // pushed_at in seconds, not the time of the commit; published_at, not created_at; two payloads of one run; a deployment's status.
    {"github-events/webhooks.jsonl",
     {"2024-04-23T19:00:00Z", "2024-04-23T19:20:00Z", "2024-04-23T19:28:00Z", "2024-04-23T19:30:00Z/2024-04-23T19:36:00Z",
      "2024-04-23T19:30:10Z/2024-04-23T19:34:10Z", "2024-04-23T19:40:00Z"}},
    {"github-events/workflow_runs.json", {"2024-04-23T19:30:00Z/"}},
    {"gitlab/deployments.json", {"2024-04-23T19:30:30.500Z/2024-04-23T19:32:30Z", "2024-04-23T20:30:00Z/"}},
    // "2024-04-28 21:50:00 +0200" and "2024-04-28 15:23:28 UTC".
    {"gitlab/webhooks.jsonl", {"2024-04-28T15:23:28Z/2024-04-28T15:26:29Z", "2024-04-28T19:50:00Z/2024-04-28T19:53:00Z"}},
    {"argocd-applications/application.json",
     {"2024-04-23T19:00:00Z/2024-04-23T19:02:30Z", "2024-04-23T20:10:00Z", "2024-04-23T20:30:00Z/2024-04-23T20:31:00Z"}},
    {"helm-history/history.json", {"2024-04-22T06:40:01.123456789Z", "2024-04-23T18:40:01Z", "2024-04-23T19:00:00.500Z"}},
    {"helm-history/list.json", {"2024-04-23T18:40:01.123456Z"}},    // "2024-04-23 20:40:01.123456 +0200 CEST"
    {"helm-history-table/history.txt", {"2024-04-22T06:40:01Z", "2024-04-23T18:40:01Z", "2024-04-23T19:00:00Z"}},
    // 19,096 times in two days is one interval; eventTime where first and last are null.
    {"kubernetes-events/list.json",
     {"2024-05-08T12:15:30Z", "2024-05-08T12:15:38.335172Z", "2024-05-08T12:15:38Z/2024-05-10T11:05:28Z", "2024-05-10T11:05:29Z"}},
    {"kubernetes-events/events-k8s-io.json", {"2024-05-08T12:20:00.000001Z/2024-05-08T12:45:00.500Z"}},
    {"kubernetes-events/watch.jsonl", {"2024-07-31T18:26:51Z/2024-07-31T18:47:15Z"}},
    {"kubernetes-audit/audit.log", {"2024-05-10T11:00:00.123456Z", "2024-05-10T11:01:00.500Z"}},
    {"terraform-runs/runs.json", {"2024-04-23T19:05:00Z/2024-04-23T19:06:30Z", "2024-04-23T20:00:05Z/2024-04-23T20:00:35Z", "2024-04-23T21:02:00Z/"}},
    {"terraform-log/apply.jsonl", {"2024-05-25T17:32:41.869168Z/2024-05-25T17:32:43.872369Z", "2024-05-25T17:32:44Z", "2024-05-25T17:32:45Z"}},
    {"aws-cloudtrail/lookup-events.json", {"2024-04-23T19:32:00Z"}},
    {"gcp-audit/audit.jsonl", {"2024-04-23T19:35:00.339377Z/2024-04-23T19:35:10.500Z", "2024-04-23T19:40:00Z"}},
    {"azure-activity/list.json", {"2024-04-23T19:32:00.500Z/2024-04-23T19:32:40.123456700Z"}},
    {"microsoft365-audit/unified.jsonl", {"2024-04-23T19:30:00Z", "2024-04-23T19:31:00Z"}},    // UTC without saying so
    {"unleash-events/events.json",
     {"2024-04-22T13:00:00Z", "2024-04-22T14:00:00Z/", "2024-04-22T15:00:00Z/2024-04-23T21:05:00.500Z", "2024-04-23T09:00:00Z"}},
    {"flagsmith-audit/audit.json", {"2024-04-22T14:00:00Z", "2024-04-22T15:00:00Z/2024-04-23T21:05:00.123456Z"}},
    {"statsig-audit/audit_logs.json", {"2024-04-22T15:00:00Z/2024-04-23T21:05:00Z"}},
    {"flag-csv/flags.csv", {"2024-04-22T14:00:00Z/", "2024-04-22T15:00:00Z/2024-04-23T21:05:00Z", "2024-04-22T16:00:00Z", "2024-04-23T09:00:00Z"}},
    {"event-csv/changes.csv", {"2024-04-23T19:30:00Z", "2024-04-23T19:45:00Z", "2024-04-23T20:20:00Z"}},
    {"event-list/events.json", {"2024-04-23T19:30:00Z/2024-04-23T19:34:00Z", "2024-04-23T20:20:00.123Z"}},
    {"event-list/lines.jsonl", {"2024-04-23T19:30:00Z", "2024-04-23T20:30:00Z"}},
    {"docker-events/events.jsonl", {"2024-04-23T19:20:00.123456789Z", "2024-04-23T19:20:03.000000001Z", "2024-04-23T19:21:00Z"}},
    {"ecs-services/describe-services.json", {"2024-04-23T19:23:00.500Z", "2024-04-23T19:30:00.123Z/"}},
    {"aws-health/events.json", {"2024-04-23T19:00:00Z/", "2024-04-23T22:00:00Z/2024-04-23T23:00:00Z"}},
    {"spinnaker-executions/executions.json", {"2024-04-23T19:20:00.123Z/2024-04-23T19:25:00Z", "2024-04-23T19:36:40Z/2024-04-23T19:37:40Z"}},
};

}    // namespace

class EventInstantsTest : public QObject {
    Q_OBJECT

private slots:
    void eventsBeginAndEndWhenTheyDo_data();
    void eventsBeginAndEndWhenTheyDo();
    void aFullPageIsTakenForACutOne();
};

void EventInstantsTest::eventsBeginAndEndWhenTheyDo_data()
{
    QTest::addColumn<QStringList>("instants");
    for (const Expected& sample : samples) {
        QStringList instants;
        for (const char* instant : sample.instants)
            instants << QString::fromLatin1(instant);
        QTest::newRow(sample.sample) << instants;
    }
}

void EventInstantsTest::eventsBeginAndEndWhenTheyDo()
{
    QFETCH(QStringList, instants);
    const QString name = QString::fromUtf8(QTest::currentDataTag());
    const auto all = sampleFiles();
    const auto sample = std::find_if(all.begin(), all.end(), [&name](const SampleFile& one) { return one.format + QLatin1Char('/') + one.name == name; });
    QVERIFY(sample != all.end());
    const ImporterRegistry registry{builtinImporters()};
    const QByteArray content = contentOf(sample->path);
    CollectingSink sink;
    readInto(sink, *registry.find(sample->format.toStdString()), {content.constData(), static_cast<std::size_t>(content.size())}, sample->name.toStdString(),
             optionsOf(*sample));
    QStringList actual;
    for (const OrderedJson& event : sink.events) {
        QString text = QString::fromStdString(event["time"]);
        if (event.contains("end") || event.contains("open_end"))
            text += QLatin1Char('/') + QString::fromStdString(event.value("end", std::string()));
        actual << text;
    }
    actual.sort();
    instants.sort();
    QCOMPARE(actual, instants);
}

void EventInstantsTest::aFullPageIsTakenForACutOne()
{
    const ImporterRegistry registry{builtinImporters()};
    for (const int count : {99, 100, 101}) {
        std::string text = "[";
        for (int i = 0; i < count; ++i)
            text += (i == 0 ? "" : ",") + std::string(R"({"id":)") + std::to_string(i) + R"(,"dashboardUID":"d","time":1713900000000,"text":"x","tags":[]})";
        CollectingSink sink;
        readInto(sink, *registry.find("grafana-annotations"), text + ']', "annotations.json");
        QCOMPARE(sink.events.size(), static_cast<std::size_t>(count));
        QCOMPARE(sink.issues.size(), count == 100 ? std::size_t{1} : std::size_t{0});
        if (count == 100)
            QCOMPARE(sink.issues.front()["code"].get<std::string>(), std::string("export-truncated"));
    }
}

QTEST_GUILESS_MAIN(EventInstantsTest)
#include "eventinstants_test.moc"
