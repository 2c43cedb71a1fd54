#include "importers/requests/strftimescanner.h"

#include "app/base/text.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 12> months{"january", "february", "march",     "april",   "may",      "june",
                                                  "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> weekdays{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};

/// The longer conversions in terms of the single ones.
std::string_view expansionOf(char conversion)
{
    switch (conversion) {
    case 'T': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'D': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'c': return "%a %b %e %H:%M:%S %Y";
    case 'r': return "%I:%M:%S %p";
    case 'x': return "%m/%d/%y";
    case 'X': return "%H:%M:%S";
    case 'n':
    case 't': return " ";
    case '%': return "%%";
    default: return {};
    }
}

struct Scan {
    std::string_view text;
    WrittenTime& time;
    bool afternoon = false;
    bool twelveHours = false;

    bool number(std::size_t mostDigits, int lowest, int highest, int& field)
    {
        std::size_t digits = 0;
        int value = 0;
        while (digits < mostDigits && digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
            value = value * 10 + (text[digits++] - '0');
        if (digits == 0 || value < lowest || value > highest)
            return false;
        text.remove_prefix(digits);
        field = value;
        return true;
    }

    void skipBlanks()
    {
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
    }

    template <std::size_t N>
    bool word(const std::array<std::string_view, N>& words, int& index)
    {
        for (std::size_t i = 0; i < N; ++i) {
            const std::size_t length = startsWithIgnoringCase(text, words[i])                ? words[i].size()
                                       : startsWithIgnoringCase(text, words[i].substr(0, 3)) ? std::size_t{3}
                                                                                             : std::size_t{0};
            if (length == 0)
                continue;
            text.remove_prefix(length);
            index = static_cast<int>(i);
            return true;
        }
        return false;
    }

    bool offset()
    {
        if (text.empty() || (text.front() != '+' && text.front() != '-'))
            return false;
        const int sign = text.front() == '-' ? -1 : 1;
        text.remove_prefix(1);
        int hours = 0;
        int minutes = 0;
        if (!number(2, 0, 23, hours))
            return false;
        if (!text.empty() && text.front() == ':')
            text.remove_prefix(1);
        if (!number(2, 0, 59, minutes))
            return false;
        time.offsetSeconds = sign * (hours * 3600 + minutes * 60);
        return true;
    }

    bool zoneName()
    {
        std::size_t length = 0;
        while (length < text.size() && ((text[length] >= 'A' && text[length] <= 'Z') || (text[length] >= 'a' && text[length] <= 'z')))
            ++length;
        time.zoneWord = text.substr(0, length);
        text.remove_prefix(length);
        return length > 0;
    }

    bool epoch()
    {
        std::size_t digits = 0;
        while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
            ++digits;
        const auto nanoseconds = parseDecimalScaled(text.substr(0, digits), 1'000'000'000);
        if (!nanoseconds)
            return false;
        time.epoch = timestampFrom(*nanoseconds);
        text.remove_prefix(digits);
        return true;
    }

    bool halfDay()
    {
        if (startsWithIgnoringCase(text, "pm"))
            afternoon = true;
        else if (!startsWithIgnoringCase(text, "am"))
            return false;
        twelveHours = true;
        text.remove_prefix(2);
        return true;
    }

    bool conversion(char kind)
    {
        int ignored = 0;
        switch (kind) {
        case 'a':
        case 'A': return word(weekdays, time.weekday);
        case 'b':
        case 'B':
        case 'h':
            if (!word(months, ignored))
                return false;
            time.month = ignored + 1;
            return true;
        case 'd':
        case 'e': skipBlanks(); return number(2, 1, 31, time.day);
        case 'm': return number(2, 1, 12, time.month);
        case 'Y': return number(4, 1, 9999, time.year);
        case 'y':
            if (!number(2, 0, 99, time.year))
                return false;
            time.year += 2000;
            return true;
        case 'H':
        case 'k': skipBlanks(); return number(2, 0, 23, time.hour);
        case 'I':
        case 'l': skipBlanks(); twelveHours = true; return number(2, 1, 12, time.hour);
        case 'M': return number(2, 0, 59, time.minute);
        case 'S': return number(2, 0, 60, time.second);
        case 'p':
        case 'P': return halfDay();
        case 'z': return offset();
        case 'Z': return zoneName();
        case 's': return epoch();
        case 'j': return number(3, 1, 366, ignored);
        case 'u':
        case 'w': return number(1, 0, 7, ignored);
        default: return false;
        }
    }

    bool run(std::string_view format)
    {
        for (std::size_t at = 0; at < format.size(); ++at) {
            if (format[at] == '%' && at + 1 < format.size() && format[at + 1] != '%') {
                const char kind = format[++at];
                const std::string_view expansion = expansionOf(kind);
                if (expansion.data() != nullptr ? !run(expansion) : !conversion(kind))
                    return false;
                continue;
            }
            if (format[at] == '%')
                ++at;
            if (text.empty() || at == format.size() || text.front() != format[at])
                return false;
            text.remove_prefix(1);
        }
        return true;
    }
};

}    // namespace

bool scanStrftime(std::string_view format, std::string_view text, WrittenTime& time)
{
    Scan scan{text, time};
    if (!scan.run(format) || !scan.text.empty())
        return false;
    if (scan.twelveHours && time.hour <= 12)
        time.hour = time.hour % 12 + (scan.afternoon ? 12 : 0);
    return true;
}

bool isKnownStrftime(std::string_view format)
{
    constexpr std::string_view single = "aAbBhdemYyHkIlMSpPzZsjuw";
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] != '%')
            continue;
        if (++at == format.size())
            return false;
        if (single.find(format[at]) == std::string_view::npos && expansionOf(format[at]).data() == nullptr)
            return false;
    }
    return true;
}

}    // namespace faultline
