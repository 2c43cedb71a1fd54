#include "importers/builtinimporters.h"

#include "importers/events/githubdeployments.h"
#include "importers/events/launchdarkly.h"
#include "importers/metrics/genericcsv.h"
#include "importers/metrics/grafanacsv.h"
#include "importers/metrics/prometheusqueryrange.h"
#include "importers/operations/mongodbjson.h"
#include "importers/operations/postgresqlcsvlog.h"
#include "importers/operations/postgresqljsonlog.h"
#include "importers/operations/postgresqlstderr.h"
#include "importers/requests/apachelogformat.h"
#include "importers/requests/combined.h"
#include "importers/requests/nginxlogformat.h"
#include "importers/timelines/timelinecsv.h"
#include "importers/timelines/timelinejson.h"
#include "importers/timelines/timelinemarkdown.h"
#include "importers/timelines/timelinetext.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;

    // requests
    list.push_back(std::make_unique<CombinedImporter>());
    list.push_back(std::make_unique<NginxLogFormatImporter>());
    list.push_back(std::make_unique<ApacheLogFormatImporter>());

    // operations
    list.push_back(std::make_unique<MongoDbJsonImporter>());
    list.push_back(std::make_unique<PostgresCsvlogImporter>());
    list.push_back(std::make_unique<PostgresJsonlogImporter>());
    list.push_back(std::make_unique<PostgresStderrImporter>());

    // metrics
    list.push_back(std::make_unique<PrometheusQueryRange>());
    list.push_back(std::make_unique<GrafanaCsv>());

    // events
    list.push_back(std::make_unique<GitHubDeploymentsImporter>());
    list.push_back(std::make_unique<LaunchDarklyAuditImporter>());

    // timelines
    list.push_back(std::make_unique<TimelineJson>());
    list.push_back(std::make_unique<TimelineCsv>());
    list.push_back(std::make_unique<TimelineMarkdown>());
    list.push_back(std::make_unique<TimelineText>());

    // generic, last
    list.push_back(std::make_unique<GenericCsv>());

    return list;
}

}    // namespace faultline
