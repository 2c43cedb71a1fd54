#pragma once

#include "app/import/importer.h"

namespace faultline {

/// An incident of a status page that is kept as a Markdown file: front matter with title, date and severity, then the updates.
/// Updates are components (<Update date="2021-11-23T16:26:00-06:00">text</Update>, as in Astro and MDX sites), shortcodes behind
/// their text ({{< track "2018-06-13 16:24:00" >}}, cState) or paragraphs that begin with a date and a clock.
class StatusIncident final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
