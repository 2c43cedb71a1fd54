#pragma once

#include "app/import/importer.h"
#include "importers/loglines/keyedline.h"

#include <cstddef>
#include <functional>
#include <string_view>

namespace faultline {

/// A document of a log store whose rows hold lines of other programs.
struct LogExport {
    using AddRow = std::function<void()>;    ///< the filled KeyedLine is a row
    FormatInfo info = {};
    std::string_view what = {};
    int certain = 95;
    bool (*isMine)(std::string_view text) = nullptr;
    /// Fills the line for each row of the document and calls `add`; false when the document is damaged.
    bool (*rows)(std::string_view document, KeyedLine& line, const AddRow& add) = nullptr;
    /// Whether the store had more than the rows of the document.
    bool (*isTruncated)(std::string_view document, std::size_t rows) = nullptr;
    bool isTable = false;    ///< rows of cells; otherwise JSON
};

/// Rows are put into time order. What the lines inside are is detected like a file; a line that its importer does not claim
/// becomes a log line with the row's time. Both clocks are compared where both are there.
class LogExportImporter final : public Importer {
public:
    explicit LogExportImporter(const LogExport& format) : m_format(format) {}
    const FormatInfo& info() const override { return m_format.info; }
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;

private:
    LogExport m_format;
};

std::vector<LogExport> logExports();

}    // namespace faultline
