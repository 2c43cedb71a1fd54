#pragma once

#include "app/import/linepairs.h"
#include "app/import/writtentime.h"
#include "app/model/record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What the head line of a log record says. Views into the line, except `rest`.
struct LogHead {
    std::optional<WrittenTime> time;
    LogLine line;        ///< without time and rest
    std::string rest;    ///< what no field claims, as pairs; becomes line.rest
    void clear();

    using TimeScan = std::optional<WrittenTime> (*)(std::string_view&);
    /// The last time that was looked for: the shapes of a format begin alike, and scanning is the dearest step.
    struct {
        TimeScan scan = nullptr;
        const char* at = nullptr;
        std::optional<WrittenTime> time;
        std::size_t length = 0;
    } scanned;
};

/// The shape of a head line, written as the line looks:
///   `[<time>] <level> [{<thread>}] <component:word> - <text>`
/// A blank stands for one or more blanks. `<...>` takes up to what follows it in the layout. `{...}` may be missing; `{a|b}` is the first of its choices that fits. `<lt>`, `<open>`
/// and `<close>` are the signs < { }. The shape must account for the whole line.
/// Times: <time> (date and clock, `scanLogTime`), <time:syslog>, <time:ctime>, <time:access>, <time:glog>, <time:daymonth>,
/// <time:monthday>, <time:epoch>, <time:iso>. Fields: <level> and <letter> (must mean a severity), <priority> (of syslog), <component>, <thread>,
/// <process> (digits), <user>, <host>, <client>, <trace>, <text> (the rest of the line), <skip>; anything else goes to `rest`
/// under its name. `:word` forbids blanks inside, `:name` also the signs that hosts and programs lack and words that mean a
/// severity, `:number` allows digits only.
class LogLayout {
public:
    explicit LogLayout(std::string_view shape);
    bool match(std::string_view line, LogHead& head) const;

private:
    enum class Slot : std::uint8_t { Literal, Blanks, Time, Group, Text, Level, Letter, Priority, Field, Extra, Skip };
    enum class Allowed : std::uint8_t { Anything, Word, Name, Number };
    struct Step {
        Slot slot = Slot::Literal;
        Allowed allowed = Allowed::Anything;
        std::string_view literal = {};    ///< of Literal; of captures what ends them, empty = the end of the line
        std::string_view then = {};       ///< what stands behind the blank that ends a capture with blanks inside
        std::string_view name = {};
        LogHead::TimeScan scan = nullptr;
        std::string_view LogLine::* field = nullptr;
        std::size_t choiceEnd = 0;        ///< of Group: the step after its steps; another choice may stand there
        std::size_t end = 0;              ///< of Group: the step after the last choice
    };
    void addCapture(std::string_view name);
    void addSign(std::string_view shape, std::vector<std::size_t>& choices);
    void settleEnds();
    std::string_view whatFollows(std::size_t step) const;
    static bool matchTime(LogHead::TimeScan scan, std::string_view& text, LogHead& head);
    bool matchGroup(std::size_t first, std::string_view& text, LogHead& head) const;
    bool matchSteps(std::size_t from, std::size_t to, std::string_view& text, LogHead& head) const;
    static bool isAllowed(const Step& step, std::string_view value);
    static bool store(const Step& step, std::string_view value, LogHead& head);
    static std::size_t endOfCapture(const Step& step, std::string_view text);
    static bool matchCapture(const Step& step, std::string_view& text, LogHead& head);

    std::vector<Step> m_steps;
};

}    // namespace faultline
