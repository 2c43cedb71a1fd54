// The window under load, drawn without a display: frames while panning and zooming 8 charts over 100 million samples, the way from
// a brush to the breakdown on screen at 5 million requests, the longest gap of a 10 ms timer while a log is imported and queries
// run. Prints the table of docs/benchmarks.md, asserts nothing. Cases and the log are kept in the folder of FAULTLINE_BENCH_FOLDER.
// Waits for events, never spins: the queries have the other cores for themselves. FAULTLINE_BENCH_SAMPLES: of each series, for a quick
// comparison of two programs (12500000).
//   charts_bench [frames] [breakdown] [gaps]
#include "app/import/importjob.h"
#include "importers/builtinimporters.h"
#include "tests/bench/benchcase.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/charts/chartstack.h"
#include "ui/charts/linelibrary.h"
#include "ui/theme.h"
#include "ui/views/breakdownview.h"
#include "ui/windowstyle.h"
#include "ui/workspace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QMainWindow>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

using namespace faultline;
using namespace faultline::bench;

namespace {

constexpr QSize windowSize(2560, 1440);
constexpr int charts = 8;
constexpr int importedLines = 3'000'000;

std::uint64_t samplesOfEach()
{
    const auto stated = qEnvironmentVariable("FAULTLINE_BENCH_SAMPLES").toULongLong();
    return stated != 0 ? stated : 12'500'000;
}

/// Sees whether something was painted.
class PaintWatch final : public QObject {
public:
    PaintWatch() { qApp->installEventFilter(this); }
    int paints() const { return m_paints; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        if (event->type() == QEvent::Paint)
            ++m_paints;
        return false;
    }

private:
    int m_paints = 0;
};

double millisecondsOf(const QElapsedTimer& timer) { return static_cast<double>(timer.nsecsElapsed()) / 1e6; }

double percentile(std::vector<double> values, double percent)
{
    if (values.empty())
        return std::nan("");
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(std::ceil(static_cast<double>(values.size()) * percent / 100)) - 1];
}

/// `goal` is for what stands in bold there; "" = none.
void print(const char* what, const std::vector<double>& milliseconds, const char* goal = "")
{
    std::printf("| %s | %zu | %.1f | %.1f | %.1f | %s |\n", what, milliseconds.size(), percentile(milliseconds, 50), percentile(milliseconds, 95),
                percentile(milliseconds, 100), goal);
    std::fflush(stdout);
}

void printHead()
{
    std::printf("| milliseconds | count | p50 | p95 | longest | goal |\n|---|---|---|---|---|---|\n");
}

std::size_t residentMegabytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray& line : status.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toULongLong() / 1000;
    return 0;
}

/// Handles events as they come, asleep between them, for a while or until `isEnough`.
template <typename Enough>
void handleEvents(std::chrono::milliseconds most, const Enough& isEnough)
{
    bool isOver = false;
    QTimer end;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, &end, [&isOver] { isOver = true; });
    end.start(most);
    while (!isOver && !isEnough())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

void settle(TaskRunner& tasks)
{
    handleEvents(std::chrono::milliseconds(400), [] { return false; });
    handleEvents(std::chrono::minutes(5), [&] {
        return tasks.pending(TaskRunner::Lane::Query) == 0 && tasks.pending(TaskRunner::Lane::Background) == 0;
    });
    handleEvents(std::chrono::milliseconds(200), [] { return false; });
}

/// Of this thread: what a frame takes when nothing else runs on the machine.
double processorMilliseconds()
{
    std::timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

struct Frames {
    std::vector<double> passed;
    std::vector<double> worked;

    void add(const Frames& others)
    {
        passed.insert(passed.end(), others.passed.begin(), others.passed.end());
        worked.insert(worked.end(), others.worked.begin(), others.worked.end());
    }
};

/// From a change to when nothing is left to paint.
void frame(const PaintWatch& watch, Frames& frames, const std::function<void()>& change)
{
    QElapsedTimer timer;
    timer.start();
    const double begin = processorMilliseconds();
    double worked = 0;
    const int before = watch.paints();
    change();
    handleEvents(std::chrono::seconds(1), [&] { return watch.paints() != before; });
    double painted = millisecondsOf(timer);
    worked = processorMilliseconds() - begin;
    int seen = watch.paints();
    for (int quiet = 0; quiet < 3 && timer.elapsed() < 1000; ++quiet) {
        QCoreApplication::processEvents();
        if (watch.paints() == seen)
            continue;
        seen = watch.paints();
        painted = millisecondsOf(timer);
        worked = processorMilliseconds() - begin;
        quiet = 0;
    }
    frames.passed.push_back(painted);
    frames.worked.push_back(worked);
}

TimeRange scaled(TimeRange view, double factor)
{
    const auto half = Nanoseconds(std::llround(static_cast<double>(view.length().count()) * factor / 2));
    const Timestamp middle = view.begin + view.length() / 2;
    return {middle - half, middle + half};
}

TimeRange shifted(TimeRange view, double share)
{
    const auto by = Nanoseconds(std::llround(static_cast<double>(view.length().count()) * share));
    return {view.begin + by, view.end + by};
}

void measureFrames(const Theme& theme)
{
    TaskRunner tasks;
    const auto session = required(CaseSession::open(QString::fromStdString(caseOfSeries(charts, samplesOfEach())), OpenMode::Read, tasks));
    std::vector<ChartSpec> specs;
    for (const SeriesInfo& info : session->contents().series) {
        specs.emplace_back().lines = {metricLine(info.id)};
    }
    session->setCharts(specs);
    QMainWindow window;
    Actions actions(&window);
    auto* stack = new ChartStack(*session, actions, theme, &window);
    window.setCentralWidget(stack);
    window.resize(windowSize);
    QElapsedTimer timer;
    timer.start();
    window.show();
    settle(tasks);
    print("8 charts of 12.5 million samples, from the case to the screen", {millisecondsOf(timer)});
    const PaintWatch watch;
    Frames panned, zoomed, deep, together;
    const TimeRange all = session->view();
    session->setView(scaled(all, 0.3));
    settle(tasks);
    for (int i = 0; i < 100; ++i)
        frame(watch, panned, [&] { session->setView(shifted(session->view(), i % 50 < 25 ? 0.02 : -0.02), CaseSession::Step::Continuous); });
    session->setView(all);
    settle(tasks);
    for (int i = 0; i < 100; ++i)
        frame(watch, zoomed, [&] { session->setView(scaled(session->view(), 0.9), CaseSession::Step::Continuous); });
    session->setView(scaled(all, 0.005));
    settle(tasks);
    for (int i = 0; i < 100; ++i)
        frame(watch, deep, [&] { session->setView(shifted(session->view(), i % 50 < 25 ? 0.03 : -0.03), CaseSession::Step::Continuous); });
    for (const Frames* part : {&panned, &zoomed, &deep})
        together.add(*part);
    struct Row {
        const char* name;
        const char* onProcessor;
        const Frames& frames;
    };
    const std::array rows{Row{"pan, a day in view", "pan, a day in view: on the processor", panned},
                          Row{"zoom from all to seconds", "zoom from all to seconds: on the processor", zoomed},
                          Row{"pan, 20 minutes in view", "pan, 20 minutes in view: on the processor", deep},
                          Row{"frame, 8 charts over 100 million samples", "the same: on the processor", together}};
    for (const Row& row : rows) {
        print(row.name, row.frames.passed, &row.frames == &together ? "p95 16" : "");
        print(row.onProcessor, row.frames.worked);
    }
    std::printf("\nMemory of the program then: %zu MB\n\n", residentMegabytes());
    printHead();
}

void measureBreakdown(const Theme& theme)
{
    TaskRunner tasks;
    const auto session = required(CaseSession::open(QString::fromStdString(caseOfRequests(50'000)), OpenMode::Read, tasks));
    QMainWindow window;
    Actions actions(&window);
    auto* view = new BreakdownView(*session, actions, theme, &window);
    window.setCentralWidget(view);
    window.resize(windowSize);
    window.show();
    settle(tasks);
    int shown = 0;
    QObject::connect(view, &BreakdownView::shown, view, [&shown] { ++shown; });
    const PaintWatch watch;
    for (const int minutes : {60, 1440}) {
        std::vector<double> brushes;
        for (int i = 0; i < 50; ++i) {
            const int before = shown;
            QElapsedTimer timer;
            timer.start();
            const Timestamp begin = timestampFrom(origin + (minutes == 60 ? i * 20 * 60 : i) * second);
            session->setSelection(TimeRange{begin, begin + std::chrono::minutes(minutes)});
            handleEvents(std::chrono::seconds(5), [&] { return shown != before; });
            const int paints = watch.paints();
            handleEvents(std::chrono::seconds(1), [&] { return watch.paints() != paints; });
            brushes.push_back(millisecondsOf(timer));
            settle(tasks);
        }
        print(minutes == 60 ? "brush of an hour to the breakdown on screen, 5 million requests" : "brush of all 5 million requests", brushes, "100");
    }
}

QString logToImport()
{
    const QString folderName = QString::fromStdString(folder());
    const QString log = folderName + QStringLiteral("/bench-access.log");
    if (QFile::exists(log))
        return log;
    QProcess generate;
    generate.start(QCoreApplication::applicationDirPath() + QStringLiteral("/faultline-generate"),
                   {QStringLiteral("access"), QStringLiteral("--lines"), QString::number(importedLines), QStringLiteral("--urls"),
                    QStringLiteral("50000"), QStringLiteral("--out"), folderName});
    if (!generate.waitForFinished(-1) || generate.exitCode() != 0)
        stopOn({ErrorKind::Usage, "Cannot make the log", generate.readAllStandardError().toStdString(), ""});
    QFile::rename(folderName + QStringLiteral("/access.log"), log);
    return log;
}

void measureGaps(const Theme& theme)
{
    const QTemporaryDir copies(QString::fromStdString(folder()) + QStringLiteral("/bench-XXXXXX"));
    const QString path = copies.filePath(QStringLiteral("case.faultline"));
    const QString log = logToImport();
    QFile::copy(QString::fromStdString(caseOfRequests(50'000)), path);
    TaskRunner tasks;
    const auto session = required(CaseSession::open(path, OpenMode::Write, tasks));
    session->setCharts(defaultCharts(session->contents()));
    const ImporterRegistry registry(builtinImporters());
    QMainWindow window;
    Actions actions(&window);
    window.resize(windowSize);
    Workspace workspace(window, *session, actions, theme);
    window.setCentralWidget(workspace.central());
    window.show();
    settle(tasks);

    std::vector<double> gaps;
    QElapsedTimer sinceTick;
    QTimer tick;
    tick.setTimerType(Qt::PreciseTimer);
    QObject::connect(&tick, &QTimer::timeout, &tick, [&] {
        gaps.push_back(millisecondsOf(sinceTick));
        sinceTick.start();
    });
    int step = 0;
    QTimer work;
    QObject::connect(&work, &QTimer::timeout, &work, [&] {
        ++step;
        const Timestamp begin = timestampFrom(origin + (step * 7 % 20) * 3600 * second);
        session->setSelection(TimeRange{begin, begin + std::chrono::hours(1)});
        if (step % 4 == 0)
            session->setView({begin - std::chrono::hours(step % 3), begin + std::chrono::hours(2)});
        if (step % 16 == 0)
            session->setFilterText(step % 32 == 0 ? QString() : QStringLiteral("status>=500"));
    });
    bool isImported = false;
    ImportRequest request;
    request.paths = {log.toStdString()};
    tasks.run<ImportReport>(
        TaskRunner::Lane::Import, &work, QStringLiteral("import"),
        [&](const TaskControl& control) -> Result<ImportReport> {
            auto writer = session->file().openWriter();
            if (!writer)
                return writer.error();
            return runImport(ImportTarget{*writer, path.toStdString(), TimeZone()}, registry, request, control);
        },
        [&](Result<ImportReport> report) {
            required(std::move(report));
            session->reload();
            isImported = true;
        });
    sinceTick.start();
    tick.start(10);
    work.start(120);
    handleEvents(std::chrono::minutes(5), [&] { return isImported; });
    handleEvents(std::chrono::seconds(3), [] { return false; });
    tick.stop();
    work.stop();
    print("10 ms timer while 3 million lines are imported and queries run", gaps, "longest 50");
    settle(tasks);
    window.takeCentralWidget();
}

}    // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    Theme theme;
    WindowStyle::install(theme);
    const QStringList chosen = application.arguments().mid(1);
    printHead();
    const std::array<std::pair<const char*, void (*)(const Theme&)>, 3> parts{
        {{"frames", measureFrames}, {"breakdown", measureBreakdown}, {"gaps", measureGaps}}};
    for (const auto& [name, measure] : parts)
        if (chosen.isEmpty() || chosen.contains(QLatin1String(name)))
            measure(theme);
    return 0;
}
