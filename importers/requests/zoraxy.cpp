#include "importers/requests/zoraxy.h"

#include "importers/requests/namedlayouts.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array formats = {
    NamedLayout{R"($pid $pipe [$time_iso8601] [router:$router] [origin:$host] [client: $remote_addr] [useragent: $http_user_agent] $request_method $request_uri $status)"},
    NamedLayout{R"([$time_iso8601] [router:$router] [origin:$host] [client: $remote_addr] [useragent: $http_user_agent] $request_method $request_uri $status)"}};

constexpr NamedLayouts layouts{.layouts = formats,
                               .what = "Zoraxy log lines",
                               .anchor = Anchor::End,
                               .anchorBasis = Basis::Assumed,
                               .anchorReason = "the line is written behind the answer"};

}    // namespace

const FormatInfo& ZoraxyImporter::info() const
{
    static const FormatInfo info{.id = "zoraxy",
                                 .title = "Zoraxy access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "source's zone",
                                 .specification = "Zoraxy source, dynamicproxy request logging"};
    return info;
}

Detection ZoraxyImporter::detect(const SourceHead& head) const
{
    return detectNamedLayouts(head, layouts);
}

std::unique_ptr<RecordReader> ZoraxyImporter::open(const ReaderContext& context) const
{
    return openNamedLayouts(context, layouts);
}

}    // namespace faultline
