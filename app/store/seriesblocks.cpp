#include "app/store/seriesblocks.h"

#include <zstd.h>

#include <algorithm>

namespace faultline {

namespace {

Error damaged()
{
    return {ErrorKind::CaseDamaged, "Cannot read the samples of a series", "A block of them is damaged",
            "Import the file into a new case"};
}

}    // namespace

std::vector<std::byte> encodeSeriesTimes(const std::vector<std::int64_t>& times)
{
    const EncodedColumn column = encodeNumbers(times);
    std::vector<std::byte> data;
    data.reserve(column.data.size() + 1);
    data.push_back(static_cast<std::byte>(column.encoding));
    data.insert(data.end(), column.data.begin(), column.data.end());
    return data;
}

SeriesBlock encodeSeriesBlock(const std::vector<Sample>& samples, Compressor& compressor)
{
    std::vector<std::int64_t> times(samples.size());
    std::vector<double> values(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        times[i] = nanosecondsOf(samples[i].time);
        values[i] = samples[i].value;
    }
    return {encodeSeriesTimes(times), compressor.compress(std::as_bytes(std::span(values)))};
}

Result<std::vector<std::int64_t>> decodeSeriesLocals(std::uint64_t samples, Bytes locals)
{
    if (samples > maxBlockSamples)
        return damaged();
    std::vector<std::int64_t> values(samples, absent);
    if (locals.empty())
        return values;
    if (locals[0] >= static_cast<std::byte>(ColumnEncoding::Text))
        return damaged();
    const auto encoding = static_cast<ColumnEncoding>(locals[0]);
    const Result<ColumnData> column = decodeColumn(encoding, locals.subspan(1), static_cast<std::uint32_t>(samples));
    if (!column)
        return column.error();
    column->expand(values);
    if (values.size() != samples)
        return damaged();
    return values;
}

Result<std::vector<std::int64_t>> decodeSeriesTimes(std::uint64_t samples, Bytes times)
{
    if (times.empty())
        return damaged();
    Result<std::vector<std::int64_t>> values = decodeSeriesLocals(samples, times);
    if (values && std::find(values->begin(), values->end(), absent) != values->end())
        return damaged();
    return values;
}

Result<std::vector<Sample>> decodeSeriesBlock(std::uint64_t samples, Bytes times, Bytes values)
{
    const Result<std::vector<std::int64_t>> instants = decodeSeriesTimes(samples, times);
    if (!instants)
        return instants.error();
    const std::size_t size = instants->size() * sizeof(double);
    std::vector<double> numbers(instants->size());
    if (ZSTD_getFrameContentSize(values.data(), values.size()) != size ||
        ZSTD_decompress(numbers.data(), size, values.data(), values.size()) != size)
        return damaged();
    std::vector<Sample> block(instants->size());
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = {timestampFrom((*instants)[i]), numbers[i]};
    return block;
}

}    // namespace faultline
