#pragma once

#include "importers/loglines/logexport.h"

#include <vector>

namespace faultline {

/// Search results of log stores as CSV, whose message column holds lines of other programs: Kibana's Discover, Datadog's
/// log explorer, Splunk and CloudWatch Logs Insights.
std::vector<LogExport> logTables();

}    // namespace faultline
