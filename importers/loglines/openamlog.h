#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Log files of OpenAM and ForgeRock AM: W3C extended, cells between tabs, those with blanks in quotes.
class OpenAmLogImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
