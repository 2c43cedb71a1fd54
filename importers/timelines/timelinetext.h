#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Plain text: lines that begin with a time, groups between blank lines or "-- --", and sentences that name a moment with
/// its zone (candidates, precision about).
class TimelineText final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
