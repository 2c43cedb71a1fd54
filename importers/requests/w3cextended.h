#pragma once

#include "app/import/importer.h"

namespace faultline {

/// W3C extended logs (IIS, its HTTP.sys error log and others), read by their #Fields lines.
class W3cExtendedImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
