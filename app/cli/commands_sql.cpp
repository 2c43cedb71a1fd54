#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/store/virtualtables.h"

#include <map>

namespace faultline::cli {

namespace {

struct SqlArguments {
    std::string casePath;
    std::string statement;
};

// SQLite's numbers of column types, sqlite.org/c3ref/c_blob.html.
constexpr int sqliteInteger = 1;
constexpr int sqliteFloat = 2;
constexpr int sqliteBlob = 4;
constexpr int sqliteNull = 5;

std::string hexadecimal(Bytes bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return text;
}

Cell cellOf(const Statement& row, int column)
{
    switch (row.type(column)) {
    case sqliteInteger: return row.integer(column);
    case sqliteFloat: return row.real(column);
    case sqliteBlob: return hexadecimal(row.blob(column));
    case sqliteNull: return {};
    default: return sanitizedUtf8(row.text(column));
    }
}

/// Names for JSON keys: a repeated name gets a number.
std::vector<Column> columnsOf(const Statement& statement)
{
    std::map<std::string, int> seen;
    std::vector<Column> columns;
    for (int i = 0; i < statement.columns(); ++i) {
        std::string name = sanitizedUtf8(statement.columnName(i));
        const int repeats = seen[name]++;
        if (repeats > 0)
            name += '_' + std::to_string(repeats + 1);
        columns.push_back({name, name});
    }
    return columns;
}

Result<int> runSql(Session& session, const SqlArguments& arguments)
{
    Result<CaseFile> file = CaseFile::open(arguments.casePath, OpenMode::Read);
    if (!file)
        return file.error();
    Result<Database> database = file->openReader();
    if (!database)
        return database.error();
    if (const Result<void> done = registerVirtualTables(database->handle()); !done)
        return done.error();
    database->interruptOn(session.stop);
    Result<Statement> statement = database->prepare(arguments.statement);
    if (!statement)
        return Error{statement.error().kind, "Cannot run the statement", statement.error().why, statement.error().action};
    if (statement->columns() == 0)
        return Error{ErrorKind::Usage, "Cannot run the statement", "It gives no rows", "Write a SELECT"};
    session.output.begin({}, columnsOf(*statement));
    for (;;) {
        const Result<bool> more = statement->step();
        if (!more && more.error().kind != ErrorKind::Interrupted)
            return Error{more.error().kind, "The statement failed", more.error().why, more.error().action};
        if (!more)
            return more.error();
        if (!*more)
            break;
        std::vector<Cell> cells;
        for (int i = 0; i < statement->columns(); ++i)
            cells.push_back(cellOf(*statement, i));
        if (!session.output.row(std::move(cells)))
            break;
    }
    session.output.end();
    return exitDone;
}

}    // namespace

void addSqlCommand(CLI::App& root, Chosen& chosen)
{
    const auto arguments = std::make_shared<SqlArguments>();
    CLI::App* sql = addCommand(root, chosen, "sql", "Runs a read-only SQL statement over everything in a case",
                               "sql outage.faultline 'SELECT path, count(*) FROM request GROUP BY path'");
    sql->add_option("CASE", arguments->casePath, "the case file")->required();
    sql->add_option("STATEMENT", arguments->statement, "one SELECT")->required();
    sql->callback([&chosen, arguments] {
        chosen.run = [arguments](Session& session) { return runSql(session, *arguments); };
    });
}

}    // namespace faultline::cli
