#include "app/store/editstatements.h"

#include "app/base/text.h"
#include "app/store/storedjson.h"

namespace faultline {

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
