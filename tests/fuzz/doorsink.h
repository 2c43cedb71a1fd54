#pragma once

#include "app/model/recordsink.h"

#include <string>
#include <vector>

namespace faultline::fuzz {

/// A sink that keeps nothing and fails when a reader breaks the contract of RecordSink: a line without a door or with a record
/// and a rejection, handles that were never given out, negative durations, sizes and counts, empty reasons.
class DoorSink final : public RecordSink {
public:
    void beginLine(std::uint64_t number);
    void endLine();
    void beginDocument() { m_line = 1; }
    void endDocument(bool isEmpty) const;    ///< a document that makes nothing must say why
    void beginFinish() { m_isFinishing = true; }

    void request(const Request& record) override;
    void operation(const Operation& record) override;
    void logLine(const LogLine& record) override;
    void event(Event record) override;
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override;
    void sample(SeriesHandle handle, const RecordTime& time, double value) override;
    void reject(std::string_view code, std::string_view reason) override;
    void skip() override { ++m_skips; }
    void continuation() override { ++m_continuations; }
    void issue(std::string_view code, std::string_view text) override;
    std::uint64_t lineNumber() const override { return m_line; }
    void recordsBelongTo(std::uint64_t line) override;

private:
    enum class Door : std::uint8_t { None, Record, Skip, Reject };

    void record();

    std::vector<Door> m_doors;    // of the lines that have ended
    std::uint64_t m_line = 0;
    std::uint64_t m_owner = 0;
    SeriesHandle m_series = 0;
    std::uint64_t m_ownRecords = 0, m_rejects = 0, m_skips = 0, m_continuations = 0, m_calls = 0;
    bool m_isFinishing = false;
};

}    // namespace faultline::fuzz
