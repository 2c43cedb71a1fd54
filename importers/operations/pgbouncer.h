#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PgBouncer's log: stats lines become series, starts and stops events, the rest log lines with user, client and database.
class PgBouncerImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
