#pragma once

#include "app/import/importer.h"

namespace faultline {

/// git log as it is printed: the default, fuller and raw formats with any absolute --date, with --stat, --graph or -p around them;
/// one line a commit with a date ("%h %ad %s", "%ad %h %s"); and fields between tabs (%H %aI %cI %an %D %s, each by what it holds).
/// The time is the committer's where it is printed: the author's is when the change was written, not when it entered the branch.
class GitLog final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
