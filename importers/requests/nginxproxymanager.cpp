#include "importers/requests/nginxproxymanager.h"

#include "importers/requests/namedlayouts.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array formats = {
    NamedLayout{R"([$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $upstream_addr] "$http_user_agent" "$http_referer")"},
    NamedLayout{R"([$time_local] $upstream_cache_status $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer")"},
    NamedLayout{R"([$time_local] $upstream_status $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $upstream_addr] "$http_user_agent" "$http_referer")"},
    NamedLayout{R"([$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $upstream_addr] "$http_user_agent" "$http_referer")"},
    NamedLayout{R"([$time_local] $status - $request_method $scheme $host "$request_uri" [Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] "$http_user_agent" "$http_referer")"},
    NamedLayout{R"([$time_local] $host $remote_addr $request_time "$request" $status $body_bytes_sent $bytes_sent $http_referer $http_user_agent)"},
    NamedLayout{R"($remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent")"}};

constexpr NamedLayouts layouts{.layouts = formats,
                               .what = "Nginx Proxy Manager log lines",
                               .anchor = Anchor::End,
                               .anchorBasis = Basis::Specification,
                               .anchorReason = "nginx writes the line when the request is complete",
                              .alien = 1};

}    // namespace

const FormatInfo& NginxProxyManagerImporter::info() const
{
    static const FormatInfo info{.id = "nginx-proxy-manager",
                                 .title = "Nginx Proxy Manager access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line",
                                 .specification = "Nginx Proxy Manager, log formats proxy and standard; NPMplus"};
    return info;
}

Detection NginxProxyManagerImporter::detect(const SourceHead& head) const
{
    return detectNamedLayouts(head, layouts);
}

std::unique_ptr<RecordReader> NginxProxyManagerImporter::open(const ReaderContext& context) const
{
    return openNamedLayouts(context, layouts);
}

}    // namespace faultline
