#include "importers/operations/postgresqlstderr.h"

#include "app/base/text.h"
#include "importers/operations/postgresqlpending.h"
#include "importers/operations/postgresqlprefix.h"

#include <algorithm>

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

class PostgresStderrReader final : public RecordReader {
public:
    PostgresStderrReader(const ReaderContext& context, std::optional<PostgresPrefix> prefix)
        : m_times(context.time), m_prefix(std::move(prefix)), m_isRefused(!context.options.logFormat.empty() && !m_prefix)
    {
    }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_pending.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    TimeResolver m_times;
    std::optional<PostgresPrefix> m_prefix;
    PostgresPending m_pending;
    bool m_isRefused = false;    ///< the stated log_line_prefix cannot be used
};

void PostgresStderrReader::line(std::string_view text, RecordSink& sink)
{
    if (m_isRefused)
        return sink.reject("bad-log-format",
                           "The stated log_line_prefix has no %m, %t or %n, or an escape that does not exist");
    if (text.starts_with('\t') || text.starts_with("  "))
        return m_pending.goOn(text, sink);
    if (trimmed(text).empty())
        return sink.skip();
    const auto line = m_prefix ? m_prefix->match(text) : matchUsualPostgresPrefix(text);
    if (!line)
        return sink.reject("no-prefix", "The line does not begin with the log_line_prefix and a level");
    const auto time = line->time ? m_times.resolve(*line->time) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The time in front of the line does not exist");
    m_pending.add(*line, *time, sink);
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
