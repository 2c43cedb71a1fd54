// How a LogLayout is made from the way its lines look.

#include "app/import/timestampscanner.h"
#include "importers/loglines/loglayout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace faultline {

namespace {

struct TimeNotation {
    std::string_view name;
    std::optional<WrittenTime> (*scan)(std::string_view&);
};
constexpr std::array<TimeNotation, 9> timeNotations = {{
    {"", scanLogTime},
    {"iso", scanIsoTime},
    {"syslog", scanSyslogTime},
    {"ctime", scanCtime},
    {"access", scanAccessLogTime},
    {"glog", scanGlogTime},
    {"daymonth", scanDayMonthTime},
    {"monthday", scanMonthDayTime},
    {"epoch", scanEpoch},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> signNames = {{{"lt", "< "}, {"open", "{ "}, {"close", "} "}}};    // with the blank that may follow

struct FieldName {
    std::string_view name;
    std::string_view LogLine::* field;
};
constexpr std::array<FieldName, 7> fieldNames = {{
    {"component", &LogLine::component},
    {"thread", &LogLine::thread},
    {"process", &LogLine::process},
    {"user", &LogLine::user},
    {"host", &LogLine::host},
    {"client", &LogLine::clientIp},
    {"trace", &LogLine::traceId},
}};

}    // namespace

LogLayout::LogLayout(std::string_view shape)
{
    std::vector<std::size_t> choices;    // of the open group; groups do not nest
    while (!shape.empty()) {
        const std::size_t special = std::min(shape.find_first_of(choices.empty() ? "<{} " : "<{}| "), shape.size());
        if (special > 0) {
            m_steps.push_back({.slot = Slot::Literal, .literal = shape.substr(0, special)});
            shape.remove_prefix(special);
            continue;
        }
        const std::size_t used = shape.front() == '<' ? shape.find('>') + 1 : 1;
        addSign(shape.substr(0, used), choices);
        shape.remove_prefix(used);
    }
    settleEnds();
}

void LogLayout::addSign(std::string_view sign, std::vector<std::size_t>& choices)
{
    switch (sign.front()) {
    case '<':
        addCapture(sign.substr(1, sign.size() - 2));
        break;
    case '|':
        m_steps[choices.back()].choiceEnd = m_steps.size();
        [[fallthrough]];
    case '{':
        choices.push_back(m_steps.size());
        m_steps.push_back({.slot = Slot::Group});
        break;
    case '}':
        m_steps[choices.back()].choiceEnd = m_steps.size();
        for (const std::size_t choice : choices)
            m_steps[choice].end = m_steps.size();
        choices.clear();
        break;
    default:
        m_steps.push_back({.slot = Slot::Blanks, .literal = " "});
    }
}

void LogLayout::addCapture(std::string_view name)
{
    Step step;
    const std::size_t colon = name.find(':');
    const std::string_view kind = colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
    step.name = name.substr(0, colon);
    if (step.name == "time") {
        step.slot = Slot::Time;
        for (const TimeNotation& notation : timeNotations) {
            if (notation.name == kind)
                step.scan = notation.scan;
        }
        m_steps.push_back(step);
        return;
    }
    for (const auto& [sign, literal] : signNames) {
        if (sign == step.name) {
            m_steps.push_back({.slot = Slot::Literal, .literal = literal.substr(0, 1)});
            return;
        }
    }
    if (kind == "word")
        step.allowed = Allowed::Word;
    else if (kind == "name")
        step.allowed = Allowed::Name;
    else if (kind == "number" || step.name == "process")
        step.allowed = Allowed::Number;
    step.slot = Slot::Extra;
    if (step.name == "priority")
        step.slot = Slot::Priority;
    else if (step.name == "level")
        step.slot = Slot::Level;
    else if (step.name == "letter")
        step.slot = Slot::Letter;
    else if (step.name == "text")
        step.slot = Slot::Text;
    else if (step.name == "skip")
        step.slot = Slot::Skip;
    for (const FieldName& field : fieldNames) {
        if (field.name == step.name) {
            step.slot = Slot::Field;
            step.field = field.field;
        }
    }
    m_steps.push_back(step);
}

std::string_view LogLayout::whatFollows(std::size_t step) const
{
    // Groups that follow begin with the sign that stands behind them as well, so their first sign ends the capture.
    while (step < m_steps.size() && m_steps[step].slot == Slot::Group)
        ++step;
    if (step >= m_steps.size())
        return {};
    const bool isSign = m_steps[step].slot == Slot::Literal || m_steps[step].slot == Slot::Blanks;
    return isSign ? m_steps[step].literal : std::string_view(" ");
}

void LogLayout::settleEnds()
{
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        Step& step = m_steps[i];
        if (step.slot < Slot::Level)
            continue;
        step.literal = whatFollows(i + 1);
        // A sign with a blank behind it ends there, not at "java:687" or "[myid=2](plain".
        const bool isSignAndBlank = i + 2 < m_steps.size() && m_steps[i + 1].slot == Slot::Literal && m_steps[i + 2].slot == Slot::Blanks;
        if (isSignAndBlank)
            step.literal = std::string_view(step.literal.data(), step.literal.size() + 1);    // the blank stands there
        const bool isBlankAndSign = i + 2 < m_steps.size() && m_steps[i + 1].slot == Slot::Blanks && m_steps[i + 2].slot == Slot::Literal;
        if (isBlankAndSign && step.allowed == Allowed::Anything)
            step.then = m_steps[i + 2].literal;
    }
}

}    // namespace faultline
