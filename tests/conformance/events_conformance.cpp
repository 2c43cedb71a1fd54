// Every real file of events: its format, kinds and number of events, counted in the file by hand or with jq; Kubernetes events
// field by field against what Fluent Bit makes of them, CloudTrail and Kubernetes audit records against CrowdSec's assertions.

#include "app/base/text.h"
#include "app/base/timestamp.h"
#include "app/import/importerregistry.h"
#include "app/import/jsonscanner.h"
#include "importers/builtinimporters.h"
#include "tests/support/collectingsink.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <algorithm>
#include <cstdio>
#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

struct File {
    const char* path;
    const char* format;
    const char* kinds;    // "3 deploy, 1 note"
    std::uint64_t skipped = 0;
    std::uint64_t rejected = 0;
};

const std::vector<File> files = {
    {"events/github-webhooks/event-check_run/completed.1.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_run/completed.with-organization.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_run/created.with-organization.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_run/rerequested.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_suite/completed.1.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_suite/completed.with-organization.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-check_suite/requested.payload.with-email-with-special-characters.json", "github-events",
     "1 build"},
    {"events/github-webhooks/event-check_suite/rerequested.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-create/payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-create/with-installation.payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-delete/payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-delete/with-organization.payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-deployment/gh-pages.payload.json", "github-events", "1 deploy"},
    {"events/github-webhooks/event-deployment/with-installation.payload.json", "github-events", "1 deploy"},
    {"events/github-webhooks/event-deployment_review/requested.payload.json", "github-events", "1 human"},
    {"events/github-webhooks/event-deployment_status/gh-pages.payload.json", "github-events", "1 deploy"},
    {"events/github-webhooks/event-deployment_status/with-installation.payload.json", "github-events", "1 deploy"},
    {"events/github-webhooks/event-issues/opened.payload.json", "github-events", "1 human"},
    {"events/github-webhooks/event-issues/reopened.payload.json", "github-events", "1 human"},
    {"events/github-webhooks/event-page_build/payload.json", "github-events", "1 deploy"},
    {"events/github-webhooks/event-pull_request/closed.payload.json", "github-events", "", 1},    // closed without being merged
    {"events/github-webhooks/event-pull_request/opened.payload.json", "github-events", "", 1},
    {"events/github-webhooks/event-pull_request/reopened.payload.json", "github-events", "", 1},
    {"events/github-webhooks/event-push/1.payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-push/with-installation.payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-push/with-no-username-committer.payload.json", "github-events", "1 commit"},
    {"events/github-webhooks/event-registry_package/published.docker.payload.json", "github-events", "1 release"},
    {"events/github-webhooks/event-release/created.payload.json", "github-events", "1 release"},
    {"events/github-webhooks/event-release/created.with-installation.payload.json", "github-events", "1 release"},
    {"events/github-webhooks/event-release/deleted.with-reactions.payload.json", "github-events", "", 1},
    {"events/github-webhooks/event-release/edited.with-reactions.payload.json", "github-events", "", 1},
    {"events/github-webhooks/event-release/prereleased.with-discussion-url.payload.json", "github-events", "1 release"},
    {"events/github-webhooks/event-release/published.with-discussion-url.payload.json", "github-events", "1 release"},
    {"events/github-webhooks/event-status/payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-status/with-installation.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_dispatch/payload.json", "github-events", "", 1},
    {"events/github-webhooks/event-workflow_job/completed.failure.with-organization.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_job/in_progress.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_job/queued.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_job/waiting.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_run/completed.payload.json", "github-events", "1 build"},
    {"events/github-webhooks/event-workflow_run/requested.payload.json", "github-events", "1 build"},
    // Two statuses (ids 1000 and 1001), each posted, listed and inside the combined status.
    {"events/github-rest/create-status.json", "github-events", "2 build", 4},
    {"events/incident-tools/opsgenie__get_alert.json", "opsgenie", "1 alert"},
    {"events/incident-tools/pagerduty__trigger_event_minimum_fields.json", "pagerduty", "1 incident"},
    {"events/incident-tools/pagerduty__trigger_event_additional_fields_assignments.json", "pagerduty", "1 incident"},
    {"events/incident-tools/servicenow__create_change_request.json", "servicenow", "1 maintenance"},
    // The documentation's issue has no created and its updated is 1; its one comment has a time.
    {"events/incident-tools/jira__get_issue.json", "jira", "1 human", 0, 1},
    {"events/alertmanager/webhook_prom_post_request.json", "alertmanager", "1 alert"},
    {"events/kubernetes-events/eventlist_v1_with_creationTimestamp.json", "kubernetes-events", "1 error"},
    {"events/kubernetes-events/watch_v1_with_lastTimestamp.json", "kubernetes-events", "1 error"},
    // DescribeInstances; SharedSnapshotVolumeCreated and CreateSecurityGroup; StopInstances; TerminateInstances and
    // RunInstances.
    {"events/cloud-audit/aws_cloudtrail.jsonl", "aws-cloudtrail", "2 config, 1 note, 1 restart, 2 scaling"},
    // Eleven entries: three operations with both ends, one with its first entry, two calls; two entries of a program's log.
    {"events/cloud-audit/gcp_logging.jsonl", "gcp-audit", "6 config", 5},
    {"conformance/crowdsec-hub-scenarios/aws-cloudtrail-postexploit/aws-cloudtrail-postexploit.log", "aws-cloudtrail",
     "4 note"},
    {"conformance/crowdsec-hub-scenarios/k8s-audit-priv-pod-file/k8s-audit-priv-pod-file.log", "kubernetes-audit", "1 config"},
};

std::string kindsOf(const CollectingSink& sink)
{
    std::map<std::string, int> counts;
    for (const OrderedJson& event : sink.events)
        ++counts[event["kind"].get<std::string>()];
    std::string text;
    for (const auto& [kind, count] : counts)
        text += (text.empty() ? "" : ", ") + std::to_string(count) + ' ' + kind;
    return text;
}

std::string textAt(const nlohmann::json& json, const std::string& path)
{
    const nlohmann::json* value = findJson(json, path);
    return value == nullptr || value->is_null() ? std::string() : jsonDisplay(*value);
}

/// Two fields that should say the same; a difference with a reason is expected.
struct Pair {
    const char* ours;
    const char* theirs;
    const char* reason = "";
};

const std::vector<Pair> kubernetesFields = {
    {"fields.reason", "reason"},
    {"fields.type", "type"},
    {"body", "message"},
    {"environment", "involvedObject.namespace"},
    {"service", "involvedObject.name"},
    {"fields.object_kind", "involvedObject.kind"},
    {"actor", "reportingComponent"},
    {"fields.reporter", "reportingInstance"},
    {"fields.host", "source.host"},
    {"fields.name", "metadata.name"},
    {"fields.action", "action"},
    {"fields.count", "count"},
};

const std::vector<Pair> crowdsecFields = {
    {"fields.account", "account_id"},  {"fields.error", "error_code"}, {"fields.id", "event_id"},
    {"title", "event_name"},           {"service", "event_source"},    {"environment", "region"},
    {"fields.source_ip", "source_ip"}, {"time", "timestamp"},          {"fields.arn", "user_arn"},
};

}    // namespace

class EventsConformance : public QObject {
    Q_OBJECT

private slots:
    void everyFileGivesItsEvents_data();
    void everyFileGivesItsEvents();
    void kubernetesEventsAreWhatFluentBitMakesOfThem_data();
    void kubernetesEventsAreWhatFluentBitMakesOfThem();
    void auditRecordsAreWhatCrowdSecAsserts();
    void cleanupTestCase();

private:
    void compare(const OrderedJson& ours, const nlohmann::json& theirs, const std::vector<Pair>& pairs);
    void countField(bool isEqual, const std::string& name, const std::string& ours, const std::string& theirs,
                    const char* reason);

    ImporterRegistry m_registry{builtinImporters()};
    int m_files = 0, m_rightFiles = 0;
    std::string m_subject;
    std::map<std::string, std::pair<int, int>> m_fields;    // by subject: equal, compared
};

void EventsConformance::everyFileGivesItsEvents_data()
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < files.size(); ++i)
        QTest::newRow(files[i].path) << static_cast<int>(i);
}

void EventsConformance::everyFileGivesItsEvents()
{
    QFETCH(int, index);
    const File& file = files[static_cast<std::size_t>(index)];
    const auto text = realData(file.path);
    if (!text)
        QSKIP("the real files are not on this machine");
    ++m_files;
    const auto candidates = m_registry.detect(headOf(*text, "file.json"));
    QVERIFY(!candidates.empty());
    QCOMPARE(std::string(candidates.front().importer->info().id), std::string(file.format));
    CollectingSink sink;
    readInto(sink, *candidates.front().importer, *text, "file.json");
    QCOMPARE(kindsOf(sink), std::string(file.kinds));
    QCOMPARE(sink.skipped, file.skipped);
    QCOMPARE(sink.rejectedLines, file.rejected);
    ++m_rightFiles;
}

void EventsConformance::countField(bool isEqual, const std::string& name, const std::string& ours, const std::string& theirs,
                                   const char* reason)
{
    auto& [equal, compared] = m_fields[m_subject];
    ++compared;
    equal += isEqual ? 1 : 0;
    const std::string difference = m_subject + ' ' + name + ": ours \"" + ours + "\", theirs \"" + theirs + '"';
    QVERIFY2(isEqual || *reason != '\0', difference.c_str());
    if (!isEqual)
        std::printf("  %s: %s\n", difference.c_str(), reason);
}

void EventsConformance::compare(const OrderedJson& ours, const nlohmann::json& theirs, const std::vector<Pair>& pairs)
{
    const nlohmann::json event = nlohmann::json::parse(ours.dump());
    for (const Pair& pair : pairs) {
        const std::string mine = textAt(event, pair.ours);
        const std::string other = textAt(theirs, pair.theirs);
        countField(mine == other, pair.ours, mine, other, pair.reason);
    }
}

void EventsConformance::kubernetesEventsAreWhatFluentBitMakesOfThem_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("stamp");    // which of our times Fluent Bit takes for the record
    QTest::addColumn<QString>("reason");
    QTest::newRow("list") << "eventlist_v1_with_creationTimestamp"
                          << "time"
                          << "eventTime has microseconds, the creationTimestamp that Fluent Bit takes has none";
    QTest::newRow("watch") << "watch_v1_with_lastTimestamp"
                           << "end"
                           << "";
}

void EventsConformance::kubernetesEventsAreWhatFluentBitMakesOfThem()
{
    QFETCH(QString, name);
    QFETCH(QString, stamp);
    QFETCH(QString, reason);
    const std::string path = "events/kubernetes-events/" + name.toStdString();
    const auto input = realData(path + ".json");
    const auto output = realData(path + ".out");
    if (!input || !output)
        QSKIP("the real files are not on this machine");
    m_subject = "kubernetes-events";
    CollectingSink sink;
    readInto(sink, *m_registry.find("kubernetes-events"), *input, "events.json");
    QCOMPARE(sink.events.size(), std::size_t{1});
    const auto record = nlohmann::json::parse(*output, nullptr, false);
    QVERIFY(record.is_array() && record.size() == 2);
    compare(sink.events.front(), record[1], kubernetesFields);
    const auto seconds = static_cast<std::int64_t>(record[0].get<double>());
    const std::string theirs = formatUtc(timestampFrom(seconds * 1'000'000'000));
    const std::string ours = sink.events.front()[stamp.toStdString()];
    countField(ours == theirs, stamp.toStdString(), ours, theirs, qPrintable(reason));
}

void EventsConformance::auditRecordsAreWhatCrowdSecAsserts()
{
    const std::string folder = "conformance/crowdsec-hub-scenarios/aws-cloudtrail-postexploit/";
    const auto log = realData(folder + "aws-cloudtrail-postexploit.log");
    const auto asserts = realData(folder + "scenario.assert");
    if (!log || !asserts)
        QSKIP("the real files are not on this machine");
    // results[0].Overflow.Alert.Events[0].GetMeta("event_name") == "ListBuckets"
    std::map<std::string_view, nlohmann::json> expected;
    for (const std::string_view line : split(*asserts, '\n')) {
        const auto between = [line](std::string_view from, std::string_view to) {
            const std::size_t begin = line.find(from);
            const std::size_t end = begin == std::string_view::npos ? begin : line.find(to, begin + from.size());
            return end == std::string_view::npos ? std::string_view()
                                                 : line.substr(begin + from.size(), end - begin - from.size());
        };
        if (const std::string_view name = between("GetMeta(\"", "\")"); !name.empty())
            expected[between("Events[", "]")][std::string(name)] = std::string(between("== \"", "\""));
    }
    QCOMPARE(expected.size(), std::size_t{3});
    m_subject = "crowdsec-cloudtrail";
    CollectingSink sink;
    readInto(sink, *m_registry.find("aws-cloudtrail"), *log, "trail.log");
    for (const auto& [number, event] : expected) {
        const auto ours = std::find_if(sink.events.begin(), sink.events.end(),
                                       [&event](const OrderedJson& one) { return one["time"] == event["timestamp"]; });
        QVERIFY2(ours != sink.events.end(), event.dump().c_str());
        OrderedJson plain = *ours;
        const std::string title = plain["title"];
        plain["title"] = title.substr(0, title.find(" ("));    // the error stands behind the name
        compare(plain, event, crowdsecFields);
    }
}

void EventsConformance::cleanupTestCase()
{
    if (m_files > 0)
        std::printf("conformance events-files %d/%d %.1f %%\n", m_rightFiles, m_files, 100.0 * m_rightFiles / m_files);
    for (const auto& [subject, counts] : m_fields)
        std::printf("conformance %s %d/%d %.1f %%\n", subject.c_str(), counts.first, counts.second,
                    100.0 * counts.first / counts.second);
}

QTEST_GUILESS_MAIN(EventsConformance)
#include "events_conformance.moc"
