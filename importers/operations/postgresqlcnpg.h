#pragma once

#include "app/import/importer.h"

namespace faultline {

/// CloudNativePG's pod log: one JSON object a line, PostgreSQL's entries in "record" with csvlog's names. Lines of its other
/// loggers (instance-manager, pg_controldata ...) become log lines.
class PostgresCnpgImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
