#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The table that `kubectl get events` prints. It tells ages, no instants, so it is recognised only to say what to export instead.
class KubernetesEventTable final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
