#include "importers/requests/haproxyline.h"

#include "app/base/text.h"
#include "app/model/record.h"
#include "importers/requests/logvalue.h"

#include <array>
#include <cstddef>

namespace faultline {

namespace {

constexpr std::size_t npos = std::string_view::npos;

std::string_view takeWord(std::string_view& text)
{
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text = blank == npos ? std::string_view() : text.substr(blank + 1);
    return word;
}

/// The place of "[dd/Mon/yyyy:" behind a word and a blank.
std::size_t findTime(std::string_view line)
{
    for (std::size_t at = line.find('['); at != npos; at = line.find('[', at + 1)) {
        if (at >= 2 && at + 13 < line.size() && line[at - 1] == ' ' && line[at + 3] == '/' && line[at + 7] == '/' && line[at + 12] == ':')
            return at;
    }
    return npos;
}

/// "-1" (not reached) is absent, "+12" is 12.
bool takeNumber(std::string_view text, std::int64_t& value)
{
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    if (text == "-1" || text == "-") {
        value = absent;
        return true;
    }
    const auto number = parseInteger(text);
    if (!number || *number < 0)
        return false;
    value = *number;
    return true;
}

/// "10/0/30/69/109" into as many values as `values` has.
template <std::size_t count>
bool takeNumbers(std::string_view text, const std::array<std::int64_t*, count>& values)
{
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t slash = text.find('/');
        if ((slash == npos) != (i + 1 == count) || !takeNumber(text.substr(0, slash), *values[i]))
            return false;
        text.remove_prefix(slash == npos ? text.size() : slash + 1);
    }
    return true;
}

std::size_t countOf(std::string_view text, char wanted)
{
    std::size_t count = 0;
    for (const char c : text)
        count += c == wanted ? 1U : 0U;
    return count;
}

bool takeTimers(std::string_view text, HaproxyLine& fields)
{
    fields.isEarly = text.find('+') != npos;
    if (countOf(text, '/') == 4) {
        fields.isHttp = true;
        return takeNumbers<5>(text, {&fields.requestTimeMs, &fields.queueTimeMs, &fields.connectTimeMs, &fields.responseTimeMs,
                                     &fields.totalTimeMs});
    }
    fields.requestTimeMs = fields.responseTimeMs = absent;
    return takeNumbers<3>(text, {&fields.queueTimeMs, &fields.connectTimeMs, &fields.totalTimeMs});
}

/// "{a|b}" at the front, blanks inside included.
bool takeCaptured(std::string_view& text)
{
    if (text.empty() || text.front() != '{')
        return false;
    std::size_t close = text.find("} ");
    if (close == npos)
        return false;
    text.remove_prefix(close + 2);
    return true;
}

void takeRequest(std::string_view text, HaproxyLine& fields)
{
    const std::string_view start = text;
    while (takeCaptured(text)) { }
    fields.captured = trimmed(start.substr(0, start.size() - text.size()));
    if (text.empty() || text.front() != '"') {
        fields.isCut = true;
        fields.rest = text;
        return;
    }
    // HAProxy escapes no quotes in the line, but a target cannot hold a bare one; what is behind is httpslog's.
    const std::size_t close = text.find('"', 1);
    fields.isCut = close == npos;
    fields.request = text.substr(1, fields.isCut ? npos : close - 1);
    if (!fields.isCut)
        fields.rest = trimmed(text.substr(close + 1));
}

HaproxyFault takeCounters(std::string_view left, std::string_view timers, HaproxyLine& fields)
{
    if (!takeTimers(timers, fields))
        return HaproxyFault::BadCounters;
    fields.status = absent;
    if (fields.isHttp && !takeNumber(takeWord(left), fields.status))
        return HaproxyFault::BadCounters;
    if (!takeNumber(takeWord(left), fields.bytes))
        return HaproxyFault::BadCounters;
    if (fields.isHttp) {    // captured cookies, one of the request and one of the response
        takeWord(left);
        takeWord(left);
    }
    fields.flags = takeWord(left);
    const bool good = fields.flags.size() >= 2 &&
        takeNumbers<5>(takeWord(left), {&fields.actconn, &fields.feconn, &fields.beconn, &fields.srvconn, &fields.retries}) &&
        takeNumbers<2>(takeWord(left), {&fields.serverQueue, &fields.backendQueue});
    if (!good)
        return HaproxyFault::BadCounters;
    if (fields.isHttp)
        takeRequest(left, fields);
    else
        fields.rest = trimmed(left);
    return HaproxyFault::None;
}

}    // namespace

HaproxyFault splitHaproxyLine(std::string_view line, HaproxyLine& fields, std::string_view& message)
{
    const std::size_t time = findTime(line);
    if (time == npos)
        return HaproxyFault::NotHaproxy;
    const std::string_view before = line.substr(0, time - 1);
    const std::size_t blank = before.rfind(' ');
    fields.client = before.substr(blank == npos ? 0 : blank + 1);
    const std::size_t close = line.find("] ", time);
    if (fields.client.find(':') == npos || close == npos)
        return HaproxyFault::NotHaproxy;
    fields.time = line.substr(time + 1, close - time - 1);
    if (fields.time.find(' ') != npos || fields.time.empty())    // an offset: some other log
        return HaproxyFault::NotHaproxy;
    std::string_view left = line.substr(close + 2);
    fields.frontend = takeWord(left);
    message = left;
    const std::string_view place = takeWord(left);
    const std::size_t slash = place.find('/');
    const std::string_view timers = takeWord(left);
    if (slash == npos || countOf(timers, '/') < 2 || timers.find_first_not_of("0123456789/+-") != npos) {
        if (!fields.frontend.empty() && fields.frontend.back() == ':')
            return HaproxyFault::Message;
        return HaproxyFault::NotHaproxy;
    }
    if (!fields.frontend.empty() && fields.frontend.back() == '~')
        fields.frontend.remove_suffix(1);
    fields.backend = place.substr(0, slash);
    fields.server = place.substr(slash + 1);
    return takeCounters(left, timers, fields);
}

}    // namespace faultline
