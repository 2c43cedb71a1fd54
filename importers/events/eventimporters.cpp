#include "importers/events/eventimporters.h"

#include "importers/events/alertmanager.h"
#include "importers/events/argocd.h"
#include "importers/events/atlasevents.h"
#include "importers/events/awsdeliveries.h"
#include "importers/events/chatservices.h"
#include "importers/events/cloudaudit.h"
#include "importers/events/deliverytools.h"
#include "importers/events/dockerevents.h"
#include "importers/events/eventcsv.h"
#include "importers/events/eventlist.h"
#include "importers/events/flagservices.h"
#include "importers/events/githubdeployments.h"
#include "importers/events/githubevents.h"
#include "importers/events/gitlab.h"
#include "importers/events/gitlog.h"
#include "importers/events/grafanaannotations.h"
#include "importers/events/graphiteevents.h"
#include "importers/events/helmhistory.h"
#include "importers/events/helmtable.h"
#include "importers/events/icalendar.h"
#include "importers/events/jira.h"
#include "importers/events/kubernetesevents.h"
#include "importers/events/kuberneteseventtable.h"
#include "importers/events/launchdarkly.h"
#include "importers/events/mattermostexport.h"
#include "importers/events/opsgenie.h"
#include "importers/events/pagerduty.h"
#include "importers/events/prometheusalerts.h"
#include "importers/events/servicenow.h"
#include "importers/events/slackexport.h"
#include "importers/events/statusfeed.h"
#include "importers/events/statuspageincidents.h"
#include "importers/events/terraformlog.h"
#include "importers/events/terraformruns.h"

namespace faultline {

void addEventImporters(ImporterList& list)
{
    for (const auto format : {&alertmanagerAlerts,
                              &argoCdApplications,
                              &atlasEvents,
                              &awsCloudTrail,
                              &awsHealth,
                              &azureActivity,
                              &codeDeploy,
                              &discordExport,
                              &dockerEvents,
                              &ecsServices,
                              &eventList,
                              &flagsmithAudit,
                              &githubDeployments,
                              &githubEvents,
                              &gitlab,
                              &googleCloudAudit,
                              &grafanaAnnotations,
                              &graphiteEvents,
                              &helmHistory,
                              &jiraIssues,
                              &jiraServiceManagement,
                              &kubernetesAudit,
                              &kubernetesEvents,
                              &launchDarklyAudit,
                              &mattermostExport,
                              &microsoft365Audit,
                              &octopusEvents,
                              &opsgenie,
                              &pagerDuty,
                              &prometheusAlerts,
                              &serviceNow,
                              &slackExport,
                              &spinnakerExecutions,
                              &statsigAudit,
                              &statuspageIncidents,
                              &teamsMessages,
                              &terraformLog,
                              &terraformRuns,
                              &unleashEvents})
        list.push_back(std::make_unique<EventFormatImporter>(format()));
    list.push_back(std::make_unique<EventCsvImporter>(EventCsvImporter::Content::Events));
    list.push_back(std::make_unique<EventCsvImporter>(EventCsvImporter::Content::Flags));
    list.push_back(std::make_unique<HelmTableImporter>());
    list.push_back(std::make_unique<KubernetesEventTable>());
    list.push_back(std::make_unique<GitLog>());
    list.push_back(std::make_unique<ICalendar>());
    list.push_back(std::make_unique<StatusFeed>());
}

}    // namespace faultline
