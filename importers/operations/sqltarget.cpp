#include "importers/operations/sqltarget.h"

#include "app/base/text.h"

#include <algorithm>
#include <initializer_list>

namespace faultline {

namespace {

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

}    // namespace

void SqlTargetFinder::add(const SqlToken& token, std::string_view folded, SqlWordUses uses)
{
    switch (token.kind) {
    case SqlTokenKind::Word: word(folded, uses); break;
    case SqlTokenKind::QuotedName: name(unquotedName(token.text)); break;
    case SqlTokenKind::Literal:
        finishName({});
        m_expect = Expect::Nothing;
        m_previous = {};
        break;
    case SqlTokenKind::Symbol: symbol(token.text); break;
    }
}

void SqlTargetFinder::word(std::string_view folded, SqlWordUses uses)
{
    if (m_operation.empty() || (m_isWith && m_groups.empty() && uses.has(SqlUse::MainVerb))) {
        m_isWith = m_operation.empty() && folded == "with";
        m_operation = std::string(folded);
        std::transform(m_operation.begin(), m_operation.end(), m_operation.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    }
    if (m_nameContinues)
        return name(folded);
    finishName({});
    if (m_isWith && folded == "as" && m_groups.empty() && !m_candidate.empty())
        m_commonNames.push_back(m_candidate);
    if (m_groups.empty())
        m_candidate.clear();
    if (m_expect != Expect::Nothing && (uses.has(SqlUse::Filler) || !uses.has(SqlUse::Keyword))) {
        if (!uses.has(SqlUse::Filler))
            name(folded);
        m_previous = uses;
        return;
    }
    keyword(folded, uses);
    if (m_expect == Expect::Nothing && m_groups.empty() && !uses.has(SqlUse::Keyword))
        m_candidate.assign(folded);
    m_previous = uses;
}

void SqlTargetFinder::keyword(std::string_view folded, SqlWordUses uses)
{
    m_expect = Expect::Nothing;
    if (uses.isOrdinary())
        return;
    const bool inFunction = !m_groups.empty() && m_groups.back().isFunctionWithFrom;
    if (folded == "into")
        m_expect = Expect::Written;
    else if (folded == "from" && !inFunction && !m_previous.has(SqlUse::Distinct))
        m_expect = m_previous.has(SqlUse::Delete) ? Expect::Written : Expect::Read;
    else if (folded == "join")
        m_expect = Expect::Read;
    else if (folded == "update" && !m_previous.has(SqlUse::BeforeUpdate))
        m_expect = Expect::Written;
    else if (m_groups.empty() && folded == "table")
        m_expect = Expect::Written;
    else if (uses.has(SqlUse::Command) && equalsIgnoringCase(m_operation, folded))
        m_expect = Expect::Written;
    else if (folded == "on" && m_operation == "CREATE" && m_groups.empty())    // CREATE INDEX ... ON
        m_expect = Expect::Written;
    if (m_expect != Expect::Nothing && isOneOf(m_operation, {"FETCH", "MOVE", "CLOSE"}))    // what follows FROM is a cursor
        m_expect = Expect::Nothing;
}

void SqlTargetFinder::name(std::string_view text)
{
    if (!m_name.empty() && !m_nameContinues)    // FROM "users" "u": an alias
        finishName({});
    if (m_expect == Expect::Nothing) {
        if (m_groups.empty())
            m_candidate.assign(text);
        m_previous = {};
        return;
    }
    m_name += text;
    m_nameContinues = false;
    m_previous = {};
}

/// The symbol behind a name tells a function (FROM generate_series(...)) from a table.
void SqlTargetFinder::finishName(std::string_view nextSymbol)
{
    if (m_name.empty())
        return;
    const bool isFunction = nextSymbol == "(" && m_expect == Expect::Read;
    if (!isFunction && m_expect == Expect::Written && m_written.empty())
        m_written = m_name;
    else if (!isFunction)
        m_read.push_back(m_name);
    m_name.clear();
    m_expect = Expect::Nothing;
}

void SqlTargetFinder::symbol(std::string_view text)
{
    if (text == "." && !m_name.empty()) {
        m_name += '.';
        m_nameContinues = true;
        return;
    }
    m_nameContinues = false;
    finishName(text);
    if (text == "(") {
        m_groups.push_back({m_previous.has(SqlUse::TakesFrom)});
    } else if (text == ")") {
        if (!m_groups.empty())
            m_groups.pop_back();
        m_expect = Expect::Nothing;
    }
    if (text != "(")
        m_expect = Expect::Nothing;
    if (m_groups.empty() && text != ")")
        m_candidate.clear();
    m_previous = {};
}

std::string SqlTargetFinder::target() const
{
    const bool writes = isOneOf(m_operation, {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"});
    if (!m_written.empty() && (writes || m_operation != "SELECT"))
        return m_written;
    for (const std::string& table : m_read) {
        if (std::find(m_commonNames.begin(), m_commonNames.end(), table) == m_commonNames.end())
            return table;
    }
    return m_written;
}

}    // namespace faultline
