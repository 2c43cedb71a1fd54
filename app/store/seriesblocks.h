#pragma once

#include "app/base/result.h"
#include "app/model/series.h"
#include "app/store/column.h"
#include "app/store/compression.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace faultline {

/// One row of series_block. `times`, `locals`: a byte with the ColumnEncoding, then the column's data. `vals`: zstd of the doubles as
/// 64-bit little-endian words (NaN keeps its bits).
struct SeriesBlock {
    std::vector<std::byte> times;
    std::vector<std::byte> values;
};
inline constexpr std::uint32_t maxBlockSamples = 65'536;

/// At most maxBlockSamples. The compressor's level is seriesCompressionLevel.
SeriesBlock encodeSeriesBlock(const std::vector<Sample>& samples, Compressor& compressor);
inline constexpr int seriesCompressionLevel = 3;
std::vector<std::byte> encodeSeriesTimes(const std::vector<std::int64_t>& times);

/// A damaged block is ErrorKind::CaseDamaged. `samples` is the row's own count.
Result<std::vector<Sample>> decodeSeriesBlock(std::uint64_t samples, Bytes times, Bytes values);
Result<std::vector<std::int64_t>> decodeSeriesTimes(std::uint64_t samples, Bytes times);

/// The column `locals`: `absent` for the samples whose wall clock their zone had, all of them where the column is NULL.
Result<std::vector<std::int64_t>> decodeSeriesLocals(std::uint64_t samples, Bytes locals);

}    // namespace faultline
