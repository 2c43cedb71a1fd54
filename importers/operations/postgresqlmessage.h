#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// What PostgreSQL's own messages tell, the same in all three notations of its log.
enum class PostgresMessageKind : std::uint8_t {
    Other,
    Statement,      ///< a statement, with its duration when there is one
    LockWaiting,    ///< still waiting (log_lock_waits, after deadlock_timeout), or given up
    LockAcquired,
    Deadlock,
    Timeout,      ///< statement or lock timeout
    Exhausted,    ///< connections, memory, disk space
    Checkpoint,
    Autovacuum,
    TemporaryFile,
    Connection,    ///< received, authorized, ended
    Restart,       ///< start, ready, shutdown
    Crash,
    Failover,
    Config
};

struct PostgresMessage {
    PostgresMessageKind kind = PostgresMessageKind::Other;
    std::string_view phase;    ///< Statement: statement, parse, bind, execute, plan, fastpath
    std::string_view statement;
    std::string_view plan;          ///< first node of an auto_explain plan
    std::string_view lockMode;      ///< ShareLock
    std::string_view lockObject;    ///< "transaction 1234", "relation 16384 of database 16385"
    std::string_view table;         ///< Autovacuum
    std::string_view operation;     ///< Autovacuum: "autovacuum" or "autoanalyze"
    std::string_view subject;       ///< Exhausted, Timeout: what, for people
    std::int64_t durationNs = absent;
    std::int64_t bytes = absent;    ///< TemporaryFile
};

/// `message` without its level; lines of one message are separated by \n.
PostgresMessage parsePostgresMessage(std::string_view message);

/// "checkpoint complete: wrote 3 buffers (0.0%); ...; write=0.1 s, sync=0.0 s, total=0.2 s; ..."
struct PostgresCheckpoint {
    std::int64_t buffers = absent;
    std::optional<double> writeSeconds, syncSeconds, totalSeconds;
};
std::optional<PostgresCheckpoint> parsePostgresCheckpoint(std::string_view message);

/// LOG, ERROR, FATAL ...; Unknown when it is none of the words.
Severity postgresSeverity(std::string_view level);
/// DETAIL, HINT, QUERY, CONTEXT, STATEMENT, LOCATION, BACKTRACE: lines that belong to the message before them.
bool isPostgresAddition(std::string_view level);

/// The relation that a CONTEXT line names: while inserting index tuple (0,2) in relation "predictions_pkey".
std::string_view relationOfContext(std::string_view context);
/// "transaction 1234" -> "transaction": an object without its numbers, so that equal waits count as equal.
std::string_view lockObjectKind(std::string_view lockObject);

}    // namespace faultline
