#include "importers/operations/postgresqlmessage.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "importers/operations/textparts.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t nsPerSecond = 1'000'000'000;

std::string_view leadingNumber(std::string_view text)
{
    static constexpr CharacterSet ofNumbers("0123456789.");
    return ofNumbers.frontOf(text);
}

/// "18342.119 ms" from the front; three decimals, so no double on the way.
std::optional<std::int64_t> takeMilliseconds(std::string_view& text)
{
    const std::string_view number = leadingNumber(text);
    const auto value = parseDecimalScaled(number, nsPerMs);
    std::string_view rest = text.substr(number.size());
    if (!value || !takeLiteral(rest, " ms"))
        return std::nullopt;
    text = rest;
    return value;
}

/// Query Text: SELECT ...\nSeq Scan on t  (cost=...)
void readPlan(std::string_view text, PostgresMessage& result)
{
    skipBlanks(text);
    if (!takeLiteral(text, "Query Text: "))
        return;
    result.statement = takeUntil(text, "\n");
    skipBlanks(text);
    const std::string_view node = text.substr(0, text.find('\n'));
    result.plan = trimmed(node.substr(0, node.find("  (")));
}

/// "statement: SQL", "execute S_1: SQL", "parse <unnamed>: SQL", "execute fetch from S_1/C_2: SQL", "plan:\n..."
bool readPhase(std::string_view text, PostgresMessage& result)
{
    constexpr std::size_t longestPhase = 10;
    constexpr std::array<std::string_view, 6> phases{"statement", "execute", "parse", "bind", "plan", "fastpath"};
    static constexpr CharacterSet phaseEnds(" :");
    const std::string_view phase = phaseEnds.before(text.substr(0, longestPhase));
    if (std::find(phases.begin(), phases.end(), phase) == phases.end())
        return false;
    const std::size_t colon = text.find(':');
    constexpr std::size_t longestName = 200;    // statement names are identifiers; a later colon belongs to the text
    if (colon == std::string_view::npos || colon > longestName)
        return false;
    result.phase = phase;
    text.remove_prefix(colon + 1);
    if (phase == "plan") {
        readPlan(text, result);
    } else {
        skipBlanks(text);
        result.statement = text;
    }
    return true;
}

bool readStatement(std::string_view text, PostgresMessage& result)
{
    if (takeLiteral(text, "duration: ")) {
        const auto duration = takeMilliseconds(text);
        if (!duration)
            return false;
        result.durationNs = *duration;
        skipBlanks(text);
        readPhase(text, result);
    } else if (text.starts_with("plan") || text.starts_with("fastpath") || !readPhase(text, result)) {
        result = {};
        return false;
    }
    result.kind = PostgresMessageKind::Statement;
    return true;
}

/// process 4242 still waiting for ShareLock on transaction 99 after 1000.123 ms
bool readLockWait(std::string_view text, PostgresMessage& result)
{
    if (!takeLiteral(text, "process "))
        return false;
    takeUntil(text, " ");
    struct Verb {
        std::string_view text;
        PostgresMessageKind kind;
    };
    constexpr std::array<Verb, 5> verbs{{{"still waiting for ", PostgresMessageKind::LockWaiting},
                                         {"acquired ", PostgresMessageKind::LockAcquired},
                                         {"failed to acquire ", PostgresMessageKind::LockWaiting},
                                         {"avoided deadlock for ", PostgresMessageKind::LockWaiting},
                                         {"detected deadlock while waiting for ", PostgresMessageKind::LockWaiting}}};
    const auto verb = std::find_if(verbs.begin(), verbs.end(), [&text](const Verb& v) { return takeLiteral(text, v.text); });
    if (verb == verbs.end() || !containsText(text, " on ") || !containsText(text, " after "))
        return false;
    const std::string_view mode = takeUntil(text, " on ");
    std::string_view object = takeUntil(text, " after ");
    const auto wait = takeMilliseconds(text);
    if (!wait)
        return false;
    result.kind = verb->kind;
    result.lockMode = mode;
    result.lockObject = object.substr(0, object.find(" by rearranging"));
    result.durationNs = *wait;
    return true;
}

/// automatic aggressive vacuum to prevent wraparound of table "db.schema.t": index scans: 1\n... elapsed: 0.02 s
bool readAutovacuum(std::string_view text, PostgresMessage& result)
{
    if (!takeLiteral(text, "automatic "))
        return false;
    const std::string_view what = takeUntil(text, " of table \"");
    const bool isAnalyze = what == "analyze";
    if ((!isAnalyze && !containsText(what, "vacuum")) || !containsText(text, "\""))
        return false;
    result.kind = PostgresMessageKind::Autovacuum;
    result.operation = isAnalyze ? "autoanalyze" : "autovacuum";
    result.table = takeUntil(text, "\"");
    const std::size_t elapsed = text.rfind("elapsed");
    if (elapsed == std::string_view::npos)
        return true;
    text.remove_prefix(elapsed + std::string_view("elapsed").size());
    static constexpr CharacterSet behindElapsed(": ");
    text = behindElapsed.skippedIn(text);
    result.durationNs = parseDecimalScaled(leadingNumber(text), nsPerSecond).value_or(absent);
    return true;
}

/// temporary file: path "base/pgsql_tmp/pgsql_tmp731.0", size 24576
bool readTemporaryFile(std::string_view text, PostgresMessage& result)
{
    if (!text.starts_with("temporary file: path "))
        return false;
    const std::size_t size = text.rfind(", size ");
    if (size == std::string_view::npos)
        return false;
    result.kind = PostgresMessageKind::TemporaryFile;
    result.bytes = parseInteger(leadingNumber(text.substr(size + 7))).value_or(absent);
    return true;
}

struct KnownStart {
    std::string_view start;
    PostgresMessageKind kind;
    std::string_view subject = {};
};

constexpr std::array<KnownStart, 42> knownStarts{{
    {"deadlock detected", PostgresMessageKind::Deadlock, "deadlock"},
    {"canceling statement due to statement timeout", PostgresMessageKind::Timeout, "statement timeout"},
    {"canceling statement due to lock timeout", PostgresMessageKind::Timeout, "lock timeout"},
    {"sorry, too many clients already", PostgresMessageKind::Exhausted, "connections exhausted"},
    {"remaining connection slots are reserved", PostgresMessageKind::Exhausted, "connections exhausted"},
    {"too many connections for ", PostgresMessageKind::Exhausted, "connections exhausted"},
    {"number of requested standby connections exceeds", PostgresMessageKind::Exhausted, "connections exhausted"},
    {"out of memory", PostgresMessageKind::Exhausted, "out of memory"},
    {"out of shared memory", PostgresMessageKind::Exhausted, "out of shared memory"},
    {"could not fork ", PostgresMessageKind::Exhausted, "no new process"},
    {"checkpoint starting", PostgresMessageKind::Checkpoint},
    {"checkpoint complete", PostgresMessageKind::Checkpoint},
    {"checkpoints are occurring too frequently", PostgresMessageKind::Checkpoint},
    {"restartpoint starting", PostgresMessageKind::Checkpoint},
    {"restartpoint complete", PostgresMessageKind::Checkpoint},
    {"connection received", PostgresMessageKind::Connection},
    {"connection authenticated", PostgresMessageKind::Connection},
    {"connection authorized", PostgresMessageKind::Connection},
    {"replication connection authorized", PostgresMessageKind::Connection},
    {"disconnection", PostgresMessageKind::Connection},
    {"starting PostgreSQL ", PostgresMessageKind::Restart},
    {"database system is ready to accept", PostgresMessageKind::Restart},
    {"database system is shut down", PostgresMessageKind::Restart},
    {"database system was shut down", PostgresMessageKind::Restart},
    {"received smart shutdown request", PostgresMessageKind::Restart},
    {"received fast shutdown request", PostgresMessageKind::Restart},
    {"received immediate shutdown request", PostgresMessageKind::Restart},
    {"aborting any active transactions", PostgresMessageKind::Restart},
    {"database system was interrupted", PostgresMessageKind::Crash},
    {"database system was not properly shut down", PostgresMessageKind::Crash},
    {"terminating any other active server processes", PostgresMessageKind::Crash},
    {"all server processes terminated; reinitializing", PostgresMessageKind::Crash},
    {"received promote request", PostgresMessageKind::Failover},
    {"selected new timeline ID", PostgresMessageKind::Failover},
    {"entering standby mode", PostgresMessageKind::Failover},
    {"archive recovery complete", PostgresMessageKind::Failover},
    {"received SIGHUP, reloading configuration files", PostgresMessageKind::Config},
    {"parameter \"", PostgresMessageKind::Config},
    {"could not extend file", PostgresMessageKind::Exhausted, "disk full"},
    {"could not write to file", PostgresMessageKind::Exhausted, "disk full"},
    {"server process (PID ", PostgresMessageKind::Crash},
    {"startup process (PID ", PostgresMessageKind::Crash},
}};

bool readKnownStart(std::string_view text, PostgresMessage& result)
{
    for (const KnownStart& known : knownStarts) {
        if (!hasPrefix(text, known.start))
            continue;
        const bool isCrashOfProcess = known.kind == PostgresMessageKind::Crash && containsText(known.start, "(PID ");
        if (isCrashOfProcess && !containsText(text, "was terminated by"))
            return false;    // "exited with exit code 1" also ends a background worker that was told to
        if (known.subject == "disk full" && !containsText(text, "No space left"))
            return false;
        if (known.start == "parameter \"" && !containsText(text, "changed to"))
            return false;
        result.kind = known.kind;
        result.subject = known.subject;
        return true;
    }
    return false;
}

std::optional<double> secondsAfter(std::string_view text, std::string_view name)
{
    const std::size_t at = text.find(name);
    if (at == std::string_view::npos)
        return std::nullopt;
    return parseDouble(leadingNumber(text.substr(at + name.size())));
}

}    // namespace

PostgresMessage parsePostgresMessage(std::string_view message)
{
    PostgresMessage result;
    if (readStatement(message, result) || readLockWait(message, result) || readAutovacuum(message, result)
        || readTemporaryFile(message, result) || readKnownStart(message, result))
        return result;
    return {};
}

std::optional<PostgresCheckpoint> parsePostgresCheckpoint(std::string_view message)
{
    if (!message.starts_with("checkpoint complete") && !message.starts_with("restartpoint complete"))
        return std::nullopt;
    PostgresCheckpoint checkpoint;
    const std::size_t wrote = message.find("wrote ");
    if (wrote != std::string_view::npos)
        checkpoint.buffers = parseInteger(leadingNumber(message.substr(wrote + 6))).value_or(absent);
    checkpoint.writeSeconds = secondsAfter(message, "write=");
    checkpoint.syncSeconds = secondsAfter(message, "sync=");
    checkpoint.totalSeconds = secondsAfter(message, "total=");
    return checkpoint;
}

Severity postgresSeverity(std::string_view level)
{
    if (level == "LOG")    // nearly every line
        return Severity::Info;
    struct Level {
        std::string_view name;
        Severity severity;
    };
    static constexpr std::array<Level, 13> levels{{{"LOG", Severity::Info},
                                                   {"ERROR", Severity::Error},
                                                   {"FATAL", Severity::Fatal},
                                                   {"WARNING", Severity::Warn},
                                                   {"PANIC", Severity::Fatal},
                                                   {"NOTICE", Severity::Info},
                                                   {"INFO", Severity::Info},
                                                   {"DEBUG", Severity::Debug},
                                                   {"DEBUG1", Severity::Debug},
                                                   {"DEBUG2", Severity::Debug},
                                                   {"DEBUG3", Severity::Trace},
                                                   {"DEBUG4", Severity::Trace},
                                                   {"DEBUG5", Severity::Trace}}};
    const auto found = std::find_if(levels.begin(), levels.end(), [level](const Level& l) { return l.name == level; });
    return found == levels.end() ? Severity::Unknown : found->severity;
}

bool isPostgresAddition(std::string_view level)
{
    if (level == "LOG")
        return false;
    constexpr std::array<std::string_view, 7> additions{"DETAIL",    "HINT",     "QUERY",    "CONTEXT",
                                                        "STATEMENT", "LOCATION", "BACKTRACE"};
    return std::find(additions.begin(), additions.end(), level) != additions.end();
}

std::string_view relationOfContext(std::string_view context)
{
    constexpr std::string_view start = "relation \"";
    const std::size_t at = context.find(start);
    if (at == std::string_view::npos)
        return {};
    const std::string_view rest = context.substr(at + start.size());
    const std::size_t end = rest.find('"');
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::string_view lockObjectKind(std::string_view lockObject)
{
    return trimmed(lockObject.substr(0, lockObject.find_first_of("0123456789([")));
}

}    // namespace faultline
