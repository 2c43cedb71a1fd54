#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/import/importerregistry.h"

#include <QString>

#include <vector>

namespace faultline {

/// A synthetic incident that ships with the program.
struct SampleIncident {
    const char* id;       ///< the folder in sample-data
    const char* action;   ///< in the action table
    const char* title;    ///< for translation, context "Samples"
    const char* about;
};
const std::vector<SampleIncident>& sampleIncidents();
QString titleOf(const SampleIncident& incident);

/// The folder of its files, found from where the program is; "" when it did not come along.
QString sampleFolder(const SampleIncident& incident);
/// The user's own copy.
QString samplePath(const SampleIncident& incident);
/// Imports the files into that copy; whole or not at all. Runs on any thread.
Result<void> makeSampleCase(const SampleIncident& incident, const std::string& folder, const std::string& path, const std::string& title,
                            const ImporterRegistry& registry, const TaskControl& control);

}    // namespace faultline
