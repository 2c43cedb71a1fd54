#pragma once

#include "app/import/importer.h"

#include <memory>

namespace faultline {

/// MongoDB's own log since 4.4 (mongod and mongos): one Extended JSON object a line.
/// "Slow query" lines become operations; `reslen` summed by `ns` is the network out of each collection. Connection lines become
/// the series mongodb.connections. Elections, restarts, signals and fatal lines become events, everything else log lines.
/// An operation that ended with an error code has the severity error, whatever the line says.
class MongoDbJsonImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
