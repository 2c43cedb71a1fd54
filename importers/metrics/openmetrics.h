#pragma once

#include "app/import/importer.h"

namespace faultline {

/// OpenMetrics 1.0 text with times, as "promtool tsdb dump-openmetrics" writes it. A sample without a time is refused; what breaks
/// the standard and can be read nevertheless is read and said.
class OpenMetricsImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
