#pragma once

#include "app/import/importer.h"

namespace faultline {

/// RSS 2.0 and Atom feeds as status pages give them: one event an item, at its pubDate or published, else updated.
class StatusFeed final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
