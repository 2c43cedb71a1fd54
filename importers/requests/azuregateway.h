#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of Azure Application Gateway, one object a line.
class AzureGatewayImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

/// The same as {"records":[…]}, as a storage account or an event hub holds them.
class AzureGatewayListImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
