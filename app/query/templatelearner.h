#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A distinct path without its query string, and the requests that had it.
struct PathCount {
    std::string_view path;
    std::uint64_t count = 0;
};

inline constexpr std::size_t mostPathsLearned = 2'000'000;      ///< more: the most frequent and a sample of the others
inline constexpr std::size_t mostFrequentLearned = 500'000;
inline constexpr std::size_t mostSegmentsLearned = 64;          ///< deeper segments go by their shape alone

/// URL templates learned from the paths of a log: which segments are words of the address and which are values ({*}), judged by
/// how alike what follows them is. Sorted texts, only those that say more than the shapes of segments do. The paths must be
/// distinct. Depends on the set of paths and counts alone, not on their order.
std::vector<std::string> learnTemplates(std::span<const PathCount> paths);

}    // namespace faultline
