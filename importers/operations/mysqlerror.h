#pragma once

#include "app/import/importer.h"

namespace faultline {

/// The error log of MySQL (5.0 to 9.x, also written as JSON) and MariaDB. Starts, stops and crashes become events.
class MySqlErrorImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
