#pragma once

#include "app/base/wordtable.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace faultline {

/// What a word of SQL can be to those who read statements; one look a word.
enum class SqlUse : std::uint16_t {
    Keyword = 1,          ///< a sign behind it belongs to the number, and it is never a table
    Literal = 2,          ///< NULL and the like
    BeforeNull = 4,       ///< IS, NOT: what follows is no literal
    MainVerb = 8,         ///< of the statement behind WITH
    Filler = 16,          ///< may stand between a keyword and its table: DELETE FROM ONLY t, CREATE TABLE IF NOT EXISTS t
    Command = 32,         ///< a statement of its own with a table behind it
    BeforeUpdate = 64,    ///< FOR UPDATE, ON UPDATE: no statement
    TakesFrom = 128,      ///< extract(epoch FROM x): a function whose arguments hold FROM
    Delete = 256,
    Distinct = 512
};

struct SqlWordUses {
    std::uint16_t bits = 0;
    constexpr bool has(SqlUse use) const { return (bits & static_cast<std::uint16_t>(use)) != 0; }
    constexpr bool isOrdinary() const { return bits == 0; }
};

constexpr SqlWordUses operator|(SqlWordUses left, SqlUse right)
{
    return {static_cast<std::uint16_t>(left.bits | static_cast<std::uint16_t>(right))};
}

/// Of a word in lower case.
SqlWordUses usesOfSqlWord(std::string_view folded);

}    // namespace faultline
