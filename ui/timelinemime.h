#pragma once

#include "app/export/timelineexport.h"
#include "ui/settings.h"

#include <memory>
#include <vector>

class QMimeData;

namespace faultline {

class CaseSession;

/// The remembered choice with the zones of the case filled in; the Error names a zone that is not known.
Result<TimelineExportOptions> exportOptions(const TimelineExportChoice& choice, CaseSession& session);

/// Entries for the clipboard as Markdown, HTML and CSV at once, in the zones and columns that were chosen last.
std::unique_ptr<QMimeData> timelineMime(const std::vector<TimelineEntry>& entries, CaseSession& session);

}    // namespace faultline
