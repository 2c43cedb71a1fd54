#pragma once

#include "app/import/importer.h"

namespace faultline {

/// key=value lines: logrus, slog text, Prometheus, Grafana Loki, Docker daemon, Heroku.
class LogfmtImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
