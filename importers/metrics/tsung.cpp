#include "importers/metrics/tsung.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <array>

namespace faultline {

namespace {

/// Durations of Tsung are milliseconds, and these are what it measures as such.
bool isDuration(std::string_view name)
{
    return name == "session" || name == "request" || name == "page" || name == "connect" || name.starts_with("tr_");
}

/// Members of a sample beside its name: the value of the interval, and what has added up over the test.
constexpr auto parts = std::to_array<std::string_view>({"value", "mean", "stddev", "max", "min", "total", "global_mean", "global_count"});

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings&) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        std::string_view object = trimmed(text);
        if (!object.empty() && object.back() == ',')
            object = trimmed(object.substr(0, object.size() - 1));
        while (!object.empty() && object.front() == ',')
            object = trimmed(object.substr(1));
        const std::size_t begin = object.find("{\"timestamp\"");
        if (begin == std::string_view::npos) {
            if (object.find_first_not_of("{}[]:\" \tstas") == std::string_view::npos)
                sink.skip();    // the frame: {"stats":[ ... ]}
            else
                sink.reject("bad-line", "The line is no dump of Tsung's counters");
            return;
        }
        object.remove_prefix(begin);
        auto fault = m_record.read(object);
        while (fault != JsonRecord::Fault::None && (object.ends_with("]}") || object.ends_with(']')) && object.size() > 2) {
            object.remove_suffix(1);    // the frame's end on the same line
            fault = m_record.read(object);
        }
        if (fault != JsonRecord::Fault::None)
            refuse(fault, sink);
        else
            readDump(sink);
    }

    void finish(RecordSink& sink) override { m_span.emit(sink); }

private:
    void readDump(RecordSink& sink)
    {
        const auto time = epochTime(m_record.text("timestamp"), inSeconds);
        if (!time) {
            sink.reject("bad-time", "The dump has no timestamp in seconds since 1970");
            return;
        }
        m_span.addMoment(*time, sink);
        bool any = false;
        JsonSlice samples(m_record.raw("samples"));
        JsonRecord sample;
        while (!samples.isObject() && samples.next()) {
            if (sample.read(samples.value()) != JsonRecord::Fault::None) {
                sink.issue("bad-json", "A counter of the dump is damaged");
                continue;
            }
            Labels labels;
            if (sample.has("hostname"))
                labels.emplace_back("host", std::string(sample.text("hostname")));
            const std::string name(sample.text("name"));
            for (const std::string_view part : parts) {
                const auto value = sample.has(part) ? sampleValue(sample.raw(part)) : std::nullopt;
                if (!value || name.empty())
                    continue;
                sink.sample(seriesOf(name, part, labels, sink), *time, *value);
                any = true;
            }
        }
        if (!any)
            sink.skip();
    }

    static SeriesHandle seriesOf(const std::string& name, std::string_view part, const Labels& labels, RecordSink& sink)
    {
        const bool isCount = part == "value" || part == "global_count" || part == "total";
        const bool grows = part == "total" || part == "global_count";
        const std::string whole = part == "value" ? name : name + '.' + std::string(part);
        const std::string_view unit = isDuration(name) && !isCount ? "ms" : name.starts_with("size_") ? "By" : "1";
        return sink.series(whole, labels, unit, grows ? SeriesKind::Counter : SeriesKind::Gauge);
    }

    JsonRecord m_record;
    LoadTestSpan m_span{"Tsung"};
};

}    // namespace

std::unique_ptr<Importer> tsungJson()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "tsung-json", .title = "Tsung statistics (JSON)", .records = "series, event", .framing = Framing::OrderedLines,
                   .zone = "epoch", .since = "Tsung 1.4.2", .specification = "Tsung, backend=\"json\""},
        [](const SourceHead& head) { return detectionByKeys(head, {"stats", "timestamp", "samples"}, "Tsung statistics", 95); },
        &openWithTimes<Reader>);
}

}    // namespace faultline
