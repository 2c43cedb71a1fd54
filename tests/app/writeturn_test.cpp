#include "app/store/caseeditor.h"
#include "app/store/casereader.h"
#include "importers/builtinimporters.h"
#include "tests/support/importcase.h"

#include <QTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::uint64_t manyLines = 400'000;

TimelineEntry entry(int number)
{
    TimelineEntry written;
    written.start = timestampFrom(1'713'900'000'000'000'000 + number);
    written.title = "edit " + std::to_string(number);
    written.type = "note";
    return written;
}

/// An import on another thread, as the window runs it.
class RunningImport {
public:
    RunningImport(ImportCase& folder, ImportRequest request) : m_request(std::move(request))
    {
        m_thread = std::thread([this, &folder] {
            auto writer = folder.file().openWriter();
            if (!writer)
                qFatal("%s", writer.error().message().c_str());
            TaskControl control{m_stop.get_token(), [this](const Progress& progress) { m_rows = progress.rows; }};
            m_report = runImport({*writer, folder.casePath(), TimeZone()}, m_registry, m_request, control);
            m_isDone = true;
        });
    }
    ~RunningImport() { join(); }
    void join()
    {
        if (m_thread.joinable())
            m_thread.join();
    }
    bool isDone() const { return m_isDone; }
    std::uint64_t rows() const { return m_rows; }
    void stop() { m_stop.request_stop(); }
    const ImportReport& report() const { return **m_report; }

private:
    ImporterRegistry m_registry{builtinImporters()};
    ImportRequest m_request;
    std::stop_source m_stop;
    std::atomic<std::uint64_t> m_rows{0};
    std::atomic<bool> m_isDone{false};
    std::optional<Result<ImportReport>> m_report;
    std::thread m_thread;
};

}    // namespace

class WriteTurnTest : public QObject {
    Q_OBJECT

private slots:
    void editsGoBetweenTheBatchesOfARunningImport()
    {
        ImportCase folder;
        ImportRequest request;
        request.paths = {folder.write("access.log", accessLog(manyLines, 5'000))};
        CaseEditor editor(folder.file().database(), "test");
        RunningImport import(folder, request);
        std::chrono::steady_clock::duration longest{0};
        int edits = 0;
        while (!import.isDone()) {
            const auto begun = std::chrono::steady_clock::now();
            const auto added = editor.addEntry(entry(edits));
            longest = std::max(longest, std::chrono::steady_clock::now() - begun);
            QVERIFY2(added, added ? "" : added.error().message().c_str());
            ++edits;
            std::this_thread::yield();
        }
        import.join();
        const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(longest).count();
        qInfo("%d edits during the import, the longest took %lld ms", edits, static_cast<long long>(milliseconds));
        QVERIFY(edits > 3);
        QVERIFY(milliseconds < 1'000);    // usually below 50; SQLite's own waiting would be seconds
        QCOMPARE(import.report().sources.at(0).source->records, manyLines);
        folder.close();
        CaseReader reader(folder.file().database());
        QCOMPARE(reader.timeline()->size(), static_cast<std::size_t>(edits));
        QCOMPARE(reader.counts()->requests, manyLines);
    }

    void aStoppedImportLeavesTheEditsAndNothingElse()
    {
        ImportCase folder;
        ImportRequest request;
        request.paths = {folder.write("access.log", accessLog(manyLines, 5'000))};
        CaseEditor editor(folder.file().database(), "test");
        RunningImport import(folder, request);
        while (import.rows() < manyLines / 10 && !import.isDone())
            std::this_thread::yield();
        QVERIFY(editor.addEntry(entry(1)));
        import.stop();
        import.join();
        QVERIFY(import.report().interrupted);
        QVERIFY(editor.addEntry(entry(2)));
        QCOMPARE(QString::fromStdString(folder.tableSizes()),
                 QStringLiteral("source 0, issue 0, segment 0, segment_column 0, raw_block 0, text_block 0, series 0, series_block 0, event 0"));
        QCOMPARE(CaseReader(folder.file().database()).timeline()->size(), std::size_t(2));
    }

    void anEditThatFailsGivesItsTurnBack()
    {
        ImportCase folder;
        CaseEditor editor(folder.file().database(), "test");
        QVERIFY(!editor.removeEntry(17));
        auto writer = folder.file().openWriter();
        QVERIFY(writer.has_value());
        CaseEditor other(*writer, "other");
        QVERIFY(other.addEntry(entry(1)));
        QVERIFY(editor.addEntry(entry(2)));
    }

    void aCaseOpenedReadOnlyHasNoWriter()
    {
        ImportCase folder;
        (void)folder.file();
        folder.close();
        auto file = CaseFile::open(folder.casePath(), OpenMode::Read);
        QVERIFY(file.has_value());
        QCOMPARE(file->openWriter().error().kind, ErrorKind::CaseLocked);
    }
};

QTEST_GUILESS_MAIN(WriteTurnTest)
#include "writeturn_test.moc"
