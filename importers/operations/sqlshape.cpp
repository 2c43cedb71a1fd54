#include "importers/operations/sqlshape.h"

#include "importers/operations/shapehash.h"
#include "importers/operations/sqltarget.h"
#include "importers/operations/sqltokens.h"
#include "importers/operations/sqlwords.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

/// Writes the shape of a statement token by token.
class ShapeWriter {
public:
    explicit ShapeWriter(std::string& text) : m_text(text) { m_text.clear(); }

    void add(const SqlToken& token, std::string_view folded, SqlWordUses uses)
    {
        switch (token.kind) {
        case SqlTokenKind::Word: word(folded, uses); break;
        case SqlTokenKind::QuotedName: operand(token.text); break;
        case SqlTokenKind::Literal: literal(); break;
        case SqlTokenKind::Symbol: symbol(token.text); break;
        }
    }

private:
    enum class Last { None, Operand, Keyword, Literal, Symbol };

    void word(std::string_view folded, SqlWordUses uses)
    {
        // NULL and the truth values are literals like any other, except in IS NULL and IS NOT NULL.
        if (uses.has(SqlUse::Literal) && !m_isAfterIs)
            return literal();
        operand(folded);
        m_last = uses.has(SqlUse::Keyword) ? Last::Keyword : Last::Operand;
        m_isAfterIs = uses.has(SqlUse::BeforeNull);
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

}    // namespace

SqlShape sqlShapeOf(std::string_view statement, SqlDialect dialect)
{
    SqlShape shape;
    constexpr std::size_t usual = 4096;
    shape.text.reserve(std::min(statement.size(), usual));
    ShapeWriter writer(shape.text);
    SqlTargetFinder finder;
    SqlTokens tokens(statement, dialect);
    std::string folded;
    SqlWordUses uses;
    while (const auto token = tokens.next()) {
        if (token->kind == SqlTokenKind::Symbol && token->text == ";")
            continue;
        if (token->kind == SqlTokenKind::Word) {
            folded.assign(token->text);
            for (char& c : folded)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
            uses = usesOfSqlWord(folded);
        }
        finder.add(*token, folded, uses);
        writer.add(*token, folded, uses);
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
