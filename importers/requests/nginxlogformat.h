#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of nginx whose own nginx log_format the user pasted.
class NginxLogFormatImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    bool needsLogFormat() const override { return true; }
    bool claimsLogFormat(std::string_view text) const override;
    Result<Anchor> anchorFor(const ImportOptions& options) const override;
};

}    // namespace faultline
