#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace faultline {

class WriteTurn;

using Bytes = std::span<const std::byte>;

/// A prepared statement. Parameters are 1-based, columns 0-based. Text and blobs of columns live until the next step or reset.
class Statement {
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* statement) : m_statement(statement) {}

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view value);    ///< copied
    Statement& bindBlob(int index, Bytes value);           ///< not copied: must live until the next reset
    Statement& bindNull(int index);

    Result<bool> step();      ///< true: a row is there; false: done
    Result<void> run();       ///< step to the end, then reset; for statements without rows
    void reset();

    bool isReadOnly() const;    ///< true when running it changes nothing in the file
    int columns() const;
    std::string_view columnName(int column) const;
    bool isNull(int column) const;
    int type(int column) const;    ///< SQLITE_INTEGER ...
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    Bytes blob(int column) const;

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalizer> m_statement;
};

/// One connection with the settings every connection to a case has (hostile file: DEFENSIVE, no trusted schema, no views or
/// triggers, cell size check, no mmap, limits). Not for sharing between threads.
class Database {
public:
    enum class Access { ReadOnly, ReadWrite, Create };

    static Result<Database> open(const std::string& path, Access access);

    /// A connection that somebody else owns, as it is: no settings are made.
    static Database borrowed(sqlite3* connection);

    Result<Statement> prepare(std::string_view sql);
    Result<void> execute(std::string_view sql);    ///< one or more statements without parameters
    std::int64_t lastInsertId() const;
    std::int64_t changes() const;
    sqlite3* handle() const { return m_connection.get(); }
    Error error(std::string_view what) const;      ///< from the connection's last result, with the right kind

    /// Long statements poll `stop` and end with ErrorKind::Interrupted. Cleared by an empty token.
    void interruptOn(std::stop_token stop);

    /// Connections that write to the same case share one; nothing is shared when it is not set.
    void shareTurn(std::shared_ptr<WriteTurn> turn) { m_turn = std::move(turn); }
    const std::shared_ptr<WriteTurn>& turn() const { return m_turn; }

private:
    struct Closer {
        bool isOwner;
        void operator()(sqlite3* connection) const;
    };
    std::unique_ptr<sqlite3, Closer> m_connection{nullptr, Closer{true}};
    std::shared_ptr<std::stop_token> m_stop;
    std::shared_ptr<WriteTurn> m_turn;
};

/// BEGIN IMMEDIATE ... COMMIT, in an edit's turn; rolls back when destroyed without commit.
class Transaction {
public:
    static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

private:
    explicit Transaction(Database& database) : m_database(&database) {}
    void end();
    Database* m_database;
};

}    // namespace faultline
