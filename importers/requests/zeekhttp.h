#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Zeek's http.log, tab separated with its "#fields" header or a JSON object a line. A request is stamped where it was seen
/// to begin; how long it took is not written. What was never seen is "-" (or left out of the object).
class ZeekHttpImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
