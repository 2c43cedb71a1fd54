#include "app/query/samplereduction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t keptPerStretch = 4;

/// Indices of what a stretch [begin, end) keeps, in order, without repeats.
void keepStretch(const std::vector<Sample>& samples, std::size_t begin, std::size_t end, std::vector<Sample>& kept)
{
    std::size_t least = end;
    std::size_t most = end;
    std::size_t gap = end;
    for (std::size_t i = begin; i < end; ++i) {
        if (std::isnan(samples[i].value)) {
            gap = std::min(gap, i);
            continue;
        }
        if (least == end || samples[i].value < samples[least].value)
            least = i;
        if (most == end || samples[i].value > samples[most].value)
            most = i;
    }
    std::array<std::size_t, 5> indices = {begin, least, most, gap, end - 1};
    std::sort(indices.begin(), indices.end());
    std::size_t previous = end;
    for (const std::size_t index : indices) {
        if (index < end && index != previous)
            kept.push_back(samples[index]);
        previous = index;
    }
}

}    // namespace

std::vector<Sample> reducedSamples(const std::vector<Sample>& samples, std::size_t points)
{
    if (points == 0 || samples.size() <= points)
        return samples;
    const std::size_t stretches = std::max<std::size_t>(1, points / keptPerStretch);
    // Unsigned: the distance of two instants may exceed int64.
    const auto first = static_cast<std::uint64_t>(nanosecondsOf(samples.front().time));
    const std::uint64_t length = static_cast<std::uint64_t>(nanosecondsOf(samples.back().time)) - first;
    const std::uint64_t width = length / stretches + 1;
    std::vector<Sample> kept;
    for (std::size_t begin = 0; begin < samples.size();) {
        const std::uint64_t stretch = (static_cast<std::uint64_t>(nanosecondsOf(samples[begin].time)) - first) / width;
        std::size_t end = begin + 1;
        while (end < samples.size() &&
               (static_cast<std::uint64_t>(nanosecondsOf(samples[end].time)) - first) / width == stretch)
            ++end;
        keepStretch(samples, begin, end, kept);
        begin = end;
    }
    return kept;
}

}    // namespace faultline
