#include "app/store/editstatements.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"
#include "app/store/storedjson.h"

namespace faultline {

namespace {

constexpr std::string_view sqlLog = "INSERT INTO change (at_ns, who, what, before, after) VALUES (?1, ?2, ?3, ?4, ?5)";

}    // namespace

Error missingRow(std::string_view kind, std::int64_t id, std::string_view list)
{
    return {ErrorKind::Usage, "There is no " + std::string(kind) + ' ' + std::to_string(id) + " in this case", "",
            "See " + std::string(list)};
}

Result<void> runWithId(Database& database, std::string_view sql, std::int64_t id)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    statement->bind(1, id);
    return statement->run();
}

Result<void> logChange(Database& database, std::string_view who, std::string_view what, std::string_view before, std::string_view after)
{
    Result<Statement> statement = database.prepare(sqlLog);
    if (!statement)
        return statement.error();
    const auto now = std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now());
    statement->bind(1, nanosecondsOf(now)).bind(2, who).bind(3, what).bind(4, before).bind(5, after);
    return statement->run();
}

Result<void> checked(const Evidence& evidence)
{
    if (trimmed(evidence.reference).empty() || !isValidUtf8(evidence.reference) || !isValidUtf8(evidence.caption))
        return Error{ErrorKind::Usage, "Cannot attach the evidence", "Its reference is empty or a text of it is not UTF-8", ""};
    return {};
}

std::string jsonOf(const Evidence& evidence)
{
    return jsonFromPairs({{"id", std::to_string(evidence.id)},
                          {"entry_id", std::to_string(evidence.entryId)},
                          {"kind", std::string(nameOf(evidence.kind))},
                          {"reference", evidence.reference},
                          {"caption", evidence.caption}});
}

}    // namespace faultline
