#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Whether a pasted log format is a pattern with named groups, (?P<path>…) or (?<path>…).
bool isRequestPattern(std::string_view text);

/// Lines of any log, taken apart by the user's pattern (RE2). The names of the groups are the names of the fields. A pattern that names
/// a message or a level, and neither a path nor a status, makes log lines; their other groups are kept under their names.
class PatternImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
    bool needsLogFormat() const override { return true; }
    bool claimsLogFormat(std::string_view text) const override { return isRequestPattern(text); }
    Result<Anchor> anchorFor(const ImportOptions& options) const override;
};

}    // namespace faultline
