#include "app/query/rate.h"
#include "app/store/importwriter.h"
#include "tests/ui/samplecase.h"
#include "ui/charts/derivation.h"
#include "ui/charts/linelibrary.h"
#include "ui/charts/pyramidline.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t manySamples = 2'400'000;

template <typename T>
T required(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().message().c_str());
    return std::move(*result);
}

/// A case with one gauge of a sample a second, a spike at the 1,234,567th.
QString caseOfManySamples(const QTemporaryDir& folder)
{
    const std::string path = folder.filePath(QStringLiteral("many.faultline")).toStdString();
    CaseFile file = required(CaseFile::open(path, OpenMode::WriteOrCreate));
    Source source;
    source.name = source.path = "metrics.csv";
    source.format = "test";
    source.options = "{}";
    ImportWriter writer = required(ImportWriter::begin(file.database(), source));
    RecordBatch batch;
    BatchSeries& series = batch.series.emplace_back();
    series.name = "load";
    series.unit = "1";
    series.kind = SeriesKind::Gauge;
    for (std::uint64_t i = 0; i < manySamples; ++i)
        series.samples.push_back({at("2024-04-01T00:00Z") + std::chrono::seconds(i), i == 1'234'567 ? 99.0 : std::sin(static_cast<double>(i) / 1000)});
    batch.lines = batch.recordLines = batch.records = manySamples;
    if (auto done = writer.append(batch, 0); !done)
        qFatal("%s", done.error().message().c_str());
    required(writer.finish(writer.source()));
    if (auto done = file.close(); !done)
        qFatal("%s", done.error().message().c_str());
    return QString::fromStdString(path);
}

const TimeRange crash{at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")};

std::vector<double> valuesOf(const SeriesPyramid& pyramid)
{
    std::vector<double> values;
    for (const Sample& sample : pyramid.samples())
        values.push_back(sample.value);
    return values;
}

bool isSame(const std::vector<double>& left, const std::vector<double>& right)
{
    return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [](double a, double b) {
        return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) < 1e-9;
    });
}

std::shared_ptr<const SeriesPyramid> pyramidOf(const std::vector<std::pair<int, double>>& values, std::chrono::seconds step)
{
    std::vector<Sample> samples;
    for (const auto& [seconds, value] : values)
        samples.push_back({Timestamp{} + std::chrono::seconds(seconds), value});
    return std::make_shared<const SeriesPyramid>(std::move(samples), step);
}

}    // namespace

class LineLibraryTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_library = std::make_unique<LineLibrary>(*m_session);
    }
    void cleanup()
    {
        m_library.reset();
        m_session.reset();
    }
    void equalLinesShareOneLoad();
    void aRateCountsEveryRequest();
    void zoomingInRefinesTheStepAndKeepsTheCoarseLineMeanwhile();
    void aPercentileHasAboutThreeHundredStepsInView();
    void theFilterOfTheCaseAndOfTheLineBothHold();
    void aFilterThatDoesNotFitTheRecordsFailsCalmly();
    void aMetricIsDrawnAsImported();
    void aSeriesThatIsNotThereSaysSo();
    void manySamplesStayOutOfMemoryUntilTheyAreLookedAt();
    void aCounterBecomesARateAcrossAReset();
    void seriesOfDifferentStepsAreCombinedOnTheCoarser();
    void aDerivedLineFollowsItsOperands();
    void layersAddUpToTheRate();
    void theHeatmapHoldsEveryRequestInView();

private:
    bool isReady(const std::shared_ptr<LineData>& line)
    {
        return waitUntil([&] { return line->state() != ChartData::State::Loading; }) && waitUntilIdle(m_tasks);
    }
    SampleCase m_sample;
    TaskRunner m_tasks;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<LineLibrary> m_library;
};

void LineLibraryTest::equalLinesShareOneLoad()
{
    LineSpec titled = recordsLine(RecordKind::Request, Measure::Rate);
    titled.title = "all of them";
    LineLibrary another(*m_session);
    const auto first = m_library->line(recordsLine(RecordKind::Request, Measure::Rate));
    QVERIFY(first == m_library->line(titled) && first == another.line(titled));
    QVERIFY(first != m_library->line(recordsLine(RecordKind::Request, Measure::Errors)));
    QCOMPARE(first.use_count(), 1L);    // the library holds none
}

void LineLibraryTest::aRateCountsEveryRequest()
{
    const auto line = m_library->line(recordsLine(RecordKind::Request, Measure::Rate));
    QCOMPARE(line->state(), ChartData::State::Loading);
    QVERIFY(isReady(line));
    QCOMPARE(line->state(), ChartData::State::Ready);
    QCOMPARE(QString::fromStdString(line->unit()), QStringLiteral("1/s"));
    const double seconds = static_cast<double>(line->step().count()) / 1e9;
    double total = 0;
    for (const Sample& sample : line->points({}, 1'000'000))
        total += std::isnan(sample.value) ? 0 : sample.value * seconds;    // unknown between the files
    QCOMPARE(std::llround(total), static_cast<long long>(m_session->contents().counts.requests));
}

void LineLibraryTest::zoomingInRefinesTheStepAndKeepsTheCoarseLineMeanwhile()
{
    const auto line = m_library->line(recordsLine(RecordKind::Request, Measure::Rate));
    QVERIFY(isReady(line));
    const Nanoseconds coarse = line->step();
    QVERIFY(crash.length() / coarse >= 300);
    const TimeRange tenMinutes{crash.begin, crash.begin + std::chrono::minutes(10)};
    m_session->setView(tenMinutes);
    QVERIFY(line->points(tenMinutes, 1000).size() >= static_cast<std::size_t>(tenMinutes.length() / coarse));
    QVERIFY(waitUntil([&] { return line->step() < coarse; }));
    const std::vector<Sample> fine = line->points(tenMinutes, 1000);
    QVERIFY(fine.size() >= 300);
    for (std::size_t i = 1; i < fine.size(); ++i)
        QVERIFY(fine[i].time - fine[i - 1].time == line->step());
    m_session->fitAll();    // all of it again: the coarse one
    QVERIFY(waitUntil([&] { return line->step() == coarse; }));
}

void LineLibraryTest::aPercentileHasAboutThreeHundredStepsInView()
{
    const auto line = m_library->line(recordsLine(RecordKind::Request, Measure::DurationP95));
    QVERIFY(isReady(line));
    for (const std::chrono::minutes length : {std::chrono::minutes(60), std::chrono::minutes(360), std::chrono::minutes(1440)}) {
        const TimeRange view{crash.begin, crash.begin + length};
        m_session->setView(view);
        QVERIFY(waitUntil([&] { return view.length() / line->step() >= 100 && view.length() / line->step() <= 400; }));
    }
}

void LineLibraryTest::theFilterOfTheCaseAndOfTheLineBothHold()
{
    const auto line = m_library->line(recordsLine(RecordKind::Request, Measure::Rate, "method=GET"));
    QVERIFY(isReady(line));
    const double before = *line->mean({});
    m_session->setFilterText(QStringLiteral("status>=500"));
    QCOMPARE(*line->mean({}), before);    // the old values stay until the new ones are there
    QCOMPARE(line->state(), ChartData::State::Ready);
    QVERIFY(waitUntil([&] { return *line->mean({}) < before; }));
    const auto both = required(Filter::parse("status>=500 and method=GET"));
    double total = 0;
    for (const Sample& sample : line->points({}, 1'000'000))
        total += std::isnan(sample.value) ? 0 : sample.value * static_cast<double>(line->step().count()) / 1e9;
    RateRequest request;
    request.filter = both;
    std::optional<Result<Rate>> counted;
    m_session->query<Rate>(
        this, QStringLiteral("count"),
        [request](CaseQueries& queries, const TaskControl& control) { return rate(queries.segments, {}, request, control); },
        [&](Result<Rate> result) { counted.emplace(std::move(result)); });
    QVERIFY(waitUntil([&] { return counted.has_value(); }));
    QCOMPARE(std::llround(total), static_cast<long long>((*counted)->lines[0].total));
}

void LineLibraryTest::aFilterThatDoesNotFitTheRecordsFailsCalmly()
{
    const auto line = m_library->line(recordsLine(RecordKind::Operation, Measure::Rate));
    QVERIFY(isReady(line));
    QCOMPARE(line->state(), ChartData::State::Ready);
    const std::size_t points = line->points({}, 1000).size();
    m_session->setFilterText(QStringLiteral("user_agent:\"Java\""));
    QVERIFY(waitUntil([&] { return line->state() == ChartData::State::Failed; }));
    QVERIFY(line->error());
    QCOMPARE(line->points({}, 1000).size(), points);
    m_session->setFilterText(QString());
    QVERIFY(waitUntil([&] { return line->state() == ChartData::State::Ready; }));
}

void LineLibraryTest::aMetricIsDrawnAsImported()
{
    const auto& series = m_session->contents().series;
    const auto info = std::find_if(series.begin(), series.end(), [](const SeriesInfo& one) { return one.name == "db_network_out_bytes_per_second"; });
    QVERIFY(info != series.end());
    const auto line = m_library->line(metricLine(info->id));
    QVERIFY(isReady(line));
    QCOMPARE(QString::fromStdString(line->unit()), QStringLiteral("By/s"));
    QCOMPARE(line->step(), Nanoseconds(std::chrono::minutes(1)));
    QCOMPARE(line->samplesIn({}), static_cast<std::size_t>(info->samples));
    CaseReader reader(m_session->file().database());
    const auto samples = required(reader.samples(info->id, crash));
    for (const Sample& sample : samples)
        QVERIFY(line->at(sample.time + std::chrono::seconds(10))->value == sample.value);
}

void LineLibraryTest::aSeriesThatIsNotThereSaysSo()
{
    const auto line = m_library->line(metricLine(4711));
    QCOMPARE(line->state(), ChartData::State::Failed);
    QVERIFY(line->error());
    QVERIFY(line->points({}, 100).empty() && !line->at(crash.begin) && !line->extent({}) && !line->mean({}));
}

void LineLibraryTest::manySamplesStayOutOfMemoryUntilTheyAreLookedAt()
{
    const QTemporaryDir folder;
    const auto session = required(CaseSession::open(caseOfManySamples(folder), OpenMode::Read, m_tasks));
    LineLibrary library(*session);
    const auto line = std::dynamic_pointer_cast<PyramidLine>(library.line(metricLine(session->contents().series.front().id)));
    QVERIFY(line && isReady(line));
    QVERIFY(line->base()->isSummary());
    QVERIFY2(line->memory() < manySamples * 5 / 2, qPrintable(QString::number(line->memory())));
    QCOMPARE(line->extent({})->largest, 99.0);
    const std::vector<Sample> all = line->points(session->view(), 4000);
    QVERIFY(std::any_of(all.begin(), all.end(), [](const Sample& sample) { return sample.value == 99.0; }));

    const Timestamp spike = at("2024-04-01T00:00Z") + std::chrono::seconds(1'234'567);
    const TimeRange minute{spike - std::chrono::seconds(30), spike + std::chrono::seconds(30)};
    session->setView(minute);
    QVERIFY(!line->points(minute, 1000).empty());    // coarse, but there
    QVERIFY(waitUntil([&] { return line->detail() != nullptr; }));
    QCOMPARE(line->points(minute, 1000).size(), std::size_t(62));    // each second, one more at each end
    QCOMPARE(line->at(spike)->value, 99.0);
    QVERIFY2(line->memory() < manySamples * 5 / 2 + 2'000'000, qPrintable(QString::number(line->memory())));
    session->fitAll();
    QVERIFY(waitUntil([&] { return line->detail() == nullptr; }));
}

void LineLibraryTest::aCounterBecomesARateAcrossAReset()
{
    const auto counter = pyramidOf({{0, 100}, {10, 150}, {20, 30}, {30, gap}, {40, 50}, {50, 70}, {500, 80}}, std::chrono::seconds(10));
    QVERIFY(isSame(valuesOf(perSecond(*counter, CounterResets::Handled)), {5, 3, gap, gap, 2, gap}));
    QVERIFY(isSame(valuesOf(perSecond(*counter, CounterResets::Ignored)), {5, -12, gap, gap, 2, gap}));
    QVERIFY(perSecond(*pyramidOf({{0, 5}}, std::chrono::seconds(10)), CounterResets::Handled).isEmpty());
}

void LineLibraryTest::seriesOfDifferentStepsAreCombinedOnTheCoarser()
{
    const auto fine = pyramidOf({{0, 1}, {5, 3}, {10, 4}, {15, 6}, {20, gap}, {25, gap}, {30, 8}, {35, 8}}, std::chrono::seconds(5));
    const auto coarse = pyramidOf({{0, 10}, {10, 20}, {20, 30}, {30, 0}}, std::chrono::seconds(10));
    const SeriesPyramid sum = combined(Derivation::Sum, {fine, coarse});
    QCOMPARE(sum.step(), Nanoseconds(std::chrono::seconds(10)));
    QVERIFY(isSame(valuesOf(sum), {12, 25, gap, 8}));
    QVERIFY(isSame(valuesOf(combined(Derivation::Difference, {fine, coarse})), {-8, -15, gap, 8}));
    QVERIFY(isSame(valuesOf(combined(Derivation::Ratio, {fine, coarse})), {0.2, 0.25, gap, gap}));
    QVERIFY(combined(Derivation::Sum, {fine, std::make_shared<const SeriesPyramid>()}).isEmpty());
}

void LineLibraryTest::aDerivedLineFollowsItsOperands()
{
    LineSpec ratio;
    ratio.kind = LineKind::Derived;
    ratio.derivation = Derivation::Ratio;
    ratio.operands = {recordsLine(RecordKind::Request, Measure::Errors), recordsLine(RecordKind::Request, Measure::Rate)};
    const auto line = m_library->line(ratio);
    QVERIFY(isReady(line));
    QCOMPARE(QString::fromStdString(line->unit()), QStringLiteral("1"));
    QVERIFY(line->extent({})->largest <= 1 && line->extent({})->smallest >= 0);
    m_session->setFilterText(QStringLiteral("status>=500"));    // all that is left is an error
    QVERIFY(waitUntil([&] { return line->extent({}) && line->extent({})->smallest == 1.0; }));
}

void LineLibraryTest::layersAddUpToTheRate()
{
    m_session->setView(crash);
    const auto layers = m_library->stacked(recordsLine(RecordKind::Request, Measure::Rate), "path");
    QVERIFY(layers == m_library->stacked(recordsLine(RecordKind::Request, Measure::Rate), "path"));
    QVERIFY(waitUntil([&] { return layers->state() == ChartData::State::Ready; }));
    QCOMPARE(layers->layers().size(), std::size_t(7));
    QVERIFY(layers->layers().back().filter.empty());
    QVERIFY2(layers->layers().front().filter.find("path") != std::string::npos, layers->layers().front().filter.c_str());
    QVERIFY(layers->begin() <= crash.begin);
    const auto line = m_library->line(recordsLine(RecordKind::Request, Measure::Rate));
    QVERIFY(isReady(line));
    double sum = 0;
    double previous = std::numeric_limits<double>::infinity();
    for (const StackedData::Layer& layer : layers->layers()) {
        const double total = std::accumulate(layer.perSecond.begin(), layer.perSecond.end(), 0.0) * static_cast<double>(layers->step().count()) / 1e9;
        QVERIFY(layer.filter.empty() || total <= previous);
        previous = total;
        sum += total;
    }
    const TimeRange counted{layers->begin(), layers->begin() + layers->step() * static_cast<std::int64_t>(layers->layers().front().perSecond.size())};
    double requests = 0;
    for (const Sample& sample : line->points(counted, 1'000'000))
        if (counted.contains(sample.time))
            requests += sample.value * static_cast<double>(line->step().count()) / 1e9;
    QVERIFY2(std::abs(sum - requests) < 0.02 * requests, qPrintable(QStringLiteral("%1 of %2").arg(sum).arg(requests)));

    const Nanoseconds step = layers->step();
    m_session->fitAll();
    QVERIFY(waitUntil([&] { return layers->step() > step; }));
}

void LineLibraryTest::theHeatmapHoldsEveryRequestInView()
{
    m_session->fitAll();
    const auto data = m_library->heatmap(recordsLine(RecordKind::Request, Measure::Rate));
    QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Ready; }));
    const DurationHeatmap& heatmap = data->heatmap();
    const std::uint64_t total = std::accumulate(heatmap.counts.begin(), heatmap.counts.end(), std::uint64_t{0});
    QCOMPARE(total, m_session->contents().counts.requests);
    m_session->setFilterText(QStringLiteral("duration>=1h"));
    QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Empty; }));
}

QTEST_MAIN(LineLibraryTest)
#include "linelibrary_test.moc"
