#pragma once

#include "app/import/importer.h"

namespace faultline {

/// JSON made with nginx's escape=json, when its keys are named after the variables.
class NginxJsonImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
