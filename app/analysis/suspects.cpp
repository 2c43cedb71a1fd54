#include "app/analysis/suspects.h"

#include "app/analysis/seriescandidate.h"
#include "app/analysis/suspectcombinations.h"
#include "app/base/parallel.h"
#include "app/base/text.h"
#include "app/query/casetemplates.h"
#include "app/query/comparedscan.h"
#include "app/query/sourcecoverage.h"
#include "app/query/valuefilter.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace faultline {

namespace {

constexpr int baselineLengths = 4;
constexpr std::uint64_t leastBaselineRecords = 20;
constexpr std::uint64_t leastSelectionRecords = 5;
constexpr double leastCoverage = 0.5;       // of the baseline: what a source has to have been there for
constexpr double explainedByOneUrl = 0.8;    // of what the template of the URL explains
constexpr std::size_t sourcesNamed = 3;

double secondsOf(const std::vector<TimeRange>& ranges)
{
    double seconds = 0;
    for (const TimeRange& range : ranges)
        seconds += std::chrono::duration<double>(range.length()).count();
    return seconds;
}

std::vector<ContrastPair> pairsOf(const std::vector<ComparedValue>& values)
{
    std::vector<ContrastPair> pairs;
    pairs.reserve(values.size());
    for (const ComparedValue& value : values)
        pairs.push_back({contrastSumsOf(value.selection), contrastSumsOf(value.baseline)});
    return pairs;
}

/// The field whose values are templates of what was asked for.
std::string groupOf(RecordKind kind)
{
    return kind == RecordKind::Request ? "route" : kind == RecordKind::Operation ? "target" : "component";
}

TimeRange common(TimeRange a, TimeRange b)
{
    const TimeRange both{std::max(a.begin, b.begin), std::min(a.end, b.end)};
    return both.begin < both.end ? both : TimeRange{a.begin, a.begin};
}

/// "a.log, b.log, c.log and 2 more"
std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), sourcesNamed); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    return names.size() > sourcesNamed ? text + " and " + std::to_string(names.size() - sourcesNamed) + " more" : text;
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
    const ContrastEffect& rate = row.effect(ContrastMeasure::ErrorRate);
    if (rate.isAdmissible) {
        text += "; " + percent(rate.seen / count.seen) + " of them failed";
        if (rate.factor)
            text += ", " + percent(rate.seen / count.seen / *rate.factor) + " in the baseline";
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
        if (auto done = scan(); !done)
            return done.error();
        measureScale();
        if (m_result.records < leastSelectionRecords || m_result.baselineRecords < leastBaselineRecords) {
            m_result.notes.push_back("Too little data: " + formatCount(static_cast<std::int64_t>(m_result.records), recordNoun(m_request.kind)) + " in the window, "
                                     + formatGrouped(static_cast<std::int64_t>(m_result.baselineRecords)) + " in the baseline");
            return std::move(m_result);
        }
        if (auto done = compareAll(); !done)
            return done.error();
        if (auto done = addPairs(); !done)
            return done.error();
        if (auto done = order(); !done)
            return done.error();
        return std::move(m_result);
    }

private:
    /// What one field says.
    struct FieldFindings {
        std::vector<Suspect> rows, slower;
        std::vector<ContrastValue> vanished;
        std::vector<std::string> notes;
        bool isManifold = false;    // more than one value
    };

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

    /// All fields in one pass: the group that tells what is usual, then those asked for.
    Result<void> scan()
    {
        m_fields = m_request.fields.empty() ? suspectFields(m_request.kind) : m_request.fields;
        m_asked.kind = m_request.kind;
        m_asked.fields = {groupOf(m_request.kind)};
        m_asked.fields.insert(m_asked.fields.end(), m_fields.begin(), m_fields.end());
        m_asked.window = m_request.window;
        m_asked.baseline = m_result.baseline;
        m_asked.filter = m_request.filter;
        m_asked.windowTime = m_request.windowTime;
        if (!m_result.baseline.empty()) {
            const TimeRange longest = *std::max_element(m_result.baseline.begin(), m_result.baseline.end(),
                                                        [](const TimeRange& a, const TimeRange& b) { return a.length() < b.length(); });
            const Nanoseconds step = longest.length() / static_cast<std::int64_t>(mostSlices);
            for (std::size_t slice = 0; slice < mostSlices; ++slice) {
                const Timestamp begin = longest.begin + step * static_cast<std::int64_t>(slice);
                m_asked.slices.push_back({begin, begin + step});
            }
        }
        auto found = ComparedScan::run(m_reader, m_context, m_asked, m_control);
        if (!found)
            return found.error();
        m_scan = std::move(*found);
        const auto coverage = sourceCoverage(m_reader, m_context, m_request.kind);
        if (!coverage)
            return coverage.error();
        m_coverage = *coverage;
        return {};
    }

    /// What all fields share: how large a typical record is, how bursty the baseline, how much slower everything became.
    void measureScale()
    {
        m_result.records = m_scan->records();
        m_result.baselineRecords = m_scan->baselineRecords();
        m_scale.selectionSeconds = secondsOf({m_request.window});
        m_scale.baselineSeconds = m_result.baselineSeconds;
        const RecordMoments& total = m_scan->baselineMoments();
        if (total.seconds > 0)
            m_scale.pieces[static_cast<std::size_t>(ContrastMeasure::Duration)] = total.secondsSquared / total.seconds;
        if (total.bytes > 0)
            m_scale.pieces[static_cast<std::size_t>(ContrastMeasure::Bytes)] = total.bytesSquared / total.bytes;
        m_groups = m_scan->field(0);
        std::vector<std::vector<double>> counts;
        for (const ComparedValue& value : m_groups.values)
            counts.emplace_back(value.slices.begin(), value.slices.end());
        m_scale.burstiness = m_result.burstiness = m_result.baseline.empty() ? 1 : burstiness(counts);
        m_scale.slowdown = m_result.slowdown = slowdownOf(pairsOf(m_groups.values));
    }

    Result<void> compareAll()
    {
        std::vector<FieldFindings> findings(m_fields.size());
        parallelFor(m_fields.size(), [&](std::size_t field) {
            if (!m_control.stopRequested())
                findings[field] = compare(field);
        });
        if (m_control.stopRequested())
            return Error{ErrorKind::Interrupted, "The query was stopped", "", ""};
        for (std::size_t field = 0; field < m_fields.size(); ++field) {
            FieldFindings& found = findings[field];
            std::move(found.rows.begin(), found.rows.end(), std::back_inserter(m_result.rows));
            std::move(found.slower.begin(), found.slower.end(), std::back_inserter(m_result.slower));
            std::move(found.notes.begin(), found.notes.end(), std::back_inserter(m_result.notes));
            for (ContrastValue& value : found.vanished)
                m_result.vanished.emplace_back(m_fields[field], std::move(value));
            if (found.isManifold)
                m_manifold.push_back(m_fields[field]);
        }
        return {};
    }

    /// A file that begins after the baseline is no news, and one that ends before the window has not vanished.
    void leaveOutSources(std::vector<ComparedValue>& values, std::vector<std::string>& notes) const
    {
        std::vector<std::string> late, early;
        std::erase_if(values, [&](const ComparedValue& value) {
            const auto known = m_coverage.find(value.value);
            if (known == m_coverage.end())
                return false;
            std::vector<TimeRange> covered;
            for (const TimeRange& range : m_result.baseline)
                covered.push_back(common(range, known->second));
            const bool isLate = secondsOf(covered) < leastCoverage * m_result.baselineSeconds;
            const bool isEarly = common(m_request.window, known->second).length().count() == 0;
            if (isLate || isEarly)
                (isEarly ? early : late).emplace_back(value.value);
            return isLate || isEarly;
        });
        if (!late.empty())
            notes.push_back("Without data in most of the baseline, so not compared: " + listed(late) + "; what only they have looks new");
        if (!early.empty())
            notes.push_back("Without data in the window, so not compared: " + listed(early));
    }

    FieldFindings compare(std::size_t place) const
    {
        const std::string& field = m_fields[place];
        FieldFindings found;
        ComparedField compared = field == m_asked.fields.front() ? m_groups : m_scan->field(place + 1);    // behind the group
        std::vector<ComparedValue>& values = compared.values;
        if (field == "source")
            leaveOutSources(values, found.notes);
        found.isManifold = values.size() > 1 && found.notes.empty();
        if (values.size() == 1 && values.front().isAbsent)
            return found;    // the records do not have the field
        std::vector<ContrastRow> rows;
        const std::vector<ContrastPair> pairs = pairsOf(values);
        for (PlacedContrast& placed : notableContrasts(pairs, m_scale)) {
            if (values[placed.place].isAbsent)
                continue;
            placed.row.value = std::string(values[placed.place].value);
            if (isOutcome(field)) {
                placed.row.effects[static_cast<std::size_t>(ContrastMeasure::Errors)].isAdmissible = false;
                placed.row.effects[static_cast<std::size_t>(ContrastMeasure::ErrorRate)].isAdmissible = false;
            }
            rows.push_back(std::move(placed.row));
        }
        std::stable_sort(rows.begin(), rows.end(), explainsMore);
        for (const ContrastRow& row : rows) {
            if (row.weight() > 0)
                found.rows.push_back(suspectOf(field, row));
            else if (row.isSlowerLikeAllOthers)
                found.slower.push_back(suspectOf(field, row));
        }
        std::vector<ContrastValue> gone;
        for (std::size_t value = 0; value < values.size(); ++value) {
            if (hasVanished(pairs[value], m_scale) && !values[value].isAbsent)
                gone.push_back({std::string(values[value].value), false, pairs[value].selection, pairs[value].baseline});
        }
        found.vanished = vanished(gone, m_scale);
        return found;
    }

    Suspect suspectOf(const std::string& field, const ContrastRow& row) const
    {
        return {field, row, sentenceOf(row, m_request.kind), {{field, row.value}}};
    }

    Result<void> addPairs()
    {
        if (m_request.fieldsTogether < 2)
            return {};
        std::vector<std::size_t> places;
        for (const std::string& field : fieldsTogether(m_request.kind, m_manifold))
            places.push_back(static_cast<std::size_t>(std::find(m_asked.fields.begin(), m_asked.fields.end(), field) - m_asked.fields.begin()));
        auto pairs = suspectPairs(*m_scan, m_asked.fields, places, m_scale, m_result.rows);
        if (!pairs)
            return pairs.error();
        for (SuspectPair& pair : *pairs) {
            pair.row.value = pair.first.value + ' ' + pair.second.value;
            Suspect suspect = suspectOf(pair.first.field + " + " + pair.second.field, pair.row);
            suspect.parts = {std::move(pair.first), std::move(pair.second)};
            m_result.rows.push_back(std::move(suspect));
        }
        return {};
    }

    Result<void> order()
    {
        std::stable_sort(m_result.rows.begin(), m_result.rows.end(),
                         [](const Suspect& a, const Suspect& b) { return a.row.weight() > b.row.weight(); });
        if (auto done = dropExplainedTemplates(); !done)
            return done;
        if (m_request.top != 0 && m_result.rows.size() > m_request.top)
            m_result.rows.resize(m_request.top);
        return {};
    }

    /// A template of which one exact URL explains nearly everything is the same finding once more.
    Result<void> dropExplainedTemplates()
    {
        if (std::none_of(m_result.rows.begin(), m_result.rows.end(), [](const Suspect& suspect) { return suspect.field == "route"; }))
            return {};
        const auto templates = caseTemplates(m_reader);
        if (!templates)
            return templates.error();
        std::map<std::string, double> largest;    // by template, and by the URL itself
        for (const Suspect& suspect : m_result.rows) {
            if (suspect.field != "path")
                continue;
            largest.try_emplace((*templates)->of(suspect.row.value), suspect.row.weight());    // the rows are in order
            largest.try_emplace(suspect.row.value, suspect.row.weight());
        }
        std::erase_if(m_result.rows, [&largest](const Suspect& suspect) {
            const auto url = largest.find(suspect.row.value);
            return suspect.field == "route" && url != largest.end() && url->second >= explainedByOneUrl * suspect.row.weight();
        });
        return {};
    }

    SegmentReader& m_reader;
    const FilterContext& m_context;
    const SuspectsRequest& m_request;
    const TaskControl& m_control;
    std::vector<std::string> m_fields;
    ComparedRequest m_asked;                // the group, then m_fields
    std::unique_ptr<ComparedScan> m_scan;
    ComparedField m_groups;
    std::map<std::string, TimeRange, std::less<>> m_coverage;
    ContrastScale m_scale;
    std::vector<std::string> m_manifold;    // fields with more than one value
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

std::string filterOf(RecordKind kind, const Suspect& suspect)
{
    std::string filter;
    for (const FieldValue& part : suspect.parts) {
        BreakdownRow row;
        row.value = part.value;
        filter = bothFilters(filter, filterOfRow(kind, part.field, row, {}));
    }
    return filter;
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
