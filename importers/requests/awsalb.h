#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of AWS application load balancers: any number of fields from 12 on, as they grew over the years.
class AwsAlbImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
