#include "importers/events/eventimporters.h"

#include "importers/events/githubdeployments.h"
#include "importers/events/launchdarkly.h"

namespace faultline {

void addEventImporters(ImporterList& list)
{
    const auto add = [&list](EventFormat format) { list.push_back(std::make_unique<EventFormatImporter>(std::move(format))); };
    add(githubDeployments());
    add(launchDarklyAudit());
}

}    // namespace faultline
