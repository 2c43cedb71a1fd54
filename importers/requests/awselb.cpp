#include "importers/requests/awselb.h"

#include "importers/requests/awsloadbalancer.h"

namespace faultline {

namespace {

bool isYear(std::string_view text)
{
    return text.size() > 4 && (text.front() == '1' || text.front() == '2') && text[4] == '-';
}

constexpr AwsBalancerShape shape{.timeAt = 0,
                                 .opens = isYear,
                                 .what = "classic load balancer (ELB) log lines",
                                 .anchor = Anchor::Start,
                                 .anchorReason = "the time is when the balancer received the request"};

}    // namespace

const FormatInfo& AwsElbImporter::info() const
{
    static const FormatInfo info{.id = "aws-elb",
                                 .title = "AWS classic load balancer access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the line (UTC)",
                                 .specification = "Elastic Load Balancing, access logs for your Classic Load Balancer"};
    return info;
}

Detection AwsElbImporter::detect(const SourceHead& head) const
{
    return detectAwsBalancer(head, shape);
}

std::unique_ptr<RecordReader> AwsElbImporter::open(const ReaderContext& context) const
{
    return openAwsBalancer(context, shape);
}

}    // namespace faultline
