#pragma once

#include "app/import/importer.h"
#include "app/model/recordsink.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::test {

using OrderedJson = nlohmann::ordered_json;

/// A sink that keeps everything as JSON, for golden files and parser tests. Absent fields are left out.
class CollectingSink final : public RecordSink {
public:
    std::vector<OrderedJson> requests, operations, logLines, events, rejected, issues;
    struct Series {
        std::string name;
        Labels labels;
        std::string unit;
        SeriesKind kind;
        std::vector<std::pair<RecordTime, double>> samples;
    };
    std::vector<Series> seriesList;
    std::uint64_t lines = 0, recordLines = 0, skipped = 0, rejectedLines = 0, records = 0;

    /// Called by the driver around each line; endLine() rejects a line that used no door.
    void beginLine(std::uint64_t number, std::string_view text);
    void endLine();
    void endDocument();    ///< a document counts as its records

    OrderedJson toJson(std::size_t recordsOfEachKind = 20) const;

    void request(const Request& record) override;
    void operation(const Operation& record) override;
    void logLine(const LogLine& record) override;
    void event(Event record) override;
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override;
    void sample(SeriesHandle handle, const RecordTime& time, double value) override;
    void reject(std::string_view code, std::string_view reason) override;
    void skip() override;
    void continuation() override;
    void issue(std::string_view code, std::string_view text) override;
    std::uint64_t lineNumber() const override { return m_line; }
    void recordsBelongTo(std::uint64_t line) override { m_owner = line; }

private:
    void record();
    std::uint64_t m_line = 0, m_owner = 0;
    std::string m_text;
    enum class Door { None, Record, Skip, Reject } m_door = Door::None;
};

/// The head of a text as the import job would give it (lines split at \n, a trailing \r removed).
SourceHead headOf(std::string_view text, std::string_view fileName);

/// Reads a whole text with one importer, the way the job does; line doors are checked. `options` as the user would state.
void readInto(CollectingSink& sink, const Importer& importer, std::string_view text, std::string_view fileName,
              const ImportOptions& options = {});

}    // namespace faultline::test
