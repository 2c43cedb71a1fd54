#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Requests as key=value pairs behind a time: lograge (a Rails log line a request), Heroku's router, services that log their
/// requests in logfmt. A time may stand before the pairs (a syslog header, Ruby's "I, [time #pid]", Heroku's own) or among them.
/// The other lines of such a log become log lines.
///
/// Units: lograge's duration, view and db are milliseconds without a unit; Heroku's connect and service carry theirs, and what the
/// client waited is their sum. A bare number under any other name is not read as a duration.
class LogfmtAccessImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
