#include "importers/metrics/locusthistory.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"

#include <algorithm>
#include <array>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

struct Measure {
    std::string_view header, name, unit;
};

/// Columns of siege.log; the time is when the run ended.
constexpr auto siegeMeasures = std::to_array<Measure>({{"Trans", "transactions", "1"}, {"Elap Time", "elapsed time", "s"},
    {"Data Trans", "data transferred", "MBy"}, {"Resp Time", "response time", "s"}, {"Trans Rate", "transaction rate", "1/s"},
    {"Throughput", "throughput", "MBy/s"}, {"Concurrent", "concurrency", "1"}, {"OKAY", "successful transactions", "1"}, {"Failed", "failed transactions", "1"}});

std::string_view locustUnitOf(std::string_view header)
{
    if (header.ends_with("/s"))
        return "1/s";
    if (header.ends_with('%') || header.ends_with("Response Time"))
        return "ms";
    return header.ends_with("Size") ? "By" : "1";
}

class LocustReader final : public CsvRowsReader {
public:
    explicit LocustReader(const TimeSettings&) : CsvRowsReader(',') {}

    void finish(RecordSink& sink) override
    {
        CsvRowsReader::finish(sink);
        m_span.emit(sink);
    }

private:
    /// Handles of the columns for one request name.
    using SeriesRow = std::vector<std::optional<SeriesHandle>>;

    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (cells.front() == "Timestamp") {
            startHeader(cells);
            sink.skip();
            return Made::Nothing;
        }
        const auto time = epochTime(trimmed(cells.front()), inSeconds);
        if (!time || cells.size() != m_header.size()) {
            sink.reject(time ? "column-count" : "bad-time", time ? "The line has another number of cells than the header" : "The line begins with no seconds since 1970");
            return Made::Rejected;
        }
        m_span.addMoment(*time, sink);
        SeriesRow* const known = seriesRow(cells);
        if (known == nullptr) {
            sink.reject("too-many-series", tooManySeries);
            return Made::Rejected;
        }
        std::size_t samples = 0;
        for (std::size_t i = 1; i < cells.size(); ++i) {
            const auto value = m_isLabel[i] ? std::nullopt : parseDouble(trimmed(cells[i]));    // "N/A" before the first request
            if (!value)
                continue;
            auto& handle = (*known)[i];
            if (!handle)
                handle = sink.series("locust." + m_header[i], labelsOf(cells), locustUnitOf(m_header[i]), kindOf(m_header[i]));
            sink.sample(*handle, *time, *value);
            ++samples;
        }
        if (samples > 0)
            return Made::Records;
        sink.skip();
        return Made::Nothing;
    }

    void startHeader(const CsvCells& cells)
    {
        m_header.assign(cells.begin(), cells.end());
        m_isLabel.clear();
        for (const std::string& header : m_header)
            m_isLabel.push_back(header == "Type" || header == "Name");
        m_series = SeriesCache<SeriesRow>();
    }

    SeriesRow* seriesRow(const CsvCells& cells)
    {
        m_key.clear();
        for (std::size_t i = 1; i < cells.size(); ++i) {
            if (m_isLabel[i])
                m_key.append(cells[i]).push_back('\x1f');
        }
        SeriesRow* const known = m_series.find(m_key);
        return known != nullptr ? known : m_series.add(m_key, SeriesRow(m_header.size()));
    }

    Labels labelsOf(const CsvCells& cells) const
    {
        Labels labels;
        for (std::size_t i = 1; i < cells.size(); ++i) {
            if (m_isLabel[i] && !cells[i].empty())
                labels.emplace_back(toLower(m_header[i]), std::string(cells[i]));
        }
        std::sort(labels.begin(), labels.end());
        return labels;
    }

    static SeriesKind kindOf(std::string_view header)
    {
        return header == "Total Request Count" || header == "Total Failure Count" ? SeriesKind::Counter : header.ends_with("/s") ? SeriesKind::Rate : SeriesKind::Gauge;
    }

    std::vector<std::string> m_header;
    std::vector<bool> m_isLabel;
    SeriesCache<SeriesRow> m_series;
    std::string m_key;
    LoadTestSpan m_span{"Locust"};
};

class SiegeReader final : public CsvRowsReader {
public:
    explicit SiegeReader(const TimeSettings& settings) : CsvRowsReader(','), m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (trimmed(cells.front()) == "Date & Time") {
            m_header.clear();
            for (const std::string_view cell : cells)
                m_header.emplace_back(trimmed(cell));
            sink.skip();
            return Made::Nothing;
        }
        if (trimmed(cells.front()).starts_with("****")) {    // a mark that the user set
            sink.skip();
            return Made::Nothing;
        }
        const auto written = parseAnyTime(cells.front());
        const auto end = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!end || cells.size() < m_header.size() || m_header.empty()) {
            sink.reject(end ? "column-count" : "bad-time", end ? "The line has other cells than the header" : "The line begins with no date and time");
            return Made::Rejected;
        }
        addRun(cells, *end, sink);
        return Made::Records;
    }

    void addRun(const CsvCells& cells, const RecordTime& end, RecordSink& sink)
    {
        LoadTestSpan span("Siege");
        span.addMoment(end, sink);
        for (std::size_t i = 1; i < m_header.size(); ++i) {
            const std::string_view cell = trimmed(cells[i]);
            const auto measure = std::find_if(siegeMeasures.begin(), siegeMeasures.end(), [&](const Measure& one) { return one.header == m_header[i]; });
            const auto value = measure == siegeMeasures.end() ? std::nullopt : parseDouble(cell);
            if (!value)
                continue;
            if (measure->header == "Elap Time") {
                RecordTime start = end;
                start.utc -= Nanoseconds{std::clamp<std::int64_t>(durationOf(cell, inSeconds), 0, std::int64_t{31} * 86'400 * inSeconds)};
                span.addMoment(start, sink);
            }
            sink.sample(sink.series("siege." + std::string(measure->name), {}, measure->unit, SeriesKind::Gauge), end, *value);
        }
        span.emit(sink);
        sink.continuation();
    }

    TimeResolver m_resolver;
    std::vector<std::string> m_header;
};

bool begins(const SourceHead& head, std::string_view first, std::string_view word)
{
    for (const std::string_view line : head.lines) {
        const std::string_view start = trimmed(line);
        if (start.empty())
            continue;
        const std::string_view bare = start.starts_with('"') ? start.substr(1) : start;
        return bare.starts_with(first) && line.find(word) != std::string_view::npos;
    }
    return false;
}

}    // namespace

std::unique_ptr<Importer> locustHistory()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "locust-stats-history", .title = "Locust statistics by time (_stats_history.csv)", .records = "series, event",
                   .framing = Framing::OrderedLines, .zone = "epoch", .since = "Locust 1.0", .specification = "Locust, --csv"},
        [](const SourceHead& head) {
            const bool isMine = begins(head, "Timestamp", "User Count") && begins(head, "Timestamp", "Requests/s");
            return isMine ? Detection{97, "its columns are those of Locust's history", Anchor::Unknown, Basis::Assumed, {}} : Detection{};
        },
        &openWithTimes<LocustReader>);
}

std::unique_ptr<Importer> siegeLog()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "siege-log", .title = "Siege log of runs", .records = "series, event", .framing = Framing::OrderedLines,
                   .zone = "source's zone", .specification = "Siege, siege.log"},
        [](const SourceHead& head) {
            return begins(head, "Date & Time", "Elap Time") ? Detection{97, "its columns are Siege's", Anchor::Unknown, Basis::Assumed, {}} : Detection{};
        },
        &openWithTimes<SiegeReader>);
}

}    // namespace faultline
