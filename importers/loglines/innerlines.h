#pragma once

#include "app/import/importer.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Passes on what an importer makes of lines that another clock has stamped, without their line numbers. What it refuses is
/// given back, and the times of both clocks are kept.
class InnerLineSink final : public RecordSink {
public:
    /// `row` is counted from 0.
    using Refused = std::function<void(std::size_t row)>;
    InnerLineSink(RecordSink& outer, const std::vector<Timestamp>& rowTimes, Refused refused)
        : m_outer(outer), m_rowTimes(rowTimes), m_refused(std::move(refused))
    {
    }
    void beginRow(std::size_t row);
    void endRow();
    /// Median of inner minus outer times; nothing when there were none.
    std::optional<Nanoseconds> medianDifference();

    void request(const Request& record) override;
    void operation(const Operation& record) override;
    void logLine(const LogLine& record) override;
    void event(Event record) override;
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override;
    void sample(SeriesHandle series, const RecordTime& time, double value) override;
    void reject(std::string_view code, std::string_view reason) override;
    void skip() override { m_isUsed = true; }
    void continuation() override { m_isUsed = true; }
    void issue(std::string_view code, std::string_view text) override { m_outer.issue(code, text); }
    std::uint64_t lineNumber() const override { return m_row + 1; }
    void recordsBelongTo(std::uint64_t line) override { m_owner = line; }

private:
    void note(const RecordTime& time);
    std::size_t rowNow() const { return m_owner != 0 ? static_cast<std::size_t>(m_owner - 1) : m_row; }

    RecordSink& m_outer;
    const std::vector<Timestamp>& m_rowTimes;
    Refused m_refused;
    std::vector<std::int64_t> m_differences;
    std::size_t m_row = 0;
    std::uint64_t m_owner = 0;
    bool m_isUsed = false;
};

}    // namespace faultline
