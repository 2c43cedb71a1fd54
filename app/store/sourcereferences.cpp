#include "app/store/sourcereferences.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

namespace {

// References are "source:line" and "series window", see app/timeline/evidencereference.h. Behind "UPDATE " and a table of evidence.
constexpr std::string_view sqlMoveLines = " SET reference = ?2 || substr(reference, instr(reference, ':'))"
                                          " WHERE kind = 'line' AND instr(reference, ?1 || ':') = 1";
constexpr std::string_view sqlMoveSeries =
    " SET reference = (SELECT new.id FROM series old JOIN series new ON new.source_id = ?2 AND new.name = old.name"
    " AND new.labels = old.labels WHERE old.id = CAST(reference AS INTEGER)) || substr(reference, instr(reference, ' '))"
    " WHERE kind = 'series' AND EXISTS (SELECT 1 FROM series old JOIN series new ON new.source_id = ?2 AND new.name = old.name"
    " AND new.labels = old.labels WHERE old.source_id = ?1 AND old.id = CAST(reference AS INTEGER))";
constexpr std::string_view sqlMoveEvents =
    "UPDATE timeline_entry SET event_id = (SELECT new.id FROM event old JOIN event new ON new.source_id = ?2 AND new.line = old.line"
    " AND new.kind = old.kind AND new.title = old.title WHERE old.id = timeline_entry.event_id ORDER BY new.id LIMIT 1)"
    " WHERE event_id IN (SELECT id FROM event WHERE source_id = ?1)";

std::vector<std::string> moves()
{
    std::vector<std::string> statements;
    for (const char* table : {"evidence", "hypothesis_evidence"})
        for (const std::string_view move : {sqlMoveLines, sqlMoveSeries})
            statements.push_back("UPDATE " + std::string(table) + std::string(move));
    statements.emplace_back(sqlMoveEvents);
    return statements;
}

}    // namespace

Result<void> moveReferences(Database& database, std::int64_t fromSource, std::int64_t toSource)
{
    Result<Transaction> transaction = Transaction::begin(database);
    if (!transaction)
        return transaction.error();
    for (const std::string& sql : moves()) {
        Result<Statement> statement = database.prepare(sql);
        if (!statement)
            return statement.error();
        statement->bind(1, fromSource).bind(2, toSource);
        if (const Result<void> done = statement->run(); !done)
            return done;
    }
    return transaction->commit();
}

}    // namespace faultline
