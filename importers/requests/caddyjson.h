#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Caddy's JSON log: access entries become requests, its other messages log lines.
class CaddyJsonImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
