#include "app/analysis/suspectcombinations.h"

#include "app/analysis/combinations.h"
#include "app/query/valuetuples.h"

#include <algorithm>
#include <map>
#include <set>

namespace faultline {

namespace {

constexpr std::size_t mostFieldsTogether = 5;
constexpr double enough = 0.8;            // a value that explains so much needs no second field
constexpr double leastAdded = 0.05;       // of the increase: what the second field has to add
constexpr double pseudoRecords = 20;      // at the ratio of all, for a tuple's own ratio of errors
constexpr auto countPlace = static_cast<std::size_t>(ContrastMeasure::Count);
constexpr auto durationPlace = static_cast<std::size_t>(ContrastMeasure::Duration);
constexpr auto errorsPlace = static_cast<std::size_t>(ContrastMeasure::Errors);
constexpr double nanosecondsPerSecond = 1e9;

/// A single value by the field and the text that its row has; a hot URL's row is one of paths.
double weightOf(const std::vector<Suspect>& singles, const std::string& field, const std::string& value)
{
    double weight = 0;
    for (const Suspect& single : singles) {
        if (single.row.value == value && (single.field == field || (field == "route" && single.field == "path")))
            weight = std::max(weight, single.row.weight());
    }
    return weight;
}

class PairSearch {
public:
    PairSearch(const ValueTuples& tuples, const std::vector<std::string>& fields, const ContrastScale& scale, const std::vector<Suspect>& singles)
        : m_tuples(tuples), m_fields(fields), m_scale(scale), m_singles(singles),
          m_ratio(scale.baselineSeconds > 0 ? scale.selectionSeconds / scale.baselineSeconds : 0)
    {
    }

    std::vector<SuspectPair> run()
    {
        std::map<std::pair<std::size_t, std::size_t>, std::set<std::pair<std::uint32_t, std::uint32_t>>> found;    // by fields, codes
        for (std::size_t measure = 0; measure < contrastSums; ++measure) {
            const Combinations combinations = combinationsOf(leavesOf(measure), optionsOf(measure));
            for (const Combination& combination : combinations.found) {
                if (combination.values.size() != 2 || combination.difference <= 0)
                    continue;
                const FieldCode& first = combination.values[0];
                const FieldCode& second = combination.values[1];
                if (isNamed(first) && isNamed(second))
                    found[{first.field, second.field}].insert({first.code, second.code});
            }
        }
        for (const auto& [fields, codes] : found)
            compare(fields.first, fields.second, codes);
        std::stable_sort(m_pairs.begin(), m_pairs.end(),
                         [](const SuspectPair& a, const SuspectPair& b) { return a.row.weight() > b.row.weight(); });
        return std::move(m_pairs);
    }

private:
    bool isNamed(const FieldCode& value) const
    {
        const TupleValue& named = m_tuples.values[value.field][value.code];
        return !named.isAbsent && !named.isRest;
    }

    CombinationOptions optionsOf(std::size_t measure) const
    {
        CombinationOptions options;
        options.mostFields = 2;
        options.noise = std::max(m_scale.pieces[measure], 1e-12) * std::max(m_scale.burstiness, 1.0);
        options.baselineLengths = m_ratio > 0 ? 1 / m_ratio : 1;
        return options;
    }

    /// Errors are expected by a tuple's records and the ratio it had, not by the time: which values have more than their traffic explains.
    LeafTable leavesOf(std::size_t measure) const
    {
        LeafTable leaves;
        leaves.fields = m_fields.size();
        leaves.codes = m_tuples.codes;
        double records = 0;
        double errors = 0;
        for (const RecordSums& sums : m_tuples.baseline) {
            records += static_cast<double>(sums.records);
            errors += static_cast<double>(sums.errors);
        }
        // Half an error where the baseline had none: what has errors now is one value of two only if the others have none.
        const double ratioOfAll = records > 0 ? std::max(errors, 0.5) / records : 0;
        for (std::size_t tuple = 0; tuple < m_tuples.selection.size(); ++tuple) {
            const ContrastSums seen = contrastSumsOf(m_tuples.selection[tuple]);
            const ContrastSums before = contrastSumsOf(m_tuples.baseline[tuple]);
            double expected = before[measure] * m_ratio * (measure == durationPlace ? std::max(m_scale.slowdown, 1.0) : 1);
            if (measure == errorsPlace)
                expected = seen[countPlace] * (before[errorsPlace] + pseudoRecords * ratioOfAll) / (before[countPlace] + pseudoRecords);
            leaves.seen.push_back(seen[measure]);
            leaves.expected.push_back(expected);
        }
        return leaves;
    }

    /// All pairs of two fields are the values of one more field.
    void compare(std::size_t first, std::size_t second, const std::set<std::pair<std::uint32_t, std::uint32_t>>& found)
    {
        std::map<std::pair<std::uint32_t, std::uint32_t>, ContrastValue> groups;
        for (std::size_t tuple = 0; tuple < m_tuples.selection.size(); ++tuple) {
            const std::uint32_t* codes = m_tuples.codes.data() + tuple * m_fields.size();
            ContrastValue& group = groups[{codes[first], codes[second]}];
            const ContrastSums seen = contrastSumsOf(m_tuples.selection[tuple]);
            const ContrastSums before = contrastSumsOf(m_tuples.baseline[tuple]);
            for (std::size_t measure = 0; measure < contrastSums; ++measure) {
                group.selection[measure] += seen[measure];
                group.baseline[measure] += before[measure];
            }
        }
        std::vector<ContrastValue> values;
        std::map<std::string, std::pair<std::string, std::string>> wanted;    // by the number that stands for the value
        for (auto& [codes, group] : groups) {
            group.value = std::to_string(values.size());
            if (found.contains(codes))
                wanted[group.value] = {m_tuples.values[first][codes.first].value, m_tuples.values[second][codes.second].value};
            values.push_back(std::move(group));
        }
        for (ContrastRow& row : contrast(values, m_scale)) {
            const auto named = wanted.find(row.value);
            if (named == wanted.end())
                continue;
            const double alone = std::max(weightOf(m_singles, m_fields[first], named->second.first),
                                          weightOf(m_singles, m_fields[second], named->second.second));
            if (row.weight() <= alone + leastAdded)
                continue;    // one of its values says it already
            m_pairs.push_back({{m_fields[first], named->second.first}, {m_fields[second], named->second.second}, std::move(row)});
        }
    }

    const ValueTuples& m_tuples;
    const std::vector<std::string>& m_fields;
    const ContrastScale& m_scale;
    const std::vector<Suspect>& m_singles;
    double m_ratio;
    std::vector<SuspectPair> m_pairs;
};

}    // namespace

ContrastSums contrastSumsOf(const RecordSums& sums)
{
    return {static_cast<double>(sums.records), static_cast<double>(sums.duration) / nanosecondsPerSecond, static_cast<double>(sums.bytes),
            static_cast<double>(sums.errors)};
}

bool isOutcome(const std::string& field)
{
    return field == "status" || field == "severity";
}

std::vector<std::string> fieldsTogether(RecordKind kind, const std::vector<std::string>& asked)
{
    std::vector<std::string> order;
    switch (kind) {
    case RecordKind::Request: order = {"method", "route", "client_ip", "user_agent", "host", "upstream_addr", "source"}; break;
    case RecordKind::Operation: order = {"op", "target", "app", "client", "shape_hash", "plan", "source"}; break;
    case RecordKind::LogLine: order = {"component", "source"}; break;
    }
    std::vector<std::string> fields;
    for (const std::string& field : order) {
        const bool isAsked = std::find(asked.begin(), asked.end(), field) != asked.end()
            || (field == "route" && std::find(asked.begin(), asked.end(), "path") != asked.end());
        if (isAsked && fields.size() < mostFieldsTogether)
            fields.push_back(field);
    }
    return fields;
}

Result<std::vector<SuspectPair>> suspectPairs(ComparedScan& scan, const std::vector<std::string>& names, const std::vector<std::size_t>& fields,
                                              const ContrastScale& scale, const std::vector<Suspect>& singles)
{
    const bool isExplained = std::any_of(singles.begin(), singles.end(),
                                         [](const Suspect& single) { return !isOutcome(single.field) && single.row.weight() >= enough; });
    if (isExplained || fields.size() < 2)
        return std::vector<SuspectPair>();
    ValueTuplesRequest asked;
    asked.fields = fields;
    const auto tuples = valueTuples(scan, asked);
    if (!tuples)
        return tuples.error();
    std::vector<std::string> named;
    for (const std::size_t field : fields)
        named.push_back(names[field]);
    return PairSearch(*tuples, named, scale, singles).run();
}

}    // namespace faultline
