#include "tests/bench/benchcase.h"

#include "app/store/importwriter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

namespace faultline::bench {

namespace {

constexpr std::uint64_t requests = 5'000'000;
constexpr std::uint64_t requestsOfABatch = 250'000;
constexpr std::uint64_t samplesOfABatch = 500'000;
constexpr std::int64_t samplePeriod = second / 50;

void addRequest(RecordTable& table, std::uint64_t index, std::uint32_t urls, std::mt19937_64& random)
{
    std::uniform_real_distribution<double> unit(0, 1);
    const double skewed = std::pow(unit(random), 3);    // a tenth of the URLs gets nearly half of the requests
    const auto url = static_cast<std::uint64_t>(skewed * urls);
    table.setNumber(Field::Time, origin + static_cast<std::int64_t>(index * 86'400 / requests) * second);
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::Offset));
    table.setNumber(Field::Line, static_cast<std::int64_t>(index % requestsOfABatch + 1));
    table.setText(Field::Path, "/api/models/org-" + std::to_string(url % 977) + "/model-" + std::to_string(url) + "/resolve");
    table.setText(Field::Method, random() % 5 == 0 ? "POST" : "GET");
    table.setNumber(Field::Status, random() % 50 == 0 ? 503 : 200);
    table.setNumber(Field::BytesOut, static_cast<std::int64_t>(random() % 200'000));
    const double milliseconds = std::exp(3 + 1.2 * std::normal_distribution<double>()(random));
    table.setNumber(Field::Duration, static_cast<std::int64_t>(milliseconds) * 1'000'000);
    table.endRow();
}

void addIncidentRequest(RecordTable& table, std::uint64_t index, std::uint64_t count, std::uint32_t urls, std::mt19937_64& random)
{
    std::uniform_real_distribution<double> unit(0, 1);
    const bool isIncident = index >= count / 5 * 4;
    auto url = static_cast<std::uint64_t>(std::pow(unit(random), 3) * urls);
    if (isIncident && random() % 20 == 0)
        url = urls / 2;
    const std::uint64_t agent = random() % 20;
    const bool isPost = random() % 5 == 0;
    const bool fails = random() % 500 == 0 || (isIncident && isPost && agent == 7 && random() % 2 == 0);
    table.setNumber(Field::Time, origin + static_cast<std::int64_t>(index * 86'400'000 / count) * 1'000'000);
    table.setNumber(Field::TimeBasis, static_cast<std::int64_t>(TimeBasis::Offset));
    table.setNumber(Field::Line, static_cast<std::int64_t>(index % requestsOfABatch + 1));
    table.setText(Field::Path, "/api/models/org-" + std::to_string(url % 977) + "/model-" + std::to_string(url) + "/resolve");
    table.setText(Field::Method, isPost ? "POST" : "GET");
    table.setText(Field::UserAgent, "agent/" + std::to_string(agent) + '.' + std::to_string(random() % 15));
    table.setText(Field::ClientIp, "10.0." + std::to_string(random() % 20) + '.' + std::to_string(random() % 250));
    table.setText(Field::Host, "host-" + std::to_string(random() % 5));
    table.setText(Field::UpstreamAddr, "10.1.0." + std::to_string(random() % 8) + ":8080");
    table.setText(Field::Referer, "/page/" + std::to_string(random() % 1000));
    table.setNumber(Field::Status, fails ? 503 : 200);
    table.setNumber(Field::BytesOut, static_cast<std::int64_t>(random() % 200'000));
    const double milliseconds = std::exp(3 + 1.2 * std::normal_distribution<double>()(random)) * (isIncident && url == urls / 2 ? 20 : 1);
    table.setNumber(Field::Duration, static_cast<std::int64_t>(milliseconds) * 1'000'000);
    table.endRow();
}

/// What the incident is seen on: a series that rises in its last fifth.
void addNetwork(RecordBatch& batch)
{
    BatchSeries& series = batch.series.emplace_back();
    series.name = "network_out";
    series.unit = "By/s";
    series.kind = SeriesKind::Gauge;
    constexpr std::int64_t samples = 2880;
    for (std::int64_t i = 0; i < samples; ++i)
        series.samples.push_back({timestampFrom(origin + i * 30 * second), static_cast<double>(100 + i % 7 + (i >= samples / 5 * 4 ? 80 : 0))});
}

/// One source of requests, written in batches.
template <typename Add>
void makeRequests(const std::string& path, std::uint64_t count, const Add& add)
{
    CaseFile file = required(CaseFile::open(path, OpenMode::WriteOrCreate));
    Source source;
    source.name = source.path = "access.log";
    source.format = "bench";
    source.options = "{}";
    source.anchor = Anchor::End;
    ImportWriter writer = required(ImportWriter::begin(file.database(), source));
    std::mt19937_64 random(1);
    for (std::uint64_t first = 0; first < count; first += requestsOfABatch) {
        RecordBatch batch;
        for (std::uint64_t i = first; i < std::min(count, first + requestsOfABatch); ++i)
            add(batch, i, random);
        batch.lines = batch.recordLines = batch.records = std::min(count - first, requestsOfABatch);
        if (auto done = writer.append(batch, first); !done)
            stopOn(done.error());
    }
    required(writer.finish(writer.source()));
    if (auto done = file.close(); !done)
        stopOn(done.error());
}

void makeMetrics(const std::string& path, int series)
{
    CaseFile file = required(CaseFile::open(path, OpenMode::WriteOrCreate));
    Source source;
    source.name = source.path = "metrics.csv";
    source.format = "bench";
    source.options = "{}";
    ImportWriter writer = required(ImportWriter::begin(file.database(), source));
    constexpr std::int64_t samples = 2880;
    constexpr int seriesOfABatch = 100;
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise;
    for (int first = 0; first < series; first += seriesOfABatch) {
        RecordBatch batch;
        for (int index = first; index < std::min(series, first + seriesOfABatch); ++index) {
            BatchSeries& values = batch.series.emplace_back();
            values.name = "series_" + std::to_string(index);
            values.unit = "1";
            values.kind = SeriesKind::Gauge;
            double wander = 0;
            for (std::int64_t i = 0; i < samples; ++i) {
                wander = 0.9 * wander + noise(random);
                const double risen = index % 3 == 0 && i >= samples / 5 * 4 + index % 50 ? 12 : 0;
                values.samples.push_back({timestampFrom(origin + i * 30 * second), std::round((50 + wander + risen) * 100) / 100});
            }
        }
        batch.lines = batch.recordLines = batch.records = samples;
        if (auto done = writer.append(batch, static_cast<std::uint64_t>(first)); !done)
            stopOn(done.error());
    }
    required(writer.finish(writer.source()));
    if (auto done = file.close(); !done)
        stopOn(done.error());
}

void makeCase(const std::string& path, std::uint32_t urls)
{
    makeRequests(path, requests, [urls](RecordBatch& batch, std::uint64_t index, std::mt19937_64& random) {
        addRequest(batch.table(RecordKind::Request), index, urls, random);
    });
}

/// Each series has a wave, a noise and spikes of its own; every third one has an hour without samples.
void addSamples(BatchSeries& series, int index, std::uint64_t first, std::uint64_t last, std::mt19937_64& random)
{
    std::normal_distribution<double> noise(0, 1 + index);
    for (std::uint64_t i = first; i < last; ++i) {
        if (index % 3 == 0 && i / 180'000 == 20)
            continue;
        const double wave = 100 * (index + 1) * (1.5 + std::sin(static_cast<double>(i) / (20'000.0 * (index + 1))));
        const double spike = random() % 100'003 == 0 ? 1000 : 0;
        series.samples.push_back({timestampFrom(origin + static_cast<std::int64_t>(i) * samplePeriod), std::round((wave + noise(random) + spike) * 100) / 100});
    }
}

void makeSeries(const std::string& path, int series, std::uint64_t samplesOfEach)
{
    CaseFile file = required(CaseFile::open(path, OpenMode::WriteOrCreate));
    for (int index = 0; index < series; ++index) {
        Source source;
        source.name = source.path = "metrics-" + std::to_string(index) + ".csv";
        source.format = "bench";
        source.options = "{}";
        ImportWriter writer = required(ImportWriter::begin(file.database(), source));
        std::mt19937_64 random(static_cast<unsigned>(index));
        for (std::uint64_t first = 0; first < samplesOfEach; first += samplesOfABatch) {
            RecordBatch batch;
            BatchSeries& values = batch.series.emplace_back();
            values.name = "series_" + std::to_string(index);
            values.unit = index % 2 == 0 ? "1" : "By/s";
            values.kind = SeriesKind::Gauge;
            addSamples(values, index, first, std::min(samplesOfEach, first + samplesOfABatch), random);
            batch.lines = batch.recordLines = batch.records = samplesOfABatch;
            if (auto done = writer.append(batch, first); !done)
                stopOn(done.error());
        }
        required(writer.finish(writer.source()));
    }
    if (auto done = file.close(); !done)
        stopOn(done.error());
}

/// Made beside, then moved, so that a run that was stopped leaves no half case.
template <typename Make>
std::string kept(const std::string& name, const Make& make)
{
    const std::string path = folder() + '/' + name + ".faultline";
    if (std::filesystem::exists(path))
        return path;
    const std::string made = folder() + "/making-" + name + ".faultline";
    std::filesystem::remove(made);
    make(made);
    std::filesystem::rename(made, path);
    return path;
}

}    // namespace

void stopOn(const Error& error)
{
    std::fprintf(stderr, "%s\n", error.message().c_str());
    std::exit(1);
}

std::string folder()
{
    const char* const chosen = std::getenv("FAULTLINE_BENCH_FOLDER");
    return chosen != nullptr ? chosen : ".";
}

std::string caseOfRequests(std::uint32_t urls)
{
    return kept("bench-" + std::to_string(urls), [urls](const std::string& path) { makeCase(path, urls); });
}

std::string caseOfIncident(std::uint64_t count, std::uint32_t urls)
{
    return kept("bench-incident-" + std::to_string(count) + '-' + std::to_string(urls), [=](const std::string& path) {
        makeRequests(path, count, [=](RecordBatch& batch, std::uint64_t index, std::mt19937_64& random) {
            if (index == 0)
                addNetwork(batch);
            addIncidentRequest(batch.table(RecordKind::Request), index, count, urls, random);
        });
    });
}

std::string caseOfMetrics(int series)
{
    return kept("bench-metrics-" + std::to_string(series), [series](const std::string& path) { makeMetrics(path, series); });
}

std::string caseOfSeries(int series, std::uint64_t samplesOfEach)
{
    return kept("bench-" + std::to_string(series) + "x" + std::to_string(samplesOfEach),
                [=](const std::string& path) { makeSeries(path, series, samplesOfEach); });
}

}    // namespace faultline::bench
