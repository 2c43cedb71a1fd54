#include "importers/requests/atlassianaccess.h"

#include "importers/requests/namedlayouts.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array formats = {
    NamedLayout{R"([$time_local] $remote_user $pid $remote_addr $request_method $request_uri $server_protocol $status ${elapsed_ms}ms $body_bytes_sent $http_referer $http_user_agent)"},
    NamedLayout{R"([$time_local] $forwarded $remote_user $pid $remote_addr $request_method $request_uri $server_protocol $status ${elapsed_ms}ms $body_bytes_sent $http_referer $http_user_agent)"},
    NamedLayout{R"($http_x_forwarded_for | $scheme | o@$request_id | $remote_user | $time_iso8601 | "$request" | "$http_referer" "$http_user_agent" | $status | $request_length | $bytes_sent | $labels | $elapsed_ms | $pid |)"},
    NamedLayout{R"($http_x_forwarded_for | $scheme | i@$request_id | $remote_user | $time_iso8601 | "$request" | "$http_referer" "$http_user_agent" | $status | $request_length | $bytes_sent | $labels | $elapsed_ms | $pid |)", NamedLayout::Lines::Announcements},
    NamedLayout{R"($http_x_forwarded_for | $scheme | $request_id | $remote_user | $time_iso8601 | "$request" | "$http_referer" "$http_user_agent" | $status | $request_length | $bytes_sent | $labels | $elapsed_ms | $pid |)"}};

constexpr NamedLayouts layouts{.layouts = formats,
                               .what = "access log lines of Atlassian products",
                               .anchor = Anchor::End,
                               .anchorBasis = Basis::Specification,
                               .anchorReason = "Tomcat's valve and Bitbucket stamp when the request is complete"};

}    // namespace

const FormatInfo& AtlassianAccessImporter::info() const
{
    static const FormatInfo info{.id = "atlassian-access",
                                 .title = "Jira, Confluence and Bitbucket access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line; source's zone for Bitbucket",
                                 .specification = "Atlassian, access logging; How to read the Bitbucket Data Center log formats"};
    return info;
}

Detection AtlassianAccessImporter::detect(const SourceHead& head) const
{
    return detectNamedLayouts(head, layouts);
}

std::unique_ptr<RecordReader> AtlassianAccessImporter::open(const ReaderContext& context) const
{
    return openNamedLayouts(context, layouts);
}

}    // namespace faultline
