#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of Nginx Proxy Manager: of proxy hosts, of its other hosts and of NPMplus, also mixed with combined lines.
class NginxProxyManagerImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
