// What mloginfo of mtools says about MongoDB's text logs: first and last time, connections, restarts, replica set states, query
// groups.

#include "app/base/text.h"
#include "tests/conformance/databaselog.h"
#include "tests/support/realdata.h"

#include <QTest>

#include <map>
#include <set>

using namespace faultline;
using namespace faultline::test;

namespace {

const std::vector<const char*> files = {"client__mongod_3.0.5_noclientmetadata.log", "client__mongod_4.2.11.log", "collscans.log",
                                        "issue-636.log", "mongod-2411.log", "mongod_26.log", "mongod_26_corrupt.log",
                                        "mongod_278.log", "mongod_306_ctime.log", "mongod_4.0.10_reapedcursor.log",
                                        "mongod_4.0.10_slowdns.log.gz", "mongod_4.0.10_slowtransactions.log.gz", "mongos.log",
                                        "rsinfo_36.log", "sharding_360_mongos.log", "wiredtiger.log"};

const char* const thread = "mloginfo takes the thread for the namespace where a ctime stamp has a level; here it is db.collection";

const std::vector<KnownDifference> known = {
    {"", 0, "replica set states", "the node's own changes of state (STARTUP2, SECONDARY, \"transition to\") are events here as well"},
    {"mongod_306_ctime.log", 0, "operations of [conn39]", thread},
    {"mongod_306_ctime.log", 0, "milliseconds of [conn39]", thread},
    {"sharding_360_mongos.log", 0, "restarts",
     "the file begins behind the start; mloginfo takes the lines \"mongos version\" and \"db version\" for one each"},
};

/// Operations that mloginfo groups; it leaves other commands out.
const std::set<std::string> grouped = {"query",    "getmore", "update",        "remove",
                                       "find",     "count",   "findandmodify", "findAndModify", "aggregate",
                                       "distinct", "geoNear"};

/// The numbers of a report by name; query groups are summed by namespace.
std::map<std::string, double> figuresOf(const std::string& report)
{
    std::map<std::string, double> figures;
    std::string section;
    for (const std::string_view line : split(report, '\n')) {
        const std::string_view text = trimmed(line);
        if (text.empty())
            continue;
        if (text == "CONNECTIONS" || text == "QUERIES" || text == "RESTARTS" || text == "RSSTATE") {
            section = text;
            continue;
        }
        const std::size_t colon = text.find(": ");
        if (section.empty() && colon != std::string_view::npos && text.substr(0, colon) == "length")
            figures["length"] = static_cast<double>(*parseInteger(trimmed(text.substr(colon + 2))));
        if (section == "CONNECTIONS" && (text.starts_with("total opened: ") || text.starts_with("total closed: ")))
            figures[std::string(text.substr(0, colon))] = static_cast<double>(*parseInteger(trimmed(text.substr(colon + 2))));
        if (section == "RESTARTS" && text.find(" version ") != std::string_view::npos)
            ++figures["restarts"];
        if (section == "RSSTATE" && text.size() > 15 && text[6] == ' ' && text[9] == ':')
            ++figures["replica set states"];
        if (section != "QUERIES" || text.starts_with("namespace ") || text.starts_with("no queries"))
            continue;
        std::vector<std::string_view> words;
        for (const std::string_view word : split(text, ' ')) {
            if (!word.empty())
                words.push_back(word);
        }
        if (words.size() < 9)
            continue;
        // namespace, operation, pattern (with blanks), count, min, max, 95 %, sum, mean, allowDiskUse
        const auto fromEnd = [&words](std::size_t index) { return parseDouble(words[words.size() - index]).value_or(0); };
        figures["operations of " + std::string(words[0])] += fromEnd(7);
        figures["milliseconds of " + std::string(words[0])] += fromEnd(3);
    }
    return figures;
}

bool has(const std::string& text, const char* part)
{
    return text.find(part) != std::string::npos;
}

}    // namespace

class MtoolsConformance : public QObject {
    Q_OBJECT

private slots:
    void figuresAreThoseOfMloginfo();
};

void MtoolsConformance::figuresAreThoseOfMloginfo()
{
    PeerComparison comparison("mtools", known);
    for (const std::string name : files) {
        const auto sink = readDatabaseLog("db-logs/mongodb-mtools/" + name, 2026);
        const std::string base = name.substr(0, name.find(".gz"));
        const auto report = realData("peer-reports/mtools/" + base + ".mloginfo.txt");
        const auto text = realData("db-logs/mongodb-mtools/" + name);
        if (!sink || !report || !text)
            QSKIP("the real logs are not on this machine (FAULTLINE_SHARED_DATA)");
        std::map<std::string, double> ours;
        ours["length"] = static_cast<double>(sink->lines);
        // Connections are a series; who opened and who closed one is told by its direction only, so the text is asked.
        for (const std::string_view line : split(*text, '\n')) {
            ours["total opened"] += line.find("connection accepted from") != std::string_view::npos ? 1 : 0;
            ours["total closed"] += line.find("] end connection") != std::string_view::npos ? 1 : 0;
        }
        double samples = 0;
        for (const auto& series : sink->seriesList)
            samples += static_cast<double>(series.samples.size());
        compareFigure(comparison, base, "samples of connections", ours["total opened"] + ours["total closed"], samples);
        for (const OrderedJson& event : sink->events) {
            const std::string title = event.value("title", std::string());
            ours["restarts"] += has(title, "MongoDB starting :") ? 1 : 0;
            ours["replica set states"] += event.value("kind", std::string()) == "election" ? 1 : 0;
        }
        for (const OrderedJson& operation : sink->operations) {
            if (grouped.count(operation.value("op", std::string())) == 0)
                continue;
            const std::string target = operation.value("target", std::string());
            ++ours["operations of " + target];
            ours["milliseconds of " + target] += operation.value("duration_ns", 0.0) / 1e6;
        }
        for (const auto& [figure, theirs] : figuresOf(*report))
            compareFigure(comparison, base, figure, theirs, ours[figure]);
    }
    const std::string problems = comparison.finish();
    QVERIFY2(problems.empty(), problems.c_str());
}

QTEST_GUILESS_MAIN(MtoolsConformance)
#include "mtools_conformance.moc"
