#pragma once

#include "app/import/importpreview.h"
#include "app/model/recordsink.h"

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace faultline {

/// The sink of a preview: keeps the first rows in words, counts the others.
class PreviewSink final : public RecordSink {
public:
    PreviewSink(SourcePreview& preview, std::size_t rows) : m_preview(preview), m_rows(rows) {}

    void beginLine(std::uint64_t line, std::string_view text);
    void endLine();
    std::uint64_t recordsWithBasis(TimeBasis basis) const { return m_byBasis[static_cast<std::size_t>(basis)]; }

    void request(const Request& record) override;
    void operation(const Operation& record) override;
    void logLine(const LogLine& record) override;
    void event(Event record) override;
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override;
    void sample(SeriesHandle handle, const RecordTime& time, double value) override;
    void reject(std::string_view code, std::string_view reason) override;
    void skip() override { m_used = true; }
    void continuation() override { m_used = true; }
    void issue(std::string_view code, std::string_view text) override;
    std::uint64_t lineNumber() const override { return m_line; }
    void recordsBelongTo(std::uint64_t line) override { m_owner = line; }

private:
    void add(std::string_view kind, const RecordTime& time, std::string written, std::string becomes);
    bool hasRoom() const { return m_preview.rows.size() < m_rows; }
    std::string line() const;

    SourcePreview& m_preview;
    std::size_t m_rows;
    std::string_view m_text;
    std::uint64_t m_line = 0;
    std::uint64_t m_owner = 0;
    bool m_used = false;
    std::array<std::uint64_t, 5> m_byBasis{};
    std::set<std::string, std::less<>> m_issueCodes;
    struct SeriesText {
        std::string title;
        std::string unit;
    };
    std::vector<SeriesText> m_series;
};

}    // namespace faultline
