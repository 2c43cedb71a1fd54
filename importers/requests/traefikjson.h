#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Traefik's JSON access log; messages of Traefik itself become log lines.
class TraefikJsonImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
