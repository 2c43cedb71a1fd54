#pragma once

#include "app/base/taskcontrol.h"
#include "app/store/segmentreader.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Values of a dictionary field that contain the text, without regard to case (ASCII); those that begin with it or have it at the
/// beginning of a part ("/", "-", "_") first, then the shorter ones.
Result<std::vector<std::string>> valuesContaining(SegmentReader& segments, Field field, std::string_view text, std::size_t limit,
                                                  const TaskControl& control);

}    // namespace faultline
