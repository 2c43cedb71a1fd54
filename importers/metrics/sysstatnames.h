#pragma once

#include "app/model/series.h"

#include <string>
#include <string_view>

namespace faultline {

/// Columns of sysstat that name what a row is about ("CPU", "IFACE", "DEV"), as a label; "" for a column of values.
std::string_view sysstatLabelOf(std::string_view column);

/// "%user" is %, "kbmemfree" KiBy, "rxkB/s" KiBy/s, "tps" 1/s; "1" for plain numbers.
std::string_view sysstatUnitOf(std::string_view column);

}    // namespace faultline
