#include "app/import/handwrittentime.h"

#include "app/base/zonewords.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <utility>

namespace faultline {

namespace {

/// "+02:00", "+0200", "+02", "-7" behind "UTC".
std::optional<std::int32_t> scanOffset(TextCursor& cursor, bool shortForm)
{
    const std::size_t begin = cursor.at;
    const bool unicodeMinus = cursor.take("\xE2\x88\x92");
    const char sign = unicodeMinus ? '-' : cursor.peek();
    if (sign != '+' && sign != '-')
        return std::nullopt;
    if (!unicodeMinus)
        ++cursor.at;
    const std::size_t digitsAt = cursor.at;
    auto hours = cursor.number(shortForm ? 1 : 2, 4);
    const std::size_t digits = cursor.at - digitsAt;
    int minutes = 0;
    if (hours && digits == 4) {
        minutes = *hours % 100;
        hours = *hours / 100;
    } else if (hours && cursor.peek() == ':' && isDigit(cursor.peek(1))) {
        ++cursor.at;
        const auto written = cursor.number(2, 2);
        minutes = written ? *written : 60;
    }
    const bool wrongMinutes = minutes != 0 && minutes != 30 && minutes != 45 && minutes != 15;
    if (!hours || digits == 3 || *hours > 14 || wrongMinutes || cursor.peek() == ':' || isWordByte(cursor.peek())) {
        cursor.at = begin;
        return std::nullopt;
    }
    const std::int32_t seconds = (*hours * 60 + minutes) * 60;
    return sign == '-' ? -seconds : seconds;
}

bool isAmericanZoneName(std::string_view word)
{
    return equalsIgnoringCase(word, "Pacific") || equalsIgnoringCase(word, "Eastern") || equalsIgnoringCase(word, "Central")
           || equalsIgnoringCase(word, "Mountain");
}

/// "US/Pacific", "Europe/Paris", "Pacific Time".
std::string_view zoneName(const TextCursor& cursor)
{
    std::size_t length = 0;
    while (isLetter(cursor.peek(length)) || cursor.peek(length) == '/' || cursor.peek(length) == '_')
        ++length;
    const std::string_view name = cursor.rest().substr(0, length);
    const std::size_t slash = name.rfind('/');
    if (slash != std::string_view::npos)
        return isAmericanZoneName(name.substr(slash + 1)) || TimeZone::named(name) ? name : std::string_view{};
    if (!isAmericanZoneName(name))
        return {};
    TextCursor behind(cursor.rest().substr(length));
    behind.blanks();
    return behind.word("time") ? name : std::string_view{};
}

bool isZoneWord(std::string_view word)
{
    if (equalsIgnoringCase(word, "UTC") || equalsIgnoringCase(word, "GMT") || word == "Z" || word == "ET" || word == "PT" || word == "CT"
        || word == "MT")
        return true;
    const bool upper = std::all_of(word.begin(), word.end(), isUpper);
    return upper && word.size() >= 3 && word.size() <= 5 && isKnownZoneWord(word);
}

}    // namespace

bool scanZoneText(std::string_view& text, WrittenTime& zone)
{
    TextCursor cursor(text);
    cursor.blanks();
    const bool bracket = cursor.take("(") || cursor.take("[");
    if (const auto offset = scanOffset(cursor, false)) {
        zone.offsetSeconds = *offset;
    } else if (const std::string_view name = zoneName(cursor); !name.empty()) {
        cursor.at += name.size();
        zone.zoneWord = name;
        TextCursor behind = cursor;
        behind.blanks();
        if (behind.word("time"))
            cursor = behind;
    } else {
        const std::string_view word = cursor.letters();
        if (!isZoneWord(word) || isWordByte(cursor.peek(word.size())))
            return false;
        cursor.at += word.size();
        zone.zoneWord = word;
        TextCursor behind = cursor;
        behind.blanks();
        const bool inner = !bracket && behind.take("(");
        if (inner && (behind.word("UTC") || behind.word("GMT"))) {
            if (const auto inBrackets = scanOffset(behind, true); inBrackets && behind.take(")")) {
                zone.offsetSeconds = inBrackets;
                cursor = behind;
            }
        } else if (const auto direct = inner ? std::optional<std::int32_t>{} : scanOffset(cursor, true)) {
            zone.offsetSeconds = direct;
        } else if (inner) {
            if (const auto named = scanOffset(behind, true); named && behind.take(")")) {    // "CEST (+02:00)"
                zone.offsetSeconds = named;
                cursor = behind;
            }
        }
    }
    if (bracket && !cursor.take(")") && !cursor.take("]")) {
        zone.offsetSeconds.reset();
        zone.zoneWord = {};
        return false;
    }
    text = cursor.rest();
    return true;
}

ZoneReading readZone(const WrittenTime& time)
{
    if (time.offsetSeconds)
        return {TimeZone::fixed(std::chrono::seconds(*time.offsetSeconds)), false};
    if (time.zoneWord.empty())
        return {};
    const std::string_view word = time.zoneWord;
    const std::string_view last = word.substr(word.rfind('/') + 1);    // npos + 1 is 0: the whole word
    for (const auto& [generic, name] : {std::pair<std::string_view, std::string_view>{"ET", "America/New_York"},
                                        {"Eastern", "America/New_York"},
                                        {"CT", "America/Chicago"},
                                        {"Central", "America/Chicago"},
                                        {"MT", "America/Denver"},
                                        {"Mountain", "America/Denver"},
                                        {"PT", "America/Los_Angeles"},
                                        {"Pacific", "America/Los_Angeles"}}) {
        if (!equalsIgnoringCase(last, generic))
            continue;
        if (auto zone = TimeZone::named(name))
            return {*zone, false};
    }
    if (word.find('/') != std::string_view::npos) {
        if (auto zone = TimeZone::named(word))
            return {*zone, false};
        return {std::nullopt, true};
    }
    const std::vector<ZoneMeaning> meanings = meaningsOfZoneWord(word);
    if (meanings.size() != 1)
        return {std::nullopt, true};
    return {meanings.front().offset.count() == 0 ? TimeZone::utc() : TimeZone::fixed(meanings.front().offset), false};
}

std::optional<LocalTime> localTimeOf(const WrittenTime& time)
{
    if (!isValidDate(time.year, time.month, time.day))
        return std::nullopt;
    const std::int64_t days = daysFromCivil(time.year, static_cast<unsigned>(time.month), static_cast<unsigned>(time.day));
    const std::int64_t seconds = ((days * 24 + time.hour) * 60 + time.minute) * 60 + time.second;
    return LocalTime{std::chrono::seconds(seconds) + Nanoseconds(time.nanosecond)};
}

}    // namespace faultline
