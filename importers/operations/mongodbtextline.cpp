#include "importers/operations/mongodbtextline.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/textparts.h"

#include <array>

namespace faultline {

namespace {

bool isLevel(std::string_view word)
{
    if (word.size() == 2)
        return word[0] == 'D' && word[1] >= '1' && word[1] <= '5';
    return word.size() == 1 && std::string_view("FEWID").find(word.front()) != std::string_view::npos;
}

bool isComponent(std::string_view word)
{
    if (word == "-")
        return true;
    constexpr std::size_t longestComponent = 16;
    if (word.size() < 3 || word.size() > longestComponent)
        return false;
    for (const char c : word) {
        if (!isUpper(c) && c != '_')
            return false;
    }
    return true;
}

/// Since 3.0: "I  COMMAND  ".
void takeLevelAndComponent(std::string_view& text, MongoDbTextLine& line)
{
    std::string_view rest = text;
    const std::string_view level = takeWord(rest);
    if (!isLevel(level))
        return;
    skipBlanks(rest);
    const std::string_view component = takeWord(rest);
    if (!isComponent(component))
        return;
    skipBlanks(rest);
    line.level = level;
    line.component = component == "-" ? std::string_view{} : component;
    text = rest;
}

std::optional<std::int64_t> openConnections(std::string_view text)
{
    const std::size_t open = text.rfind('(');
    if (open == std::string_view::npos || !containsText(text.substr(open), " now open)"))
        return std::nullopt;
    std::string_view number = text.substr(open + 1);
    return parseInteger(takeDigits(number));
}

struct KnownStart {
    std::string_view start, kind;
};

constexpr std::array<KnownStart, 37> knownStarts{{{"MongoDB starting", "restart"},
                                                  {"MongoS version ", "restart"},
                                                  {"mongos version ", "restart"},
                                                  {"got signal ", "restart"},
                                                  {"terminating, shutdown command received", "restart"},
                                                  {"dbexit: really", ""},
                                                  {"dbexit: ", "restart"},
                                                  {"shutting down with code", "restart"},
                                                  {"Got signal: ", "crash"},
                                                  {"***aborting after", "crash"},
                                                  {"Fatal assertion", "crash"},
                                                  {"Fatal Assertion", "crash"},
                                                  {"Invalid access at address", "crash"},
                                                  {"transition to ", "election"},
                                                  {"Member ", "election"},
                                                  {"election succeeded", "election"},
                                                  {"Starting an election", "election"},
                                                  {"Stepping down", "election"},
                                                  {"stepping down", "election"},
                                                  {"conducting a dry run election", "election"},
                                                  {"dry election run succeeded", "election"},
                                                  {"replSet PRIMARY", "election"},
                                                  {"replSet SECONDARY", "election"},
                                                  {"replSet STARTUP2", "election"},
                                                  {"replSet RECOVERING", "election"},
                                                  {"replSet ROLLBACK", "election"},
                                                  {"replSet ARBITER", "election"},
                                                  {"replSet FATAL", "election"},
                                                  {"replSet member ", "election"},
                                                  {"replSet info electSelf", "election"},
                                                  {"replSet electSelf", "election"},
                                                  {"replSet not electing self", "election"},
                                                  {"not electing self", "election"},
                                                  {"replSet relinquishing primary", "election"},
                                                  {"replSet stepping down", "election"},
                                                  {"replSet closing client sockets after", "election"},
                                                  {"New replica set config in use", "config"}}};

}    // namespace

std::optional<MongoDbTextLine> parseMongoDbTextLine(std::string_view text)
{
    if (text.size() < 20)
        return std::nullopt;
    const bool isIso = isDigit(text.front());
    if (isIso && text[10] != 'T')
        return std::nullopt;
    if (!isIso && (!isUpper(text.front()) || text[3] != ' '))
        return std::nullopt;
    auto time = isIso ? scanIsoTime(text) : scanCtime(text);
    if (!time || !time->hasSeconds || (isIso && !time->offsetSeconds) || (!isIso && time->weekday < 0))
        return std::nullopt;
    if (!text.empty() && text.front() != ' ')
        return std::nullopt;
    MongoDbTextLine line;
    line.time = *time;
    skipBlanks(text);
    takeLevelAndComponent(text, line);
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close != std::string_view::npos) {
            line.context = text.substr(1, close - 1);
            text.remove_prefix(close + 1);
            takeLiteral(text, " ");
        }
    }
    line.message = text;
    return line;
}

std::optional<MongoDbConnectionLine> parseMongoDbConnectionLine(std::string_view message)
{
    using Kind = MongoDbConnectionLine::Kind;
    MongoDbConnectionLine line;
    if (takeLiteral(message, "connection accepted from ")) {
        line.remote = takeWord(message);
        const std::size_t number = message.find('#');
        if (number != std::string_view::npos) {
            message.remove_prefix(number + 1);
            line.number = takeDigits(message);
        }
        line.open = openConnections(message);
        return line;
    }
    if (takeLiteral(message, "end connection ")) {
        line.kind = Kind::Ended;
        line.remote = takeWord(message);
        line.open = openConnections(message);
        return line;
    }
    if (takeLiteral(message, "connection refused because too many open connections: ")) {
        line.kind = Kind::Refused;
        line.open = parseInteger(takeDigits(message));
        return line;
    }
    return std::nullopt;
}

std::string_view mongoDbEventKindOf(std::string_view message)
{
    for (const KnownStart& known : knownStarts) {
        if (!message.starts_with(known.start))
            continue;
        const bool isMember = known.start == "Member " || known.start == "replSet member ";
        if (isMember && !containsText(message, " is now in state ") && !containsText(message, " is down"))
            return {};
        if (known.start == "mongos version " && !containsText(message, " starting"))
            return {};
        return known.kind;
    }
    return {};
}

}    // namespace faultline
