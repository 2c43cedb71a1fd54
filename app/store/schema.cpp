#include "app/store/schema.h"

#include "app/store/casefile.h"

#include <algorithm>
#include <set>

namespace faultline {

namespace {

constexpr std::string_view sqlObjects = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema "
                                        "WHERE name NOT LIKE 'sqlite_stat%' AND name <> 'sqlite_sequence'";

Result<std::int64_t> pragmaNumber(Database& database, std::string_view pragma)
{
    auto statement = database.prepare(std::string("PRAGMA ") + std::string(pragma));
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    return *row ? statement->integer(0) : 0;
}

Result<std::set<std::string>> objectsOf(Database& database)
{
    auto statement = database.prepare(sqlObjects);
    if (!statement)
        return statement.error();
    std::set<std::string> objects;
    while (true) {
        const auto row = statement->step();
        if (!row)
            return row.error();
        if (!*row)
            return objects;
        objects.emplace(statement->text(0));
    }
}

Result<void> runMigrations(Database& database, std::size_t from, std::size_t to)
{
    for (std::size_t number = from; number < to; ++number) {
        if (auto done = database.execute(migrations()[number]); !done)
            return done;
    }
    return database.execute("PRAGMA user_version = " + std::to_string(to));
}

Error tooNew(const std::string& path, std::int64_t version)
{
    return {ErrorKind::CaseTooNew, "Cannot open " + path,
            "A newer Faultline made it (schema " + std::to_string(version) + "); this one reads schemas up to "
                + std::to_string(currentSchema),
            "Update Faultline; the case was not changed"};
}

}    // namespace

Result<void> migrate(Database& database, const std::string& path)
{
    const auto version = pragmaNumber(database, "user_version");
    if (!version)
        return version.error();
    if (*version > currentSchema)
        return tooNew(path, *version);
    if (*version == currentSchema)
        return {};
    auto transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    if (auto done = database.execute("PRAGMA application_id = " + std::to_string(caseApplicationId)); !done)
        return done;
    if (auto done = runMigrations(database, static_cast<std::size_t>(*version), migrations().size()); !done)
        return done;
    return transaction->commit();
}

Result<void> checkSchema(Database& database, const std::string& path)
{
    const auto application = pragmaNumber(database, "application_id");
    if (!application)
        return application.error();
    if (*application != caseApplicationId) {
        return Error{ErrorKind::CaseDamaged, "Cannot open " + path, "It is a SQLite database, but not a Faultline case",
                     "Give the path of a .faultline file"};
    }
    const auto version = pragmaNumber(database, "user_version");
    if (!version)
        return version.error();
    if (*version > currentSchema)
        return tooNew(path, *version);

    auto reference = Database::open(":memory:", Database::Access::Create);
    if (!reference)
        return reference.error();
    // An older case is as its own version made it, until a writer opens it.
    const auto ownVersion = static_cast<std::size_t>(std::max<std::int64_t>(*version, 1));
    if (auto done = runMigrations(*reference, 0, ownVersion); !done)
        return done;
    const auto expected = objectsOf(*reference);
    const auto found = objectsOf(database);
    if (!expected || !found)
        return (!expected ? expected : found).error();
    for (const std::string& object : *found) {
        if (expected->count(object) == 0) {
            return Error{ErrorKind::CaseDamaged, "Cannot open " + path,
                         "It holds an object that no Faultline case has: " + object.substr(0, 120),
                         "The file was changed by another program; do not trust it"};
        }
    }
    for (const std::string& object : *expected) {
        if (found->count(object) == 0) {
            return Error{ErrorKind::CaseDamaged, "Cannot open " + path, "It lacks " + object.substr(0, object.find('(')),
                         "Restore the file from a copy"};
        }
    }
    return {};
}

}    // namespace faultline
