#pragma once

#include "app/base/timestamp.h"

#include <cstdint>
#include <string>

namespace faultline {

/// A range of time that somebody wants to find again, with the filter it was looked at with.
struct SavedWindow {
    std::int64_t id = 0;
    std::string name;
    TimeRange range{Timestamp{}, Timestamp{}};
    std::string filter;    ///< expression; "" = all records
    bool operator==(const SavedWindow&) const = default;
};

}    // namespace faultline
