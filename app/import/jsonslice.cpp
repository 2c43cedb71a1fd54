#include "app/import/jsonslice.h"

#include "app/base/bytescan.h"
#include "app/base/text.h"
#include "app/import/jsonbrackets.h"

#include <charconv>
#include <cmath>

namespace faultline {

namespace {

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

const char* afterBlanks(const char* at, const char* end)
{
    while (at != end && isBlank(*at))
        ++at;
    return at;
}

/// Whether the quote at `quote` ends the text that began behind `begin`: it does unless backslashes escape it.
bool endsString(const char* begin, const char* quote)
{
    const char* escapes = quote;
    while (escapes > begin && escapes[-1] == '\\')
        --escapes;
    return (quote - escapes) % 2 == 0;
}

/// From behind the opening quote to behind the closing one; nullptr when there is none.
const char* skipString(const char* at, const char* end)
{
    for (const char* quote = findByte(at, end, '"'); quote != end; quote = findByte(quote + 1, end, '"')) {
        if (endsString(at, quote))
            return quote + 1;
    }
    return nullptr;
}

enum class Skip { Done, Damaged, TooDeep };

/// From the opening bracket to behind the closing one. `kinds` holds a bit for each open bracket: 1 = object.
Skip skipContainer(const char*& at, const char* end)
{
    std::uint64_t kinds = 0;
    int depth = 0;
    JsonBrackets brackets(at, end);
    while (const char* const bracket = brackets.next()) {
        at = bracket + 1;
        if (*bracket == '{' || *bracket == '[') {
            if (++depth > JsonSlice::deepest - 1)
                return Skip::TooDeep;
            kinds = (kinds << 1U) | (*bracket == '{' ? 1U : 0U);
            continue;
        }
        if (((kinds & 1U) != 0) != (*bracket == '}'))
            return Skip::Damaged;
        kinds >>= 1U;
        if (--depth == 0)
            return Skip::Done;
    }
    return Skip::Damaged;
}

void appendUtf8(std::string& text, std::uint32_t code)
{
    const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

std::optional<std::uint32_t> fourHexDigits(std::string_view text, std::size_t at)
{
    std::uint32_t code = 0;
    if (at > text.size() || text.size() - at < 4)
        return std::nullopt;
    const char* begin = text.data() + at;
    const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
    if (error != std::errc{} || end != begin + 4)
        return std::nullopt;
    return code;
}

/// `at` is behind "\u". A lone surrogate or bad digits become U+FFFD.
std::size_t appendUnicodeEscape(std::string_view text, std::size_t at, std::string& result)
{
    const auto first = fourHexDigits(text, at);
    if (!first) {
        appendUtf8(result, 0xFFFD);
        return at;
    }
    at += 4;
    if (*first < 0xD800 || *first > 0xDFFF) {
        appendUtf8(result, *first);
        return at;
    }
    if (*first <= 0xDBFF && text.substr(at, 2) == "\\u") {
        const auto second = fourHexDigits(text, at + 2);
        if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
            appendUtf8(result, 0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U));
            return at + 6;
        }
    }
    appendUtf8(result, 0xFFFD);
    return at;
}

char plainEscape(char letter)
{
    switch (letter) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'b': return '\b';
    case 'f': return '\f';
    default: return letter;
    }
}

}    // namespace

JsonSlice::JsonSlice(std::string_view text) : m_at(text.data()), m_end(text.data() + text.size())
{
    skipBlanks();
    if (m_at == m_end || (*m_at != '{' && *m_at != '[')) {
        m_state = State::Damaged;
        return;
    }
    m_close = *m_at == '{' ? '}' : ']';
    ++m_at;
}

void JsonSlice::skipBlanks()
{
    m_at = afterBlanks(m_at, m_end);
}

bool JsonSlice::damage()
{
    m_state = State::Damaged;
    return false;
}

bool JsonSlice::finish()
{
    ++m_at;
    skipBlanks();
    m_state = m_at == m_end ? State::Complete : State::Damaged;
    return false;
}

bool JsonSlice::next()
{
    if (m_state != State::First && m_state != State::Inside)
        return false;
    m_at = afterBlanks(m_at, m_end);
    if (m_at == m_end)
        return damage();
    if (*m_at == m_close)
        return finish();
    if (m_state == State::Inside) {
        if (*m_at != ',')
            return damage();
        ++m_at;
        m_at = afterBlanks(m_at, m_end);
    }
    m_state = State::Inside;
    return (isObject() ? readKey() : true) && readValue();
}

bool JsonSlice::readKey()
{
    if (m_at == m_end || *m_at != '"')
        return damage();
    const char* begin = m_at + 1;
    m_at = skipString(begin, m_end);
    if (m_at == nullptr) {
        m_at = m_end;
        return damage();
    }
    m_key = {begin, static_cast<std::size_t>(m_at - 1 - begin)};
    m_at = afterBlanks(m_at, m_end);
    if (m_at == m_end || *m_at != ':')
        return damage();
    ++m_at;
    m_at = afterBlanks(m_at, m_end);
    return true;
}

bool JsonSlice::readValue()
{
    const char* begin = m_at;
    if (m_at == m_end)
        return damage();
    if (*m_at == '"') {
        m_at = skipString(m_at + 1, m_end);
        if (m_at == nullptr) {
            m_at = m_end;
            return damage();
        }
    } else if (*m_at == '{' || *m_at == '[') {
        const Skip skip = skipContainer(m_at, m_end);
        if (skip != Skip::Done) {
            m_at = m_end;
            m_state = skip == Skip::TooDeep ? State::TooDeep : State::Damaged;
            return false;
        }
    } else {
        while (m_at < m_end && *m_at != ',' && *m_at != '}' && *m_at != ']' && !isBlank(*m_at))
            ++m_at;
        if (m_at == begin)
            return damage();
    }
    m_value = {begin, static_cast<std::size_t>(m_at - begin)};
    return true;
}

std::optional<std::string_view> jsonMember(std::string_view object, std::string_view key)
{
    JsonSlice slice(object);
    if (!slice.isObject())
        return std::nullopt;
    while (slice.next()) {
        if (slice.key() == key)
            return slice.value();
    }
    return std::nullopt;
}

bool isJsonString(std::string_view value)
{
    return value.size() >= 2 && value.front() == '"' && value.back() == '"';
}

std::string_view jsonText(std::string_view value, std::string& scratch)
{
    if (!isJsonString(value))
        return value;
    const std::string_view inner = value.substr(1, value.size() - 2);
    if (inner.find('\\') == std::string_view::npos)
        return inner;
    scratch.clear();
    scratch.reserve(inner.size());
    for (std::size_t i = 0; i < inner.size();) {
        const std::size_t escape = inner.find('\\', i);
        if (escape == std::string_view::npos || escape + 1 == inner.size()) {
            scratch.append(inner, i);
            break;
        }
        scratch.append(inner, i, escape - i);
        i = escape;
        const char letter = inner[i + 1];
        i += 2;
        if (letter == 'u')
            i = appendUnicodeEscape(inner, i, scratch);
        else
            scratch += plainEscape(letter);
    }
    return scratch;
}

std::optional<std::int64_t> jsonInteger(std::string_view value)
{
    if (const auto plain = parseInteger(value))
        return plain;
    if (!value.empty() && value.front() == '{') {
        JsonSlice slice(value);
        if (!slice.next() || !slice.key().starts_with("$number"))
            return std::nullopt;
        value = isJsonString(slice.value()) ? slice.value().substr(1, slice.value().size() - 2) : slice.value();
        if (const auto plain = parseInteger(value))
            return plain;
    }
    const auto real = parseDouble(value);
    // 2^63 itself does not fit; a double below it does.
    if (!real || std::isnan(*real) || *real < -9.2e18 || *real > 9.2e18)
        return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

}    // namespace faultline
