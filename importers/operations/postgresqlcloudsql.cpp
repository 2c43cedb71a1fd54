#include "importers/operations/postgresqlcloudsql.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/postgresqlpending.h"

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-cloudsql",
                                .title = "PostgreSQL log (Google Cloud SQL)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::End,
                                .zone = "offset in the line",
                                .specification = "Cloud Logging LogEntry; Cloud SQL log_line_prefix"};

class PostgresCloudSqlReader final : public RecordReader {
public:
    explicit PostgresCloudSqlReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_pending.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    TimeResolver m_times;
    JsonRecord m_json;
    PostgresPending m_pending;
};

void PostgresCloudSqlReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    const JsonRecord::Fault fault = m_json.read(text);
    if (fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    const std::string_view payload = m_json.stringText("textPayload");
    if (payload.data() == nullptr)
        return sink.reject("no-text", "The entry has no textPayload");
    if (payload.starts_with('\t'))
        return m_pending.goOn(payload, sink);
    auto line = matchUsualPostgresPrefix(payload);
    if (!line)
        line = matchTimelessPostgresPrefix(payload);
    std::string_view stamp = m_json.stringText("timestamp");
    const auto written = line && line->time ? line->time : scanIsoTime(stamp);
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The member timestamp is missing or is not a time that exists");
    const std::string_view host = m_json.stringText("resource.labels.database_id");
    if (line) {
        line->host = host;
        return m_pending.add(*line, *time, sink);
    }
    LogLine record;
    record.time = *time;
    record.text = payload;
    record.host = host;
    sink.logLine(record);
}

}    // namespace

const FormatInfo& PostgresCloudSqlImporter::info() const
{
    return formatInfo;
}

Detection PostgresCloudSqlImporter::detect(const SourceHead& head) const
{
    const LineCensus census = censusOf(head, [](std::string_view text) {
        return text.starts_with('{') && holdsJsonKeys(text, {"textPayload", "timestamp", "logName"})
            && text.find("cloudsql.googleapis.com") != std::string_view::npos
            && text.find("postgres") != std::string_view::npos;
    });
    Detection detection = census.detection("Cloud Logging entries of a Cloud SQL PostgreSQL instance", 97);
    if (census.mine > 0)
        settleAnchor(detection, Anchor::End, Basis::Specification, "PostgreSQL writes a duration when the statement is complete");
    return detection;
}

std::unique_ptr<RecordReader> PostgresCloudSqlImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PostgresCloudSqlReader>(context);
}

}    // namespace faultline
