#include "app/store/casereader.h"
#include "app/timeline/evidencereference.h"
#include "importers/builtinimporters.h"
#include "tests/ui/samplecase.h"
#include "ui/importqueue.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::uint64_t manyLines = 320'000;

TimelineEntry note(int number)
{
    TimelineEntry entry;
    entry.start = at("2024-04-23T10:00Z") + std::chrono::seconds(number);
    entry.title = "edit " + std::to_string(number);
    entry.type = "note";
    return entry;
}

/// The longest time between two beats of a timer of 10 ms.
class Heartbeat {
public:
    Heartbeat()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { m_longest = qMax(m_longest, m_since.restart()); });
        m_timer.setTimerType(Qt::PreciseTimer);
        m_since.start();
        m_timer.start(10);
    }
    qint64 longest() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

}    // namespace

class ImportQueueTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<ImportCase>();
        (void)m_folder->file();
        m_folder->close();
        auto opened = CaseSession::open(QString::fromStdString(m_folder->casePath()), OpenMode::Write, m_tasks);
        QVERIFY(opened.has_value());
        m_session = std::move(*opened);
        m_queue = std::make_unique<ImportQueue>(m_tasks, m_registry, nullptr);
        m_queue->setSession(m_session.get());
    }

    void cleanup()
    {
        m_queue->setSession(nullptr);
        m_queue.reset();
        m_session.reset();
    }

    void filesAreImportedOneAfterTheOtherAndTheChartsFill()
    {
        QSignalSpy imported(m_queue.get(), &ImportQueue::imported);
        add(m_folder->write("a.log", accessLog(500)));
        add(m_folder->write("b.log", accessLog(700)));
        QCOMPARE(m_queue->tasks().size(), std::size_t(2));
        QCOMPARE(m_queue->tasks()[0].state, ImportTask::State::Running);
        QCOMPARE(m_queue->tasks()[1].state, ImportTask::State::Waiting);
        QVERIFY(waitUntil([&] { return imported.count() == 2 && m_session->contents().sources.size() == 2; }));
        QCOMPARE(m_session->contents().counts.requests, std::uint64_t(1200));
        QVERIFY(m_queue->tasks().empty());
        QVERIFY(m_session->view().begin <= m_session->contents().range.begin);
        QVERIFY(m_session->view().end >= m_session->contents().range.end);
        QVERIFY(!m_session->charts().empty());
    }

    void theWindowStaysQuickDuringALongImport()
    {
        const std::string path = m_folder->write("long.log", accessLog(manyLines, 5'000));
        Heartbeat heartbeat;
        add(path);
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == manyLines; }));
        qInfo("longest gap of a 10 ms timer: %lld ms", heartbeat.longest());
        QVERIFY(heartbeat.longest() < 1'000);    // a few ms where nothing else runs; the import itself takes longer than this
    }

    void editsAreKeptDuringALongImport()
    {
        add(m_folder->write("long.log", accessLog(manyLines, 5'000)));
        int edits = 0;
        qint64 longest = 0;
        while (m_queue->isBusy()) {
            QElapsedTimer timer;
            timer.start();
            const auto added = m_session->editor().addEntry(note(edits));
            longest = qMax(longest, timer.elapsed());
            QVERIFY2(added, added ? "" : added.error().message().c_str());
            ++edits;
            QTest::qWait(20);
        }
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == manyLines; }));
        qInfo("%d edits beside the import, the longest took %lld ms", edits, longest);
        QVERIFY(edits > 1);
        QCOMPARE(CaseReader(m_session->file().database()).timeline()->size(), static_cast<std::size_t>(edits));
        QVERIFY(longest < 2'000);    // usually below 50: only a lock held over a whole import would miss this
    }

    void rowsOfAnExportedTimelineBringTheirEvidence()
    {
        const std::string path = m_folder->write("timeline.json",
            "{\"format\":\"faultline-timeline\",\"rows\":[{\"start\":\"2024-04-23T19:29:58Z\",\"title\":\"Errors rise\",\"type\":\"detection\",\"evidence\":["
            "{\"kind\":\"window\",\"reference\":\"2024-04-23T19:29:00Z/2024-04-23T19:31:00Z request status >= 500\",\"caption\":\"502s\"},"
            "{\"kind\":\"link\",\"reference\":\"https://example.org/chart\",\"caption\":\"\"}]}]}");
        ImportRequest request;
        request.paths = {path};
        m_queue->add(request, QStringLiteral("timeline.json"), TimelineRows::IntoTimeline);
        const auto evidence = [this] { return CaseReader(m_session->file().database()).evidence(); };
        QVERIFY(waitUntil([&] { return !m_queue->isBusy() && evidence()->size() == 2; }));
        QCOMPARE(CaseReader(m_session->file().database()).timeline()->size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(evidence()->front().caption), QStringLiteral("502s"));
        QVERIFY(windowOf(evidence()->front()));
    }

    void progressTellsBytesAndRows()
    {
        QSignalSpy progressed(m_queue.get(), &ImportQueue::progressed);
        add(m_folder->write("long.log", accessLog(manyLines, 100)));
        QVERIFY(waitUntil([&] { return progressed.count() > 0; }));
        const ImportTask& task = m_queue->tasks().front();
        QVERIFY(task.progress.bytesTotal > 20'000'000);
        QVERIFY(task.progress.bytesDone <= task.progress.bytesTotal);
        m_queue->cancelAll();
    }

    void cancelAnswersAtOnceAndLeavesNothing()
    {
        QSignalSpy progressed(m_queue.get(), &ImportQueue::progressed);
        add(m_folder->write("long.log", accessLog(manyLines, 5'000)));
        QVERIFY(waitUntil([&] { return progressed.count() > 0; }));
        QElapsedTimer timer;
        timer.start();
        m_queue->cancel(m_queue->tasks().front().id);
        QVERIFY(!m_queue->isBusy());
        const qint64 answered = timer.elapsed();
        QVERIFY(waitUntilIdle(m_tasks));
        qInfo("answered in %lld ms, gone from the case in %lld ms", answered, timer.elapsed());
        QVERIFY(answered < 200);
        m_session.reset();
        QCOMPARE(QString::fromStdString(m_folder->tableSizes()),
                 QStringLiteral("source 0, issue 0, segment 0, segment_column 0, raw_block 0, text_block 0, series 0, series_block 0, event 0"));
        m_folder->close();
    }

    void aFileThatFailsIsListedWithItsReasonAndTheOthersGoOn()
    {
        add(m_folder->path("gone.log"));
        add(m_folder->write("good.log", accessLog(300)));
        QVERIFY(waitUntil([&] { return !m_queue->isBusy() && m_session->contents().counts.requests == 300; }));
        QCOMPARE(m_queue->tasks().size(), std::size_t(1));
        const ImportTask failed = m_queue->tasks().front();
        QCOMPARE(failed.state, ImportTask::State::Failed);
        QVERIFY2(!failed.problem.isEmpty(), qPrintable(failed.problem));
        (void)m_folder->write("gone.log", accessLog(200, 50));
        m_queue->retry(failed.id);
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == 500; }));
        QVERIFY(m_queue->tasks().empty());
    }

    void theSameContentIsRefusedAndCanBeKeptTwice()
    {
        const std::string path = m_folder->write("a.log", accessLog(300));
        add(path);
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == 300; }));
        add(path);
        QVERIFY(waitUntil([&] { return !m_queue->isBusy(); }));
        QVERIFY(m_queue->tasks().front().isDuplicate);
        QVERIFY(m_queue->tasks().front().problem.contains(QStringLiteral("a.log")));
        m_queue->retry(m_queue->tasks().front().id);
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == 600; }));
    }

    void aReplacedSourceGoesAndWhatPointedToItPointsToTheNewOne()
    {
        const std::string path = m_folder->write("a.log", accessLog(300));
        add(path);
        QVERIFY(waitUntil([&] { return m_session->contents().counts.requests == 300; }));
        const std::int64_t old = m_session->contents().sources.front().id;
        const auto entry = m_session->editor().addEntry(note(1));
        QVERIFY(entry);
        Evidence line = evidenceOf(LineReference{old, 42}, "line 42");
        line.entryId = entry->id;
        QVERIFY(m_session->editor().addEvidence({line}));
        ImportRequest again;
        again.paths = {path};
        again.again = true;
        m_queue->add(again, QStringLiteral("a.log"), TimelineRows::StayEvents, {{path, old}});
        QVERIFY(waitUntil([&] { return !m_session->contents().sources.empty() && m_session->contents().sources.front().id != old; }));
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_session->contents().sources.size(), std::size_t(1));
        QCOMPARE(m_session->contents().counts.requests, std::uint64_t(300));
        const std::int64_t now = m_session->contents().sources.front().id;
        const auto evidence = *CaseReader(m_session->file().database()).evidence();
        QCOMPARE(evidence.size(), std::size_t(1));
        QCOMPARE(evidence.front().reference, std::to_string(now) + ":42");
    }

    void rowsOfATimelineGoIntoTheTimelineAndCanBeUndone()
    {
        ImportRequest request;
        request.paths = {FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/timeline.md"};
        m_queue->add(request, QStringLiteral("timeline.md"), TimelineRows::IntoTimeline);
        QVERIFY(waitUntil([&] { return m_session->contents().timeline.size() == 18; }));
        m_session->undoStack().undo();
        QVERIFY(m_session->contents().timeline.empty());
        QCOMPARE(m_session->contents().events.size(), std::size_t(18));
    }

    void closingTheCaseEndsItsImports()
    {
        add(m_folder->write("long.log", accessLog(manyLines, 5'000)));
        m_queue->setSession(nullptr);
        m_session.reset();
        QVERIFY(!m_queue->isBusy());
        QVERIFY(m_queue->tasks().empty());
        QVERIFY(m_folder->tableSizes().rfind("source 0", 0) == 0);
        m_folder->close();
    }

private:
    void add(const std::string& path)
    {
        ImportRequest request;
        request.paths = {path};
        m_queue->add(request, QString::fromStdString(path).section(QLatin1Char('/'), -1));
    }

    TaskRunner m_tasks;
    ImporterRegistry m_registry{builtinImporters()};
    std::unique_ptr<ImportCase> m_folder;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<ImportQueue> m_queue;
};

QTEST_MAIN(ImportQueueTest)
#include "importqueue_test.moc"
