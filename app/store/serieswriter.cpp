#include "app/store/serieswriter.h"

#include "app/store/seriesblocks.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace faultline {

namespace {

constexpr std::string_view sqlInsertSeries = "INSERT INTO series(source_id, name, labels, unit, kind, time_basis, step_ns, samples) "
                                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0)";
constexpr std::string_view sqlFinishSeries = "UPDATE series SET step_ns = ?2, samples = ?3, first_ns = ?4, last_ns = ?5 WHERE id = ?1";
constexpr std::string_view sqlInsertBlock = "INSERT INTO series_block(series_id, first_ns, last_ns, samples, times, vals, locals) "
                                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
constexpr std::size_t samplesOfABlock = 8192;
constexpr std::size_t mostHeld = 3'000'000;

std::string labelsJson(const Labels& labels)
{
    Labels sorted = labels;
    std::sort(sorted.begin(), sorted.end());
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (const auto& [key, value] : sorted)
        json[key] = value;
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}    // namespace

Result<std::int64_t> SeriesWriter::insertSeries(const BatchSeries& series, const std::string& labels)
{
    auto insert = m_database.prepare(sqlInsertSeries);
    if (!insert)
        return insert.error();
    insert->bind(1, m_sourceId).bind(2, series.name).bind(3, labels).bind(4, series.unit).bind(5, nameOf(series.kind));
    if (auto done = insert->bind(6, nameOf(series.basis)).run(); !done)
        return done.error();
    return m_database.lastInsertId();
}

std::int64_t SeriesWriter::medianStep(const std::vector<Held>& samples)
{
    std::vector<std::int64_t> steps;
    for (std::size_t index = 1; index < samples.size(); ++index) {
        if (samples[index].time > samples[index - 1].time)
            steps.push_back(samples[index].time - samples[index - 1].time);
    }
    if (steps.empty())
        return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

Result<void> SeriesWriter::append(const BatchSeries& series)
{
    const std::string labels = labelsJson(series.labels);
    State& state = m_series[series.name + '\0' + labels];
    if (state.id == 0) {
        const auto id = insertSeries(series, labels);
        if (!id)
            return id.error();
        state.id = *id;
    }
    auto local = series.gapLocals.begin();
    for (std::size_t index = 0; index < series.samples.size(); ++index) {
        const Sample& sample = series.samples[index];
        const bool isInGap = local != series.gapLocals.end() && local->first == index;
        state.held.push_back({nanosecondsOf(sample.time), sample.value, isInGap ? (local++)->second : absent});
        ++m_held;
        if (state.held.size() < samplesOfABlock)
            continue;
        if (auto done = flush(state); !done)
            return done;
    }
    return m_held > mostHeld ? flushAll() : Result<void>();
}

Result<void> SeriesWriter::flush(State& state)
{
    if (state.held.empty())
        return {};
    const auto isEarlier = [](const Held& left, const Held& right) { return left.time < right.time; };
    if (!std::is_sorted(state.held.begin(), state.held.end(), isEarlier))
        std::stable_sort(state.held.begin(), state.held.end(), isEarlier);
    const std::int64_t first = state.held.front().time;
    const std::int64_t last = state.held.back().time;
    if (state.stepNs == 0)
        state.stepNs = medianStep(state.held);
    state.firstNs = state.samples == 0 ? first : std::min(state.firstNs, first);
    state.lastNs = state.samples == 0 ? last : std::max(state.lastNs, last);
    state.samples += state.held.size();
    std::vector<Sample> samples;
    samples.reserve(state.held.size());
    const bool hasGap = std::any_of(state.held.begin(), state.held.end(), [](const Held& sample) { return sample.gapLocal != absent; });
    std::vector<std::int64_t> locals;
    for (const Held& sample : state.held) {
        samples.push_back({timestampFrom(sample.time), sample.value});
        if (hasGap)
            locals.push_back(sample.gapLocal);
    }
    m_held -= state.held.size();
    state.held.clear();
    state.held.shrink_to_fit();
    if (!m_insertBlock) {
        auto insert = m_database.prepare(sqlInsertBlock);
        if (!insert)
            return insert.error();
        m_insertBlock = std::move(*insert);
    }
    const SeriesBlock block = encodeSeriesBlock(samples, m_compressor);
    m_insertBlock->bind(1, state.id).bind(2, first).bind(3, last).bind(4, static_cast<std::int64_t>(samples.size()));
    const std::vector<std::byte> encodedLocals = hasGap ? encodeSeriesTimes(locals) : std::vector<std::byte>();
    m_insertBlock->bindBlob(5, block.times).bindBlob(6, block.values);
    if (hasGap)
        m_insertBlock->bindBlob(7, encodedLocals);
    else
        m_insertBlock->bindNull(7);
    if (auto done = m_insertBlock->run(); !done)
        return done;
    return m_pause ? m_pause() : Result<void>();
}

Result<void> SeriesWriter::flushAll()
{
    for (auto& [key, state] : m_series) {
        if (auto done = flush(state); !done)
            return done;
    }
    return {};
}

Result<void> SeriesWriter::finish()
{
    if (auto done = flushAll(); !done)
        return done;
    auto update = m_database.prepare(sqlFinishSeries);
    if (!update)
        return update.error();
    for (const auto& [key, state] : m_series) {
        if (state.samples == 0)
            continue;
        update->bind(1, state.id).bind(2, state.stepNs).bind(3, static_cast<std::int64_t>(state.samples));
        if (auto done = update->bind(4, state.firstNs).bind(5, state.lastNs).run(); !done)
            return done;
    }
    m_insertBlock.reset();
    return {};
}

void SeriesWriter::clear()
{
    m_insertBlock.reset();
    m_series.clear();
    m_held = 0;
}

std::optional<std::pair<std::int64_t, std::int64_t>> SeriesWriter::range() const
{
    std::optional<std::pair<std::int64_t, std::int64_t>> range;
    for (const auto& [key, state] : m_series) {
        if (state.samples == 0)
            continue;
        if (!range)
            range = {state.firstNs, state.lastNs};
        range = {std::min(range->first, state.firstNs), std::max(range->second, state.lastNs)};
    }
    return range;
}

}    // namespace faultline
