#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/plaintext.h"
#include "ui/views/evidenceview.h"
#include "ui/views/linedetail.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProcess>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

using namespace faultline;
using namespace faultline::test;

namespace {

const TimeRange window{at("2024-04-23T19:00Z"), at("2024-04-23T19:30Z")};

}    // namespace

class EvidenceViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        openView();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void showsTheLinesOfTheFilesAsTheyAre()
    {
        look();
        const auto& records = m_view->model().request();
        QVERIFY(records.window == window);
        QVERIFY(m_view->model().rowCount() > 5'000);
        QHash<std::int64_t, QList<QByteArray>> files;
        for (const int row : {0, 1, 700, 3'000, m_view->model().rowCount() - 1}) {
            fetch(row);
            const RecordReference record = *m_view->model().record(row);
            const Source* source = m_session->contents().source(record.sourceId);
            if (!files.contains(record.sourceId))
                files[record.sourceId] = linesOf(*source);
            const QByteArray expected = files[record.sourceId].at(static_cast<int>(record.line) - 1);
            QCOMPARE(m_view->model().text(row), shownText(expected.toStdString()));
            m_view->table().setCurrentIndex(m_view->model().index(row, 0));
            QApplication::clipboard()->clear();
            m_view->copy();
            QVERIFY(waitUntilIdle(m_tasks));
            QCOMPARE(QApplication::clipboard()->text().toUtf8(), expected + '\n');
        }
    }

    void isInTimeOrderOverAllSources()
    {
        look();
        Timestamp last{};
        for (int row = 0; row < 600; ++row) {
            fetch(row);
            QVERIFY(m_view->model().record(row)->time >= last);
            last = m_view->model().record(row)->time;
        }
    }

    void theModelKeepsItsPromises()
    {
        QAbstractItemModelTester tester(&m_view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        look();
        fetch(4'000);
        m_session->setSelection(TimeRange{at("2024-04-22T08:00Z"), at("2024-04-22T08:01Z")});
        QVERIFY(waitUntilIdle(m_tasks));
        m_session->addChip(QStringLiteral("path = \"/nobody\""));
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_view->model().rowCount(), 0);
    }

    void searchingCountsAndStepsThroughTheHits()
    {
        look();
        m_view->find();
        QVERIFY(m_view->searchField().hasFocus());
        QTest::keyClicks(&m_view->searchField(), QStringLiteral("ALL-MPNET"));
        QTest::keyClick(&m_view->searchField(), Qt::Key_Return);
        QVERIFY(waitUntil([this] { return !m_view->hits().empty(); }));
        std::vector<std::uint32_t> expected;
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            fetch(row);
            if (m_view->model().text(row).contains(QStringLiteral("all-mpnet"), Qt::CaseInsensitive))
                expected.push_back(static_cast<std::uint32_t>(row));
        }
        QCOMPARE(m_view->hits(), expected);
        m_view->table().setFocus();
        m_view->table().setCurrentIndex(m_view->model().index(0, 0));
        QTest::keyClick(&m_view->table(), Qt::Key_N);
        const int first = m_view->table().currentIndex().row();
        QCOMPARE(first, static_cast<int>(expected.front() == 0 ? expected[1] : expected[0]));
        QTest::keyClick(&m_view->table(), Qt::Key_N, Qt::ShiftModifier);
        QTest::keyClick(&m_view->table(), Qt::Key_N);
        QCOMPARE(m_view->table().currentIndex().row(), first);
        fetch(first);
        const auto marks = m_view->model().index(first, LinesModel::TextColumn).data(LinesModel::HitsRole).value<QList<QPoint>>();
        QVERIFY(!marks.isEmpty());
        QCOMPARE(m_view->model().text(first).mid(marks.front().x(), marks.front().y()).toLower(), QStringLiteral("all-mpnet"));
    }

    void eGoesToTheNextError()
    {
        look();
        QTest::keyClick(&m_view->table(), Qt::Key_E);
        QVERIFY(waitUntilIdle(m_tasks));
        const int row = m_view->table().currentIndex().row();
        QVERIFY(row > 0);
        fetch(row);
        QCOMPARE(m_view->model().index(row, 0).data(LinesModel::MarkRole).toInt(), static_cast<int>(LineMark::Error));
        QTest::keyClick(&m_view->table(), Qt::Key_J);
        QCOMPARE(m_view->table().currentIndex().row(), row + 1);
        QTest::keyClick(&m_view->table(), Qt::Key_K);
        QCOMPARE(m_view->table().currentIndex().row(), row);
    }

    void showsWhatIsAskedForByOtherViews()
    {
        EvidenceRequest request;
        request.window = window;
        request.filter = "status >= 500";
        request.kind = RecordKind::Request;
        m_session->showEvidence(request);
        QVERIFY(waitUntilIdle(m_tasks));
        const int errors = m_view->model().rowCount();
        QVERIFY(errors > 0);
        m_session->setSelection(TimeRange{at("2024-04-22T08:00Z"), at("2024-04-22T08:01Z")});
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_view->model().rowCount(), errors);    // it stays
        request = {};
        request.sourceId = m_session->contents().sources.front().id;
        request.line = 7;
        m_session->showEvidence(request);
        QVERIFY(waitUntilIdle(m_tasks));
    }

    void goesToTheLineThatEvidenceNames()
    {
        look();
        fetch(2'345);
        const RecordReference record = *m_view->model().record(2'345);
        m_session->setSelection(TimeRange{at("2024-04-22T08:00Z"), at("2024-04-22T08:10Z")});
        EvidenceRequest request;
        request.sourceId = record.sourceId;
        request.line = record.line;
        m_session->showEvidence(request);
        QVERIFY(waitUntil([&] {
            const RecordReference* shown = m_view->model().record(m_view->table().currentIndex().row());
            return shown && shown->line == record.line;
        }));
        const int row = m_view->table().currentIndex().row();
        QCOMPARE(m_view->model().record(row)->sourceId, record.sourceId);
    }

    void enterShowsEveryFieldAndPlusFiltersToIt()
    {
        look();
        QTest::keyClick(&m_view->table(), Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(m_view->detail().isVisible());
        QTreeWidget& fields = m_view->detail().fields();
        const auto status = fields.findItems(QStringLiteral("Status"), Qt::MatchExactly, 0);
        QCOMPARE(status.size(), 1);
        fields.setCurrentItem(status.front());
        fields.setFocus();
        QTest::keyClick(&fields, Qt::Key_Plus);
        QCOMPARE(m_session->look().chips.back().expression, QStringLiteral("status = ") + status.front()->text(1));
        QTest::keyClick(&fields, Qt::Key_Escape);
        QVERIFY(!m_view->detail().isVisible());
    }

    void tHandsTheLineToTheTimeline()
    {
        look();
        fetch(0);
        QSignalSpy drafts(m_session.get(), &CaseSession::entryDraftRequested);
        QTest::keyClick(&m_view->table(), Qt::Key_T);
        QCOMPARE(drafts.count(), 1);
        const auto draft = drafts.front().front().value<EntryDraft>();
        const RecordReference record = *m_view->model().record(0);
        QVERIFY(draft.start == record.time);
        QCOMPARE(draft.evidence.size(), std::size_t(1));
        QCOMPARE(draft.evidence.front().reference, std::to_string(record.sourceId) + ':' + std::to_string(record.line));
        QTest::keyClick(&m_view->table(), Qt::Key_M);
        QCOMPARE(drafts.back().front().value<EntryDraft>().editing, DraftTitle::Keep);
    }

    void spaceShowsTheLineOnTheCharts()
    {
        look();
        m_view->table().setCurrentIndex(m_view->model().index(1'000, 0));
        fetch(1'000);
        QTest::keyClick(&m_view->table(), Qt::Key_Space);
        QVERIFY(m_session->look().cursor == m_view->model().record(1'000)->time);
    }

    void chosenLinesAreCopiedAsMarkdownWithTheirPlaces()
    {
        look();
        fetch(2);
        m_view->table().setCurrentIndex(m_view->model().index(0, 0));
        QTest::keyClick(&m_view->table(), Qt::Key_Down, Qt::ShiftModifier);
        m_view->copyMarkdown();
        QVERIFY(waitUntilIdle(m_tasks));
        QString expected = QStringLiteral("```\n");
        for (const int row : {0, 1}) {
            const RecordReference record = *m_view->model().record(row);
            const Source* source = m_session->contents().source(record.sourceId);
            expected += QString::fromStdString(source->name) + QLatin1Char(':') + QString::number(record.line) + QStringLiteral(": ")
                + QString::fromUtf8(linesOf(*source).at(static_cast<int>(record.line) - 1)) + QLatin1Char('\n');
        }
        QCOMPARE(QApplication::clipboard()->text(), expected + QStringLiteral("```\n"));
        QCOMPARE(QApplication::clipboard()->mimeData()->data(QStringLiteral("text/markdown")), (expected + QStringLiteral("```\n")).toUtf8());
    }

    void aLineWithFencesIsFencedByMore()
    {
        ImportCase odd;
        odd.importText("access.log", "192.0.2.1 - - [23/Apr/2024:19:00:00 +0000] \"GET /````a HTTP/1.1\" 200 12 \"-\" \"-\"\n" + accessLog(30));
        odd.close();
        m_window.reset();
        m_session = std::move(*CaseSession::open(QString::fromStdString(odd.casePath()), OpenMode::Read, m_tasks));
        openView();
        QVERIFY(waitUntilIdle(m_tasks));
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            fetch(row);
            if (m_view->model().text(row).contains(QStringLiteral("````")))
                m_view->table().setCurrentIndex(m_view->model().index(row, 0));
        }
        m_view->copyMarkdown();
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("`````\naccess.log:1: 192.0.2.1")));
        m_window.reset();
        m_session.reset();
    }

    void aSourceWithoutItsLinesIsListedByItsFields()
    {
        ImportCase slim;
        ImportRequest request;
        request.paths = {slim.write("access.log", accessLog(300))};
        request.keepRaw = false;
        (void)slim.import(request);
        slim.close();
        m_window.reset();
        m_session = std::move(*CaseSession::open(QString::fromStdString(slim.casePath()), OpenMode::Read, m_tasks));
        openView();
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_view->model().rowCount(), 300);
        fetch(7);
        QVERIFY(!m_view->model().isUntouched(7));
        QVERIFY2(m_view->model().text(7).contains(QStringLiteral("GET /p/7 ")), qPrintable(m_view->model().text(7)));
        m_view->table().setCurrentIndex(m_view->model().index(7, 0));
        QTest::keyClick(&m_view->table(), Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        QStringList notes;
        for (const auto* label : m_view->detail().findChildren<QLabel*>())
            if (label->isVisible())
                notes << label->text();
        QVERIFY2(notes.contains(QStringLiteral("The source was imported without its lines; these are the fields that were read of it.")),
                 qPrintable(notes.join(QLatin1Char('\n'))));
        QVERIFY(!m_view->detail().findChild<QPlainTextEdit*>()->isVisible());
        QVERIFY(m_view->detail().findChild<QTreeWidget*>()->topLevelItemCount() > 3);
        m_view->table().setFocus();
        m_view->copy();
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY2(QApplication::clipboard()->text().contains(QStringLiteral("GET /p/7 ")), qPrintable(QApplication::clipboard()->text()));
        m_window.reset();
        m_session.reset();
    }

    void hostileAndEndlessLinesAreShownPlainly()
    {
        ImportCase hostile;
        const auto line = [](int second, const QByteArray& agent) {
            return "192.0.2.1 - - [23/Apr/2024:19:00:" + QByteArray::number(second).rightJustified(2, '0') + " +0000] \"GET /a HTTP/1.1\" 200 12 \"-\" \""
                + agent + "\"\n";
        };
        QByteArray log = line(0, "<b>bold</b> <img src=x> \x1b[31mred\x1b[0m \xe2\x80\xae" "esrever");
        log += line(1, QByteArray(1'000'000, 'x') + " end");
        for (int i = 2; i < 40; ++i)
            log += line(i, "plain");
        hostile.importText("access.log", log.toStdString());
        hostile.close();
        m_window.reset();
        m_session = std::move(*CaseSession::open(QString::fromStdString(hostile.casePath()), OpenMode::Read, m_tasks));
        openView();
        QVERIFY(waitUntilIdle(m_tasks));
        fetch(0);
        const QString shown = m_view->model().index(0, LinesModel::TextColumn).data().toString();
        QVERIFY2(shown.contains(QStringLiteral("<b>bold</b> <img src=x> \\x1b[31mred\\x1b[0m \\u202e")), qPrintable(shown));
        QVERIFY(m_view->model().text(1).size() < 5'000);
        QElapsedTimer timer;
        timer.start();
        m_view->table().setCurrentIndex(m_view->model().index(1, 0));
        QTest::keyClick(&m_view->table(), Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        m_view->grab();
        QVERIFY2(timer.elapsed() < 2'000, "a line of a megabyte stalls the window");
        QVERIFY(m_view->detail().findChild<QPlainTextEdit*>()->toPlainText().size() < 20'000);
        m_view->table().setFocus();
        m_view->copy();
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(QApplication::clipboard()->text().endsWith(QStringLiteral("x end\"\n")));
        QVERIFY(QApplication::clipboard()->text().size() > 1'000'000);
        m_window.reset();
        m_session.reset();
    }

private:
    void openView()
    {
        m_window = std::make_unique<QMainWindow>();
        auto* actions = new Actions(m_window.get());
        m_view = new EvidenceView(*m_session, *actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_window->resize(1000, 420);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_view->setFocus();
    }

    void look()
    {
        m_session->setSelection(window);
        QVERIFY(waitUntilIdle(m_tasks));
    }

    void fetch(int row)
    {
        if (!m_view->model().record(row)) {
            m_view->model().fetch(row, row);
            waitUntil([&] { return m_view->model().record(row) != nullptr; });
        }
    }

    /// The lines of a file as other programs unpack it.
    static QList<QByteArray> linesOf(const Source& source)
    {
        QProcess process;
        const QString path = QString::fromStdString(source.path);
        const QString program = path.endsWith(QLatin1String(".gz")) ? QStringLiteral("zcat")
            : path.endsWith(QLatin1String(".zst"))                  ? QStringLiteral("zstdcat")
                                                                    : QStringLiteral("cat");
        process.start(program, {path});
        process.waitForFinished();
        return process.readAllStandardOutput().split('\n');
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    EvidenceView* m_view = nullptr;
};

QTEST_MAIN(EvidenceViewTest)
#include "evidenceview_test.moc"
