// Totals of pt-query-digest 3.2.1 over slow query logs of MySQL, Percona Server and MariaDB, of Percona's go-mysql where its golden
// files are there, and of mtail.

#include "tests/conformance/databaselog.h"

#include <QTest>

using namespace faultline;
using namespace faultline::test;

namespace {

const std::vector<const char*> files = {"mariadb102-with-explain", "slow002", "slow004", "slow006", "slow008", "slow010", "slow012",
                                        "slow014", "slow016", "slow018", "slow020", "slow024", "slow026"};

const char* const noTime = "no # Time and no SET timestamp stands in the whole file: every entry is rejected with that reason";
const char* const quit = "pt-query-digest drops the counters of 'administrator command: Quit'; the file has Rows_sent: 2 there";

const std::vector<KnownDifference> known = {
    {"slow008", 0, "", noTime},
    {"slow012", 0, "rows sent", quit},
    {"slow012", 0, "rows examined", quit},
    {"slow016", 0, "queries", "the first entry has lost its head; its statement and SET timestamp are kept"},
    {"slow018", 0, "", noTime},
    {"slow018 by go-mysql", 0, "", noTime},
};

double sumOf(const CollectingSink& sink, const char* key)
{
    double sum = 0;
    for (const OrderedJson& operation : sink.operations)
        sum += operation.value(key, 0.0);
    return sum;
}

double metric(const nlohmann::json& report, const char* name)
{
    const nlohmann::json metrics = report["global"].value("metrics", nlohmann::json::object());
    return metrics.contains(name) && metrics[name].contains("sum") ? std::stod(metrics[name]["sum"].get<std::string>()) : 0;
}

std::size_t shapesOf(const CollectingSink& sink)
{
    std::vector<std::string> shapes;
    for (const OrderedJson& operation : sink.operations)
        shapes.push_back(operation.value("shape_hash", operation.value("text", std::string())));
    std::sort(shapes.begin(), shapes.end());
    return static_cast<std::size_t>(std::unique(shapes.begin(), shapes.end()) - shapes.begin());
}

}    // namespace

class PtQueryDigestConformance : public QObject {
    Q_OBJECT

private slots:
    void totalsAreThoseOfPtQueryDigest();
};

void PtQueryDigestConformance::totalsAreThoseOfPtQueryDigest()
{
    PeerComparison comparison("pt-query-digest", known);
    for (const std::string name : files) {
        const auto sink = readDatabaseLog("db-logs/mysql-go-mysql/" + name + ".log");
        const auto report = peerReport("peer-reports/pt-query-digest/" + name + ".log.json");
        if (!sink || !report)
            QSKIP("the real logs are not on this machine (FAULTLINE_SHARED_DATA)");
        QVERIFY2(report->is_object(), name.c_str());
        const auto add = [&](const char* what, double theirs, double ours) { compareFigure(comparison, name, what, theirs, ours); };
        const double queries = (*report)["global"].value("query_count", 0.0);
        add("queries", queries, static_cast<double>(sink->operations.size()));
        add("shapes", (*report)["global"].value("unique_query_count", 0.0), static_cast<double>(shapesOf(*sink)));
        add("query time", metric(*report, "Query_time"), sumOf(*sink, "duration_ns") / 1e9);
        add("lock time", metric(*report, "Lock_time"), sumOf(*sink, "lock_wait_ns") / 1e9);
        add("rows sent", metric(*report, "Rows_sent"), sumOf(*sink, "rows"));
        add("rows examined", metric(*report, "Rows_examined"), sumOf(*sink, "docs_examined"));
        add("bytes sent", metric(*report, "Bytes_sent"), sumOf(*sink, "response_bytes"));
    }
    for (const std::string name : {"mariadb102-with-explain", "slow010", "slow018", "slow020"}) {
        const auto sink = readDatabaseLog("db-logs/mysql-go-mysql/" + name + ".log");
        const auto golden = peerReport("db-logs/mysql-go-mysql/" + name + ".golden");
        if (!sink || !golden || !golden->is_object())
            continue;
        const nlohmann::json& global = (*golden)["Global"];
        const auto time = [&](const char* key) { return global["Metrics"]["TimeMetrics"][key].value("Sum", 0.0); };
        const auto count = [&](const char* key) {
            const nlohmann::json& numbers = global["Metrics"]["NumberMetrics"];
            return numbers.contains(key) ? numbers[key].value("Sum", 0.0) : 0.0;
        };
        const auto add = [&](const char* what, double theirs, double ours) {
            compareFigure(comparison, name + " by go-mysql", what, theirs, ours);
        };
        add("queries", global.value("TotalQueries", 0.0), static_cast<double>(sink->operations.size()));
        add("shapes", global.value("UniqueQueries", 0.0), static_cast<double>(shapesOf(*sink)));
        add("query time", time("Query_time"), sumOf(*sink, "duration_ns") / 1e9);
        add("rows sent", count("Rows_sent"), sumOf(*sink, "rows"));
        add("rows examined", count("Rows_examined"), sumOf(*sink, "docs_examined"));
    }
    // conformance/mtail/mysql_slowqueries.golden: query_time_total_count 8, query_time_overall_sum 235, lock_time_overall_sum 0.
    if (const auto sink = readDatabaseLog("conformance/mtail/mysql_slowqueries.log")) {
        compareFigure(comparison, "mtail", "queries", 8, static_cast<double>(sink->operations.size()));
        compareFigure(comparison, "mtail", "query time", 235, sumOf(*sink, "duration_ns") / 1e9);
        compareFigure(comparison, "mtail", "lock time", 0, sumOf(*sink, "lock_wait_ns") / 1e9);
    }
    const std::string problems = comparison.finish();
    QVERIFY2(problems.empty(), problems.c_str());
}

QTEST_GUILESS_MAIN(PtQueryDigestConformance)
#include "ptquerydigest_conformance.moc"
