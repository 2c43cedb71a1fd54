#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Timelines in HTML: this program's own export, and pages of wikis and documents whose tables, headings or lists begin with times.
class TimelineHtml final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
