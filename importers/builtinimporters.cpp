#include "importers/builtinimporters.h"

#include "importers/metrics/genericcsv.h"
#include "importers/metrics/grafanacsv.h"
#include "importers/metrics/prometheusqueryrange.h"
#include "importers/operations/mongodbjson.h"
#include "importers/operations/postgresqlcsvlog.h"
#include "importers/operations/postgresqljsonlog.h"
#include "importers/operations/postgresqlstderr.h"
#include "importers/requests/combined.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;

    // requests
    list.push_back(std::make_unique<CombinedImporter>());

    // operations
    list.push_back(std::make_unique<MongoDbJsonImporter>());
    list.push_back(std::make_unique<PostgresCsvlogImporter>());
    list.push_back(std::make_unique<PostgresJsonlogImporter>());
    list.push_back(std::make_unique<PostgresStderrImporter>());

    // metrics
    list.push_back(std::make_unique<PrometheusQueryRange>());
    list.push_back(std::make_unique<GrafanaCsv>());

    // events

    // timelines

    // generic, last
    list.push_back(std::make_unique<GenericCsv>());

    return list;
}

}    // namespace faultline
