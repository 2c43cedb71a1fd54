#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The table that helm history prints. Its times have no zone: Helm writes them in that of the machine it ran on.
class HelmTableImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
