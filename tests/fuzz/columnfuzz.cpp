// Blobs of a damaged case: decoding must refuse them or give exactly the rows. First byte: encoding; the next two: rows.
#include "app/store/column.h"
#include "tests/fuzz/fuzz.h"

#include <cstring>

using namespace faultline;

namespace {

void roundTrip(const std::vector<std::int64_t>& values)
{
    const EncodedColumn encoded = encodeNumbers(values);
    const auto decoded = decodeColumn(encoded.encoding, encoded.data, static_cast<std::uint32_t>(values.size()));
    fuzz::require(decoded.has_value(), "an encoded column does not decode");
    std::vector<std::int64_t> again;
    decoded->expand(again);
    fuzz::require(again == values, "numbers came back changed");
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 3)
        return 0;
    const auto encoding = static_cast<ColumnEncoding>(data[0] % 6);    // one more than there are
    const auto rows = static_cast<std::uint32_t>(data[1] | (data[2] << 8U));
    const auto* bytes = reinterpret_cast<const std::byte*>(data + 3);
    const auto decoded = decodeColumn(encoding, Bytes(bytes, size - 3), rows);
    if (!decoded) {
        fuzz::require(decoded.error().kind == ErrorKind::CaseDamaged, "another kind of error than damage");
    } else if (decoded->isText) {
        for (std::uint32_t row = 0; row < rows; ++row)
            fuzz::touch(decoded->textAt(row));
    } else {
        std::vector<std::int64_t> values;
        decoded->expand(values);
        fuzz::require(values.size() == rows, "another number of rows");
    }
    std::vector<std::int64_t> numbers((size - 3) / 8);
    if (!numbers.empty()) {
        std::memcpy(numbers.data(), data + 3, numbers.size() * 8);
        roundTrip(numbers);
    }
    return 0;
}
