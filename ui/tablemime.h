#pragma once

#include "app/export/timelinetable.h"

class QMimeData;

namespace faultline {

enum class TableText { Tabs, Markdown };    ///< what programs get that take plain text only

/// A table for the clipboard: plain text, CSV, Markdown and HTML at once, each escaped for itself. Owned by the caller.
QMimeData* mimeDataOf(const TimelineTable& table, TableText plain);

}    // namespace faultline
