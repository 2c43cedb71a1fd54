#pragma once

#include "importers/metrics/csvheaders.h"

#include <string_view>

namespace faultline {

/// What a column of exactly this name is; the name in small letters and digits only ("httpstatuscode"). Unused when it says nothing.
CsvRole roleOfWord(std::string_view word);

}    // namespace faultline
