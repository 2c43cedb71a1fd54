#include "importers/operations/mysqlgeneral.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/operations/mysqlbanner.h"
#include "importers/operations/mysqltime.h"
#include "importers/operations/sqlshapecache.h"
#include "importers/operations/textparts.h"

#include <array>
#include <unordered_map>

namespace faultline {

namespace {

constexpr std::size_t longestStatement = std::size_t{1} << 20;
constexpr std::size_t mostSessions = 100'000;

constexpr FormatInfo formatInfo{.id = "mysql-general",
                                .title = "MySQL general query log (also MariaDB)",
                                .records = "operation, logline",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::Start,
                                .zone = "offset in the line; source's zone before 5.7 and in MariaDB",
                                .specification = "MySQL reference manual, The General Query Log"};

/// Names of commands as the server writes them, longer ones first where one begins like another.
constexpr std::array<std::string_view, 32> commands{
    "Query",        "Execute",      "Prepare",    "Close stmt",       "Reset stmt",  "Long Data",        "Fetch",      "Init DB",
    "Quit",         "Connect Out",  "Connect",    "Field List",       "Create DB",   "Drop DB",          "Refresh",    "Shutdown",
    "Statistics",   "Processlist",  "Kill",       "Debug",            "Ping",        "Time",             "Sleep",      "Change user",
    "Delayed insert", "Binlog Dump GTID", "Binlog Dump", "Table Dump", "Register Slave", "Set option",   "Daemon",     "Reset Connection"};

struct GeneralLine {
    std::optional<WrittenTime> time;    ///< before 5.7 only on the first line of a second
    std::string_view thread, command, argument;
};

/// "2025-08-15T14:03:50.259438Z\t    9 Query\tselect 1", "240423 21:29:58\t     9 Query     select 1", "\t\t     9 Quit".
std::optional<GeneralLine> parseLine(std::string_view text)
{
    GeneralLine line;
    line.time = scanMySqlTime(text);
    if (!line.time && !text.starts_with('\t'))
        return std::nullopt;
    const std::string_view blanks = takeCharacters(text, lineBlanks);
    line.thread = takeDigits(text);
    if (blanks.empty() || line.thread.empty() || !takeLiteral(text, " "))
        return std::nullopt;
    for (const std::string_view command : commands) {
        if (!text.starts_with(command))
            continue;
        std::string_view rest = text.substr(command.size());
        if (!rest.empty() && rest.front() != '\t' && rest.front() != ' ')
            continue;
        line.command = command;
        rest = lineBlanks.skippedIn(rest);
        line.argument = rest;
        return line;
    }
    return std::nullopt;
}

struct Session {
    std::string user, client, database;
};

class MySqlGeneralReader final : public RecordReader {
public:
    explicit MySqlGeneralReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void remember(Session& session) const;
    void release(RecordSink& sink);
    void statement(const Session& session, RecordSink& sink);

    TimeResolver m_times;
    std::optional<RecordTime> m_time;
    std::unordered_map<std::string, Session> m_sessions;    ///< by connection id
    std::uint64_t m_firstLine = 0;                           ///< of the entry being read, 0 = none
    std::string m_thread, m_command, m_argument, m_target;
    SqlShapeCache m_shapes{SqlDialect::MySql};
};

/// "app@web-1 on orders using TCP/IP", "root@localhost on  using Socket"
void MySqlGeneralReader::remember(Session& session) const
{
    std::string_view text = m_argument;
    if (m_command == "Init DB") {
        session.database = trimmed(text);
        return;
    }
    const std::size_t on = text.find(" on ");
    if (on == std::string_view::npos)
        return;
    std::string_view account = text.substr(0, on);
    session.user = takeUntil(account, "@");
    session.client = account;
    text.remove_prefix(on + 4);
    session.database = trimmed(text.substr(0, text.find(" using ")));
    if (text.starts_with(" using ") || text.starts_with("using "))
        session.database.clear();
}

void MySqlGeneralReader::statement(const Session& session, RecordSink& sink)
{
    Operation operation;
    operation.time = *m_time;
    std::string_view text = trimmed(m_argument);
    // "[3] SELECT ..." of a prepared statement
    if (m_command != "Query" && text.starts_with('['))
        takeUntil(text, "] ");
    const SqlShapeCache::Entry& cached = m_shapes.of(text);
    const SqlShape& shape = cached.shape;
    operation.op = shape.operation.empty() ? std::string_view("unknown") : shape.operation;
    if (m_command == "Prepare")
        operation.op = "PREPARE";
    if (!shape.target.empty()) {
        const bool isQualified = session.database.empty() || shape.target.find('.') != std::string::npos;
        m_target = isQualified ? shape.target : session.database + '.' + shape.target;
        operation.target = m_target;
    }
    operation.shapeHash = cached.hashText;
    operation.app = absentWhenEmpty(session.user);
    operation.client = absentWhenEmpty(session.client);
    operation.text = absentWhenEmpty(text);
    operation.severity = Severity::Info;
    sink.operation(operation);
}

void MySqlGeneralReader::release(RecordSink& sink)
{
    if (m_firstLine == 0)
        return;
    sink.recordsBelongTo(m_firstLine);
    m_firstLine = 0;
    if (m_sessions.size() >= mostSessions)
        m_sessions.clear();
    Session& session = m_sessions[m_thread];
    if (m_command == "Connect" || m_command == "Change user" || m_command == "Init DB")
        remember(session);
    if (m_command == "Query" || m_command == "Execute" || m_command == "Prepare") {
        statement(session, sink);
    } else {
        LogLine line;
        line.time = *m_time;
        line.component = m_command;
        line.text = m_argument;
        line.thread = m_thread;
        line.user = absentWhenEmpty(session.user);
        line.clientIp = absentWhenEmpty(session.client);
        line.severity = containsText(m_argument, "Access denied") ? Severity::Error : Severity::Info;
        sink.logLine(line);
    }
    if (m_command == "Quit")
        m_sessions.erase(m_thread);
    sink.recordsBelongTo(0);
}

void MySqlGeneralReader::line(std::string_view text, RecordSink& sink)
{
    if (isMySqlBanner(text)) {
        release(sink);
        return sink.skip();
    }
    const auto line = parseLine(text);
    if (!line && m_firstLine == 0)
        return trimmed(text).empty() ? sink.skip()
                                     : sink.reject("no-beginning", "A line of a statement whose beginning is not in the file");
    if (!line) {
        if (m_argument.size() + text.size() < longestStatement)
            m_argument.append("\n").append(text);
        return sink.continuation();
    }
    release(sink);
    if (line->time) {
        const auto time = m_times.resolve(*line->time);
        if (!time)
            return sink.reject("bad-time", "The time in front of the line does not exist");
        m_time = time;
    }
    if (!m_time)
        return sink.reject("no-time", "No line with a time stands before this one");
    m_firstLine = sink.lineNumber();
    m_thread.assign(line->thread);
    m_command.assign(line->command);
    m_argument.assign(line->argument);
    sink.continuation();
}

}    // namespace

const FormatInfo& MySqlGeneralImporter::info() const
{
    return formatInfo;
}

Detection MySqlGeneralImporter::detect(const SourceHead& head) const
{
    std::size_t mine = 0;
    std::size_t stamped = 0;
    bool hasBanner = false;
    for (const std::string_view text : head.lines) {
        const bool isMine = parseLine(text).has_value();
        std::string_view rest = text;
        mine += isMine ? 1U : 0U;
        stamped += isMine || scanMySqlTime(rest) ? 1U : 0U;
        hasBanner = hasBanner || isMySqlBanner(text);
    }
    Detection detection;
    if (mine == 0 || mine * 10 < stamped * 9)
        return detection;
    // Statements may have any number of lines, so only lines that begin an entry are weighed.
    detection.confidence = hasBanner || mine >= 2 ? 95 : 60;
    detection.reason = std::to_string(mine) + " lines are entries of a general query log (connection id, command)";
    settleAnchor(detection, Anchor::Start, Basis::Specification, "MySQL writes a statement when it arrives");
    return detection;
}

std::unique_ptr<RecordReader> MySqlGeneralImporter::open(const ReaderContext& context) const
{
    return std::make_unique<MySqlGeneralReader>(context);
}

}    // namespace faultline
