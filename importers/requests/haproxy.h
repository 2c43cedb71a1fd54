#pragma once

#include "app/import/importer.h"

namespace faultline {

/// HAProxy's HTTP and TCP logs. Connection counts and queue depths of every line become series: the highest of each second.
class HaproxyImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
