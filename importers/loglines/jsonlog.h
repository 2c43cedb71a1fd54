#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Log lines of the usual JSON loggers: one object a line, or over several lines, with keys as KeyedLine knows them.
class JsonLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
