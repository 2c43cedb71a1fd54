#include "importers/metrics/sysstat.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/sysstatnames.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

SeriesKind kindOf(std::string_view unit)
{
    return unit.ends_with("/s") ? SeriesKind::Rate : SeriesKind::Gauge;
}

class DatabaseReader final : public CsvRowsReader {
public:
    explicit DatabaseReader(const TimeSettings& settings) : CsvRowsReader(';'), m_resolver(settings) {}
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    /// "# hostname;interval;timestamp;CPU;%user;..." and rows below it; a restart says LINUX-RESTART.
    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (cells.front().starts_with('#')) {
            m_header.assign(cells.begin(), cells.end());
            m_series = SeriesCache<SeriesHandle>();
            sink.skip();
            return Made::Nothing;
        }
        if (cells.size() > 3 && cells[3].starts_with("LINUX-RESTART")) {
            sink.skip();
            return Made::Nothing;
        }
        if (cells.size() != m_header.size() || cells.size() < 4) {
            sink.reject("column-count", "The line has " + std::to_string(cells.size()) + " cells, its table " + std::to_string(m_header.size()));
            return Made::Rejected;
        }
        const auto written = parseAnyTime(cells[2]);    // "2024-04-22 06:50:01 UTC", without UTC for local time, or seconds
        const auto time = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!time) {
            sink.reject("bad-time", '"' + shortened(cells[2], 40) + "\" is no time");
            return Made::Rejected;
        }
        return addSamples(cells, *time, sink);
    }

    Made addSamples(const CsvCells& cells, const RecordTime& time, RecordSink& sink)
    {
        std::size_t samples = 0;
        for (std::size_t i = 3; i < cells.size(); ++i) {
            const auto value = sysstatLabelOf(m_header[i]).empty() ? parseDouble(cells[i]) : std::nullopt;
            if (!value)
                continue;
            m_key.assign(cells[0]).append(1, '\0').append(m_header[i]);
            for (std::size_t label = 3; label < cells.size(); ++label) {
                if (!sysstatLabelOf(m_header[label]).empty())
                    m_key.append(1, '\0').append(cells[label]);
            }
            SeriesHandle* series = m_series.find(m_key);
            if (series == nullptr)
                series = m_series.add(m_key, newSeries(cells, i, sink));
            if (series == nullptr)
                break;
            sink.sample(*series, time, *value);
            ++samples;
        }
        if (samples > 0)
            return Made::Records;
        sink.reject("no-value", "The row holds no numbers");
        return Made::Rejected;
    }

    SeriesHandle newSeries(const CsvCells& cells, std::size_t column, RecordSink& sink) const
    {
        Labels labels = {{"host", std::string(cells[0])}};
        for (std::size_t i = 3; i < cells.size(); ++i) {
            const std::string_view label = sysstatLabelOf(m_header[i]);
            if (!label.empty())
                labels.emplace_back(std::string(label), cells[i] == "-1" ? "all" : std::string(cells[i]));
        }
        std::sort(labels.begin(), labels.end());
        const std::string_view unit = sysstatUnitOf(m_header[column]);
        return sink.series(m_header[column], labels, unit, kindOf(unit));
    }

    TimeResolver m_resolver;
    std::vector<std::string> m_header;
    SeriesCache<SeriesHandle> m_series;
    std::string m_key;
};

class JsonReader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        if (!object.has("sysstat.hosts")) {
            sink.reject("no-results", "The document has no sysstat.hosts");
            return;
        }
        eachObject(object.raw("sysstat.hosts"), sink, [&](JsonRecord& host) {
            m_host = host.text("nodename");
            eachObject(host.raw("statistics"), sink, [&](JsonRecord& statistics) { readStatistics(statistics, sink); });
        });
    }

    void readStatistics(JsonRecord& statistics, RecordSink& sink)
    {
        const std::string_view date = statistics.text("timestamp.date");
        const std::string_view clock = statistics.text("timestamp.time");
        std::string stamp = std::string(date) + ' ' + std::string(clock);
        const std::string_view utc = statistics.text("timestamp.utc");
        if (utc == "1" || statistics.text("timestamp.tz") == "UTC")
            stamp += 'Z';
        const auto at = date.empty() ? std::nullopt : time(stamp);
        if (!at) {
            sink.reject("bad-time", '"' + shortened(stamp, 60) + "\" is no time of a statistic");
            return;
        }
        m_made = 0;
        for (const JsonRecord::Member& member : statistics.members()) {
            if (member.key != "timestamp")
                walk(member.key, member.value, {{"host", m_host}}, *at, sink);
        }
        if (m_made == 0)
            sink.skip();
    }

    /// "memory":{"memfree":1}, "cpu-load":[{"cpu":"all","user":0.5}], "network":{"net-dev":[{"iface":"eth0",...}]}.
    void walk(std::string_view path, std::string_view value, const Labels& labels, const RecordTime& at, RecordSink& sink, int depth = 0)
    {
        if (value.front() == '[') {
            eachElement(value, sink, [&](std::string_view element) {
                if (element.front() == '{' && depth < 6)
                    walk(path, element, labels, at, sink, depth + 1);
            });
            return;
        }
        JsonSlice members(value);
        Labels own = labels;
        std::string scratch;
        while (members.isObject() && members.next()) {
            const std::string_view label = sysstatLabelOf(members.key());
            if (!label.empty())
                own.emplace_back(std::string(label), std::string(jsonText(members.value(), scratch)));
        }
        JsonSlice again(value);
        while (again.isObject() && again.next()) {
            const std::string_view raw = again.value();
            if (raw.front() == '{' || raw.front() == '[') {
                if (depth < 6)
                    walk(again.key(), raw, own, at, sink, depth + 1);
                continue;
            }
            const auto number = sysstatLabelOf(again.key()).empty() && !isJsonString(raw) ? sampleValue(raw) : std::nullopt;
            if (!number)
                continue;
            DocumentSeries(sink, std::string(path) + '.' + std::string(again.key()), own, unitOf(path, again.key()), SeriesKind::Gauge).add(at, *number);
            ++m_made;
        }
    }

    /// The document names no units: percentages of processors, kilobytes of memory, the rest as the text form calls it.
    static std::string unitOf(std::string_view path, std::string_view member)
    {
        if (path.starts_with("cpu-load"))
            return "%";
        const std::string_view unit = sysstatUnitOf(member);
        if (path == "memory" || path == "swap-pages")
            return unit == "1" && path == "memory" ? "KiBy" : std::string(unit);
        return path == "net-dev" && unit == "KiBy" ? "KiBy/s" : std::string(unit);
    }

    std::string m_host;
    std::uint64_t m_made = 0;
};

}    // namespace

std::unique_ptr<Importer> sadfDatabase()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "sadf-database", .title = "sysstat sadf -d", .records = "series", .framing = Framing::OrderedLines,
                   .zone = "UTC in the line, epoch or the source's zone", .specification = "sysstat sadf(1), -d"},
        [](const SourceHead& head) {
            const bool isMine = trimmed(head.text).starts_with("# hostname;interval;timestamp");
            return isMine ? Detection{97, "it begins with the columns of sadf -d", Anchor::Unknown, Basis::Assumed, {}} : Detection{};
        },
        &openWithTimes<DatabaseReader>);
}

std::unique_ptr<Importer> sadfJson()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "sadf-json", .title = "sysstat sadf -j (JSON)", .records = "series", .framing = Framing::Document,
                   .zone = "UTC or the source's zone, as the text says", .specification = "sysstat sadf(1), -j"},
        [](const SourceHead& head) { return detectionByKeys(head, {"sysstat", "hosts", "nodename"}, "sysstat statistics", 96); },
        &openWithTimes<JsonReader>);
}

}    // namespace faultline
