#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Standard access logs of Amazon CloudFront, read by their #Fields line.
class CloudFrontImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
