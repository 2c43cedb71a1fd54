#include "app/store/compression.h"

#include <zstd.h>

#include <utility>

namespace faultline {

Compressor::Compressor(int level) : m_context(ZSTD_createCCtx()), m_level(level) {}

Compressor::~Compressor()
{
    ZSTD_freeCCtx(static_cast<ZSTD_CCtx*>(m_context));
}

Compressor::Compressor(Compressor&& other) noexcept : m_context(std::exchange(other.m_context, nullptr)), m_level(other.m_level) {}

std::vector<std::byte> Compressor::compress(Bytes input)
{
    std::vector<std::byte> output(ZSTD_compressBound(input.size()));
    const std::size_t size = ZSTD_compressCCtx(static_cast<ZSTD_CCtx*>(m_context), output.data(), output.size(), input.data(),
                                               input.size(), m_level);
    output.resize(ZSTD_isError(size) != 0 ? 0 : size);
    return output;
}

Result<std::string> decompress(Bytes input, std::size_t limit)
{
    const auto damaged = [](std::string why) {
        return Error{ErrorKind::CaseDamaged, "A compressed block of the case cannot be read", std::move(why),
                     "Run 'faultline-cli check' on the case"};
    };
    const unsigned long long size = ZSTD_getFrameContentSize(input.data(), input.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
        return damaged("It is no zstd frame with a known size");
    if (size > limit)
        return damaged("It claims to hold " + std::to_string(size) + " bytes");
    std::string output(static_cast<std::size_t>(size), '\0');
    const std::size_t written = ZSTD_decompress(output.data(), output.size(), input.data(), input.size());
    if (ZSTD_isError(written) != 0)
        return damaged(ZSTD_getErrorName(written));
    output.resize(written);
    return output;
}

}    // namespace faultline
