#pragma once

#include "app/base/result.h"
#include "app/base/text.h"
#include "app/model/time.h"
#include "app/store/database.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// Reads the columns of one row and remembers whether every value had the type and range that the schema promises. A case may
/// come from anywhere; STRICT holds only for a file that our own program made.
class RowCheck {
public:
    explicit RowCheck(const Statement& statement) : m_statement(statement) {}

    bool isGood() const { return m_good; }
    void fail() { m_good = false; }

    std::string text(int column)
    {
        if (m_statement.type(column) != textType || !isValidUtf8(m_statement.text(column))) {
            m_good = false;
            return {};
        }
        return std::string(m_statement.text(column));
    }
    std::int64_t integer(int column)
    {
        if (m_statement.type(column) != integerType) {
            m_good = false;
            return 0;
        }
        return m_statement.integer(column);
    }
    std::int64_t integer(int column, std::int64_t least, std::int64_t most)
    {
        const std::int64_t value = integer(column);
        if (value >= least && value <= most)
            return value;
        m_good = false;
        return least;
    }
    std::uint64_t count(int column)
    {
        return static_cast<std::uint64_t>(integer(column, 0, std::numeric_limits<std::int64_t>::max()));
    }
    Timestamp time(int column)
    {
        // The ends of int64 mean "open" in ranges and "absent" in columns: no record lies there.
        return timestampFrom(integer(column, std::numeric_limits<std::int64_t>::min() + 1,
                                     std::numeric_limits<std::int64_t>::max() - 1));
    }
    std::optional<Timestamp> optionalTime(int column)
    {
        if (m_statement.isNull(column))
            return {};
        return time(column);
    }
    template <typename Enum>
    Enum name(int column)
    {
        Enum value{};
        if (m_statement.type(column) != textType || !fromName(m_statement.text(column), value))
            m_good = false;
        return value;
    }

private:
    static constexpr int integerType = 1;    // SQLITE_INTEGER
    static constexpr int textType = 3;       // SQLITE_TEXT

    const Statement& m_statement;
    bool m_good = true;
};

/// Steps to the end; `read` fills a row and says through the check whether it was good.
template <typename Row, typename Read>
Result<std::vector<Row>> readRows(Result<Statement> statement, std::uint64_t& unreadable, const Read& read)
{
    if (!statement)
        return statement.error();
    std::vector<Row> rows;
    for (;;) {
        const Result<bool> more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return rows;
        RowCheck check(*statement);
        Row row = read(*statement, check);
        if (check.isGood())
            rows.push_back(std::move(row));
        else
            ++unreadable;
    }
}

}    // namespace faultline
