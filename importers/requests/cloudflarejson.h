#pragma once

#include "app/import/importer.h"

namespace faultline {

/// HTTP request logs of Cloudflare Logpush, one object a line.
class CloudflareJsonImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
