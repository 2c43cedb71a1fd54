#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Server access logs of Amazon S3.
class AwsS3Importer final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
