#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The log of a Redis or Valkey server or sentinel. Starts, crashes and failovers become events.
class RedisLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
