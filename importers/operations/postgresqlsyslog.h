#pragma once

#include "app/import/importer.h"

namespace faultline {

/// PostgreSQL's log as syslog, rsyslog or Heroku's logplex hand it on: long messages cut into "[5-1]", "[5-2]" pieces that may
/// be mixed with those of other processes. The server's own stamp is the time where log_line_prefix has one, else the
/// collector's. Lines of other programs in the same file become log lines.
class PostgresSyslogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
