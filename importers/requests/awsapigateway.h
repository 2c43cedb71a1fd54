#pragma once

#include "app/import/importer.h"

namespace faultline {

/// Access logs of AWS API Gateway as JSON. The keys are the operator's; those of the console's and the documentation's templates
/// are read: requestTime (common log format) or requestTimeEpoch (milliseconds), responseLatency and integrationLatency in
/// milliseconds, "-" for what a request does not have.
class AwsApiGatewayImporter final : public Importer {
public:
    const FormatInfo& info() const override;
    Detection detect(const SourceHead& head) const override;
    std::unique_ptr<RecordReader> open(const ReaderContext& context) const override;
};

}    // namespace faultline
