#pragma once

#include "app/import/importer.h"

#include <cstdint>
#include <memory>
#include <string_view>

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

/// Hash of a command with its literals and session fields removed, for lines that carry no hash of the server's.
std::uint64_t mongoDbShapeOf(std::string_view command);

}    // namespace faultline
