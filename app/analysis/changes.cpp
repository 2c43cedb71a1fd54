#include "app/analysis/changes.h"

#include "app/analysis/changestext.h"
#include "app/analysis/eventwords.h"
#include "app/analysis/incidentseries.h"
#include "app/analysis/suspects.h"
#include "app/base/text.h"
#include "app/base/timedistance.h"
#include "app/model/changekind.h"
#include "app/store/casereader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace faultline {

namespace {

constexpr Nanoseconds leastTolerance = std::chrono::minutes(2);
constexpr Nanoseconds separable = std::chrono::hours(1);     // changes closer than this are compared as one
constexpr Nanoseconds leastSide = std::chrono::minutes(30);
constexpr Nanoseconds hourly = std::chrono::hours(24);       // sides of a day and more are compared by hour
constexpr Nanoseconds explained = std::chrono::minutes(30);  // of the incident, by values of fields
constexpr Nanoseconds abandonedLength = std::chrono::hours(1);
constexpr std::size_t mostAsked = 4'000'000;
constexpr std::size_t mostCompared = 200;
constexpr std::size_t mostNearest = 10;
constexpr std::size_t mostCeilings = 5;
constexpr std::size_t topExplanations = 5;

struct Candidate {
    const Event* event = nullptr;
    Timestamp at{};
    bool isEnd = false;
    std::string thing;
    bool hasEnded = false;                 ///< a state that was taken back before the onset
    std::optional<Timestamp> undone;       ///< after the onset
};

/// What can be taken back; a maintenance that is over stays done.
bool isReversible(const Event& event)
{
    constexpr std::array<std::string_view, 4> kinds = {"flag", "config", "load-test", "feature"};
    return std::find(kinds.begin(), kinds.end(), event.kind) != kinds.end();
}

bool isRollback(const Event& event)
{
    constexpr std::array<std::string_view, 4> words = {"rollback", "roll back", "rolled back", "revert"};
    return event.kind == "rollback" || (event.kind == "deploy" && std::any_of(words.begin(), words.end(), [&](std::string_view word) {
               return containsIgnoringCase(event.title, word);
           }));
}

class ChangesSearch {
public:
    ChangesSearch(Database& database, SegmentReader& reader, const FilterContext& context, const ChangesRequest& request, const TaskControl& control)
        : m_database(database), m_reader(reader), m_context(context), m_request(request), m_control(control)
    {
    }

    Result<Changes> run()
    {
        CaseReader cases(m_database);
        auto events = cases.events();
        if (!events)
            return events.error();
        const auto data = cases.range();
        if (!data)
            return data.error();
        auto series = seriesAroundOnset(m_database, m_reader, m_context, m_request, data->value_or(TimeRange{m_request.onset, m_request.onset}), m_control);
        if (!series)
            return series.error();
        m_events = std::move(*events);
        m_series = std::move(*series);
        if (m_series.symptom)
            m_symptom = &m_series.all[*m_series.symptom];
        m_tolerance = std::max(leastTolerance, m_symptom != nullptr ? 2 * m_symptom->candidate.grid.step : Nanoseconds(0));
        gather();
        findUndoing();
        if (auto done = addResponses(); !done)
            return done.error();
        if (auto done = weigh(); !done)
            return done.error();
        addCeilings();
        if (auto done = addAbandonment(); !done)
            return done.error();
        conclude();
        return std::move(m_result);
    }

private:
    /// The onset is not known to the minute; but a restart right after it is what the trouble did.
    Timestamp latestCause(const Event& event) const { return m_request.onset + (event.kind == "restart" ? Nanoseconds(0) : m_tolerance); }
    bool isBefore(const Event& event, Timestamp at) const { return at <= latestCause(event) && distance(at, m_request.onset) <= m_request.lookback; }
    bool isAfter(const Event& event, Timestamp at) const { return at > latestCause(event) && at < m_series.after.end; }

    void gather()
    {
        for (const Event& event : m_events) {
            if (!isChangeKind(event.kind))
                continue;
            const bool ends = isState(event) && event.end && isReversible(event);
            const bool hasEnded = ends && event.end->utc <= m_request.onset;
            if (isBefore(event, event.start.utc))
                m_candidates.push_back({&event, event.start.utc, false, changedThing(event), hasEnded, {}});
            else if (isAfter(event, event.start.utc))
                m_answers.push_back({&event, event.start.utc, false, changedThing(event), false, {}});
            if (ends && isBefore(event, event.end->utc))
                m_candidates.push_back({&event, event.end->utc, true, changedThing(event), false, {}});
            else if (ends && isAfter(event, event.end->utc))
                m_answers.push_back({&event, event.end->utc, true, changedThing(event), false, {}});
        }
        const auto earlier = [](const Candidate& a, const Candidate& b) { return a.at < b.at; };
        std::stable_sort(m_candidates.begin(), m_candidates.end(), earlier);
        std::stable_sort(m_answers.begin(), m_answers.end(), earlier);
    }

    /// A state is undone by its end, a change of it too; a deploy by the first rollback of the same service after it.
    void findUndoing()
    {
        std::map<std::string, std::size_t> latestDeploy;
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            if (m_candidates[i].event->kind == "deploy" || m_candidates[i].event->kind == "release")
                latestDeploy[m_candidates[i].event->service + '\n' + m_candidates[i].event->environment] = i;
        }
        for (const Candidate& answer : m_answers) {
            for (Candidate& candidate : m_candidates) {
                const bool isOwnEnd = answer.event == candidate.event && answer.isEnd;
                const bool isOfThing = !answer.thing.empty() && answer.thing == candidate.thing && isReversible(*answer.event);
                const bool isOpposite = candidate.isEnd ? !answer.isEnd && isState(*answer.event) : answer.isEnd;
                if (!candidate.undone && !candidate.hasEnded && (isOwnEnd || (isOfThing && isOpposite)))
                    candidate.undone = answer.at;
            }
            if (!isRollback(*answer.event))
                continue;
            const auto deploy = latestDeploy.find(answer.event->service + '\n' + answer.event->environment);
            if (deploy != latestDeploy.end() && !m_candidates[deploy->second].undone)
                m_candidates[deploy->second].undone = answer.at;
        }
    }

    Result<void> addResponses()
    {
        for (const Candidate& answer : m_answers) {
            if (m_control.stopRequested())
                return Error{ErrorKind::Interrupted, "The search was stopped", "", ""};
            MitigationRow& row = m_result.responses.emplace_back();
            row.eventId = answer.event->id;
            row.event = *answer.event;
            row.at = answer.at;
            row.isEnd = answer.isEnd;
            row.delay = distance(m_request.onset, answer.at);
            if (m_symptom != nullptr) {
                const ValueGrid& grid = m_symptom->candidate.grid;
                const IndexRange rest = indexRange(grid, {answer.at, Timestamp::max()});
                row.effect = mitigationOf(grid, rest.size() == 0 ? grid.values.size() : rest.begin, m_symptom->calm, m_symptom->candidate.bad);
                if (row.effect.recoveredAt)
                    row.recovery = std::max(grid.timeOf(*row.effect.recoveredAt) - answer.at, Nanoseconds(0));
            }
            row.sentence = responseSentence(row, m_symptom);
        }
        return {};
    }

    const MitigationRow* responseAt(const std::optional<Timestamp>& at) const
    {
        const auto found = std::find_if(m_result.responses.begin(), m_result.responses.end(), [&](const MitigationRow& row) { return at && row.at == *at; });
        return found == m_result.responses.end() ? nullptr : &*found;
    }

    static Undoing undoingOf(const MitigationRow* response)
    {
        if (response == nullptr || response->effect.beganBefore)
            return Undoing::None;
        switch (response->effect.verdict) {
        case MitigationVerdict::Worked: return Undoing::Recovered;
        case MitigationVerdict::NoChange: return Undoing::DidNotHelp;
        case MitigationVerdict::Partly:
        case MitigationVerdict::TooLittleData: break;
        }
        return Undoing::None;
    }

    /// The values that explain the beginning of the incident: their names are words that a change may share.
    Result<std::vector<std::string>> explanations()
    {
        std::vector<std::string> names;
        const Nanoseconds length = std::min(explained, m_series.after.length());
        if (m_series.hasSymptom == false || length.count() <= 0)
            return names;
        for (const RecordKind kind : {RecordKind::Request, RecordKind::Operation}) {
            SuspectsRequest asked;
            asked.kind = kind;
            asked.window = {m_request.onset, m_request.onset + length};
            asked.incidents = m_request.incidents;
            asked.fields = kind == RecordKind::Request ? std::vector<std::string>{"route", "path", "host"} : std::vector<std::string>{"target", "app"};
            asked.top = topExplanations;
            asked.fieldsTogether = 1;    // names, a word each
            if (kind == RecordKind::Request)
                asked.filter = m_request.filter;
            const auto found = suspects(m_reader, m_context, asked, m_control);
            if (!found)
                return found.error();
            for (const Suspect& suspect : found->rows)
                names.push_back(suspect.row.value);
        }
        return names;
    }

    Result<WordScope> scope()
    {
        std::map<std::string, std::set<std::string>> things;
        for (const Candidate& candidate : m_candidates)
            things[candidate.thing.empty() ? std::to_string(candidate.event->id) : candidate.thing].merge(wordsOf(*candidate.event));
        std::vector<std::set<std::string>> words;
        for (auto& [thing, set] : things)
            words.push_back(std::move(set));
        std::vector<std::string> names;
        for (const IncidentSeries& one : m_series.all) {
            if (one.candidate.subject.isImported())
                names.push_back(one.candidate.name);
        }
        auto affected = explanations();
        if (!affected)
            return affected.error();
        for (const std::size_t i : m_series.affected) {
            if (m_series.all[i].candidate.subject.isImported())
                affected->push_back(m_series.all[i].candidate.name);
        }
        return WordScope(words, names, *affected);
    }

    /// Latencies that deviate, the symptom first.
    std::vector<const IncidentSeries*> measures() const
    {
        std::vector<const IncidentSeries*> list;
        if (m_symptom != nullptr && m_symptom->isLatency)
            list.push_back(m_symptom);
        for (const std::size_t i : m_series.affected) {
            if (m_series.all[i].isLatency && &m_series.all[i] != m_symptom)
                list.push_back(&m_series.all[i]);
        }
        return list;
    }

    static ValueGrid onSteps(const ValueGrid& grid, TimeRange range, Nanoseconds step)
    {
        return regridded(grid, range.begin, step, static_cast<std::size_t>(range.length() / step));
    }

    /// From the change before to the change after, those within an hour taken as one with it; not beyond the onset.
    std::pair<TimeRange, TimeRange> sidesOf(const Candidate& candidate) const
    {
        TimeRange before{m_series.history.begin, candidate.at};
        TimeRange after{candidate.at, m_request.onset - m_tolerance};
        for (const Candidate& other : m_candidates) {
            if (other.at < candidate.at && candidate.at - other.at >= separable)
                before.begin = std::max(before.begin, other.at);
            if (other.at > candidate.at && other.at - candidate.at >= separable)
                after.end = std::min(after.end, other.at);
        }
        return {before, after};
    }

    /// By the load series that knows most of both sides.
    EqualLoad comparedAtEqualLoad(const Candidate& candidate, const IncidentSeries*& measure) const
    {
        EqualLoad best;
        best.refusal = "no load or no latency in the data";
        const auto sides = sidesOf(candidate);
        const TimeRange& before = sides.first;
        const TimeRange& after = sides.second;
        if (before.end - before.begin < leastSide || after.end <= after.begin || after.end - after.begin < leastSide) {
            best.refusal = "less than half an hour without another change on a side";
            return best;
        }
        for (const IncidentSeries* of : measures()) {
            std::size_t most = 0;
            for (const IncidentSeries& load : m_series.all) {
                if (!load.isLoad)
                    continue;
                const Nanoseconds step = std::max({load.candidate.grid.step, of->candidate.grid.step, Nanoseconds(std::chrono::minutes(1))});
                const TimeRange whole{before.begin, after.end};
                const ValueGrid loads = onSteps(load.candidate.grid, whole, step);
                const ValueGrid values = onSteps(of->candidate.grid, whole, step);
                const auto border = static_cast<std::size_t>((candidate.at - before.begin) / step);
                std::vector<std::int8_t> hours;
                if (before.length() >= hourly && after.length() >= hourly) {
                    for (std::size_t i = 0; i < loads.values.size(); ++i)
                        hours.push_back(static_cast<std::int8_t>(std::chrono::floor<std::chrono::hours>(loads.timeOf(i).time_since_epoch()).count() % 24));
                }
                EqualLoad found = equalLoad(loads, values, {0, border}, {border + 1, loads.values.size()}, hours);
                if (found.steps <= most || (best.shift && !found.shift))
                    continue;
                most = found.steps;
                best = std::move(found);
                measure = of;
            }
            if (best.shift)
                break;
        }
        return best;
    }

    Result<void> weigh()
    {
        const std::vector<ValueGrid> grids = evidenceGrids(m_series);
        const ChangeSearch search(grids, std::numeric_limits<std::size_t>::max());    // they end at the onset
        const auto words = scope();
        if (!words)
            return words.error();
        std::size_t index = m_candidates.size();
        for (const Candidate& candidate : m_candidates) {
            if (m_control.stopRequested())
                return Error{ErrorKind::Interrupted, "The search was stopped", "", ""};
            const bool isCompared = index-- <= mostCompared;    // they are in order of time: the latest are
            ChangeRow& row = m_result.rows.emplace_back();
            row.eventId = candidate.event->id;
            row.event = *candidate.event;
            row.at = candidate.at;
            row.isEnd = candidate.isEnd;
            row.lead = distance(candidate.at, m_request.onset);
            const bool isLookedAt = m_series.hasSymptom != false;    // what else changed then says nothing where there is nothing to explain
            if (isLookedAt && !grids.empty() && candidate.at >= grids.front().begin)
                row.evidence = search.at(static_cast<std::size_t>((candidate.at - grids.front().begin) / grids.front().step));
            CauseEvidence evidence;
            evidence.lead = row.lead;
            evidence.kind = candidate.event->kind;
            evidence.change = row.evidence;
            evidence.hasSymptom = isLookedAt;
            evidence.hadEnded = candidate.hasEnded;
            ChangeWords told{m_series, nullptr, words->match(wordsOf(*candidate.event)), candidate.undone, responseAt(candidate.undone), isState(*candidate.event), candidate.hasEnded};
            evidence.sharesWords = !told.match.word.empty();
            evidence.undoing = undoingOf(told.response);
            if (isCompared) {
                row.equalLoad = comparedAtEqualLoad(candidate, told.measure);
                evidence.equalLoad = row.equalLoad.finding(told.measure != nullptr ? told.measure->candidate.bad : BadDirection::Up);
            }
            CauseWeight weight = weightOf(evidence, m_request.lookback);
            row.weight = weight.weight;
            row.factors = std::move(weight.factors);
            describe(row, told);
        }
        if (m_candidates.size() > mostCompared)
            m_result.notes.push_back("Only the latest " + std::to_string(mostCompared) + " of " + formatGrouped(static_cast<std::int64_t>(m_candidates.size()))
                                     + " changes were compared at equal load");
        return {};
    }

    void addCeilings()
    {
        const auto load = std::find_if(m_series.all.begin(), m_series.all.end(), [](const IncidentSeries& one) { return one.isLoad; });
        for (const IncidentSeries& one : m_series.all) {
            const bool isMeasured = one.candidate.subject.isImported() || one.candidate.subject.measure == Measure::InFlight;
            if (one.isLoad || one.isLatency || !isMeasured || m_series.after.length().count() <= 0)
                continue;
            const ValueGrid& grid = one.candidate.grid;
            ValueGrid driver;
            if (load != m_series.all.end())
                driver = regridded(load->candidate.grid, grid.begin, grid.step, grid.values.size());
            const auto found = ceilingOf(grid, indexRange(grid, m_series.after), driver.values.empty() ? nullptr : &driver);
            if (!found)
                continue;
            CeilingRow& row = m_result.ceilings.emplace_back();
            row.subject = one.candidate.subject;
            row.name = one.candidate.name;
            row.unit = one.candidate.unit;
            row.level = found->level;
            row.takeOff = grid.timeOf(found->takeOff);
            row.plateau = {grid.timeOf(found->plateau.begin), grid.timeOf(found->plateau.end)};
            row.sentence = ceilingSentence(row, found->before);
        }
        std::stable_sort(m_result.ceilings.begin(), m_result.ceilings.end(), [](const CeilingRow& a, const CeilingRow& b) { return a.plateau.length() > b.plateau.length(); });
        m_result.ceilings.resize(std::min(m_result.ceilings.size(), mostCeilings));
    }

    Result<void> addAbandonment()
    {
        const Timestamp end = m_request.window ? m_request.window->end : m_request.onset + abandonedLength;
        const auto asked = askedRequests(m_reader, m_context, {m_request.onset, end}, m_request.filter, mostAsked, m_control);
        if (!asked)
            return asked.error();
        if (asked->isCut)
            m_result.notes.push_back("More than " + formatGrouped(static_cast<std::int64_t>(mostAsked)) + " requests: those given up were not counted");
        else if (!asked->requests.empty())
            m_result.abandonment = abandonmentOf(asked->requests);
        return {};
    }

    void conclude()
    {
        std::vector<double> weights;
        for (const ChangeRow& row : m_result.rows)
            weights.push_back(row.weight);
        const CauseShares shares = sharesOf(weights);
        for (std::size_t i = 0; i < weights.size(); ++i)
            m_result.rows[i].share = shares.shares[i];
        m_result.noneShare = shares.none;
        for (auto row = m_result.rows.rbegin(); row != m_result.rows.rend() && m_result.nearestBefore.size() < mostNearest; ++row)
            m_result.nearestBefore.push_back(row->eventId);
        std::stable_sort(m_result.rows.begin(), m_result.rows.end(), [](const ChangeRow& a, const ChangeRow& b) { return a.weight > b.weight; });
        m_result.hasSymptom = m_series.hasSymptom;
        for (const std::size_t i : m_series.affected)
            m_result.affected.push_back(m_series.all[i].candidate.name);
        if (m_symptom != nullptr) {
            m_result.symptom = m_symptom->candidate.subject;
            m_result.symptomName = m_symptom->candidate.name;
        }
        addNotes();
    }

    std::string earlierStretches() const
    {
        std::string text;
        const std::vector<TimeRange>& all = m_series.asFarBefore;
        for (std::size_t i = 0; i < std::min(all.size(), mostNearest); ++i)
            text += (i == 0 ? ". As far out were " : ", ") + formatUtc(all[i].begin) + '/' + formatUtc(all[i].end);
        return text + (all.size() > mostNearest ? " and " + formatGrouped(static_cast<std::int64_t>(all.size() - mostNearest)) + " more" : "");
    }

    void addNotes()
    {
        if (m_events.empty())
            m_result.notes.emplace_back("The case has no events: import deployments, flags, changes or a timeline");
        else if (m_result.rows.empty())
            m_result.notes.push_back("No change within " + formatDuration(m_request.lookback) + " before the onset");
        if (m_series.all.empty())
            m_result.notes.emplace_back("The case has no series and no records around the onset: changes are ordered by time and kind alone");
        else if (!m_series.hasSymptom)
            m_result.notes.emplace_back("Too little data around the onset to see a symptom: changes are ordered by time and kind alone");
        else if (!*m_series.hasSymptom)
            m_result.notes.push_back("Nothing deviates at the onset more than it often did before: there may be nothing to explain at this time, or earlier incidents were not named"
                                     + earlierStretches());
        else if (m_symptom == nullptr)
            m_result.notes.emplace_back("No series stands out at the onset as the symptom: what responses did cannot be told");
        if (m_series.history.length() < m_request.lookback)
            m_result.notes.push_back("The data begins " + formatDuration(m_series.history.length()) + " before the onset: nothing can be seen of changes before that");
    }

    Database& m_database;
    SegmentReader& m_reader;
    const FilterContext& m_context;
    const ChangesRequest& m_request;
    const TaskControl& m_control;
    std::vector<Event> m_events;
    SeriesAroundOnset m_series;
    const IncidentSeries* m_symptom = nullptr;
    Nanoseconds m_tolerance{0};
    std::vector<Candidate> m_candidates;
    std::vector<Candidate> m_answers;
    Changes m_result;
};

}    // namespace

Result<Changes> changes(Database& database, SegmentReader& reader, const FilterContext& context, const ChangesRequest& request,
                        const TaskControl& control)
{
    // Room for a year on each side, so that no sum of times leaves 64 bits.
    constexpr Nanoseconds year = std::chrono::hours(24 * 366);
    if (request.lookback.count() <= 0 || request.lookback > year)
        return Error{ErrorKind::Usage, "Cannot look for changes", "The time to look back is not between a moment and a year", "Give a span such as 72h"};
    if (request.onset < Timestamp::min() + 2 * year || request.onset > Timestamp::max() - 2 * year)
        return Error{ErrorKind::Usage, "Cannot look for changes", "The onset lies where no time can be reckoned", "Give the time when the trouble began"};
    if (request.window && (!request.window->isBounded() || request.window->end <= request.onset))
        return Error{ErrorKind::Usage, "Cannot look for changes", "The incident ends before its onset", "Give a window that ends after it"};
    return ChangesSearch(database, reader, context, request, control).run();
}

}    // namespace faultline
