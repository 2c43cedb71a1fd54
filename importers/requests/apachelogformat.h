#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of Apache whose own Apache LogFormat the user pasted.
class ApacheLogFormatImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    bool needsLogFormat() const override { return true; }
    bool claimsLogFormat(std::string_view text) const override;
    Result<Anchor> anchorFor(const ImportOptions& options) const override;
};

}    // namespace faultline
