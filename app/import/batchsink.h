#pragma once

#include "app/base/timezone.h"
#include "app/model/recordsink.h"
#include "app/store/recordbatch.h"

#include <cstdint>
#include <string_view>
#include <string>
#include <unordered_map>
#include <vector>

namespace faultline {

/// The sink of the import job: records become columns of a batch, and every line is accounted for by the door it used.
class BatchSink final : public RecordSink {
public:
    explicit BatchSink(TimeZone sourceZone) : m_zone(std::move(sourceZone)) {}

    /// What follows goes into `batch`; texts inside `stable`, which begins at that byte of the source, stay where they are until
    /// finishBatch().
    void start(RecordBatch& batch, std::string_view stable = {}, std::uint64_t stableOffset = 0);
    void finishBatch();

    void beginLine(std::uint64_t line, std::uint64_t byteOffset, std::string_view text)
    {
        m_line = line;
        m_lineStarts[line % rememberedLines] = byteOffset;
        m_text = text;
        m_owner = 0;
        m_door = Door::None;
    }
    void endLine();
    void endDocument();    ///< a document has as many lines as records, skipped and rejected parts

    void request(const Request& record) override;
    void operation(const Operation& record) override;
    void logLine(const LogLine& record) override;
    void event(Event record) override;
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override;
    void sample(SeriesHandle series, const RecordTime& time, double value) override;
    void reject(std::string_view code, std::string_view reason) override;
    void skip() override;
    void continuation() override;
    void issue(std::string_view code, std::string_view text) override;
    std::uint64_t lineNumber() const override { return m_line; }
    void recordsBelongTo(std::uint64_t line) override { m_owner = line; }

private:
    enum class Door : std::uint8_t { None, Record, Skip, Reject };
    void setTime(RecordTable& table, const RecordTime& time);
    void countRecord(const RecordTime& time);
    std::uint64_t byteOffset(std::uint64_t line) const;
    std::string excerpt(std::uint64_t line) const;

    /// A line that turns out to be none of its format many lines later is still found in the file.
    static constexpr std::size_t rememberedLines = std::size_t{1} << 16;
    TimeZone m_zone;
    RecordBatch* m_batch = nullptr;
    std::unordered_map<std::string, SeriesHandle> m_seriesByKey;
    struct KnownSeries {
        BatchSeries description;
        std::uint64_t batchNumber = 0;
        std::size_t index = 0;
    };
    std::vector<KnownSeries> m_series;
    std::uint64_t m_batchNumber = 0;
    std::uint64_t m_line = 0;
    std::uint64_t m_owner = 0;
    std::vector<std::uint64_t> m_lineStarts = std::vector<std::uint64_t>(rememberedLines);    ///< of the last lines, by number
    std::string_view m_text;
    std::string_view m_stable;
    std::uint64_t m_stableOffset = 0;
    Door m_door = Door::None;
};

}    // namespace faultline
