#pragma once

#include "app/import/importer.h"

namespace faultline {

/// What Fluent Bit's stdout output prints: `[0] tag: [[1713860998.250000000, {}], {"log"=>"...", "stream"=>"stdout"}]`, before 2.1
/// without metadata: `[0] tag: [1713860998.250000000, {...}]`. Texts stand in it as they are, quotes and line ends too.
class FluentBitImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
