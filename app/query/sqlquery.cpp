#include "app/query/sqlquery.h"

#include "app/base/text.h"
#include "app/store/sqliteapi.h"
#include "app/store/virtualtables.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::string_view sqlHasRecords = "SELECT 1 FROM pragma_module_list WHERE name = 'request'";
constexpr std::string_view sqlColumns = "SELECT name FROM pragma_table_xinfo(?1) WHERE hidden IN (0, 2, 3)";

constexpr std::array<std::string_view, 4> recordTables{"request", "operation", "logline", "sample"};
constexpr std::array<std::string_view, 8> caseTables{"event",   "timeline_entry", "evidence",     "source",
                                                     "issue",   "series",         "saved_window", "change"};

Result<void> showRecords(Database& database)
{
    auto known = database.prepare(sqlHasRecords);
    if (!known)
        return known.error();
    const auto row = known->step();
    if (!row)
        return row.error();
    return *row ? Result<void>() : registerVirtualTables(database.handle());
}

std::string hexadecimal(Bytes bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return text;
}

/// "near line 2, column 8", for a statement of several lines; "" when SQLite does not know.
std::string placeOf(std::string_view statement, int offset)
{
    if (offset < 0 || static_cast<std::size_t>(offset) > statement.size())
        return {};
    const std::string_view before = statement.substr(0, static_cast<std::size_t>(offset));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t lineBegin = before.rfind('\n') + 1;    // npos + 1 is 0
    const auto column = before.size() - lineBegin + 1;
    return " (line " + std::to_string(line) + ", column " + std::to_string(column) + ")";
}

std::size_t sizeOf(const SqlCell& cell)
{
    const auto* text = std::get_if<std::string>(&cell);
    return sizeof(SqlCell) + (text != nullptr ? text->capacity() : 0);
}

Result<SqlTableInfo> infoOf(Database& database, std::string_view name)
{
    auto statement = database.prepare(sqlColumns);
    if (!statement)
        return statement.error();
    statement->bind(1, name);
    SqlTableInfo info{std::string(name), {}, std::find(recordTables.begin(), recordTables.end(), name) != recordTables.end()};
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return info;
        info.columns.emplace_back(statement->text(0));
    }
}

/// `time` is text of ISO 8601 in UTC, so it compares as it sorts; the zone maps of the segments skip what lies outside.
std::string within(const TimeRange& window)
{
    return " WHERE time >= '" + formatUtc(window.begin) + "' AND time < '" + formatUtc(window.end) + "'\n";
}

}    // namespace

std::vector<SqlExample> sqlExamples(const RecordCounts& counts, const TimeRange& window)
{
    const std::string where = within(window);
    std::vector<SqlExample> examples;
    if (counts.requests > 0) {
        examples.push_back({SqlExampleKind::TopPaths, "SELECT path, count(*) AS requests FROM request\n" + where +
                                                          " GROUP BY path ORDER BY requests DESC LIMIT 50"});
        examples.push_back({SqlExampleKind::SlowestRequests, "SELECT time, method, path, status, duration_ns, raw FROM request\n" + where +
                                                                 " ORDER BY duration_ns DESC LIMIT 50"});
        examples.push_back({SqlExampleKind::RequestsByMinute, "SELECT time_ns / 60000000000 * 60000000000 AS time_ns, count(*) AS requests,\n"
                                                              "       sum(status >= 500) AS errors FROM request\n" + where +
                                                                  " GROUP BY 1 ORDER BY 1"});
        examples.push_back({SqlExampleKind::ErrorsByStatus, "SELECT status, count(*) AS requests FROM request\n" + where +
                                                                " GROUP BY status ORDER BY requests DESC"});
    }
    if (counts.operations > 0)
        examples.push_back({SqlExampleKind::SlowestOperations,
                            "SELECT * FROM operation\n" + where + " ORDER BY duration_ns DESC LIMIT 50"});
    if (counts.logLines > 0)
        examples.push_back({SqlExampleKind::LogLines, "SELECT time, severity, text FROM logline\n" + where + " LIMIT 200"});
    if (counts.samples > 0)
        examples.push_back({SqlExampleKind::Series, "SELECT series, unit, count(*) AS samples, min(value), avg(value), max(value) FROM sample\n" +
                                                        where + " GROUP BY series_id ORDER BY series"});
    if (counts.timelineEntries > 0)
        examples.push_back({SqlExampleKind::Entries, "SELECT start_ns, title, tags, owner FROM timeline_entry ORDER BY start_ns"});
    return examples;
}

Result<Statement> prepareSql(Database& database, std::string_view statement)
{
    if (auto done = showRecords(database); !done)
        return done.error();
    Result<Statement> compiled = database.prepare(statement);
    if (!compiled) {
        const std::string place = placeOf(statement, sqlite3_error_offset(database.handle()));
        return Error{compiled.error().kind, "Cannot run the statement", compiled.error().why + place, compiled.error().action};
    }
    if (!compiled->isReadOnly())
        return Error{ErrorKind::Usage, "Cannot run the statement", "It is one that changes a case", "Write a SELECT"};
    if (compiled->columns() == 0)
        return Error{ErrorKind::Usage, "Cannot run the statement", "It gives no rows", "Write a SELECT"};
    return compiled;
}

SqlCell sqlCell(const Statement& row, int column)
{
    switch (row.type(column)) {
    case SQLITE_INTEGER: return row.integer(column);
    case SQLITE_FLOAT: return row.real(column);
    case SQLITE_BLOB: return hexadecimal(row.blob(column));
    case SQLITE_NULL: return std::monostate();
    default: return sanitizedUtf8(row.text(column));
    }
}

Result<SqlTable> runSql(Database& database, std::string_view statement, const SqlLimits& limits, const TaskControl& control)
{
    const auto begin = std::chrono::steady_clock::now();
    database.interruptOn(control.stop);
    struct Release {
        Database& database;
        ~Release() { database.interruptOn({}); }
    } const release{database};
    Result<Statement> compiled = prepareSql(database, statement);
    if (!compiled)
        return compiled.error();
    SqlTable table;
    for (int i = 0; i < compiled->columns(); ++i)
        table.columns.push_back(sanitizedUtf8(compiled->columnName(i)));
    std::size_t bytes = 0;
    for (;;) {
        const auto more = compiled->step();
        if (!more)
            return Error{more.error().kind, "The statement failed", more.error().why, more.error().action};
        if (!*more)
            break;
        table.isCut = table.rows() >= limits.rows || bytes >= limits.bytes;
        if (table.isCut)
            break;
        for (int i = 0; i < compiled->columns(); ++i) {
            table.cells.push_back(sqlCell(*compiled, i));
            bytes += sizeOf(table.cells.back());
        }
    }
    table.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    return table;
}

Result<std::vector<SqlTableInfo>> sqlTables(Database& database)
{
    if (auto done = showRecords(database); !done)
        return done.error();
    std::vector<SqlTableInfo> tables;
    for (const auto names : {std::span<const std::string_view>(recordTables), std::span<const std::string_view>(caseTables)})
        for (const std::string_view name : names) {
            auto info = infoOf(database, name);
            if (!info)
                return info.error();
            if (!info->columns.empty())
                tables.push_back(std::move(*info));
        }
    return tables;
}

}    // namespace faultline
