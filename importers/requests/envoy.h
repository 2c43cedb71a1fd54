#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of Envoy and Istio: the default text, Istio's longer one, and JSON with the usual keys, also mixed in one file.
class EnvoyImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
