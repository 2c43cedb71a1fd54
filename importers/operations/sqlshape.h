#pragma once

#include "importers/operations/sqltokens.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// What an SQL statement does, to what, and its shape.
struct SqlShape {
    std::string operation;     ///< first keyword in upper case; behind WITH the keyword of the main statement; "" = none
    std::string target;        ///< the table written to, else the first table read; "" = none is named
    std::string text;          ///< the statement without literals, comments and extra blanks
    std::uint64_t hash = 0;    ///< of `text`
};

/// Reads any text as SQL (PostgreSQL's and MySQL's lexical rules); damaged or cut statements give what could be read.
/// Unquoted names are folded to lower case, quotes around names are removed in `target`.
/// Literals, numbers and parameters become "?"; lists of them and repeated VALUES rows become one.
SqlShape sqlShapeOf(std::string_view statement, SqlDialect dialect = SqlDialect::PostgreSql);

}    // namespace faultline
