#pragma once

#include "app/model/recordsink.h"
#include "importers/loglines/exportrows.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Passes on what an importer makes of the lines inside rows, without their line numbers. What the row says beside its line
/// (machine, service, trace) is added where the line itself does not say it. A line that is refused becomes a log line of its
/// row. The times of both clocks are compared.
class InnerLineSink final : public RecordSink {
public:
    InnerLineSink(RecordSink& outer, const ExportRows& rows) : m_outer(outer), m_rows(rows) {}
    /// `row` is counted from 0.
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
    /// The row that a record belongs to; all of it absent when there is none.
    LogLine rowOf(const RecordTime& time);
    void refuse(std::size_t row);
    std::size_t rowNow() const { return m_owner != 0 ? static_cast<std::size_t>(m_owner - 1) : m_row; }

    RecordSink& m_outer;
    const ExportRows& m_rows;
    std::vector<std::int64_t> m_differences;
    std::string m_rest;
    std::size_t m_row = 0;
    std::uint64_t m_owner = 0;
    bool m_isUsed = false;
};

}    // namespace faultline
