#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PostgreSQL's plain text log (log_destination = stderr), with a stated log_line_prefix (--log-format) or a usual one.
class PostgresStderrImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
