#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Comma or tab separated timelines: a time column and free text. Exports of this program come back as they were.
class TimelineCsv final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
