#include "importers/builtinimporters.h"

#include "importers/metrics/prometheusqueryrange.h"
#include "importers/operations/mongodbjson.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;

    // requests

    // operations
    list.push_back(std::make_unique<MongoDbJsonImporter>());

    // metrics
    list.push_back(std::make_unique<PrometheusQueryRange>());

    // events

    // timelines

    // generic, last

    return list;
}

}    // namespace faultline
