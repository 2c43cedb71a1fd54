#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The request lines of uWSGI's own log.
class UwsgiImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
