#include "importers/metrics/metricdocument.h"

#include "app/base/text.h"
#include "app/import/jsonscanner.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/prometheusqueryrange.h"
#include "importers/metrics/valueunits.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace faultline {

namespace {

/// Passes everything on and remembers that anything came.
class WatchedSink final : public RecordSink {
public:
    explicit WatchedSink(RecordSink& sink) : m_sink(sink) {}
    bool wasUsed() const { return m_wasUsed; }

    void request(const Request& record) override { used().request(record); }
    void operation(const Operation& record) override { used().operation(record); }
    void logLine(const LogLine& record) override { used().logLine(record); }
    void event(Event record) override { used().event(std::move(record)); }
    SeriesHandle series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind) override
    {
        return m_sink.series(name, labels, unit, kind);
    }
    void sample(SeriesHandle series, const RecordTime& time, double value) override { used().sample(series, time, value); }
    void reject(std::string_view code, std::string_view reason) override { used().reject(code, reason); }
    void skip() override { m_sink.skip(); }
    void continuation() override { m_sink.continuation(); }
    void issue(std::string_view code, std::string_view text) override { used().issue(code, text); }
    std::uint64_t lineNumber() const override { return m_sink.lineNumber(); }
    void recordsBelongTo(std::uint64_t line) override { m_sink.recordsBelongTo(line); }

private:
    RecordSink& used()
    {
        m_wasUsed = true;
        return m_sink;
    }
    RecordSink& m_sink;
    bool m_wasUsed = false;
};

}    // namespace

void MetricDocumentReader::part(std::string_view text, RecordSink& sink)
{
    JsonRecord object;
    const auto fault = object.read(text);
    if (fault != JsonRecord::Fault::None) {
        refuse(fault, sink);
        return;
    }
    ++m_found;
    this->object(object, sink);
}

void MetricDocumentReader::document(std::string_view text, RecordSink& target)
{
    WatchedSink sink(target);
    std::string_view rest = text;
    for (std::string_view value = takeJsonValue(rest); !value.empty(); value = takeJsonValue(rest)) {
        if (value.front() == '{') {
            part(value, sink);
            continue;
        }
        if (value.front() == '[')
            eachElement(value, sink, [&](std::string_view element) { part(element, sink); });
        else
            sink.reject("bad-json", "The text is no JSON object and no list of objects");
    }
    if (!trimmed(rest).empty() || (m_found == 0 && trimmed(text).empty()))
        sink.reject("bad-json", "The document is damaged or cut after byte " + std::to_string(text.size() - rest.size()));
    else if (!sink.wasUsed())
        sink.issue("empty-result", m_found == 0 ? "The list is empty" : "The document holds no samples");
}

std::optional<RecordTime> MetricDocumentReader::time(std::string_view raw)
{
    std::string scratch;
    const auto written = parseAnyTime(jsonText(raw, scratch));
    return written ? m_resolver.resolve(*written) : std::nullopt;
}

std::optional<RecordTime> epochTime(std::string_view digits, std::int64_t nanoseconds)
{
    std::optional<std::int64_t> time;
    if (digits.find_first_of("eE") == std::string_view::npos) {
        time = parseDecimalScaled(digits, nanoseconds);
    } else if (const auto number = parseDouble(digits); number && std::abs(*number) < 9.2e18 / static_cast<double>(nanoseconds)) {
        const double whole = std::floor(*number);    // the fraction apart, so that whole milliseconds stay exact
        time = static_cast<std::int64_t>(whole) * nanoseconds + std::llround((*number - whole) * static_cast<double>(nanoseconds));
    }
    return time ? std::optional(RecordTime{timestampFrom(*time), TimeBasis::Epoch, false, false}) : std::nullopt;
}

std::optional<double> sampleValue(std::string_view raw)
{
    if (raw.empty() || raw == "null")
        return std::numeric_limits<double>::quiet_NaN();
    if (raw == "true" || raw == "false")
        return raw == "true" ? 1.0 : 0.0;
    if (isJsonString(raw))
        raw = raw.substr(1, raw.size() - 2);
    return parseDouble(raw);
}

std::string apiUnit(std::string_view word)
{
    if (word.empty() || word.size() > 40)
        return {};
    if (word.front() == '{' && word.back() == '}')
        return "1";    // UCUM: an annotation is dimensionless
    if (const auto unit = findUnit(word); unit && !unit->written.empty())
        return unit->written;
    if (word == "percentage")
        return "%";
    std::string lower = toLower(word);
    for (const std::string_view rate : {"_per_second", "persecond"}) {
        if (lower.size() > rate.size() && lower.ends_with(rate))
            lower.replace(lower.size() - rate.size(), rate.size(), "/second");
    }
    if (lower.starts_with("scalar") || lower.starts_with("{"))
        lower.replace(0, lower.front() == '{' ? lower.find('}') + 1 : 6, "count");
    if (lower == "none" || lower == "unspecified")
        return {};
    if (const auto unit = findUnit(lower); unit && !unit->written.empty())
        return unit->written;
    return std::string(word);
}

void addLabels(std::string_view object, Labels& labels)
{
    std::string scratch;
    JsonSlice slice(object);
    while (slice.isObject() && slice.next()) {
        const std::string_view value = slice.value();
        if (value.front() != '{' && value.front() != '[' && value != "null")
            labels.emplace_back(std::string(slice.key()), std::string(jsonText(value, scratch)));
    }
}

DocumentSeries::DocumentSeries(RecordSink& sink, std::string name, Labels labels, std::string unit, SeriesKind kind)
    : m_sink(sink), m_name(std::move(name)), m_labels(std::move(labels)), m_unit(std::move(unit)), m_kind(kind)
{
    std::sort(m_labels.begin(), m_labels.end());
}

void DocumentSeries::add(const RecordTime& time, double value)
{
    if (!m_handle)
        m_handle = m_sink.series(m_name, m_labels, m_unit, m_kind);
    m_sink.sample(*m_handle, time, value);
}

void DocumentSeries::add(const std::optional<RecordTime>& time, std::string_view rawTime, std::string_view rawValue)
{
    const auto value = sampleValue(rawValue);
    if (time && value) {
        add(*time, *value);
        return;
    }
    m_sink.reject(time ? "bad-value" : "bad-time",
                  "Sample of " + shortened(m_name, 60) + " at " + shortened(rawTime, 40) + ": " + shortened(rawValue, 40));
}

}    // namespace faultline
