#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of Jira, Confluence and Bitbucket Data Center.
class AtlassianAccessImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
