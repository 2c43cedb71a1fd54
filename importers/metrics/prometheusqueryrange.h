#pragma once

#include "app/import/importer.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// Answers of Prometheus' HTTP API (/api/v1/query_range, /api/v1/query), also of Thanos, Mimir and VictoriaMetrics: matrix,
/// vector, scalar, and the bare list of results that promtool prints.
class PrometheusQueryRange final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// Decimal seconds as they stand in the JSON text to nanoseconds, without a double: "1435781430.781", "1.43e9".
/// Digits below a nanosecond are cut. Nothing when it does not fit.
std::optional<std::int64_t> nanosecondsFromSeconds(std::string_view text);

}    // namespace faultline
