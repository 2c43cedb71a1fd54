#include "importers/builtinimporters.h"

#include "importers/events/eventimporters.h"
#include "importers/loglines/loglineimporters.h"
#include "importers/metrics/metricimporters.h"
#include "importers/operations/operationimporters.h"
#include "importers/requests/requestimporters.h"
#include "importers/timelines/timelineimporters.h"
#include "importers/metrics/genericcsv.h"

namespace faultline {

ImporterList builtinImporters()
{
    ImporterList list;
    addRequestImporters(list);
    addOperationImporters(list);
    addLoglineImporters(list);
    addMetricImporters(list);
    addEventImporters(list);
    addTimelineImporters(list);
    list.push_back(std::make_unique<GenericCsv>());    // generic, last: earlier formats win where both are as sure
    return list;
}

}    // namespace faultline
