#include "app/import/linechunks.h"

#include <algorithm>
#include <cstring>

namespace faultline {

BufferPool::Buffer BufferPool::take()
{
    const std::lock_guard lock(m_mutex);
    if (m_free.empty())
        return std::make_unique_for_overwrite<char[]>(m_size);
    Buffer buffer = std::move(m_free.back());
    m_free.pop_back();
    return buffer;
}

void BufferPool::giveBack(Buffer buffer)
{
    const std::lock_guard lock(m_mutex);
    m_free.push_back(std::move(buffer));
}

LineChunks::LineChunks(Input& input, std::string head, BufferPool& pool) : m_input(input), m_pool(pool), m_carry(std::move(head)) {}

Result<std::size_t> LineChunks::fill(char* to, std::size_t size)
{
    std::size_t filled = 0;
    while (filled < size && !m_ended) {
        const auto read = m_input.read(to + filled, size - filled);
        if (!read) {
            m_ended = true;
            return read.error();
        }
        m_ended = *read == 0;
        filled += *read;
    }
    return filled;
}

std::optional<LineChunk> LineChunks::next()
{
    if (m_ended && m_carry.empty())
        return {};
    LineChunk chunk;
    chunk.buffer = m_pool.take();
    char* data = chunk.buffer.get();
    std::size_t filled = std::min(m_carry.size(), m_pool.size());
    std::memcpy(data, m_carry.data(), filled);
    m_carry.erase(0, filled);
    const auto read = fill(data + filled, m_pool.size() - filled);
    if (read)
        filled += *read;
    else
        chunk.error = read.error();
    if (filled == 0 && !chunk.error)
        return {};
    chunk.byteOffset = m_byteOffset;
    chunk.fileBytesRead = m_input.fileBytesRead();
    std::size_t end = filled;
    if (!m_ended) {
        const void* last = memrchr(data, '\n', filled);
        if (last == nullptr)
            return cutLongLine(std::move(chunk.buffer), filled);
        end = static_cast<std::size_t>(static_cast<const char*>(last) - data) + 1;
    }
    m_carry.insert(0, data + end, filled - end);
    chunk.text = {data, end};
    m_byteOffset += end;
    return chunk;
}

LineChunk LineChunks::cutLongLine(BufferPool::Buffer buffer, std::size_t filled)
{
    LineChunk chunk;
    std::uint64_t length = filled;
    std::string scratch(std::size_t{1} << 16, '\0');
    while (true) {
        const auto read = fill(scratch.data(), scratch.size());
        if (!read) {
            chunk.error = read.error();
            break;
        }
        const std::size_t newline = std::string_view(scratch.data(), *read).find('\n');
        if (newline != std::string_view::npos) {
            length += newline;
            m_carry.assign(scratch, newline + 1, *read - newline - 1);
            break;
        }
        length += *read;
        if (m_ended)
            break;
    }
    chunk.buffer = std::move(buffer);
    chunk.byteOffset = m_byteOffset;
    chunk.fileBytesRead = m_input.fileBytesRead();
    chunk.cutLineLength = length;
    chunk.buffer[longestLine] = '\n';
    chunk.text = {chunk.buffer.get(), longestLine + 1};
    m_byteOffset += length + 1;
    return chunk;
}

}    // namespace faultline
