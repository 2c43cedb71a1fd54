#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Common and combined access logs of nginx, Apache and their many relatives: vhost-prefixed, lighttpd's, Traefik's, with or
/// without operators' own fields behind the agent.
class CombinedImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
