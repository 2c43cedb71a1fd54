#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Any text whose lines have times: the usual place and notation of the times in the head decide where records begin. The
/// rest of a line is its text; a word behind the time that means a severity is taken as such.
class PlainLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
