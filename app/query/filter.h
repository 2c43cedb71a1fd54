#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"
#include "app/base/timezone.h"
#include "app/model/record.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

enum class Comparison : std::uint8_t { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Matches, Contains, In };

/// A node of a filter expression. `not` binds stronger than `and`, `and` stronger than `or`. A comparison with an absent value
/// is false, so `not status=500` is true for a record without status.
struct FilterNode {
    enum class Kind : std::uint8_t { And, Or, Not, Compare } kind = Kind::Compare;
    std::vector<FilterNode> children;
    std::string field;                  ///< as written; resolved against the record kind when it runs
    Comparison comparison = Comparison::Equal;
    std::vector<std::string> values;    ///< as written, unquoted; several only for In
    std::size_t position = 0;           ///< byte offset in the expression, for messages
};

/// A filter as a value. Empty = everything.
struct Filter {
    std::optional<FilterNode> root;

    /// Grammar: expression := term (("and"|"or"|"not"|parentheses) ...); comparison := field op value; op := = != < <= > >= ~ :
    /// or `in (a, b)`; strings in double quotes with \" and \\ ; numbers with units 500ms 2s 1MB 3KiB. The Error names the
    /// position and what was expected.
    static Result<Filter> parse(std::string_view expression);
    bool isEmpty() const { return !root; }
};

/// A number with an optional unit in the field's own unit: "500ms" -> 500,000,000 for a duration, "1MB" -> 1,000,000 for bytes.
std::optional<std::int64_t> parseQuantity(std::string_view text, FieldType type);

/// What a filter needs to know of the case to run.
struct FilterContext {
    TimeZone zone;                                                   ///< for bare times
    std::vector<std::pair<std::int64_t, std::string>> sourceNames;   ///< for the field `source`
};

}    // namespace faultline
