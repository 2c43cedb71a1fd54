#pragma once

#include "app/import/importer.h"

namespace faultline {

/// GitHub's deployments and their statuses, as the REST API lists them and as webhooks deliver them: one event a deployment,
/// from its first sign of work to its success or failure.
class GitHubDeploymentsImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
