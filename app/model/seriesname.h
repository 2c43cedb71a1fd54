#pragma once

#include "app/model/series.h"

#include <string>

namespace faultline {

/// name{key="value",...}, as metric tools write it.
std::string fullName(const SeriesInfo& series);

}    // namespace faultline
