#include "importers/operations/redisslowentry.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <array>

namespace faultline {

void RedisSlowEntry::clear()
{
    seconds = micros = absent;
    arguments.clear();
    client.clear();
    name.clear();
}

std::vector<std::string> splitRedisCommand(std::string_view text)
{
    std::vector<std::string> words;
    std::string word;
    bool isInside = false;
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            isQuoted = !isQuoted;
            isInside = true;
        } else if (isQuoted && c == '\\' && i + 1 < text.size()) {
            ++i;
            word += text[i] == 'n' ? '\n' : text[i];
        } else if (!isQuoted && c == ' ') {
            if (isInside)
                words.push_back(std::move(word));
            word.clear();
            isInside = false;
        } else {
            word += c;
            isInside = true;
        }
    }
    if (isInside)
        words.push_back(std::move(word));
    return words;
}

std::string redisKeyShape(std::string_view key)
{
    std::string shape;
    std::size_t at = 0;
    while (at < key.size()) {
        const std::size_t end = std::min(key.find_first_of(":/.-_|{}", at), key.size());
        const std::string_view part = key.substr(at, end - at);
        const bool hasDigit = std::any_of(part.begin(), part.end(), isDigit);
        // "v2" and "page3" are names; identifiers begin with a digit or are long.
        const bool isVariable = hasDigit && (isDigit(part.front()) || part.size() >= 8);
        shape += isVariable ? std::string_view("?") : part;
        if (end < key.size())
            shape += key[end];
        at = end + 1;
    }
    return shape;
}

std::string_view redisKeyOf(const std::vector<std::string>& arguments)
{
    constexpr std::array<std::string_view, 30> keyless{
        "KEYS",   "SCAN",    "INFO",  "CONFIG",   "CLUSTER", "PING",   "CLIENT",   "SLOWLOG", "FLUSHALL", "FLUSHDB",
        "MULTI",  "EXEC",    "AUTH",  "HELLO",    "COMMAND", "SELECT", "PUBLISH",  "DBSIZE",  "SAVE",     "BGSAVE",
        "SCRIPT", "REPLICAOF", "SLAVEOF", "PSYNC", "REPLCONF", "DEBUG", "SHUTDOWN", "LATENCY", "SUBSCRIBE", "PSUBSCRIBE"};
    if (arguments.size() < 2)
        return {};
    const std::string& name = arguments.front();
    if (startsWithIgnoringCase(name, "EVAL") || startsWithIgnoringCase(name, "FCALL"))    // script, number of keys, keys
        return arguments.size() > 3 && arguments[2] != "0" ? std::string_view(arguments[3]) : std::string_view{};
    const bool isKeyless = std::any_of(keyless.begin(), keyless.end(),
                                       [&name](std::string_view known) { return equalsIgnoringCase(known, name); });
    return isKeyless ? std::string_view{} : std::string_view(arguments[1]);
}

}    // namespace faultline
