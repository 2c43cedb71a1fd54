#include "importers/operations/postgresqlcnpg.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/postgresqljsonentry.h"
#include "importers/operations/textparts.h"

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-cnpg",
                                .title = "PostgreSQL log (CloudNativePG)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,    // bursts of refused connections become one event
                                .anchor = Anchor::End,
                                .zone = "zone word in the entry, else the offset of ts",
                                .specification = "CloudNativePG documentation, Logging"};

Severity severityOf(std::string_view level)
{
    if (level == "error")
        return Severity::Error;
    if (level == "warning" || level == "warn")
        return Severity::Warn;
    if (level == "debug")
        return Severity::Debug;
    return level == "trace" ? Severity::Trace : Severity::Info;
}

class PostgresCnpgReader final : public RecordReader {
public:
    explicit PostgresCnpgReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_records.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    std::optional<RecordTime> outerTime();
    void logLine(const RecordTime& time, RecordSink& sink);

    TimeResolver m_times;
    JsonRecord m_json;
    PostgresJsonEntry m_entry;
    PostgresRecords m_records;
};

std::optional<RecordTime> PostgresCnpgReader::outerTime()
{
    std::string_view stamp = m_json.text("ts");
    auto written = scanIsoTime(stamp);
    if (!written)
        written = scanEpoch(stamp);
    return written && stamp.empty() ? m_times.resolve(*written) : std::nullopt;
}

void PostgresCnpgReader::logLine(const RecordTime& time, RecordSink& sink)
{
    LogLine record;
    record.time = time;
    record.component = m_json.text("logger");
    record.text = m_json.text("msg");
    record.host = m_json.text("logging_pod");
    record.severity = severityOf(m_json.text("level"));
    sink.logLine(record);
}

void PostgresCnpgReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    const JsonRecord::Fault fault = m_json.read(text);
    if (fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    auto time = outerTime();
    const std::string_view record = m_json.raw("record");
    m_entry.clear();
    if (record.starts_with('{')) {
        for (JsonSlice slice(record); slice.next();)
            m_entry.take(slice.key(), slice.value());
    }
    // What the server wrote is better than when the collector read it.
    std::string_view stamp = m_entry.timestamp;
    if (const auto written = scanPostgresTime(stamp)) {
        if (const auto inner = m_times.resolve(*written))
            time = inner;
    }
    if (!time)
        return sink.reject("bad-time", "Neither ts nor record.log_time is a time that exists");
    if (m_entry.entry.level.empty())
        return logLine(*time, sink);
    m_entry.entry.time = *time;
    m_entry.entry.line = sink.lineNumber();
    m_entry.entry.host = m_json.text("logging_pod");
    m_records.add(m_entry.entry, sink);
}

}    // namespace

const FormatInfo& PostgresCnpgImporter::info() const
{
    return formatInfo;
}

Detection PostgresCnpgImporter::detect(const SourceHead& head) const
{
    bool hasEntry = false;
    const LineCensus census = censusOf(head, [&hasEntry](std::string_view text) {
        if (!text.starts_with('{') || !holdsJsonKeys(text, {"level", "ts", "msg"}))
            return false;
        hasEntry = hasEntry || holdsJsonKeys(text, {"record", "error_severity"});
        return true;
    });
    if (!hasEntry)
        return {};
    Detection detection = census.detection("CloudNativePG lines, some with a PostgreSQL record", 97);
    settleAnchor(detection, Anchor::End, Basis::Specification, "PostgreSQL writes a duration when the statement is complete");
    return detection;
}

std::unique_ptr<RecordReader> PostgresCnpgImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PostgresCnpgReader>(context);
}

}    // namespace faultline
