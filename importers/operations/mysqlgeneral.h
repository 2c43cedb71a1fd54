#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The general query log of MySQL and MariaDB: every statement when it arrives, without its duration. Queries become
/// operations, connects, quits and the rest log lines. User, client and database come from the lines of the same connection.
class MySqlGeneralImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
