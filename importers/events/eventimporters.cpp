#include "importers/events/eventimporters.h"

#include "importers/events/githubdeployments.h"
#include "importers/events/launchdarkly.h"

namespace faultline {

void addEventImporters(ImporterList& list)
{
    list.push_back(std::make_unique<GitHubDeploymentsImporter>());
    list.push_back(std::make_unique<LaunchDarklyAuditImporter>());
}

}    // namespace faultline
