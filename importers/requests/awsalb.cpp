#include "importers/requests/awsalb.h"

#include "importers/requests/awsloadbalancer.h"

namespace faultline {

namespace {

bool isConnectionType(std::string_view text)
{
    return text == "http" || text == "https" || text == "h2" || text == "grpcs" || text == "ws" || text == "wss";
}

constexpr AwsBalancerShape shape{.timeAt = 1,
                                 .creationTimeAt = 21,
                                 .traceAt = 17,
                                 .domainAt = 18,
                                 .errorReasonAt = 24,
                                 .opens = isConnectionType,
                                 .what = "application load balancer (ALB) log lines",
                                 .anchor = Anchor::End,
                                 .anchorReason = "the time is when the balancer generated its response"};

}    // namespace

const FormatInfo& AwsAlbImporter::info() const
{
    static const FormatInfo info{.id = "aws-alb",
                                 .title = "AWS application load balancer access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line (UTC)",
                                 .specification = "Elastic Load Balancing, access logs for your Application Load Balancer"};
    return info;
}

Detection AwsAlbImporter::detect(const SourceHead& head) const
{
    return detectAwsBalancer(head, shape);
}

std::unique_ptr<RecordReader> AwsAlbImporter::open(const ReaderContext& context) const
{
    return openAwsBalancer(context, shape);
}

}    // namespace faultline
