// The suspects that were kept.
#include "app/base/text.h"
#include "app/store/caseeditor.h"
#include "app/store/casereader.h"
#include "app/store/editstatements.h"
#include "app/store/storedjson.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::string_view sqlNextPosition = "SELECT coalesce(max(position) + 1, 0) FROM hypothesis";
constexpr std::string_view sqlAdd = "INSERT INTO hypothesis (id, title, status, reason, method, begin_ns, end_ns, position)"
                                    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
constexpr std::string_view sqlSet = "UPDATE hypothesis SET title = ?2, status = ?3, reason = ?4, method = ?5, begin_ns = ?6, end_ns = ?7,"
                                    " position = ?8 WHERE id = ?1";
constexpr std::string_view sqlRemove = "DELETE FROM hypothesis WHERE id = ?1";
constexpr std::string_view sqlAddEvidence =
    "INSERT INTO hypothesis_evidence (id, hypothesis_id, side, kind, reference, caption) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
constexpr std::string_view sqlRemoveEvidence = "DELETE FROM hypothesis_evidence WHERE hypothesis_id = ?1";

std::string jsonOf(const Hypothesis& hypothesis)
{
    StringPairs pairs = {{"id", std::to_string(hypothesis.id)},
                         {"title", hypothesis.title},
                         {"status", std::string(nameOf(hypothesis.status))},
                         {"reason", hypothesis.reason},
                         {"method", hypothesis.method},
                         {"begin", formatUtc(hypothesis.window.begin)},
                         {"end", formatUtc(hypothesis.window.end)},
                         {"position", std::to_string(hypothesis.position)}};
    for (const Evidence& one : hypothesis.supporting)
        pairs.emplace_back("for", faultline::jsonOf(one));
    for (const Evidence& one : hypothesis.opposing)
        pairs.emplace_back("against", faultline::jsonOf(one));
    return jsonFromPairs(pairs);
}

Result<void> checked(const Hypothesis& hypothesis)
{
    const auto refused = [](std::string why, std::string action = {}) {
        return Error{ErrorKind::Usage, "Cannot keep the suspect", std::move(why), std::move(action)};
    };
    if (trimmed(hypothesis.title).empty())
        return refused("It has no name");
    if (hypothesis.status == HypothesisStatus::RuledOut && trimmed(hypothesis.reason).empty())
        return refused("It is ruled out without a reason", "Say why it cannot have been this");
    if (!hypothesis.window.isBounded() || hypothesis.window.end < hypothesis.window.begin)
        return refused("Its window has no beginning or no end");
    for (const std::string* text : {&hypothesis.title, &hypothesis.reason, &hypothesis.method})
        if (!isValidUtf8(*text))
            return refused("A text of it is not UTF-8");
    for (const auto* side : {&hypothesis.supporting, &hypothesis.opposing})
        for (const Evidence& one : *side)
            if (Result<void> good = faultline::checked(one); !good)
                return good;
    return {};
}

void bindId(Statement& statement, std::int64_t id)
{
    if (id != 0)
        statement.bind(1, id);
    else
        statement.bindNull(1);
}

Result<void> storeRow(Database& database, std::string_view sql, const Hypothesis& hypothesis)
{
    Result<Statement> statement = database.prepare(sql);
    if (!statement)
        return statement.error();
    bindId(*statement, hypothesis.id);
    statement->bind(2, std::string_view(hypothesis.title)).bind(3, nameOf(hypothesis.status));
    statement->bind(4, std::string_view(hypothesis.reason)).bind(5, std::string_view(hypothesis.method));
    statement->bind(6, nanosecondsOf(hypothesis.window.begin)).bind(7, nanosecondsOf(hypothesis.window.end));
    statement->bind(8, hypothesis.position);
    return statement->run();
}

Result<void> storeSide(Database& database, std::int64_t id, std::string_view side, std::vector<Evidence>& evidence)
{
    for (Evidence& one : evidence) {
        one.entryId = id;
        Result<Statement> statement = database.prepare(sqlAddEvidence);
        if (!statement)
            return statement.error();
        bindId(*statement, one.id);
        statement->bind(2, id).bind(3, side).bind(4, nameOf(one.kind));
        statement->bind(5, std::string_view(one.reference)).bind(6, std::string_view(one.caption));
        if (Result<void> done = statement->run(); !done)
            return done;
        one.id = database.lastInsertId();
    }
    return {};
}

}    // namespace

/// What is there goes first; the ids come back.
Result<void> CaseEditor::storeEvidenceOf(Hypothesis& hypothesis)
{
    if (Result<void> done = runWithId(m_database, sqlRemoveEvidence, hypothesis.id); !done)
        return done;
    if (Result<void> done = storeSide(m_database, hypothesis.id, "for", hypothesis.supporting); !done)
        return done;
    return storeSide(m_database, hypothesis.id, "against", hypothesis.opposing);
}

Result<Hypothesis> CaseEditor::hypothesisBefore(std::int64_t id)
{
    Result<std::vector<Hypothesis>> all = CaseReader(m_database).hypotheses();
    if (!all)
        return all.error();
    const auto found = std::find_if(all->begin(), all->end(), [id](const Hypothesis& each) { return each.id == id; });
    if (found == all->end())
        return missingRow("suspect", id, "hypotheses CASE list");
    return std::move(*found);
}

Result<Hypothesis> CaseEditor::addHypothesis(Hypothesis hypothesis)
{
    if (const Result<void> good = checked(hypothesis); !good)
        return good.error();
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    if (hypothesis.id == 0) {
        Result<Statement> next = m_database.prepare(sqlNextPosition);
        if (!next)
            return next.error();
        if (const Result<bool> row = next->step(); !row)
            return row.error();
        hypothesis.position = next->integer(0);
    }
    if (const Result<void> done = storeRow(m_database, sqlAdd, hypothesis); !done)
        return done.error();
    hypothesis.id = m_database.lastInsertId();
    if (const Result<void> done = storeEvidenceOf(hypothesis); !done)
        return done.error();
    if (const Result<void> done = log("hypothesis " + std::to_string(hypothesis.id) + " added", "", jsonOf(hypothesis)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return hypothesis;
}

Result<Hypothesis> CaseEditor::setHypothesis(const Hypothesis& hypothesis)
{
    if (const Result<void> good = checked(hypothesis); !good)
        return good.error();
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<Hypothesis> before = hypothesisBefore(hypothesis.id);
    if (!before)
        return before;
    Hypothesis after = hypothesis;
    if (const Result<void> done = storeRow(m_database, sqlSet, after); !done)
        return done.error();
    if (const Result<void> done = storeEvidenceOf(after); !done)
        return done.error();
    if (const Result<void> done = log("hypothesis " + std::to_string(after.id) + " set", jsonOf(*before), jsonOf(after)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<Hypothesis> CaseEditor::removeHypothesis(std::int64_t id)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<Hypothesis> before = hypothesisBefore(id);
    if (!before)
        return before;
    for (const std::string_view sql : {sqlRemoveEvidence, sqlRemove})
        if (const Result<void> done = runWithId(m_database, sql, id); !done)
            return done.error();
    if (const Result<void> done = log("hypothesis " + std::to_string(id) + " removed", jsonOf(*before), ""); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

}    // namespace faultline
