#include "importers/loglines/loglayout.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/severitywords.h"
#include "app/import/textcursor.h"

#include <algorithm>
#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr std::size_t longestField = 300;

constexpr std::array<std::string_view, 24> syslogFacilities = {
    "kern", "user", "mail",  "daemon",   "auth",   "syslog", "lpr",    "news",   "uucp",   "cron",   "authpriv", "ftp",
    "ntp",  "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6",   "local7"};

constexpr CharacterSet notInNames(" \t[]{}=\"<>,;|");

bool isBlank(char c) { return c == ' ' || c == '\t'; }

/// Signs are mostly one letter long.
std::size_t found(std::string_view text, std::string_view sign, std::size_t from)
{
    return sign.size() == 1 ? text.find(sign.front(), from) : text.find(sign, from);
}

/// Where a capture ends: at `what`, whose blanks stand for any blank.
std::size_t endOf(std::string_view text, std::string_view what)
{
    if (what.empty())
        return text.size();
    if (isBlank(what.front()))
        return lineBlanks.firstIn(text);
    const bool endsInBlank = what.size() > 1 && what.back() == ' ';
    const std::string_view sign = endsInBlank ? what.substr(0, what.size() - 1) : what;
    const std::size_t at = found(text, sign, 0);
    if (!endsInBlank)
        return at;
    for (std::size_t from = at; from != std::string_view::npos; from = found(text, sign, from + 1)) {
        const std::size_t behind = from + sign.size();
        if (behind == text.size() || isBlank(text[behind]))
            return from;
    }
    return std::string_view::npos;
}

std::string_view withoutBlanks(std::string_view text)
{
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    return text;
}

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

}    // namespace

void LogHead::clear()
{
    static constexpr LogLine empty;    // copying it is quicker than making one: this runs for each shape that is tried
    time.reset();
    line = empty;
    rest.clear();
}

bool LogLayout::match(std::string_view line, LogHead& head) const
{
    return matchSteps(0, m_steps.size(), line, head) && withoutBlanks(line).empty();
}

bool LogLayout::matchSteps(std::size_t from, std::size_t to, std::string_view& text, LogHead& head) const
{
    for (std::size_t i = from; i < to; ++i) {
        const Step& step = m_steps[i];
        switch (step.slot) {
        case Slot::Literal:
            if (!hasPrefix(text, step.literal))
                return false;
            text.remove_prefix(step.literal.size());
            break;
        case Slot::Blanks: {
            if (!text.empty() && !isBlank(text.front()))
                return false;
            text = lineBlanks.skippedIn(text);
            break;
        }
        case Slot::Time:
            if (!matchTime(step.scan, text, head))
                return false;
            break;
        case Slot::Group:
            if (!matchGroup(i, text, head))
                return false;
            i = step.end - 1;
            break;
        case Slot::Text:
            head.line.text = text;
            text.remove_prefix(text.size());
            break;
        case Slot::Level:
        case Slot::Letter:
        case Slot::Priority:
        case Slot::Field:
        case Slot::Extra:
        case Slot::Skip:
            if (!matchCapture(step, text, head))
                return false;
            break;
        }
    }
    return true;
}

bool LogLayout::matchTime(LogHead::TimeScan scan, std::string_view& text, LogHead& head)
{
    auto& scanned = head.scanned;
    if (scanned.scan != scan || scanned.at != text.data()) {
        std::string_view rest = text;
        scanned.scan = scan;
        scanned.at = text.data();
        scanned.time = scan(rest);
        scanned.length = text.size() - rest.size();
    }
    head.time = scanned.time;
    if (head.time)
        text.remove_prefix(scanned.length);
    return head.time.has_value();
}

bool LogLayout::matchGroup(std::size_t first, std::string_view& text, LogHead& head) const
{
    // A group that is not there is mostly known by the sign it begins with.
    const auto mayBeThere = [this, &text](std::size_t choice) {
        return m_steps[choice].choiceEnd == choice + 1 || m_steps[choice + 1].slot != Slot::Literal
            || hasPrefix(text, m_steps[choice + 1].literal);
    };
    std::size_t possible = first;
    while (possible < m_steps[first].end && !mayBeThere(possible))
        possible = m_steps[possible].choiceEnd;
    if (possible == m_steps[first].end)
        return true;
    const std::string_view before = text;
    const LogLine fields = head.line;
    const auto time = head.time;
    const std::size_t rest = head.rest.size();
    for (std::size_t choice = possible; choice < m_steps[first].end; choice = m_steps[choice].choiceEnd) {
        if (matchSteps(choice + 1, m_steps[choice].choiceEnd, text, head))
            return true;
        text = before;
        head.line = fields;
        head.time = time;
        head.rest.resize(rest);
    }
    return true;
}

bool LogLayout::isAllowed(const Step& step, std::string_view value)
{
    switch (step.allowed) {
    case Allowed::Anything: return true;
    case Allowed::Number: return isNumber(value);
    case Allowed::Word: return !value.empty() && !lineBlanks.isIn(value);
    case Allowed::Name:
        return !value.empty() && !notInNames.isIn(value) && value.back() != ':'
            && !severityOfWord(value);
    }
    return false;
}

bool LogLayout::store(const Step& step, std::string_view value, LogHead& head)
{
    if (step.slot == Slot::Level) {
        const auto severity = severityOfWord(value);
        head.line.severity = severity.value_or(Severity::Unknown);
        return severity.has_value();
    }
    if (step.slot == Slot::Priority) {
        const auto priority = value.size() > 3 ? std::nullopt : parseInteger(value);
        if (!priority || *priority < 0 || *priority > 191)
            return false;
        head.line.severity = severityOfSyslog(static_cast<int>(*priority % 8));
        appendPair(head.rest, "facility", syslogFacilities[static_cast<std::size_t>(*priority / 8)]);
        return true;
    }
    if (step.slot == Slot::Field && !value.empty())
        head.line.*step.field = value;
    else if (step.slot == Slot::Extra && !value.empty())
        appendPair(head.rest, step.name, value);
    return true;
}

std::size_t LogLayout::endOfCapture(const Step& step, std::string_view text)
{
    if (step.slot == Slot::Level || step.allowed == Allowed::Number) {    // they end by themselves; padding belongs to them
        std::size_t end = lineBlanks.firstNotIn(text);
        while (end < text.size() && (isDigit(text[end]) || (step.slot == Slot::Level && isLetter(text[end]))))
            ++end;
        const std::size_t sign = std::min(lineBlanks.firstNotIn(text, end), text.size());
        const bool isPadded = !step.literal.empty() && !isBlank(step.literal.front())
            && text.substr(sign, 1) == step.literal.substr(0, 1);
        return isPadded ? sign : end;
    }
    if (!step.then.empty()) {
        for (std::size_t at = text.find(step.then); at != std::string_view::npos; at = text.find(step.then, at + 1)) {
            if (at > 0 && isBlank(text[at - 1]))
                return text.find_last_not_of(" \t", at - 1) + 1;
        }
        return std::string_view::npos;
    }
    const std::size_t end = endOf(text, step.literal);
    return end == std::string_view::npos && step.literal == " " ? text.size() : end;    // a blank may be the end of the line
}

bool LogLayout::matchCapture(const Step& step, std::string_view& text, LogHead& head)
{
    if (step.slot == Slot::Letter) {
        const auto severity = text.empty() ? std::nullopt : severityOfLetter(text.front());
        head.line.severity = severity.value_or(Severity::Unknown);
        text.remove_prefix(severity ? 1 : 0);
        return severity.has_value();
    }
    const std::size_t end = endOfCapture(step, text.substr(0, longestField));
    if (end == std::string_view::npos)
        return false;
    const std::string_view value = withoutBlanks(text.substr(0, end));
    if (!isAllowed(step, value) || !store(step, value, head))
        return false;
    text.remove_prefix(end);
    return true;
}

}    // namespace faultline
