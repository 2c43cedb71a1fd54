#pragma once

#include "app/import/importer.h"

namespace faultline {

/// SLOWLOG GET as redis-cli prints it, as JSON (redis-cli --json, client libraries), or as ElastiCache delivers it (an object a
/// line). The stamp is taken when the command has run, in whole seconds.
class RedisSlowLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
