#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The slow query log of MySQL, Percona Server and MariaDB, with the headers of each version (also log_slow_extra and
/// Percona's and MariaDB's verbosity). An entry's time is its "# Time:" line, which marks the end; where that has no zone or
/// is missing ("the same second as before"), SET timestamp, which those versions write with the end too.
class MySqlSlowImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
