// Totals of pgBadger 13.2 over PostgreSQL and PgBouncer logs, and the numbers that its own tests demand.

#include "tests/conformance/databaselog.h"

#include <QTest>

#include <map>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr const char* logs = "db-logs/postgresql-pgbadger/";

struct Log {
    const char* file;
    const char* report;
};
const std::vector<Log> files = {{"anonymize.log", "anonymize.log.json"},
                                {"begin_end.log", "begin_end.log.json"},
                                {"cloudsql.log.gz", "cloudsql.log.gz.json"},
                                {"light.postgres.log.bz2", "light.postgres.log.bz2.json"},
                                {"pg-syslog.1.bz2", "pg-syslog.1.bz2.json"},
                                {"pg-syslog.2.gz", "pg-syslog.2.gz.json"},
                                {"pg-timezones.log", "pg-timezones.log.json"},
                                {"pg_vacuums.json.gz", "pg_vacuums.json.gz.json.gz"},
                                {"pg_vacuums.log.gz", "pg_vacuums.log.gz.json.gz"},
                                {"pgbouncer.log.gz", "pgbouncer.log.gz.json"},
                                {"queryid.log.gz", "queryid.log.gz.json"},
                                {"stmt_type.log", "stmt_type.log.json"},
                                {"weeknumber.log", "weeknumber.log.json"}};

const std::vector<KnownDifference> known = {
    {"stmt_type.log", 0, "delete", "pgBadger has a kind of its own for WITH ... DELETE; here it is the DELETE that it is"},
};

/// pgBadger counts the execution of a statement, not its parse and bind.
bool isExecution(const OrderedJson& operation)
{
    const std::string op = textOf(operation, "op");
    return operation.contains("text") && textOf(operation, "severity") == "info" && op != "PARSE" && op != "BIND" && op != "PLAN"
        && op.rfind("auto", 0) != 0 && op.rfind("LOCK ", 0) != 0;
}

double number(const nlohmann::json& report, std::initializer_list<const char*> path)
{
    const nlohmann::json* at = &report;
    for (const char* key : path) {
        if (!at->is_object() || !at->contains(key))
            return 0;
        at = &(*at)[key];
    }
    if (at->is_number())
        return at->get<double>();
    return at->is_string() ? std::stod(at->get<std::string>()) : 0;
}

/// The members of an object by their names; empty when it is not there.
std::map<std::string, nlohmann::json> membersOf(const nlohmann::json& report, std::initializer_list<const char*> path)
{
    const nlohmann::json* at = &report;
    for (const char* key : path) {
        if (!at->is_object() || !at->contains(key))
            return {};
        at = &(*at)[key];
    }
    return at->is_object() ? at->get<std::map<std::string, nlohmann::json>>() : std::map<std::string, nlohmann::json>{};
}

class Comparison {
public:
    void add(const std::string& name, double theirs, double ours) { compareFigure(figures, m_file, name, theirs, ours); }
    PeerComparison figures{"pgbadger", known};

    void compare(const Log& log, const nlohmann::json& report, const CollectingSink& sink)
    {
        m_file = log.file;
        statements(report, sink);
        connections(report, sink);
        double vacuums = 0;
        double analyzes = 0;
        for (const OrderedJson& operation : sink.operations) {
            vacuums += textOf(operation, "op") == "autovacuum" ? 1 : 0;
            analyzes += textOf(operation, "op") == "autoanalyze" ? 1 : 0;
        }
        add("automatic vacuums", number(report, {"autovacuum_info", "postgres", "count"}), vacuums);
        add("automatic analyzes", number(report, {"autoanalyze_info", "postgres", "count"}), analyzes);
        add("lines refused", 0, static_cast<double>(sink.rejectedLines));
    }

private:
    void statements(const nlohmann::json& report, const CollectingSink& sink)
    {
        double count = 0;
        double bindMs = 0;
        double executeMs = 0;
        std::map<std::string, double> byOp;
        std::map<std::string, double> byApp;
        std::map<std::string, double> byHost;
        for (const OrderedJson& operation : sink.operations) {
            if (textOf(operation, "op") == "BIND")
                bindMs += operation.value("duration_ns", 0.0) / 1e6;
            if (!isExecution(operation))
                continue;
            ++count;
            executeMs += operation.value("duration_ns", 0.0) / 1e6;
            ++byOp[textOf(operation, "op")];
            ++byApp[textOf(operation, "app")];
            ++byHost[textOf(operation, "client")];
        }
        add("statements", number(report, {"overall_stat", "queries_number"}), count);
        add("execute ms", number(report, {"overall_stat", "postgres", "queries_duration", "execute"}), executeMs);
        for (const char* op : {"select", "insert", "update", "delete"}) {
            std::string upper = op;
            std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return static_cast<char>(c - 32); });
            add(op, number(report, {"overall_stat", "postgres", op}), byOp[upper]);
        }
        for (const auto& [app, stats] : membersOf(report, {"application_info", "postgres"})) {
            if (app != "unknown")
                add("statements of application " + app, number(stats, {"count"}), byApp[app]);
        }
        for (const auto& [host, stats] : membersOf(report, {"host_info", "postgres"})) {
            if (host != "unknown")
                add("statements of host " + host, number(stats, {"count"}), byHost[host]);
        }
        add("bind ms", number(report, {"overall_stat", "postgres", "queries_duration", "bind"}), bindMs);
    }

    void connections(const nlohmann::json& report, const CollectingSink& sink)
    {
        double opened = 0;
        double closed = 0;
        double bouncerOpened = 0;
        double bouncerClosed = 0;
        std::map<std::string, double> byUser;
        for (const OrderedJson& line : sink.logLines) {
            const std::string text = textOf(line, "text");
            const bool isAuthorized = text.rfind("connection authorized", 0) == 0;
            opened += isAuthorized ? 1 : 0;
            if (isAuthorized)
                ++byUser[textOf(line, "user")];
            closed += text.rfind("disconnection", 0) == 0 ? 1 : 0;
            bouncerOpened += text.find(" login attempt: ") != std::string::npos ? 1 : 0;
            bouncerClosed += text.rfind("C-", 0) == 0 && text.find(" closing because: ") != std::string::npos ? 1 : 0;
        }
        add("connections", number(report, {"connection_info", "postgres", "count"}), opened);
        for (const auto& [user, count] : membersOf(report, {"connection_info", "postgres", "user"}))
            add("connections of user " + user, count.get<double>(), byUser[user]);
        add("sessions", number(report, {"session_info", "postgres", "count"}), closed);
        add("PgBouncer connections", number(report, {"pgb_connection_info", "count"}), bouncerOpened);
        add("PgBouncer sessions", number(report, {"pgb_session_info", "count"}), bouncerClosed);
    }

    std::string m_file;
};

}    // namespace

class PgBadgerConformance : public QObject {
    Q_OBJECT

private slots:
    void totalsAreThoseOfPgBadger();
    void numbersOfItsOwnTestsHold_data();
    void numbersOfItsOwnTestsHold();
};

void PgBadgerConformance::totalsAreThoseOfPgBadger()
{
    Comparison comparison;
    for (const Log& log : files) {
        const auto sink = readDatabaseLog(std::string(logs) + log.file, 2026);
        const auto report = peerReport(std::string("peer-reports/pgbadger/") + log.report);
        if (!sink || !report)
            QSKIP("the real logs are not on this machine (FAULTLINE_SHARED_DATA)");
        QVERIFY2(report->is_object(), log.report);
        comparison.compare(log, *report, *sink);
    }
    const std::string problems = comparison.figures.finish();
    QVERIFY2(problems.empty(), problems.c_str());
}

void PgBadgerConformance::numbersOfItsOwnTestsHold_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("op");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<int>("count");
    const auto row = [](const char* what, const char* file, const char* op, const char* from, const char* to, int count) {
        QTest::newRow(what) << QByteArray(file) << QByteArray(op) << QByteArray(from) << QByteArray(to) << count;
    };
    for (const char* file : {"pg_vacuums.log.gz", "pg_vacuums.json.gz"}) {
        row((std::string("analyzes of ") + file).c_str(), file, "autoanalyze", "2024", "2025", 1450);
        // The hours are those of the log, CEST (+02:00).
        row((std::string("analyzes in hour 01 of ") + file).c_str(), file, "autoanalyze", "2024-06-26T23", "2024-06-27T00", 474);
        row((std::string("vacuums of ") + file).c_str(), file, "autovacuum", "2024", "2025", 2094);
        row((std::string("vacuums in hour 02 of ") + file).c_str(), file, "autovacuum", "2024-06-27T00", "2024-06-27T01", 730);
    }
    // Log lines by the start of their text.
    row("sessions up to 14 February 20:30 CET", "begin_end.log", "disconnection", "2021", "2021-02-14T19:30:01", 3);
    row("sessions up to 15 February 20:30 CET", "begin_end.log", "disconnection", "2021", "2021-02-15T19:30:01", 7);
    row("sessions in 14 February 20h and 21h CET", "begin_end.log", "disconnection", "2021-02-14T19", "2021-02-14T21", 2);
    row("PgBouncer sessions in the hour 16", "pgbouncer.log.gz", "C-", "2018-09-12T16", "2018-09-12T17", 2 * 63943);
}

void PgBadgerConformance::numbersOfItsOwnTestsHold()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, op);
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(int, count);
    const auto sink = readDatabaseLog(logs + file.toStdString());
    if (!sink)
        QSKIP("the real logs are not on this machine (FAULTLINE_SHARED_DATA)");
    const auto isInside = [&](const OrderedJson& record) {
        const std::string time = textOf(record, "time");
        return time >= from.toStdString() && time < to.toStdString();
    };
    int found = 0;
    for (const OrderedJson& operation : sink->operations)
        found += textOf(operation, "op") == op.toStdString() && isInside(operation) ? 1 : 0;
    for (const OrderedJson& line : sink->logLines)
        found += textOf(line, "text").rfind(op.toStdString(), 0) == 0 && isInside(line) ? 1 : 0;
    QCOMPARE(found, count);
}

QTEST_GUILESS_MAIN(PgBadgerConformance)
#include "pgbadger_conformance.moc"
