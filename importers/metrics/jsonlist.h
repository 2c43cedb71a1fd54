#pragma once

#include "app/import/importer.h"

namespace faultline {

/// A JSON document of no format that is known: the largest list of objects in it is read as a table.
class JsonList final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    std::vector<ColumnReading> columns(const SourceHead& head, const ImportOptions& options) const override;
    std::vector<std::string> columnRoles() const override;
};

}    // namespace faultline
