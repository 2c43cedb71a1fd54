#include "importers/operations/mongodbjson.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "app/import/jsonslice.h"
#include "importers/operations/mongodbevents.h"
#include "importers/operations/mongodbslowquery.h"
#include "importers/operations/mongodbtext.h"
#include "importers/operations/mongodbtextline.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/textparts.h"

#include <array>
#include <limits>

namespace faultline {

namespace {

constexpr std::int64_t nsPerMs = 1'000'000;

constexpr FormatInfo formatInfo{.id = "mongodb-json",
                                .title = "MongoDB log (JSON, 4.4 and later)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::Lines,
                                .anchor = Anchor::End,
                                .zone = "offset in the line",
                                .since = "MongoDB 4.4",
                                .specification = "MongoDB log messages reference"};

constexpr std::int64_t slowQueryId = 51803;
constexpr std::int64_t slowTransactionId = 51802;
constexpr std::int64_t connectionAcceptedId = 22943;
constexpr std::int64_t connectionEndedId = 22944;
constexpr std::int64_t connectionRefusedId = 22942;    // "too many open connections"

struct MongoLine {
    std::string_view time, severity, component, context, message, attributes, tags;
    std::int64_t id = 0;
};

enum class LineFault { None, NotJson, TooDeep };

LineFault readLine(std::string_view text, MongoLine& line)
{
    JsonSlice slice(text);
    if (!slice.isObject())
        return LineFault::NotJson;
    while (slice.next()) {
        const std::string_view key = slice.key();
        if (key == "t")
            line.time = slice.value();
        else if (key == "s")
            line.severity = slice.value();
        else if (key == "c")
            line.component = slice.value();
        else if (key == "ctx")
            line.context = slice.value();
        else if (key == "id")
            line.id = jsonInteger(slice.value()).value_or(0);
        else if (key == "msg")
            line.message = slice.value();
        else if (key == "attr")
            line.attributes = slice.value();
        else if (key == "tags")
            line.tags = slice.value();
    }
    if (slice.isTooDeep())
        return LineFault::TooDeep;
    return slice.isComplete() ? LineFault::None : LineFault::NotJson;
}

/// ["startupWarnings"]: what the server puts into its log "startupWarnings".
void takeTags(std::string_view list, std::string& rest)
{
    JsonSlice slice(list);
    std::string tags;
    std::string scratch;
    while (slice.next())
        tags.append(tags.empty() ? "" : ",").append(jsonText(slice.value(), scratch));
    appendPair(rest, "tags", tags);
}

/// {"$date":"2023-05-24T13:46:27.853+00:00"}, {"$date":{"$numberLong":"1684935987853"}}, or a bare string.
std::optional<WrittenTime> readTime(std::string_view value)
{
    if (value.starts_with('{')) {
        const auto date = jsonMember(value, "$date");
        if (!date)
            return std::nullopt;
        value = *date;
    }
    if (isJsonString(value)) {
        value = value.substr(1, value.size() - 2);
        auto written = scanIsoTime(value);
        return value.empty() ? written : std::nullopt;
    }
    const auto milliseconds = jsonInteger(value);
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / nsPerMs;
    if (!milliseconds || *milliseconds > most || *milliseconds < -most)
        return std::nullopt;
    WrittenTime written;
    written.epoch = timestampFrom(*milliseconds * nsPerMs);
    return written;
}

Severity severityOf(std::string_view value)
{
    switch (value.size() >= 2 ? value[1] : ' ') {
    case 'F': return Severity::Fatal;
    case 'E': return Severity::Error;
    case 'W': return Severity::Warn;
    case 'I': return Severity::Info;
    case 'D': return Severity::Debug;
    default: return Severity::Unknown;
    }
}

std::string_view firstKeyOf(std::string_view command)
{
    JsonSlice slice(command);
    return slice.isObject() && slice.next() ? slice.key() : std::string_view{};
}

class MongoDbJsonReader final : public RecordReader {
public:
    explicit MongoDbJsonReader(const ReaderContext& context) : m_context(context), m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    /// False when the line was rejected.
    bool slowQuery(const MongoLine& line, const RecordTime& time, RecordSink& sink);
    void logLine(const MongoLine& line, const RecordTime& time, RecordSink& sink);
    /// Who a line is about: {"principalName":"root","remote":"192.0.2.7:4071"}.
    void takePeer(std::string_view attributes, LogLine& record);
    std::string_view text(std::string_view value, std::size_t scratch);
    std::string_view shapeOf(const MongoDbSlowQuery& query, std::string_view command);

    ReaderContext m_context;
    TimeResolver m_times;
    std::unique_ptr<RecordReader> m_textReader;    ///< for what 4.2 wrote in front of it
    std::array<std::string, 8> m_scratch;
    std::string m_text;
    std::string m_rest;
};

std::string_view MongoDbJsonReader::text(std::string_view value, std::size_t scratch)
{
    return value.data() == nullptr ? value : jsonText(value, m_scratch[scratch]);
}

std::string_view MongoDbJsonReader::shapeOf(const MongoDbSlowQuery& query, std::string_view command)
{
    if (query.shapeHash.data() != nullptr || query.queryHash.data() != nullptr)
        return text(query.shapeHash.data() != nullptr ? query.shapeHash : query.queryHash, 5);
    if (command.data() == nullptr)
        return {};
    m_scratch[5] = shapeHashText(mongoDbShapeOf(command));
    return m_scratch[5];
}

bool MongoDbJsonReader::slowQuery(const MongoLine& line, const RecordTime& time, RecordSink& sink)
{
    const MongoDbSlowQuery query = readMongoDbSlowQuery(line.attributes);
    const std::string_view command = query.originating.data() != nullptr ? query.originating : query.command;
    const std::string_view type = text(query.type, 0);
    Operation operation;
    operation.time = time;
    // Writes are logged twice: the command (type "command", ns "db.$cmd") and each of its statements (type "update",
    // "remove") with the collection as ns and a command without a name of its own.
    const bool hasName = type.empty() || type == "command" || type == "none" || type == "msg";
    operation.op = hasName ? firstKeyOf(command) : type;
    if (line.id == slowTransactionId)
        operation.op = "transaction";
    if (operation.op.empty())
        operation.op = type.empty() ? std::string_view("unknown") : type;
    operation.target = text(query.ns, 1);
    operation.plan = text(query.plan, 2);
    operation.app = text(query.app, 3);
    operation.client = query.remote.data() != nullptr ? hostOfAddress(text(query.remote, 4)) : std::string_view{};
    operation.shapeHash = shapeOf(query, command);
    operation.text = command;
    operation.severity = query.errorCode.data() != nullptr ? Severity::Error : severityOf(line.severity);

    bool bad = false;
    const auto number = [&bad](std::string_view value, std::int64_t scale) {
        if (value.data() == nullptr)
            return absent;
        const auto parsed = jsonInteger(value);
        if (parsed && *parsed >= 0 && *parsed <= std::numeric_limits<std::int64_t>::max() / scale)
            return *parsed * scale;
        bad = true;
        return absent;
    };
    operation.durationNs = number(query.duration.data() != nullptr ? query.duration : query.working, nsPerMs);
    operation.keysExamined = number(query.keysExamined, 1);
    operation.docsExamined = number(query.docsExamined, 1);
    operation.responseBytes = number(query.responseBytes, 1);
    for (const std::string_view count : {query.returned, query.inserted, query.modified, query.deleted}) {
        if (operation.rows == absent)
            operation.rows = number(count, 1);
    }
    operation.lockWaitNs = mongoDbLockWaitOf(query.locks);
    if (bad) {
        sink.reject("bad-number", "A counter of this operation is negative, not a number, or larger than 64 bits hold");
        return false;
    }
    sink.operation(operation);
    return true;
}

void MongoDbJsonReader::takePeer(std::string_view attributes, LogLine& record)
{
    for (JsonSlice slice(attributes); slice.next();) {
        if (!isJsonString(slice.value()))
            continue;
        if (slice.key() == "remote" || slice.key() == "client")
            record.clientIp = hostOfAddress(text(slice.value(), 3));
        else if (slice.key() == "principalName" || slice.key() == "user")
            record.user = text(slice.value(), 4);
    }
}

void MongoDbJsonReader::logLine(const MongoLine& line, const RecordTime& time, RecordSink& sink)
{
    m_text.assign(text(line.message, 0));
    if (line.attributes.data() != nullptr) {
        m_text += ' ';
        m_text += line.attributes;
    }
    LogLine record;
    record.time = time;
    record.component = text(line.component, 1);
    record.text = m_text;
    record.thread = text(line.context, 2);
    m_rest.clear();
    if (line.id != 0)
        appendPair(m_rest, "id", std::to_string(line.id));
    if (line.tags.data() != nullptr)
        takeTags(line.tags, m_rest);
    record.rest = absentWhenEmpty(m_rest);
    if (line.attributes.data() != nullptr)
        takePeer(line.attributes, record);
    record.severity = severityOf(line.severity);
    sink.logLine(record);
}

void MongoDbJsonReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    MongoLine line;
    const LineFault fault = readLine(text, line);
    if (fault == LineFault::TooDeep)
        return sink.reject("json-too-deep", "The object is nested more than 64 levels deep");
    if (fault == LineFault::NotJson && !text.starts_with('{') && parseMongoDbTextLine(text)) {
        if (!m_textReader)
            m_textReader = mongoDbSingleLineReader(m_context);
        return m_textReader->line(text, sink);
    }
    if (fault == LineFault::NotJson)
        return sink.reject("bad-json", "The line is not one complete JSON object");
    const auto written = readTime(line.time);
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The member t.$date is missing or is not a time that exists");

    const bool isSlowQuery = line.id == slowQueryId || line.id == slowTransactionId || (line.id == 0 && line.message == "\"Slow query\"");
    if (isSlowQuery && line.attributes.data() != nullptr) {
        slowQuery(line, *time, sink);
        return;
    }
    const bool isConnection = line.id == connectionAcceptedId || line.id == connectionEndedId || line.id == connectionRefusedId;
    const auto connections = isConnection ? jsonMember(line.attributes, "connectionCount") : std::nullopt;
    if (const auto count = connections ? jsonInteger(*connections) : std::nullopt) {
        sink.sample(sink.series("mongodb.connections", {}, "1", SeriesKind::Gauge), *time, static_cast<double>(*count));
        if (line.id != connectionRefusedId)
            return;
    }
    if (auto event = mongoDbEventOf({line.id, line.severity, line.component, line.context, line.message, line.attributes})) {
        event->start = *time;
        sink.event(std::move(*event));
        return;
    }
    logLine(line, *time, sink);
}

}    // namespace

const FormatInfo& MongoDbJsonImporter::info() const
{
    return formatInfo;
}

Detection MongoDbJsonImporter::detect(const SourceHead& head) const
{
    std::size_t filled = 0;
    std::size_t mine = 0;
    for (const std::string_view text : head.lines) {
        if (trimmed(text).empty())
            continue;
        ++filled;
        MongoLine line;
        // The key order of the server makes the first bytes decide in nearly every case; other orders are parsed.
        if (text.find("\"$date\"") == std::string_view::npos || readLine(text, line) != LineFault::None)
            continue;
        mine += line.time.data() != nullptr && line.severity.data() != nullptr && line.component.data() != nullptr
                && line.message.data() != nullptr
            ? 1U
            : 0U;
    }
    Detection detection;
    if (mine == 0 || mine * 2 < filled)
        return detection;
    detection.confidence = mine * 10 >= filled * 9 ? 98 : 70;
    detection.reason =
        std::to_string(mine) + " of " + std::to_string(filled) + " lines are MongoDB log entries (t.$date, s, c, msg)";
    detection.anchor = Anchor::End;
    detection.anchorBasis = Basis::Specification;
    detection.anchorReason = "MongoDB writes a slow operation when it is complete";
    return detection;
}

std::unique_ptr<RecordReader> MongoDbJsonImporter::open(const ReaderContext& context) const
{
    return std::make_unique<MongoDbJsonReader>(context);
}

}    // namespace faultline
