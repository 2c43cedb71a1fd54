#include "app/base/text.h"
#include "app/cli/commands.h"
#include "app/query/sqlquery.h"

#include <map>

namespace faultline::cli {

namespace {

struct SqlArguments {
    std::string casePath;
    std::string statement;
};

Cell cellOf(SqlCell value)
{
    return std::visit([](auto&& plain) { return Cell(std::forward<decltype(plain)>(plain)); }, std::move(value));
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
    database->interruptOn(session.stop);
    Result<Statement> statement = prepareSql(*database, arguments.statement);
    if (!statement)
        return statement.error();
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
            cells.push_back(cellOf(sqlCell(*statement, i)));
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
