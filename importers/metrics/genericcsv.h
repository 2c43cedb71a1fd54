#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Any comma, semicolon, tab or | separated file with a time column: metric tables (wide or long), request tables, exported log
/// lines. What each column is comes from the head of the file or from ImportOptions::columns.
class GenericCsv final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    std::vector<ColumnReading> columns(const SourceHead& head, const ImportOptions& options) const override;
    std::vector<std::string> columnRoles() const override;
};

}    // namespace faultline
