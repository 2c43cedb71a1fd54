// The access logs of CrowdSec's hub, field by field against what CrowdSec's own parsers make of them (parser.assert).

#include "app/base/text.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/crowdsecassertions.h"
#include "tests/conformance/peercomparison.h"
#include "tests/support/realdata.h"

#include <QDir>
#include <QTest>

#include <functional>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

std::string inMilliseconds(const OrderedJson& request, const char* key)
{
    return request.contains(key) ? formatNumber(request.at(key).get<double>() / 1e6) : std::string();
}

std::string inSeconds(const OrderedJson& request, const char* key)
{
    return request.contains(key) ? formatNumber(request.at(key).get<double>() / 1e9) : std::string();
}

using Ours = std::function<std::string(const OrderedJson&)>;

/// The peer's keys that have a field here.
const std::map<std::string, Ours>& oursByKey()
{
    const auto text = [](const char* key) { return [key](const OrderedJson& r) { return textOf(r, key); }; };
    const auto version = [](const OrderedJson& r) {
        const std::string protocol = textOf(r, "protocol");
        return protocol.rfind("HTTP/", 0) == 0 ? protocol.substr(5) : protocol;
    };
    static const std::map<std::string, Ours> table = {
        {"Parsed.verb", text("method")}, {"Meta.http_verb", text("method")}, {"Parsed.http_verb", text("method")},
        {"Parsed.cs_method", text("method")}, {"Parsed.method", text("method")}, {"Meta.http_path", targetOf}, {"Parsed.request", targetOf},
        {"Parsed.path", targetOf}, {"Parsed.http_request", targetOf}, {"Parsed.cs_uri_stem", text("path")}, {"Parsed.cs_uri_query", text("query")},
        {"Parsed.status", text("status")}, {"Meta.http_status", text("status")}, {"Parsed.sc_status", text("status")},
        {"Parsed.http_status_code", text("status")}, {"Parsed.http_user_agent", text("user_agent")}, {"Meta.http_user_agent", text("user_agent")},
        {"Parsed.agent", text("user_agent")}, {"Parsed.cs_user_agent", text("user_agent")}, {"Parsed.http_referer", text("referer")},
        {"Parsed.referer", text("referer")}, {"Parsed.cs_referer", text("referer")}, {"Parsed.body_bytes_sent", text("bytes_out")},
        {"Parsed.size", text("bytes_out")}, {"Parsed.sc_bytes", text("bytes_out")}, {"Parsed.bytes_read", text("bytes_out")},
        {"Parsed.cs_bytes", text("bytes_in")}, {"Parsed.bytes_received", text("bytes_in")}, {"Parsed.remote_addr", text("client_ip")},
        {"Meta.source_ip", text("client_ip")}, {"Parsed.client_ip", text("client_ip")}, {"Parsed.c_ip", text("client_ip")},
        {"Parsed.src_ip", text("client_ip")}, {"Parsed.remote_ip", text("client_ip")}, {"Parsed.remote_user", text("user")},
        {"Parsed.http_version", version}, {"Parsed.cs_protocol_version", text("protocol")}, {"Meta.target_fqdn", text("host")},
        {"Parsed.target_fqdn", text("host")}, {"Parsed.x_host_header", text("host")}, {"Parsed.target_server", text("upstream_addr")},
        {"Parsed.upstream_status", text("upstream_status")}, {"Parsed.upstream_host", text("upstream_addr")},
        {"Parsed.traefik_server_url", text("upstream_addr")}, {"Parsed.traefik_router_name", text("rest")},
        {"Parsed.response_flags", text("termination_flags")}, {"Parsed.termination_state", text("termination_flags")},
        {"Parsed.x_edge_detailed_result_type", text("termination_flags")}, {"Parsed.request_id", text("trace_id")},
        {"Parsed.x_edge_request_id", text("trace_id")}, {"Meta.request_id", text("trace_id")},
        {"Parsed.request_duration_in_ms", [](const OrderedJson& r) { return inMilliseconds(r, "duration_ns"); }},
        {"Parsed.duration", [](const OrderedJson& r) { return inMilliseconds(r, "duration_ns"); }},
        {"Parsed.time_duration", [](const OrderedJson& r) { return inMilliseconds(r, "duration_ns"); }},
        {"Parsed.time_backend_response", [](const OrderedJson& r) { return inMilliseconds(r, "upstream_duration_ns"); }},
        {"Parsed.upstream_service_time", [](const OrderedJson& r) { return inMilliseconds(r, "upstream_duration_ns"); }},
        {"Parsed.time_taken", [](const OrderedJson& r) { return inSeconds(r, "duration_ns"); }},
        {"Parsed.request_time", [](const OrderedJson& r) { return inSeconds(r, "duration_ns"); }}};
    return table;
}

const std::vector<KnownDifference> knownDifferences = {
    {"zoraxy-http-logs", 0, "Parsed.target_server", "the peer's target server is the host that was asked for, which is host here"},
    {"traefik_clf", 5, "Parsed.body_bytes_sent", "- for no bytes is read as 0, as Apache means it"},
};

}    // namespace

class CrowdsecHttpTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsAreThoseOfCrowdsec()
    {
        const QDir folder(realDataFolder() + QStringLiteral("/conformance/crowdsec-hub"));
        if (!folder.exists())
            QSKIP("the files are not on this machine");
        PeerComparison comparison("crowdsec-http", knownDifferences);
        const QStringList cases = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        for (const QString& name : cases)
            compare(name.toStdString(), comparison);
        const std::string unknown = comparison.finish();
        QVERIFY(comparison.fields() > 1000);
        QVERIFY(comparison.share() >= 0.98);
        QVERIFY(unknown.empty());
    }

private:
    void compare(const std::string& name, PeerComparison& comparison)
    {
        const auto assertions = realData("conformance/crowdsec-hub/" + name + "/parser.assert");
        std::vector<AssertedLine> lines = assertedLines(assertions ? *assertions : std::string(), "s01-parse");
        std::erase_if(lines, [](const AssertedLine& line) { return !line.isRequest(); });
        if (lines.empty())
            return;
        std::map<std::string, std::string> times;    // message -> instant
        for (const AssertedLine& line : assertedLines(*assertions, "s02-enrich")) {
            if (line.isRequest() && line.fields.contains("Meta.timestamp") && line.fields.contains("Parsed.message"))
                times[line.fields.at("Parsed.message")] = line.fields.at("Meta.timestamp");
        }
        std::string text;
        for (const AssertedLine& line : lines)
            text += line.fields.at("Parsed.message") + '\n';
        const ReadRequests read = readRequests(m_registry, text, name);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const auto found = read.byLine.find(i + 1);
            const OrderedJson ours = found == read.byLine.end() ? OrderedJson::object() : found->second;
            for (const auto& [key, value] : lines[i].fields) {
                const auto rule = oursByKey().find(key);
                if (rule != oursByKey().end())
                    comparison.field(name, i + 1, key, value, rule->second(ours));
            }
            const auto time = times.find(lines[i].fields.at("Parsed.message"));
            if (time != times.end())
                comparison.instant(name, i + 1, time->second, textOf(ours, "time"));
        }
    }

    ImporterRegistry m_registry{builtinImporters()};
};

QTEST_GUILESS_MAIN(CrowdsecHttpTest)
#include "crowdsechttp_test.moc"
