#include "app/analysis/clocks.h"

#include "app/analysis/clockoffset.h"
#include "app/analysis/seriescandidate.h"
#include "app/base/text.h"
#include "app/query/valueseries.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>

namespace faultline {

namespace {

constexpr Nanoseconds second{1'000'000'000};
constexpr Nanoseconds minute = 60 * second;
constexpr Nanoseconds quarter = 15 * minute;
constexpr Nanoseconds farthest = 870 * minute;      // zones reach from -12 to +14 hours
constexpr Nanoseconds longest = 14 * 24 * 60 * minute;
constexpr Nanoseconds farthestOfShort = 60 * minute;
constexpr std::int64_t stepsWanted = 240;           // of the shorter one
constexpr std::size_t fineSteps = 3 * 3600;
constexpr std::size_t fineReach = 150;              // seconds
constexpr double leastFineRho = 0.3;                // of 10,800 pairs, near what the coarse steps are sure of
constexpr std::size_t mostSeries = 50;              // of a source that has nothing else
constexpr double rhoGained = 0.1;                   // what fits as well where it is was not moved
constexpr double leastRhoOfSeries = 0.8;            // the best of many series and offsets
constexpr std::size_t leastPairsOfSeries = 240;

struct Activity {
    RecordKind kind = RecordKind::Request;
    std::uint64_t records = 0;
    TimeRange range{Timestamp::max(), Timestamp::min()};
};

struct Move {
    Nanoseconds by{0}, low{0}, high{0};
    Nanoseconds step{0};
    double rho = 0;
    double rhoUnmoved = 0;
    std::size_t n = 0;
};

Nanoseconds scaled(double steps, Nanoseconds step)
{
    return Nanoseconds(std::llround(steps * static_cast<double>(step.count())));
}

Move moveOf(const ClockOffset& offset, Nanoseconds step)
{
    return {scaled(offset.steps, step), scaled(offset.low, step), scaled(offset.high, step), step, offset.rho, offset.rhoUnmoved, offset.n};
}

Nanoseconds nearest(Nanoseconds move, Nanoseconds unit)
{
    return Nanoseconds(std::llround(static_cast<double>(move.count()) / static_cast<double>(unit.count()))) * unit.count();
}

Nanoseconds sizeOf(Nanoseconds length) { return length < Nanoseconds(0) ? -length : length; }

std::string fitText(const Move& move)
{
    std::array<char, 32> rho{};
    std::snprintf(rho.data(), rho.size(), "%.2f", move.rho);
    return "r " + std::string(rho.data()) + " over " + formatCount(static_cast<std::int64_t>(move.n), "step") + " of " + formatDuration(move.step);
}

Nanoseconds doubtOf(const Move& move) { return std::max(move.high - move.by, move.by - move.low); }

class ClockComparison {
public:
    ClockComparison(Database& database, SegmentReader& reader, const TaskControl& control) : m_database(database), m_reader(reader), m_control(control) {}

    Result<Clocks> run(std::optional<std::int64_t> asked);

private:
    Result<void> readActivities();
    void chooseReference(std::optional<std::int64_t> asked);
    void addRotated();
    /// Of a source; of the reference with what it was rotated to.
    Result<ValueGrid> rateOf(std::int64_t source, TimeRange window, Nanoseconds step) const;
    Result<std::optional<Move>> moveOfRecords(std::int64_t source) const;
    Result<std::optional<Move>> moveInSeconds(std::int64_t source, const ValueGrid& rate, Nanoseconds coarse) const;
    Result<std::optional<Move>> moveOfSeries(std::int64_t source) const;
    ClockRow rowOf(const Source& source, const std::optional<Move>& move) const;

    Database& m_database;
    SegmentReader& m_reader;
    const TaskControl& m_control;
    std::vector<Source> m_sources;
    FilterContext m_context;                       ///< sources by id, as names need not be unique
    std::map<std::int64_t, Activity> m_activities;
    const Source* m_reference = nullptr;
    std::vector<const Source*> m_rotated;          ///< other files of the reference's log: the same format, another time
};

Result<void> ClockComparison::readActivities()
{
    auto sources = CaseReader(m_database).sources();
    if (!sources)
        return sources.error();
    m_sources = std::move(*sources);
    for (const Source& source : m_sources)
        m_context.sourceNames.emplace_back(source.id, std::to_string(source.id));
    for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
        const auto segments = m_reader.segments(kind);
        if (!segments)
            return segments.error();
        std::map<std::int64_t, Activity> ofKind;
        for (const Segment& segment : *segments) {
            Activity& activity = ofKind[segment.sourceId];
            activity.kind = kind;
            activity.records += segment.rows;
            activity.range = {std::min(activity.range.begin, segment.first), std::max(activity.range.end, segment.last + second)};
        }
        for (const auto& [id, activity] : ofKind) {
            Activity& most = m_activities[id];
            most = activity.records > most.records ? activity : most;
        }
    }
    return {};
}

Result<ValueGrid> ClockComparison::rateOf(std::int64_t source, TimeRange window, Nanoseconds step) const
{
    const Activity& activity = m_activities.at(source);
    std::vector<std::string> names{std::to_string(source)};
    for (const Source* other : m_rotated) {
        if (source == m_reference->id)
            names.push_back(std::to_string(other->id));
    }
    ValueSeriesRequest request;
    request.kind = activity.kind;
    request.by = "source";
    request.window = window;
    request.selection = window;
    request.step = step;
    request.windowTime = WindowTime::Arrival;
    auto list = valueSeries(m_reader, m_context, request, m_control);
    if (!list)
        return list.error();
    ValueGrid grid{list->buckets.timeOf(0), step, std::vector<double>(list->buckets.count, 0)};
    for (const ValueSeries& line : list->lines) {
        for (std::size_t i = 0; std::find(names.begin(), names.end(), line.value) != names.end() && i < grid.values.size(); ++i)
            grid.values[i] += line.values[i];
    }
    for (std::size_t i = 0; i < grid.values.size(); ++i) {
        if (grid.timeOf(i) < activity.range.begin || grid.timeOf(i) + step > activity.range.end + step)
            grid.values[i] = std::numeric_limits<double>::quiet_NaN();
    }
    return grid;
}

/// What two ranges may share when one of them is moved.
std::optional<TimeRange> reachOf(TimeRange left, TimeRange right, Nanoseconds reach)
{
    TimeRange both{std::max(left.begin, right.begin) - reach, std::min(left.end, right.end) + reach};
    if (both.length() <= Nanoseconds(0))
        return std::nullopt;
    both.begin = std::max(both.begin, both.end - longest - 2 * reach);
    const TimeRange hull{std::min(left.begin, right.begin), std::max(left.end, right.end)};
    return TimeRange{std::max(both.begin, hull.begin), std::min(both.end, hull.end)};
}

Result<std::optional<Move>> ClockComparison::moveOfRecords(std::int64_t source) const
{
    const Activity& own = m_activities.at(source);
    const Activity& fixed = m_activities.at(m_reference->id);
    const Nanoseconds shorter = std::min(own.range.length(), fixed.range.length());
    const Nanoseconds step = shorter >= minute * stepsWanted ? minute : shorter >= 10 * second * stepsWanted ? 10 * second : second;
    const Nanoseconds reach = step == second ? farthestOfShort : farthest;
    const std::optional<TimeRange> window = reachOf(own.range, fixed.range, reach);
    if (!window)
        return std::optional<Move>();
    const auto rate = rateOf(source, *window, step);
    if (!rate)
        return rate.error();
    const auto reference = rateOf(m_reference->id, *window, step);
    if (!reference)
        return reference.error();
    const auto found = clockOffsetOf(*rate, *reference, {.mostSteps = static_cast<std::size_t>(reach / step)});
    if (!found)
        return std::optional<Move>();
    const Move coarse = moveOf(*found, step);
    if (step == second)
        return std::optional(coarse);
    const auto fine = moveInSeconds(source, *rate, nearest(coarse.by, second));
    if (!fine)
        return fine.error();
    Move exact = fine->value_or(coarse);
    exact.rhoUnmoved = coarse.rhoUnmoved;
    return std::optional(exact);
}

/// Around what the coarse steps found, in the three hours in which the source wrote most.
Result<std::optional<Move>> ClockComparison::moveInSeconds(std::int64_t source, const ValueGrid& rate, Nanoseconds coarse) const
{
    const auto width = std::min(rate.values.size(), static_cast<std::size_t>(Nanoseconds(second * static_cast<std::int64_t>(fineSteps)) / rate.step));
    std::size_t best = 0;
    double most = -1;
    for (std::size_t begin = 0; begin + width <= rate.values.size(); begin += std::max<std::size_t>(1, width / 6)) {
        double sum = 0;
        for (std::size_t i = begin; i < begin + width; ++i)
            sum += std::isfinite(rate.values[i]) ? rate.values[i] : 0;
        best = sum > most ? begin : best;
        most = std::max(sum, most);
    }
    const TimeRange stretch{rate.timeOf(best), rate.timeOf(best + width)};
    auto own = rateOf(source, stretch, second);
    if (!own)
        return own.error();
    const auto fixed = rateOf(m_reference->id, {stretch.begin + coarse, stretch.end + coarse}, second);
    if (!fixed)
        return fixed.error();
    own->begin = fixed->begin;
    const auto found = clockOffsetOf(*own, *fixed, {.mostSteps = fineReach, .leastRho = leastFineRho});
    if (!found)
        return std::optional<Move>();
    Move move = moveOf(*found, second);
    move.by += coarse;
    move.low += coarse;
    move.high += coarse;
    return std::optional(move);
}

Result<std::optional<Move>> ClockComparison::moveOfSeries(std::int64_t source) const
{
    auto list = CaseReader(m_database).series();
    if (!list)
        return list.error();
    std::erase_if(*list, [&](const SeriesInfo& series) { return series.sourceId != source || series.step > quarter; });
    std::stable_sort(list->begin(), list->end(), [](const SeriesInfo& left, const SeriesInfo& right) { return left.samples > right.samples; });
    list->resize(std::min(list->size(), mostSeries));
    std::optional<Move> best;
    for (const SeriesInfo& series : *list) {
        CandidatesRequest request;
        const std::optional<TimeRange> window = reachOf({series.first, series.last}, m_activities.at(m_reference->id).range, farthest);
        if (!window)
            continue;
        request.window = request.selection = *window;
        request.step = std::max(minute, series.step);
        SeriesSubject subject;
        subject.seriesId = series.id;
        const auto candidate = seriesCandidate(m_database, m_reader, m_context, subject, request, m_control);
        if (!candidate)
            return candidate.error();
        const ValueGrid& grid = candidate->grid;
        const auto rate = rateOf(m_reference->id, *window, grid.step);
        if (!rate)
            return rate.error();
        const auto found = clockOffsetOf(grid, regridded(*rate, grid.begin, grid.step, grid.values.size()),
                                         {.mostSteps = static_cast<std::size_t>(farthest / grid.step)});
        if (found && found->rho >= leastRhoOfSeries && found->n >= leastPairsOfSeries && (!best || found->rho > best->rho))
            best = moveOf(*found, grid.step);
    }
    return best;
}

ClockRow ClockComparison::rowOf(const Source& source, const std::optional<Move>& move) const
{
    ClockRow row;
    row.sourceId = source.id;
    row.name = source.name;
    const bool ofRecords = m_activities.contains(source.id);
    const std::string& other = m_reference->name;
    if (!move) {
        row.sentence = "too little in it moves as " + other + " does to compare the clocks";
        return row;
    }
    row.move = move->by;
    row.low = move->low;
    row.high = move->high;
    row.rho = move->rho;
    row.n = move->n;
    row.step = move->step;
    const Nanoseconds whole = nearest(move->by, ofRecords ? quarter : 2 * quarter);
    const Nanoseconds slack = std::max(move->step, minute / 2);
    const bool isWhole = whole != Nanoseconds(0) && sizeOf(move->by - whole) <= slack && move->rho >= move->rhoUnmoved + rhoGained;
    if (sizeOf(move->by) <= second || (move->low <= Nanoseconds(0) && move->high >= Nanoseconds(0))) {
        row.verdict = ClockVerdict::Agrees;
        row.sentence = "agrees with " + other + ", give or take " + formatDuration(std::max(doubtOf(*move), sizeOf(move->by))) + "; " + fitText(*move);
        return row;
    }
    if (!ofRecords && !isWhole) {
        row.sentence = "what it measures follows " + other + " by itself; that says nothing of its clock; " + fitText(*move);
        return row;
    }
    row.verdict = isWhole ? ClockVerdict::ZoneError : ClockVerdict::Differs;
    if (isWhole && move->low <= whole && whole <= move->high)
        row.move = whole;
    else
        row.move = nearest(move->by, move->step / 10);    // more digits would be made up
    row.offset = source.clockOffset + *row.move;
    const std::string size = formatDuration(sizeOf(*row.move));
    row.sentence = size + (*row.move < Nanoseconds(0) ? " ahead of " : " behind ") + other + ", give or take " + formatDuration(doubtOf(*move)) + "; " + fitText(*move);
    if (isWhole)
        row.sentence += "; by whole quarters of an hour: is its zone (" + source.zone + ") right?";
    return row;
}

void ClockComparison::chooseReference(std::optional<std::int64_t> asked)
{
    const auto rank = [&](const Source& source) {
        const auto found = m_activities.find(source.id);
        return found == m_activities.end() ? std::pair(-1, std::uint64_t{0})
                                           : std::pair(found->second.kind == RecordKind::Request ? 1 : 0, found->second.records);
    };
    for (const Source& source : m_sources) {
        const bool isBetter = rank(source).first >= 0 && (m_reference == nullptr || rank(source) > rank(*m_reference));
        if (asked ? source.id == *asked : isBetter)
            m_reference = &source;
    }
}

void ClockComparison::addRotated()
{
    Activity& whole = m_activities.at(m_reference->id);
    std::vector<TimeRange> taken{whole.range};
    for (const Source& source : m_sources) {
        const auto found = m_activities.find(source.id);
        if (source.id == m_reference->id || found == m_activities.end() || source.format != m_reference->format || found->second.kind != whole.kind)
            continue;
        const TimeRange range = found->second.range;
        if (std::any_of(taken.begin(), taken.end(), [&](const TimeRange& other) { return range.begin + minute < other.end && other.begin + minute < range.end; }))
            continue;
        taken.push_back(range);
        m_rotated.push_back(&source);
        whole.range = {std::min(whole.range.begin, range.begin), std::max(whole.range.end, range.end)};
    }
}

Result<Clocks> ClockComparison::run(std::optional<std::int64_t> asked)
{
    if (auto done = readActivities(); !done)
        return done.error();
    Clocks clocks;
    chooseReference(asked);
    if (asked && m_reference == nullptr)
        return Error{ErrorKind::Usage, "There is no source " + std::to_string(*asked) + " in this case", "", "See 'faultline-cli source CASE list'"};
    if (m_reference == nullptr || !m_activities.contains(m_reference->id)) {
        clocks.notes.emplace_back(m_reference == nullptr ? "No source has requests, operations or log lines to compare clocks with"
                                                         : m_reference->name + " has no requests, operations or log lines to compare clocks with");
        return clocks;
    }
    addRotated();
    const auto addReference = [&](const Source& source, const char* sentence) {
        ClockRow& row = clocks.rows.emplace_back();
        row.sourceId = source.id;
        row.name = source.name;
        row.verdict = ClockVerdict::Reference;
        row.sentence = sentence;
    };
    addReference(*m_reference, "the others are compared with it");
    for (const Source* source : m_rotated)
        addReference(*source, "the same log at another time, by its format");
    for (const Source& source : m_sources) {
        const bool isReference = source.id == m_reference->id || std::find(m_rotated.begin(), m_rotated.end(), &source) != m_rotated.end();
        if (isReference || !source.first)
            continue;
        const auto move = m_activities.contains(source.id) ? moveOfRecords(source.id) : moveOfSeries(source.id);
        if (!move)
            return move.error();
        clocks.rows.push_back(rowOf(source, *move));
    }
    if (clocks.rows.size() == 1 + m_rotated.size())
        clocks.notes.emplace_back("There is no other source to compare it with");
    return clocks;
}

}    // namespace

std::string_view nameOf(ClockVerdict verdict)
{
    switch (verdict) {
    case ClockVerdict::Reference: return "reference";
    case ClockVerdict::Agrees: return "agrees";
    case ClockVerdict::Differs: return "differs";
    case ClockVerdict::ZoneError: return "zone error?";
    case ClockVerdict::Unclear: break;
    }
    return "unclear";
}

Result<Clocks> compareClocks(Database& database, SegmentReader& reader, std::optional<std::int64_t> reference, const TaskControl& control)
{
    return ClockComparison(database, reader, control).run(reference);
}

std::vector<std::string> clockNotes(const std::vector<Source>& sources)
{
    std::vector<std::string> notes;
    for (const Source& source : sources) {
        if (source.clockOffset != Nanoseconds(0))
            notes.push_back("The clock of " + source.name + " is moved by " + (source.clockOffset < Nanoseconds(0) ? "-" : "+") + formatDuration(sizeOf(source.clockOffset)));
    }
    return notes;
}

}    // namespace faultline
