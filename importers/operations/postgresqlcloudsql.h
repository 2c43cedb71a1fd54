#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PostgreSQL's log out of Google Cloud SQL as Cloud Logging exports it: one JSON object a line with the text in textPayload,
/// each line of a message in an object of its own. The entry's timestamp is the time where the text has none.
class PostgresCloudSqlImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
