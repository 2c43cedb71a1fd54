#include "importers/builtinimporters.h"

#include "importers/events/eventimporters.h"
#include "importers/loglines/loglineimporters.h"
#include "importers/metrics/genericcsv.h"
#include "importers/metrics/jsonlines.h"
#include "importers/metrics/jsonlist.h"
#include "importers/metrics/metricimporters.h"
#include "importers/operations/operationimporters.h"
#include "importers/requests/requestimporters.h"
#include "importers/timelines/timelineimporters.h"

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
    // Generic, last: earlier formats win where both are as sure.
    list.push_back(std::make_unique<JsonLines>());
    list.push_back(std::make_unique<JsonList>());
    list.push_back(std::make_unique<GenericCsv>());
    return list;
}

}    // namespace faultline
