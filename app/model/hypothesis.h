#pragma once

#include "app/base/timestamp.h"
#include "app/model/evidence.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class HypothesisStatus : std::uint8_t { Open, Supported, RuledOut };

/// A suspect that was kept: what may have caused the trouble, and what speaks for and against it.
struct Hypothesis {
    std::int64_t id = 0;                   ///< 0 until stored
    std::string title;
    HypothesisStatus status = HypothesisStatus::Open;
    std::string reason;                    ///< why it has this status; never empty when ruled out
    std::string method;                    ///< how it came up: "different here", "changed before"; "" = somebody's idea
    TimeRange window{Timestamp{}, Timestamp{}};    ///< where it was seen
    std::int64_t position = 0;             ///< order in the list
    std::vector<Evidence> supporting;      ///< `entryId` is the id of the hypothesis
    std::vector<Evidence> opposing;
    bool operator==(const Hypothesis&) const = default;
};

std::string_view nameOf(HypothesisStatus status);    ///< "open", "supported", "ruled out"
bool fromName(std::string_view name, HypothesisStatus& value);

}    // namespace faultline
