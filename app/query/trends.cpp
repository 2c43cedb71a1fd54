#include "app/query/trends.h"

#include "app/base/parallel.h"
#include "app/query/breakdownscan.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace faultline {
namespace {

constexpr std::uint32_t blockRows = 512;
constexpr std::uint32_t noLine = std::numeric_limits<std::uint32_t>::max();

/// A range cut into equal steps.
struct Steps {
    TimeRange range;
    std::size_t count = 0;

    std::size_t of(std::int64_t time) const
    {
        const auto offset = static_cast<double>(time - nanosecondsOf(range.begin));
        const auto index = static_cast<std::size_t>(offset / static_cast<double>(range.length().count()) * static_cast<double>(count));
        return std::min(index, count - 1);
    }
};

class TrendCounter {
public:
    TrendCounter(BreakdownScan& scan, std::vector<std::uint32_t> lineOfRow, std::size_t lines)
        : m_scan(scan), m_lineOfRow(std::move(lineOfRow)), m_lines(lines)
    {
    }

    /// Counts a bucket a line, lines one after the other.
    Result<std::vector<std::uint32_t>> count(const Steps& steps, const TaskControl& control)
    {
        const std::size_t parts = m_scan.parts().size();
        std::vector<std::vector<std::uint32_t>> counts(parts, std::vector<std::uint32_t>(m_lines * steps.count));
        std::vector<std::optional<Error>> errors(parts);
        parallelFor(parts, [&](std::size_t part) {
            if (auto done = countPart(part, steps, control, counts[part]); !done)
                errors[part] = done.error();
        });
        for (const auto& error : errors)
            if (error)
                return *error;
        std::vector<std::uint32_t> sums(m_lines * steps.count);
        for (const auto& part : counts)
            std::transform(sums.begin(), sums.end(), part.begin(), sums.begin(), std::plus<>());
        return sums;
    }

private:
    Result<void> countPart(std::size_t part, const Steps& steps, const TaskControl& control, std::vector<std::uint32_t>& counts)
    {
        RowMask mask;
        std::vector<std::int64_t> times;
        for (const Segment& segment : m_scan.parts()[part].segments) {
            if (control.stopRequested())
                return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
            const auto rows = m_scan.selector().select(segment, steps.range, mask);
            if (!rows)
                return rows.error();
            if (*rows == Rows::None)
                continue;
            if (auto done = m_scan.keysOf(part).open(segment); !done)
                return done;
            if (auto done = m_scan.selector().times(segment, times); !done)
                return done;
            countSegment(part, segment, *rows == Rows::Some ? &mask : nullptr, times, steps, counts);
        }
        return {};
    }

    void countSegment(std::size_t part, const Segment& segment, const RowMask* mask, const std::vector<std::int64_t>& times,
                      const Steps& steps, std::vector<std::uint32_t>& counts)
    {
        std::array<std::uint32_t, blockRows> codes{};
        const std::vector<std::uint32_t>& rowOfCode = m_scan.parts()[part].rowOfCode;
        for (RowBlock block{0, 0}; block.begin < segment.rows; block.begin += block.count) {
            block.count = std::min(blockRows, segment.rows - block.begin);
            m_scan.keysOf(part).codes(block, codes.data());
            for (std::uint32_t i = 0; i < block.count; ++i) {
                const std::uint32_t row = block.begin + i;
                const std::uint32_t code = codes[i];
                if ((mask && (*mask)[row] == 0) || code >= rowOfCode.size() || rowOfCode[code] == BreakdownScan::noRow)
                    continue;
                const std::uint32_t line = m_lineOfRow[rowOfCode[code]];
                if (line != noLine && times[row] != absent)
                    ++counts[line * steps.count + steps.of(times[row])];
            }
        }
    }

    BreakdownScan& m_scan;
    std::vector<std::uint32_t> m_lineOfRow;
    std::size_t m_lines;
};

/// The line of each row of the scan, by the value.
std::vector<std::uint32_t> linesOfRows(const BreakdownScan& scan, const std::vector<BreakdownRow>& wanted)
{
    std::map<std::pair<bool, std::string>, std::uint32_t> lineOfValue;
    for (std::uint32_t line = 0; line < wanted.size(); ++line)
        lineOfValue.emplace(std::pair(wanted[line].isAbsent, wanted[line].value), line);
    std::vector<std::uint32_t> lines(scan.rows().size(), noLine);
    for (std::size_t row = 0; row < lines.size(); ++row) {
        const auto found = lineOfValue.find({scan.rows()[row].isAbsent, scan.valueOf(scan.rows()[row])});
        if (found != lineOfValue.end())
            lines[row] = found->second;
    }
    return lines;
}

/// Paths that the parts keep as text of their own count once a part.
void countUrls(const BreakdownScan& scan, const std::vector<std::uint32_t>& lineOfRow, std::vector<Trend>& trends)
{
    std::size_t codes = 0;
    for (const ScanPart& part : scan.parts())
        codes = std::max(codes, part.rowOfCode.size());
    for (std::size_t code = 0; code < codes; ++code) {
        std::uint32_t row = BreakdownScan::noRow;
        for (const ScanPart& part : scan.parts())
            if (code < part.rowOfCode.size() && part.rowOfCode[code] != BreakdownScan::noRow)
                row = part.rowOfCode[code];
        if (row != BreakdownScan::noRow && lineOfRow[row] != noLine)
            ++trends[lineOfRow[row]].urls;
    }
}

}    // namespace

Result<std::vector<Trend>> trends(SegmentReader& reader, const FilterContext& context, const TrendsRequest& request,
                                  const TaskControl& control)
{
    auto ran = BreakdownScan::run(reader, context, request.breakdown, control, BreakdownScan::Measures::Counts);
    if (!ran)
        return ran.error();
    BreakdownScan& scan = **ran;
    std::vector<Trend> result(request.rows.size());
    const std::vector<std::uint32_t> lineOfRow = linesOfRows(scan, request.rows);
    if (request.breakdown.by == "route")
        countUrls(scan, lineOfRow, result);

    const TimeRange before = scan.baseline().value_or(TimeRange{scan.window().begin, scan.window().begin});
    const auto windowLength = static_cast<double>(std::max<std::int64_t>(scan.window().length().count(), 1));
    const auto baselineLength = static_cast<double>(std::max<std::int64_t>(before.length().count(), 0));
    const std::size_t buckets = std::max<std::size_t>(request.buckets, 2);
    const auto ofWindow = static_cast<std::size_t>(static_cast<double>(buckets) * windowLength / (windowLength + baselineLength));
    const Steps window{scan.window(), std::clamp<std::size_t>(ofWindow, 1, buckets - 1)};
    const Steps baseline{before, buckets - window.count};
    TrendCounter counter(scan, lineOfRow, request.rows.size());
    const auto store = [&](const Steps& steps, std::vector<std::uint32_t> Trend::*member) -> Result<void> {
        if (steps.range.begin >= steps.range.end)
            return {};
        const auto counts = counter.count(steps, control);
        if (!counts)
            return counts.error();
        for (std::size_t line = 0; line < result.size(); ++line) {
            const auto begin = counts->begin() + static_cast<std::ptrdiff_t>(line * steps.count);
            (result[line].*member).assign(begin, begin + static_cast<std::ptrdiff_t>(steps.count));
        }
        return {};
    };
    if (auto done = store(window, &Trend::window); !done)
        return done.error();
    if (auto done = store(baseline, &Trend::baseline); !done)
        return done.error();
    return result;
}

}    // namespace faultline
