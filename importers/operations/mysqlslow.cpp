#include "importers/operations/mysqlslow.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/mysqlbanner.h"
#include "importers/operations/mysqlslowentry.h"
#include "importers/operations/mysqltime.h"
#include "importers/operations/sqlshapecache.h"
#include "importers/operations/textparts.h"

namespace faultline {

namespace {

constexpr std::size_t longestStatement = std::size_t{1} << 20;

constexpr FormatInfo formatInfo{.id = "mysql-slow",
                                .title = "MySQL slow query log (also Percona, MariaDB)",
                                .records = "operation",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::End,
                                .zone = "offset or epoch in the entry; source's zone for old stamps without SET timestamp",
                                .specification = "MySQL reference manual, The Slow Query Log"};

class MySqlSlowReader final : public RecordReader {
public:
    explicit MySqlSlowReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void header(std::string_view text, RecordSink& sink);
    void takeTime(std::string_view text);
    /// "use db;" and "SET insert_id=5,timestamp=1197996507;", which the server puts in front of the statement.
    bool prelude(std::string_view text);
    void release(RecordSink& sink);
    void emit(RecordSink& sink);
    void rejectEntry(std::string_view code, std::string_view reason, RecordSink& sink) const;

    TimeResolver m_times;
    MySqlSlowEntry m_entry;
    std::uint64_t m_lastLine = 0;           ///< of the entry
    bool m_isInStatement = false;
    std::optional<RecordTime> m_written;    ///< "# Time:" of this entry, or the last one before it
    bool m_isWrittenHere = false;
    std::optional<RecordTime> m_set;        ///< SET timestamp of this entry
    std::string m_database;                 ///< of the last "use"
    std::string m_command, m_target;
    SqlShapeCache m_shapes{SqlDialect::MySql};
};

void MySqlSlowReader::takeTime(std::string_view text)
{
    skipBlanks(text);
    const auto written = scanMySqlTime(text);
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return;    // "# Time: " without one: the last one holds on
    m_written = time;
    m_isWrittenHere = true;
    // 5.0 writes "# Time: 071218 11:48:27 # User@Host: ..." on one line.
    skipBlanks(text);
    if (takeLiteral(text, "# User@Host:"))
        m_entry.takeUserAndHost(text);
}

void MySqlSlowReader::header(std::string_view text, RecordSink& sink)
{
    if (m_isInStatement)
        release(sink);
    if (m_entry.firstLine == 0) {
        m_entry.begin(sink.lineNumber());
        m_isWrittenHere = false;
        m_set.reset();
    }
    text.remove_prefix(1);
    skipBlanks(text);
    if (takeLiteral(text, "Time:"))
        takeTime(text);
    else if (takeLiteral(text, "User@Host:"))
        m_entry.takeUserAndHost(text);
    else
        m_entry.takeCounters(text);
    m_lastLine = sink.lineNumber();
    sink.continuation();
}

bool MySqlSlowReader::prelude(std::string_view text)
{
    std::string_view rest = text;
    if (startsWithIgnoringCase(rest, "use ") && rest.ends_with(';')) {
        rest = trimmed(rest.substr(4, rest.size() - 5));
        m_database = rest.starts_with('`') ? unquotedName(rest) : std::string(rest);
        return true;
    }
    const std::size_t at = rest.find("timestamp=");
    if (!rest.starts_with("SET ") || at == std::string_view::npos)
        return false;
    rest.remove_prefix(at + 10);
    // MariaDB with microseconds: "timestamp=1518625087.123456"
    const auto written = scanEpoch(rest);
    if (!written || !rest.starts_with(';'))
        return false;
    m_set = m_times.resolve(*written);
    return true;
}

void MySqlSlowReader::line(std::string_view text, RecordSink& sink)
{
    if (isMySqlBanner(text)) {
        release(sink);
        return sink.skip();
    }
    const bool isComment = text.starts_with('#');
    const bool isCommand = isComment && text.starts_with("# administrator command: ");
    if (isComment && !isCommand
        && (!m_isInStatement || text.starts_with("# Time: ") || text.starts_with("# User@Host: ")))
        return header(text, sink);
    if (m_entry.firstLine == 0) {
        if (trimmed(text).empty())
            return sink.skip();
        return sink.reject("no-header", "A line of a statement whose header is not in the file");
    }
    m_lastLine = sink.lineNumber();
    sink.continuation();
    if (!m_isInStatement && (trimmed(text).empty() || prelude(text)))
        return;
    if (isCommand && !m_isInStatement)
        text.remove_prefix(2);
    if (m_entry.statement.size() + text.size() < longestStatement) {
        m_entry.statement += m_isInStatement ? "\n" : "";
        m_entry.statement += text;
    }
    m_isInStatement = true;
}

void MySqlSlowReader::release(RecordSink& sink)
{
    if (m_entry.firstLine == 0)
        return;
    sink.recordsBelongTo(m_entry.firstLine);
    emit(sink);
    sink.recordsBelongTo(0);
    m_entry.firstLine = 0;
    m_isInStatement = false;
}

/// Every line of it: each line of a source is part of a record, skipped or rejected.
void MySqlSlowReader::rejectEntry(std::string_view code, std::string_view reason, RecordSink& sink) const
{
    for (std::uint64_t line = m_entry.firstLine; line <= m_lastLine; ++line) {
        sink.recordsBelongTo(line);
        sink.reject(code, reason);
    }
}

void MySqlSlowReader::emit(RecordSink& sink)
{
    if (m_entry.isBadNumber)
        return rejectEntry("bad-number", "A counter of this entry is negative, not a number, or larger than 64 bits hold", sink);
    if (!m_isInStatement && m_entry.queryNs == absent)
        return rejectEntry("cut-entry", "The entry ends before its statement and has no Query_time", sink);
    // A stamp with a zone is the best one. Without a zone the epoch of SET timestamp tells the same second for certain.
    const bool isZoned = m_isWrittenHere && m_written->basis != TimeBasis::SourceZone;
    if (m_set && !isZoned)
        m_written = m_set;
    if (!m_written)
        return rejectEntry("no-time", "Neither # Time nor SET timestamp stands in this entry or before it", sink);
    Operation operation;
    operation.time = *m_written;
    std::string_view statement = trimmed(m_entry.statement);
    while (statement.ends_with(';'))
        statement = trimmed(statement.substr(0, statement.size() - 1));
    std::string_view command = statement;
    if (takeLiteral(command, "administrator command: ")) {
        m_command = "ADMIN " + std::string(command);
        operation.op = m_command;
    } else {
        const SqlShapeCache::Entry& cached = m_shapes.of(statement);
        const SqlShape& shape = cached.shape;
        operation.op = shape.operation.empty() ? std::string_view("unknown") : shape.operation;
        operation.shapeHash = shape.text.empty() ? std::string_view{} : std::string_view(cached.hashText);
        if (!shape.target.empty()) {
            const std::string& database = m_entry.database.empty() ? m_database : m_entry.database;
            const bool isQualified = shape.target.find('.') != std::string::npos;
            m_target = isQualified || database.empty() ? shape.target : database + '.' + shape.target;
            operation.target = m_target;
        }
    }
    operation.plan = absentWhenEmpty(m_entry.plan);
    operation.app = absentWhenEmpty(m_entry.user);
    operation.client = absentWhenEmpty(m_entry.host);
    operation.text = absentWhenEmpty(statement);
    operation.severity = m_entry.isFailed ? Severity::Error : Severity::Info;
    operation.durationNs = m_entry.queryNs;
    operation.lockWaitNs = m_entry.lockNs;
    operation.docsExamined = m_entry.rowsExamined;
    operation.rows = m_entry.rows();
    operation.responseBytes = m_entry.bytesSent;
    sink.operation(operation);
}

}    // namespace

const FormatInfo& MySqlSlowImporter::info() const
{
    return formatInfo;
}

Detection MySqlSlowImporter::detect(const SourceHead& head) const
{
    std::size_t headers = 0;
    bool hasQueryTime = false;
    bool hasUser = false;
    for (const std::string_view text : head.lines) {
        headers += isMySqlSlowHeader(text) ? 1U : 0U;
        hasQueryTime = hasQueryTime || text.starts_with("# Query_time: ");
        hasUser = hasUser || text.starts_with("# User@Host: ") || containsText(text.substr(0, 64), " # User@Host: ");
    }
    Detection detection;
    if (headers < 2 || !(hasQueryTime || hasUser))
        return detection;
    // Statements may have any number of lines, so a share of lines would say nothing.
    detection.confidence = hasQueryTime && hasUser ? 97 : 85;
    detection.reason = std::to_string(headers) + " lines are headers of a slow query log (# User@Host, # Query_time)";
    settleAnchor(detection, Anchor::End, Basis::Specification, "MySQL writes a slow query when it is complete");
    return detection;
}

std::unique_ptr<RecordReader> MySqlSlowImporter::open(const ReaderContext& context) const
{
    return std::make_unique<MySqlSlowReader>(context);
}

}    // namespace faultline
