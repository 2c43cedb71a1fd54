#include "app/analysis/combinations.h"

#include "app/analysis/robustscale.h"
#include "app/base/parallel.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace faultline {

namespace {

constexpr std::size_t mostFieldsEver = 6;
constexpr double deviationOfNormal = 1.4826;    // of a normal distribution, in median absolute deviations
constexpr std::size_t extremesASide = 5;
constexpr double leafNoises = 7;
constexpr double leastDifference = 0.1;
constexpr double largestCut = 1.9;
constexpr double smallestExpected = 1e-3;       // of the mean leaf: an expectation of nothing is not taken at its word

void forEach(std::size_t count, bool isSpread, const std::function<void(std::size_t)>& body)
{
    if (isSpread)
        return parallelFor(count, body);
    for (std::size_t i = 0; i < count; ++i)
        body(i);
}

double gainOf(double seen, double expected)
{
    return std::max(0.0, (seen > 0 ? seen * std::log(seen / expected) : 0) - (seen - expected));
}

double differenceOf(double seen, double expected)
{
    return seen + expected > 0 ? 2 * (seen - expected) / (seen + expected) : 0;
}

/// A set of fields and which group of equal values each leaf belongs to. Groups are numbered as they first appear.
struct Cuboid {
    std::uint32_t mask = 0;
    std::vector<std::uint32_t> groupOf;      ///< by leaf
    std::vector<std::uint32_t> firstLeaf;    ///< by group
};

/// Numbers pairs in the order of their first appearance; open addressing, at most half full.
class PairNumbers {
public:
    explicit PairNumbers(std::size_t most) : m_mask(std::bit_ceil(2 * most + 2) - 1), m_keys(m_mask + 1), m_numbers(m_mask + 1, none) {}

    std::uint32_t numberOf(std::uint64_t key, std::uint32_t next)
    {
        std::size_t place = static_cast<std::size_t>((key ^ (key >> 29U)) * 0x9E3779B97F4A7C15U >> 20U) & m_mask;
        while (m_numbers[place] != none && m_keys[place] != key)
            place = (place + 1) & m_mask;
        if (m_numbers[place] == none) {
            m_keys[place] = key;
            m_numbers[place] = next;
        }
        return m_numbers[place];
    }

private:
    static constexpr std::uint32_t none = 0xFFFFFFFFU;
    std::size_t m_mask;
    std::vector<std::uint64_t> m_keys;
    std::vector<std::uint32_t> m_numbers;
};

/// One field more than `parent` (nullptr: none yet).
Cuboid refined(const LeafTable& table, const Cuboid* parent, std::size_t field)
{
    Cuboid cuboid;
    cuboid.mask = (parent != nullptr ? parent->mask : 0U) | (1U << field);
    cuboid.groupOf.resize(table.size());
    PairNumbers numbers(table.size());
    for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
        const std::uint64_t above = parent != nullptr ? parent->groupOf[leaf] : 0;
        const auto next = static_cast<std::uint32_t>(cuboid.firstLeaf.size());
        const std::uint32_t group = numbers.numberOf(above << 32U | table.codesOf(leaf)[field], next);
        if (group == next)
            cuboid.firstLeaf.push_back(static_cast<std::uint32_t>(leaf));
        cuboid.groupOf[leaf] = group;
    }
    return cuboid;
}

/// All sets of one to mostFields fields, fewer fields first.
std::vector<Cuboid> cuboidsOf(const LeafTable& table, const CombinationOptions& options)
{
    std::vector<Cuboid> all;
    std::vector<std::size_t> level;    // those that were made last, by place in `all`
    for (std::size_t depth = 0; depth < std::min(options.mostFields, table.fields); ++depth) {
        std::vector<std::pair<std::ptrdiff_t, std::size_t>> plan;    // parent (-1: none) and the field to add, greater than its own
        for (const std::size_t parent : level) {
            for (auto field = static_cast<std::size_t>(std::bit_width(all[parent].mask)); field < table.fields; ++field)
                plan.emplace_back(static_cast<std::ptrdiff_t>(parent), field);
        }
        for (std::size_t field = 0; depth == 0 && field < table.fields; ++field)
            plan.emplace_back(-1, field);
        std::vector<Cuboid> made(plan.size());
        forEach(plan.size(), options.isSpread, [&](std::size_t i) {
            made[i] = refined(table, plan[i].first < 0 ? nullptr : &all[static_cast<std::size_t>(plan[i].first)], plan[i].second);
        });
        level.clear();
        for (Cuboid& cuboid : made) {
            level.push_back(all.size());
            all.push_back(std::move(cuboid));
        }
    }
    return all;
}

/// What the leaves are, each by itself.
struct Leaves {
    std::vector<double> seen, expected, gain, half;
    std::vector<bool> isTaken;
    double noise = 0;    ///< of their differences
    double cut = 0;
};

/// The smaller of the two tails: what one side reaches without a cause, the other may reach too.
double mirroredCut(std::vector<double> differences)
{
    if (differences.size() <= 2 * extremesASide)
        return 0;
    std::sort(differences.begin(), differences.end());
    const double low = -differences[extremesASide];
    const double high = differences[differences.size() - 1 - extremesASide];
    return std::max(0.0, std::min(low, high));
}

Leaves leavesOf(const LeafTable& table)
{
    Leaves leaves;
    const std::size_t size = table.size();
    double total = 0;
    for (std::size_t i = 0; i < size; ++i)
        total += table.seen[i] + table.expected[i];
    const double least = size > 0 ? smallestExpected * total / 2 / static_cast<double>(size) : 0;
    leaves.isTaken.assign(size, false);
    std::vector<double> differences;
    for (std::size_t i = 0; i < size; ++i) {
        const double seen = table.seen[i];
        const double expected = table.expected[i] == 0 ? std::min(seen, least) : table.expected[i];
        const bool isEmpty = !std::isfinite(seen + expected) || seen < 0 || expected < 0 || seen + expected <= 0;
        leaves.isTaken[i] = isEmpty;
        leaves.seen.push_back(isEmpty ? 0 : seen);
        leaves.expected.push_back(isEmpty ? 0 : expected);
        leaves.gain.push_back(isEmpty ? 0 : gainOf(seen, expected));
        leaves.half.push_back(isEmpty ? 0 : (seen + expected) / 2);
        if (!isEmpty)
            differences.push_back(differenceOf(seen, expected));
    }
    if (differences.empty())
        return leaves;
    leaves.cut = mirroredCut(differences);
    const double middle = quantile(differences, 0.5);
    for (double& difference : differences)
        difference = std::abs(difference - middle);
    leaves.noise = deviationOfNormal * quantile(differences, 0.5);
    return leaves;
}

struct Group {
    double seen = 0, expected = 0, leafGain = 0, half = 0, squares = 0;
    std::size_t leaves = 0;
};

std::vector<Group> groupsOf(const Cuboid& cuboid, const Leaves& leaves)
{
    std::vector<Group> groups(cuboid.firstLeaf.size());
    for (std::size_t leaf = 0; leaf < cuboid.groupOf.size(); ++leaf) {
        if (leaves.isTaken[leaf])
            continue;
        Group& group = groups[cuboid.groupOf[leaf]];
        group.seen += leaves.seen[leaf];
        group.expected += leaves.expected[leaf];
        group.leafGain += leaves.gain[leaf];
        group.half += leaves.half[leaf];
        group.squares += leaves.half[leaf] * leaves.half[leaf];
        ++group.leaves;
    }
    return groups;
}

/// Beyond the deviations of the count, and likelier to be two rates than one: where the baseline had hardly any records, their number is as
/// uncertain as what it is compared with.
bool isBeyondChance(double seen, double expected, const CombinationOptions& options)
{
    if (options.noise <= 0)
        return true;
    if (std::abs(seen - expected) <= options.leastDeviations * std::sqrt(options.noise * (expected + options.noise)))
        return false;
    const double lengths = std::max(options.baselineLengths, 1e-9);
    const double baseline = expected * lengths;
    const double common = (seen + baseline) / (1 + lengths);
    const double ratio = (seen > 0 ? seen * std::log(seen / common) : 0) + (baseline > 0 ? baseline * std::log(expected / common) : 0);
    return 2 * ratio / options.noise > options.leastDeviations * options.leastDeviations;
}

Combination combinationOf(const Group& group, const Leaves& leaves, const CombinationOptions& options)
{
    Combination result;
    result.seen = group.seen;
    result.expected = group.expected;
    result.leaves = group.leaves;
    if (group.leaves == 0)
        return result;
    const double gain = gainOf(group.seen, group.expected);
    result.difference = differenceOf(group.seen, group.expected);
    result.purity = group.leafGain > 0 ? std::min(1.0, gain / group.leafGain) : 0;
    result.effectiveLeaves = group.squares > 0 ? group.half * group.half / group.squares : 0;
    result.gain = options.noise > 0 ? gain / options.noise : gain;
    const double cut = std::min(largestCut, std::max(leafNoises * leaves.noise, leaves.cut));
    const bool isChange = std::abs(result.difference) > std::max(leastDifference, cut / std::sqrt(std::max(result.effectiveLeaves, 1.0)));
    result.isAdmissible = isChange && result.purity > options.leastPurity && isBeyondChance(group.seen, group.expected, options);
    return result;
}

struct Candidate {
    std::size_t cuboid = 0;
    std::uint32_t group = 0;
    Combination combination;
};

/// More gain; of equal ones the fewer fields, which come first in the order of cuboids, then what appears first.
bool isBetter(const Candidate& a, const Candidate& b)
{
    if (a.combination.gain != b.combination.gain)
        return a.combination.gain > b.combination.gain;
    return a.cuboid != b.cuboid ? a.cuboid < b.cuboid : a.group < b.group;
}

/// The `most` best of a cuboid, best first.
std::vector<Candidate> bestOf(const std::vector<Cuboid>& cuboids, std::size_t place, const Leaves& leaves, const CombinationOptions& options,
                              std::size_t most, bool onlyAdmissible)
{
    std::vector<Candidate> best;
    const std::vector<Group> groups = groupsOf(cuboids[place], leaves);
    for (std::uint32_t group = 0; group < groups.size(); ++group) {
        Candidate candidate{place, group, combinationOf(groups[group], leaves, options)};
        if (groups[group].leaves == 0 || candidate.combination.gain <= 0 || (onlyAdmissible && !candidate.combination.isAdmissible))
            continue;
        if (best.size() == most && !isBetter(candidate, best.back()))
            continue;
        best.insert(std::upper_bound(best.begin(), best.end(), candidate, isBetter), std::move(candidate));
        best.resize(std::min(best.size(), most));
    }
    return best;
}

std::vector<Candidate> bestOfAll(const std::vector<Cuboid>& cuboids, const Leaves& leaves, const CombinationOptions& options, std::size_t most,
                                 bool onlyAdmissible)
{
    std::vector<std::vector<Candidate>> byCuboid(cuboids.size());
    forEach(cuboids.size(), options.isSpread, [&](std::size_t i) { byCuboid[i] = bestOf(cuboids, i, leaves, options, most, onlyAdmissible); });
    std::vector<Candidate> best;
    for (std::vector<Candidate>& some : byCuboid)
        std::move(some.begin(), some.end(), std::back_inserter(best));
    std::sort(best.begin(), best.end(), isBetter);
    best.resize(std::min(best.size(), most));
    return best;
}

Combination named(const Candidate& candidate, const std::vector<Cuboid>& cuboids, const LeafTable& table)
{
    Combination combination = candidate.combination;
    const Cuboid& cuboid = cuboids[candidate.cuboid];
    const std::span<const std::uint32_t> codes = table.codesOf(cuboid.firstLeaf[candidate.group]);
    for (std::size_t field = 0; field < table.fields; ++field) {
        if ((cuboid.mask >> field & 1U) != 0)
            combination.values.push_back({field, codes[field]});
    }
    return combination;
}

}    // namespace

Combinations combinationsOf(const LeafTable& table, const CombinationOptions& options)
{
    Combinations result;
    if (table.fields == 0 || table.fields > mostFieldsEver || table.size() == 0 || table.codes.size() != table.size() * table.fields
        || table.expected.size() != table.size())
        return result;
    const std::vector<Cuboid> cuboids = cuboidsOf(table, options);
    Leaves leaves = leavesOf(table);
    result.leafNoise = leaves.noise;
    result.mirroredCut = leaves.cut;
    const std::vector<Candidate> others = bestOfAll(cuboids, leaves, options, options.otherWays + options.most, false);
    double first = 0;
    while (result.found.size() < options.most) {
        const std::vector<Candidate> best = bestOfAll(cuboids, leaves, options, 1, true);
        if (best.empty() || best.front().combination.gain < options.stopAt * first)
            break;
        first = result.found.empty() ? best.front().combination.gain : first;
        result.found.push_back(named(best.front(), cuboids, table));
        const Cuboid& cuboid = cuboids[best.front().cuboid];
        for (std::size_t leaf = 0; leaf < table.size(); ++leaf) {
            if (cuboid.groupOf[leaf] == best.front().group)
                leaves.isTaken[leaf] = true;
        }
    }
    for (const Candidate& other : others) {
        Combination combination = named(other, cuboids, table);
        const bool isFound = std::any_of(result.found.begin(), result.found.end(),
                                         [&](const Combination& found) { return found.values == combination.values; });
        if (!isFound && result.otherWays.size() < options.otherWays)
            result.otherWays.push_back(std::move(combination));
    }
    return result;
}

}    // namespace faultline
