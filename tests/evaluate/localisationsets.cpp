// Which combination of values changed: made leaf tables after the generator of RiskLoc's S and L sets, and tables where nothing changed.
#include "app/analysis/combinations.h"
#include "tests/evaluate/randomnumbers.h"
#include "tests/evaluate/sets.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>

namespace faultline::evaluate {

namespace {

/// Every leaf of the product of the fields; real values by Weibull, a forecast with relative Gaussian error, some leaves 0. Anomalies:
/// `elements` combinations of the same random fields, whose leaves all fall by one factor.
struct Family {
    std::string name;
    std::vector<std::size_t> sizes;
    double mostNoise = 0.25;
    double leastSeverity = 0.2;
    double mostDeviation = 0.1;
    std::size_t mostAnomalies = 3;
    std::size_t mostElements = 3;
    std::size_t leastDepth = 1, mostDepth = 3;
    std::size_t mostFields = 3;    ///< what we look for
};

using Element = std::vector<std::pair<std::size_t, std::uint32_t>>;    // field and code

struct LocalisationCase {
    LeafTable table;
    std::set<Element> truth;
};

LeafTable product(const std::vector<std::size_t>& sizes)
{
    LeafTable table;
    table.fields = sizes.size();
    std::size_t leaves = 1;
    for (const std::size_t size : sizes)
        leaves *= size;
    table.codes.resize(leaves * sizes.size());
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
        std::size_t rest = leaf;
        for (std::size_t field = sizes.size(); field-- > 0; rest /= sizes[field])
            table.codes[leaf * sizes.size() + field] = static_cast<std::uint32_t>(rest % sizes[field]);
    }
    table.seen.assign(leaves, 0);
    table.expected.assign(leaves, 0);
    return table;
}

bool holds(const LeafTable& table, std::size_t leaf, const Element& element)
{
    const std::span<const std::uint32_t> codes = table.codesOf(leaf);
    return std::all_of(element.begin(), element.end(), [&](const auto& part) { return codes[part.first] == part.second; });
}

/// One overlaps another when no field tells them apart.
bool overlaps(const Element& a, const Element& b)
{
    for (const auto& [field, code] : a) {
        for (const auto& [otherField, otherCode] : b) {
            if (field == otherField && code != otherCode)
                return false;
        }
    }
    return true;
}

std::vector<std::size_t> someFields(std::size_t fields, std::size_t count, RandomNumbers& random)
{
    std::vector<std::size_t> all;
    for (std::size_t field = 0; field < fields; ++field)
        all.push_back(field);
    while (all.size() > count)
        all.erase(all.begin() + static_cast<std::ptrdiff_t>(random.below(all.size())));
    return all;
}

/// Real values and forecasts without an anomaly.
void fillQuiet(LeafTable& table, double zeros, double noise, RandomNumbers& random)
{
    const double shape = random.uniform(0.5, 1.0);
    for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
        const double real = random.uniform() < zeros ? 0 : 100 * random.weibull(shape);
        const double other = std::max(0.0, real * (1 + noise * random.normal()));
        const bool isSwapped = random.uniform() < 0.5;
        table.seen[leaf] = isSwapped ? other : real;
        table.expected[leaf] = isSwapped ? real : other;
    }
}

LocalisationCase localisationCase(const Family& family, std::uint64_t seed)
{
    RandomNumbers random(seed);
    LocalisationCase result{product(family.sizes), {}};
    LeafTable& table = result.table;
    const double noise = random.uniform(0, family.mostNoise);
    fillQuiet(table, random.uniform(0, 0.25), noise, random);
    double sum = 0;
    for (std::size_t leaf = 0; leaf < table.size(); ++leaf)
        sum += table.seen[leaf] - table.expected[leaf];
    // On the side to which the forecast errs anyway, so that they do not cancel out.
    std::vector<double>& lowered = sum > 0 ? table.expected : table.seen;
    const std::vector<double>& kept = sum > 0 ? table.seen : table.expected;

    const std::size_t anomalies = random.between(1, family.mostAnomalies);
    for (std::size_t anomaly = 0; anomaly < anomalies; ++anomaly) {
        const std::vector<std::size_t> fields = someFields(family.sizes.size(), random.between(family.leastDepth, family.mostDepth), random);
        const double severity = random.uniform(family.leastSeverity, 1.0) + noise;
        const double deviation = random.uniform(0, family.mostDeviation);
        std::size_t wanted = random.between(1, family.mostElements);
        for (int attempt = 0; attempt < 50 && wanted > 0; ++attempt) {
            Element element;
            for (const std::size_t field : fields)
                element.emplace_back(field, static_cast<std::uint32_t>(random.below(family.sizes[field])));
            double size = 0;
            for (std::size_t leaf = 0; leaf < table.size(); ++leaf)
                size += holds(table, leaf, element) ? kept[leaf] : 0;
            // An element without any value could be found by nobody.
            if (size <= 0 || std::any_of(result.truth.begin(), result.truth.end(), [&](const Element& other) { return overlaps(element, other); }))
                continue;
            for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
                if (holds(table, leaf, element))
                    lowered[leaf] = std::max(0.0, kept[leaf] * (1 - (severity + deviation * random.normal())));
            }
            result.truth.insert(element);
            --wanted;
        }
    }
    return result;
}

Element elementOf(const Combination& combination)
{
    Element element;
    for (const FieldCode& value : combination.values)
        element.emplace_back(value.field, value.code);
    return element;
}

struct Counts {
    double right = 0, answered = 0, wanted = 0;

    void add(const std::set<Element>& truth, const std::vector<Element>& answers)
    {
        for (const Element& answer : answers)
            right += truth.count(answer) != 0 ? 1 : 0;
        answered += static_cast<double>(answers.size());
        wanted += static_cast<double>(truth.size());
    }
    Part f1() const { return {answered + wanted > 0 ? 2 * right / (answered + wanted) : 0, wanted}; }
};

Figure localisationFigure(const Family& family, std::size_t cases, std::uint64_t firstSeed, std::string published, std::optional<double> goal,
                          bool isVerbose)
{
    Counts all, tuned, heldOut, plain;
    for (std::size_t i = 0; i < cases; ++i) {
        const std::uint64_t seed = firstSeed + i;
        const LocalisationCase one = localisationCase(family, seed);
        CombinationOptions options;
        options.mostFields = family.mostFields;
        options.noise = 0;    // values, no counts
        std::vector<Element> answers;
        for (const Combination& combination : combinationsOf(one.table, options).found)
            answers.push_back(elementOf(combination));
        all.add(one.truth, answers);
        (isHeldOut(std::to_string(seed)) ? heldOut : tuned).add(one.truth, answers);
        // The plain way: fields one by one, the values whose sum changed most, as many as there are elements.
        CombinationOptions single;
        single.mostFields = 1;
        single.otherWays = one.truth.size();
        single.most = 0;
        std::vector<Element> values;
        for (const Combination& combination : combinationsOf(one.table, single).otherWays)
            values.push_back(elementOf(combination));
        plain.add(one.truth, values);
        if (isVerbose) {
            Counts own;
            own.add(one.truth, answers);
            std::fprintf(stderr, "%s %llu: %.0f right, %.0f answers, %.0f wanted\n", family.name.c_str(), static_cast<unsigned long long>(seed),
                         own.right, own.answered, own.wanted);
        }
    }
    return figureOf({"localisation", "F1, " + family.name, "elements", "largest single values", std::move(published), goal}, all.f1(), tuned.f1(),
                    heldOut.f1(), plain.f1().value);
}

/// Counts by chance alone; the baseline is four times as long.
LeafTable quietCounts(RandomNumbers& random)
{
    LeafTable table = product({random.between(3, 10), random.between(3, 12), random.between(2, 8), random.between(2, 5)});
    const double rate = std::exp(random.uniform(-1, 4));
    for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
        const double mean = rate * random.weibull(0.7);
        table.seen[leaf] = random.poisson(mean);
        table.expected[leaf] = (random.poisson(4 * mean) + 0.5) / 4;
    }
    return table;
}

}    // namespace

std::vector<Figure> evaluateLocalisation(const Settings& settings)
{
    const std::size_t cases = casesOf(settings, 60);
    const std::vector<std::size_t> wide = {10, 12, 10, 8, 5};
    Family s{"S-like: 5 fields, depth 1-5", wide};
    s.mostDepth = s.mostFields = 5;
    Family l{"L-like: 4 fields, single leaves", {10, 24, 10, 15}, 0.1, 0.5, 0, 5, 1, 4, 4, 4};
    const Family product{"5 fields, depth 1-3, as the program looks", wide};
    std::vector<Figure> figures = {
        localisationFigure(s, cases, 12100, "RiskLoc .619 (S)", 0.88, settings.isVerbose),
        localisationFigure(l, cases, 12200, "RiskLoc .710 (L)", 0.95, settings.isVerbose),
        localisationFigure(product, cases, 12300, "", {}, settings.isVerbose),
    };
    std::vector<Outcome> answered;
    for (std::size_t i = 0; i < casesOf(settings, 200); ++i) {
        RandomNumbers random(13400 + i);
        const LeafTable table = quietCounts(random);
        const Combinations result = combinationsOf(table);
        const bool isBeyond = std::any_of(result.otherWays.begin(), result.otherWays.end(), [](const Combination& combination) {
            return std::abs(combination.seen - combination.expected) > 3 * std::sqrt(combination.expected + 1);
        });
        answered.push_back({std::to_string(13400 + i), result.found.empty() ? 0.0 : 1.0, isBeyond ? 1.0 : 0.0});
    }
    figures.push_back(figureOf({"quiet leaves", "tables with any answer", "tables", "any group beyond 3 deviations", "", 0.05, Better::Lower}, answered));
    return figures;
}

}    // namespace faultline::evaluate
