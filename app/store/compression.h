#pragma once

#include "app/base/result.h"
#include "app/store/database.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// zstd with one context that is kept (making one costs more than a small block). Not for sharing between threads.
class Compressor {
public:
    explicit Compressor(int level = 1);
    ~Compressor();
    Compressor(Compressor&& other) noexcept;
    Compressor& operator=(Compressor&&) = delete;

    std::vector<std::byte> compress(Bytes input);
    std::vector<std::byte> compress(std::string_view input) { return compress(std::as_bytes(std::span(input))); }

private:
    void* m_context;
    int m_level;
};

/// The decompressed bytes; CaseDamaged when the frame is broken or would be larger than `limit`.
Result<std::string> decompress(Bytes input, std::size_t limit);

}    // namespace faultline
