#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Zeek's logs other than http.log (conn, dns, ssl, notice, weird ...): tab separated with "#fields", or a JSON object a line.
/// Each entry is a log line of the log's name; the connection's id is its trace.
class ZeekLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
