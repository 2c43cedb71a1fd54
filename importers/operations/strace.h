#pragma once

#include "app/import/importer.h"

namespace faultline {

/// System calls as strace writes them with -ttt (and -T, -f): an operation a call, signals and exits as log lines. Stamps without
/// a date (-t, -tt, -r) are refused with what to do instead.
class StraceImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
