#include "importers/metrics/prometheustext.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/exposition.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/valueunits.h"

#include <map>

namespace faultline {

namespace {

class TextReader final : public RecordReader {
public:
    void line(std::string_view text, RecordSink& sink) override
    {
        const std::string_view start = trimmed(text.substr(0, 1)).empty() ? trimmed(text) : text;
        if (start.empty() || start.front() == '#') {
            sink.skip();
            if (start.starts_with("# TYPE "))
                takeType(start.substr(7));
            return;
        }
        readSample(text, sink);
    }

private:
    void takeType(std::string_view text)
    {
        const std::size_t blank = text.find(' ');
        const auto type = blank == std::string_view::npos ? std::nullopt : metricTypeNamed(trimmed(text.substr(blank)));
        if (type && m_types.size() < 100'000)
            m_types.insert_or_assign(std::string(text.substr(0, blank)), *type);
    }

    void readSample(std::string_view text, RecordSink& sink)
    {
        ExpositionSample sample;
        if (const auto fault = cutExposition(text, ExpositionDialect::Text, sample); !fault.empty()) {
            sink.reject("bad-sample", fault);
            return;
        }
        if (sample.time.data() == nullptr) {
            sink.reject("no-timestamp", noTimestamp);
            return;
        }
        const auto time = parseDecimalScaled(sample.time, 1'000'000);
        const auto value = parseDouble(sample.value);
        if (!value && sample.value.starts_with('{')) {
            sink.skip();
            sink.issue("native-histograms-skipped", "A native histogram was left out");
            return;
        }
        if (!time || !value) {
            sink.reject(value ? "bad-time" : "bad-value", '"' + shortened(value ? sample.time : sample.value, 40)
                                                              + (value ? "\" is no number of milliseconds since 1970" : "\" is no number"));
            return;
        }
        const SeriesHandle* series = m_series.find(sample.head);
        if (series == nullptr)
            series = newSeries(sample, sink);
        if (series != nullptr)
            sink.sample(*series, {timestampFrom(*time), TimeBasis::Epoch, false, false}, *value);
    }

    const SeriesHandle* newSeries(const ExpositionSample& sample, RecordSink& sink)
    {
        std::string name(sample.name);
        Labels labels;
        auto fault = parseExpositionLabels(sample.labels, ExpositionDialect::Text, name, labels);
        if (fault.empty() && name.empty())
            fault = "The sample has no name";
        if (!fault.empty()) {
            sink.reject("bad-labels", fault);
            return nullptr;
        }
        const SeriesHandle handle = sink.series(name, labels, declaredUnit(name), kindOf(name));
        const SeriesHandle* added = m_series.add(sample.head, handle);
        if (added == nullptr)
            sink.reject("too-many-series", tooManySeries);
        return added;
    }

    SeriesKind kindOf(std::string_view name) const
    {
        for (const std::string_view suffix : {"", "_bucket", "_count", "_sum", "_total"}) {
            if (!name.ends_with(suffix))
                continue;
            const auto found = m_types.find(name.substr(0, name.size() - suffix.size()));
            if (found != m_types.end() && found->second != MetricType::Unknown)
                return seriesKindOf(found->second, suffix);
        }
        return seriesKindOf(name);
    }

    SeriesCache<SeriesHandle> m_series;
    std::map<std::string, MetricType, std::less<>> m_types;
};

}    // namespace

const FormatInfo& PrometheusText::info() const
{
    static const FormatInfo info{.id = "prometheus-text",
                                 .title = "Prometheus text format with times",
                                 .records = "series",
                                 .framing = Framing::OrderedLines,
                                 .zone = "epoch",
                                 .specification = "Prometheus exposition formats, text 0.0.4"};
    return info;
}

Detection PrometheusText::detect(const SourceHead& head) const
{
    const ExpositionCensus census = censusOfExposition(head);
    if (census.isOpenMetrics || census.nameless > 0)
        return {};
    return detectionOf(census, "lines of the Prometheus text format");
}

std::unique_ptr<RecordReader> PrometheusText::open(const ReaderContext&) const
{
    return std::make_unique<TextReader>();
}

const FormatInfo& PromtoolDump::info() const
{
    static const FormatInfo info{.id = "promtool-tsdb-dump",
                                 .title = "promtool tsdb dump",
                                 .records = "series",
                                 .framing = Framing::Lines,
                                 .zone = "epoch",
                                 .specification = "promtool tsdb dump"};
    return info;
}

Detection PromtoolDump::detect(const SourceHead& head) const
{
    const ExpositionCensus census = censusOfExposition(head);
    return LineCensus{census.filled, census.nameless}.detection("samples of a dump of Prometheus' database");
}

std::unique_ptr<RecordReader> PromtoolDump::open(const ReaderContext&) const
{
    return std::make_unique<TextReader>();
}

}    // namespace faultline
