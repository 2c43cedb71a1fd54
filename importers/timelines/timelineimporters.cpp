#include "importers/timelines/timelineimporters.h"

#include "importers/timelines/statusincident.h"
#include "importers/timelines/timelinecsv.h"
#include "importers/timelines/timelinehtml.h"
#include "importers/timelines/timelinejson.h"
#include "importers/timelines/timelinemarkdown.h"
#include "importers/timelines/timelinetext.h"

namespace faultline {

void addTimelineImporters(ImporterList& list)
{
    list.push_back(std::make_unique<StatusIncident>());
    list.push_back(std::make_unique<TimelineHtml>());
    list.push_back(std::make_unique<TimelineJson>());
    list.push_back(std::make_unique<TimelineCsv>());
    list.push_back(std::make_unique<TimelineMarkdown>());
    list.push_back(std::make_unique<TimelineText>());
}

}    // namespace faultline
