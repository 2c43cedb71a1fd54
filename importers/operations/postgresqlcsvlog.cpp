#include "importers/operations/postgresqlcsvlog.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/postgresqlrecords.h"

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-csvlog",
                                .title = "PostgreSQL log (csvlog)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::End,
                                .zone = "zone word in the line",
                                .since = "PostgreSQL 8.3",
                                .specification = "PostgreSQL src/backend/utils/error/csvlog.c"};

/// Columns in their order since 8.3; later versions add to the end.
enum Column : std::size_t {
    LogTime,
    UserName,
    DatabaseName,
    ProcessId,
    ConnectionFrom,
    SessionId,
    SessionLine,
    CommandTag,
    SessionStart,
    VirtualTransaction,
    Transaction,
    ErrorSeverity,
    SqlState,
    Message,
    Detail,
    Hint,
    InternalQuery,
    InternalQueryPosition,
    Context,
    Query,
    QueryPosition,
    Location,
    ApplicationName,
    BackendType,
    LeaderPid,
    QueryId
};
constexpr std::size_t fewestColumns = Location + 1;
constexpr std::size_t mostColumns = 40;

using Fields = std::vector<std::string_view>;

bool isEntry(const Fields& fields)
{
    return fields.size() >= fewestColumns && fields.size() <= mostColumns
        && postgresSeverity(fields[ErrorSeverity]) != Severity::Unknown;
}

/// A line that begins as every entry does: a time, a comma.
bool beginsLikeAnEntry(std::string_view line)
{
    return scanPostgresTime(line).has_value() && line.starts_with(',');
}

/// "10.0.0.5:51234" and "::1:51234": the port is behind the last colon; "[local]" has none.
std::string_view withoutPort(std::string_view client)
{
    return client.substr(0, client.rfind(':'));
}

PostgresEntry entryOf(const Fields& fields)
{
    const auto column = [&fields](Column index) { return index < fields.size() ? fields[index] : std::string_view{}; };
    PostgresEntry entry;
    entry.level = column(ErrorSeverity);
    entry.message = column(Message);
    entry.detail = column(Detail);
    entry.hint = column(Hint);
    entry.context = column(Context);
    entry.statement = column(Query);
    entry.pid = column(ProcessId);
    entry.user = column(UserName);
    entry.database = column(DatabaseName);
    entry.app = column(ApplicationName);
    entry.client = withoutPort(column(ConnectionFrom));
    entry.sqlState = column(SqlState);
    entry.backendType = column(BackendType);
    entry.commandTag = column(CommandTag);
    entry.queryId = column(QueryId);
    return entry;
}

class PostgresCsvlogReader final : public RecordReader {
public:
    explicit PostgresCsvlogReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    enum class Made { Record, Nothing };
    Made makeRecord(const Fields& fields, std::uint64_t line, RecordSink& sink);
    void giveUp(RecordSink& sink);
    bool isDamaged(std::string_view text) const;

    TimeResolver m_times;
    PostgresRecords m_records;
    CsvScanner m_scanner{','};
    std::string m_firstText;    ///< first line of the record under way
    std::uint64_t m_firstLine = 0;
};

PostgresCsvlogReader::Made PostgresCsvlogReader::makeRecord(const Fields& fields, std::uint64_t line, RecordSink& sink)
{
    std::string_view text = fields[LogTime];
    const auto written = scanPostgresTime(text);
    const auto time = written && text.empty() ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return Made::Nothing;
    PostgresEntry entry = entryOf(fields);
    entry.time = *time;
    entry.line = line;
    m_records.add(entry, sink);
    return Made::Record;
}

/// The record under way never closed its quotes: what its first line holds is kept.
void PostgresCsvlogReader::giveUp(RecordSink& sink)
{
    m_scanner.reset();
    CsvScanner scanner(',');
    const std::string closed = m_firstText + '"';
    bool isKept = false;
    if (scanner.feed(closed) == CsvScanner::Outcome::Record) {
        Fields fields = scanner.fields();
        if (fields.size() > Message) {
            fields.resize(std::max(fields.size(), fewestColumns));
            sink.recordsBelongTo(m_firstLine);
            isKept = makeRecord(fields, m_firstLine, sink) == Made::Record;
            sink.recordsBelongTo(0);
        }
    }
    sink.issue("record-not-closed",
               "The record of line " + std::to_string(m_firstLine) + " never closes its quotes; "
                   + (isKept ? "only its first line was read" : "nothing of it could be read"));
}

/// Inside quotes, and yet the line is a whole entry: the record under way was cut (a crash, a copied tail).
bool PostgresCsvlogReader::isDamaged(std::string_view text) const
{
    if (!beginsLikeAnEntry(text))
        return false;
    CsvScanner scanner(',');
    return scanner.feed(text) == CsvScanner::Outcome::Record && isEntry(scanner.fields());
}

void PostgresCsvlogReader::line(std::string_view text, RecordSink& sink)
{
    if (m_scanner.isInsideRecord() && isDamaged(text))
        giveUp(sink);
    if (!m_scanner.isInsideRecord()) {
        if (trimmed(text).empty())
            return sink.skip();
        if (!beginsLikeAnEntry(text))
            return sink.reject("no-time", "The line does not begin with a time and a comma, and no record is open");
        m_firstLine = sink.lineNumber();
    }
    const bool isFirst = !m_scanner.isInsideRecord();
    const CsvScanner::Outcome outcome = m_scanner.feed(text);
    if (outcome == CsvScanner::Outcome::Incomplete) {
        if (isFirst)
            m_firstText.assign(text);
        return sink.continuation();
    }
    if (outcome != CsvScanner::Outcome::Record)
        return sink.reject("record-too-long", "The record is longer than 1 MiB; a quote is most likely not closed");
    if (!isEntry(m_scanner.fields()))
        return sink.reject("bad-columns",
                           "The record has " + std::to_string(m_scanner.fields().size())
                               + " columns; csvlog has 22 to 26 and a level in the twelfth");
    if (!isFirst)
        sink.recordsBelongTo(m_firstLine);
    const Made made = makeRecord(m_scanner.fields(), m_firstLine, sink);
    sink.recordsBelongTo(0);
    if (made == Made::Nothing)
        return sink.reject("bad-time", "The time of the record does not exist");
    if (!isFirst)
        sink.continuation();
}

void PostgresCsvlogReader::finish(RecordSink& sink)
{
    if (m_scanner.isInsideRecord())
        giveUp(sink);
    m_records.finish(sink);
}

}    // namespace

const FormatInfo& PostgresCsvlogImporter::info() const
{
    return formatInfo;
}

Detection PostgresCsvlogImporter::detect(const SourceHead& head) const
{
    CsvScanner scanner(',');
    std::size_t records = 0;
    std::size_t mine = 0;
    for (std::size_t i = 0; i < head.headLines && i < head.lines.size(); ++i) {
        if (!scanner.isInsideRecord() && trimmed(head.lines[i]).empty())
            continue;
        const bool isStart = scanner.isInsideRecord() || beginsLikeAnEntry(head.lines[i]);
        if (!isStart) {
            ++records;
            continue;
        }
        const CsvScanner::Outcome outcome = scanner.feed(head.lines[i]);
        if (outcome == CsvScanner::Outcome::Incomplete)
            continue;
        ++records;
        mine += outcome == CsvScanner::Outcome::Record && isEntry(scanner.fields()) ? 1U : 0U;
    }
    Detection detection;
    if (mine == 0 || mine * 2 < records)
        return detection;
    detection.confidence = mine * 10 >= records * 9 ? 98 : 70;
    detection.reason = std::to_string(mine) + " of " + std::to_string(records)
        + " records have csvlog's columns (time first, level in the twelfth)";
    detection.anchor = Anchor::End;
    detection.anchorBasis = Basis::Specification;
    detection.anchorReason = "PostgreSQL writes a duration when the statement is complete";
    return detection;
}

std::unique_ptr<RecordReader> PostgresCsvlogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PostgresCsvlogReader>(context);
}

}    // namespace faultline
