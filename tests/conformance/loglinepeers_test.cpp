// Log lines against what other tools make of the same text: Google's Ops Agent, lnav and Apache Metron.

#include "app/base/text.h"
#include "app/import/severitywords.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/opsagent.h"
#include "tests/conformance/peerlines.h"
#include "tests/support/realdata.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

std::string asText(const OrderedJson& value)
{
    std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    const bool isFloat = (text.size() > 2 && text.substr(text.size() - 2) == ".0") || text.find("e+") != std::string::npos;
    const auto number = isFloat ? parseDouble(text) : std::nullopt;    // the agent turns every number into a float
    return number ? formatNumber(*number) : text;
}

std::string withoutOuterBlanks(std::string_view text)
{
    return std::string(trimmed(text));
}

/// "CassandraDaemon.java:687": the part before or behind the colon.
Ours partOfComponent(bool isBehind)
{
    return [isBehind](const OrderedJson& line) {
        const std::string component = textOf(line, "component");
        const std::size_t colon = component.rfind(':');
        return isBehind ? component.substr(colon + 1) : component.substr(0, colon);
    };
}

std::string apacheCode(const OrderedJson& line)
{
    const std::string number = pairOf(line, "errno");
    return number.empty() ? pairOf(line, "code") : '(' + number + ')' + pairOf(line, "error");
}

/// What the agent's keys are here. "message", "level" and "severity" are the same everywhere.
const std::map<std::string, KeyTable>& agentKeys()
{
    static const std::map<std::string, KeyTable> table = {
        {"apache-error", {{"client", field("client_ip")}, {"module", field("component")}, {"pid", field("process")}, {"tid", field("thread")}, {"errorCode", apacheCode}}},
        {"nginx-error", {{"client", field("client_ip")}, {"pid", field("process")}, {"tid", field("thread")}, {"connection", pair("connection")},
                         {"server", pair("server")}, {"request", pair("request")}, {"host", pair("host")}, {"upstream", pair("upstream")},
                         {"referer", pair("referrer")}, {"subrequest", pair("subrequest")}}},
        {"cassandra-system", {{"module", field("thread")}, {"javaClass", partOfComponent(false)}, {"lineNumber", partOfComponent(true)}}},
        {"hadoop", {{"source", field("component")}}},
        {"kafka", {{"logger", field("component")}, {"source", pair("source")}}},
        {"rabbitmq", {{"process_id", field("process")}}},
        {"solr", {{"source", field("component")}, {"thread", field("thread")}, {"collection", pair("collection")}, {"shard", pair("shard")},
                  {"replica", pair("replica")}, {"core", pair("core")}}},
        {"zookeeper_general", {{"source", field("component")}, {"thread", field("thread")}, {"line", pair("line")}, {"myid", pair("myid")}}},
        {"elasticsearch-json", {{"component", field("component")}, {"node.name", field("host")}, {"type", pair("type")}}},
    };
    return table;
}

const std::vector<KnownDifference> agentDifferences = {
    {"solr", 0, "exception", "the stack is part of the text here"},
    {"solr", 4, "message", "the stack is part of the text here"},
    {"elasticsearch-json", 18, "stacktrace", "the stack is part of the text here"},
    {"elasticsearch-json", 18, "message", "the stack is part of the text here"},
};

/// Text that the agent keeps in front of the message or behind it.
std::string agentMessage(const std::string& name, const OrderedJson& line)
{
    if (name == "cassandra-system")
        return textOf(line, "component") + " - " + textOf(line, "text");
    return textOf(line, "text");
}

ImportOptions yearOf(int year)
{
    ImportOptions options;
    options.year = year;
    return options;
}

}    // namespace

class LogLinePeersTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsAreThoseOfTheOpsAgent();
    void fieldsAreThoseOfLnav();
    void fieldsAreThoseOfMetron();
    void dataPowerFieldsAreThoseOfMetron();

private:
    void compareAgent(const std::string& name, PeerComparison& comparison);
    ImporterRegistry m_registry{builtinImporters()};
};

void LogLinePeersTest::compareAgent(const std::string& name, PeerComparison& comparison)
{
    const auto raw = realData("conformance/ops-agent/" + name + "/input.log");
    const auto golden = realData("conformance/ops-agent/" + name + "/output_fluentbit.yaml");
    if (!raw || !golden)
        return;
    const ReadLines read = readLines(m_registry, *raw, "input.log");
    const KeyTable& keys = agentKeys().at(name);
    std::size_t next = 0;
    for (const AgentEntry& entry : agentEntries(*golden)) {
        const AgentEntry payload = payloadOf(entry);
        const std::string time = memberOf(entry, "timestamp");
        if (time == "now" || payload.count("message") == 0)
            continue;    // the agent did not understand the line
        // Both are in the order of the file; the agent leaves out what it cannot read.
        std::size_t at = next;
        while (at < read.sink.logLines.size() && textOf(read.sink.logLines[at], "time").substr(0, 19) != time.substr(0, 19))
            ++at;
        const OrderedJson ours = at < read.sink.logLines.size() ? read.sink.logLines[at] : OrderedJson::object();
        next = at < read.sink.logLines.size() ? at + 1 : next;
        const std::uint64_t line = ours.value("line", std::uint64_t{0});
        comparison.instant(name, line, time, textOf(ours, "time"));
        for (const auto& [key, peer] : payload) {
            if (key == "message")
                comparison.field(name, line, key, withoutOuterBlanks(peer), withoutOuterBlanks(agentMessage(name, ours)));
            else if (key == "level" || key == "severity")
                comparison.field(name, line, key, severityNamed(peer), textOf(ours, "severity"));
            else if (const auto found = keys.find(key); found != keys.end())
                comparison.field(name, line, key, peer, found->second(ours));
            else
                comparison.field(name, line, key, peer, pairOf(ours, key));
        }
    }
}

void LogLinePeersTest::fieldsAreThoseOfTheOpsAgent()
{
    PeerComparison comparison("ops-agent-loglines", agentDifferences);
    for (const auto& [name, keys] : agentKeys())
        compareAgent(name, comparison);
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

void LogLinePeersTest::fieldsAreThoseOfLnav()
{
    const std::map<std::string, KeyTable> keys = {
        {"glog_log", {{"thread", field("thread")}, {"src_file", partOfComponent(false)}, {"src_line", partOfComponent(true)}}},
        {"syslog_log", {{"log_hostname", field("host")}, {"log_pid", field("process")}, {"log_procname", field("component")}}},
        {"vdsm_log", {{"tid", field("thread")}, {"module", pair("module")}, {"src_line", pair("line")}, {"logger", field("component")}, {"func", pair("function")}}},
    };
    const std::vector<KnownDifference> known = {
        {"logfile_syslog_with_mixed_times.0", 6, "time", "lnav gives a stamp that goes back the time of the line before"},
        {"logfile_syslog_with_mixed_times.0", 12, "time", "lnav gives a stamp that goes back the time of the line before"},
        {"logfile_vdsm.0", 15, "time", "lnav gives a stamp that goes back the time of the line before"},
    };
    PeerComparison comparison("lnav-loglines", known);
    for (const auto& [log, format] : std::map<std::string, std::string>{{"logfile_glog.0", "glog_log"}, {"logfile_syslog.1", "syslog_log"},
             {"logfile_syslog.3", "syslog_log"}, {"logfile_syslog_with_mixed_times.0", "syslog_log"}, {"logfile_vdsm.0", "vdsm_log"}}) {
        const auto raw = realData("app-logs/lnav/" + log);
        const auto rows = realData("peer-reports/lnav/lnav__" + log + "." + format + ".jsonl");
        if (!raw || !rows)
            continue;
        const ReadLines read = readLines(m_registry, *raw, log, yearOf(log == "logfile_syslog.1" ? 2025 : 2026));    // as lnav took it
        std::map<std::uint64_t, OrderedJson> byLine;
        for (const OrderedJson& line : read.sink.logLines)
            byLine[line.at("line").get<std::uint64_t>()] = line;
        std::uint64_t count = 0;
        for (const std::string_view row : split(*rows, '\n')) {
            const auto peer = OrderedJson::parse(row, nullptr, false);
            if (!peer.is_object())
                continue;
            ++count;
            const std::uint64_t number = peer.at("log_line").get<std::uint64_t>() + 1;
            const auto found = byLine.find(number);
            const OrderedJson ours = found == byLine.end() ? OrderedJson::object() : found->second;
            std::string time = textOf(peer, "log_time");
            time[10] = 'T';
            comparison.instant(log, number, time + 'Z', textOf(ours, "time"));
            for (const auto& [key, our] : keys.at(format)) {
                if (peer.contains(key) && !peer.at(key).is_null())
                    comparison.field(log, number, key, asText(peer.at(key)), our(ours));
            }
        }
        comparison.number(log, 0, "rows", static_cast<double>(count), static_cast<double>(read.sink.logLines.size()));
    }
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

void LogLinePeersTest::fieldsAreThoseOfMetron()
{
    const auto raw = realData("conformance/metron/syslog5424/raw/Syslog5424Output");
    const auto parsed = realData("conformance/metron/syslog5424/parsed/Syslog5424Parsed");
    if (!raw || !parsed)
        QSKIP("the files are not on this machine");
    const KeyTable keys = {{"syslog.header.hostName", field("host")}, {"syslog.header.appName", field("component")},
                           {"syslog.header.procId", field("process")}, {"syslog.message", field("text")}, {"syslog.header.msgId", pair("msgid")}};
    const ReadLines read = readLines(m_registry, *raw, "messages");
    QCOMPARE(QString::fromStdString(read.format), QStringLiteral("syslog-5424"));
    PeerComparison comparison("metron-syslog", {});
    std::size_t at = 0;
    for (const std::string_view row : split(*parsed, '\n')) {
        const auto peer = OrderedJson::parse(row, nullptr, false);
        if (!peer.is_object())
            continue;
        QVERIFY(at < read.sink.logLines.size());
        const OrderedJson& ours = read.sink.logLines[at++];
        comparison.instant("syslog5424", at, textOf(peer, "syslog.header.timestamp"), textOf(ours, "time"));
        comparison.field("syslog5424", at, "severity", nameOf(severityOfSyslog(static_cast<int>(parseInteger(textOf(peer, "syslog.header.severity")).value_or(-1)))),
                         textOf(ours, "severity"));
        for (const auto& [key, value] : peer.items()) {
            constexpr std::string_view data = "syslog.structuredData.";
            if (const auto found = keys.find(key); found != keys.end())
                comparison.field("syslog5424", at, key, asText(value), found->second(ours));
            else if (key.rfind(data, 0) == 0)
                comparison.field("syslog5424", at, key, asText(value), pairOf(ours, key.substr(data.size())));
        }
    }
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.fields() > 0);
}

void LogLinePeersTest::dataPowerFieldsAreThoseOfMetron()
{
    const auto raw = realData("conformance/metron/websphere/raw/WebsphereOutput.txt");
    const auto parsed = realData("conformance/metron/websphere/parsed/WebsphereParsed");
    if (!raw || !parsed)
        QSKIP("the files are not on this machine");
    const Ours process = [](const OrderedJson& line) {
        const std::string object = pairOf(line, "object");
        return object.substr(0, object.find('('));
    };
    const KeyTable keys = {{"hostname", field("host")}, {"event_type", field("component")}, {"security_domain", pair("domain")},
                           {"username", field("user")}, {"ip_src_addr", field("client_ip")}, {"message", field("text")}, {"process", process},
                           {"event_code", [](const OrderedJson& line) { return "0x" + pairOf(line, "code"); }}};
    const std::vector<KnownDifference> known = {
        {"", 0, "event_subtype", "Metron's own word for the sentence"},
        {"websphere", 2, "username", "named inside the sentence, which is the text here"},
        {"websphere", 2, "security_domain", "named inside the sentence, which is the text here"},
    };
    const ReadLines read = readLines(m_registry, *raw, "messages", yearOf(2016));
    QCOMPARE(QString::fromStdString(read.format), QStringLiteral("datapower"));
    PeerComparison comparison("metron-websphere", known);
    std::size_t at = 0;
    for (const std::string_view row : split(*parsed, '\n')) {
        const auto peer = OrderedJson::parse(row, nullptr, false);
        if (!peer.is_object())
            continue;
        QVERIFY(at < read.sink.logLines.size());
        const OrderedJson& ours = read.sink.logLines[at++];
        comparison.instant("websphere", at, formatUtc(Timestamp(std::chrono::milliseconds(peer.at("timestamp").get<std::int64_t>()))), textOf(ours, "time"));
        comparison.field("websphere", at, "severity", severityNamed(textOf(peer, "severity")), textOf(ours, "severity"));
        if (peer.contains("event_subtype"))
            comparison.field("websphere", at, "event_subtype", textOf(peer, "event_subtype"), "");
        for (const auto& [key, our] : keys) {
            if (peer.contains(key))
                comparison.field("websphere", at, key, asText(peer.at(key)), our(ours));
        }
    }
    QVERIFY(comparison.finish().empty());
    QCOMPARE(at, std::size_t{5});
}

QTEST_GUILESS_MAIN(LogLinePeersTest)
#include "loglinepeers_test.moc"
