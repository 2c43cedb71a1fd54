#include "app/store/database.h"

#include "app/store/sqliteapi.h"
#include "app/store/writeturn.h"

#include <utility>

namespace faultline {

namespace {

constexpr int lengthLimit = 64 << 20;
constexpr int progressInstructions = 20'000;

ErrorKind kindOf(int code)
{
    switch (code & 0xff) {
    case SQLITE_INTERRUPT: return ErrorKind::Interrupted;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorKind::CaseLocked;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorKind::CaseDamaged;
    case SQLITE_ERROR: return ErrorKind::Usage;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY: return ErrorKind::OutputFailed;
    default: return ErrorKind::InputUnreadable;
    }
}

std::string actionFor(int code)
{
    switch (code & 0xff) {
    case SQLITE_FULL: return "Free some space and try again; what was saved before is intact";
    case SQLITE_CORRUPT: return "Run 'faultline-cli check' on the case and restore it from a copy";
    case SQLITE_NOTADB: return "Give the path of a .faultline file";
    case SQLITE_BUSY: return "Close the other program that uses the case";
    default: return {};
    }
}

Error errorFrom(sqlite3* connection, std::string_view what)
{
    const int code = sqlite3_extended_errcode(connection);
    return {kindOf(code), std::string(what), sqlite3_errmsg(connection), actionFor(code)};
}

Error errorFrom(sqlite3_stmt* statement)
{
    return errorFrom(sqlite3_db_handle(statement), "The case could not be read or written");
}

int onProgress(void* context)
{
    return static_cast<std::stop_token*>(context)->stop_requested() ? 1 : 0;
}

/// Settings for files of uncertain origin, sqlite.org/security.html.
void harden(sqlite3* connection)
{
    sqlite3_extended_result_codes(connection, 1);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, lengthLimit);
    sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(connection, SQLITE_LIMIT_VARIABLE_NUMBER, 1000);
    sqlite3_limit(connection, SQLITE_LIMIT_EXPR_DEPTH, 100);
}

constexpr std::string_view sqlConnection = "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; "
                                           "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;";

}    // namespace

void Statement::Finalizer::operator()(sqlite3_stmt* statement) const
{
    sqlite3_finalize(statement);
}

Statement& Statement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement.get(), index, value);
    return *this;
}

Statement& Statement::bind(int index, double value)
{
    sqlite3_bind_double(m_statement.get(), index, value);
    return *this;
}

Statement& Statement::bind(int index, std::string_view value)
{
    // An empty view may have no address; that must not become NULL.
    sqlite3_bind_text64(m_statement.get(), index, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bindBlob(int index, Bytes value)
{
    if (value.empty())
        sqlite3_bind_zeroblob(m_statement.get(), index, 0);
    else
        sqlite3_bind_blob64(m_statement.get(), index, value.data(), value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bindNull(int index)
{
    sqlite3_bind_null(m_statement.get(), index);
    return *this;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return errorFrom(m_statement.get());
}

Result<void> Statement::run()
{
    auto row = step();
    while (row && *row)
        row = step();
    reset();
    if (!row)
        return row.error();
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement.get());
}

bool Statement::isReadOnly() const
{
    return sqlite3_stmt_readonly(m_statement.get()) != 0;
}

int Statement::columns() const
{
    return sqlite3_column_count(m_statement.get());
}

std::string_view Statement::columnName(int column) const
{
    const char* name = sqlite3_column_name(m_statement.get(), column);
    return name != nullptr ? name : "";
}

bool Statement::isNull(int column) const
{
    return type(column) == SQLITE_NULL;
}

int Statement::type(int column) const
{
    return sqlite3_column_type(m_statement.get(), column);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement.get(), column);
}

double Statement::real(int column) const
{
    return sqlite3_column_double(m_statement.get(), column);
}

std::string_view Statement::text(int column) const
{
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(m_statement.get(), column));
    if (data == nullptr)
        return "";
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

Bytes Statement::blob(int column) const
{
    const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(m_statement.get(), column));
    if (data == nullptr)
        return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

void Database::Closer::operator()(sqlite3* connection) const
{
    if (isOwner)
        sqlite3_close_v2(connection);
}

Database Database::borrowed(sqlite3* connection)
{
    Database database;
    database.m_connection = {connection, Closer{false}};
    return database;
}

Result<Database> Database::open(const std::string& path, Access access)
{
    const int mode = access == Access::ReadOnly ? SQLITE_OPEN_READONLY
                                                : SQLITE_OPEN_READWRITE | (access == Access::Create ? SQLITE_OPEN_CREATE : 0);
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &connection, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, nullptr);
    Database database;
    database.m_connection.reset(connection);
    if (code != SQLITE_OK) {
        Error error = database.error("Cannot open " + path);
        error.kind = ErrorKind::InputUnreadable;
        return error;
    }
    harden(connection);
    sqlite3_busy_timeout(connection, 5000);
    if (auto done = database.execute(sqlConnection); !done) {
        Error error = done.error();
        error.what = "Cannot open " + path;
        return error;
    }
    return database;
}

Result<Statement> Database::prepare(std::string_view sql)
{
    constexpr std::string_view what = "The SQL statement could not be prepared";
    sqlite3_stmt* compiled = nullptr;
    const char* rest = nullptr;
    if (sqlite3_prepare_v3(m_connection.get(), sql.data(), static_cast<int>(sql.size()), 0, &compiled, &rest) != SQLITE_OK)
        return error(what);
    Statement statement(compiled);
    const auto left = static_cast<int>(sql.data() + sql.size() - rest);
    if (left == 0)
        return statement;
    // SQLite stops after the first statement; only blanks and comments may follow.
    sqlite3_stmt* second = nullptr;
    const int code = sqlite3_prepare_v3(m_connection.get(), rest, left, 0, &second, nullptr);
    const Statement closesSecond(second);
    if (code != SQLITE_OK || second != nullptr)
        return Error{ErrorKind::Usage, std::string(what), "More follows after the first statement",
                     "Run one statement at a time"};
    return statement;
}

Result<void> Database::execute(std::string_view sql)
{
    const std::string text(sql);
    if (sqlite3_exec(m_connection.get(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return error("The case could not be read or written");
    return {};
}

std::int64_t Database::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_connection.get());
}

std::int64_t Database::changes() const
{
    return sqlite3_changes64(m_connection.get());
}

Error Database::error(std::string_view what) const
{
    return errorFrom(m_connection.get(), what);
}

void Database::interruptOn(std::stop_token stop)
{
    m_stop = std::make_shared<std::stop_token>(std::move(stop));
    if (m_stop->stop_possible())
        sqlite3_progress_handler(m_connection.get(), progressInstructions, onProgress, m_stop.get());
    else
        sqlite3_progress_handler(m_connection.get(), 0, nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Database& database)
{
    if (database.turn())
        database.turn()->takeForEdit();
    Transaction transaction(database);
    if (auto done = database.execute("BEGIN IMMEDIATE"); !done)
        return done.error();
    return transaction;
}

Transaction::Transaction(Transaction&& other) noexcept : m_database(std::exchange(other.m_database, nullptr)) {}

Transaction::~Transaction()
{
    // Some errors (full disk) roll back by themselves; a second ROLLBACK would only report that.
    if (m_database != nullptr && sqlite3_get_autocommit(m_database->handle()) == 0)
        (void)m_database->execute("ROLLBACK");
    end();
}

void Transaction::end()
{
    if (m_database != nullptr && m_database->turn())
        m_database->turn()->leave();
    m_database = nullptr;
}

Result<void> Transaction::commit()
{
    auto done = m_database->execute("COMMIT");
    if (done)
        end();
    return done;
}

}    // namespace faultline
