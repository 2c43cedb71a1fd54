#include "importers/operations/mongodbshell.h"

#include "app/base/text.h"
#include "app/model/record.h"
#include "importers/operations/mongodbslowquery.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/textparts.h"

#include <limits>

namespace faultline {

namespace {

constexpr int deepest = 64;
constexpr std::size_t nowhere = std::string_view::npos;

/// Behind the string that begins at `at`, whichever quote it has.
std::size_t endOfString(std::string_view text, std::size_t at)
{
    const char quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\')
            ++at;
        else if (text[at] == quote)
            return at + 1;
    }
    return nowhere;
}

bool isOpening(char c)
{
    return c == '{' || c == '[' || c == '(';
}

/// Behind the bracket that closes the one at the front.
std::size_t endOfBrackets(std::string_view text)
{
    std::size_t depth = 0;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (c == '"' || (c == '\'' && at > 0 && text[at - 1] == '(')) {
            at = endOfString(text, at);
            if (at == nowhere)
                return nowhere;
            continue;
        }
        ++at;
        if (isOpening(c))
            ++depth;
        else if ((c == '}' || c == ']' || c == ')') && --depth == 0)
            return at;
    }
    return nowhere;
}

/// Walks the members of a document or the elements of a list.
class ShellSlice {
public:
    explicit ShellSlice(std::string_view text) : m_text(text), m_isDocument(text.starts_with('{'))
    {
        m_text.remove_prefix(std::min<std::size_t>(1, m_text.size()));
    }

    bool next()
    {
        m_text.remove_prefix(std::min(m_text.find_first_not_of(" ,"), m_text.size()));
        if (m_text.empty() || m_text.front() == '}' || m_text.front() == ']')
            return false;
        if (m_isDocument && !readKey())
            return false;
        skipBlanks(m_text);
        const std::size_t end = std::min(endOfElement(), m_text.size());
        value = trimmed(m_text.substr(0, end));
        m_text.remove_prefix(end);
        return true;
    }

    std::string_view key, value;

private:
    bool readKey()
    {
        if (m_text.front() == '"') {
            const std::size_t end = endOfString(m_text, 0);
            if (end == nowhere)
                return false;
            key = m_text.substr(1, end - 2);
            m_text.remove_prefix(end);
            return takeLiteral(m_text, ":");
        }
        const std::size_t colon = m_text.find(": ");
        if (colon == nowhere)
            return false;
        key = m_text.substr(0, colon);
        m_text.remove_prefix(colon + 1);
        return true;
    }

    /// A comma or a closing bracket of this level.
    std::size_t endOfElement() const
    {
        std::size_t at = 0;
        while (at < m_text.size() && m_text[at] != ',' && m_text[at] != '}' && m_text[at] != ']') {
            std::size_t length = 1;
            if (m_text[at] == '"')
                length = endOfString(m_text.substr(at), 0);
            else if (isOpening(m_text[at]))
                length = endOfBrackets(m_text.substr(at));
            if (length == nowhere)
                return nowhere;
            at += length;
        }
        return at;
    }

    std::string_view m_text;
    bool m_isDocument;
};

void hashValue(ShapeHash& hash, std::string_view value, int depth);

void hashContainer(ShapeHash& hash, std::string_view value, int depth)
{
    const bool isDocument = value.front() == '{';
    hash.add(isDocument ? '{' : '[');
    std::uint64_t previous = 0;
    for (ShellSlice slice(value); slice.next();) {
        if (!isDocument) {
            ShapeHash element;
            hashValue(element, slice.value, depth);
            if (element.value() != previous)
                hash.add(element.value());
            previous = element.value();
            continue;
        }
        if (isMongoDbSessionMember(slice.key))
            continue;
        hash.add(slice.key);
        hash.add(':');
        hashValue(hash, slice.value, depth);
    }
    hash.add(isDocument ? '}' : ']');
}

void hashValue(ShapeHash& hash, std::string_view value, int depth)
{
    const bool isContainer = !value.empty() && (value.front() == '{' || value.front() == '[');
    if (!isContainer || depth >= deepest)
        return hash.add('?');
    hashContainer(hash, value, depth + 1);
}

}    // namespace

std::size_t endOfShellValue(std::string_view text)
{
    if (text.empty())
        return nowhere;
    if (text.front() == '"')
        return endOfString(text, 0);
    if (isOpening(text.front()))
        return endOfBrackets(text);
    return std::min(text.find(' '), text.size());
}

std::string_view firstShellKeyOf(std::string_view document)
{
    ShellSlice slice(document);
    return document.starts_with('{') && slice.next() ? slice.key : std::string_view{};
}

std::uint64_t mongoDbShellShapeOf(std::string_view document)
{
    ShapeHash hash;
    hashValue(hash, document, 0);
    return hash.value();
}

std::int64_t mongoDbShellLockWaitOf(std::string_view locks)
{
    constexpr std::string_view name = "timeAcquiringMicros: {";
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1000;
    std::int64_t micros = 0;
    constexpr int mostLocks = 64;    // there are seven kinds; more is nesting that only costs time
    int count = 0;
    for (std::size_t at = locks.find(name); at != nowhere && count < mostLocks; at = locks.find(name, at + 1)) {
        ++count;
        for (ShellSlice slice(locks.substr(at + name.size() - 1)); slice.next();) {
            const std::int64_t wait = parseInteger(slice.value).value_or(0);
            if (wait < 0 || wait > most - micros)
                return absent;
            micros += wait;
        }
    }
    return count > 0 ? micros * 1000 : absent;
}

}    // namespace faultline
