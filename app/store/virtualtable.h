#pragma once

#include "app/store/casereader.h"
#include "app/store/database.h"
#include "app/store/segmentreader.h"
#include "app/store/sqliteapi.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What the virtual tables of one connection share; it lives as long as one of them is connected.
struct VirtualCase {
    explicit VirtualCase(sqlite3* connection)
        : database(Database::borrowed(connection)), segments(database, std::size_t{128} << 20), reader(database)
    {
    }
    Database database;
    SegmentReader segments;
    CaseReader reader;
};

/// The client data of the modules, each holding a std::shared_ptr to the same one.
struct VirtualCaseHolder {
    std::weak_ptr<VirtualCase> current;

    std::shared_ptr<VirtualCase> get(sqlite3* connection)
    {
        std::shared_ptr<VirtualCase> shared = current.lock();
        if (!shared)
            current = shared = std::make_shared<VirtualCase>(connection);
        return shared;
    }
};

struct VirtualTable : sqlite3_vtab {
    std::shared_ptr<VirtualCase> shared;
};

/// Instants, both ends included; empty when first > last.
struct TimeBounds {
    std::int64_t first = std::numeric_limits<std::int64_t>::min();
    std::int64_t last = std::numeric_limits<std::int64_t>::max();

    /// Narrows by "column OPERATION value", OPERATION being SQLITE_INDEX_CONSTRAINT_EQ, GT, GE, LT or LE. Text that is no plain
    /// ISO time narrows nothing; SQLite checks every row again.
    void narrow(int operation, sqlite3_value* value);
    bool contains(std::int64_t time) const { return time >= first && time <= last; }
};

/// A condition that SQLite hands to a cursor, written into idxStr as two characters.
struct Condition {
    int column;
    int operation;
};
/// Takes every usable comparison on a column that `isTaken` accepts and that compares as the column does; values come to
/// xFilter in this order. `rows` is a guess at the size of the table.
int takeConditions(sqlite3_index_info* index, bool (*isTaken)(const VirtualTable&, int column), const VirtualTable& table,
                   int timeColumn, double rows);
std::vector<Condition> conditionsOf(const char* text, int count);

/// A statement that keeps one view of the file as long as it lives: virtual tables alone open no read transaction.
Result<Statement> holdSnapshot(Database& database);

/// "2024-04-23T19:30:00Z", its parts from the right left out as far as the day; nothing for other text.
std::optional<std::int64_t> instantOf(std::string_view text);

int reportError(sqlite3_vtab* table, const Error& error);
void resultText(sqlite3_context* context, std::string_view text);    ///< NULL when data() is nullptr
void resultTime(sqlite3_context* context, std::int64_t nanoseconds);

/// Registers the comparison of ISO times as the collation "faultline_time": "58Z" before "58.123Z", "2024-04-23 19" as with T.
int createTimeCollation(sqlite3* connection);

/// Text of the conditions' values, where SQLite's own comparison with the column is by bytes.
std::string_view valueText(sqlite3_value* value);

const sqlite3_module& recordModule();
const sqlite3_module& sampleModule();

}    // namespace faultline
