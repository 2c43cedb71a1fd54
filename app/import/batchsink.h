#pragma once

#include "app/base/timezone.h"
#include "app/model/recordsink.h"
#include "app/store/recordbatch.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace faultline {

/// The sink of the import job: records become columns of a batch, and every line is accounted for by the door it used.
class BatchSink final : public RecordSink {
public:
    explicit BatchSink(TimeZone sourceZone) : m_zone(std::move(sourceZone)) {}

    /// What follows goes into `batch`; texts inside `stable` stay where they are until finishBatch().
    void start(RecordBatch& batch, std::string_view stable = {});
    void finishBatch();

    void beginLine(std::uint64_t line, std::uint64_t byteOffset, std::string_view text)
    {
        m_line = line;
        m_byteOffset = byteOffset;
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
    std::string excerpt(std::uint64_t line) const;

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
    std::uint64_t m_byteOffset = 0;
    std::string_view m_text;
    Door m_door = Door::None;
};

}    // namespace faultline
