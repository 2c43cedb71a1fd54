#include "app/store/timechecks.h"

#include "app/base/text.h"

#include <algorithm>
#include <bit>

namespace faultline {

namespace {

constexpr std::size_t gapsKept = 10;
constexpr std::int64_t shortestGap = 60'000'000'000;

}    // namespace

void TimeChecks::noteBackwards(std::int64_t step, std::uint64_t line)
{
    if (m_backwards++ == 0)
        m_firstBackwardsLine = line;
    m_largestBackwards = std::min(m_largestBackwards, step);
}

void TimeChecks::noteStep(std::int64_t ns, std::int64_t step, std::uint64_t line)
{
    ++m_stepsByMagnitude[static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(step)) - 1)];
    ++m_steps;
    if (step < shortestGap || (m_longest.size() == gapsKept && step <= m_shortestKept))
        return;
    const auto shorter = [](const Gap& left, const Gap& right) { return left.length < right.length; };
    if (m_longest.size() == gapsKept)
        m_longest.erase(std::min_element(m_longest.begin(), m_longest.end(), shorter));
    m_longest.push_back({step, m_previous, ns, line});
    m_shortestKept = std::min_element(m_longest.begin(), m_longest.end(), shorter)->length;
}

std::int64_t TimeChecks::stepAtShare(double share) const
{
    std::uint64_t below = 0;
    std::size_t magnitude = 0;
    while (magnitude < m_stepsByMagnitude.size()
           && static_cast<double>(below += m_stepsByMagnitude[magnitude]) < share * static_cast<double>(m_steps))
        ++magnitude;
    return magnitude >= 59 ? std::numeric_limits<std::int64_t>::max() / 20 : std::int64_t{2} << magnitude;
}

std::vector<Issue> TimeChecks::issues() const
{
    std::vector<Issue> found;
    if (m_backwards != 0) {
        Issue issue;
        issue.line = m_firstBackwardsLine;
        issue.lines = 1;
        issue.code = "time-goes-backwards";
        issue.reason = formatCount(static_cast<std::int64_t>(m_backwards), "record") + (m_backwards == 1 ? " lies" : " lie")
            + " more than a second before the record above, the first here, by up to "
            + formatDuration(Nanoseconds(-m_largestBackwards)) + "; every record keeps its own time";
        found.push_back(issue);
    }
    // Ten times the median alone would list each quiet stretch of a bursty source: all but one in a hundred steps must be
    // at most half as long, too.
    const std::int64_t shortest = std::max(stepAtShare(0.5) * 10, stepAtShare(0.99) * 2);
    std::vector<Gap> gaps = m_longest;
    std::sort(gaps.begin(), gaps.end(), [](const Gap& left, const Gap& right) { return left.end < right.end; });
    for (const Gap& gap : gaps) {
        if (gap.length < shortest)
            continue;
        Issue issue;
        issue.line = gap.line;
        issue.lines = 1;
        issue.code = "gap";
        issue.reason = std::string("No records for ") + (gap.length == std::numeric_limits<std::int64_t>::max() ? "more than " : "")
            + formatDuration(Nanoseconds(gap.length)) + ", from "
            + formatUtc(timestampFrom(gap.begin)) + " to " + formatUtc(timestampFrom(gap.end));
        found.push_back(issue);
    }
    return found;
}

}    // namespace faultline
