#include "importers/operations/sqlshape.h"

#include "app/base/text.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/sqltokens.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {

namespace {

/// Words behind which a sign belongs to the number and which are never a table.
constexpr std::array<std::string_view, 44> keywords{
    "all",   "and",   "any",       "as",      "asc",    "between", "by",    "case",   "cross",  "delete", "desc",
    "do",    "else",  "end",       "except",  "from",   "full",    "group", "having", "in",     "inner",  "insert",
    "into",  "is",    "join",      "lateral", "left",   "like",    "limit", "not",    "offset", "on",     "or",
    "order", "outer", "returning", "right",   "select", "set",     "then",  "union",  "using",  "values", "where"};

bool isKeyword(std::string_view word)
{
    static_assert(std::is_sorted(keywords.begin(), keywords.end()));
    return std::binary_search(keywords.begin(), keywords.end(), word);
}

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Writes the shape of a statement token by token.
class ShapeWriter {
public:
    explicit ShapeWriter(std::string& text) : m_text(text) { m_text.clear(); }

    void add(const SqlToken& token, std::string_view folded)
    {
        switch (token.kind) {
        case SqlTokenKind::Word: word(folded); break;
        case SqlTokenKind::QuotedName: operand(token.text); break;
        case SqlTokenKind::Literal: literal(); break;
        case SqlTokenKind::Symbol: symbol(token.text); break;
        }
    }

private:
    enum class Last { None, Operand, Keyword, Literal, Symbol };

    void word(std::string_view folded)
    {
        // NULL and the truth values are literals like any other, except in IS NULL and IS NOT NULL.
        const bool isLiteral = isOneOf(folded, {"null", "true", "false", "default"}) && !m_isAfterIs;
        if (isLiteral)
            return literal();
        operand(folded);
        m_last = isKeyword(folded) ? Last::Keyword : Last::Operand;
        m_isAfterIs = folded == "is" || folded == "not";
    }

    void operand(std::string_view text)
    {
        separate();
        m_text += text;
        m_last = Last::Operand;
        m_isAfterIs = false;
    }

    void literal()
    {
        dropSign();
        // "?, ?" and longer lists are one; a second literal right behind one (E'a' 'b') is its continuation.
        if (m_text.ends_with("?,") && m_last == Last::Symbol) {
            m_text.pop_back();
        } else if (m_last != Last::Literal) {
            separate();
            m_text += '?';
        }
        m_last = Last::Literal;
        m_isAfterIs = false;
    }

    /// "-" before a literal is part of it unless something stands before it to subtract from.
    void dropSign()
    {
        if (!m_signIsUnary || m_text.empty() || (m_text.back() != '-' && m_text.back() != '+'))
            return;
        m_text.pop_back();
        while (!m_text.empty() && m_text.back() == ' ')
            m_text.pop_back();
        m_last = m_beforeSign;
    }

    void symbol(std::string_view text)
    {
        m_isAfterIs = false;
        if (text == "(") {
            if (m_last == Last::Keyword || m_last == Last::Literal)
                m_text += ' ';
            else if (m_last == Last::Symbol)
                separate();
            m_groups.push_back(m_text.size());
            m_text += '(';
            m_last = Last::Symbol;
            return;
        }
        const bool isTight =
            text == "," || text == ")" || text == "." || text == "[" || text == "]" || text == ";" || text == "::";
        m_signIsUnary =
            (text == "-" || text == "+") && m_last != Last::Operand && m_last != Last::Literal && !m_text.ends_with(')');
        if (m_signIsUnary)
            m_beforeSign = m_last;
        if (!isTight)
            separate();
        m_text += text;
        m_last = Last::Symbol;
        if (text == ")")
            closeGroup();
    }

    /// (?), (?), (?) is one row: a group that repeats the group before it is dropped.
    void closeGroup()
    {
        m_last = Last::Operand;
        if (m_groups.empty())
            return;
        const std::size_t begin = m_groups.back();
        m_groups.pop_back();
        const std::size_t length = m_text.size() - begin;
        constexpr std::size_t longest = 4096;    // bounds the comparing in hostile nesting
        if (length > longest || begin < length + 2 || m_text.compare(begin - 2, 2, ", ") != 0)
            return;
        if (m_text.compare(begin - 2 - length, length, m_text, begin, length) == 0)
            m_text.resize(begin - 2);
    }

    void separate()
    {
        if (m_text.empty() || m_text.back() == '(' || m_text.back() == '.' || m_text.back() == '[' || m_text.ends_with("::"))
            return;
        m_text += ' ';
    }

    std::string& m_text;
    std::vector<std::size_t> m_groups;
    Last m_last = Last::None;
    Last m_beforeSign = Last::None;
    bool m_signIsUnary = false;
    bool m_isAfterIs = false;
};

/// Follows a statement to its main keyword and its tables.
class TargetFinder {
public:
    void add(const SqlToken& token, std::string_view folded);
    void finish() { finishName({}); }
    const std::string& operation() const { return m_operation; }
    std::string target() const;

private:
    enum class Expect { Nothing, Written, Read };
    void word(std::string_view folded);
    void keyword(std::string_view folded);
    void name(std::string_view text);
    void finishName(std::string_view nextSymbol);
    void symbol(std::string_view text);

    struct Group {
        bool isFunctionWithFrom = false;    ///< extract(epoch FROM x), substring, trim, overlay
    };

    std::string m_operation;
    std::vector<Group> m_groups;
    std::vector<std::string> m_commonNames;    ///< names that WITH defines
    std::vector<std::string> m_read;
    std::string m_written;
    std::string m_name;
    std::string m_previous;
    std::string m_candidate;
    Expect m_expect = Expect::Nothing;
    bool m_nameContinues = false;
    bool m_isWith = false;
};

void TargetFinder::add(const SqlToken& token, std::string_view folded)
{
    switch (token.kind) {
    case SqlTokenKind::Word: word(folded); break;
    case SqlTokenKind::QuotedName: name(unquotedName(token.text)); break;
    case SqlTokenKind::Literal:
        finishName({});
        m_expect = Expect::Nothing;
        m_previous = "?";
        break;
    case SqlTokenKind::Symbol: symbol(token.text); break;
    }
}

void TargetFinder::word(std::string_view folded)
{
    if (m_operation.empty()
        || (m_isWith && m_groups.empty() && isOneOf(folded, {"select", "insert", "update", "delete", "merge"}))) {
        m_isWith = m_operation.empty() && folded == "with";
        m_operation = std::string(folded);
        std::transform(m_operation.begin(), m_operation.end(), m_operation.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    }
    if (m_nameContinues)
        return name(folded);
    finishName({});
    if (folded == "as" && m_isWith && m_groups.empty() && !m_candidate.empty())
        m_commonNames.push_back(m_candidate);
    if (m_groups.empty())
        m_candidate.clear();
    // What may stand between the keyword and the name: DELETE FROM ONLY t, CREATE TABLE IF NOT EXISTS t, VACUUM ANALYZE t.
    const bool isFiller = m_expect != Expect::Nothing
        && isOneOf(folded, {"only", "if", "not", "exists", "table", "concurrently", "analyze", "verbose", "freeze"});
    if (m_expect != Expect::Nothing && (isFiller || !isKeyword(folded))) {
        if (!isFiller)
            name(folded);
        m_previous.assign(folded);
        return;
    }
    keyword(folded);
    if (m_expect == Expect::Nothing && m_groups.empty() && !isKeyword(folded))
        m_candidate.assign(folded);
    m_previous.assign(folded);
}

void TargetFinder::keyword(std::string_view folded)
{
    m_expect = Expect::Nothing;
    const bool inFunction = !m_groups.empty() && m_groups.back().isFunctionWithFrom;
    if (folded == "into")
        m_expect = Expect::Written;
    else if (folded == "from" && !inFunction && m_previous != "distinct")
        m_expect = m_previous == "delete" ? Expect::Written : Expect::Read;
    else if (folded == "join")
        m_expect = Expect::Read;
    else if (folded == "update" && !isOneOf(m_previous, {"for", "key", "do", "on", "then"}))
        m_expect = Expect::Written;
    else if (m_groups.empty() && folded == "table")
        m_expect = Expect::Written;
    else if (isOneOf(folded, {"truncate", "vacuum", "analyze", "copy", "lock"}) && equalsIgnoringCase(m_operation, folded))
        m_expect = Expect::Written;
    else if (folded == "on" && m_operation == "CREATE" && m_groups.empty())    // CREATE INDEX ... ON
        m_expect = Expect::Written;
    if (isOneOf(m_operation, {"FETCH", "MOVE", "CLOSE"}))    // what follows FROM is a cursor
        m_expect = Expect::Nothing;
}

void TargetFinder::name(std::string_view text)
{
    if (!m_name.empty() && !m_nameContinues)    // FROM "users" "u": an alias
        finishName({});
    if (m_expect == Expect::Nothing) {
        if (m_groups.empty())
            m_candidate.assign(text);
        m_previous = "name";
        return;
    }
    m_name += text;
    m_nameContinues = false;
    m_previous = "name";
}

/// The symbol behind a name tells a function (FROM generate_series(...)) from a table.
void TargetFinder::finishName(std::string_view nextSymbol)
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

void TargetFinder::symbol(std::string_view text)
{
    if (text == "." && !m_name.empty()) {
        m_name += '.';
        m_nameContinues = true;
        return;
    }
    m_nameContinues = false;
    finishName(text);
    if (text == "(") {
        m_groups.push_back({isOneOf(m_previous, {"extract", "substring", "trim", "overlay"})});
    } else if (text == ")") {
        if (!m_groups.empty())
            m_groups.pop_back();
        m_expect = Expect::Nothing;
    }
    if (text != "(")
        m_expect = Expect::Nothing;
    if (m_groups.empty() && text != ")")
        m_candidate.clear();
    m_previous.assign(text);
}

std::string TargetFinder::target() const
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

}    // namespace

SqlShape sqlShapeOf(std::string_view statement, SqlDialect dialect)
{
    SqlShape shape;
    ShapeWriter writer(shape.text);
    TargetFinder finder;
    SqlTokens tokens(statement, dialect);
    std::string folded;
    while (const auto token = tokens.next()) {
        if (token->kind == SqlTokenKind::Symbol && token->text == ";")
            continue;
        if (token->kind == SqlTokenKind::Word) {
            folded.assign(token->text);
            for (char& c : folded)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        }
        finder.add(*token, folded);
        writer.add(*token, folded);
    }
    finder.finish();
    shape.operation = finder.operation();
    shape.target = finder.target();
    ShapeHash hash;
    hash.add(std::string_view(shape.text));
    shape.hash = hash.value();
    return shape;
}

}    // namespace faultline
