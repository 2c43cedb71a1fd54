#include "tests/ui/windowdriver.h"

#include "app/store/casereader.h"
#include "tests/support/sharedtraffic.h"
#include "ui/commands/setsource.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/importqueue.h"
#include "ui/views/sourceview.h"

#include <QApplication>
#include <QComboBox>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace faultline;
using namespace faultline::test;

namespace {

constexpr std::uint64_t manyLines = 1'000'000;

/// Every table that a source's settings reach, blobs included.
std::string dump(CaseSession& session)
{
    std::string text;
    for (const char* sql : {"SELECT * FROM source ORDER BY id", "SELECT * FROM segment ORDER BY id",
                            "SELECT * FROM segment_column ORDER BY segment_id, field", "SELECT * FROM series ORDER BY id",
                            "SELECT * FROM series_block ORDER BY id", "SELECT * FROM event ORDER BY id", "SELECT * FROM issue ORDER BY id",
                            "SELECT * FROM timeline_entry ORDER BY id", "SELECT * FROM evidence ORDER BY id",
                            "SELECT * FROM case_info ORDER BY key"}) {
        auto statement = session.file().database().prepare(sql);
        if (!statement)
            qFatal("%s", statement.error().message().c_str());
        while (*statement->step()) {
            for (int column = 0; column < statement->columns(); ++column) {
                const Bytes bytes = statement->blob(column);
                text += statement->isNull(column) ? std::string("NULL") : std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                text += '|';
            }
            text += '\n';
        }
        text += "--\n";
    }
    return text;
}

/// Requests whose stamps carry no zone, across the night in which Paris changes its clocks.
std::string logWithoutZone()
{
    std::string text;
    for (int minute = 0; minute < 240; ++minute) {
        char line[100];
        std::snprintf(line, sizeof line, "2024-03-31 %02d:%02d:07 \"GET /api/%d HTTP/1.1\" 200\n", minute / 60, minute % 60, minute % 7);
        text += line;
    }
    return text;
}

}    // namespace

class SourceEditTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ImportRequest local;
        local.paths = {m_folder.write("night.log", logWithoutZone())};
        local.options.logFormat = "%{%Y-%m-%d %H:%M:%S}t \"%r\" %>s";
        local.options.zone = *TimeZone::named("Europe/Paris");
        (void)m_folder.import(local);
        ImportRequest sample;
        sample.paths = {FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/timeline.md",
                        FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/cluster-data-2024-04-25 10_12_44.csv",
                        FAULTLINE_SOURCE_DIR "/sample-data/hub-outage/deployments.json"};
        sample.options.zone = *TimeZone::named("Europe/Paris");
        sample.options.year = 2024;
        (void)m_folder.import(sample);
        m_folder.close();
    }

    void init()
    {
        m_driver = std::make_unique<WindowDriver>();
        const QString path = QString::fromStdString(m_folder.path("copy" + std::to_string(++m_copies) + ".faultline"));
        QVERIFY(QFile::copy(QString::fromStdString(m_folder.casePath()), path));
        m_driver->window().openCase(path);
        QVERIFY(m_driver->window().session() && !m_driver->session().isReadOnly());
        QCOMPARE(m_driver->session().contents().sources.size(), std::size_t(4));
        QVERIFY(m_driver->isIdle());
    }

    void cleanup() { m_driver.reset(); }

    void eachKindOfEditIsUndoneAndDoneAgainWithoutATrace_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("first");    // of the source, after the edit
        QTest::newRow("zone of requests") << "night.log" << "Zone of times without one" << "UTC" << "2024-03-31T00:00:07Z";
        QTest::newRow("zone of samples") << "cluster-data-2024-04-25 10_12_44.csv" << "Zone of times without one" << "UTC" << "2024-04-22T02:00:00Z";
        QTest::newRow("zone of events") << "timeline.md" << "Zone of times without one" << "+01:00" << "2024-04-22T07:45:00Z";
        QTest::newRow("anchor") << "night.log" << "Times mark" << "the end of a request" << "2024-03-30T23:00:07Z";
        QTest::newRow("clock of requests") << "night.log" << "Seconds added to its clock" << "-2.5" << "2024-03-30T23:00:04.500Z";
        QTest::newRow("clock of samples") << "cluster-data-2024-04-25 10_12_44.csv" << "Seconds added to its clock" << "60" << "2024-04-22T00:01:00Z";
        QTest::newRow("clock of events") << "deployments.json" << "Seconds added to its clock" << "90" << "2024-04-22T05:13:50Z";
        QTest::newRow("name") << "timeline.md" << "Name" << "article of the team" << "2024-04-22T06:45:00Z";
    }

    void eachKindOfEditIsUndoneAndDoneAgainWithoutATrace()
    {
        QFETCH(QString, source);
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, first);
        const std::int64_t id = sourceNamed(source);
        const std::string before = dump(m_driver->session());
        change(source, field, value);
        QVERIFY(waitUntil([&] { return m_driver->session().undoStack().count() == 1; }));
        QVERIFY(m_driver->isIdle());
        QCOMPARE(QString::fromStdString(formatUtc(*m_driver->session().contents().source(id)->first)), first);
        const std::string after = dump(m_driver->session());
        QVERIFY(after != before);
        m_driver->press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        QVERIFY(dump(m_driver->session()) == before);
        m_driver->press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_driver->isIdle());
        QVERIFY(dump(m_driver->session()) == after);
        m_driver->press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(m_driver->isIdle());
        QVERIFY(dump(m_driver->session()) == before);
        QCOMPARE(m_driver->banner(), QString());
    }

    void comparedClocksProposeAnOffsetThatApplySets()
    {
        ImportCase logs;
        ImportRequest request;
        request.paths = {logs.write("proxy.log", test::accessLog(arrivals(1), 0)), logs.write("server.log", test::accessLog(arrivals(1), 90, 0.7))};
        (void)logs.import(request);
        const QString path = QString::fromStdString(logs.casePath());
        logs.close();
        m_driver->window().openCase(path);
        QVERIFY(m_driver->isIdle());
        SourceDialog* dialog = openDialog(QStringLiteral("server.log"));
        auto* clock = m_driver->named<QLineEdit>(QStringLiteral("Seconds added to its clock"), dialog);
        QTest::keyClick(m_driver->named<QPushButton>(QStringLiteral("Compare clocks"), dialog), Qt::Key_Space);
        auto* said = m_driver->named<QLabel>(QStringLiteral("What comparing the clocks said"), dialog);
        QVERIFY(waitUntil([&] { return clock->text() != QStringLiteral("0"); }));
        QVERIFY2(std::abs(clock->text().toDouble() + 90) <= 1, qPrintable(clock->text()));
        QVERIFY2(said->text().contains(QStringLiteral("ahead of proxy.log")), qPrintable(said->text()));
        QCOMPARE(m_driver->session().contents().sources.back().clockOffset.count(), std::int64_t{0});    // nothing before Apply
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(waitUntil([&] { return m_driver->session().contents().sources.back().clockOffset.count() != 0; }));
        dialog = openDialog(QStringLiteral("proxy.log"));
        QTest::keyClick(m_driver->named<QPushButton>(QStringLiteral("Compare clocks"), dialog), Qt::Key_Space);
        said = m_driver->named<QLabel>(QStringLiteral("What comparing the clocks said"), dialog);
        QVERIFY(waitUntil([&] { return said->text() == QStringLiteral("the others are compared with it"); }));
        QTest::keyClick(dialog, Qt::Key_Escape);
    }

    void theDetailsAddUpAndNameTheFileByItsHash()
    {
        SourceDialog* dialog = openDialog(QStringLiteral("night.log"));
        const auto value = [&](const char* name) { return m_driver->named<QLabel>(QLatin1String(name), dialog)->text(); };
        QCOMPARE(value("Lines"), QStringLiteral("240 = 240 of records + 0 skipped + 0 rejected"));
        QCOMPARE(value("Records"), QStringLiteral("240"));
        QFile file(QString::fromStdString(m_folder.path("night.log")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(value("SHA-256"), QString::fromLatin1(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex()));
        QTest::keyClick(dialog, Qt::Key_Escape);
    }

    void aSourceIsRenamedAndAnEntryAddedWhileAnImportRuns()
    {
        CaseSession& session = m_driver->session();
        const std::size_t entries = session.contents().timeline.size();
        const std::int64_t id = sourceNamed(QStringLiteral("timeline.md"));
        QSignalSpy progressed(&m_driver->window().imports(), &ImportQueue::progressed);
        ImportRequest request;
        request.paths = {m_folder.write("long.log", accessLog(manyLines, 5'000))};
        m_driver->window().imports().add(request, QStringLiteral("long.log"));
        QVERIFY(waitUntil([&] { return progressed.count() > 0; }));
        QElapsedTimer timer;
        timer.start();
        change(QStringLiteral("timeline.md"), QStringLiteral("Name"), QStringLiteral("article"));
        QVERIFY(waitUntil([&] { return session.contents().source(id)->name == "article"; }));
        const bool renamedBeside = m_driver->window().imports().isBusy();
        qInfo("renamed after %lld ms", timer.elapsed());
        m_driver->trigger("timeline.add");
        m_driver->type(QStringLiteral("seen during the import"));
        m_driver->press(Qt::Key_Return);
        QCOMPARE(session.contents().timeline.size(), entries + 1);
        const bool addedBeside = m_driver->window().imports().isBusy();
        QVERIFY(renamedBeside);
        QVERIFY(addedBeside);
        QVERIFY(waitUntil([&] { return !m_driver->window().imports().isBusy() && session.contents().sources.size() == 5; }));
        QCOMPARE(m_driver->banner(), QString());
        // What the window waits for when it writes beside the change of a large source.
        SourceChange clock;
        clock.clockOffset = std::chrono::seconds(5);
        const std::int64_t large = session.contents().sources.back().id;
        SetSource::start(session, large, clock);
        timer.restart();
        qint64 longest = 0;
        int edits = 0;
        while (session.contents().source(large)->clockOffset.count() == 0 && edits < 100) {
            QElapsedTimer one;
            one.start();
            TimelineEntry entry;
            entry.start = at("2024-04-23T10:00Z");
            entry.title = "beside " + std::to_string(++edits);
            QVERIFY(session.editor().addEntry(entry).has_value());
            longest = qMax(longest, one.elapsed());
            QTest::qWait(20);
        }
        qInfo("the clock of %llu records was moved in %lld ms; the longest of %d edits beside it took %lld ms",
              static_cast<unsigned long long>(manyLines), timer.elapsed(), edits, longest);
        const QString path = session.path();
        m_driver->window().closeCase();
        auto file = CaseFile::open(path.toStdString(), OpenMode::Read);
        QVERIFY(file.has_value());
        CaseReader reader(file->database());
        const auto sources = *reader.sources();
        QVERIFY(std::any_of(sources.begin(), sources.end(), [&](const Source& one) { return one.id == id && one.name == "article"; }));
        QCOMPARE(sources.back().records, manyLines);
        QCOMPARE(sources.back().lines, manyLines);
        const auto timeline = *reader.timeline();
        QVERIFY(std::any_of(timeline.begin(), timeline.end(), [](const TimelineEntry& one) { return one.title == "seen during the import"; }));
    }

    void whatWasAskedForIsKeptWhenTheCaseIsClosedAtOnce()
    {
        const QString path = m_driver->session().path();
        SourceChange clock;
        clock.clockOffset = std::chrono::seconds(3);
        SetSource::start(m_driver->session(), sourceNamed(QStringLiteral("night.log")), clock);
        SourceChange name;
        name.name = "kept";
        SetSource::start(m_driver->session(), sourceNamed(QStringLiteral("timeline.md")), name);
        m_driver->window().closeCase();
        m_driver->window().openCase(path);
        QVERIFY(m_driver->session().contents().source(sourceNamed(QStringLiteral("night.log")))->clockOffset == std::chrono::seconds(3));
        QVERIFY(sourceNamed(QStringLiteral("kept")) != 0);
    }

    void aRemovedSourceIsAskedForAndItsOldEditsSaySo()
    {
        change(QStringLiteral("night.log"), QStringLiteral("Name"), QStringLiteral("the night"));
        QVERIFY(waitUntil([&] { return m_driver->session().undoStack().count() == 1; }));
        QVERIFY(m_driver->isIdle());
        select(QStringLiteral("the night"));
        m_driver->answer(QStringLiteral("Keep"));
        m_driver->trigger("case.removeSource");
        QVERIFY(m_driver->isIdle());
        QCOMPARE(m_driver->session().contents().sources.size(), std::size_t(4));
        m_driver->answer(QStringLiteral("Remove"));
        m_driver->trigger("case.removeSource");
        QVERIFY(m_driver->isIdle());
        QCOMPARE(m_driver->session().contents().sources.size(), std::size_t(3));
        QCOMPARE(m_driver->session().undoStack().count(), 1);    // a removal is no step
        m_driver->press(Qt::Key_Z, Qt::ControlModifier);
        QVERIFY2(m_driver->banner().contains(QStringLiteral("not in the case any more")), qPrintable(m_driver->banner()));
        QVERIFY(!m_driver->session().undoStack().canUndo());
        QVERIFY(!m_driver->session().undoStack().canRedo());
    }

private:
    std::int64_t sourceNamed(const QString& name)
    {
        for (const Source& source : m_driver->session().contents().sources)
            if (source.name == name.toStdString())
                return source.id;
        qFatal("no source %s", qPrintable(name));
    }

    void select(const QString& name)
    {
        m_driver->press(Qt::Key_1, Qt::ControlModifier);
        auto* tree = m_driver->window().findChild<SourceView*>()->findChild<QTreeView*>();
        const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), Qt::DisplayRole, name, 1, Qt::MatchExactly);
        if (found.isEmpty())
            qFatal("the tree has no source %s", qPrintable(name));
        tree->setCurrentIndex(found.front());
    }

    SourceDialog* openDialog(const QString& source)
    {
        select(source);
        m_driver->trigger("case.source");
        SourceDialog* dialog = nullptr;
        if (!waitUntil([&] { return (dialog = qobject_cast<SourceDialog*>(QApplication::activeModalWidget())) != nullptr; }))
            qFatal("no dialog opens");
        return dialog;
    }

    void change(const QString& source, const QString& field, const QString& value)
    {
        SourceDialog* dialog = openDialog(source);
        if (field == QLatin1String("Zone of times without one") || field == QLatin1String("Times mark")) {
            auto* box = m_driver->named<QComboBox>(field, dialog);
            box->setFocus();
            if (box->isEditable())
                box->setEditText(value);
            else
                box->setCurrentText(value);
        } else {
            auto* line = m_driver->named<QLineEdit>(field, dialog);
            line->setFocus();
            line->selectAll();
            QTest::keyClicks(line, value);
        }
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(waitUntil([] { return QApplication::activeModalWidget() == nullptr; }));
    }

    ImportCase m_folder;
    std::unique_ptr<WindowDriver> m_driver;
    int m_copies = 0;
};

QTEST_MAIN(SourceEditTest)
#include "sourceedit_test.moc"
