#include "app/analysis/rank.h"

#include "app/analysis/clocks.h"
#include "app/analysis/ranktext.h"
#include "app/analysis/robustscale.h"
#include "app/base/text.h"
#include "app/query/timebuckets.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t leastSteps = 120;              // of a window: shorter ones are widened
constexpr std::size_t mostSteps = 240;
constexpr std::size_t historyOfValues = 4;           // windows before the window, for baselines and placebos
constexpr std::size_t historyOfSeries = 24;
constexpr std::size_t leastPairs = 20;               // fewer steps of both say nothing
constexpr double sameFrom = 0.999;                   // correlation of two names for one thing
constexpr std::size_t comparedRows = 120;            // in which such pairs are looked for
constexpr std::size_t heldGrids = 1000;              // of the closest candidates
constexpr Nanoseconds second{1'000'000'000};

/// One window: where the grid is, and the target on it.
struct Stage {
    TimeRange selection;     ///< as asked
    TimeRange window;        ///< widened to enough steps
    Nanoseconds step{0};
    CandidatesRequest series, values;    ///< with a long and a short history
};

double sizeOf(const Lag& lag)
{
    return lag.rho ? std::abs(*lag.rho) : 0;
}

class RankSearch {
public:
    RankSearch(Database& database, SegmentReader& reader, const FilterContext& context, const RankRequest& request, const TaskControl& control)
        : m_database(database), m_reader(reader), m_context(context), m_request(request), m_control(control)
    {
    }

    Result<Ranking> run()
    {
        if (auto done = check(); !done)
            return done.error();
        for (std::size_t w = 0; w < m_request.windows.size(); ++w) {
            if (auto done = rankWindow(w); !done)
                return done.error();
        }
        finish();
        return std::move(m_result);
    }

private:
    struct Entry {
        RankRow row;
        ValueGrid grid;      ///< in the window where it fits best
        double best = -1;
        bool isShort = false;    ///< in a window
    };

    Result<void> check()
    {
        if (m_request.windows.empty())
            return Error{ErrorKind::Usage, "Cannot rank", "There is no window", "Give --from and --to"};
        for (const TimeRange& window : m_request.windows) {
            if (!window.isBounded() || window.length().count() <= 0)
                return Error{ErrorKind::Usage, "Cannot rank", "A window has no beginning or no end", "Give --from and --to"};
        }
        CaseReader cases(m_database);
        const auto range = cases.range();
        if (!range)
            return range.error();
        if (!*range)
            return Error{ErrorKind::Usage, "Cannot rank", "The case is empty", "Import something first"};
        m_range = **range;
        const auto list = cases.series();
        if (!list)
            return list.error();
        m_finest = second;
        for (const SeriesInfo& series : *list) {
            if (m_request.target.isImported() && series.id == m_request.target.seriesId)
                m_finest = std::max(m_finest, series.step);
        }
        const auto sources = cases.sources();
        if (!sources)
            return sources.error();
        m_result.notes = clockNotes(*sources);
        return {};
    }

    Stage stageOf(TimeRange selection) const
    {
        Stage stage;
        stage.selection = selection;
        stage.window = selection;
        stage.step = std::max(m_finest, roundStep(selection, mostSteps, second));
        const auto least = static_cast<std::int64_t>(leastSteps);
        if (stage.window.length() < stage.step * least) {
            const Nanoseconds more = (stage.step * least - stage.window.length()) / 2;
            stage.window = {std::max(m_range.begin, selection.begin - more), std::min(m_range.end, selection.end + more)};
            stage.window.begin = std::min(stage.window.begin, selection.begin);
            stage.window.end = std::max(stage.window.end, selection.end);
        }
        stage.series = requestOf(stage, historyOfSeries);
        stage.values = requestOf(stage, historyOfValues);
        return stage;
    }

    CandidatesRequest requestOf(const Stage& stage, std::size_t windows) const
    {
        const Nanoseconds reach = std::min(m_request.mostLag, stage.window.length() / 4);
        const Nanoseconds history = stage.window.length() * static_cast<std::int64_t>(windows) + 2 * reach;
        CandidatesRequest request;
        request.window = {std::max(m_range.begin, stage.window.begin - history), std::min(m_range.end, stage.window.end + reach)};
        request.window.begin = std::min(request.window.begin, stage.window.begin);
        request.window.end = std::max(request.window.end, stage.window.end);
        request.step = stage.step;
        request.selection = stage.selection;
        request.filter = m_request.filter;
        request.windowTime = m_request.windowTime;
        request.mostValues = m_request.mostValues;
        return request;
    }

    Result<void> rankWindow(std::size_t index)
    {
        const Stage stage = stageOf(m_request.windows[index]);
        m_result.windows.push_back(stage.window);
        if (stage.window != stage.selection)
            m_result.notes.push_back("The window was widened to " + formatDuration(stage.window.length()) + ", as there are too few steps of "
                                     + formatDuration(stage.step) + " in it");
        const auto target = targetOn(stage.series);
        if (!target)
            return target.error();
        m_result.target = target->name;
        noteTarget(*target, stage);
        for (const std::string& among : m_request.among.empty() ? rankedAmong() : m_request.among) {
            if (among == "series" || among == "records") {
                auto candidates = among == "series" ? importedCandidates(m_database, stage.series, m_control)
                                                    : recordCandidates(m_database, m_reader, m_context, stage.series, m_control);
                if (!candidates)
                    return candidates.error();
                if (auto done = addAll(std::move(*candidates), *target, stage.series, stage, index); !done)
                    return done;
            } else if (auto done = addValues(among, stage, index); !done) {
                return done;
            }
        }
        return {};
    }

    Result<SeriesCandidate> targetOn(const CandidatesRequest& request)
    {
        return seriesCandidate(m_database, m_reader, m_context, m_request.target, request, m_control);
    }

    void noteTarget(const SeriesCandidate& target, const Stage& stage)
    {
        const IndexRange window = indexRange(target.grid, stage.window);
        const std::vector<double> values = finiteValues(std::span(target.grid.values).subspan(window.begin, window.size()));
        if (values.size() < leastSelection)
            m_result.notes.push_back("Too little data: the target has " + formatCount(static_cast<std::int64_t>(values.size()), "value") + " in the window");
        else if (std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); }))
            m_result.notes.emplace_back("The target does not move in the window, so nothing can move with it");
        else if (static_cast<double>(values.size()) < leastOverlap * static_cast<double>(window.size()))
            m_result.notes.push_back("The target has values in " + formatGrouped(static_cast<std::int64_t>(100 * values.size() / window.size()))
                                     + " % of the window; below 60 % nothing is compared: choose a shorter window");
        if (target.resets > 0)
            m_result.notes.push_back("The target is a counter with " + formatCount(static_cast<std::int64_t>(target.resets), "reset")
                                     + "; those steps are left out");
    }

    /// Measure by measure, so that never more than one of them is in memory.
    Result<void> addValues(const std::string& field, const Stage& stage, std::size_t index)
    {
        const auto target = targetOn(stage.values);
        if (!target)
            return target.error();
        for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation, RecordKind::LogLine}) {
            const auto values = ValueCandidates::of(m_reader, m_context, kind, field, stage.values, m_control);
            if (!values)
                return values.error();
            for (const Measure measure : {Measure::Rate, Measure::DurationSum, Measure::BytesPerSecond}) {
                auto candidates = (*values)->measured(measure);
                if (!candidates)
                    return candidates.error();
                if (auto done = addAll(std::move(*candidates), *target, stage.values, stage, index); !done)
                    return done;
            }
        }
        return {};
    }

    /// Rows that hardly any earlier stretch equals, and those without a history, before those that are common.
    static bool isCommon(const RankRow& row)
    {
        return std::all_of(row.windows.begin(), row.windows.end(), [](const RankWindow& window) {
            return !window.lag.rho || window.lag.isDistant || (window.lag.p && !window.lag.isUnusual());
        });
    }

    /// Records that the target counts too.
    bool isPart(const SeriesSubject& subject) const
    {
        const SeriesSubject& target = m_request.target;
        return !target.isImported() && !subject.isImported() && target.records == subject.records && target.field != subject.field;
    }

    Result<void> addAll(std::vector<SeriesCandidate> candidates, const SeriesCandidate& target, const CandidatesRequest& request, const Stage& stage,
                        std::size_t index)
    {
        std::erase_if(candidates, [this](const SeriesCandidate& candidate) { return candidate.subject == m_request.target; });
        const std::size_t others = candidates.size();
        std::erase_if(candidates, [this](const SeriesCandidate& candidate) { return isPart(candidate.subject); });
        m_parts += others - candidates.size();
        // Candidates rarer than the grid are compared in their own steps.
        std::map<std::int64_t, std::vector<SeriesCandidate>> bySteps;
        for (SeriesCandidate& candidate : candidates)
            bySteps[candidate.grid.step.count()].push_back(std::move(candidate));
        for (auto& [step, group] : bySteps) {
            if (step == stage.step.count()) {
                addGroup(std::move(group), target.grid, stage, index);
                continue;
            }
            CandidatesRequest coarser = request;
            coarser.step = Nanoseconds(step);
            const auto coarse = targetOn(coarser);
            if (!coarse)
                return coarse.error();
            if (coarse->grid.step.count() == step)
                addGroup(std::move(group), coarse->grid, stage, index);
        }
        return {};
    }

    void addGroup(std::vector<SeriesCandidate> group, const ValueGrid& target, const Stage& stage, std::size_t index)
    {
        std::vector<ValueGrid> grids;
        std::vector<std::size_t> aligned;
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (group[i].grid.begin != target.begin || group[i].subject.isAbsent)
                continue;
            grids.push_back(std::move(group[i].grid));
            aligned.push_back(i);
        }
        LagOptions options;
        options.mostLag = static_cast<std::size_t>(std::max<std::int64_t>(1, m_request.mostLag / target.step));
        options.mostHistories = m_request.top == 0 ? 0 : std::max(heldGrids, m_request.top);
        const std::vector<Lag> lags = lagsOf(grids, target, indexRange(target, stage.window), options);
        for (std::size_t i = 0; i < lags.size(); ++i) {
            const SeriesCandidate& candidate = group[aligned[i]];
            const auto known = m_entries.find(candidate.subject);
            Entry& entry = known != m_entries.end() ? known->second : m_entries[candidate.subject];
            if (entry.row.windows.empty()) {
                entry.row.subject = candidate.subject;
                entry.row.name = candidate.name;
                entry.row.unit = candidate.unit;
                entry.row.windows.resize(m_request.windows.size());
            }
            entry.row.windows[index].lag = lags[i];
            if (lags[i].rho && lags[i].n < leastPairs) {
                entry.row.windows[index].lag = {};
                entry.row.windows[index].lag.n = lags[i].n;
                entry.isShort = true;
            }
            entry.row.windows[index].step = target.step;
            if (const double size = sizeOf(entry.row.windows[index].lag); size > entry.best) {
                entry.best = size;
                entry.grid = std::move(grids[i]);
            }
        }
        dropGrids();
    }

    /// Only the closest candidates are compared with each other and with their baselines.
    void dropGrids()
    {
        std::vector<Entry*> holders;
        for (auto& [subject, entry] : m_entries) {
            if (!entry.grid.values.empty())
                holders.push_back(&entry);
        }
        if (holders.size() <= heldGrids)
            return;
        const auto middle = holders.begin() + static_cast<std::ptrdiff_t>(heldGrids);
        std::nth_element(holders.begin(), middle, holders.end(), [](const Entry* left, const Entry* right) {
            return left->best != right->best ? left->best > right->best : left->row.subject < right->row.subject;
        });
        std::for_each(middle, holders.end(), [](Entry* entry) { entry->grid.values = {}; });
    }

    void finish()
    {
        std::vector<Entry*> order;
        for (auto& [subject, entry] : m_entries) {
            double sum = 0;
            bool moves = false;
            for (const RankWindow& window : entry.row.windows) {
                sum += sizeOf(window.lag);
                entry.row.hits += window.lag.isUnusual() ? 1U : 0U;
                moves = moves || window.lag.rho;
            }
            entry.row.score = sum / static_cast<double>(m_request.windows.size());
            ++m_result.candidates;
            if (moves)
                order.push_back(&entry);
            else
                ++(entry.isShort ? m_result.tooShort : m_result.constant);
        }
        std::stable_sort(order.begin(), order.end(), [](const Entry* left, const Entry* right) {
            if (isCommon(left->row) != isCommon(right->row))
                return isCommon(right->row);
            return left->row.score > right->row.score;
        });
        fold(order);
        const std::size_t rows = m_request.top == 0 ? order.size() : std::min(order.size(), m_request.top);
        for (std::size_t i = 0; i < rows; ++i) {
            addDeviations(*order[i]);
            order[i]->row.sentence = rankSentence(order[i]->row);
            m_result.rows.push_back(std::move(order[i]->row));
        }
        if (m_result.tooShort > 0)
            m_result.notes.push_back("Too little data: " + formatGrouped(static_cast<std::int64_t>(m_result.tooShort))
                                     + " candidates have fewer than 20 steps in common with the target");
        if (m_parts > 0)
            m_result.notes.push_back("Left out: " + formatGrouped(static_cast<std::int64_t>(m_parts)) + " parts of what the target itself counts");
    }

    /// A count and its sum, a unit and its thousandth: one of them stays.
    static void fold(std::vector<Entry*>& order)
    {
        std::vector<Entry*> kept;
        for (Entry* entry : order) {
            Entry* same = nullptr;
            if (kept.size() < comparedRows) {
                for (Entry* other : kept) {
                    if (std::abs(correlationOf(entry->grid, other->grid)) > sameFrom) {
                        same = other;
                        break;
                    }
                }
            }
            if (same != nullptr)
                same->row.same.push_back(nameInList(entry->row));
            else
                kept.push_back(entry);
        }
        order = std::move(kept);
    }

    /// Only of the rows that are shown, in the window where each fits best.
    void addDeviations(Entry& entry) const
    {
        for (std::size_t w = 0; w < entry.row.windows.size(); ++w) {
            if (sizeOf(entry.row.windows[w].lag) != entry.best)
                continue;
            std::vector<IndexRange> incidents;
            for (const TimeRange& incident : m_request.incidents)
                incidents.push_back(indexRange(entry.grid, incident));
            entry.row.windows[w].deviation =
                deviationOf(entry.grid, indexRange(entry.grid, m_request.windows[w]), badDirectionOf(entry.row.name), incidents);
        }
    }

    Database& m_database;
    SegmentReader& m_reader;
    const FilterContext& m_context;
    const RankRequest& m_request;
    const TaskControl& m_control;
    TimeRange m_range;
    Nanoseconds m_finest{0};
    std::map<SeriesSubject, Entry> m_entries;
    std::size_t m_parts = 0;
    Ranking m_result;
};

}    // namespace

std::vector<std::string> rankedAmong()
{
    return {"series", "records", "path", "route", "user_agent", "client_ip", "host", "target", "shape_hash", "app", "component"};
}

Result<Ranking> rank(Database& database, SegmentReader& reader, const FilterContext& context, const RankRequest& request,
                     const TaskControl& control)
{
    return RankSearch(database, reader, context, request, control).run();
}

}    // namespace faultline
