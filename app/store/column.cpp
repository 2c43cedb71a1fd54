#include "app/store/column.h"

#include "app/store/compression.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <numeric>

namespace faultline {

namespace {

// Blob: flags (1 = validity bitmap), width, base, scale; Delta adds the first value. All little-endian, unaligned.
constexpr std::size_t headerSize = 2 + 8 + 8;
constexpr std::byte hasValidity{1};
constexpr std::size_t textLimit = std::size_t{256} << 20;

static_assert(std::endian::native == std::endian::little, "column blobs are little-endian");

template <typename T>
void put(std::vector<std::byte>& out, const T& value)
{
    const std::size_t size = out.size();
    out.resize(size + sizeof(T));
    std::memcpy(out.data() + size, &value, sizeof(T));
}

template <typename T>
T get(Bytes in, std::size_t offset)
{
    T value;
    std::memcpy(&value, in.data() + offset, sizeof(T));
    return value;
}

std::uint8_t widthFor(std::uint64_t largest)
{
    if (largest == 0)
        return 0;
    if (largest <= 0xff)
        return 1;
    if (largest <= 0xffff)
        return 2;
    return largest <= 0xffffffffU ? 4 : 8;
}

std::size_t validityWords(std::size_t rows)
{
    return (rows + 63) / 64;
}

struct Spread {
    std::int64_t low = 0;
    std::int64_t high = 0;
    std::size_t present = 0;
};

Spread spreadOf(const std::vector<std::int64_t>& values)
{
    Spread spread{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min(), 0};
    for (const std::int64_t value : values) {
        const bool isPresent = value != absent;
        spread.present += isPresent ? 1U : 0U;
        spread.low = std::min(spread.low, isPresent ? value : spread.low);
        spread.high = std::max(spread.high, isPresent ? value : spread.high);
    }
    if (spread.present == 0)
        spread.low = spread.high = 0;
    return spread;
}

std::uint64_t distance(std::int64_t from, std::int64_t to)
{
    return static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
}

/// The largest number that divides every distance from `low` and fits the header's signed scale; 1 as soon as that is clear.
std::uint64_t commonScale(const std::vector<std::int64_t>& values, std::int64_t low)
{
    std::uint64_t scale = 0;
    for (const std::int64_t value : values) {
        if (value == absent)
            continue;
        const std::uint64_t step = distance(low, value);
        if (scale != 0 && step % scale == 0)
            continue;
        scale = std::gcd(scale, step);
        if (scale == 1)
            return 1;
    }
    return scale <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? std::max<std::uint64_t>(scale, 1) : 1;
}

template <typename T>
void putNarrow(std::vector<std::byte>& out, const std::vector<std::int64_t>& values, std::int64_t low, std::uint64_t scale)
{
    const std::size_t begin = out.size();
    out.resize(begin + values.size() * sizeof(T));
    std::byte* to = out.data() + begin;
    for (const std::int64_t value : values) {
        const std::uint64_t step = value == absent ? 0 : distance(low, value);
        const T narrow = static_cast<T>(scale == 1 ? step : step / scale);
        std::memcpy(to, &narrow, sizeof(T));
        to += sizeof(T);
    }
}

void putPayload(std::vector<std::byte>& out, const std::vector<std::int64_t>& values, std::int64_t low, std::uint64_t scale,
                std::uint8_t width)
{
    switch (width) {
    case 0: return;
    case 1: return putNarrow<std::uint8_t>(out, values, low, scale);
    case 2: return putNarrow<std::uint16_t>(out, values, low, scale);
    case 4: return putNarrow<std::uint32_t>(out, values, low, scale);
    default: return putNarrow<std::uint64_t>(out, values, low, scale);
    }
}

std::vector<std::byte> header(bool validity, std::uint8_t width, std::int64_t base, std::uint64_t scale)
{
    std::vector<std::byte> out;
    out.push_back(validity ? hasValidity : std::byte{0});
    out.push_back(static_cast<std::byte>(width));
    put(out, base);
    put(out, scale);
    return out;
}

template <typename Present>
void putValidity(std::vector<std::byte>& out, std::size_t rows, Present&& isPresent)
{
    std::vector<std::uint64_t> words(validityWords(rows));
    for (std::size_t row = 0; row < rows; ++row)
        words[row >> 6] |= static_cast<std::uint64_t>(isPresent(row) ? 1 : 0) << (row & 63U);
    const std::size_t begin = out.size();
    out.resize(begin + words.size() * sizeof(std::uint64_t));
    std::memcpy(out.data() + begin, words.data(), words.size() * sizeof(std::uint64_t));
}

/// Neighbour differences where they are narrower than the values; nothing when they are not.
bool encodeDelta(const std::vector<std::int64_t>& values, std::uint64_t range, std::uint8_t narrowWidth, std::uint64_t scale,
                 EncodedColumn& column)
{
    // Wider, a difference wraps around and is no multiple of the scale any more.
    constexpr std::uint64_t longestDelta = std::uint64_t{1} << 62;
    if (values.size() < 2 || narrowWidth < 2 || range > longestDelta)
        return false;
    std::vector<std::int64_t> deltas(values.size());
    std::int64_t low = std::numeric_limits<std::int64_t>::max();
    std::int64_t high = std::numeric_limits<std::int64_t>::min();
    for (std::size_t row = 1; row < values.size(); ++row) {
        deltas[row] = static_cast<std::int64_t>(distance(values[row - 1], values[row]));
        low = std::min(low, deltas[row]);
        high = std::max(high, deltas[row]);
    }
    deltas[0] = low;
    const std::uint8_t width = widthFor(distance(low, high) / scale);
    if (low == high) {
        column.encoding = ColumnEncoding::Sequence;
        column.data = header(false, 0, values[0], static_cast<std::uint64_t>(low));
        return true;
    }
    if (width * 2 > narrowWidth)
        return false;
    column.encoding = ColumnEncoding::Delta;
    column.data = header(false, width, low, scale);
    put(column.data, values[0]);
    putPayload(column.data, deltas, low, scale, width);
    return true;
}

Error damaged(std::string why)
{
    return {ErrorKind::CaseDamaged, "A column of the case cannot be read", std::move(why),
            "Run 'faultline-cli check' on the case"};
}

Result<ColumnData> decodeText(Bytes data, std::uint32_t rows)
{
    ColumnData column;
    column.rows = rows;
    column.isText = true;
    if (data.empty())
        return damaged("It is empty");
    std::size_t offset = 1;
    if (data[0] == hasValidity) {
        const std::size_t size = validityWords(rows) * 8;
        if (data.size() < offset + size)
            return damaged("Its validity bitmap is cut");
        column.validity.resize(validityWords(rows));
        if (size > 0)
            std::memcpy(column.validity.data(), data.data() + offset, size);
        offset += size;
    }
    auto text = decompress(data.subspan(offset), textLimit);
    if (!text)
        return text.error();
    const std::size_t lengths = std::size_t{rows} * 4;
    if (text->size() < lengths)
        return damaged("Its lengths are cut");
    column.offsets.resize(std::size_t{rows} + 1);
    std::uint64_t end = 0;
    for (std::uint32_t row = 0; row < rows; ++row) {
        column.offsets[row] = static_cast<std::uint32_t>(end);
        std::uint32_t length = 0;
        std::memcpy(&length, text->data() + std::size_t{row} * 4, 4);
        end += length;
        if (end > text->size() - lengths)
            return damaged("Its lengths are larger than its text");
    }
    column.offsets[rows] = static_cast<std::uint32_t>(end);
    column.arena = text->substr(lengths);
    return column;
}

template <typename T>
void undoDelta(ColumnData& column, Bytes payload, std::int64_t first)
{
    // Rebuilt as full values, then narrowed again: callers meet one form only.
    std::vector<std::int64_t> values(column.rows);
    std::uint64_t value = static_cast<std::uint64_t>(first);
    for (std::uint32_t row = 0; row < column.rows; ++row) {
        if (row != 0) {
            const std::uint64_t step = get<T>(payload, row * sizeof(T));
            value += static_cast<std::uint64_t>(column.base) + step * static_cast<std::uint64_t>(column.scale);
        }
        values[row] = static_cast<std::int64_t>(value);
    }
    const Spread spread = spreadOf(values);
    const auto scale = static_cast<std::uint64_t>(column.base % column.scale == 0 ? column.scale : 1);
    column.base = spread.low;
    column.scale = static_cast<std::int64_t>(scale);
    column.width = widthFor(distance(spread.low, spread.high) / scale);
    putPayload(column.payload, values, spread.low, scale, column.width);
}

}    // namespace

std::uint64_t ColumnData::narrowAt(std::uint32_t row) const
{
    if (width == 0)
        return 0;
    return visitPayload([row](const auto* values) { return static_cast<std::uint64_t>(values[row]); });
}

void ColumnData::expand(std::vector<std::int64_t>& values) const
{
    values.assign(rows, base);
    if (width != 0) {
        visitPayload([&](const auto* narrow) {
            for (std::uint32_t row = 0; row < rows; ++row)
                values[row] = scaled(narrow[row]);
        });
    }
    if (validity.empty())
        return;
    for (std::uint32_t row = 0; row < rows; ++row) {
        if (!isPresent(row))
            values[row] = absent;
    }
}

std::size_t ColumnData::memory() const
{
    return sizeof(*this) + payload.capacity() + offsets.capacity() * 4 + arena.capacity() + validity.capacity() * 8;
}

EncodedColumn encodeNumbers(const std::vector<std::int64_t>& values)
{
    EncodedColumn column;
    const Spread spread = spreadOf(values);
    const bool validity = spread.present != values.size();
    const std::uint64_t range = distance(spread.low, spread.high);
    if (range == 0) {
        column.encoding = ColumnEncoding::Constant;
        column.data = header(validity, 0, spread.low, 1);
        if (validity)
            putValidity(column.data, values.size(), [&](std::size_t row) { return values[row] != absent; });
        return column;
    }
    const std::uint64_t scale = range > 0xff ? commonScale(values, spread.low) : 1;
    const std::uint8_t width = widthFor(range / scale);
    if (!validity && encodeDelta(values, range, width, scale, column))
        return column;
    column.encoding = ColumnEncoding::Narrow;
    column.data = header(validity, width, spread.low, scale);
    column.data.reserve(column.data.size() + values.size() * width + values.size() / 8 + 16);
    if (validity)
        putValidity(column.data, values.size(), [&](std::size_t row) { return values[row] != absent; });
    putPayload(column.data, values, spread.low, scale, width);
    return column;
}

EncodedColumn encodeText(const std::vector<std::string_view>& values)
{
    std::string text;
    std::size_t bytes = values.size() * 4;
    bool validity = false;
    for (const std::string_view value : values) {
        bytes += value.size();
        validity = validity || value.data() == nullptr;
    }
    text.reserve(bytes);
    for (const std::string_view value : values) {
        const auto length = static_cast<std::uint32_t>(value.size());
        char raw[4];
        std::memcpy(raw, &length, 4);
        text.append(raw, 4);
    }
    for (const std::string_view value : values)
        text += value;

    EncodedColumn column;
    column.encoding = ColumnEncoding::Text;
    column.data.push_back(validity ? hasValidity : std::byte{0});
    if (validity)
        putValidity(column.data, values.size(), [&](std::size_t row) { return values[row].data() != nullptr; });
    const std::vector<std::byte> compressed = Compressor().compress(text);
    column.data.insert(column.data.end(), compressed.begin(), compressed.end());
    return column;
}

Result<ColumnData> decodeColumn(ColumnEncoding encoding, Bytes data, std::uint32_t rows)
{
    if (encoding == ColumnEncoding::Text)
        return decodeText(data, rows);
    if (data.size() < headerSize)
        return damaged("Its header is cut");
    ColumnData column;
    column.rows = rows;
    column.width = static_cast<std::uint8_t>(data[1]);
    column.base = get<std::int64_t>(data, 2);
    column.scale = get<std::int64_t>(data, 10);
    if (column.width != 0 && !std::has_single_bit(column.width))
        return damaged("Its width is " + std::to_string(column.width));
    if (column.width > 8)
        return damaged("Its width is " + std::to_string(column.width));
    std::size_t offset = headerSize;
    if (data[0] == hasValidity) {
        const std::size_t size = validityWords(rows) * 8;
        if (data.size() < offset + size)
            return damaged("Its validity bitmap is cut");
        column.validity.resize(validityWords(rows));
        if (size > 0)
            std::memcpy(column.validity.data(), data.data() + offset, size);
        offset += size;
    }
    std::int64_t first = 0;
    if (encoding == ColumnEncoding::Delta) {
        if (data.size() < offset + 8 || column.width == 0 || column.scale < 1 || !column.validity.empty())
            return damaged("Its first value is cut");
        first = get<std::int64_t>(data, offset);
        offset += 8;
    }
    const std::size_t payloadSize = std::size_t{rows} * column.width;
    if (data.size() - offset != payloadSize)
        return damaged("It has " + std::to_string(data.size() - offset) + " bytes of values instead of "
                       + std::to_string(payloadSize));
    const Bytes payload = data.subspan(offset);
    switch (encoding) {
    case ColumnEncoding::Constant:
        if (column.width != 0)
            return damaged("A constant with values");
        return column;
    case ColumnEncoding::Sequence: {
        if (column.width != 0)
            return damaged("A sequence with values");
        const auto step = column.scale;
        std::vector<std::int64_t> index(rows);
        std::iota(index.begin(), index.end(), 0);
        column.scale = step;
        column.width = widthFor(rows == 0 ? 0 : rows - 1);
        putPayload(column.payload, index, 0, 1, column.width);
        return column;
    }
    case ColumnEncoding::Narrow:
        column.payload.assign(payload.begin(), payload.end());
        return column;
    case ColumnEncoding::Delta:
        switch (column.width) {
        case 1: undoDelta<std::uint8_t>(column, payload, first); break;
        case 2: undoDelta<std::uint16_t>(column, payload, first); break;
        case 4: undoDelta<std::uint32_t>(column, payload, first); break;
        default: undoDelta<std::uint64_t>(column, payload, first); break;
        }
        return column;
    case ColumnEncoding::Text: break;
    }
    return damaged("Its encoding is unknown");
}

}    // namespace faultline
