#pragma once

#include "app/import/importer.h"

namespace faultline {

/// What the access logs of the application and the classic load balancer share: [type] time name client:port target:port,
/// three times in seconds, two statuses, bytes in and out, "request".
struct AwsBalancerShape {
    std::size_t timeAt = 0;
    std::size_t creationTimeAt = 0;    ///< 0 = the format has none
    std::size_t traceAt = 0;           ///< 0 = the format has none
    std::size_t domainAt = 0;
    std::size_t errorReasonAt = 0;
    bool (*opens)(std::string_view firstToken) = nullptr;
    std::string_view what;             ///< "application load balancer (ALB) log lines"
    Anchor anchor = Anchor::End;
    std::string_view anchorReason;
};

Detection detectAwsBalancer(const SourceHead& head, const AwsBalancerShape& shape);
std::unique_ptr<RecordReader> openAwsBalancer(const ReaderContext& context, const AwsBalancerShape& shape);

}    // namespace faultline
