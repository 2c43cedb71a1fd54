#include "app/import/chunkreader.h"

#include "app/base/text.h"

#include <algorithm>
#include <cstring>

namespace faultline {

namespace {

// Large enough to compress well, small enough that opening one line costs a millisecond.
constexpr std::size_t rawBlockBytes = std::size_t{1} << 20;

bool isAscii(std::string_view text)
{
    std::uint64_t bits = 0;
    std::size_t index = 0;
    for (; index + 8 <= text.size(); index += 8) {
        std::uint64_t word;
        std::memcpy(&word, text.data() + index, 8);
        bits |= word;
    }
    for (; index < text.size(); ++index)
        bits |= static_cast<unsigned char>(text[index]);
    return (bits & 0x8080808080808080ULL) == 0;
}

}    // namespace

ChunkReader::ChunkReader(std::unique_ptr<RecordReader> reader, TimeZone sourceZone, std::vector<LineWrapper> wrappers, bool keepRaw)
    : m_reader(std::move(reader)), m_sink(std::move(sourceZone)), m_keepRaw(keepRaw)
{
    if (!wrappers.empty())
        m_unwrapper.emplace(std::move(wrappers));
}

void ChunkReader::readDecoded(std::string_view line)
{
    if (!m_unwrapper) {
        m_reader->line(line, m_sink);
        return;
    }
    std::string_view inner;
    switch (m_unwrapper->unwrap(line, inner)) {
    case LineUnwrapper::Outcome::Partial: m_sink.continuation(); return;
    case LineUnwrapper::Outcome::Line:
    case LineUnwrapper::Outcome::NotWrapped: m_reader->line(inner, m_sink); return;
    }
}

void ChunkReader::readLine(std::string_view line)
{
    if (isValidUtf8(line)) {
        readDecoded(line);
        return;
    }
    if (m_invalidLines++ == 0)
        m_firstInvalidLine = m_line;
    const std::string decoded = sanitizedUtf8(line);
    readDecoded(decoded);
}

void ChunkReader::compressBlock(std::string_view text, std::uint64_t firstLine, std::uint64_t lines, RecordBatch& batch)
{
    if (m_keepRaw && lines != 0)
        batch.rawBlocks.push_back({firstLine, lines, m_compressor.compress(text)});
}

std::uint64_t ChunkReader::read(const LineChunk& chunk, std::uint64_t firstLine, RecordBatch& batch)
{
    m_sink.start(batch, chunk.text, chunk.byteOffset);
    m_line = firstLine;
    batch.textBytes += chunk.cutLineLength != 0 ? chunk.cutLineLength + 1 : chunk.text.size();
    const bool ascii = isAscii(chunk.text);
    const char* const begin = chunk.text.data();
    const char* const end = begin + chunk.text.size();
    const char* blockBegin = begin;
    std::uint64_t blockFirst = firstLine + 1;
    for (const char* at = begin; at < end;) {
        const auto* newline = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
        const char* const lineEnd = newline != nullptr ? newline : end;
        std::string_view line(at, static_cast<std::size_t>(lineEnd - at));
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        ++m_line;
        m_sink.beginLine(m_line, chunk.byteOffset + static_cast<std::uint64_t>(at - begin), line);
        if (line.size() >= longestLine || chunk.cutLineLength != 0) {
            m_sink.reject("line-too-long", "The line has " + std::to_string(std::max<std::uint64_t>(chunk.cutLineLength, line.size()))
                                               + " bytes; the longest that is read has " + std::to_string(longestLine));
        } else if (ascii && !m_unwrapper) {
            m_reader->line(line, m_sink);
        } else {
            readLine(line);
        }
        m_sink.endLine();
        at = newline != nullptr ? newline + 1 : end;
        if (at - blockBegin >= static_cast<std::ptrdiff_t>(rawBlockBytes)) {
            compressBlock({blockBegin, static_cast<std::size_t>(at - blockBegin)}, blockFirst, m_line + 1 - blockFirst, batch);
            blockBegin = at;
            blockFirst = m_line + 1;
        }
    }
    compressBlock({blockBegin, static_cast<std::size_t>(end - blockBegin)}, blockFirst, m_line + 1 - blockFirst, batch);
    m_sink.finishBatch();
    return m_line - firstLine;
}

void ChunkReader::readDocument(std::string_view text, RecordBatch& batch)
{
    m_sink.start(batch);
    m_sink.beginLine(0, 0, text.substr(0, 256));
    batch.textBytes += text.size();
    const bool valid = isValidUtf8(text);
    m_invalidLines += valid ? 0 : 1;
    if (valid)
        m_reader->document(text, m_sink);
    else
        m_reader->document(sanitizedUtf8(text), m_sink);
    m_reader->finish(m_sink);
    m_sink.endDocument();
    m_sink.finishBatch();
    std::uint64_t firstLine = 1;
    while (!text.empty()) {
        const std::size_t newline = text.find('\n', std::min(rawBlockBytes, text.size() - 1));
        const std::string_view block = text.substr(0, newline == std::string_view::npos ? text.size() : newline + 1);
        const auto lines = static_cast<std::uint64_t>(std::count(block.begin(), block.end(), '\n')) + (block.back() != '\n' ? 1U : 0U);
        compressBlock(block, firstLine, lines, batch);
        firstLine += lines;
        text.remove_prefix(block.size());
    }
}

void ChunkReader::finish(RecordBatch& batch)
{
    m_sink.start(batch);
    // The beginning of a line whose other parts never came; its lines are accounted for already.
    for (std::string_view held; m_unwrapper && m_unwrapper->finish(held);) {
        m_sink.recordsBelongTo(m_line);
        m_reader->line(held, m_sink);
    }
    m_reader->finish(m_sink);
    m_sink.finishBatch();
}

}    // namespace faultline
