#include "app/analysis/suspects.h"

#include "app/analysis/seriescandidate.h"
#include "app/base/text.h"
#include "app/query/valuesums.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace faultline {

namespace {

constexpr int baselineLengths = 4;
constexpr std::size_t slicesOfBaseline = 4;
constexpr std::uint64_t leastBaselineRecords = 20;
constexpr std::uint64_t leastSelectionRecords = 5;

double secondsOf(const std::vector<TimeRange>& ranges)
{
    double seconds = 0;
    for (const TimeRange& range : ranges)
        seconds += std::chrono::duration<double>(range.length()).count();
    return seconds;
}

void add(ContrastSums& sums, const ValueSums& value)
{
    sums[static_cast<std::size_t>(ContrastMeasure::Count)] += static_cast<double>(value.records);
    sums[static_cast<std::size_t>(ContrastMeasure::Duration)] += value.seconds;
    sums[static_cast<std::size_t>(ContrastMeasure::Bytes)] += value.bytes;
    sums[static_cast<std::size_t>(ContrastMeasure::Errors)] += static_cast<double>(value.errors);
}

std::string percent(double share)
{
    const double value = share * 100;
    return value < 1 ? "less than 1 %" : std::to_string(static_cast<int>(std::lround(value))) + " %";
}

std::string times(double factor)
{
    if (factor >= 10)
        return formatGrouped(static_cast<std::int64_t>(std::lround(factor))) + " times";
    return formatNumber(std::round(factor * 10) / 10) + " times";
}

std::string sentenceOf(const ContrastRow& row, RecordKind kind)
{
    const ContrastEffect& count = row.effect(ContrastMeasure::Count);
    std::string text = formatCount(static_cast<std::int64_t>(std::llround(count.seen)), recordNoun(kind));
    if (row.isNew)
        text += ", none in the baseline";
    else
        text += " against " + formatGrouped(static_cast<std::int64_t>(std::llround(count.expected))) + " expected";
    const std::pair<ContrastMeasure, const char*> parts[] = {{ContrastMeasure::Count, "records"}, {ContrastMeasure::Duration, "duration"},
                                                             {ContrastMeasure::Bytes, "bytes"}, {ContrastMeasure::Errors, "errors"}};
    for (const auto& [measure, name] : parts) {
        const ContrastEffect& effect = row.effect(measure);
        if (!effect.isAdmissible)
            continue;
        text += "; " + percent(effect.share) + " of the additional " + (measure == ContrastMeasure::Count ? std::string(recordNoun(kind)) + 's' : name);
        if (effect.factor && *effect.factor > 0)
            text += " (" + times(*effect.factor) + " the baseline's)";
    }
    if (row.isTrafficMoreThanCost())
        text += "; more of the traffic than of its cost";
    return text;
}

/// One question: the values of every field in the window and in the baseline.
class SuspectSearch {
public:
    SuspectSearch(SegmentReader& reader, const FilterContext& context, const SuspectsRequest& request, const TaskControl& control)
        : m_reader(reader), m_context(context), m_request(request), m_control(control)
    {
    }

    Result<Suspects> run()
    {
        m_result.window = m_request.window;
        if (auto done = chooseBaseline(); !done)
            return done.error();
        if (auto done = measureScale(); !done)
            return done.error();
        if (m_result.records < leastSelectionRecords || m_result.baselineRecords < leastBaselineRecords) {
            m_result.notes.push_back("Too little data: " + formatCount(static_cast<std::int64_t>(m_result.records), recordNoun(m_request.kind)) + " in the window, "
                                     + formatGrouped(static_cast<std::int64_t>(m_result.baselineRecords)) + " in the baseline");
            return std::move(m_result);
        }
        const std::vector<std::string> fields = m_request.fields.empty() ? suspectFields(m_request.kind) : m_request.fields;
        for (const std::string& field : fields) {
            if (auto done = compare(field); !done)
                return done.error();
        }
        order();
        return std::move(m_result);
    }

private:
    using Values = std::map<std::string, ContrastValue>;

    Result<void> chooseBaseline()
    {
        if (!m_request.window.isBounded() || m_request.window.length().count() <= 0)
            return Error{ErrorKind::Usage, "Cannot look for suspects", "The window has no beginning or no end", "Give --from and --to"};
        TimeRange baseline;
        if (m_request.baseline) {
            baseline = *m_request.baseline;
        } else {
            const Nanoseconds length = m_request.window.length();
            baseline = {m_request.window.begin - baselineLengths * length, m_request.window.begin};
        }
        m_result.baseline = without(baseline, m_request.incidents);
        m_result.baselineSeconds = secondsOf(m_result.baseline);
        if (m_result.baseline.empty())
            m_result.notes.emplace_back("The incidents cover the whole baseline");
        return {};
    }

    Result<std::vector<ValueSums>> sums(const std::string& field, TimeRange range)
    {
        ValueSumsRequest request;
        request.kind = m_request.kind;
        request.by = field;
        request.window = range;
        request.filter = m_request.filter;
        request.windowTime = m_request.windowTime;
        return valueSums(m_reader, m_context, request, m_control);
    }

    Result<std::vector<ContrastValue>> valuesOf(const std::string& field)
    {
        Values values;
        const auto collect = [&](TimeRange range, ContrastSums ContrastValue::*side) -> Result<void> {
            const auto found = sums(field, range);
            if (!found)
                return found.error();
            for (const ValueSums& sum : *found) {
                ContrastValue& value = values[(sum.isAbsent ? "a" : "v") + sum.value];
                value.value = sum.value;
                value.isAbsent = sum.isAbsent;
                add(value.*side, sum);
            }
            return {};
        };
        if (auto done = collect(m_request.window, &ContrastValue::selection); !done)
            return done.error();
        for (const TimeRange& range : m_result.baseline) {
            if (auto done = collect(range, &ContrastValue::baseline); !done)
                return done.error();
        }
        std::vector<ContrastValue> list;
        list.reserve(values.size());
        for (auto& [key, value] : values)
            list.push_back(std::move(value));
        return list;
    }

    /// What all fields share: how large a typical record is, how bursty the baseline, how much slower everything became.
    Result<void> measureScale()
    {
        m_scale.selectionSeconds = secondsOf({m_request.window});
        m_scale.baselineSeconds = m_result.baselineSeconds;
        RecordMoments total;
        ValueSumsRequest request;
        request.kind = m_request.kind;
        request.filter = m_request.filter;
        request.windowTime = m_request.windowTime;
        for (const TimeRange& range : m_result.baseline) {
            request.window = range;
            const auto moments = recordMoments(m_reader, m_context, request, m_control);
            if (!moments)
                return moments.error();
            total.seconds += moments->seconds;
            total.secondsSquared += moments->secondsSquared;
            total.bytes += moments->bytes;
            total.bytesSquared += moments->bytesSquared;
        }
        if (total.seconds > 0)
            m_scale.pieces[static_cast<std::size_t>(ContrastMeasure::Duration)] = total.secondsSquared / total.seconds;
        if (total.bytes > 0)
            m_scale.pieces[static_cast<std::size_t>(ContrastMeasure::Bytes)] = total.bytesSquared / total.bytes;

        const std::string group = m_request.kind == RecordKind::Request ? "route" : m_request.kind == RecordKind::Operation ? "target" : "component";
        const auto groups = valuesOf(group);
        if (!groups)
            return groups.error();
        for (const ContrastValue& value : *groups) {
            m_result.records += static_cast<std::uint64_t>(value.selection[0]);
            m_result.baselineRecords += static_cast<std::uint64_t>(value.baseline[0]);
        }
        m_scale.slowdown = m_result.slowdown = slowdownOf(*groups);
        return measureBurstiness(group);
    }

    Result<void> measureBurstiness(const std::string& group)
    {
        if (m_result.baseline.empty())
            return {};
        const TimeRange longest = *std::max_element(m_result.baseline.begin(), m_result.baseline.end(),
                                                    [](const TimeRange& a, const TimeRange& b) { return a.length() < b.length(); });
        const Nanoseconds step = longest.length() / static_cast<std::int64_t>(slicesOfBaseline);
        std::map<std::string, std::vector<double>> counts;
        for (std::size_t slice = 0; slice < slicesOfBaseline; ++slice) {
            const Timestamp begin = longest.begin + step * static_cast<std::int64_t>(slice);
            const auto found = sums(group, {begin, begin + step});
            if (!found)
                return found.error();
            for (const ValueSums& sum : *found) {
                auto& slices = counts[sum.value];
                slices.resize(slicesOfBaseline, 0);
                slices[slice] = static_cast<double>(sum.records);
            }
        }
        std::vector<std::vector<double>> all;
        for (auto& [value, slices] : counts)
            all.push_back(std::move(slices));
        m_scale.burstiness = m_result.burstiness = burstiness(all);
        return {};
    }

    Result<void> compare(const std::string& field)
    {
        const auto values = valuesOf(field);
        if (!values)
            return values.error();
        if (values->size() == 1 && values->front().isAbsent)
            return {};    // the records do not have the field
        const bool isOutcome = field == "status" || field == "severity";    // by which errors are counted
        for (ContrastRow& row : contrast(*values, m_scale)) {
            if (row.isAbsent)
                continue;
            if (isOutcome)
                row.effects[static_cast<std::size_t>(ContrastMeasure::Errors)].isAdmissible = false;
            if (row.weight() > 0)
                m_result.rows.push_back({field, row, sentenceOf(row, m_request.kind)});
            else if (row.isSlowerLikeAllOthers)
                m_result.slower.push_back({field, row, sentenceOf(row, m_request.kind)});
        }
        for (ContrastValue& value : vanished(*values, m_scale)) {
            if (!value.isAbsent)
                m_result.vanished.emplace_back(field, std::move(value));
        }
        return {};
    }

    void order()
    {
        std::stable_sort(m_result.rows.begin(), m_result.rows.end(),
                         [](const Suspect& a, const Suspect& b) { return a.row.weight() > b.row.weight(); });
        // A URL that is a template of its own needs no second row.
        std::set<std::string> paths;
        for (const Suspect& suspect : m_result.rows) {
            if (suspect.field == "path")
                paths.insert(suspect.row.value);
        }
        std::erase_if(m_result.rows, [&paths](const Suspect& suspect) { return suspect.field == "route" && paths.contains(suspect.row.value); });
        if (m_request.top != 0 && m_result.rows.size() > m_request.top)
            m_result.rows.resize(m_request.top);
    }

    SegmentReader& m_reader;
    const FilterContext& m_context;
    const SuspectsRequest& m_request;
    const TaskControl& m_control;
    ContrastScale m_scale;
    Suspects m_result;
};

}    // namespace

std::vector<std::string> suspectFields(RecordKind kind)
{
    switch (kind) {
    case RecordKind::Request: return {"path", "route", "user_agent", "client_ip", "host", "method", "status", "upstream_addr", "referer", "source"};
    case RecordKind::Operation: return {"target", "op", "shape_hash", "app", "client", "plan", "severity", "source"};
    case RecordKind::LogLine: return {"component", "severity", "source"};
    }
    return {};
}

std::vector<TimeRange> without(TimeRange range, std::vector<TimeRange> holes)
{
    std::sort(holes.begin(), holes.end(), [](const TimeRange& a, const TimeRange& b) { return a.begin < b.begin; });
    std::vector<TimeRange> rest;
    for (const TimeRange& hole : holes) {
        if (hole.end <= range.begin || hole.end <= hole.begin)
            continue;
        if (hole.begin >= range.end)
            break;
        if (hole.begin > range.begin)
            rest.push_back({range.begin, hole.begin});
        range.begin = std::min(hole.end, range.end);
    }
    if (range.begin < range.end)
        rest.push_back(range);
    return rest;
}

Result<Suspects> suspects(SegmentReader& reader, const FilterContext& context, const SuspectsRequest& request, const TaskControl& control)
{
    return SuspectSearch(reader, context, request, control).run();
}

}    // namespace faultline
