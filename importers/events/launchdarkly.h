#pragma once

#include "app/import/importer.h"

namespace faultline {

/// LaunchDarkly's audit log (GET /api/v2/auditlog): the time a flag was on in an environment as one interval, every other change
/// as an instant.
class LaunchDarklyAuditImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
