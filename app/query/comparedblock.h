#pragma once

#include "app/query/recordkeys.h"
#include "app/query/rowranges.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

// What a comparison of a window with its baseline adds up: see ComparedScan.

inline constexpr std::size_t mostSlices = 4;

/// What records add up to. Durations and bytes that a record lacks add nothing.
struct RecordSums {
    std::uint64_t records = 0;
    std::uint64_t errors = 0;                 ///< status >= 500, or severity error and worse
    std::int64_t duration = 0;                ///< ns
    std::int64_t bytes = 0;

    void add(const RecordSums& other);        ///< the largest number where a sum would pass it, in whatever order they come
};

/// Sums and sums of squares over all records of the baseline: how large the typical piece of a measure is.
struct RecordMoments {
    std::uint64_t records = 0;
    double seconds = 0, secondsSquared = 0;
    double bytes = 0, bytesSquared = 0;
};

/// Sides that a row is on; it may be on both.
inline constexpr std::uint8_t inWindow = 1;
inline constexpr std::uint8_t inBaseline = 2;
inline constexpr std::uint8_t inEither = inWindow | inBaseline;

/// What a pass adds up for one code: a cache line.
struct alignas(64) ComparedCell {
    struct Side {
        std::uint32_t records = 0;
        std::uint32_t errors = 0;
        std::int64_t duration = 0;
        std::int64_t bytes = 0;
    };
    Side selection, baseline;
};

/// A share of the segments, worked on by one thread at a time.
struct ComparedPart {
    std::vector<std::size_t> segments;                  ///< places in ComparedScan::segments()
    std::vector<KeyReader> keys;                        ///< by column
    std::vector<std::vector<ComparedCell>> cells;       ///< by column, code
    std::vector<std::array<std::uint32_t, mostSlices>> slices;    ///< by code of the first field's column
    std::uint64_t records = 0;                          ///< of the window
};

/// A block of rows as every pass over them reads it.
struct MeasuredBlock {
    static constexpr std::uint32_t mostRows = 512;    // numbers and codes of a block stay in the first-level cache

    RowBlock rows{0, 0};
    const std::uint8_t* sides = nullptr;
    std::uint8_t anySide = 0, everySide = 0;          ///< of inEither
    std::array<std::int64_t, mostRows> durations{}, bytes{};    ///< 0 where a record has none
    std::array<std::uint8_t, mostRows> errors{};
};

}    // namespace faultline
