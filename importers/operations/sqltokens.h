#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

enum class SqlTokenKind : std::uint8_t {
    Word,          ///< keyword or unquoted name
    QuotedName,    ///< "name" or `name`, quotes included
    Literal,       ///< string, number, parameter ($1, ?)
    Symbol         ///< operator or punctuation
};

struct SqlToken {
    SqlTokenKind kind = SqlTokenKind::Symbol;
    std::string_view text;
};

/// In MySQL '#' begins a comment, backslashes escape in every string, and "text" is a string.
enum class SqlDialect : std::uint8_t { PostgreSql, MySql };

/// Cuts SQL into tokens after PostgreSQL's lexical rules (dollar quotes, E'' strings, nested comments); blanks and comments
/// are left out. An unclosed string or comment runs to the end.
class SqlTokens {
public:
    explicit SqlTokens(std::string_view text, SqlDialect dialect = SqlDialect::PostgreSql)
        : m_text(text), m_isMySql(dialect == SqlDialect::MySql)
    {
    }
    std::optional<SqlToken> next();

private:
    void skipBlanksAndComments();
    void skipBlockComment();
    SqlToken take(SqlTokenKind kind, std::size_t end);
    std::size_t endOfString(std::size_t at, char escape) const;
    std::size_t endOfNumber() const;
    std::size_t endOfOperator() const;
    SqlToken dollar();
    SqlToken word();

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_isMySql;
};

/// "Order""s" -> Order"s
std::string unquotedName(std::string_view quoted);

}    // namespace faultline
