#include "importers/metrics/openmetrics.h"

#include "app/base/text.h"
#include "importers/metrics/exposition.h"
#include "importers/metrics/openmetricsrules.h"
#include "importers/metrics/prometheusqueryrange.h"
#include "importers/metrics/seriescache.h"
#include "importers/metrics/valueunits.h"

#include <cmath>

namespace faultline {

namespace {

class OpenMetricsReader final : public RecordReader {
public:
    void line(std::string_view text, RecordSink& sink) override
    {
        if (m_hasEnded) {
            broken("Text follows # EOF", sink);
            m_rules = {};
            m_hasEnded = false;
        }
        if (text.empty()) {
            sink.skip();
            broken("A blank line", sink);
        } else if (text.front() != '#') {
            readSample(text, sink);
        } else if (text == "# EOF") {
            sink.skip();
            m_hasEnded = true;
            broken(m_rules.end(), sink);
        } else {
            sink.skip();
            broken(m_rules.metadata(text), sink);
        }
    }

    void finish(RecordSink& sink) override
    {
        if (m_hasEnded)
            return;
        broken(m_rules.end(), sink);
        broken("The document does not end in # EOF: it may be cut", sink);
    }

private:
    struct Series {
        OpenMetricsRules::Series rules;
        Labels labels;
        std::optional<SeriesHandle> handle;    // made at the first sample with a time
    };

    static void broken(std::string_view rule, RecordSink& sink)
    {
        if (!rule.empty())
            sink.issue("openmetrics-rule", rule);
    }

    void readSample(std::string_view text, RecordSink& sink)
    {
        ExpositionSample sample;
        if (const auto fault = cutExposition(text, ExpositionDialect::OpenMetrics, sample); !fault.empty()) {
            sink.reject("bad-sample", fault);
            return;
        }
        Series* series = seriesOf(sample, sink);
        if (series == nullptr)
            return;
        const auto value = parseDouble(sample.value);
        const bool hasTime = sample.time.data() != nullptr;
        const auto seconds = hasTime ? parseDouble(sample.time) : std::nullopt;
        if (!value || (hasTime && (!seconds || !std::isfinite(*seconds)))) {
            sink.reject(value ? "bad-time" : "bad-value", '"' + shortened(value ? sample.time : sample.value, 40)
                                                              + (value ? "\" is no number of seconds" : "\" is no number"));
            return;
        }
        broken(m_rules.sample(series->rules, *value, seconds, sample.exemplar.data() != nullptr), sink);
        if (sample.exemplar.data() != nullptr)
            broken(checkExemplar(sample.exemplar), sink);
        if (!hasTime) {
            sink.reject("no-timestamp", noTimestamp);
            return;
        }
        const auto time = nanosecondsFromSeconds(sample.time);
        if (!time) {
            sink.reject("time-out-of-range", '"' + shortened(sample.time, 40) + "\" seconds are no time of this epoch");
            return;
        }
        if (!series->handle)
            series->handle = newSeries(*series, sink);
        sink.sample(*series->handle, {timestampFrom(*time), TimeBasis::Epoch, false, false}, *value);
    }

    Series* seriesOf(const ExpositionSample& sample, RecordSink& sink)
    {
        Series* known = m_series.find(sample.head);
        if (known != nullptr && m_rules.holds(sample.name))
            return known;
        if (known != nullptr) {    // its family was left: it begins again
            known->rules = m_rules.series(sample.name, known->labels);
            return known;
        }
        Series series;
        std::string name;
        if (const auto fault = parseExpositionLabels(sample.labels, ExpositionDialect::OpenMetrics, name, series.labels); !fault.empty()) {
            sink.reject("bad-labels", fault);
            return nullptr;
        }
        series.rules = m_rules.series(sample.name, series.labels);
        Series* added = m_series.add(sample.head, std::move(series));
        if (added == nullptr)
            sink.reject("too-many-series", tooManySeries);
        return added;
    }

    SeriesHandle newSeries(const Series& series, RecordSink& sink) const
    {
        const std::string& name = series.rules.name;
        std::string unit = m_rules.unit().empty() ? declaredUnit(name) : m_rules.unit();
        if (!m_rules.unit().empty()) {
            if (const auto found = findUnit(unit))
                unit = found->written;
        }
        if (series.rules.suffix == "_bucket" || series.rules.suffix == "_count" || series.rules.suffix == "_gcount")
            unit = "1";
        const SeriesKind kind = m_rules.type() == MetricType::Unknown ? seriesKindOf(name) : seriesKindOf(m_rules.type(), series.rules.suffix);
        return sink.series(name, series.labels, unit, kind);
    }

    OpenMetricsRules m_rules;
    SeriesCache<Series> m_series;
    bool m_hasEnded = false;
};

}    // namespace

const FormatInfo& OpenMetricsImporter::info() const
{
    static const FormatInfo info{.id = "openmetrics",
                                 .title = "OpenMetrics text with times",
                                 .records = "series",
                                 .framing = Framing::OrderedLines,
                                 .zone = "epoch",
                                 .since = "OpenMetrics 1.0",
                                 .specification = "OpenMetrics specification"};
    return info;
}

Detection OpenMetricsImporter::detect(const SourceHead& head) const
{
    const ExpositionCensus census = censusOfExposition(head);
    if (!census.isOpenMetrics || census.nameless > 0)
        return {};
    return detectionOf(census, "OpenMetrics lines (times in seconds)");
}

std::unique_ptr<RecordReader> OpenMetricsImporter::open(const ReaderContext&) const
{
    return std::make_unique<OpenMetricsReader>();
}

}    // namespace faultline
