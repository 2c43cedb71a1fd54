#include "importers/metrics/metricimporters.h"

#include "importers/metrics/grafanacsv.h"
#include "importers/metrics/prometheusqueryrange.h"

namespace faultline {

void addMetricImporters(ImporterList& list)
{
    list.push_back(std::make_unique<PrometheusQueryRange>());
    list.push_back(std::make_unique<GrafanaCsv>());
}

}    // namespace faultline
