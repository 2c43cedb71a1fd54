#include "app/store/templateeditor.h"

#include "app/base/text.h"
#include "app/store/editstatements.h"
#include "app/store/storedjson.h"
#include "app/store/templatestore.h"

#include <algorithm>
#include <set>

namespace faultline {

namespace {

constexpr std::string_view sqlNextPosition = "SELECT coalesce(max(position) + 1, 0) FROM url_rule";
constexpr std::string_view sqlAddRule = "INSERT INTO url_rule (id, pattern, answer, position) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view sqlSetRule = "UPDATE url_rule SET pattern = ?2, answer = ?3, position = ?4 WHERE id = ?1";
constexpr std::string_view sqlRemoveRule = "DELETE FROM url_rule WHERE id = ?1";
constexpr std::string_view sqlAddTemplate = "INSERT INTO url_template (template) VALUES (?1)";
constexpr std::string_view sqlRemoveTemplate = "DELETE FROM url_template WHERE id = ?1";

std::string jsonOf(const TemplateRule& rule)
{
    return jsonFromPairs({{"id", std::to_string(rule.id)},
                          {"pattern", rule.pattern},
                          {"answer", std::string(nameOf(rule.answer))},
                          {"position", std::to_string(rule.position)}});
}

Result<void> checked(const TemplateRule& rule, const std::vector<TemplateRule>& others)
{
    const auto refused = [&](std::string why, std::string action) {
        return Error{ErrorKind::Usage, "Cannot keep the rule " + withVisibleControls(shortened(rule.pattern, 60)), std::move(why),
                     std::move(action)};
    };
    if (!isValidUtf8(rule.pattern) || rule.pattern.size() < 2 || rule.pattern.front() != '/' || rule.pattern.find('?') != std::string::npos)
        return refused("A pattern is a path: it begins with / and has no query", "Give one such as /api/models/{org}/{name}");
    const std::size_t rest = rule.pattern.find("**");
    if (rest != std::string::npos && (rest + 2 != rule.pattern.size() || rule.pattern[rest - 1] != '/'))
        return refused("** stands for the rest of a path", "Put it last, as in /files/**");
    for (const TemplateRule& other : others)
        if (other.pattern == rule.pattern && other.id != rule.id)
            return refused("Rule " + std::to_string(other.id) + " has this pattern", "Change or remove that one");
    return {};
}

}    // namespace

Result<void> TemplateEditor::store(std::string_view sql, const TemplateRule& rule)
{
    Result<Statement> statement = m_database.prepare(sql);
    if (!statement)
        return statement.error();
    if (rule.id != 0)
        statement->bind(1, rule.id);
    else
        statement->bindNull(1);
    statement->bind(2, std::string_view(rule.pattern)).bind(3, nameOf(rule.answer)).bind(4, rule.position);
    return statement->run();
}

Result<TemplateRule> TemplateEditor::rule(std::int64_t id)
{
    Result<KeptTemplates> kept = keptTemplates(m_database);
    if (!kept)
        return kept.error();
    const auto found = std::find_if(kept->rules.begin(), kept->rules.end(), [id](const TemplateRule& each) { return each.id == id; });
    if (found == kept->rules.end())
        return missingRow("rule", id, "templates CASE list");
    return std::move(*found);
}

Result<TemplateRule> TemplateEditor::addRule(TemplateRule rule)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    const Result<KeptTemplates> kept = keptTemplates(m_database);
    if (!kept)
        return kept.error();
    if (const Result<void> good = checked(rule, kept->rules); !good)
        return good.error();
    if (rule.id == 0) {
        Result<Statement> next = m_database.prepare(sqlNextPosition);
        if (!next)
            return next.error();
        if (const Result<bool> row = next->step(); !row)
            return row.error();
        rule.position = next->integer(0);
    }
    if (const Result<void> done = store(sqlAddRule, rule); !done)
        return done.error();
    rule.id = m_database.lastInsertId();
    if (const Result<void> done = logChange(m_database, m_who, "URL rule " + std::to_string(rule.id) + " added", "", jsonOf(rule)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return rule;
}

Result<TemplateRule> TemplateEditor::setRule(const TemplateRule& rule)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<TemplateRule> before = this->rule(rule.id);
    if (!before)
        return before;
    const Result<KeptTemplates> kept = keptTemplates(m_database);
    if (!kept)
        return kept.error();
    if (const Result<void> good = checked(rule, kept->rules); !good)
        return good.error();
    if (const Result<void> done = store(sqlSetRule, rule); !done)
        return done.error();
    if (const Result<void> done = logChange(m_database, m_who, "URL rule " + std::to_string(rule.id) + " changed", jsonOf(*before), jsonOf(rule)); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<TemplateRule> TemplateEditor::removeRule(std::int64_t id)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    Result<TemplateRule> before = rule(id);
    if (!before)
        return before;
    if (const Result<void> done = runWithId(m_database, sqlRemoveRule, id); !done)
        return done.error();
    if (const Result<void> done = logChange(m_database, m_who, "URL rule " + std::to_string(id) + " removed", jsonOf(*before), ""); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return before;
}

Result<TemplateChange> TemplateEditor::addLearned(const std::vector<std::string>& texts)
{
    const Result<KeptTemplates> kept = keptTemplates(m_database);
    if (!kept)
        return kept.error();
    std::vector<std::string> all = texts;
    for (const LearnedTemplate& one : kept->learned)
        all.push_back(one.text);
    return setLearned(all);
}

Result<TemplateChange> TemplateEditor::setLearned(const std::vector<std::string>& texts)
{
    Result<Transaction> transaction = Transaction::begin(m_database);
    if (!transaction)
        return transaction.error();
    const Result<KeptTemplates> kept = keptTemplates(m_database);
    if (!kept)
        return kept.error();
    std::set<std::string> wanted(texts.begin(), texts.end());
    TemplateChange change;
    for (const LearnedTemplate& one : kept->learned) {
        if (wanted.erase(one.text) != 0) {
            ++change.stayed;
            continue;
        }
        if (const Result<void> done = runWithId(m_database, sqlRemoveTemplate, one.id); !done)
            return done.error();
        change.removed.push_back(one);
    }
    for (const std::string& text : wanted) {
        Result<Statement> statement = m_database.prepare(sqlAddTemplate);
        if (!statement)
            return statement.error();
        statement->bind(1, std::string_view(text));
        if (const Result<void> done = statement->run(); !done)
            return done.error();
        change.added.push_back({m_database.lastInsertId(), text});
    }
    if (change.added.empty() && change.removed.empty())
        return change;
    const std::string what = "URL templates learned: " + std::to_string(change.added.size()) + " new, " + std::to_string(change.removed.size())
        + " gone, " + std::to_string(change.stayed) + " as before";
    if (const Result<void> done = logChange(m_database, m_who, what, "", ""); !done)
        return done.error();
    if (const Result<void> done = transaction->commit(); !done)
        return done.error();
    return change;
}

}    // namespace faultline
