// Database logs against what Google's Ops Agent makes of the same lines.

#include "app/base/text.h"
#include "tests/conformance/databaselog.h"
#include "tests/conformance/opsagent.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

/// Our records by line, whichever kind they are; an event's title is its text, its fields are members.
std::map<std::uint64_t, OrderedJson> recordsByLine(const CollectingSink& sink)
{
    std::map<std::uint64_t, OrderedJson> records;
    for (const auto* list : {&sink.operations, &sink.logLines, &sink.events}) {
        for (OrderedJson record : *list) {
            if (record.contains("title"))
                record["text"] = record["title"];
            const OrderedJson fields = record.value("fields", OrderedJson::object());
            for (const auto& [key, value] : fields.items())
                record[key] = value;
            records.emplace(record.value("line", std::uint64_t{0}), record);
        }
    }
    return records;
}

/// "error_code=MY-010055" of LogLine::rest.
std::string pairOf(const OrderedJson& record, const std::string& key)
{
    if (record.contains(key))
        return record.at(key).get<std::string>();
    const std::string rest = textOf(record, "rest");
    for (const std::string_view pair : split(rest, ' ')) {
        if (pair.substr(0, key.size()) == key && pair.size() > key.size() && pair[key.size()] == '=')
            return std::string(pair.substr(key.size() + 1));
    }
    return {};
}

/// Attributes without a field of their own: their values stand in what we keep of the line.
void compareTheRest(const std::string& name, std::uint64_t line, const AgentEntry& entry, const std::set<std::string>& compared, const OrderedJson& ours,
                    PeerComparison& comparison)
{
    const std::string all = ours.dump();
    for (const auto& [key, value] : entry) {
        if (compared.count(key) != 0)
            continue;
        std::string written = OrderedJson(value).dump();    // as it stands inside a text of JSON
        written = written.substr(1, written.size() - 2);
        const bool stands = all.find(value) != std::string::npos || all.find(written) != std::string::npos;
        comparison.field(name, line, key, value, stands ? value : textOf(ours, "text"));
    }
}

}    // namespace

class OpsAgentDatabasesConformance : public QObject {
    Q_OBJECT

private slots:
    void fieldsAreThoseOfTheOpsAgent();
};

void OpsAgentDatabasesConformance::fieldsAreThoseOfTheOpsAgent()
{
    PeerComparison comparison("ops-agent-databases", {});
    for (const std::string name : {"mysql-error", "mysql-slow", "mongodb", "redis"}) {
        const std::string folder = "conformance/ops-agent/" + name;
        const auto sink = readDatabaseLog(folder + "/input.log");
        const auto golden = realData(folder + "/output_fluentbit.yaml");
        if (!sink || !golden)
            QSKIP("the files are not on this machine");
        const auto records = recordsByLine(*sink);
        auto at = records.begin();
        for (const AgentEntry& whole : agentEntries(*golden)) {
            if (at == records.end())
                break;
            const std::uint64_t line = at->first;
            const OrderedJson& ours = at->second;
            ++at;
            AgentEntry entry = payloadOf(whole);
            std::set<std::string> compared = {"level", "severity", "role", "message"};    // what the severity and the role's sign also say
            const auto compare = [&](const char* key, const std::string& value) {
                compared.insert(key);
                if (entry.count(key) != 0)
                    comparison.field(name, line, key, trimmed(entry[key]), trimmed(value));
            };
            if (memberOf(whole, "timestamp") != "now" && name != "mysql-slow")
                comparison.instant(name, line, memberOf(whole, "timestamp"), textOf(ours, "time"));
            if (name == "mysql-slow") {
                const auto seconds = [&](const char* key) { return formatNumber(ours.value(key, 0.0) / 1e9); };
                compare("host", textOf(ours, "client"));
                compare("user", textOf(ours, "app"));
                compare("lockTime", seconds("lock_wait_ns"));
                compare("queryTime", seconds("duration_ns"));
                compare("rowsSent", textOf(ours, "rows"));
                compare("rowsExamined", textOf(ours, "docs_examined"));
                const auto isPlanned = [&](const char* flag) { return std::string(textOf(ours, "plan").find(flag) != std::string::npos ? "true" : "false"); };
                compare("fullScan", isPlanned("Full_scan"));
                compare("fullJoin", isPlanned("Full_join"));
                std::string statement(trimmed(entry["message"]));
                statement.erase(0, statement.find('\n') + 1);
                comparison.field(name, line, "message", statement, textOf(ours, "text") + ';');
                compareTheRest(name, line, entry, compared, ours, comparison);
                continue;
            }
            const bool isEvent = ours.contains("kind");
            // Our text of a MongoDB line goes on with its attributes.
            const std::size_t length = name == "mongodb" ? trimmed(entry["message"]).size() : std::string::npos;
            compare("message", textOf(ours, "text").substr(0, length));
            if (!isEvent && whole.count("severity") != 0)
                comparison.field(name, line, "severity", severityOfAgent(memberOf(whole, "severity")), textOf(ours, "severity"));
            compare("component", textOf(ours, "component"));
            compare("subsystem", textOf(ours, "component"));
            compare("context", textOf(ours, "thread"));
            compare("tid", textOf(ours, "thread"));
            compare("errorCode", pairOf(ours, "error_code"));
            compare("id", pairOf(ours, "id"));
            compare("pid", textOf(ours, "process"));
            compare("tags", "[\"" + pairOf(ours, "tags") + "\"]");
            const std::map<std::string, std::string> roles = {{"M", "master"}, {"S", "replica"}, {"C", "child"}, {"X", "sentinel"}};
            if (entry.count("roleChar") != 0)
                comparison.field(name, line, "roleChar", roles.at(entry["roleChar"]), textOf(ours, "component"));
            compared.insert("roleChar");
            compareTheRest(name, line, entry, compared, ours, comparison);
        }
    }
    const std::string problems = comparison.finish();
    QVERIFY2(problems.empty(), problems.c_str());
    QVERIFY(comparison.share() >= 0.98);
}

QTEST_GUILESS_MAIN(OpsAgentDatabasesConformance)
#include "opsagentdatabases_conformance.moc"
