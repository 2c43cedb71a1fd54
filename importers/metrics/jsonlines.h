#pragma once

#include "app/import/importer.h"

namespace faultline {

/// One JSON object a line, of no format that is known: what its keys are is guessed from their names and values, and can be stated.
class JsonLines final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    std::vector<ColumnReading> columns(const SourceHead& head, const ImportOptions& options) const override;
    std::vector<std::string> columnRoles() const override;
};

}    // namespace faultline
