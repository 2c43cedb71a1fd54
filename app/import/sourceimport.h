#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/import/importjob.h"
#include "app/import/sourceprobe.h"
#include "app/store/importwriter.h"

#include <string>
#include <vector>

namespace faultline {

/// How one source is going to be read, settled before its first line.
struct SourcePlan {
    const ImporterRegistry* formats = nullptr;
    const Importer* importer = nullptr;
    Detection detection;
    TimeSettings time;
    Source source;           ///< name, path, format, options, detection, zone, anchor: everything known beforehand
};

/// Format, zone and anchor from what the user stated, the format's specification and the detection. An Error names the reason
/// and the way out when no importer fits.
Result<SourcePlan> planSource(const Input& input, const SourceProbe& probe, const ImporterRegistry& registry,
                              const ImportRequest& request, const TimeZone& caseZone);

/// Reads the rest of the input through the plan's importer into the writer: chunks in parallel where lines stand alone.
/// Interrupted by control.stop within one chunk.
Result<void> readSource(Input& input, const SourceProbe& probe, const SourcePlan& plan, const ImportRequest& request,
                        ImportWriter& writer, const TaskControl& control);

}    // namespace faultline
