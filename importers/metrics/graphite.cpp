#include "importers/metrics/graphite.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"
#include "importers/metrics/seriescache.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

struct PlainLine {
    std::string_view name, value, time;
};

bool cut(std::string_view line, PlainLine& parts)
{
    line = trimmed(line);
    std::array<std::string_view*, 3> fields = {&parts.name, &parts.value, &parts.time};
    for (std::string_view* field : fields) {
        std::size_t end = 0;
        while (end < line.size() && line[end] != ' ' && line[end] != '\t')
            ++end;
        *field = line.substr(0, end);
        line = trimmed(line.substr(end));
        if (field->empty())
            return false;
    }
    return line.empty();
}

/// "disk.used;datacenter=dc1;rack=a1" -> name and labels.
std::string nameAndTags(std::string_view target, Labels& labels)
{
    const std::vector<std::string_view> parts = split(target, ';');
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const std::size_t mark = parts[i].find('=');
        if (mark == std::string_view::npos || mark == 0)
            return std::string(target);
        labels.emplace_back(std::string(parts[i].substr(0, mark)), std::string(parts[i].substr(mark + 1)));
    }
    std::sort(labels.begin(), labels.end());
    return std::string(parts.front());
}

class PlaintextReader final : public RecordReader {
public:
    explicit PlaintextReader(const TimeSettings&) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        PlainLine parts;
        if (!cut(text, parts)) {
            if (trimmed(text).empty())
                sink.skip();
            else
                sink.reject("bad-sample", "The line is no metric path, value and time");
            return;
        }
        const auto time = epochTime(parts.time, inSeconds);
        const auto value = parseDouble(parts.value);
        if (!time || !value) {
            sink.reject(value ? "bad-time" : "bad-value", '"' + shortened(value ? parts.time : parts.value, 40)
                                                              + (value ? "\" is no number of seconds since 1970" : "\" is no number"));
            return;
        }
        const SeriesHandle* series = m_series.find(parts.name);
        if (series == nullptr) {
            Labels labels;
            const std::string name = nameAndTags(parts.name, labels);
            series = m_series.add(parts.name, sink.series(name, labels, {}, SeriesKind::Unknown));
        }
        if (series != nullptr)
            sink.sample(*series, *time, *value);
        else
            sink.reject("too-many-series", tooManySeries);
    }

private:
    SeriesCache<SeriesHandle> m_series;
};

class JsonReader final : public MetricDocumentReader {
public:
    using MetricDocumentReader::MetricDocumentReader;

private:
    void object(JsonRecord& object, RecordSink& sink) override
    {
        const std::string_view target = object.text("target");
        if (target.empty() || !object.has("datapoints")) {
            sink.reject("no-results", "The object has no target with datapoints");
            return;
        }
        Labels labels;
        const std::string name = nameAndTags(target, labels);
        if (labels.empty()) {
            addLabels(object.raw("tags"), labels);
            std::erase_if(labels, [](const auto& label) { return label.first == "name"; });    // the path again
        }
        DocumentSeries series(sink, name, std::move(labels), {}, SeriesKind::Unknown);
        std::uint64_t points = 0;
        eachElement(object.raw("datapoints"), sink, [&](std::string_view point) {
            JsonSlice pair(point);
            const std::string_view value = pair.next() ? pair.value() : std::string_view();
            const std::string_view time = pair.next() ? pair.value() : std::string_view();
            series.add(epochTime(time, inSeconds), time, value);
            ++points;
        });
        if (points == 0)
            sink.skip();
    }
};

Detection detectPlaintext(const SourceHead& head)
{
    std::size_t dotted = 0;
    const LineCensus census = censusOf(head, [&dotted](std::string_view line) {
        PlainLine parts;
        if (!cut(line, parts) || !parseDouble(parts.value) || parts.time.size() < 9 || parts.time.size() > 14 || !epochTime(parts.time, inSeconds)
            || parts.name.find_first_of("{}\"") != std::string_view::npos)
            return false;
        dotted += parts.name.find('.') != std::string_view::npos ? 1U : 0U;
        return true;
    });
    return census.detection("metric path, value and seconds, as Carbon takes them", dotted * 2 > census.mine ? 88 : 40);
}

}    // namespace

std::unique_ptr<Importer> graphitePlaintext()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "graphite-plaintext", .title = "Graphite plaintext protocol", .records = "series", .framing = Framing::Lines,
                   .zone = "epoch", .specification = "Graphite, feeding in your data"},
        &detectPlaintext, &openWithTimes<PlaintextReader>);
}

std::unique_ptr<Importer> graphiteJson()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "graphite-json", .title = "Graphite render API (JSON)", .records = "series", .framing = Framing::Document,
                   .zone = "epoch", .specification = "Graphite render URL API, format=json"},
        [](const SourceHead& head) { return detectionByKeys(head, {"target", "datapoints"}, "Graphite render answer", 92); },
        &openWithTimes<JsonReader>);
}

}    // namespace faultline
