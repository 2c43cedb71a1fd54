#include "importers/operations/postgresqlprefix.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/postgresqlmessage.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::size_t longestPrefix = 1024;
constexpr CharacterSet portBegins("( ");
constexpr int mostSteps = 5000;    // bounds backtracking over prefixes of several free texts

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

std::size_t behindBlanks(std::string_view line, std::size_t at)
{
    while (at < line.size() && line[at] == ' ')
        ++at;
    return std::min(at, line.size());
}

std::string_view* textualField(PostgresLine& line, char escape)
{
    switch (escape) {
    case 'u': return &line.user;
    case 'd': return &line.database;
    case 'a': return &line.app;
    case 'r':
    case 'h': return &line.client;
    case 'b': return &line.backendType;
    case 'i': return &line.commandTag;
    default: return nullptr;
    }
}

/// Where the value of an escape without blanks in it ends; npos when nothing fits.
std::size_t endOfValue(std::string_view line, std::size_t at, char escape)
{
    static constexpr CharacterSet ofNumbers("-0123456789");
    static constexpr CharacterSet ofSessions(".0123456789abcdef");
    static constexpr CharacterSet ofTransactions("/0123456789");
    const CharacterSet* allowed = nullptr;
    switch (escape) {
    case 'p':
    case 'l':
    case 'P':
    case 'x':
    case 'Q': allowed = &ofNumbers; break;
    case 'c': allowed = &ofSessions; break;
    case 'v': allowed = &ofTransactions; break;
    case 'e': return line.size() - at >= 5 ? at + 5 : std::string_view::npos;
    default: return std::string_view::npos;
    }
    std::size_t end = at;
    while (end < line.size() && allowed->contains(line[end]))
        ++end;
    // "[%l-1]" is how many settings write a line number: the sign there is literal text.
    if (escape == 'l')
        end = std::min(end, line.find('-', at));
    const bool mayBeEmpty = escape == 'v' || escape == 'P' || escape == 'x' || escape == 'Q';
    return end == at && !mayBeEmpty ? std::string_view::npos : end;
}

std::optional<WrittenTime> takeTime(std::string_view line, std::size_t at, char escape, std::size_t& end)
{
    std::string_view rest = line.substr(at);
    const auto time = escape == 'n' ? scanEpoch(rest) : scanPostgresTime(rest);
    end = line.size() - rest.size();
    return time;
}

/// Where "2001:db8::5(51235)" ends; the colons of an address must not end %r early. `at` when there is no port.
std::size_t endOfHostAndPort(std::string_view line, std::size_t at)
{
    const std::size_t open = portBegins.firstIn(line, at);
    if (open == std::string_view::npos || line[open] != '(')
        return at;
    const std::size_t end = decimalDigits.firstNotIn(line, open + 1);
    return end != std::string_view::npos && line[end] == ')' ? end + 1 : at;
}

}    // namespace

struct PostgresPrefix::Matching {
    std::string_view line;
    PostgresLine result;
    int steps = 0;
};

std::optional<PostgresPrefix> PostgresPrefix::compile(std::string_view setting)
{
    PostgresPrefix prefix;
    bool hasTime = false;
    std::string literal;
    for (std::size_t i = 0; i < setting.size(); ++i) {
        if (setting[i] != '%') {
            literal += setting[i];
            continue;
        }
        ++i;
        Element element;
        while (i < setting.size() && (isDigit(setting[i]) || setting[i] == '-')) {
            element.isPadded = true;
            ++i;
        }
        if (i >= setting.size())
            return std::nullopt;
        if (setting[i] == '%') {
            literal += '%';
            continue;
        }
        if (std::string_view("mtnspPlxQcveudarhbiLq").find(setting[i]) == std::string_view::npos)
            return std::nullopt;
        element.escape = setting[i];
        hasTime = hasTime || element.escape == 'm' || element.escape == 't' || element.escape == 'n';
        if (!literal.empty())
            prefix.m_elements.push_back({0, false, std::move(literal)});
        literal.clear();
        prefix.m_elements.push_back(std::move(element));
    }
    if (!literal.empty())
        prefix.m_elements.push_back({0, false, std::move(literal)});
    if (!hasTime)
        return std::nullopt;
    return prefix;
}

std::optional<PostgresLine> PostgresPrefix::match(std::string_view line) const
{
    Matching matching;
    matching.line = line;
    if (!matchFrom(matching, 0, 0))
        return std::nullopt;
    matching.result.client = postgresHostOf(matching.result.client);
    return matching.result;
}

bool PostgresPrefix::matchFrom(Matching& matching, std::size_t index, std::size_t at) const
{
    if (++matching.steps > mostSteps)
        return false;
    const std::string_view line = matching.line;
    if (index == m_elements.size()) {
        // Settings often end without the blank that the level needs for reading.
        return readPostgresLevel(line, behindBlanks(line, at), matching.result);
    }
    const Element& element = m_elements[index];
    if (element.escape == 0) {
        if (line.compare(at, element.literal.size(), element.literal) == 0)
            return matchFrom(matching, index + 1, at + element.literal.size());
        // An editor or a collector may have cut the blanks at the end of an empty field.
        return false;
    }
    if (element.isPadded)
        at = behindBlanks(line, at);
    const char escape = element.escape;
    if (escape == 'q')    // processes without a session stop here
        return matchFrom(matching, index + 1, at) || matchFrom(matching, m_elements.size(), at);
    if (escape == 'm' || escape == 't' || escape == 'n' || escape == 's') {
        std::size_t end = at;
        const auto time = takeTime(line, at, escape, end);
        if (!time)
            return false;
        if (escape != 's')
            matching.result.time = time;
        return matchFrom(matching, index + 1, end);
    }
    if (textualField(matching.result, escape) != nullptr || escape == 'L')
        return matchTextual(matching, index, at);
    const std::size_t end = endOfValue(line, at, escape);
    if (end == std::string_view::npos)
        return false;
    const std::string_view value = line.substr(at, end - at);
    if (escape == 'p')
        matching.result.pid = value;
    else if (escape == 'c' && matching.result.pid.empty())
        matching.result.pid = value;    // a session is as good for keeping lines together
    else if (escape == 'e')
        matching.result.sqlState = value;
    else if (escape == 'Q')
        matching.result.queryId = value;
    return matchFrom(matching, index + 1, end);
}

/// User, database, application: anything up to what follows in the setting, shortest first.
bool PostgresPrefix::matchTextual(Matching& matching, std::size_t index, std::size_t at) const
{
    const std::string_view line = matching.line;
    const std::size_t last = std::min(line.size(), longestPrefix);
    const bool hasLiteral = index + 1 < m_elements.size() && m_elements[index + 1].escape == 0;
    std::string_view unused;
    std::string_view* const field = textualField(matching.result, m_elements[index].escape);
    const std::size_t first = m_elements[index].escape == 'r' ? endOfHostAndPort(line, at) : at;
    for (std::size_t end = first; end <= last; ++end) {
        if (hasLiteral) {
            end = line.find(m_elements[index + 1].literal, end);
            if (end == std::string_view::npos || end > last)
                return false;
        }
        if (matchFrom(matching, index + 1, end)) {
            (field != nullptr ? *field : unused) = trimmed(line.substr(at, end - at));
            return true;
        }
        if (matching.steps > mostSteps)
            return false;
    }
    return false;
}

}    // namespace faultline
