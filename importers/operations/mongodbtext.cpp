#include "importers/operations/mongodbtext.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/operations/heldrecord.h"
#include "importers/operations/mongodbjson.h"
#include "importers/operations/mongodbshell.h"
#include "importers/operations/mongodbslowquery.h"
#include "importers/operations/mongodbtextline.h"
#include "importers/operations/mongodbtextoperation.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/textparts.h"

#include <limits>
#include <string>
#include <unordered_map>

namespace faultline {

namespace {

constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::size_t mostConnections = 100'000;    // whose clients are remembered

constexpr FormatInfo formatInfo{.id = "mongodb-text",
                                .title = "MongoDB log (text, to 4.2)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,    // years, backtraces, clients of connections
                                .anchor = Anchor::End,
                                .zone = "offset in the line; source's zone for ctime stamps",
                                .since = "MongoDB 1.8 to 4.2",
                                .specification = "MongoDB 4.2 log messages reference"};

Severity severityOf(std::string_view level)
{
    switch (level.empty() ? 'I' : level.front()) {    // none before 3.0
    case 'F': return Severity::Fatal;
    case 'E': return Severity::Error;
    case 'W': return Severity::Warn;
    case 'D': return Severity::Debug;
    default: return Severity::Info;
    }
}

/// Before 3.0 there is no level; the words in front of the message tell.
Severity severityOf(const MongoDbTextLine& line)
{
    if (!line.level.empty())
        return severityOf(line.level);
    const std::string_view message = line.message;
    if (startsWithIgnoringCase(message, "error") || startsWithIgnoringCase(message, "exception"))
        return Severity::Error;
    return startsWithIgnoringCase(message, "warning") || startsWithIgnoringCase(message, "** WARNING") ? Severity::Warn
                                                                                                     : Severity::Info;
}

class MongoDbTextReader final : public RecordReader {
public:
    MongoDbTextReader(const ReaderContext& context, Framing framing)
        : m_context(context), m_times(context.time), m_isOrdered(framing == Framing::OrderedLines)
    {
    }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_held.release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void operation(const MongoDbTextOperation& parsed, const MongoDbTextLine& line, const RecordTime& time, RecordSink& sink);
    /// True when the line is told in full by its sample.
    bool connection(const MongoDbConnectionLine& connection, const MongoDbTextLine& line, const RecordTime& time,
                    RecordSink& sink);
    void logLine(const MongoDbTextLine& line, const RecordTime& time, RecordSink& sink);

    ReaderContext m_context;
    TimeResolver m_times;
    bool m_isOrdered;
    std::unique_ptr<RecordReader> m_json;                            ///< for what 4.4 wrote behind it
    std::unordered_map<std::string, std::string> m_clients;          ///< address by thread
    std::string m_hash, m_thread;
    HeldRecord m_held;    ///< waits for the lines of a backtrace behind it
};

void MongoDbTextReader::operation(const MongoDbTextOperation& parsed, const MongoDbTextLine& line, const RecordTime& time,
                                  RecordSink& sink)
{
    if (parsed.isBadNumber)
        return sink.reject("bad-number", "A counter of this operation is negative, not a number, or larger than 64 bits hold");
    if (parsed.durationMs > std::numeric_limits<std::int64_t>::max() / nsPerMs)
        return sink.reject("bad-number", "The duration of this operation is larger than 64 bits of nanoseconds hold");
    Operation operation;
    operation.time = time;
    operation.op = parsed.type == "command" && !parsed.name.empty() ? parsed.name : parsed.type;
    operation.target = absentWhenEmpty(parsed.ns);
    operation.plan = absentWhenEmpty(parsed.plan);
    operation.app = absentWhenEmpty(parsed.app);
    m_thread.assign(line.context);
    const auto client = m_clients.find(m_thread);
    if (client != m_clients.end())
        operation.client = client->second;
    if (!parsed.queryHash.empty()) {
        operation.shapeHash = parsed.queryHash;
    } else if (!parsed.document.empty()) {
        m_hash = shapeHashText(mongoDbShellShapeOf(parsed.document));
        operation.shapeHash = m_hash;
    }
    operation.text = absentWhenEmpty(parsed.text);
    operation.severity = parsed.isFailed ? Severity::Error : severityOf(line.level);
    operation.durationNs = parsed.durationMs * nsPerMs;
    operation.keysExamined = parsed.keysExamined;
    operation.docsExamined = parsed.docsExamined;
    operation.rows = parsed.rows;
    operation.responseBytes = parsed.responseBytes;
    operation.lockWaitNs = mongoDbShellLockWaitOf(parsed.locks);
    sink.operation(operation);
}

bool MongoDbTextReader::connection(const MongoDbConnectionLine& connection, const MongoDbTextLine& line, const RecordTime& time,
                                   RecordSink& sink)
{
    using Kind = MongoDbConnectionLine::Kind;
    if (m_isOrdered && connection.kind == Kind::Accepted && !connection.number.empty() && m_clients.size() < mostConnections)
        m_clients["conn" + std::string(connection.number)] = hostOfAddress(connection.remote);
    else if (connection.kind == Kind::Ended)
        m_clients.erase(std::string(line.context));
    if (!connection.open)
        return false;
    sink.sample(sink.series("mongodb.connections", {}, "1", SeriesKind::Gauge), time, static_cast<double>(*connection.open));
    return connection.kind != Kind::Refused;
}

void MongoDbTextReader::logLine(const MongoDbTextLine& line, const RecordTime& time, RecordSink& sink)
{
    LogLine record;
    record.time = time;
    record.component = absentWhenEmpty(line.component);
    record.text = line.message;
    record.thread = absentWhenEmpty(line.context);
    m_thread.assign(line.context);
    if (const auto client = m_clients.find(m_thread); client != m_clients.end())
        record.clientIp = client->second;
    record.severity = severityOf(line);
    if (!m_isOrdered)
        return sink.logLine(record);
    m_held.begin(record, sink);
}

void MongoDbTextReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    const auto line = parseMongoDbTextLine(text);
    if (!line && text.starts_with('{') && m_isOrdered) {
        m_held.release(sink);
        if (!m_json)
            m_json = MongoDbJsonImporter().open(m_context);
        return m_json->line(text, sink);
    }
    if (!line)
        return m_held.goOn(text, sink);
    const auto time = m_times.resolve(line->time);
    if (!time)
        return sink.reject("bad-time", "The stamp is a time that does not exist, or has no year and none is known");
    m_held.release(sink);
    if (const auto parsed = parseMongoDbTextOperation(line->message))
        return operation(*parsed, *line, *time, sink);
    if (const auto parsed = parseMongoDbConnectionLine(line->message)) {
        if (connection(*parsed, *line, *time, sink))
            return;
        return logLine(*line, *time, sink);
    }
    std::string_view kind = mongoDbEventKindOf(line->message);
    if (kind.empty() && line->level == "F")
        kind = "crash";
    // "F -  [conn14] " with nothing behind it stands in front of "***aborting after fassert() failure".
    if (kind.empty() || trimmed(line->message).empty())
        return logLine(*line, *time, sink);
    Event event;
    event.kind = std::string(kind);
    event.start = *time;
    event.title = std::string(trimmed(line->message));
    if (!m_isOrdered)
        return sink.event(std::move(event));
    m_held.begin(std::move(event), sink);
}

/// Threads that mongod and mongos have had in the versions without levels.
bool isKnownThread(std::string_view context)
{
    for (const std::string_view start : {"conn", "initandlisten", "rs", "mongosMain", "TTLMonitor", "signalProcessingThread",
                                         "LockPinger", "clientcursormon", "websvr", "journal", "FileAllocator", "PeriodicTask",
                                         "ReplicaSetMonitor", "Balancer", "repl ", "snapshotthread", "DataFileSync", "interruptThread"}) {
        if (context.starts_with(start))
            return true;
    }
    return false;
}

}    // namespace

const FormatInfo& MongoDbTextImporter::info() const
{
    return formatInfo;
}

Detection MongoDbTextImporter::detect(const SourceHead& head) const
{
    const LineCensus census = censusOf(head, [](std::string_view text) {
        const auto line = parseMongoDbTextLine(text);
        return line && (!line->level.empty() || isKnownThread(line->context));
    });
    Detection detection = census.detection("MongoDB log entries (time, level, component, thread)", 96);
    if (census.mine > 0)
        settleAnchor(detection, Anchor::End, Basis::Specification, "MongoDB writes a slow operation when it is complete");
    return detection;
}

std::unique_ptr<RecordReader> MongoDbTextImporter::open(const ReaderContext& context) const
{
    return std::make_unique<MongoDbTextReader>(context, Framing::OrderedLines);
}

std::unique_ptr<RecordReader> mongoDbSingleLineReader(const ReaderContext& context)
{
    return std::make_unique<MongoDbTextReader>(context, Framing::Lines);
}

}    // namespace faultline
