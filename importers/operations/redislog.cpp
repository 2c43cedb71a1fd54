#include "importers/operations/redislog.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/eventkinds.h"
#include "importers/operations/heldrecord.h"
#include "importers/operations/textparts.h"

#include <array>

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "redis-log",
                                .title = "Redis server log (also Valkey, Sentinel)",
                                .records = "logline, event",
                                .framing = Framing::OrderedLines,    // years before 4.0, backtraces
                                .anchor = Anchor::Unknown,
                                .zone = "source's zone",
                                .specification = "Redis src/server.c, serverLogRaw"};

struct RedisLine {
    WrittenTime time;
    std::string_view pid, role, message;
    char level = 0;
};

/// "18 Jul 2025 19:08:05.257"; the year is there since 4.0.
std::optional<WrittenTime> takeTime(std::string_view& text)
{
    if (std::string_view rest = text; const auto usual = scanDayMonthTime(rest)) {
        if (!usual->offsetSeconds && usual->zoneWord.empty() && rest.starts_with(' ')) {
            text = rest;
            return usual;
        }
    }
    TextCursor cursor(text);
    const auto day = cursor.number(1, 2);
    if (!day || cursor.blanks() == 0)
        return std::nullopt;
    const std::string_view month = cursor.letters();
    cursor.at += month.size();
    if (month.size() != 3 || cursor.blanks() == 0)
        return std::nullopt;
    TextCursor yearCursor = cursor;
    const auto year = yearCursor.number(4, 4);
    if (year && yearCursor.blanks() > 0)
        cursor = yearCursor;
    // The rest is a syslog time with its first two words exchanged.
    std::string_view clock = cursor.rest();
    constexpr std::size_t longestClock = 16;
    std::array<char, 8 + longestClock> stamp{month[0], month[1], month[2], ' ', static_cast<char>('0' + *day / 10),
                                             static_cast<char>('0' + *day % 10), ' '};
    const std::size_t clockSize = clock.copy(stamp.data() + 7, longestClock);
    std::string_view scanned(stamp.data(), 7 + clockSize);
    auto written = scanSyslogTime(scanned);
    if (!written)
        return std::nullopt;
    written->year = year.value_or(0);
    clock.remove_prefix(std::min(clock.find(' '), clock.size()));
    text = clock;
    return written;
}

/// "1:signal-handler (1752865900) Received SIGTERM scheduling shutdown...": written where no clock may be asked.
std::optional<RedisLine> parseSignalLine(std::string_view text)
{
    const std::string_view pid = takeDigits(text);
    if (pid.empty() || !takeLiteral(text, ":signal-handler ("))
        return std::nullopt;
    RedisLine line;
    line.pid = pid;
    const auto time = scanEpoch(text);
    if (!time || !takeLiteral(text, ") "))
        return std::nullopt;
    line.time = *time;
    line.level = '#';
    line.message = text;
    return line;
}

/// "1:M 18 Jul 2025 19:08:05.257 * text", "[1:M] ...", and before 3.0 "[4018] 14 Nov 07:01:22.119 * text".
std::optional<RedisLine> parseLine(std::string_view text)
{
    if (const auto signal = parseSignalLine(text))
        return signal;
    RedisLine line;
    const bool isBracketed = takeLiteral(text, "[");
    line.pid = takeDigits(text);
    if (line.pid.empty())
        return std::nullopt;
    if (takeLiteral(text, ":")) {
        line.role = text.substr(0, 1);
        if (line.role.empty() || !isUpper(line.role.front()))
            return std::nullopt;
        text.remove_prefix(1);
    } else if (!isBracketed) {
        return std::nullopt;
    }
    if ((isBracketed && !takeLiteral(text, "]")) || !takeLiteral(text, " "))
        return std::nullopt;
    const auto time = takeTime(text);
    if (!time || text.size() < 2 || std::string_view(".-*#").find(text[1]) == std::string_view::npos)
        return std::nullopt;
    line.time = *time;
    line.level = text[1];
    text.remove_prefix(2);
    takeLiteral(text, " ");
    line.message = text;
    return line;
}

Severity severityOf(char level)
{
    switch (level) {
    case '.': return Severity::Debug;
    case '#': return Severity::Warn;
    default: return Severity::Info;
    }
}

std::string_view roleName(std::string_view role)
{
    switch (role.empty() ? ' ' : role.front()) {
    case 'M': return "master";
    case 'S': return "replica";
    case 'C': return "child";
    case 'X': return "sentinel";
    default: return {};
    }
}

constexpr EventWordTable eventWords(std::array<EventWords, 18>{{
    {"Redis is starting", "restart"},
    {"Valkey is starting", "restart"},
    {"Server started, Redis version", "restart"},
    {"eady to accept connections", "restart"},
    {"User requested shutdown", "restart"},
    {"Received SIGTERM", "restart"},
    {"Received SIGINT", "restart"},
    {"is now ready to exit, bye bye", "restart"},
    {"crashed by signal", "crash"},
    {"ASSERTION FAILED", "crash"},
    {"BUG REPORT START", "crash"},
    {"MASTER MODE enabled", "failover"},
    {"Failover election won", "failover"},
    {"+switch-master", "failover"},
    {"+odown ", "failover"},
    {"+sdown ", "failover"},
    {"Cluster state changed", "failover"},
    {"Setting secondary replication ID", "failover"}}});

class RedisLogReader final : public RecordReader {
public:
    explicit RedisLogReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_held.release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    TimeResolver m_times;
    HeldRecord m_held;
};

void RedisLogReader::line(std::string_view text, RecordSink& sink)
{
    const auto line = parseLine(text);
    if (!line && trimmed(text).empty())
        return sink.skip();
    if (!line)
        return m_held.goOn(text, sink);    // the logo, a backtrace
    const auto time = m_times.resolve(line->time);
    if (!time)
        return sink.reject("bad-time", "The stamp is a time that does not exist, or has no year and none is known");
    m_held.release(sink);
    if (const std::string_view kind = eventWords.kindIn(line->message); !kind.empty()) {
        Event event;
        event.kind = std::string(kind);
        event.start = *time;
        event.title = std::string(trimmed(line->message));
        event.fields.emplace_back("process", std::string(line->pid));
        if (!roleName(line->role).empty())
            event.fields.emplace_back("component", std::string(roleName(line->role)));
        return m_held.begin(std::move(event), sink);
    }
    LogLine record;
    record.time = *time;
    record.component = roleName(line->role);
    record.text = line->message;
    record.process = line->pid;
    record.severity = severityOf(line->level);
    m_held.begin(record, sink);
}

}    // namespace

const FormatInfo& RedisLogImporter::info() const
{
    return formatInfo;
}

Detection RedisLogImporter::detect(const SourceHead& head) const
{
    LineCensus census;
    for (const std::string_view text : head.lines) {
        const bool isMine = parseLine(text).has_value();
        // The logo and backtraces begin with blanks or have no digit in front.
        if (!isMine && (text.empty() || text.front() == ' ' || census.mine > 0))
            continue;
        ++census.filled;
        census.mine += isMine ? 1U : 0U;
    }
    Detection detection = census.detection("Redis log lines (process, role, time, level)", 95);
    if (census.mine * 4 < head.lines.size())
        detection.confidence = std::min(detection.confidence, 35);
    return detection;
}

std::unique_ptr<RecordReader> RedisLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<RedisLogReader>(context);
}

}    // namespace faultline
