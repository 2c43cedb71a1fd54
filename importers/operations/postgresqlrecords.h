#pragma once

#include "app/model/recordsink.h"
#include "importers/operations/postgresqlmessage.h"
#include "importers/operations/sqlshapecache.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// One entry of a PostgreSQL log, whichever notation it had. Absent or empty: not told.
struct PostgresEntry {
    RecordTime time;
    std::string_view level, message, detail, hint, context, statement;
    std::string_view pid, host, user, database, app, client, sqlState, backendType, commandTag, queryId;
    std::uint64_t line = 0;
};

/// Makes records of entries: statements and lock waits become operations, checkpoints and temporary files series,
/// restarts events, exhaustion (connections, timeouts, deadlocks) one event for each burst beside its lines.
class PostgresRecords {
public:
    /// Makes at least one record.
    void add(const PostgresEntry& entry, RecordSink& sink);
    /// Ends the bursts that are still open.
    void finish(RecordSink& sink);

private:
    struct Burst {
        Event event;
        std::uint64_t count = 0;
    };

    void statement(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink);
    void lockWait(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink);
    void autovacuum(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink);
    void failedStatement(const PostgresEntry& entry, RecordSink& sink);
    void samples(const PostgresEntry& entry, const PostgresMessage& message, RecordSink& sink);
    void instant(const PostgresEntry& entry, std::string_view kind, RecordSink& sink);
    void burst(const PostgresEntry& entry, std::string_view subject, RecordSink& sink);
    void endBurst(Burst& burst, RecordSink& sink);
    void logLine(const PostgresEntry& entry, std::string_view component, RecordSink& sink);
    void appendAdditions(const PostgresEntry& entry);
    Operation operationOf(const PostgresEntry& entry, std::string_view sql);

    std::vector<Burst> m_bursts;
    SqlShapeCache m_shapes{SqlDialect::PostgreSql};
    std::string m_text;
    std::string m_rest;
    std::string m_plan;
};

}    // namespace faultline
