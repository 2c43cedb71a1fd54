#pragma once

#include "app/import/jsonslice.h"
#include "app/model/recordsink.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// One JSON object on a line, read in place: its members are indexed once, values stay the text they are written with until
/// asked for. For logs with a JSON object a line, where a DOM of every line would be the most expensive step.
/// Paths are dotted: "request.uri" finds {"request":{"uri":…}} as well as {"request.uri":…}; a number is an index into an array.
class JsonRecord {
public:
    enum class Fault : std::uint8_t { None, NotJson, TooDeep };
    struct Member {
        std::string_view key;      ///< without quotes, escapes as written
        std::string_view value;    ///< as written
    };

    /// Views into `line` are kept until the next read().
    Fault read(std::string_view line);

    /// Of the object itself, in written order.
    const std::vector<Member>& members() const { return m_members; }

    /// As written; data() is nullptr when there is none or it is null.
    std::string_view raw(std::string_view path) const;
    bool has(std::string_view path) const { return raw(path).data() != nullptr; }
    /// Text without quotes and escapes, anything else as written; data() is nullptr when absent. Valid until the next read().
    std::string_view text(std::string_view path);
    /// The first of several that is there and is not empty.
    std::string_view anyText(std::initializer_list<std::string_view> paths);
    /// Text only; data() is nullptr for numbers, objects and lists.
    std::string_view stringText(std::string_view path);
    /// Numbers, also written as text ("12.5"); nothing for anything else.
    std::optional<double> number(std::string_view path);
    std::optional<std::int64_t> integer(std::string_view path);
    std::optional<bool> boolean(std::string_view path) const;

private:
    std::string_view unescaped(std::string_view value);

    std::vector<Member> m_members;
    std::deque<std::string> m_scratch;    // texts that had escapes; a deque so that views stay
    std::size_t m_scratchUsed = 0;
};

/// Rejects the line in the usual words.
void refuse(JsonRecord::Fault fault, RecordSink& sink);

}    // namespace faultline
