#include "importers/operations/postgresqlsyslog.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/operations/postgresqlpending.h"
#include "importers/operations/postgresqlsyslogline.h"
#include "importers/operations/textparts.h"

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-syslog",
                                .title = "PostgreSQL log (syslog, Heroku)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::End,
                                .zone = "zone word or offset in the line; source's zone for syslog stamps",
                                .specification = "PostgreSQL log_destination = syslog; RFC 3164, RFC 5424"};

/// The level's line, with the server's own time where its prefix has one.
std::optional<PostgresLine> matchInner(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    auto line = matchUsualPostgresPrefix(text);
    if (!line)
        line = matchTimelessPostgresPrefix(text);
    if (!line)
        return line;
    // Heroku: "sql_error_code = 28000 FATAL:  ..."
    constexpr std::string_view code = "sql_error_code = ";
    const std::size_t at = text.substr(0, static_cast<std::size_t>(line->level.data() - text.data())).find(code);
    if (at != std::string_view::npos)
        line->sqlState = text.substr(at + code.size(), 5);
    return line;
}

class PostgresSyslogReader final : public RecordReader {
public:
    explicit PostgresSyslogReader(const ReaderContext& context) : m_times(context.time)
    {
        if (!context.options.logFormat.empty()) {
            m_prefix = PostgresPrefix::compile(context.options.logFormat);
            m_isRefused = !m_prefix;
        }
    }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_pending.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    std::optional<PostgresLine> match(const PostgresSyslogLine& frame) const;

    TimeResolver m_times;
    std::optional<PostgresPrefix> m_prefix;    ///< as the user stated it
    PostgresPending m_pending;
    bool m_isRefused = false;
};

std::optional<PostgresLine> PostgresSyslogReader::match(const PostgresSyslogLine& frame) const
{
    auto line = m_prefix ? m_prefix->match(frame.text) : matchInner(frame.text);
    // A later piece is a part of the message, unless it is one of the lines that are added to it.
    if (line && frame.piece > 1 && !isPostgresAddition(line->level))
        return std::nullopt;
    return line;
}

void PostgresSyslogReader::line(std::string_view text, RecordSink& sink)
{
    if (m_isRefused)
        return sink.reject("bad-log-format", "The stated log_line_prefix has no time, or an escape that does not exist");
    if (trimmed(text).empty())
        return sink.skip();
    auto frame = parsePostgresSyslogLine(text);
    if (!frame)
        return sink.reject("no-frame", "The line has no stamp, host and program of syslog in front");
    const auto outer = m_times.resolve(frame->time);
    if (!outer)
        return sink.reject("bad-time", "The time in front of the line does not exist");
    const bool isTabbed = takeLiteral(frame->text, "#011") || takeLiteral(frame->text, "\t");
    auto line = frame->isPostgres() && !isTabbed ? match(*frame) : std::nullopt;
    if (frame->isPostgres() && !line && (frame->piece > 1 || isTabbed))
        return m_pending.goOn(frame->pid, frame->text, isTabbed ? "\n" : "", sink);
    if (!line) {
        LogLine record;
        record.time = *outer;
        record.component = absentWhenEmpty(frame->program);
        record.text = frame->text;
        record.host = absentWhenEmpty(frame->host);
        record.process = absentWhenEmpty(frame->pid);
        return sink.logLine(record);
    }
    const auto inner = line->time ? m_times.resolve(*line->time) : std::nullopt;
    line->pid = frame->pid.empty() ? line->pid : frame->pid;
    line->host = frame->host;
    m_pending.add(*line, inner ? *inner : *outer, sink);
}

}    // namespace

const FormatInfo& PostgresSyslogImporter::info() const
{
    return formatInfo;
}

Detection PostgresSyslogImporter::detect(const SourceHead& head) const
{
    bool hasLevel = false;
    const LineCensus census = censusOf(head, [&hasLevel](std::string_view text) {
        const auto frame = parsePostgresSyslogLine(text);
        if (!frame || !frame->isPostgres())
            return false;
        hasLevel = hasLevel || matchInner(frame->text).has_value();
        return true;
    });
    Detection detection = census.detection("syslog lines of PostgreSQL", 96);
    if (!hasLevel)
        return {};
    settleAnchor(detection, Anchor::End, Basis::Specification, "PostgreSQL writes a duration when the statement is complete");
    return detection;
}

std::unique_ptr<RecordReader> PostgresSyslogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PostgresSyslogReader>(context);
}

}    // namespace faultline
