#pragma once

#include "app/base/result.h"
#include "app/model/record.h"
#include "app/store/database.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// How one column of one segment is stored. The blob is a small header (base, scale, widths, sizes), an optional validity
/// bitmap, then the payload.
enum class ColumnEncoding : std::uint8_t {
    Constant = 0,    ///< every row is `base`
    Sequence = 1,    ///< row i is base + i * scale
    Narrow = 2,      ///< row i is base + payload[i] * scale, payload of 1, 2, 4 or 8 bytes unsigned
    Delta = 3,       ///< differences of neighbours, stored as Narrow; decoded to Narrow
    Text = 4         ///< zstd of 32-bit lengths, then bytes
};

/// A decoded column: numbers stay narrow (a scan reads 2 bytes a row where 2 suffice), text is one arena with offsets.
class ColumnData {
public:
    std::uint32_t rows = 0;
    bool isText = false;

    // Numbers: value(i) = base + payload_i * scale. width 0 = constant (payload 0 for every row).
    std::int64_t base = 0;
    std::int64_t scale = 1;
    std::uint8_t width = 0;                  ///< bytes a row in `payload`: 0, 1, 2, 4, 8
    std::vector<std::byte> payload;

    // Text: value(i) = arena[offsets[i], offsets[i + 1]).
    std::vector<std::uint32_t> offsets;
    std::string arena;

    std::vector<std::uint64_t> validity;     ///< bit i set = present; empty = all rows present

    bool isPresent(std::uint32_t row) const
    {
        return validity.empty() || ((validity[row >> 6] >> (row & 63U)) & 1U) != 0;
    }
    std::uint64_t narrowAt(std::uint32_t row) const;    ///< payload_i, 0 when width is 0
    /// The number of a row, `absent` when it has none. For loops use expand() or visit the narrow payload.
    std::int64_t at(std::uint32_t row) const
    {
        return isPresent(row) ? scaled(narrowAt(row)) : absent;
    }
    /// base + narrow * scale; wraps instead of overflowing where a damaged case holds absurd numbers.
    std::int64_t scaled(std::uint64_t narrow) const
    {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) + narrow * static_cast<std::uint64_t>(scale));
    }
    std::string_view textAt(std::uint32_t row) const    ///< data() == nullptr when absent
    {
        if (!isPresent(row))
            return {};
        return std::string_view(arena).substr(offsets[row], offsets[row + 1] - offsets[row]);
    }
    /// All rows as int64 (`absent` where missing). `values` is resized.
    void expand(std::vector<std::int64_t>& values) const;
    std::size_t memory() const;

    /// Calls f with a pointer of the payload's own type (const std::uint8_t*, ...16, 32, 64); not for width 0 or text.
    template <typename F>
    decltype(auto) visitPayload(F&& f) const
    {
        switch (width) {
        case 1: return f(reinterpret_cast<const std::uint8_t*>(payload.data()));
        case 2: return f(reinterpret_cast<const std::uint16_t*>(payload.data()));
        case 4: return f(reinterpret_cast<const std::uint32_t*>(payload.data()));
        default: return f(reinterpret_cast<const std::uint64_t*>(payload.data()));
        }
    }
};

struct EncodedColumn {
    ColumnEncoding encoding = ColumnEncoding::Constant;
    std::vector<std::byte> data;
};

/// `values[i]` with `absent` for missing ones. Picks the smallest encoding.
EncodedColumn encodeNumbers(const std::vector<std::int64_t>& values);

/// Values with data() == nullptr are missing.
EncodedColumn encodeText(const std::vector<std::string_view>& values);

/// Checks every length and offset; a damaged blob is ErrorKind::CaseDamaged, never a wrong read. `rows` is the segment's.
Result<ColumnData> decodeColumn(ColumnEncoding encoding, Bytes data, std::uint32_t rows);

}    // namespace faultline
