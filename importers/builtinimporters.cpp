#include "importers/builtinimporters.h"

#include "importers/metrics/prometheusqueryrange.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;

    // requests

    // operations

    // metrics
    list.push_back(std::make_unique<PrometheusQueryRange>());

    // events

    // timelines

    // generic, last

    return list;
}

}    // namespace faultline
