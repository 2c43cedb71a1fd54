#include "app/query/durationranks.h"

#include "app/base/parallel.h"

namespace faultline {
namespace {

constexpr std::uint64_t mostSteps = std::uint64_t{1} << 16;
constexpr std::uint64_t mostDurations = std::uint64_t{1} << 26;    // held at once, four bytes each
constexpr std::uint64_t leastShare = 4;                            // of the durations of the segments: a quarter must be wanted

/// Where the next group of a duration goes, and where those of the next duration begin.
struct Stretch {
    std::uint32_t position = 0;
    std::uint32_t end = 0;
};

constexpr std::size_t prefetchFrom = 128 * 1024;                   // counters of more groups than this leave the second-level cache
constexpr std::ptrdiff_t prefetchDistance = 12;
constexpr std::array<std::size_t, 3> percents{50, 95, 99};
constexpr std::array<std::int64_t DurationPercentiles::*, 3> fields{&DurationPercentiles::p50, &DurationPercentiles::p95,
                                                                    &DurationPercentiles::p99};

/// Enters the smallest percentile that is not known yet, with those of equal rank; returns how many durations further the next
/// is. Only what the caller's own walk has passed is looked at: the other one may be writing the rest.
std::uint32_t metGoingUp(std::size_t count, std::int64_t duration, DurationPercentiles& found)
{
    std::size_t i = 0;
    while (i + 1 < fields.size() && found.*fields[i] != absent)
        ++i;
    const std::size_t rank = nearestRank(count, percents[i]);
    for (; i < fields.size() && nearestRank(count, percents[i]) == rank; ++i)
        found.*fields[i] = duration;
    return i == fields.size() ? 0 : static_cast<std::uint32_t>(nearestRank(count, percents[i]) - rank);
}

/// The same from the largest on.
std::uint32_t metGoingDown(std::size_t count, std::int64_t duration, DurationPercentiles& found)
{
    std::size_t i = fields.size();
    while (i > 1 && found.*fields[i - 1] != absent)
        --i;
    const std::size_t rank = nearestRank(count, percents[i - 1]);
    for (; i > 0 && nearestRank(count, percents[i - 1]) == rank; --i)
        found.*fields[i - 1] = duration;
    return i == 0 ? 0 : static_cast<std::uint32_t>(rank - nearestRank(count, percents[i - 1]));
}

template <typename Group>
class RankWalk {
public:
    RankWalk(BreakdownScan& scan, const DurationScale& scale) : m_scan(scan), m_scale(scale), m_parts(scan.parts().size()) {}

    Result<void> run(const std::vector<std::uint32_t>& rows, std::vector<DurationPercentiles>& results)
    {
        nameGroups(rows);
        if (auto done = makeStretches(); !done)
            return done;
        auto dealt = m_scan.visitWindow(
            [this](std::size_t part, const Segment& segment, Rows taken, const RowMask& mask) { return deal(part, segment, taken, mask); });
        if (!dealt)
            return dealt;
        walk(rows, results);
        for (std::size_t group = 0; group < rows.size(); ++group) {
            const DurationPercentiles& found = results[group];
            if (m_scan.rows()[rows[group]].durations != 0 && (found.p50 == absent || found.p95 == absent || found.p99 == absent))
                return Error{ErrorKind::Interrupted, "Cannot finish the query", "the case was changed while it was read", "Run it again"};
        }
        return {};
    }

private:
    static constexpr Group noGroup = std::numeric_limits<Group>::max();

    struct Part {
        std::vector<Group> groupOfCode;
        std::vector<Stretch> stretches;       // by steps
        std::unique_ptr<Group[]> groups;      // a spare place behind the last
        std::uint32_t spare = 0;

        std::uint32_t beginOf(std::size_t steps) const { return steps == 0 ? 0 : stretches[steps - 1].end; }
    };

    void nameGroups(const std::vector<std::uint32_t>& rows)
    {
        std::vector<Group> groupOfRow(m_scan.rows().size(), noGroup);
        for (std::size_t group = 0; group < rows.size(); ++group)
            groupOfRow[rows[group]] = static_cast<Group>(group);
        parallelFor(m_parts.size(), [&](std::size_t index) {
            const std::vector<std::uint32_t>& rowOfCode = m_scan.parts()[index].rowOfCode;
            std::vector<Group>& groups = m_parts[index].groupOfCode;
            groups.resize(rowOfCode.size());
            for (std::size_t code = 0; code < rowOfCode.size(); ++code)
                groups[code] = rowOfCode[code] == BreakdownScan::noRow ? noGroup : groupOfRow[rowOfCode[code]];
        });
    }

    /// Room for all durations of the segments, also for those that a filter leaves out: counting needs no second look then.
    Result<void> makeStretches()
    {
        std::vector<std::optional<Error>> errors(m_parts.size());
        parallelFor(m_parts.size(), [&](std::size_t index) {
            Part& part = m_parts[index];
            part.stretches.resize(m_scale.steps + 1);
            for (const Segment& segment : m_scan.parts()[index].segments) {
                const auto column = durationColumn(m_scan.reader(), segment);
                if (!column) {
                    errors[index] = column.error();
                    return;
                }
                if (*column == nullptr)
                    continue;
                visitSteps<std::uint16_t>(**column, m_scale, Rows::All, {},
                                          [&](RowBlock, std::uint32_t count, const std::uint16_t* steps, auto) {
                                              for (std::uint32_t i = 0; i < count; ++i)
                                                  ++part.stretches[steps[i]].end;
                                          });
            }
            for (Stretch& stretch : part.stretches) {
                stretch.position = part.spare;
                stretch.end = part.spare += stretch.end;
            }
            part.groups = std::make_unique_for_overwrite<Group[]>(std::size_t{part.spare} + 1);
        });
        for (const auto& error : errors) {
            if (error)
                return *error;
        }
        return {};
    }

    Result<void> deal(std::size_t index, const Segment& segment, Rows taken, const RowMask& mask)
    {
        const auto column = durationColumn(m_scan.reader(), segment);
        if (!column)
            return column.error();
        if (*column == nullptr)
            return {};
        Part& part = m_parts[index];
        KeyReader& keys = m_scan.keysOf(index);
        std::array<std::uint32_t, stepBlockRows> codes;    // NOLINT: written before they are read
        visitSteps<std::uint16_t>(
            **column, m_scale, taken, mask, [&](RowBlock block, std::uint32_t count, const std::uint16_t* steps, auto rowAt) {
                keys.codes(block, codes.data());
                if (part.groupOfCode.size() < keys.size())
                    part.groupOfCode.resize(keys.size(), noGroup);
                const Group* const groupOfCode = part.groupOfCode.data();
                Stretch* const stretches = part.stretches.data();
                Group* const groups = part.groups.get();
                for (std::uint32_t i = 0; i < count; ++i) {
                    const Group group = groupOfCode[codes[rowAt(i)]];
                    Stretch& stretch = stretches[steps[i]];
                    // A case that changes between the two passes must not write elsewhere.
                    const bool hasRoom = stretch.position < stretch.end;
                    groups[hasRoom ? stretch.position : part.spare] = group;
                    stretch.position += hasRoom && group != noGroup ? 1U : 0U;
                }
            });
        return {};
    }

    /// The duration that has half of all durations at or above it: two walks of equal length meet there.
    std::size_t middle() const
    {
        std::uint64_t all = 0;
        for (std::size_t steps = 0; steps <= m_scale.steps; ++steps)
            all += dealtOf(steps);
        std::uint64_t below = 0;
        std::size_t steps = 0;
        while (steps < m_scale.steps && below + dealtOf(steps) <= all / 2)
            below += dealtOf(steps++);
        return steps;
    }

    std::uint64_t dealtOf(std::size_t steps) const
    {
        std::uint64_t count = 0;
        for (const Part& part : m_parts)
            count += part.stretches[steps].position - part.beginOf(steps);
        return count;
    }

    void walk(const std::vector<std::uint32_t>& rows, std::vector<DurationPercentiles>& results) const
    {
        std::vector<std::uint32_t> counts(rows.size());
        for (std::size_t group = 0; group < rows.size(); ++group)
            counts[group] = static_cast<std::uint32_t>(m_scan.rows()[rows[group]].durations);
        const std::size_t meeting = middle();
        parallelFor(2, [&](std::size_t direction) {
            if (direction == 0)
                walkUp(counts, meeting, results);
            else
                walkDown(counts, meeting, results);
        });
    }

    template <typename Take>
    void visitGroups(std::size_t steps, const std::vector<std::uint32_t>& left, Take take) const
    {
        const bool prefetches = left.size() > prefetchFrom;
        for (const Part& part : m_parts) {
            const Group* const end = part.groups.get() + part.stretches[steps].position;
            const Group* group = part.groups.get() + part.beginOf(steps);
            if (prefetches) {
                for (; end - group > prefetchDistance; ++group) {
                    __builtin_prefetch(left.data() + group[prefetchDistance], 1);
                    take(*group);
                }
            }
            for (; group != end; ++group)
                take(*group);
        }
    }

    /// Durations below `meeting`, from the shortest on. `left` counts down to the next percentile of each group.
    void walkUp(const std::vector<std::uint32_t>& counts, std::size_t meeting, std::vector<DurationPercentiles>& results) const
    {
        std::vector<std::uint32_t> left(counts.size());
        std::transform(counts.begin(), counts.end(), left.begin(), [](std::uint32_t count) {
            return count == 0 ? 0 : static_cast<std::uint32_t>(nearestRank(count, percents.front()) + 1);
        });
        for (std::size_t steps = 0; steps < meeting; ++steps) {
            visitGroups(steps, left, [&](Group group) {
                if (--left[group] == 0)
                    left[group] = metGoingUp(counts[group], m_scale.durationOf(steps), results[group]);
            });
        }
    }

    /// Durations from the longest down to `meeting`.
    void walkDown(const std::vector<std::uint32_t>& counts, std::size_t meeting, std::vector<DurationPercentiles>& results) const
    {
        std::vector<std::uint32_t> left(counts.size());
        std::transform(counts.begin(), counts.end(), left.begin(), [](std::uint32_t count) {
            return count == 0 ? 0 : static_cast<std::uint32_t>(count - nearestRank(count, percents.back()));
        });
        for (std::size_t steps = m_scale.steps + 1; steps-- > meeting;) {
            visitGroups(steps, left, [&](Group group) {
                if (--left[group] == 0)
                    left[group] = metGoingDown(counts[group], m_scale.durationOf(steps), results[group]);
            });
        }
    }

    BreakdownScan& m_scan;
    DurationScale m_scale;
    std::vector<Part> m_parts;
};

}    // namespace

bool paysToRank(const BreakdownScan& scan, const DurationScale& scale, const std::vector<std::uint32_t>& rows)
{
    if (scale.steps >= mostSteps)
        return false;
    std::uint64_t all = 0;
    for (const ScanPart& part : scan.parts()) {
        for (const Segment& segment : part.segments)
            all += segment.rows;
    }
    std::uint64_t wanted = 0;
    for (const std::uint32_t row : rows)
        wanted += scan.rows()[row].durations;
    return all <= mostDurations && wanted >= all / leastShare && wanted > scale.steps;
}

Result<void> percentilesByRank(BreakdownScan& scan, const DurationScale& scale, const std::vector<std::uint32_t>& rows,
                               std::vector<DurationPercentiles>& results)
{
    if (rows.size() < std::numeric_limits<std::uint16_t>::max())
        return RankWalk<std::uint16_t>(scan, scale).run(rows, results);
    return RankWalk<std::uint32_t>(scan, scale).run(rows, results);
}

}    // namespace faultline
