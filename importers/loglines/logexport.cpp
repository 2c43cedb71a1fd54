#include "importers/loglines/logexport.h"

#include "app/base/text.h"
#include "app/base/timedistance.h"
#include "app/import/importerregistry.h"
#include "importers/loglines/exportrows.h"
#include "importers/loglines/innerlines.h"

namespace faultline {

namespace {

constexpr int surely = 65;                 // confidence from which the lines inside are read by their own importer
constexpr std::size_t mostTried = 400;     // lines inside that are looked at for it
constexpr auto clocksDiffer = std::chrono::seconds(1);

/// The store's own stamps, which may be UTC by specification while the lines inside are not.
TimeSettings ownTimes(const ReaderContext& context, const LogExport& format)
{
    TimeSettings settings = context.time;
    if (format.info.zone == "UTC") {
        settings.zone = TimeZone::utc();
        settings.zoneBasis = Basis::Specification;
    }
    return settings;
}

class LogExportReader final : public RecordReader {
public:
    LogExportReader(const ReaderContext& context, const LogExport& format)
        : m_format(format), m_options(context.options), m_settings(context.time), m_formats(context.formats), m_times(ownTimes(context, format))
    {
    }
    void document(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void addRow(KeyedLine& line, RecordSink& sink);
    const Importer* insideOf(SourceHead& head) const;
    void readInside(const Importer& importer, const SourceHead& head, RecordSink& sink);

    const LogExport& m_format;
    ImportOptions m_options;
    TimeSettings m_settings;
    const ImporterRegistry* m_formats;
    TimeResolver m_times;
    ExportRows m_rows;
};

void LogExportReader::addRow(KeyedLine& line, RecordSink& sink)
{
    const auto written = line.time();
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time) {
        sink.reject("no-time", "A row has no time that can be used");
        return;
    }
    LogLine row = line.logLine();
    row.time = *time;
    m_rows.add(row);
}

const Importer* LogExportReader::insideOf(SourceHead& head) const
{
    if (m_formats == nullptr)
        return nullptr;
    for (std::size_t i = 0; i < m_rows.size() && i < mostTried; ++i)
        head.lines.emplace_back(m_rows.message(i));
    head.headLines = head.lines.size();
    const auto candidates = m_formats->detect(head);
    if (candidates.empty() || candidates.front().detection.confidence < surely)
        return nullptr;
    const Importer* best = candidates.front().importer;
    return best->info().framing == Framing::Document || best->needsLogFormat() ? nullptr : best;
}

void LogExportReader::readInside(const Importer& importer, const SourceHead& head, RecordSink& sink)
{
    ReaderContext context;
    context.options = m_options;
    context.time = m_settings;
    context.head = head;
    const auto reader = importer.open(context);
    InnerLineSink inner(sink, m_rows);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        inner.beginRow(i);
        reader->line(m_rows.message(i), inner);
        inner.endRow();
    }
    reader->finish(inner);
    const auto difference = inner.medianDifference();
    if (difference && (*difference > clocksDiffer || *difference < -clocksDiffer))
        sink.issue("wrapper-clock-differs", "The clock of the lines inside differs from the store's by "
                       + formatDuration(*difference < Nanoseconds(0) ? -*difference : *difference) + " in the median");
}

void LogExportReader::document(std::string_view text, RecordSink& sink)
{
    KeyedLine line;
    line.clear();
    std::size_t rows = 0;
    const bool isWhole = m_format.rows(text, line, [&] {
        ++rows;
        addRow(line, sink);
        line.clear();
    });
    if (!isWhole)
        sink.reject(m_format.isTable ? "column-count" : "bad-json",
                    m_format.isTable ? "Rows have other cells than the header, or a quote is not closed" : "The document is damaged or ends early");
    if (m_format.isTruncated != nullptr && m_format.isTruncated(text, rows))
        sink.issue("export-truncated", "The store had more rows than the export holds");
    m_rows.sort();
    SourceHead head;
    std::string inside;
    for (std::size_t i = 0; i < m_rows.size() && i < mostTried; ++i)
        inside.append(m_rows.message(i)).append(1, '\n');
    head.text = inside;
    if (const Importer* importer = insideOf(head)) {
        readInside(*importer, head, sink);
    } else {
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            sink.logLine(m_rows.logLine(i));
    }
    if (isWhole && m_rows.size() == 0)
        sink.skip();
}

}    // namespace

Detection LogExportImporter::detect(const SourceHead& head) const
{
    Detection detection;
    if (!m_format.isMine(head.text))
        return detection;
    detection.confidence = m_format.certain;
    detection.reason = (m_format.isTable ? "it has the columns of " : "it has the members of ") + std::string(m_format.what);
    return detection;
}

std::unique_ptr<RecordReader> LogExportImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogExportReader>(context, m_format);
}

}    // namespace faultline
