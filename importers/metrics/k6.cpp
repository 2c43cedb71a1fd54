#include "importers/metrics/k6.h"

#include "app/base/text.h"
#include "app/import/jsonlinesreader.h"
#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/csvrows.h"
#include "importers/metrics/k6points.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <deque>

namespace faultline {

namespace {

using Made = CsvRecordMaker::Made;

class JsonReader final : public JsonLinesReader {
public:
    explicit JsonReader(const TimeSettings& settings) : m_resolver(settings) {}

    void finish(RecordSink& sink) override { m_points.finish(sink); }
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void object(JsonRecord& record, RecordSink& sink) override
    {
        const std::string_view type = record.text("type");
        const std::string_view metric = record.text("metric");
        const std::string_view data = record.raw("data");
        if (type == "Point" && !metric.empty()) {
            readPoint(metric, data, sink);
        } else if (type == "Metric") {
            JsonRecord declared;
            if (declared.read(data) == JsonRecord::Fault::None)
                m_points.declare(metric.empty() ? declared.text("name") : metric, declared.text("type"), declared.text("contains"));
            sink.skip();
        } else {
            sink.reject("not-a-point", "The object is neither a Metric nor a Point of k6");
        }
    }

    void readPoint(std::string_view metric, std::string_view data, RecordSink& sink)
    {
        std::string_view time, tags;
        m_point.metric = metric;
        m_point.valueText = {};
        m_point.tags.clear();
        JsonSlice members(data);
        while (members.isObject() && members.next()) {
            if (members.key() == "time")
                time = members.value();
            else if (members.key() == "value")
                m_point.valueText = members.value();
            else if (members.key() == "tags")
                tags = members.value();
        }
        if (isJsonString(time))
            time = time.substr(1, time.size() - 2);
        const auto written = scanIsoTime(time);
        const auto at = written && time.empty() ? m_resolver.resolve(*written) : std::nullopt;
        if (!at) {
            sink.reject("bad-time", "The point has no time of RFC 3339");
            return;
        }
        m_point.time = *at;
        if (K6Points::isPartOfRequest(metric)) {
            sink.skip();
            m_points.addMoment(*at, sink);
            return;
        }
        takeTags(tags);
        m_points.add(m_point, sink);
    }

    void takeTags(std::string_view tags)
    {
        std::size_t escaped = 0;
        JsonSlice slice(tags);
        while (slice.isObject() && slice.next()) {
            std::string_view value = slice.value();
            if (!isJsonString(value) || value.size() == 2)
                continue;
            value = value.substr(1, value.size() - 2);
            if (value.find('\\') != std::string_view::npos) {
                if (escaped == m_texts.size())
                    m_texts.emplace_back();
                value = jsonText(slice.value(), m_texts[escaped++]);
            }
            m_point.tags.emplace_back(slice.key(), value);
        }
    }

    TimeResolver m_resolver;
    K6Points m_points;
    K6Point m_point;
    std::deque<std::string> m_texts;
};

class CsvReader final : public CsvRowsReader {
public:
    explicit CsvReader(const TimeSettings& settings) : CsvRowsReader(','), m_resolver(settings) {}

    void finish(RecordSink& sink) override
    {
        CsvRowsReader::finish(sink);
        m_points.finish(sink);
    }
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    Made row(const CsvCells& cells, RecordSink& sink) override
    {
        if (cells.front() == "metric_name") {
            m_header.assign(cells.begin(), cells.end());
            sink.skip();
            return Made::Nothing;
        }
        if (cells.size() != m_header.size() || cells.size() < 3) {
            sink.reject("column-count", "The line has " + std::to_string(cells.size()) + " cells, the table " + std::to_string(m_header.size()));
            return Made::Rejected;
        }
        m_point.metric = cells[0];
        m_point.valueText = cells[2];
        m_point.tags.clear();
        const auto written = parseAnyTime(cells[1]);    // K6_CSV_TIME_FORMAT: seconds to nanoseconds, or RFC 3339
        const auto at = written ? m_resolver.resolve(*written) : std::nullopt;
        if (!at) {
            sink.reject("bad-time", '"' + shortened(cells[1], 40) + "\" is no time of a point");
            return Made::Rejected;
        }
        m_point.time = *at;
        if (K6Points::isPartOfRequest(m_point.metric)) {
            sink.skip();
            m_points.addMoment(*at, sink);
            return Made::Nothing;
        }
        for (std::size_t i = 3; i < cells.size(); ++i) {
            if (!cells[i].empty())
                addTag(m_header[i], cells[i]);
        }
        m_points.add(m_point, sink);
        return Made::Records;
    }

    void addTag(std::string_view name, std::string_view value)
    {
        if (name != "extra_tags" && name != "metadata") {
            m_point.tags.emplace_back(name, value);
            return;
        }
        for (const std::string_view pair : split(value, '&')) {
            const std::size_t mark = pair.find('=');
            if (name == "extra_tags" && mark != std::string_view::npos)
                m_point.tags.emplace_back(pair.substr(0, mark), pair.substr(mark + 1));
        }
    }

    TimeResolver m_resolver;
    K6Points m_points;
    K6Point m_point;
    std::vector<std::string> m_header;
};

Detection anchored(Detection detection)
{
    if (detection.confidence > 0)
        settleAnchor(detection, Anchor::End, Basis::Specification, "k6 makes a point when the response has come");
    return detection;
}

}    // namespace

std::unique_ptr<Importer> k6Json()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "k6-json", .title = "k6 results (JSON lines)", .records = "request, series, event", .framing = Framing::OrderedLines,
                   .anchor = Anchor::End, .zone = "offset in the line", .specification = "k6 results output, JSON"},
        [](const SourceHead& head) {
            const auto isPoint = [](std::string_view line) {
                return line.front() == '{' && holdsJsonKeys(line, {"type", "metric", "data"})
                       && (line.find("\"Point\"") != std::string_view::npos || line.find("\"Metric\"") != std::string_view::npos);
            };
            return anchored(censusOf(head, isPoint).detection("points of k6", 96));
        },
        &openWithTimes<JsonReader>);
}

std::unique_ptr<Importer> k6Csv()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "k6-csv", .title = "k6 results (CSV)", .records = "request, series, event", .framing = Framing::OrderedLines,
                   .anchor = Anchor::End, .zone = "epoch or offset", .specification = "k6 results output, CSV"},
        [](const SourceHead& head) {
            Detection detection;
            if (trimmed(head.text).starts_with("metric_name,timestamp,metric_value"))
                detection = {97, "it begins with k6's columns", Anchor::Unknown, Basis::Assumed, {}};
            return anchored(detection);
        },
        &openWithTimes<CsvReader>);
}

}    // namespace faultline
