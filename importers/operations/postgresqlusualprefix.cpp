#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/postgresqlmessage.h"
#include "importers/operations/postgresqlprefix.h"

#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr std::size_t longestPrefix = 1024;
constexpr CharacterSet beforeKeys(" ,:[(");
constexpr CharacterSet beforeAddresses(" ,=");

bool isLevelCharacter(char c)
{
    return (c >= 'A' && c <= 'Z') || isDigit(c);
}

/// Where the level begins: a known word before a colon, behind a blank or a colon.
std::optional<std::size_t> findLevel(std::string_view line, std::size_t from, PostgresLine& result)
{
    const std::string_view head = line.substr(0, longestPrefix);
    for (std::size_t colon = head.find(':', from); colon != std::string_view::npos; colon = head.find(':', colon + 1)) {
        std::size_t begin = colon;
        while (begin > from && isLevelCharacter(line[begin - 1]))
            --begin;
        const bool isWord = begin < colon && (begin == 0 || line[begin - 1] == ' ' || line[begin - 1] == ':');
        if (isWord && readPostgresLevel(line, begin, result))
            return begin;
    }
    return std::nullopt;
}

std::string_view pidOf(std::string_view prefix)
{
    for (std::size_t open = prefix.find('['); open != std::string_view::npos; open = prefix.find('[', open + 1)) {
        const std::size_t end = decimalDigits.firstNotIn(prefix, open + 1);
        if (end != std::string_view::npos && end > open + 1 && prefix[end] == ']')
            return prefix.substr(open + 1, end - open - 1);
    }
    return {};
}

struct NamedField {
    std::string_view key;
    std::string_view PostgresLine::*field;
};
constexpr std::array<NamedField, 15> namedFields{{{"user", &PostgresLine::user},
                                                  {"usr", &PostgresLine::user},
                                                  {"u", &PostgresLine::user},
                                                  {"db", &PostgresLine::database},
                                                  {"database", &PostgresLine::database},
                                                  {"d", &PostgresLine::database},
                                                  {"app", &PostgresLine::app},
                                                  {"application", &PostgresLine::app},
                                                  {"a", &PostgresLine::app},
                                                  {"client", &PostgresLine::client},
                                                  {"host", &PostgresLine::client},
                                                  {"remote", &PostgresLine::client},
                                                  {"h", &PostgresLine::client},
                                                  {"queryid", &PostgresLine::queryId},
                                                  {"query_id", &PostgresLine::queryId}}};

/// The values of "user=" and its like: to the comma, or to the blank where no commas are used.
void readNamedValues(std::string_view prefix, PostgresLine& result)
{
    if (prefix.find('=') == std::string_view::npos)
        return;
    const char end = prefix.find(',') != std::string_view::npos ? ',' : ' ';
    for (std::size_t equals = prefix.find('='); equals != std::string_view::npos; equals = prefix.find('=', equals + 1)) {
        const std::size_t begin = beforeKeys.lastIn(prefix, equals) + 1;    // npos + 1 is the front
        const std::string_view key = prefix.substr(begin, equals - begin);
        for (const NamedField& named : namedFields) {
            if (named.key != key || (result.*named.field).data() != nullptr)
                continue;
            const std::string_view rest = prefix.substr(equals + 1);
            result.*named.field = trimmed(rest.substr(0, rest.find(end)));
            break;
        }
    }
}

/// "app@prod" among blank-separated words.
void readUserAtDatabase(std::string_view prefix, PostgresLine& result)
{
    if (prefix.find('@') == std::string_view::npos)
        return;
    for (const std::string_view word : split(prefix, ' ')) {
        const std::size_t at = word.find('@');
        if (at == std::string_view::npos || word.find('@', at + 1) != std::string_view::npos)
            continue;
        result.user = word.substr(0, at);
        result.database = word.substr(at + 1);
        return;
    }
}

/// "10.0.0.5(51234)", as %r writes it, among blank- or comma-separated words.
std::string_view addressWithPort(std::string_view prefix)
{
    const std::size_t open = prefix.find('(');
    if (open == std::string_view::npos || open == 0)
        return {};
    const std::size_t end = decimalDigits.firstNotIn(prefix, open + 1);
    if (end == std::string_view::npos || end == open + 1 || prefix[end] != ')')
        return {};
    const std::size_t begin = beforeAddresses.lastIn(prefix, open) + 1;
    return prefix.substr(begin, open - begin);
}

/// What the words between the time and the level tell.
void readPrefixWords(std::string_view prefix, PostgresLine& result)
{
    result.pid = pidOf(prefix);
    readNamedValues(prefix, result);
    result.client = postgresHostOf(result.client);
    if (result.client.empty())
        result.client = addressWithPort(prefix);
    if (result.queryId.ends_with(']'))
        result.queryId.remove_suffix(1);
    if (result.user.empty() && result.database.empty())
        readUserAtDatabase(prefix, result);
}

/// Behind "192.0.2.7 2023-03-12 11:17:28.425 UTC", where the address of the client comes first; 0 when it does not.
std::size_t takeTimeBehindAddress(std::string_view line, PostgresLine& result)
{
    constexpr std::size_t longestHost = 64;
    const std::size_t blank = line.substr(0, longestHost).find(' ');
    if (blank == std::string_view::npos || blank == 0)
        return 0;
    std::string_view rest = line.substr(blank + 1);
    result.time = scanPostgresTime(rest);
    if (!result.time)
        return 0;
    const std::string_view client = line.substr(0, blank);
    result.client = postgresHostOf(client);
    return line.size() - rest.size();
}

}    // namespace

bool readPostgresLevel(std::string_view line, std::size_t at, PostgresLine& result)
{
    std::size_t end = at;
    while (end < line.size() && end - at < 10 && isLevelCharacter(line[end]))
        ++end;
    if (end == at || end >= line.size() || line[end] != ':')
        return false;
    const std::string_view level = line.substr(at, end - at);
    if (postgresSeverity(level) == Severity::Unknown && !isPostgresAddition(level))
        return false;
    result.level = level;
    std::string_view text = line.substr(end + 1);
    // Two blanks stand behind the colon; more belong to the text.
    for (int blanks = 0; blanks < 2 && text.starts_with(' '); ++blanks)
        text.remove_prefix(1);
    result.text = text;
    return true;
}

std::string_view postgresHostOf(std::string_view client)
{
    return client.substr(0, client.find('('));
}

std::optional<PostgresLine> matchUsualPostgresPrefix(std::string_view line)
{
    if (line.empty())
        return std::nullopt;
    PostgresLine result;
    std::string_view rest = line;
    std::string_view address;
    if (isDigit(line.front()))
        result.time = scanPostgresTime(rest);
    std::size_t from = line.size() - rest.size();
    if (!result.time) {
        from = takeTimeBehindAddress(line, result);
        std::swap(address, result.client);
    }
    if (!result.time && isDigit(line.front())) {
        result.time = scanIsoTime(rest);
        if (!result.time)
            result.time = scanEpoch(rest);
        from = line.size() - rest.size();
    }
    if (!result.time)
        return std::nullopt;
    const auto level = findLevel(line, from, result);
    if (!level)
        return std::nullopt;
    readPrefixWords(line.substr(from, *level - from), result);
    if (result.client.empty())
        result.client = address;
    return result;
}

std::optional<PostgresLine> matchTimelessPostgresPrefix(std::string_view line)
{
    PostgresLine result;
    const auto level = findLevel(line, 0, result);
    if (!level)
        return std::nullopt;
    readPrefixWords(line.substr(0, *level), result);
    return result;
}

}    // namespace faultline
