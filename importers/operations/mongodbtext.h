#pragma once

#include "app/import/importer.h"

#include <memory>

namespace faultline {

/// MongoDB's own log to 4.2 (mongod and mongos), with each of its four stamps: ctime with and without milliseconds (no year,
/// no zone), ISO with Z or with an offset. Makes the same records as the JSON log; a file that goes on in JSON after an
/// upgrade is read to its end. Clients of operations come from the line that accepted their connection.
class MongoDbTextImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// What a text line at the beginning of a JSON log is read with: every line stands alone.
std::unique_ptr<RecordReader> mongoDbSingleLineReader(const ReaderContext& context);

}    // namespace faultline
