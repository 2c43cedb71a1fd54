#pragma once

#include "importers/metrics/exposition.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace faultline {

/// What OpenMetrics 1.0 demands of a document beyond the grammar of its lines: families stand together, groups within them,
/// times go forward, counts are no NaN, histograms add up. Each method gives "" or the sentence that says which rule is broken.
class OpenMetricsRules {
public:
    /// A line that begins with # and is not # EOF.
    std::string metadata(std::string_view line);

    /// What a sample's name and labels settle once and for all; made at its first sight, within its family.
    struct Series {
        std::string name;
        std::string suffix;            ///< behind the family's name
        std::uint64_t id = 0;          ///< its own
        std::uint64_t group = 0;       ///< of its labels without le, quantile or the state
        std::optional<double> bound;   ///< le
        std::string fault;             ///< labels that its type does not allow
    };
    /// Begins a new family when the name does not belong to the present one; its fault (a name that was used before) comes with
    /// the next sample().
    Series series(std::string_view name, const Labels& labels);

    std::string sample(const Series& series, double value, std::optional<double> time, bool hasExemplar);
    /// At the end of the document.
    std::string end();

    MetricType type() const { return m_type.value_or(MetricType::Unknown); }
    const std::string& unit() const { return m_unit; }
    /// False when the sample belongs to another family, which series() would begin.
    bool holds(std::string_view sampleName) const;

private:
    void begin(std::string_view name);
    void finishFamily();
    void finishHistogram();
    std::string checkOrder(const Series& series, std::optional<double> time);
    std::string checkValue(const Series& series, double value) const;
    void addToHistogram(const Series& series, double value, std::optional<double> time);
    void fault(std::string text);

    struct Histogram {
        std::optional<std::uint64_t> group;
        std::optional<double> time, bound, count;
        double value = 0;
        bool hasSum = false, hasGaugeSum = false, hasNegativeBuckets = false, hasNegativeGaugeSum = false;
    };

    std::string m_name;
    bool m_hasName = false, m_hasSamples = false, m_hasHelp = false, m_hasUnit = false;
    std::optional<MetricType> m_type;
    std::string m_unit;
    std::string m_pending;                         // found when a family ended
    std::set<std::string, std::less<>> m_seenNames;
    std::map<std::string, std::uint64_t, std::less<>> m_groups;
    std::set<std::uint64_t> m_seenGroups;
    std::optional<std::uint64_t> m_group;
    std::optional<double> m_time;
    Histogram m_histogram;
    std::set<std::uint64_t> m_seriesAtTime;
    std::uint64_t m_lastId = 0;
};

}    // namespace faultline
