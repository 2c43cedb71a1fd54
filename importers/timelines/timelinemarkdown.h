#pragma once

#include "app/import/importer.h"

#include <cstddef>

namespace faultline {

/// Postmortems in Markdown: tables with a time column, headings that begin with a time ("### 08:52 PM"), bullets
/// ("- **10:03** text") and lines that begin with a time.
class TimelineMarkdown final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// Rows that begin with a time, whether or not they can be dated.
std::size_t markdownRowsIn(const SourceHead& head);

}    // namespace faultline
