#include "importers/loglines/keyedline.h"

#include "app/base/text.h"
#include "app/base/wordtable.h"
#include "app/import/jsonslice.h"
#include "app/import/severitywords.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/loglines/loglayout.h"

#include <algorithm>
#include <utility>

namespace faultline {

namespace {

struct KeyName {
    std::string_view key;
    LineRole role;
    std::uint8_t rank;    ///< of two keys with one role the smaller wins
};

// Sorted by key. Elastic Common Schema, OpenTelemetry, logstash, bunyan, pino, zap, slog, Serilog, structlog, GELF, journald,
// Google Cloud and tracing; names of the logging libraries themselves come first where two are used.
constexpr std::array<KeyName, 125> keyNames = {{
    {"@l", LineRole::Level, 0}, {"@m", LineRole::Text, 0}, {"@message", LineRole::Text, 1}, {"@mt", LineRole::Text, 3},
    {"@t", LineRole::Time, 0}, {"@timestamp", LineRole::Time, 0}, {"@x", LineRole::Stack, 0}, {"Body", LineRole::Text, 1},
    {"Level", LineRole::Level, 1}, {"MESSAGE", LineRole::Text, 0}, {"Message", LineRole::Text, 1},
    {"MessageTemplate", LineRole::Text, 4}, {"PRIORITY", LineRole::Level, 0}, {"RenderedMessage", LineRole::Text, 2},
    {"SYSLOG_IDENTIFIER", LineRole::Component, 0}, {"SeverityText", LineRole::Level, 1},
    {"SourceContext", LineRole::Component, 1}, {"SpanId", LineRole::Rest, 9}, {"Timestamp", LineRole::Time, 1},
    {"TraceId", LineRole::TraceId, 0}, {"_COMM", LineRole::Component, 3}, {"_HOSTNAME", LineRole::Host, 0},
    {"_PID", LineRole::Process, 0}, {"__REALTIME_TIMESTAMP", LineRole::Time, 2}, {"app", LineRole::Component, 8},
    {"asctime", LineRole::Time, 3}, {"body", LineRole::Text, 3}, {"caller", LineRole::Component, 6},
    {"category", LineRole::Component, 4}, {"channel", LineRole::Component, 3}, {"client", LineRole::ClientIp, 5},
    {"client.address", LineRole::ClientIp, 2}, {"client.ip", LineRole::ClientIp, 1}, {"clientIP", LineRole::ClientIp, 1},
    {"clientIp", LineRole::ClientIp, 1}, {"client_ip", LineRole::ClientIp, 0}, {"component", LineRole::Component, 1},
    {"date", LineRole::Time, 6}, {"datetime", LineRole::Time, 3}, {"dd.trace_id", LineRole::TraceId, 2}, {"devname", LineRole::Host, 4},
    {"err.stack", LineRole::Stack, 1}, {"error.stack", LineRole::Stack, 2}, {"error.stack_trace", LineRole::Stack, 0}, {"event", LineRole::Text, 6},
    {"eventTime", LineRole::Time, 4}, {"eventtime", LineRole::Time, 0}, {"exc_info", LineRole::Stack, 1}, {"exception", LineRole::Stack, 3},
    {"exception.stacktrace", LineRole::Stack, 0}, {"host", LineRole::Host, 2}, {"host.hostname", LineRole::Host, 1},
    {"host.name", LineRole::Host, 0}, {"hostName", LineRole::Host, 1}, {"hostname", LineRole::Host, 1},
    {"instant.epochSecond", LineRole::EpochSeconds, 0}, {"instant.nanoOfSecond", LineRole::EpochNanoseconds, 0},
    {"ip", LineRole::ClientIp, 6}, {"jsonPayload.message", LineRole::Text, 1}, {"level", LineRole::Level, 1},
    {"levelName", LineRole::Level, 0}, {"level_name", LineRole::Level, 0}, {"levelname", LineRole::Level, 0},
    {"log", LineRole::Text, 5}, {"log.level", LineRole::Level, 0}, {"log.logger", LineRole::Component, 0},
    {"logLevel", LineRole::Level, 1}, {"log_level", LineRole::Level, 1}, {"logdesc", LineRole::Text, 5}, {"logger", LineRole::Component, 0},
    {"loggerName", LineRole::Component, 0}, {"logger_name", LineRole::Component, 0},
    {"logging.googleapis.com/trace", LineRole::TraceId, 2}, {"loglevel", LineRole::Level, 1}, {"lvl", LineRole::Level, 1},
    {"message", LineRole::Text, 0}, {"module", LineRole::Component, 5}, {"msg", LineRole::Text, 1},
    {"name", LineRole::Component, 7}, {"node.name", LineRole::Host, 3}, {"peer", LineRole::ClientIp, 7},
    {"pid", LineRole::Process, 0}, {"priority", LineRole::Level, 4}, {"process", LineRole::Process, 3},
    {"process.pid", LineRole::Process, 0}, {"process.thread.name", LineRole::Thread, 0},
    {"program", LineRole::Component, 6}, {"remote", LineRole::ClientIp, 8}, {"remoteAddr", LineRole::ClientIp, 2},
    {"remote_addr", LineRole::ClientIp, 2}, {"remote_ip", LineRole::ClientIp, 1}, {"service", LineRole::Component, 9},
    {"service.name", LineRole::Component, 9}, {"severity", LineRole::Level, 0}, {"severityText", LineRole::Level, 0},
    {"severity_text", LineRole::Level, 0}, {"short_message", LineRole::Text, 2}, {"source.ip", LineRole::ClientIp, 3}, {"srcip", LineRole::ClientIp, 4},
    {"stack", LineRole::Stack, 2}, {"stack_trace", LineRole::Stack, 0}, {"stacktrace", LineRole::Stack, 0},
    {"t", LineRole::Time, 7}, {"target", LineRole::Component, 2}, {"textPayload", LineRole::Text, 1},
    {"thread", LineRole::Thread, 1}, {"thread.name", LineRole::Thread, 0}, {"threadName", LineRole::Thread, 0},
    {"thread_id", LineRole::Thread, 4}, {"thread_name", LineRole::Thread, 0}, {"tid", LineRole::Thread, 5},
    {"time", LineRole::Time, 2}, {"timeStamp", LineRole::Time, 1}, {"timestamp", LineRole::Time, 1},
    {"timestamp.nanos", LineRole::EpochNanoseconds, 1}, {"timestamp.seconds", LineRole::EpochSeconds, 1},
    {"trace", LineRole::TraceId, 4}, {"trace.id", LineRole::TraceId, 0}, {"traceId", LineRole::TraceId, 1},
    {"trace_id", LineRole::TraceId, 0}, {"ts", LineRole::Time, 2}, {"tz", LineRole::Offset, 0}, {"user", LineRole::User, 1},
    {"user.name", LineRole::User, 0}, {"username", LineRole::User, 1},
}};

constexpr bool areSorted()
{
    for (std::size_t i = 1; i < keyNames.size(); ++i) {
        if (keyNames[i - 1].key >= keyNames[i].key)
            return false;
    }
    return true;
}
static_assert(areSorted(), "a key stands once");

constexpr WordTable keyTable(keyNames, &KeyName::key);

/// Objects that loggers put the fields of a line into.
constexpr std::array<std::string_view, 5> containers = {"fields.", "@fields.", "jsonPayload.", "attributes.", "extra."};

const KeyName* nameOfKey(std::string_view key)
{
    if (const KeyName* name = keyTable.find(key))
        return name;
    if (key.find('.') == std::string_view::npos)
        return nullptr;
    for (const std::string_view container : containers) {
        if (key.size() > container.size() && key.substr(0, container.size()) == container)
            return nameOfKey(key.substr(container.size()));
    }
    return nullptr;
}

std::optional<Severity> severityOfNumber(std::int64_t number, LevelNumbers numbers)
{
    if (numbers == LevelNumbers::Syslog)
        return severityOfSyslog(static_cast<int>(std::clamp<std::int64_t>(number, -1, 8)));
    if (number < 10 || number > 60)
        return std::nullopt;
    return static_cast<Severity>(number / 10);    // bunyan and pino: 10 trace ... 60 fatal
}

/// Of one text, or of a list with a text for each line.
void appendStack(std::string& text, std::string_view stack)
{
    JsonSlice slice(stack.substr(0, 1) == "[" ? stack : "[]");
    bool isList = false;
    for (std::string scratch; slice.next(); isList = true)
        text.append(text.empty() ? "" : "\n").append(jsonText(slice.value(), scratch));
    if (!isList)
        text.append(text.empty() ? "" : "\n").append(stack);
}

bool isWholeObject(std::string_view text)
{
    JsonSlice slice(text);
    while (slice.next()) { }
    return slice.isObject() && slice.isComplete();
}

bool isClock(std::string_view text)
{
    constexpr std::size_t shortest = 8;
    return text.size() >= shortest && text[2] == ':' && text.find_first_not_of("0123456789:.") == std::string_view::npos;
}

constexpr int deepestMember = 4;

template <typename Pairs>
bool addMembersOf(std::string_view object, std::string& path, int depth, std::string& scratch, Pairs& line)
{
    JsonSlice slice(object);
    if (!slice.isObject())
        return false;
    const std::size_t length = path.size();
    while (slice.next()) {
        path.resize(length);
        if (length > 0)
            path += '.';
        path += slice.key();
        const std::string_view value = slice.value();
        if (value.front() == '{' && depth < deepestMember)
            addMembersOf(value, path, depth + 1, scratch, line);
        else if (isJsonString(value))
            line.add(path, jsonText(value, scratch), true);
        else if (value != "null")
            line.add(path, value, false);
    }
    path.resize(length);
    return slice.isComplete();
}

template <typename Pairs>
bool addAllMembers(std::string_view object, Pairs& pairs)
{
    std::string path;
    std::string scratch;
    return addMembersOf(object, path, 0, scratch, pairs);
}

/// The notations of nearly all stamps, told apart by a sign; nothing says nothing about the others.
std::optional<WrittenTime> usualTime(std::string_view text)
{
    constexpr std::size_t yearDigits = 4;
    if (text.size() <= yearDigits)
        return std::nullopt;
    auto written = isLetter(text.front()) ? scanMonthDayTime(text) : isDigit(text[yearDigits]) ? scanEpoch(text) : scanLogTime(text);
    return trimmed(text).empty() ? written : std::nullopt;
}

}    // namespace

LineRole KeyedLine::roleOf(std::string_view key)
{
    const KeyName* name = nameOfKey(key);
    return name != nullptr ? name->role : LineRole::Rest;
}

void KeyedLine::clear()
{
    m_ranks.fill(noRank);
    m_rest.clear();
    m_hasTextLevel = false;
    m_hasSyslogLevel = false;
}

void KeyedLine::keepInRest(std::string_view key, std::string_view value)
{
    if (!value.empty())
        appendPair(m_rest, key, value);
}

void KeyedLine::add(std::string_view key, std::string_view value, bool isText)
{
    const KeyName* name = nameOfKey(key);
    if (name == nullptr || name->role == LineRole::Rest || (value.empty() && name->role != LineRole::Text)) {
        keepInRest(key, value);
        return;
    }
    if (name->role == LineRole::Text && isText && value.substr(0, 1) == "{" && addInner(value))
        return;
    constexpr std::size_t dateLength = 10;    // of a date alone
    const bool isDate = key == "date" && value.size() == dateLength;
    const auto role = static_cast<std::size_t>(isDate ? LineRole::Date : name->role);
    if (name->rank >= m_ranks[role]) {
        keepInRest(key, value);
        return;
    }
    if (m_ranks[role] != noRank)
        keepInRest(m_keys[role], m_values[role]);
    if (isDate || name->role == LineRole::Offset)
        keepInRest(key, value);    // it may be no part of the time
    m_ranks[role] = name->rank;
    m_keys[role] = key;
    m_values[role] = value;
    if (name->role == LineRole::Level) {
        m_hasTextLevel = isText;
        m_hasSyslogLevel = key == "PRIORITY" || key == "priority";
    }
}

/// A program that logs JSON inside a collector that does so too: {"log": "{\"level\": ...}\n"}. False when the text is to be kept.
bool KeyedLine::addInner(std::string_view text)
{
    text = trimmed(text);
    if (m_isInside || text.empty() || text.back() != '}')
        return false;
    const std::string object(text);    // what it is a view of is overwritten on the way
    if (!isWholeObject(object))
        return false;
    m_isInside = true;
    addMembers(object, *this);
    m_isInside = false;
    return has(LineRole::Text);
}

/// "date=2024-04-22 time=09:04:24 tz=+0200" of firewalls. No words in it: what is scanned here is gone afterwards.
std::optional<WrittenTime> KeyedLine::timeOfParts() const
{
    std::string whole = textOf(LineRole::Date) + 'T' + textOf(LineRole::Time);
    const std::string& offset = textOf(LineRole::Offset);
    if (has(LineRole::Offset) && offset.find_first_not_of("+-0123456789:") == std::string::npos)
        whole += offset;
    const bool hasWords = textOf(LineRole::Date).find_first_not_of("-/.0123456789") != std::string::npos;
    return hasWords ? std::nullopt : parseAnyTime(whole);
}

std::optional<WrittenTime> KeyedLine::time() const
{
    if (has(LineRole::Time)) {
        const std::string& text = textOf(LineRole::Time);
        if (auto written = usualTime(text))
            return written;
        return has(LineRole::Date) && isClock(text) ? timeOfParts() : parseAnyTime(text);
    }
    if (has(LineRole::Date))
        return parseAnyTime(textOf(LineRole::Date));
    const auto seconds = has(LineRole::EpochSeconds) ? parseInteger(textOf(LineRole::EpochSeconds)) : std::nullopt;
    if (!seconds || *seconds < 0 || *seconds > 9'000'000'000)
        return std::nullopt;
    const auto nanoseconds = has(LineRole::EpochNanoseconds) ? parseInteger(textOf(LineRole::EpochNanoseconds)) : std::nullopt;
    WrittenTime written;
    written.epoch = timestampFrom(*seconds * 1'000'000'000 + std::clamp<std::int64_t>(nanoseconds.value_or(0), 0, 999'999'999));
    return written;
}

Severity KeyedLine::severity() const
{
    if (!has(LineRole::Level))
        return Severity::Unknown;
    std::string_view level = trimmed(textOf(LineRole::Level));
    if (level.size() > 2 && (level[level.size() - 2] == '+' || level[level.size() - 2] == '-'))
        level.remove_suffix(2);    // slog between its names: "DEBUG+2"
    if (const auto severity = severityOfWord(level))
        return *severity;
    if (m_hasTextLevel && level.size() == 1 && isLetter(level.front()))
        return severityOfLetter(level.front()).value_or(Severity::Unknown);
    const auto number = parseInteger(level);
    const bool isSyslog = m_hasSyslogLevel || (has(LineRole::Text) && m_keys[static_cast<std::size_t>(LineRole::Text)] == "short_message");
    return number ? severityOfNumber(*number, isSyslog ? LevelNumbers::Syslog : LevelNumbers::Bunyan).value_or(Severity::Unknown)
                  : Severity::Unknown;
}

LogLine KeyedLine::logLine()
{
    LogLine line;
    constexpr std::array<std::pair<LineRole, std::string_view LogLine::*>, 8> fields = {{
        {LineRole::Text, &LogLine::text}, {LineRole::Component, &LogLine::component}, {LineRole::Host, &LogLine::host},
        {LineRole::Process, &LogLine::process}, {LineRole::Thread, &LogLine::thread}, {LineRole::User, &LogLine::user},
        {LineRole::ClientIp, &LogLine::clientIp}, {LineRole::TraceId, &LogLine::traceId}}};
    for (const auto& [role, field] : fields) {
        if (has(role))
            line.*field = textOf(role);
    }
    line.severity = severity();
    if (has(LineRole::Stack)) {
        m_text.assign(line.text);
        appendStack(m_text, textOf(LineRole::Stack));
        line.text = m_text;
    }
    if (line.severity == Severity::Unknown && has(LineRole::Level))
        keepInRest(m_keys[static_cast<std::size_t>(LineRole::Level)], textOf(LineRole::Level));
    if (!m_rest.empty())
        line.rest = m_rest;
    if (line.text.data() == nullptr)    // no message: what it says is all of its pairs
        line.text = m_rest;
    return line;
}

bool addMembers(std::string_view object, KeyedLine& line)
{
    return addAllMembers(object, line);
}

bool addMembers(std::string_view object, SharedPairs& pairs)
{
    return addAllMembers(object, pairs);
}

void SharedPairs::add(std::string_view key, std::string_view value, bool isText)
{
    if (m_count == m_pairs.size())
        m_pairs.emplace_back();
    Pair& pair = m_pairs[m_count++];
    pair.key = key;
    pair.value = value;
    pair.isText = isText;
}

void SharedPairs::addTo(KeyedLine& line) const
{
    for (std::size_t i = 0; i < m_count; ++i)
        line.add(m_pairs[i].key, m_pairs[i].value, m_pairs[i].isText);
}

}    // namespace faultline
