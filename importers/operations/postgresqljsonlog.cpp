#include "importers/operations/postgresqljsonlog.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "app/import/jsonslice.h"
#include "importers/operations/postgresqljsonentry.h"

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "postgresql-jsonlog",
                                .title = "PostgreSQL log (jsonlog)",
                                .records = "operation, logline, series, event",
                                .framing = Framing::OrderedLines,    // bursts of refused connections become one event
                                .anchor = Anchor::End,
                                .zone = "zone word in the line",
                                .since = "PostgreSQL 15",
                                .specification = "PostgreSQL src/backend/utils/error/jsonlog.c"};

class PostgresJsonlogReader final : public RecordReader {
public:
    explicit PostgresJsonlogReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_records.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    TimeResolver m_times;
    PostgresRecords m_records;
    PostgresJsonEntry m_entry;
};

void PostgresJsonlogReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    m_entry.clear();
    JsonSlice slice(text);
    while (slice.next())
        m_entry.take(slice.key(), slice.value());
    if (slice.isTooDeep())
        return sink.reject("json-too-deep", "The object is nested more than 64 levels deep");
    if (!slice.isObject() || !slice.isComplete())
        return sink.reject("bad-json", "The line is not one complete JSON object");
    PostgresEntry& entry = m_entry.entry;
    if (entry.level.data() == nullptr)
        return sink.reject("no-level", "The object has no error_severity; it is no entry of a jsonlog");
    std::string_view timestamp = m_entry.timestamp;
    const auto written = scanPostgresTime(timestamp);
    const auto time = written && timestamp.empty() ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The member timestamp is missing or is not a time that exists");
    entry.time = *time;
    entry.line = sink.lineNumber();
    m_records.add(entry, sink);
}

bool isEntry(std::string_view text)
{
    bool hasLevel = false;
    bool hasTime = false;
    JsonSlice slice(text);
    while (slice.next()) {
        hasLevel = hasLevel || slice.key() == "error_severity";
        hasTime = hasTime || slice.key() == "timestamp";
    }
    return slice.isObject() && slice.isComplete() && hasLevel && hasTime;
}

}    // namespace

const FormatInfo& PostgresJsonlogImporter::info() const
{
    return formatInfo;
}

Detection PostgresJsonlogImporter::detect(const SourceHead& head) const
{
    std::size_t filled = 0;
    std::size_t mine = 0;
    for (const std::string_view text : head.lines) {
        if (trimmed(text).empty())
            continue;
        ++filled;
        mine += text.starts_with('{') && isEntry(text) ? 1U : 0U;
    }
    Detection detection;
    if (mine == 0 || mine * 2 < filled)
        return detection;
    detection.confidence = mine * 10 >= filled * 9 ? 98 : 70;
    detection.reason =
        std::to_string(mine) + " of " + std::to_string(filled) + " lines are jsonlog entries (timestamp, error_severity)";
    detection.anchor = Anchor::End;
    detection.anchorBasis = Basis::Specification;
    detection.anchorReason = "PostgreSQL writes a duration when the statement is complete";
    return detection;
}

std::unique_ptr<RecordReader> PostgresJsonlogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PostgresJsonlogReader>(context);
}

}    // namespace faultline
