#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PostgreSQL's jsonlog (15 and later): one flat object a line.
class PostgresJsonlogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
