#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PostgreSQL's csvlog: 22 to 26 columns by version, no header, statements with line ends inside quotes.
class PostgresCsvlogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
