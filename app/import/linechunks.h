#pragma once

#include "app/base/result.h"
#include "app/import/input.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Longest line that is read; of a longer one the first part is kept and the rest only counted.
inline constexpr std::size_t longestLine = std::size_t{1} << 20;

/// Buffers of one size that go round, so that the same memory is used for the whole file.
class BufferPool {
public:
    using Buffer = std::unique_ptr<char[]>;
    explicit BufferPool(std::size_t size) : m_size(size) {}
    std::size_t size() const { return m_size; }
    Buffer take();
    void giveBack(Buffer buffer);

private:
    const std::size_t m_size;
    std::mutex m_mutex;
    std::vector<Buffer> m_free;
};

/// Whole lines of a text.
struct LineChunk {
    BufferPool::Buffer buffer;
    std::string_view text;               ///< ends with '\n' except at the end of the source
    std::uint64_t byteOffset = 0;        ///< of text in the source
    std::uint64_t fileBytesRead = 0;
    std::uint64_t cutLineLength = 0;     ///< not 0: text is one line of this length, cut to longestLine
    std::optional<Error> error;          ///< reading failed behind this text
};

/// Cuts an input into chunks at line ends. `head` are bytes that were read from it already.
class LineChunks {
public:
    LineChunks(Input& input, std::string head, BufferPool& pool);
    /// The next chunk; nothing at the end. A chunk with an error is the last one.
    std::optional<LineChunk> next();

private:
    Result<std::size_t> fill(char* to, std::size_t size);
    LineChunk cutLongLine(BufferPool::Buffer buffer, std::size_t filled);

    Input& m_input;
    BufferPool& m_pool;
    std::string m_carry;    // bytes read but not given out yet
    std::uint64_t m_byteOffset = 0;
    bool m_ended = false;
};

}    // namespace faultline
