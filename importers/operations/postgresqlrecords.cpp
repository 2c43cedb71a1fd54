#include "importers/operations/postgresqlrecords.h"

#include "app/base/text.h"
#include "app/base/timedistance.h"
#include "importers/operations/shapehash.h"
#include "importers/operations/textparts.h"

#include <algorithm>

namespace faultline {

namespace {

/// Refused connections come by the hundred a second; what is less than this apart is one event.
constexpr Nanoseconds burstGap = std::chrono::seconds(60);

std::string_view presentOrAbsent(std::string_view text)
{
    return text.empty() || text == "[unknown]" ? std::string_view{} : text;
}

std::string_view firstLineOf(std::string_view text)
{
    return text.substr(0, text.find('\n'));
}

std::string titleOf(const PostgresEntry& entry, std::string_view kind)
{
    const std::string_view line = firstLineOf(entry.message);
    if (!trimmed(line).empty())
        return std::string(line);
    return std::string(kind) + (entry.sqlState.empty() ? "" : " (SQLSTATE " + std::string(entry.sqlState) + ")");
}

std::string_view componentOf(PostgresMessageKind kind)
{
    switch (kind) {
    case PostgresMessageKind::Deadlock: return "deadlock";
    case PostgresMessageKind::Timeout: return "timeout";
    case PostgresMessageKind::Exhausted: return "saturation";
    case PostgresMessageKind::Checkpoint: return "checkpoint";
    case PostgresMessageKind::TemporaryFile: return "temporary file";
    case PostgresMessageKind::Connection: return "connection";
    case PostgresMessageKind::Restart:
    case PostgresMessageKind::Crash:
    case PostgresMessageKind::Failover:
    case PostgresMessageKind::Config:
    case PostgresMessageKind::Other:
    case PostgresMessageKind::Statement:
    case PostgresMessageKind::LockWaiting:
    case PostgresMessageKind::LockAcquired:
    case PostgresMessageKind::Autovacuum: break;
    }
    return {};
}

}    // namespace

void PostgresRecords::add(const PostgresEntry& entry, RecordSink& sink)
{
    PostgresMessage message = parsePostgresMessage(entry.message);
    if (entry.sqlState == "53300" && message.kind == PostgresMessageKind::Other) {
        message.kind = PostgresMessageKind::Exhausted;    // too_many_connections, whatever language the message is in
        message.subject = "connections exhausted";
    }
    switch (message.kind) {
    case PostgresMessageKind::Statement: return statement(entry, message, sink);
    case PostgresMessageKind::LockWaiting:
    case PostgresMessageKind::LockAcquired: return lockWait(entry, message, sink);
    case PostgresMessageKind::Autovacuum: return autovacuum(entry, message, sink);
    case PostgresMessageKind::Restart: return instant(entry, "restart", sink);
    case PostgresMessageKind::Crash: return instant(entry, "crash", sink);
    case PostgresMessageKind::Failover: return instant(entry, "failover", sink);
    case PostgresMessageKind::Config: return instant(entry, "config", sink);
    case PostgresMessageKind::Deadlock:
    case PostgresMessageKind::Timeout:
    case PostgresMessageKind::Exhausted:
        burst(entry, message.subject, sink);
        if (message.kind != PostgresMessageKind::Exhausted && !entry.statement.empty())
            return failedStatement(entry, sink);
        break;
    case PostgresMessageKind::Checkpoint:
    case PostgresMessageKind::TemporaryFile: samples(entry, message, sink); break;
    case PostgresMessageKind::Connection:
    case PostgresMessageKind::Other: break;
    }
    logLine(entry, componentOf(message.kind), sink);
}

Operation PostgresRecords::operationOf(const PostgresEntry& entry, std::string_view sql)
{
    Operation operation;
    operation.time = entry.time;
    // Without an application name the database user is the nearest thing to who asked.
    operation.app = presentOrAbsent(entry.app);
    if (operation.app.data() == nullptr)
        operation.app = presentOrAbsent(entry.user);
    operation.client = presentOrAbsent(entry.client);
    operation.severity = postgresSeverity(entry.level);
    if (sql.empty()) {
        operation.op = entry.commandTag;
        if (entry.queryId != "0")
            operation.shapeHash = presentOrAbsent(entry.queryId);
        return operation;
    }
    const SqlShapeCache::Entry& cached = m_shapes.of(sql);
    operation.op = cached.shape.operation;
    operation.target = presentOrAbsent(cached.shape.target);
    operation.shapeHash = cached.hashText;
    operation.text = sql;
    return operation;
}

void PostgresRecords::statement(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink)
{
    const std::string_view sql = message.statement.empty() ? entry.statement : message.statement;
    Operation operation = operationOf(entry, sql);
    // The extended protocol logs parse, bind and execute of one statement each with a duration of its own; only the last
    // counts as the INSERT or SELECT that it is.
    if (message.phase == "parse")
        operation.op = "PARSE";
    else if (message.phase == "bind")
        operation.op = "BIND";
    else if (message.phase == "plan")
        operation.op = "PLAN";
    else if (operation.op.empty())
        operation.op = "unknown";
    if (!message.plan.empty())
        operation.plan = message.plan;
    operation.durationNs = message.durationNs;
    sink.operation(operation);
}

void PostgresRecords::lockWait(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink)
{
    Operation operation = operationOf(entry, entry.statement);
    const bool isOver = message.kind == PostgresMessageKind::LockAcquired;
    operation.op = isOver ? "LOCK ACQUIRED" : "LOCK WAITING";
    // The relation of the context is the contended one: the unique index, where the statement only names its table.
    const std::string_view relation = relationOfContext(entry.context);
    if (!relation.empty())
        operation.target = relation;
    else if (operation.target.data() == nullptr && message.lockObject.starts_with("relation "))
        operation.target = message.lockObject;
    m_plan = std::string(message.lockMode) + " on " + std::string(lockObjectKind(message.lockObject));
    operation.plan = m_plan;
    operation.lockWaitNs = message.durationNs;
    // "still waiting" is a reading in the middle of the wait that "acquired" states in full.
    if (isOver)
        operation.durationNs = message.durationNs;
    m_text.assign(entry.message);
    appendAdditions(entry);
    operation.text = m_text;
    sink.operation(operation);
}

void PostgresRecords::autovacuum(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink)
{
    Operation operation = operationOf(entry, {});
    operation.op = message.operation;
    operation.target = message.table;
    operation.shapeHash = {};
    operation.durationNs = message.durationNs;
    operation.text = entry.message;
    sink.operation(operation);
}

void PostgresRecords::failedStatement(const PostgresEntry& entry, RecordSink& sink)
{
    Operation operation = operationOf(entry, entry.statement);
    m_text.assign(entry.message);
    appendAdditions(entry);
    operation.text = m_text;
    sink.operation(operation);
}

void PostgresRecords::samples(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink)
{
    const auto put = [&entry, &sink](std::string_view name, std::string_view unit, double value) {
        sink.sample(sink.series(name, {}, unit, SeriesKind::Gauge), entry.time, value);
    };
    if (message.kind == PostgresMessageKind::TemporaryFile && message.bytes != absent)
        put("postgresql.temporary_file", "By", static_cast<double>(message.bytes));
    const auto checkpoint = parsePostgresCheckpoint(entry.message);
    if (!checkpoint)
        return;
    if (checkpoint->buffers != absent)
        put("postgresql.checkpoint.buffers", "1", static_cast<double>(checkpoint->buffers));
    if (checkpoint->writeSeconds)
        put("postgresql.checkpoint.write", "s", *checkpoint->writeSeconds);
    if (checkpoint->syncSeconds)
        put("postgresql.checkpoint.sync", "s", *checkpoint->syncSeconds);
    if (checkpoint->totalSeconds)
        put("postgresql.checkpoint.total", "s", *checkpoint->totalSeconds);
}

void PostgresRecords::instant(const PostgresEntry& entry, std::string_view kind, RecordSink& sink)
{
    Event event;
    event.kind = std::string(kind);
    event.start = entry.time;
    event.title = titleOf(entry, kind);
    event.line = entry.line;
    m_text.assign(entry.message);
    appendAdditions(entry);
    if (m_text != event.title)
        event.body = m_text;
    sink.event(std::move(event));
}

void PostgresRecords::burst(const PostgresEntry& entry, std::string_view subject, RecordSink& sink)
{
    auto open = std::find_if(m_bursts.begin(), m_bursts.end(),
                             [subject](const Burst& b) { return b.event.fields.front().second == subject; });
    if (open != m_bursts.end()) {
        const Timestamp last = open->event.end ? open->event.end->utc : open->event.start.utc;
        if (isWithin(entry.time.utc, last, burstGap)) {
            if (entry.time.utc > last)
                open->event.end = entry.time;
            ++open->count;
            return;
        }
        endBurst(*open, sink);
        m_bursts.erase(open);
    }
    Burst burst;
    burst.count = 1;
    burst.event.kind = "saturation";
    burst.event.start = entry.time;
    burst.event.line = entry.line;
    burst.event.title = titleOf(entry, burst.event.kind);
    burst.event.fields.emplace_back("subject", std::string(subject));
    if (!entry.sqlState.empty())
        burst.event.fields.emplace_back("sql_state", std::string(entry.sqlState));
    m_text.assign(entry.message);
    appendAdditions(entry);
    if (m_text.size() > entry.message.size())
        burst.event.body = m_text;
    m_bursts.push_back(std::move(burst));
}

void PostgresRecords::endBurst(Burst& burst, RecordSink& sink)
{
    burst.event.fields.emplace_back("count", std::to_string(burst.count));
    sink.event(std::move(burst.event));
}

void PostgresRecords::finish(RecordSink& sink)
{
    for (Burst& burst : m_bursts) {
        sink.recordsBelongTo(burst.event.line);
        endBurst(burst, sink);
    }
    sink.recordsBelongTo(0);
    m_bursts.clear();
}

void PostgresRecords::appendAdditions(const PostgresEntry& entry)
{
    const auto append = [this](std::string_view name, std::string_view text) {
        if (text.empty())
            return;
        m_text += '\n';
        m_text += name;
        m_text += text;
    };
    append("DETAIL: ", entry.detail);
    append("HINT: ", entry.hint);
    append("CONTEXT: ", entry.context);
    append("STATEMENT: ", entry.statement);
}

void PostgresRecords::logLine(const PostgresEntry& entry, std::string_view component, RecordSink& sink)
{
    m_text.assign(entry.message);
    appendAdditions(entry);
    LogLine record;
    record.time = entry.time;
    record.component = component.empty() ? presentOrAbsent(entry.backendType) : component;
    record.text = m_text;
    record.process = presentOrAbsent(entry.pid);
    record.user = presentOrAbsent(entry.user);
    record.clientIp = presentOrAbsent(entry.client);
    record.host = presentOrAbsent(entry.host);
    m_rest.clear();
    appendPair(m_rest, "database", presentOrAbsent(entry.database));
    appendPair(m_rest, "app", presentOrAbsent(entry.app));
    if (entry.sqlState != "00000")
        appendPair(m_rest, "sql_state", entry.sqlState);
    if (entry.queryId != "0")
        appendPair(m_rest, "query_id", entry.queryId);
    record.rest = presentOrAbsent(m_rest);
    record.severity = postgresSeverity(entry.level);
    sink.logLine(record);
}

}    // namespace faultline
