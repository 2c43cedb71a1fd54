#include "importers/loglines/garbagecollection.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "app/model/recordsink.h"
#include "importers/loglines/loglayout.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

struct Memory {
    double bytes = 0;
    std::size_t length = 0;    ///< of the text; 0 = there is none
};

/// "24M", "1015660K", "0.0B", "2.5G".
Memory takeMemory(std::string_view text)
{
    static constexpr CharacterSet ofNumbers("0123456789.");
    const std::size_t digits = std::min(ofNumbers.firstNotIn(text), text.size());
    const auto value = digits == 0 || digits > 15 || digits == text.size() ? std::nullopt : parseDouble(text.substr(0, digits));
    if (!value)
        return {};
    switch (text[digits]) {
    case 'B': return {*value, digits + 1};
    case 'K': return {*value * 1024, digits + 1};
    case 'M': return {*value * 1024 * 1024, digits + 1};
    case 'G': return {*value * 1024 * 1024 * 1024, digits + 1};
    default: return {};
    }
}

/// Of the last "before->after(size)" with nothing but memory in it: the heap as a whole.
Memory heapAfter(std::string_view text)
{
    Memory found;
    for (std::size_t at = text.find("->"); at != std::string_view::npos; at = text.find("->", at + 2)) {
        const Memory after = takeMemory(text.substr(at + 2));
        if (after.length != 0 && text.substr(at + 2 + after.length, 1) == "(")
            found = after;
    }
    return found;
}

/// "2.345ms" at the end of a unified line, ", 0.0123 secs]" of Java 8; in seconds.
std::optional<double> pauseOf(std::string_view text)
{
    const std::string_view firstLine = text.substr(0, text.find('\n'));
    if (startsWithIgnoringCase(firstLine, "Pause") && firstLine.size() > 2 && firstLine.substr(firstLine.size() - 2) == "ms") {
        const std::size_t blank = firstLine.rfind(' ');
        if (blank == std::string_view::npos)
            return std::nullopt;
        const auto nanoseconds = parseDecimalScaled(firstLine.substr(blank + 1, firstLine.size() - blank - 3), 1'000'000);
        return nanoseconds ? std::optional(static_cast<double>(*nanoseconds) / 1e9) : std::nullopt;
    }
    if (firstLine.substr(0, 4) != "[GC " && firstLine.substr(0, 8) != "[Full GC")
        return std::nullopt;
    if (firstLine.find("concurrent") != std::string_view::npos)
        return std::nullopt;
    // Java 8 writes parts with their own times inside; the pause is the first one behind the cause of G1, else the last.
    const std::size_t end = firstLine.rfind(" secs]");
    const std::size_t begin = end == std::string_view::npos ? end : firstLine.rfind(' ', end - 1);
    return begin == std::string_view::npos ? std::nullopt : parseDouble(firstLine.substr(begin + 1, end - begin - 1));
}

std::string_view kindOf(std::string_view text)
{
    constexpr std::array<std::string_view, 8> kinds = {"Pause Young", "Pause Full", "Pause Remark", "Pause Cleanup", "Pause Initial Mark",
                                                       "Full GC", "GC pause", "GC remark"};
    for (const std::string_view kind : kinds) {
        if (text.substr(0, 60).find(kind) != std::string_view::npos)
            return kind;
    }
    return text.substr(0, 5) == "Pause" ? "Pause" : "GC";
}

}    // namespace

bool isGcLine(LogHead& head)
{
    if (head.rest.find("uptime=") == std::string::npos)
        return head.rest.find("tags=") != std::string::npos || head.rest.empty();
    const std::string_view uptime = std::string_view(head.rest).substr(head.rest.find("uptime=") + 7);
    std::string_view number = uptime.substr(0, uptime.find(' '));
    const bool isMilliseconds = !number.empty() && number.back() == 'm';    // the s of "12ms" is the shape's
    number.remove_suffix(isMilliseconds ? 1 : 0);
    return parseDouble(number).has_value() && (isMilliseconds || number.find('.') != std::string_view::npos);
}

void measureGc(const LogHead& head, RecordSink& sink)
{
    const std::string_view text = head.line.text;
    if (const auto pause = pauseOf(text)) {
        const Labels labels{{"kind", std::string(kindOf(text))}};
        sink.sample(sink.series("jvm.gc.pause", labels, "s", SeriesKind::Gauge), head.line.time, *pause);
    }
    if (const Memory heap = heapAfter(text); heap.length != 0 && (text.substr(0, 5) == "Pause" || text.substr(0, 1) == "["))
        sink.sample(sink.series("jvm.heap.after_gc", {}, "By", SeriesKind::Gauge), head.line.time, heap.bytes);
}

}    // namespace faultline
