#include "importers/operations/postgresqlstderr.h"

#include "app/base/text.h"
#include "importers/operations/postgresqlprefix.h"
#include "importers/operations/postgresqlrecords.h"

#include <algorithm>
#include <deque>

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-stderr",
                                .title = "PostgreSQL log (text)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::End,
                                .zone = "zone word in the line",
                                .specification = "PostgreSQL log_line_prefix"};

/// Amazon RDS: free texts between colons, which the usual-prefix reader cannot tell apart.
constexpr std::string_view rdsPrefix = "%t:%r:%u@%d:[%p]:";

/// A message waits this many lines for its DETAIL, STATEMENT and the rest, which may be mixed with other processes'.
constexpr std::size_t mostPending = 16;
constexpr std::size_t longestMessage = std::size_t{1} << 20;

/// An entry whose lines are still coming. Buffers are reused.
struct PendingEntry {
    RecordTime time;
    std::uint64_t line = 0;
    std::string pid, level, message, detail, hint, context, statement, user, database, app, client, sqlState, backendType,
        commandTag, queryId;
    std::string* last = nullptr;    ///< what a continuation line goes on with
    std::string ignored;            ///< LOCATION, QUERY, BACKTRACE

    void begin(const PostgresLine& from, const RecordTime& when, std::uint64_t number)
    {
        time = when;
        line = number;
        pid.assign(from.pid);
        level.assign(from.level);
        message.assign(from.text);
        user.assign(from.user);
        database.assign(from.database);
        app.assign(from.app);
        client.assign(from.client);
        sqlState.assign(from.sqlState);
        backendType.assign(from.backendType);
        commandTag.assign(from.commandTag);
        queryId.assign(from.queryId);
        for (std::string* text : {&detail, &hint, &context, &statement, &ignored})
            text->clear();
        last = &message;
    }

    std::string& addition(std::string_view name)
    {
        if (name == "DETAIL")
            return detail;
        if (name == "HINT")
            return hint;
        if (name == "CONTEXT")
            return context;
        return name == "STATEMENT" ? statement : ignored;
    }

    PostgresEntry entry() const
    {
        PostgresEntry result;
        result.time = time;
        result.line = line;
        result.level = level;
        result.message = message;
        result.detail = detail;
        result.hint = hint;
        result.context = context;
        result.statement = statement;
        result.user = user;
        result.database = database;
        result.app = app;
        result.client = client;
        result.sqlState = sqlState;
        result.backendType = backendType;
        result.commandTag = commandTag;
        result.queryId = queryId;
        return result;
    }
};

class PostgresStderrReader final : public RecordReader {
public:
    PostgresStderrReader(const ReaderContext& context, std::optional<PostgresPrefix> prefix)
        : m_times(context.time), m_prefix(std::move(prefix)), m_isRefused(!context.options.logFormat.empty() && !m_prefix)
    {
    }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void continuation(std::string_view text, RecordSink& sink);
    void addition(const PostgresLine& line, const RecordTime& time, RecordSink& sink);
    void begin(const PostgresLine& line, const RecordTime& time, RecordSink& sink);
    void release(std::size_t index, RecordSink& sink);
    PendingEntry* pendingOf(std::string_view pid);

    TimeResolver m_times;
    std::optional<PostgresPrefix> m_prefix;
    PostgresRecords m_records;
    std::deque<std::unique_ptr<PendingEntry>> m_pending;    ///< oldest first
    std::vector<std::unique_ptr<PendingEntry>> m_free;
    PendingEntry* m_latest = nullptr;    ///< whose line was the last one
    bool m_isRefused = false;            ///< the stated log_line_prefix cannot be used
};

PendingEntry* PostgresStderrReader::pendingOf(std::string_view pid)
{
    const auto found =
        std::find_if(m_pending.rbegin(), m_pending.rend(), [pid](const auto& entry) { return entry->pid == pid; });
    return found == m_pending.rend() ? nullptr : found->get();
}

void PostgresStderrReader::release(std::size_t index, RecordSink& sink)
{
    const auto at = m_pending.begin() + static_cast<std::ptrdiff_t>(index);
    std::unique_ptr<PendingEntry> entry = std::move(*at);
    m_pending.erase(at);
    sink.recordsBelongTo(entry->line);
    m_records.add(entry->entry(), sink);
    sink.recordsBelongTo(0);
    if (m_latest == entry.get())
        m_latest = nullptr;
    m_free.push_back(std::move(entry));
}

void PostgresStderrReader::continuation(std::string_view text, RecordSink& sink)
{
    if (m_latest == nullptr)
        return sink.reject("no-beginning", "A line that goes on with a message whose beginning is not in the file");
    if (m_latest->last->size() + text.size() < longestMessage) {
        *m_latest->last += '\n';
        *m_latest->last += text.starts_with('\t') ? text.substr(1) : text;
    }
    sink.continuation();
}

void PostgresStderrReader::begin(const PostgresLine& line, const RecordTime& time, RecordSink& sink)
{
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        if (m_pending[i]->pid == line.pid) {
            release(i, sink);
            break;
        }
    }
    if (m_pending.size() >= mostPending)
        release(0, sink);
    if (m_free.empty())
        m_free.push_back(std::make_unique<PendingEntry>());
    m_pending.push_back(std::move(m_free.back()));
    m_free.pop_back();
    m_latest = m_pending.back().get();
    m_latest->begin(line, time, sink.lineNumber());
    sink.continuation();
}

void PostgresStderrReader::addition(const PostgresLine& line, const RecordTime& time, RecordSink& sink)
{
    PendingEntry* const owner = pendingOf(line.pid);
    if (owner == nullptr)
        return begin(line, time, sink);    // its message is not in the file; it is a log line of its own
    std::string& text = owner->addition(line.level);
    text.assign(line.text);
    owner->last = &text;
    m_latest = owner;
    sink.continuation();
}

void PostgresStderrReader::line(std::string_view text, RecordSink& sink)
{
    if (m_isRefused)
        return sink.reject("bad-log-format",
                           "The stated log_line_prefix has no %m, %t or %n, or an escape that does not exist");
    if (text.starts_with('\t') || text.starts_with("  "))
        return continuation(text, sink);
    if (trimmed(text).empty())
        return sink.skip();
    const auto line = m_prefix ? m_prefix->match(text) : matchUsualPostgresPrefix(text);
    if (!line)
        return sink.reject("no-prefix", "The line does not begin with the log_line_prefix and a level");
    const auto time = line->time ? m_times.resolve(*line->time) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The time in front of the line does not exist");
    if (isPostgresAddition(line->level))
        return addition(*line, *time, sink);
    begin(*line, *time, sink);
}

void PostgresStderrReader::finish(RecordSink& sink)
{
    while (!m_pending.empty())
        release(0, sink);
    m_records.finish(sink);
}

struct HeadCount {
    std::size_t lines = 0;    ///< that are no continuation
    std::size_t usual = 0;
    std::size_t rds = 0;
    bool isSurely = false;    ///< levels that only PostgreSQL writes, or a process id
};

HeadCount countHead(const SourceHead& head)
{
    const auto rds = PostgresPrefix::compile(rdsPrefix);
    HeadCount count;
    for (const std::string_view text : head.lines) {
        if (trimmed(text).empty() || text.starts_with('\t') || text.starts_with("  "))
            continue;
        ++count.lines;
        if (rds && rds->match(text))
            ++count.rds;
        const auto line = matchUsualPostgresPrefix(text);
        if (!line)
            continue;
        ++count.usual;
        const bool isOwnLevel = line->level == "LOG" || line->level == "FATAL" || isPostgresAddition(line->level);
        count.isSurely = count.isSurely || (isOwnLevel && !line->pid.empty());
    }
    return count;
}

}    // namespace

const FormatInfo& PostgresStderrImporter::info() const
{
    return formatInfo;
}

Detection PostgresStderrImporter::detect(const SourceHead& head) const
{
    const HeadCount count = countHead(head);
    const std::size_t mine = std::max(count.usual, count.rds);
    Detection detection;
    if (mine == 0 || mine * 2 < count.lines)
        return detection;
    detection.confidence = mine * 10 >= count.lines * 9 ? 92 : 65;
    if (!count.isSurely && count.rds == 0)
        detection.confidence = 35;
    detection.reason = std::to_string(mine) + " of " + std::to_string(count.lines)
        + " lines begin with a time, a prefix and a PostgreSQL level";
    detection.anchor = Anchor::End;
    detection.anchorBasis = Basis::Specification;
    detection.anchorReason = "PostgreSQL writes a duration when the statement is complete";
    return detection;
}

std::unique_ptr<RecordReader> PostgresStderrImporter::open(const ReaderContext& context) const
{
    if (!context.options.logFormat.empty())
        return std::make_unique<PostgresStderrReader>(context, PostgresPrefix::compile(context.options.logFormat));
    const HeadCount count = countHead(context.head);
    const bool isRds = count.rds * 10 >= count.lines * 9 && count.rds > 0;
    return std::make_unique<PostgresStderrReader>(context, isRds ? PostgresPrefix::compile(rdsPrefix) : std::nullopt);
}

}    // namespace faultline
