#include "importers/loglines/logexport.h"

#include "app/base/text.h"
#include "app/base/timedistance.h"
#include "app/import/importerregistry.h"
#include "importers/loglines/innerlines.h"

#include <algorithm>
#include <deque>

namespace faultline {

namespace {

constexpr int surely = 65;                 // confidence from which the lines inside are read by their own importer
constexpr std::size_t mostTried = 400;     // lines inside that are looked at for it
constexpr auto clocksDiffer = std::chrono::seconds(1);

/// A row, kept until all are in order.
struct ExportRow {
    Timestamp time{};
    TimeBasis basis = TimeBasis::Epoch;
    std::string message;       ///< the line inside
    std::string component, host, process, thread, user, clientIp, traceId, rest;
    Severity severity = Severity::Unknown;
    bool hasMessage = false;

    void take(const LogLine& line);
    LogLine logLine() const;
};

constexpr std::array<std::pair<std::string ExportRow::*, std::string_view LogLine::*>, 8> keptFields = {{
    {&ExportRow::component, &LogLine::component}, {&ExportRow::host, &LogLine::host}, {&ExportRow::process, &LogLine::process},
    {&ExportRow::thread, &LogLine::thread}, {&ExportRow::user, &LogLine::user}, {&ExportRow::clientIp, &LogLine::clientIp},
    {&ExportRow::traceId, &LogLine::traceId}, {&ExportRow::rest, &LogLine::rest}}};

void ExportRow::take(const LogLine& line)
{
    hasMessage = line.text.data() != nullptr;
    message = line.text;
    while (!message.empty() && (message.back() == '\n' || message.back() == '\r'))
        message.pop_back();
    severity = line.severity;
    for (const auto& [kept, field] : keptFields)
        this->*kept = line.*field;
}

LogLine ExportRow::logLine() const
{
    LogLine line;
    line.time = {time, basis, false, false};
    if (hasMessage)
        line.text = message;
    line.severity = severity;
    for (const auto& [kept, field] : keptFields) {
        if (!(this->*kept).empty())
            line.*field = this->*kept;
    }
    return line;
}

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
    std::deque<ExportRow> m_rows;                ///< as the document has them
    std::vector<const ExportRow*> m_inOrder;     ///< by time
};

void LogExportReader::addRow(KeyedLine& line, RecordSink& sink)
{
    const auto written = line.time();
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time) {
        sink.reject("no-time", "A row has no time that can be used");
        return;
    }
    ExportRow& row = m_rows.emplace_back();
    row.take(line.logLine());
    row.time = time->utc;
    row.basis = time->basis;
}

const Importer* LogExportReader::insideOf(SourceHead& head) const
{
    if (m_formats == nullptr)
        return nullptr;
    for (std::size_t i = 0; i < m_inOrder.size() && i < mostTried; ++i)
        head.lines.emplace_back(m_inOrder[i]->message);
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
    std::vector<Timestamp> times;
    for (const ExportRow* row : m_inOrder)
        times.push_back(row->time);
    InnerLineSink inner(sink, times, [this, &sink](std::size_t row) {
        if (row < m_inOrder.size())
            sink.logLine(m_inOrder[row]->logLine());
    });
    for (std::size_t i = 0; i < m_inOrder.size(); ++i) {
        inner.beginRow(i);
        reader->line(m_inOrder[i]->message, inner);
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
    for (const ExportRow& row : m_rows)
        m_inOrder.push_back(&row);
    std::stable_sort(m_inOrder.begin(), m_inOrder.end(), [](const ExportRow* left, const ExportRow* right) { return left->time < right->time; });
    SourceHead head;
    std::string inside;
    for (std::size_t i = 0; i < m_inOrder.size() && i < mostTried; ++i)
        inside.append(m_inOrder[i]->message).append(1, '\n');
    head.text = inside;
    if (const Importer* importer = insideOf(head)) {
        readInside(*importer, head, sink);
    } else {
        for (const ExportRow* row : m_inOrder)
            sink.logLine(row->logLine());
    }
    if (isWhole && m_rows.empty())
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
