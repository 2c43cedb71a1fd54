#include "importers/requests/requestimporters.h"

#include "importers/requests/apachelogformat.h"
#include "importers/requests/atlassianaccess.h"
#include "importers/requests/awsalb.h"
#include "importers/requests/awsapigateway.h"
#include "importers/requests/awselb.h"
#include "importers/requests/awss3.h"
#include "importers/requests/azuregateway.h"
#include "importers/requests/caddyjson.h"
#include "importers/requests/cloudflarejson.h"
#include "importers/requests/cloudfront.h"
#include "importers/requests/combined.h"
#include "importers/requests/envoy.h"
#include "importers/requests/gcphttprequest.h"
#include "importers/requests/haproxy.h"
#include "importers/requests/logfmtaccess.h"
#include "importers/requests/nginxjson.h"
#include "importers/requests/nginxlogformat.h"
#include "importers/requests/nginxproxymanager.h"
#include "importers/requests/pattern.h"
#include "importers/requests/squid.h"
#include "importers/requests/traefikjson.h"
#include "importers/requests/uwsgi.h"
#include "importers/requests/w3cextended.h"
#include "importers/requests/zeekhttp.h"
#include "importers/requests/zoraxy.h"

namespace faultline {

void addRequestImporters(ImporterList& list)
{
    list.push_back(std::make_unique<CombinedImporter>());
    list.push_back(std::make_unique<AwsAlbImporter>());
    list.push_back(std::make_unique<AwsApiGatewayImporter>());
    list.push_back(std::make_unique<AwsElbImporter>());
    list.push_back(std::make_unique<AwsS3Importer>());
    list.push_back(std::make_unique<AtlassianAccessImporter>());
    list.push_back(std::make_unique<AzureGatewayImporter>());
    list.push_back(std::make_unique<AzureGatewayListImporter>());
    list.push_back(std::make_unique<CaddyJsonImporter>());
    list.push_back(std::make_unique<CloudflareJsonImporter>());
    list.push_back(std::make_unique<CloudFrontImporter>());
    list.push_back(std::make_unique<EnvoyImporter>());
    list.push_back(std::make_unique<GcpHttpRequestImporter>());
    list.push_back(std::make_unique<GcpHttpRequestListImporter>());
    list.push_back(std::make_unique<HaproxyImporter>());
    list.push_back(std::make_unique<LogfmtAccessImporter>());
    list.push_back(std::make_unique<NginxJsonImporter>());
    list.push_back(std::make_unique<NginxProxyManagerImporter>());
    list.push_back(std::make_unique<PatternImporter>());
    list.push_back(std::make_unique<SquidImporter>());
    list.push_back(std::make_unique<TraefikJsonImporter>());
    list.push_back(std::make_unique<UwsgiImporter>());
    list.push_back(std::make_unique<W3cExtendedImporter>());
    list.push_back(std::make_unique<ZeekHttpImporter>());
    list.push_back(std::make_unique<ZoraxyImporter>());
    list.push_back(std::make_unique<NginxLogFormatImporter>());
    list.push_back(std::make_unique<ApacheLogFormatImporter>());
}

}    // namespace faultline
