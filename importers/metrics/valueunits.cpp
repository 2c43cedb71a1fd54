#include "importers/metrics/valueunits.h"

#include "app/base/text.h"

#include <array>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

struct UnitRow {
    std::string_view text;
    std::string_view base;
    double multiply;
    double divide;
    std::string_view written;
};

constexpr double kibi = 1024.0, mebi = kibi * 1024, gibi = mebi * 1024, tebi = gibi * 1024, pebi = tebi * 1024;

/// Exact spelling first: Mb is megabits, MB megabytes. Spellings of Grafana's formatters, of Prometheus and of people.
constexpr auto exactUnits = std::to_array<UnitRow>({
    {"%", "%", 1, 1, "%"}, {"%%", "%", 1, 1, "%"},
    {"ns", "s", 1, 1e9, "ns"}, {"us", "s", 1, 1e6, "us"}, {"\xC2\xB5s", "s", 1, 1e6, "us"}, {"\xCE\xBCs", "s", 1, 1e6, "us"},
    {"ms", "s", 1, 1e3, "ms"}, {"s", "s", 1, 1, "s"}, {"m", "s", 60, 1, "min"}, {"h", "s", 3600, 1, "h"},
    {"d", "s", 86400, 1, "d"}, {"w", "s", 604800, 1, "wk"},
    {"B", "By", 1, 1, "By"}, {"kB", "By", 1e3, 1, "kBy"}, {"KB", "By", 1e3, 1, "kBy"}, {"MB", "By", 1e6, 1, "MBy"},
    {"GB", "By", 1e9, 1, "GBy"}, {"TB", "By", 1e12, 1, "TBy"}, {"PB", "By", 1e15, 1, "PBy"},
    {"KiB", "By", kibi, 1, "KiBy"}, {"MiB", "By", mebi, 1, "MiBy"}, {"GiB", "By", gibi, 1, "GiBy"},
    {"TiB", "By", tebi, 1, "TiBy"}, {"PiB", "By", pebi, 1, "PiBy"},
    {"Ki", "By", kibi, 1, "KiBy"}, {"Mi", "By", mebi, 1, "MiBy"}, {"Gi", "By", gibi, 1, "GiBy"}, {"Ti", "By", tebi, 1, "TiBy"},
    {"b", "bit", 1, 1, "bit"}, {"kb", "bit", 1e3, 1, "kbit"}, {"Kb", "bit", 1e3, 1, "kbit"}, {"Mb", "bit", 1e6, 1, "Mbit"},
    {"Gb", "bit", 1e9, 1, "Gbit"}, {"Tb", "bit", 1e12, 1, "Tbit"}, {"Kib", "bit", kibi, 1, "Kibit"},
    {"Mib", "bit", mebi, 1, "Mibit"}, {"Gib", "bit", gibi, 1, "Gibit"},
    {"By", "By", 1, 1, "By"}, {"kBy", "By", 1e3, 1, "kBy"}, {"MBy", "By", 1e6, 1, "MBy"}, {"GBy", "By", 1e9, 1, "GBy"},
    {"Hz", "Hz", 1, 1, "Hz"}, {"kHz", "Hz", 1e3, 1, "kHz"}, {"MHz", "Hz", 1e6, 1, "MHz"}, {"GHz", "Hz", 1e9, 1, "GHz"},
    {"\xC2\xB0""C", "Cel", 1, 1, "Cel"}, {"W", "W", 1, 1, "W"}, {"kW", "W", 1e3, 1, "kW"}, {"V", "V", 1, 1, "V"},
    {"K", "1", 1e3, 1, ""}, {"k", "1", 1e3, 1, ""}, {"M", "1", 1e6, 1, ""}, {"Mil", "1", 1e6, 1, ""}, {"G", "1", 1e9, 1, ""},
    {"Bil", "1", 1e9, 1, ""}, {"T", "1", 1e12, 1, ""}, {"Tri", "1", 1e12, 1, ""}, {"1", "1", 1, 1, "1"},
});

/// Words, in lower case, without regard to the case in the text.
constexpr auto wordUnits = std::to_array<UnitRow>({
    {"percent", "%", 1, 1, "%"}, {"pct", "%", 1, 1, "%"}, {"ratio", "1", 1, 1, "1"}, {"count", "1", 1, 1, "1"},
    {"nanosecond", "s", 1, 1e9, "ns"}, {"nano", "s", 1, 1e9, "ns"}, {"microsecond", "s", 1, 1e6, "us"}, {"micro", "s", 1, 1e6, "us"},
    {"millisecond", "s", 1, 1e3, "ms"}, {"milli", "s", 1, 1e3, "ms"}, {"msec", "s", 1, 1e3, "ms"}, {"usec", "s", 1, 1e6, "us"},
    {"nsec", "s", 1, 1e9, "ns"}, {"second", "s", 1, 1, "s"}, {"sec", "s", 1, 1, "s"}, {"minute", "s", 60, 1, "min"},
    {"min", "s", 60, 1, "min"}, {"hour", "s", 3600, 1, "h"}, {"hr", "s", 3600, 1, "h"}, {"day", "s", 86400, 1, "d"},
    {"week", "s", 604800, 1, "wk"},
    {"byte", "By", 1, 1, "By"}, {"kilobyte", "By", 1e3, 1, "kBy"}, {"megabyte", "By", 1e6, 1, "MBy"}, {"gigabyte", "By", 1e9, 1, "GBy"},
    {"kibibyte", "By", kibi, 1, "KiBy"}, {"mebibyte", "By", mebi, 1, "MiBy"}, {"gibibyte", "By", gibi, 1, "GiBy"},
    {"bit", "bit", 1, 1, "bit"}, {"celsius", "Cel", 1, 1, "Cel"}, {"hertz", "Hz", 1, 1, "Hz"}, {"watt", "W", 1, 1, "W"},
    {"volt", "V", 1, 1, "V"}, {"hrs", "s", 3600, 1, "h"}, {"mb", "By", 1e6, 1, "MBy"}, {"gb", "By", 1e9, 1, "GBy"},
});

/// Per-second counts: the thing counted is kept out of the unit, as in "1/s".
constexpr auto rateWords = std::to_array<std::string_view>({"ops", "ops/s", "op/s", "rps", "req/s", "reqs/s", "requests/s", "qps", "iops",
    "io/s", "cps", "c/s", "wps", "w/s", "rd/s", "wr/s", "pps", "p/s", "eps", "events/s", "msg/s", "1/s", "/s", "count/s", "/sec"});

std::optional<Unit> simpleUnit(std::string_view text)
{
    for (const UnitRow& row : exactUnits) {
        if (row.text == text)
            return Unit{std::string(row.base), row.multiply, row.divide, std::string(row.written)};
    }
    std::string word = toLower(text);
    if (word.size() > 3 && word.back() == 's')
        word.pop_back();
    for (const UnitRow& row : wordUnits) {
        if (row.text == word)
            return Unit{std::string(row.base), row.multiply, row.divide, std::string(row.written)};
    }
    return std::nullopt;
}

bool isRateWord(std::string_view text)
{
    for (const std::string_view word : rateWords) {
        if (equalsIgnoringCase(word, text))
            return true;
    }
    return false;
}

std::optional<Unit> perSecond(std::string_view text)
{
    for (const std::string_view suffix : {std::string_view("/s"), std::string_view("/sec"), std::string_view("/second"), std::string_view("ps")}) {
        if (text.size() <= suffix.size() || text.substr(text.size() - suffix.size()) != suffix)
            continue;
        auto unit = simpleUnit(trimmed(text.substr(0, text.size() - suffix.size())));
        // "ps" only after bits and bytes: "kbps", "MBps"; anything else that ends so is another word.
        if (!unit || (unit->base != "By" && unit->base != "bit" && (suffix == "ps" || unit->base != "1")))
            continue;
        unit->base += "/s";
        unit->written = (unit->written.empty() ? "1" : unit->written) + "/s";
        return unit;
    }
    return std::nullopt;
}

constexpr std::string_view noBreakSpace = "\xC2\xA0", narrowNoBreakSpace = "\xE2\x80\xAF", minusSign = "\xE2\x88\x92";

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// Length of a blank (also the two that French and Swiss locales group with) at the front, 0 = none.
std::size_t blankAt(std::string_view text)
{
    if (startsWith(text, " "))
        return 1;
    for (const std::string_view blank : {noBreakSpace, narrowNoBreakSpace}) {
        if (startsWith(text, blank))
            return blank.size();
    }
    return 0;
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t digitsAt(std::string_view text)
{
    std::size_t count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    return count;
}

/// The integer part: "1234", "1,234,567", "1 234"; digits go to `plain`. False when a group is not three digits.
bool takeGrouped(std::string_view& text, char group, std::string& plain)
{
    const std::size_t first = digitsAt(text);
    plain.append(text.substr(0, first));
    text.remove_prefix(first);
    if (first == 0 || first > 3)
        return true;
    for (;;) {
        std::size_t separator = blankAt(text);
        const bool isMark = separator == 0 && !text.empty() && text.front() == group;
        if (isMark)
            separator = 1;
        if (separator == 0)
            return true;
        const std::size_t digits = digitsAt(text.substr(separator));
        if (digits != 3)
            return !isMark;
        plain.append(text.substr(separator, 3));
        text.remove_prefix(separator + 3);
    }
}

/// Takes a number from the front of `text` and gives it in C notation.
std::optional<double> takeNumber(std::string_view& text, NumberNotation notation)
{
    std::string_view rest = text;
    std::string plain;
    if (startsWith(rest, minusSign)) {
        plain = "-";
        rest.remove_prefix(minusSign.size());
    } else if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
        if (rest.front() == '-')
            plain = "-";
        rest.remove_prefix(1);
    }
    const std::size_t signLength = plain.size();
    const char point = notation == NumberNotation::DecimalComma ? ',' : '.';
    if (!takeGrouped(rest, notation == NumberNotation::DecimalComma ? '.' : ',', plain))
        return std::nullopt;
    if (!rest.empty() && rest.front() == point) {
        const std::size_t digits = digitsAt(rest.substr(1));
        plain += '.';
        plain.append(rest.substr(1, digits));
        rest.remove_prefix(1 + digits);
    }
    if (plain.size() == signLength || (plain.size() == signLength + 1 && plain.back() == '.'))
        return std::nullopt;
    if (rest.size() > 1 && (rest.front() == 'e' || rest.front() == 'E')) {
        const std::size_t sign = rest[1] == '-' || rest[1] == '+' ? 1 : 0;
        const std::size_t digits = digitsAt(rest.substr(1 + sign));
        if (digits > 0) {
            plain += 'e';
            plain.append(rest.substr(1, sign + digits));
            rest.remove_prefix(1 + sign + digits);
        }
    }
    if (plain.back() == '.')
        plain.pop_back();
    const auto value = parseDouble(plain);
    if (value)
        text = rest;
    return value;
}

std::optional<double> specialNumber(std::string_view text)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (equalsIgnoringCase(text, "nan") || equalsIgnoringCase(text, "null"))
        return std::numeric_limits<double>::quiet_NaN();
    const bool negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+'))
        text.remove_prefix(1);
    if (equalsIgnoringCase(text, "inf") || equalsIgnoringCase(text, "infinity") || text == "\xE2\x88\x9E")
        return negative ? -infinity : infinity;
    return std::nullopt;
}

bool isUnitText(std::string_view text)
{
    if (text.empty() || text.size() > 24)
        return false;
    for (const char c : text) {
        if (isDigit(c) || c == ':' || c == '.' || c == ',' || c == '-' || c == '_')
            return false;
    }
    return true;
}

/// "K req/s": a power of thousand before a unit of its own.
std::optional<Unit> scaledCount(std::string_view text)
{
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos)
        return std::nullopt;
    const auto scale = simpleUnit(text.substr(0, blank));
    auto unit = findUnit(trimmed(text.substr(blank + 1)));
    if (!scale || scale->base != "1" || !unit || unit->divide != 1 || unit->multiply != 1)
        return std::nullopt;
    unit->multiply = scale->multiply;
    return unit;
}

/// "net_out_bytes_total" -> "bytes": the last word that is not about the kind of metric.
std::string_view unitWordOf(std::string_view name)
{
    const auto dropSuffix = [&name](std::string_view suffix) {
        const bool has = name.size() > suffix.size() && equalsIgnoringCase(name.substr(name.size() - suffix.size()), suffix);
        if (has)
            name.remove_suffix(suffix.size());
        return has;
    };
    if (dropSuffix("_count") || dropSuffix("_bucket"))
        return "count";
    const bool counted = dropSuffix("_total");
    if (!counted)
        dropSuffix("_sum");
    const std::size_t mark = name.find_last_of("_. ");
    const auto unit = mark == std::string_view::npos ? std::nullopt : findUnit(name.substr(mark + 1));
    // A name's last word "m", "k" or "min" (the least) is no unit; those need brackets.
    const std::string_view word = unit ? name.substr(mark + 1) : std::string_view();
    if (unit && !equalsIgnoringCase(word, "min") && (word.size() > 1 || word == "s" || word == "%"))
        return word;
    return counted ? std::string_view("count") : std::string_view();
}

/// "net_out_bytes_per_second" -> "By/s", "requests per second" -> "1/s"; "" for a rate by the minute or the like. Nothing for
/// a name that is no rate.
std::optional<std::string> rateUnitOf(std::string_view name)
{
    const std::size_t mark = name.find_last_of("_. ");
    if (mark == std::string_view::npos || mark < 4 || !equalsIgnoringCase(name.substr(mark - 3, 3), "per") || name.find_first_of("_. ", mark - 4) != mark - 4)
        return std::nullopt;
    const std::string_view each = name.substr(mark + 1);
    if (!equalsIgnoringCase(each, "second") && !equalsIgnoringCase(each, "sec") && !equalsIgnoringCase(each, "s"))
        return std::string();
    const std::string counted = declaredUnit(name.substr(0, mark - 4));
    if (counted.empty() || counted == "1")
        return "1/s";
    const bool isBytes = counted.find("By") != std::string::npos || counted.find("bit") != std::string::npos;
    return isBytes ? counted + "/s" : std::string();
}

/// "durationMillis", "elapsedMs": camel case endings.
std::string_view camelUnitOf(std::string_view name)
{
    for (const std::string_view ending : {"Millis", "Micros", "Nanos", "Seconds", "Bytes", "Percent", "Percentage"}) {
        if (name.size() > ending.size() && name.substr(name.size() - ending.size()) == ending)
            return ending == "Percentage" ? std::string_view("percent") : ending;
    }
    if (name.size() > 2 && name.substr(name.size() - 2) == "Ms")
        return "ms";
    return {};
}

}    // namespace

std::optional<Unit> findUnit(std::string_view text)
{
    text = trimmed(text);
    if (text.empty() || text.size() > 24)
        return std::nullopt;
    if (isRateWord(text))
        return Unit{"1/s", 1, 1, "1/s"};
    if (auto unit = simpleUnit(text))
        return unit;
    if (auto unit = perSecond(text))
        return unit;
    return scaledCount(text);
}

std::optional<double> parseNumber(std::string_view text, NumberNotation notation)
{
    text = trimmed(text);
    if (const auto special = specialNumber(text))
        return special;
    const auto value = takeNumber(text, notation);
    return value && text.empty() ? value : std::nullopt;
}

std::optional<Quantity> parseQuantity(std::string_view cell, NumberNotation notation, UnknownUnit unknown)
{
    std::string_view rest = trimmed(cell);
    if (const auto special = specialNumber(rest))
        return Quantity{*special, {}};
    const auto number = takeNumber(rest, notation);
    if (!number)
        return std::nullopt;
    if (rest.empty())
        return Quantity{*number, {}};
    bool blank = false;
    while (const std::size_t length = blankAt(rest)) {
        rest.remove_prefix(length);
        blank = true;
    }
    if (const auto unit = findUnit(rest))
        return Quantity{*number * unit->multiply / unit->divide, unit->base};
    if (unknown == UnknownUnit::Keep && blank && isUnitText(rest))
        return Quantity{*number, std::string(rest)};
    return std::nullopt;
}

bool isEmptyCell(std::string_view cell)
{
    cell = trimmed(cell);
    if (!cell.empty() && isDigit(cell.front()))
        return false;
    return cell.empty() || cell == "-" || cell == "--" || equalsIgnoringCase(cell, "n/a") || equalsIgnoringCase(cell, "undefined")
           || equalsIgnoringCase(cell, "none") || equalsIgnoringCase(cell, "no data");
}

std::string_view withoutDeclaredUnit(std::string_view header)
{
    header = trimmed(header);
    if (header.size() < 3 || (header.back() != ')' && header.back() != ']'))
        return header;
    const std::size_t open = header.rfind(header.back() == ')' ? '(' : '[');
    return open == std::string_view::npos || open == 0 ? header : trimmed(header.substr(0, open));
}

std::string declaredUnit(std::string_view header)
{
    header = trimmed(header);
    const std::string_view name = withoutDeclaredUnit(header);
    std::string_view word;
    const bool bracketed = name.size() != header.size();
    if (bracketed)
        word = trimmed(header.substr(header.rfind(header.back() == ')' ? '(' : '[') + 1));
    if (bracketed)
        word.remove_suffix(1);
    if (bracketed && (word == "m" || !findUnit(word)))
        return isUnitText(word) && word.size() <= 8 ? std::string(word) : std::string();   // "(m)" may be minutes, metres, millicores
    if (const auto rate = bracketed ? std::nullopt : rateUnitOf(header))
        return *rate;
    if (!bracketed)
        word = unitWordOf(header);
    if (word.empty() && !bracketed)
        word = camelUnitOf(header);
    if (word.empty() && !header.empty() && header.back() == '%')
        word = "%";
    const auto unit = findUnit(word);
    return unit ? unit->written : std::string();
}

}    // namespace faultline
