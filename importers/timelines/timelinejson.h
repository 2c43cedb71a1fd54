#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The JSON export of a timeline, and what "timeline list --json" prints.
class TimelineJson final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
