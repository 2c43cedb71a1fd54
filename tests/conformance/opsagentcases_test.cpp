// The Ops Agent's cases that are made by a configuration: what the agent is told there is told here in the way a user does it, by a
// pattern, a format or the zone. Then the two servers whose logs are of neither table: CouchDB and Oracle.

#include "app/base/text.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/goldenyaml.h"
#include "tests/conformance/opsagent.h"
#include "tests/conformance/peerlines.h"
#include "tests/support/realdata.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

struct AgentCase {
    std::string name;
    std::string format;    ///< as a user states it; "" = detected
    KeyTable keys;         ///< other keys are pairs
};

std::string nodeName(const OrderedJson& line)
{
    const std::string node = pairOf(line, "node");
    return node.substr(0, node.find('@'));
}

std::string nodeHost(const OrderedJson& line)
{
    const std::string node = pairOf(line, "node");
    return node.substr(node.find('@') + 1);
}

std::string couchProcess(const OrderedJson& line)
{
    return line.contains("process") ? textOf(line, "process") : pairOf(line, "process");
}

/// A log line whose text is all of its pairs says no message.
std::string message(const OrderedJson& line)
{
    return textOf(line, "text") == textOf(line, "rest") ? std::string() : textOf(line, "text");
}

const std::vector<AgentCase>& agentCases()
{
    static const std::vector<AgentCase> cases = {
        {"local_timezone", "json-log", {}},
        {"parse_json", {}, {{"message", message}}},
        {"parse_json-timestamp-format-1", {}, {{"message", message}}},
        {"parse_regex-timestamp-format-1", "pattern", {{"msg", message}}},
        {"parse_regex_empty_fields", "pattern", {{"message", message}, {"host", field("host")}, {"pid", field("process")}}},
        {"severity", "json-log", {{"message", message}}},
        {"couchdb", {}, {{"message", message}, {"host", nodeHost}, {"node", nodeName}, {"pid", couchProcess}, {"path", field("path")},
                         {"remote_user", field("user")}, {"httpRequest.remoteIp", field("client_ip")}, {"httpRequest.status", field("status")},
                         {"httpRequest.requestMethod", field("method")}, {"httpRequest.serverIp", field("host")},
                         {"httpRequest.responseSize", field("bytes_out")}}},
        {"oracledb_alert", {}, {{"message", message}}},
    };
    return cases;
}

const std::vector<KnownDifference> knownDifferences = {
    {"parse_json-timestamp-format-1", 3, "time", "the configured time format leaves out the -0800 that stands in the line"},
    {"couchdb", 1, "message", "the message is the request, which is taken apart here"},
    {"couchdb", 5, "message", "the agent's pattern wants a user in every request, so its message is the line"},
    {"couchdb", 2, "message", "the agent keeps the process in front of a message without request"},
    {"couchdb", 3, "message", "the agent keeps the process in front of a message without request"},
    {"couchdb", 3, "pid", "the process of which the error is told, not the one that tells it"},
    {"couchdb", 0, "level", "requests have a status and no level"},
    {"couchdb", 0, "severity", "requests have a status and no level"},
    {"couchdb", 0, "status_message", "\"ok\" beside the status 201"},
    {"couchdb", 0, "httpRequest.responseSize", "the agent takes the milliseconds at the end of the line for bytes"},
    {"oracledb_alert", 0, "severity", "the agent calls every entry of an alert log an alert; the entry names no level"},
};

/// The agent stamps these lines with the moment of reading: they get a time that is the same for all.
std::string withTime(std::string_view text)
{
    std::string result;
    for (const std::string_view line : split(text, '\n')) {
        if (!line.empty() && line.front() == '{')
            result += R"({"time":"2024-01-01T00:00:00Z",)" + std::string(line.substr(1)) + '\n';
    }
    return result;
}

}    // namespace

class OpsAgentCasesTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsAreThoseOfTheOpsAgent();

private:
    void compare(const AgentCase& agentCase, PeerComparison& comparison);
    ImporterRegistry m_registry{builtinImporters()};
};

void OpsAgentCasesTest::compare(const AgentCase& agentCase, PeerComparison& comparison)
{
    const std::string& name = agentCase.name;
    const std::string folder = "conformance/ops-agent/" + name;
    const auto raw = realData(folder + "/input.log");
    const auto golden = realData(folder + "/output_fluentbit.yaml");
    const auto configuration = realData(folder + "/config.yaml");
    if (!raw || !golden || !configuration)
        return;
    const std::string text = name == "severity" ? withTime(*raw) : *raw;
    ImportOptions options;
    options.zone = TimeZone();    // the agent's default, UTC
    if (agentCase.format == "pattern")
        options.logFormat = readGoldenYaml(*configuration).front().at("regex").get<std::string>();
    const ReadLines read = agentCase.format.empty() ? readLines(m_registry, text, "input.log", options) : readLinesAs(m_registry, agentCase.format, text, options);
    std::map<std::uint64_t, OrderedJson> byLine;
    for (const auto* list : {&read.sink.logLines, &read.sink.requests}) {
        for (const OrderedJson& record : *list)
            byLine[record.at("line").get<std::uint64_t>()] = record;
    }
    auto next = byLine.begin();
    for (const AgentEntry& entry : agentEntries(*golden)) {
        const std::string time = memberOf(entry, "timestamp");
        if (time == "now" && name != "severity")
            continue;    // the agent did not find its time either
        const OrderedJson ours = next == byLine.end() ? OrderedJson::object() : next->second;
        const std::uint64_t line = next == byLine.end() ? 0 : (next++)->first;
        if (time != "now")
            comparison.instant(name, line, time, textOf(ours, "time"));
        if (entry.count("severity") != 0)
            comparison.field(name, line, "severity", severityOfAgent(memberOf(entry, "severity")), textOf(ours, "severity"));
        const auto compareKey = [&](const std::string& key, const std::string& peer) {
            const auto found = agentCase.keys.find(key);
            if (found != agentCase.keys.end())
                comparison.field(name, line, key, trimmed(peer), std::string(trimmed(found->second(ours))));
            else if (key == "level" || key == "severity")
                comparison.field(name, line, key, severityNamed(peer), textOf(ours, "severity"));
            else
                comparison.field(name, line, key, peer, pairOf(ours, key));
        };
        for (const auto& [key, peer] : payloadOf(entry))
            compareKey(key, peer);
        for (const char* key : {"httpRequest.remoteIp", "httpRequest.requestMethod", "httpRequest.serverIp", "httpRequest.status", "httpRequest.responseSize"}) {
            if (const std::string peer = memberOf(entry, key); !peer.empty() && peer != "0")
                compareKey(key, peer);
        }
    }
}

void OpsAgentCasesTest::fieldsAreThoseOfTheOpsAgent()
{
    PeerComparison comparison("ops-agent-cases", knownDifferences);
    for (const AgentCase& agentCase : agentCases())
        compare(agentCase, comparison);
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

QTEST_GUILESS_MAIN(OpsAgentCasesTest)
#include "opsagentcases_test.moc"
