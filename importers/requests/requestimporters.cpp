#include "importers/requests/requestimporters.h"

#include "importers/requests/apachelogformat.h"
#include "importers/requests/combined.h"
#include "importers/requests/nginxlogformat.h"

namespace faultline {

void addRequestImporters(ImporterList& list)
{
    list.push_back(std::make_unique<CombinedImporter>());
    list.push_back(std::make_unique<NginxLogFormatImporter>());
    list.push_back(std::make_unique<ApacheLogFormatImporter>());
}

}    // namespace faultline
