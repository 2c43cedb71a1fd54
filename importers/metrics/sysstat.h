#pragma once

#include "app/import/importer.h"

namespace faultline {

/// "sar -A" as text: tables of one time a row; the date stands in the banner, the zone nowhere.
std::unique_ptr<Importer> sarText();
/// "sadf -d": semicolon separated, a header before each table, times in UTC, local or as epoch.
std::unique_ptr<Importer> sadfDatabase();
/// "sadf -j": one JSON document.
std::unique_ptr<Importer> sadfJson();

}    // namespace faultline
