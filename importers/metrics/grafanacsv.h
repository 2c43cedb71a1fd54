#pragma once

#include "app/import/importer.h"

namespace faultline {

/// "Download CSV" of a Grafana panel: quoted headers, cells with units, several frames one after the other with an empty line
/// between them, optionally "sep=;" first or tabs (the Excel variant). The zone of formatted times is not written anywhere.
class GrafanaCsv final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
