#include "importers/operations/postgresqlpending.h"

#include <algorithm>

namespace faultline {

namespace {

/// A message waits this many lines for its DETAIL, STATEMENT and the rest, which may be mixed with other processes'.
constexpr std::size_t mostPending = 16;
constexpr std::size_t longestMessage = std::size_t{1} << 20;

}    // namespace

/// An entry whose lines are still coming. Buffers are reused.
struct PostgresPending::Entry {
    RecordTime time;
    std::uint64_t line = 0;
    std::string pid, host, level, message, detail, hint, context, statement, user, database, app, client, sqlState, backendType,
        commandTag, queryId;
    std::string* last = nullptr;    ///< what a continuation line goes on with
    std::string ignored;            ///< LOCATION, QUERY, BACKTRACE

    void begin(const PostgresLine& from, const RecordTime& when, std::uint64_t number)
    {
        // Most prefixes hold two or three of them.
        const auto keep = [](std::string& kept, std::string_view text) {
            if (text.empty())
                kept.clear();
            else
                kept.assign(text);
        };
        time = when;
        line = number;
        keep(pid, from.pid);
        keep(host, from.host);
        keep(level, from.level);
        keep(message, from.text);
        keep(user, from.user);
        keep(database, from.database);
        keep(app, from.app);
        keep(client, from.client);
        keep(sqlState, from.sqlState);
        keep(backendType, from.backendType);
        keep(commandTag, from.commandTag);
        keep(queryId, from.queryId);
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
        result.pid = pid;
        result.host = host;
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

void PostgresPending::Deleter::operator()(Entry* entry) const
{
    delete entry;
}

PostgresPending::Entry* PostgresPending::entryOf(std::string_view pid)
{
    const auto found =
        std::find_if(m_pending.rbegin(), m_pending.rend(), [pid](const auto& entry) { return entry->pid == pid; });
    return found == m_pending.rend() ? nullptr : found->get();
}

void PostgresPending::release(std::size_t index, RecordSink& sink)
{
    const auto at = m_pending.begin() + static_cast<std::ptrdiff_t>(index);
    Pointer entry = std::move(*at);
    m_pending.erase(at);
    sink.recordsBelongTo(entry->line);
    m_records.add(entry->entry(), sink);
    sink.recordsBelongTo(0);
    if (m_latest == entry.get())
        m_latest = nullptr;
    m_free.push_back(std::move(entry));
}

void PostgresPending::append(Entry& entry, std::string_view text, std::string_view glue, RecordSink& sink)
{
    if (entry.last->size() + text.size() < longestMessage) {
        *entry.last += glue;
        *entry.last += text;
    }
    sink.continuation();
}

void PostgresPending::goOn(std::string_view text, RecordSink& sink)
{
    if (m_latest == nullptr)
        return sink.reject("no-beginning", "A line that goes on with a message whose beginning is not in the file");
    append(*m_latest, text.starts_with('\t') ? text.substr(1) : text, "\n", sink);
}

void PostgresPending::goOn(std::string_view pid, std::string_view text, std::string_view glue, RecordSink& sink)
{
    Entry* const owner = entryOf(pid);
    if (owner == nullptr)
        return sink.reject("no-beginning", "A piece of a message whose beginning is not in the file");
    append(*owner, text, glue, sink);
}

void PostgresPending::begin(const PostgresLine& line, const RecordTime& time, RecordSink& sink)
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
        m_free.emplace_back(new Entry);
    m_pending.push_back(std::move(m_free.back()));
    m_free.pop_back();
    m_latest = m_pending.back().get();
    m_latest->begin(line, time, sink.lineNumber());
    sink.continuation();
}

void PostgresPending::add(const PostgresLine& line, const RecordTime& time, RecordSink& sink)
{
    Entry* const owner = isPostgresAddition(line.level) ? entryOf(line.pid) : nullptr;
    if (owner == nullptr)
        return begin(line, time, sink);    // also an addition whose message is not in the file: a log line of its own
    std::string& text = owner->addition(line.level);
    text.assign(line.text);
    owner->last = &text;
    m_latest = owner;
    sink.continuation();
}

void PostgresPending::finish(RecordSink& sink)
{
    while (!m_pending.empty())
        release(0, sink);
    m_records.finish(sink);
}

}    // namespace faultline
