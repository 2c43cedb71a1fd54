#pragma once

#include "app/import/batchsink.h"
#include "app/import/importer.h"
#include "app/import/linechunks.h"
#include "app/import/linewrapper.h"
#include "app/store/compression.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace faultline {

/// One reader with what it needs to turn chunks of lines into batches. One per worker (Framing::Lines) or one for the source.
class ChunkReader {
public:
    ChunkReader(std::unique_ptr<RecordReader> reader, TimeZone sourceZone, std::vector<LineWrapper> wrappers, bool keepRaw);

    /// Lines are numbered from firstLine + 1; the batch is filled. Returns the number of lines.
    std::uint64_t read(const LineChunk& chunk, std::uint64_t firstLine, RecordBatch& batch);
    void readDocument(std::string_view text, RecordBatch& batch);
    void finish(RecordBatch& batch);

    const RecordReader& reader() const { return *m_reader; }
    std::uint64_t invalidLines() const { return m_invalidLines; }
    std::uint64_t firstInvalidLine() const { return m_firstInvalidLine; }

private:
    void readLine(std::string_view line);
    void readDecoded(std::string_view line);
    void compressBlock(std::string_view text, std::uint64_t firstLine, std::uint64_t lines, RecordBatch& batch);

    std::unique_ptr<RecordReader> m_reader;
    BatchSink m_sink;
    std::optional<LineUnwrapper> m_unwrapper;
    Compressor m_compressor;
    bool m_keepRaw;
    std::uint64_t m_line = 0;
    std::uint64_t m_invalidLines = 0;
    std::uint64_t m_firstInvalidLine = 0;
};

}    // namespace faultline
