#include "importers/metrics/openmetricsrules.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <span>
#include <utility>

namespace faultline {

namespace {

using Suffixes = std::span<const std::string_view>;

constexpr auto plainSuffixes = std::to_array<std::string_view>({""});
constexpr auto counterSuffixes = std::to_array<std::string_view>({"_total", "_created"});
constexpr auto summarySuffixes = std::to_array<std::string_view>({"", "_count", "_sum", "_created"});
constexpr auto histogramSuffixes = std::to_array<std::string_view>({"_count", "_sum", "_bucket", "_created"});
constexpr auto gaugeHistogramSuffixes = std::to_array<std::string_view>({"_gcount", "_gsum", "_bucket"});
constexpr auto infoSuffixes = std::to_array<std::string_view>({"_info"});

Suffixes suffixesOf(MetricType type)
{
    switch (type) {
    case MetricType::Counter: return counterSuffixes;
    case MetricType::Summary: return summarySuffixes;
    case MetricType::Histogram: return histogramSuffixes;
    case MetricType::GaugeHistogram: return gaugeHistogramSuffixes;
    case MetricType::Info: return infoSuffixes;
    case MetricType::Unknown:
    case MetricType::Gauge:
    case MetricType::StateSet: break;
    }
    return plainSuffixes;
}

bool isHistogram(MetricType type) { return type == MetricType::Histogram || type == MetricType::GaugeHistogram; }

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> words)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isWhole(double value) { return !(std::trunc(value) < value) && !(std::trunc(value) > value) && std::isfinite(value); }

const std::string* labelOf(const Labels& labels, std::string_view key)
{
    const auto found = std::find_if(labels.begin(), labels.end(), [key](const auto& label) { return label.first == key; });
    return found == labels.end() ? nullptr : &found->second;
}

bool same(double a, double b) { return !(a < b) && !(a > b); }

}    // namespace

void OpenMetricsRules::fault(std::string text)
{
    if (m_pending.empty())
        m_pending = std::move(text);
}

void OpenMetricsRules::begin(std::string_view name)
{
    finishFamily();
    m_name = name;
    m_hasName = true;
    m_hasSamples = m_hasHelp = m_hasUnit = false;
    m_type.reset();
    m_unit.clear();
    m_groups.clear();
    m_seenGroups.clear();
    m_group.reset();
    m_time.reset();
    m_histogram = {};
    m_seriesAtTime.clear();
}

void OpenMetricsRules::finishFamily()
{
    if (!m_hasName)
        return;
    std::set<std::string> names = {m_name};
    for (const std::string_view suffix : suffixesOf(type()))
        names.insert(m_name + std::string(suffix));
    for (const std::string& name : names) {
        if (!m_seenNames.insert(name).second)
            fault("The name " + shortened(name, 80) + " belongs to two metric families");
    }
    if (!m_unit.empty() && !(m_name.size() > m_unit.size() && m_name.ends_with(m_unit) && m_name[m_name.size() - m_unit.size() - 1] == '_'))
        fault("The metric " + shortened(m_name, 80) + " does not end in its unit " + shortened(m_unit, 40));
    if (!m_unit.empty() && (type() == MetricType::Info || type() == MetricType::StateSet))
        fault("A metric of this type has no unit: " + shortened(m_name, 80));
    finishHistogram();
}

void OpenMetricsRules::finishHistogram()
{
    if (!m_histogram.group || !isHistogram(type()))
        return;
    const Histogram& h = m_histogram;
    const std::string of = " of the histogram " + shortened(m_name, 80);
    if (!h.bound || !std::isinf(*h.bound) || *h.bound < 0)
        fault("The +Inf bucket" + of + " is missing");
    else if (h.count && !same(*h.count, h.value))
        fault("The count" + of + " is not its +Inf bucket");
    else if ((h.hasSum || h.hasGaugeSum) && !h.count)
        fault("The count" + of + " is missing beside its sum");
    else if (!h.hasSum && !h.hasGaugeSum && h.count)
        fault("The sum" + of + " is missing beside its count");
    else if (h.hasNegativeBuckets && h.hasSum)
        fault("A sum" + of + " stands beside buckets below zero");
    else if (!h.hasNegativeBuckets && h.hasNegativeGaugeSum)
        fault("The sum" + of + " is below zero without buckets below zero");
}

std::string OpenMetricsRules::metadata(std::string_view line)
{
    // "# TYPE name word": exactly one blank between, and the rest is the text of HELP.
    const std::size_t second = line.size() > 2 && line[1] == ' ' ? line.find(' ', 2) : std::string_view::npos;
    const std::size_t third = second == std::string_view::npos ? second : line.find(' ', second + 1);
    if (third == std::string_view::npos)
        return "The line is neither # TYPE, # HELP nor # UNIT with a name and a text";
    const std::string_view word = line.substr(2, second - 2);
    const std::string_view name = line.substr(second + 1, third - second - 1);
    const std::string_view text = line.substr(third + 1);
    if (!isMetricName(name))
        return "\"" + shortened(name, 40) + "\" is no metric name";
    if (name == m_name && m_hasSamples)
        return "Metadata of " + shortened(name, 80) + " follow its samples";
    if (!m_hasName || name != m_name)
        begin(name);
    if (word == "HELP") {
        if (std::exchange(m_hasHelp, true))
            return "A second HELP for " + shortened(name, 80);
    } else if (word == "TYPE") {
        const auto type = text == "untyped" ? std::nullopt : metricTypeNamed(text);
        if (m_type || !type)
            return m_type ? "A second TYPE for " + shortened(name, 80) : "\"" + shortened(text, 40) + "\" is no type of a metric";
        m_type = type;
    } else if (word == "UNIT") {
        if (std::exchange(m_hasUnit, true))
            return "A second UNIT for " + shortened(name, 80);
        m_unit = text;
    } else {
        return "The line is neither # TYPE, # HELP nor # UNIT with a name and a text";
    }
    return std::exchange(m_pending, {});
}

bool OpenMetricsRules::holds(std::string_view sampleName) const
{
    if (!m_hasName || !sampleName.starts_with(m_name))
        return false;
    const Suffixes suffixes = suffixesOf(type());
    return std::find(suffixes.begin(), suffixes.end(), sampleName.substr(m_name.size())) != suffixes.end();
}

OpenMetricsRules::Series OpenMetricsRules::series(std::string_view name, const Labels& labels)
{
    if (!holds(name))
        begin(name);
    Series series;
    series.name = name;
    series.suffix = name.substr(m_name.size());
    series.id = ++m_lastId;
    std::string_view special;
    const std::string* le = labelOf(labels, "le");
    if (series.suffix == "_bucket") {
        series.bound = le == nullptr ? std::nullopt : parseDouble(*le);
        if (!series.bound || std::isnan(*series.bound) || (std::isinf(*series.bound) && *series.bound > 0 && *le != "+Inf"))
            series.fault = "The bucket has no le label that is a number or +Inf";
        special = isHistogram(type()) ? "le" : "";
    }
    if (type() == MetricType::Summary && series.suffix.empty()) {
        const std::string* quantile = labelOf(labels, "quantile");
        const auto number = quantile == nullptr ? std::nullopt : parseDouble(*quantile);
        if (!number || !(*number >= 0 && *number <= 1))
            series.fault = "The quantile label is no number from 0 to 1";
        special = "quantile";
    }
    if (type() == MetricType::StateSet) {
        if (labelOf(labels, m_name) == nullptr)
            series.fault = "The state is missing: no label is called " + shortened(m_name, 80);
        special = m_name;
    }
    std::string key;
    for (const auto& [label, value] : labels) {
        if (label != special && type() != MetricType::Info)
            key.append(label).append(1, '\0').append(value).append(1, '\1');
    }
    series.group = m_groups.try_emplace(std::move(key), m_lastId).first->second;
    return series;
}

std::string OpenMetricsRules::checkOrder(const Series& series, std::optional<double> time)
{
    if (m_group && *m_group != series.group && m_seenGroups.contains(series.group))
        return "Samples of one group do not stand together";
    if (m_group && *m_group == series.group) {
        if (time.has_value() != m_time.has_value())
            return "Some samples of a group have a time and some have none";
        if (time && *m_time > *time && type() != MetricType::Info)
            return "The times of a group go backwards";
    }
    return {};
}

std::string OpenMetricsRules::checkValue(const Series& series, double value) const
{
    const std::string& suffix = series.suffix;
    if (isOneOf(suffix, {"_bucket", "_count", "_gcount"}) && !isWhole(value))
        return "The count is no whole number";
    if (isOneOf(suffix, {"_total", "_sum", "_count", "_bucket", "_gcount", "_gsum"}) && std::isnan(value))
        return "A counter is NaN";
    if (isOneOf(suffix, {"_total", "_sum", "_count", "_bucket", "_gcount"}) && value < 0)
        return "A counter is below zero";
    if (type() == MetricType::StateSet && !same(value, 0) && !same(value, 1))
        return "A state is neither 0 nor 1";
    if (type() == MetricType::Info && !same(value, 1))
        return "An info sample is not 1";
    if (type() == MetricType::Summary && suffix.empty() && value < 0)
        return "A quantile is below zero";
    return {};
}

void OpenMetricsRules::addToHistogram(const Series& series, double value, std::optional<double> time)
{
    if (!m_histogram.group || *m_histogram.group != series.group || m_histogram.time != time) {
        finishHistogram();
        m_histogram = {};
        m_histogram.group = series.group;
        m_histogram.time = time;
    }
    Histogram& h = m_histogram;
    if (series.suffix == "_bucket" && series.bound) {
        h.hasNegativeBuckets = h.hasNegativeBuckets || *series.bound < 0;
        if (h.bound && *series.bound <= *h.bound)
            fault("The buckets of the histogram " + shortened(m_name, 80) + " are not in order");
        if (value < h.value)
            fault("The counts of the buckets of the histogram " + shortened(m_name, 80) + " go down");
        h.bound = series.bound;
        h.value = value;
    } else if (series.suffix == "_count" || series.suffix == "_gcount") {
        h.count = value;
    } else if (series.suffix == "_sum") {
        h.hasSum = true;
    } else if (series.suffix == "_gsum") {
        h.hasGaugeSum = true;
        h.hasNegativeGaugeSum = h.hasNegativeGaugeSum || value < 0;
    }
}

std::string OpenMetricsRules::sample(const Series& series, double value, std::optional<double> time, bool hasExemplar)
{
    if (!m_pending.empty())
        return std::exchange(m_pending, {});
    if (!series.fault.empty())
        return series.fault;
    std::string broken = checkOrder(series, time);
    if (broken.empty())
        broken = checkValue(series, value);
    const bool mayHaveExemplar = (isHistogram(type()) && series.suffix == "_bucket") || (type() == MetricType::Counter && series.suffix == "_total");
    if (broken.empty() && hasExemplar && !mayHaveExemplar)
        broken = "Only buckets and counters have exemplars";
    m_hasSamples = true;
    bool isFirstAtTime = false;
    if (isHistogram(type())) {
        if (m_group != series.group || m_time != time)
            m_seriesAtTime.clear();
        isFirstAtTime = m_seriesAtTime.insert(series.id).second;    // times cut short may repeat
    }
    if (m_group != series.group)
        m_seenGroups.insert(series.group);
    m_group = series.group;
    m_time = time;
    if (isFirstAtTime)
        addToHistogram(series, value, time);
    return broken.empty() ? std::exchange(m_pending, {}) : broken;
}

std::string OpenMetricsRules::end()
{
    finishFamily();
    return std::exchange(m_pending, {});
}

}    // namespace faultline
