#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/base/timestamp.h"
#include "app/store/casereader.h"
#include "app/store/database.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace faultline {

using SqlCell = std::variant<std::monostate, std::int64_t, double, std::string>;    ///< the first is NULL

/// The rows that a statement of the user gave.
struct SqlTable {
    std::vector<std::string> columns;
    std::vector<SqlCell> cells;       ///< row by row
    bool isCut = false;               ///< there were more than the limits allow
    std::chrono::milliseconds took{};

    std::size_t rows() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
    const SqlCell& at(std::size_t row, std::size_t column) const { return cells[row * columns.size() + column]; }
};

struct SqlLimits {
    std::size_t rows = 100'000;
    std::size_t bytes = 256U << 20U;
};

/// One table as a person writes queries against it.
struct SqlTableInfo {
    std::string name;
    std::vector<std::string> columns;
    bool isRecords = false;           ///< request, operation, logline, sample: read from the column segments
};

/// A statement to begin with.
enum class SqlExampleKind { TopPaths, SlowestRequests, RequestsByMinute, ErrorsByStatus, SlowestOperations, LogLines, Series, Entries };
struct SqlExample {
    SqlExampleKind kind;
    std::string statement;
};
/// Those that find rows in a case with these records, over the window.
std::vector<SqlExample> sqlExamples(const RecordCounts& counts, const TimeRange& window);

/// Makes the records visible as tables and compiles one statement that only reads. The error says where it stopped.
Result<Statement> prepareSql(Database& database, std::string_view statement);
/// The text of a value: bad bytes replaced, blobs in hexadecimal.
SqlCell sqlCell(const Statement& row, int column);

/// Runs one statement that only reads, up to the limits. Interrupted when `control` says stop.
Result<SqlTable> runSql(Database& database, std::string_view statement, const SqlLimits& limits, const TaskControl& control);
/// The tables of records first, then those of the case that mean something to a reader.
Result<std::vector<SqlTableInfo>> sqlTables(Database& database);

}    // namespace faultline
