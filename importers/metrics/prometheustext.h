#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Prometheus' text format 0.0.4 with times in milliseconds: federation pages, VictoriaMetrics' export in this format.
class PrometheusText final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// "promtool tsdb dump": {__name__="up", job="x"} 1 1713900598123, a sample a line, without metadata.
class PromtoolDump final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
