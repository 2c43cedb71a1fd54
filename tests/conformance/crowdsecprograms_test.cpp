// The program logs of CrowdSec's hub, every field that CrowdSec's own parsers assert of them (parser.assert).

#include "app/base/text.h"
#include "importers/builtinimporters.h"
#include "tests/conformance/crowdsecassertions.h"
#include "tests/conformance/peerlines.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

/// A word of "GET /path HTTP/1.1".
Ours wordOfRequest(std::size_t place)
{
    return [place](const OrderedJson& line) {
        const std::string request = pairOf(line, "request");
        const auto words = split(request, ' ');
        const std::string word(place < words.size() ? words[place] : std::string_view());
        return word.rfind("HTTP/", 0) == 0 ? word.substr(5) : word;
    };
}

/// The peer's keys that have a place of their own here. Levels and times are compared by what they mean.
const KeyTable& oursByKey()
{
    static const KeyTable table = {
        {"Parsed.pid", field("process")}, {"Parsed.tid", field("thread")}, {"Parsed.remote_addr", field("client_ip")},
        {"Parsed.source_ip", field("client_ip")}, {"Meta.source_ip", field("client_ip")}, {"Parsed.cid", pair("connection")},
        {"Parsed.misc", pair("connection")}, {"Parsed.vhost", pair("vhost")}, {"Parsed.target_fqdn", pair("server")},
        {"Meta.target_fqdn", pair("server")}, {"Parsed.upstream", pair("upstream")}, {"Parsed.verb", wordOfRequest(0)},
        {"Meta.http_verb", wordOfRequest(0)}, {"Parsed.request", wordOfRequest(1)}, {"Meta.http_path", wordOfRequest(1)},
        {"Parsed.http_version", wordOfRequest(2)}, {"Parsed.PID", field("process")}, {"Parsed.pgsql_user", field("user")},
        {"Meta.user", field("user")}, {"Parsed.pgsql_target_user", field("user")}};
    return table;
}

/// Said by the message, where they stay: the value must stand in our text.
const std::set<std::string>& saidInText()
{
    static const std::set<std::string> keys = {
        "Parsed.username", "Meta.username", "Meta.target_user", "Parsed.client_ip", "Parsed.http_code", "Meta.http_code",
        "Parsed.accuracy", "Parsed.maturity", "Parsed.modsecmessage", "Parsed.modsecseverity", "Parsed.phase", "Parsed.ref",
        "Parsed.ruledata", "Parsed.rulefile", "Parsed.ruleid", "Parsed.ruleline", "Parsed.rulemessage", "Parsed.ruleseverity",
        "Parsed.targethost", "Parsed.targeturi", "Parsed.uniqueid", "Parsed.version", "Meta.modsec_message", "Meta.modsec_phase",
        "Meta.modsec_ruledata", "Meta.rule_id", "Meta.authentication_database", "Meta.auth_method", "Parsed.auth_method", "Meta.db",
        "Parsed.pgsql_dbname"};
    return keys;
}

const std::vector<KnownDifference> knownDifferences = {
    {"nginx_req_limit_exceeded", 7, "Meta.http_path", "the peer loses the \"https:\" of an absolute URL"},
    {"nginx_req_limit_exceeded", 7, "Parsed.request", "the peer loses the \"https:\" of an absolute URL"},
    {"nginx_req_limit_exceeded", 8, "Meta.http_path", "the peer loses the \"https:\" of an absolute URL"},
    {"nginx_req_limit_exceeded", 8, "Parsed.request", "the peer loses the \"https:\" of an absolute URL"},
    {"nginx_req_limit_exceeded", 9, "Meta.http_path", "the peer loses the \"https:\" of an absolute URL"},
    {"nginx_req_limit_exceeded", 9, "Parsed.request", "the peer loses the \"https:\" of an absolute URL"},
    {"", 0, "Parsed.program", "CrowdSec's own name for the kind of log"},
    {"", 0, "Parsed.logsource", "CrowdSec's own name for the kind of log"},
    {"", 0, "Meta.service", "CrowdSec's own name for the kind of log"},
    {"", 0, "Meta.log_type", "CrowdSec's own name for what the line means"},
    {"", 0, "Meta.sub_type", "CrowdSec's own name for what the line means"},
    {"", 0, "Meta.datasource_path", "where CrowdSec read the line"},
    {"", 0, "Meta.datasource_type", "where CrowdSec read the line"},
    {"", 0, "Whitelisted", "CrowdSec's decision"},
    {"mongodb-logs", 0, "Parsed.message", "the whole JSON line, which is taken apart here"},
    {"", 0, "Parsed.zone", "the zone word of the stamp, which is read with it"},
    {"pfsense-rfc5424-nginx", 0, "Parsed.syslog_priority", "of the syslog frame, which is peeled off before"},
    {"pfsense-rfc5424-nginx", 0, "Parsed.syslog_version", "of the syslog frame, which is peeled off before"},
    {"pfsense-rfc5424-nginx", 0, "Parsed.timestamp8601", "of the syslog frame, which is peeled off before"},
    {"pfsense-rfc5424-nginx", 0, "Meta.machine", "of the syslog frame, which is peeled off before"},
};

/// "2021/11/18 08:34:27" and "2023-04-06T09:05:54,991Z" as ISO 8601; without a zone the source's, which is UTC here.
std::string isoOf(std::string time)
{
    for (char& c : time)
        c = c == '/' ? '-' : c == ' ' ? 'T' : c == ',' ? '.' : c;
    return time.back() == 'Z' || time.find('+') != std::string::npos ? time : time + 'Z';
}

std::string withoutBlanks(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        if (c != ' ' && c != '\\')
            result += c;
    }
    return result;
}

/// As written or, where the peer undoes escapes, up to them.
bool standsIn(const OrderedJson& line, const std::string& value)
{
    const std::string all = withoutBlanks(textOf(line, "text") + ' ' + textOf(line, "rest") + ' ' + textOf(line, "client_ip"));
    return all.find(withoutBlanks(value)) != std::string::npos;
}

}    // namespace

class CrowdsecProgramsTest : public QObject {
    Q_OBJECT

private slots:
    void fieldsAreThoseOfCrowdsec();

private:
    void compare(const std::string& name, const std::string& format, const std::string& frame, PeerComparison& comparison);
    ImporterRegistry m_registry{builtinImporters()};
};

void CrowdsecProgramsTest::compare(const std::string& name, const std::string& format, const std::string& frame, PeerComparison& comparison)
{
    const std::string folder = "conformance/crowdsec-hub/" + name;
    const auto raw = realData(folder + '/' + name + ".log");
    const auto assertions = realData(folder + "/parser.assert");
    if (!raw || !assertions)
        return;
    std::vector<std::string_view> rawLines = split(*raw, '\n');
    std::erase_if(rawLines, [](std::string_view line) { return trimmed(line).empty(); });
    std::vector<AssertedLine> asserted = assertedLines(*assertions, "s01-parse");
    std::erase_if(asserted, [](const AssertedLine& line) { return line.isRequest(); });    // crowdsechttp_test has them
    std::string text;
    for (const AssertedLine& line : asserted) {
        QVERIFY(line.index < rawLines.size());
        const std::string_view rawLine = rawLines[line.index];
        const std::size_t behind = frame.empty() ? 0 : rawLine.find(frame) + frame.size();
        text += std::string(rawLine.substr(behind)) + '\n';
    }
    const ReadLines read = readLines(m_registry, text, "error.log");
    QCOMPARE(read.format, format);
    QCOMPARE(read.sink.logLines.size(), asserted.size());
    for (std::size_t i = 0; i < asserted.size(); ++i) {
        const OrderedJson& ours = read.sink.logLines[i];
        for (const auto& [key, peer] : asserted[i].fields) {
            const auto found = oursByKey().find(key);
            const bool isTime = key == "Parsed.time" || key == "Parsed.timestamp";
            if (key == "Success")
                continue;
            const bool isOfMessage = found != oursByKey().end() && key.find("source_ip") != std::string::npos && !ours.contains("client_ip");
            if (found != oursByKey().end() && !isOfMessage)
                comparison.field(name, i + 1, key, peer, found->second(ours));
            else if (key == "Parsed.loglevel" || key == "Parsed.log_level")
                comparison.field(name, i + 1, key, severityNamed(peer), textOf(ours, "severity"));
            else if (isTime)
                comparison.instant(name, i + 1, isoOf(peer), textOf(ours, "time"));
            else if (key == "Parsed.message")    // the whole line, or what the line says
                comparison.field(name, i + 1, key, peer, peer.find(textOf(ours, "text")) != std::string::npos ? peer : textOf(ours, "text"));
            else if (isOfMessage || saidInText().count(key) != 0 || key.rfind("Parsed.ruletag", 0) == 0)
                comparison.field(name, i + 1, key, peer, standsIn(ours, peer) ? peer : textOf(ours, "text"));
            else
                comparison.field(name, i + 1, key, peer, "(has no place here)");
        }
    }
}

void CrowdsecProgramsTest::fieldsAreThoseOfCrowdsec()
{
    PeerComparison comparison("crowdsec-programs", knownDifferences);
    compare("nginx_req_limit_exceeded", "nginx-error", {}, comparison);
    compare("modsecurity-logs-nginx", "nginx-error", {}, comparison);
    compare("nginx-proxy-manager-logs", "nginx-error", {}, comparison);
    compare("pfsense-rfc5424-nginx", "nginx-error", " - - - ", comparison);
    compare("apache-guacamole-logs", "log4j", {}, comparison);
    compare("litespeed-logs", "litespeed-error", {}, comparison);
    compare("mongodb-logs", "mongodb-json", {}, comparison);
    compare("pgsql-user-enum", "postgresql-stderr", {}, comparison);
    compare("supabase-docker-pgsql-logs", "postgresql-stderr", {}, comparison);
    if (comparison.fields() == 0)
        QSKIP("the files are not on this machine");
    QVERIFY(comparison.finish().empty());
    QVERIFY(comparison.share() >= 0.98);
}

QTEST_GUILESS_MAIN(CrowdsecProgramsTest)
#include "crowdsecprograms_test.moc"
