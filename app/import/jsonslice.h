#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

/// Walks the members of one JSON object, or the elements of one array, in place: values come as the text they are written
/// with and are not parsed. Database logs are gigabytes of lines of which a reader needs a tenth; a SAX parse of all of it
/// runs at half the speed.
class JsonSlice {
public:
    static constexpr int deepest = 64;

    explicit JsonSlice(std::string_view text);    ///< from '{' or '['; blanks around are allowed

    /// Steps to the next member; false at the end or where the text is damaged.
    bool next();
    std::string_view key() const { return m_key; }    ///< without quotes, escapes as written; empty in an array
    std::string_view value() const { return m_value; }

    bool isObject() const { return m_close == '}'; }
    /// After next() returned false: the closing bracket was there and nothing but blanks follows.
    bool isComplete() const { return m_state == State::Complete; }
    bool isTooDeep() const { return m_state == State::TooDeep; }

private:
    enum class State : std::uint8_t { First, Inside, Complete, Damaged, TooDeep };
    bool finish();
    bool readKey();
    bool readValue();
    bool damage();
    void skipBlanks();

    const char* m_at;
    const char* m_end;
    std::string_view m_key;
    std::string_view m_value;
    char m_close = 0;
    State m_state = State::First;
};

/// The value of a member of an object, or nothing.
std::optional<std::string_view> jsonMember(std::string_view object, std::string_view key);

bool isJsonString(std::string_view value);
/// A string value without quotes and with its escapes resolved (into `scratch` when there are any). Anything else as it is.
std::string_view jsonText(std::string_view value, std::string& scratch);

/// An integer however Extended JSON writes it: 12, 12.0, {"$numberLong":"12"}, {"$numberInt":"12"}, {"$numberDouble":"12.0"}.
std::optional<std::int64_t> jsonInteger(std::string_view value);

}    // namespace faultline
