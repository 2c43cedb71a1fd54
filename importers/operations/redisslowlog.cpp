#include "importers/operations/redisslowlog.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "app/import/textcursor.h"
#include "importers/operations/mongodbslowquery.h"
#include "importers/operations/redisslowentry.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/textparts.h"

#include <limits>

namespace faultline {

namespace {

constexpr std::int64_t nsPerMicro = 1'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;

constexpr FormatInfo formatInfo{.id = "redis-slowlog",
                                .title = "Redis slow log (redis-cli, JSON, ElastiCache)",
                                .records = "operation",
                                .framing = Framing::Document,
                                .anchor = Anchor::End,
                                .zone = "epoch",
                                .since = "Redis 2.2",
                                .specification = "Redis SLOWLOG GET"};

/// "4) 1) \"GET\"": how far it is indented, its labels, and the value behind them.
struct ListLine {
    std::size_t indent = 0;
    std::vector<int> labels;
    std::size_t innerIndent = 0;    ///< of the last label
    std::string_view value;
};

std::optional<ListLine> parseListLine(std::string_view text)
{
    ListLine line;
    TextCursor cursor(text);
    constexpr std::size_t mostLabels = 3;
    while (line.labels.size() < mostLabels) {
        TextCursor ahead = cursor;
        ahead.blanks();
        const std::size_t begin = ahead.at;
        const auto number = ahead.number(1, 6);
        if (!number || !ahead.take(") "))
            break;
        if (line.labels.empty())
            line.indent = begin;
        line.innerIndent = begin;
        line.labels.push_back(*number);
        cursor = ahead;
    }
    if (line.labels.empty())
        return std::nullopt;
    line.value = trimmed(cursor.rest());
    return line;
}

std::optional<std::int64_t> integerOf(std::string_view value)
{
    if (!takeLiteral(value, "(integer) "))
        return std::nullopt;
    return parseInteger(value);
}

std::string stringOf(std::string_view value)
{
    const auto words = splitRedisCommand(value);
    return words.empty() ? std::string() : words.front();
}

/// Lines of redis-cli's numbered lists.
class CliListing {
public:
    /// True when the line begins an entry; the one before it is complete then.
    bool begins(const ListLine& line) const { return line.labels.size() == 2 && integerOf(line.value).has_value(); }

    void take(const ListLine& line, RedisSlowEntry& entry)
    {
        const auto number = integerOf(line.value);
        if (begins(line)) {
            m_fieldIndent = line.innerIndent;
            return;
        }
        const bool isField = line.indent == m_fieldIndent;
        if (isField && number && line.labels.front() == 2)
            entry.seconds = *number;
        else if (isField && number && line.labels.front() == 3)
            entry.micros = *number;
        else if (isField && line.labels.size() == 1 && !number)
            (line.labels.front() == 5 ? entry.client : entry.name) = stringOf(line.value);
        else if (!number)
            entry.arguments.push_back(stringOf(line.value));
    }

private:
    std::size_t m_fieldIndent = 0;
};

class RedisSlowLogReader final : public RecordReader {
public:
    explicit RedisSlowLogReader(const ReaderContext& context) : m_times(context.time) { }

    void document(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void listing(std::string_view text, RecordSink& sink);
    void jsonLines(std::string_view text, RecordSink& sink);
    void jsonEntry(std::string_view value, RecordSink& sink);
    void takeArray(std::string_view value);
    void takeObject();
    void takeCommand(std::string_view value);
    void put(RecordSink& sink);

    TimeResolver m_times;
    RedisSlowEntry m_entry;
    JsonRecord m_json;
    std::string m_scratch;
};

void RedisSlowLogReader::put(RecordSink& sink)
{
    const bool isReadable = m_entry.isComplete() && m_entry.micros >= 0
        && m_entry.micros <= std::numeric_limits<std::int64_t>::max() / nsPerMicro && m_entry.seconds >= 0
        && m_entry.seconds <= std::numeric_limits<std::int64_t>::max() / nsPerSecond;
    if (!isReadable)
        return sink.reject("cut-entry", "The entry has no time, no duration or no command, or one that 64 bits do not hold");
    WrittenTime written;
    written.epoch = timestampFrom(m_entry.seconds * nsPerSecond);
    const auto time = m_times.resolve(written);
    if (!time)
        return sink.reject("bad-time", "The time of the entry does not exist");
    Operation operation;
    operation.time = *time;
    std::string op = m_entry.arguments.front();
    std::transform(op.begin(), op.end(), op.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const std::string target = redisKeyShape(redisKeyOf(m_entry.arguments));
    ShapeHash hash;
    hash.add(std::string_view(op));
    hash.add(' ');
    hash.add(std::string_view(target));
    const std::string shape = shapeHashText(hash.value());
    std::string text;
    for (const std::string& argument : m_entry.arguments)
        text.append(text.empty() ? "" : " ").append(argument);
    operation.op = op;
    operation.target = absentWhenEmpty(target);
    operation.shapeHash = shape;
    operation.app = absentWhenEmpty(m_entry.name);
    operation.client = absentWhenEmpty(hostOfAddress(m_entry.client));
    operation.text = text;
    operation.severity = Severity::Info;
    operation.durationNs = m_entry.micros * nsPerMicro;
    sink.operation(operation);
}

void RedisSlowLogReader::listing(std::string_view text, RecordSink& sink)
{
    CliListing listing;
    bool isOpen = false;
    while (!text.empty()) {
        const auto line = parseListLine(takeUntil(text, "\n"));
        if (!line)
            continue;    // the prompt
        if (listing.begins(*line)) {
            if (isOpen)
                put(sink);
            m_entry.clear();
            isOpen = true;
        }
        listing.take(*line, m_entry);
    }
    if (!isOpen)
        return sink.reject("no-entry", "No entry begins in this text");
    put(sink);
}

void RedisSlowLogReader::takeCommand(std::string_view value)
{
    if (value.starts_with('[')) {
        for (JsonSlice slice(value); slice.next();)
            m_entry.arguments.emplace_back(jsonText(slice.value(), m_scratch));
        return;
    }
    m_entry.arguments = splitRedisCommand(jsonText(value, m_scratch));
}

/// [14, 1309448221, 15, ["ping"], "127.0.0.1:58217", "worker"]
void RedisSlowLogReader::takeArray(std::string_view value)
{
    int index = 0;
    for (JsonSlice slice(value); slice.next(); ++index) {
        switch (index) {
        case 1: m_entry.seconds = jsonInteger(slice.value()).value_or(absent); break;
        case 2: m_entry.micros = jsonInteger(slice.value()).value_or(absent); break;
        case 3: takeCommand(slice.value()); break;
        case 4: m_entry.client = jsonText(slice.value(), m_scratch); break;
        case 5: m_entry.name = jsonText(slice.value(), m_scratch); break;
        default: break;
        }
    }
}

void RedisSlowLogReader::takeObject()
{
    const auto any = [this](std::initializer_list<std::string_view> keys) {
        for (const std::string_view key : keys) {
            if (m_json.has(key))
                return m_json.raw(key);
        }
        return std::string_view{};
    };
    m_entry.seconds = jsonInteger(any({"start_time", "Timestamp", "timestamp", "time"})).value_or(absent);
    m_entry.micros = jsonInteger(any({"duration", "Duration (us)", "executionTime", "execution_time"})).value_or(absent);
    takeCommand(any({"command", "Command", "args"}));
    m_entry.client = jsonText(any({"client_address", "ClientAddress", "client_addr", "client"}), m_scratch);
    m_entry.name = jsonText(any({"client_name", "ClientName"}), m_scratch);
}

void RedisSlowLogReader::jsonEntry(std::string_view value, RecordSink& sink)
{
    m_entry.clear();
    if (value.starts_with('[')) {
        takeArray(value);
        return put(sink);
    }
    const JsonRecord::Fault fault = m_json.read(value);
    if (fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    takeObject();
    put(sink);
}

void RedisSlowLogReader::jsonLines(std::string_view text, RecordSink& sink)
{
    while (!text.empty()) {
        const std::string_view line = trimmed(takeUntil(text, "\n"));
        if (!line.empty())
            jsonEntry(line, sink);
    }
}

void RedisSlowLogReader::document(std::string_view text, RecordSink& sink)
{
    const std::string_view start = trimmed(text);
    if (start.starts_with('{'))
        return jsonLines(start, sink);
    if (!start.starts_with('['))
        return listing(text, sink);
    JsonSlice slice(start);
    while (slice.next())
        jsonEntry(slice.value(), sink);
    if (slice.isTooDeep())
        return sink.reject("json-too-deep", "The list is nested more than 64 levels deep");
    if (!slice.isComplete())
        sink.reject("bad-json", "The list is not complete: its closing bracket is missing");
}

bool isSlowEntry(std::string_view value)
{
    if (!value.starts_with('['))
        return false;
    JsonSlice slice(value);
    constexpr std::int64_t year2001 = 1'000'000'000;
    const bool hasNumbers = slice.next() && jsonInteger(slice.value()) && slice.next()
        && jsonInteger(slice.value()).value_or(0) > year2001 && slice.next() && jsonInteger(slice.value());
    return hasNumbers && slice.next() && slice.value().starts_with('[');
}

}    // namespace

const FormatInfo& RedisSlowLogImporter::info() const
{
    return formatInfo;
}

Detection RedisSlowLogImporter::detect(const SourceHead& head) const
{
    Detection detection;
    const std::string_view start = trimmed(head.text);
    if (start.starts_with('[')) {
        JsonSlice slice(start);
        if (slice.next() && isSlowEntry(slice.value())) {
            detection.confidence = 96;
            detection.reason = "The list holds entries of id, time, microseconds and command";
        }
    }
    const bool isNamed = holdsJsonKeys(start.substr(0, 4096), {"ClientAddress", "Duration (us)", "Command"})
        || holdsJsonKeys(start.substr(0, 4096), {"start_time", "duration", "command", "client_address"});
    if (detection.confidence == 0 && startsAsJson(head) && isNamed) {
        detection.confidence = 95;
        detection.reason = "Its objects have a command, a time and a duration in microseconds";
    }
    const std::size_t entry = head.text.find(") 1) (integer) ");
    if (detection.confidence == 0 && entry != std::string_view::npos && entry < 256
        && containsText(head.text.substr(entry, 256), "2) (integer) 1")) {
        detection.confidence = 96;
        detection.reason = "It is redis-cli's listing of SLOWLOG GET";
    }
    if (detection.confidence > 0)
        settleAnchor(detection, Anchor::End, Basis::Specification, "Redis logs a command when it has run");
    return detection;
}

std::unique_ptr<RecordReader> RedisSlowLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<RedisSlowLogReader>(context);
}

}    // namespace faultline
