#include "app/query/recordcount.h"
#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/commands/editsavedwindow.h"
#include "ui/dialogs/applyatdialog.h"
#include "ui/views/breakdownheader.h"
#include "ui/views/breakdownview.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <numeric>

using namespace faultline;
using namespace faultline::test;

namespace {

const TimeRange window{at("2024-04-23T19:00Z"), at("2024-04-23T19:30Z")};
constexpr const char* culprit = "/api/models/sentence-transformers/all-mpnet-base-v2/revision/main";

}    // namespace

class BreakdownViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_window = std::make_unique<QMainWindow>();
        auto* actions = new Actions(m_window.get());
        m_view = new BreakdownView(*m_session, *actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_window->resize(1000, 420);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_view->setFocus();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void theRisenUrlOfTheSecondCrashComesFirst()
    {
        look();
        const BreakdownRow* first = m_view->model().row(top(0));
        QCOMPARE(QString::fromStdString(first->value), QString::fromLatin1(culprit));
        QVERIFY(first->ratio > 3);
        QCOMPARE(m_view->model().answer().request.baseline->begin, at("2024-04-23T18:30Z"));
        QCOMPARE(top(0).siblingAtColumn(static_cast<int>(BreakdownColumn::Value)).data().toString(), QString::fromLatin1(culprit));
    }

    void itsNumbersAreThoseOfTheQuery()
    {
        look();
        BreakdownRequest request;
        request.window = window;
        request.baseline = TimeRange{at("2024-04-23T18:30Z"), at("2024-04-23T19:00Z")};
        request.sort = BreakdownSort::Change;
        request.top = 0;
        std::optional<Breakdown> expected;
        m_session->query<Breakdown>(
            this, QStringLiteral("expected"),
            [request, context = m_session->filterContext()](CaseQueries& queries, const TaskControl& control) {
                return breakdown(queries.segments, context, request, control);
            },
            [&](Result<Breakdown> found) { expected = *found; });
        QVERIFY(waitUntil([&] { return expected.has_value(); }));
        QCOMPARE(m_view->model().answer().breakdown.records, expected->records);
        QCOMPARE(m_view->model().rowCount(), static_cast<int>(std::min<std::size_t>(200, expected->rows.size())));
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            const BreakdownRow& shown = *m_view->model().row(top(row));
            QCOMPARE(shown.value, expected->rows[static_cast<std::size_t>(row)].value);
            QCOMPARE(shown.count, expected->rows[static_cast<std::size_t>(row)].count);
            QCOMPARE(shown.baselineCount, expected->rows[static_cast<std::size_t>(row)].baselineCount);
        }
    }

    void anEmptyBaselineMakesNothingNew()
    {
        look();
        m_session->setSelection(m_session->contents().range);
        QVERIFY(waitUntil([this] { return m_view->model().rowCount() > 0 && m_view->model().answer().breakdown.baselineRecords == 0; }));
        const QModelIndex ratio = top(0).siblingAtColumn(static_cast<int>(BreakdownColumn::Ratio));
        QCOMPARE(ratio.data().toString(), QStringLiteral("–"));
        QVERIFY(!ratio.data(Qt::FontRole).value<QFont>().bold());
        QVERIFY(ratio.data(Qt::ToolTipRole).toString().contains(QStringLiteral("nothing in the baseline")));
    }

    void theModelKeepsItsPromises()
    {
        QAbstractItemModelTester tester(&m_view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        look();
        QTest::keyClick(&m_view->table(), Qt::Key_Right);
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(m_view->model().rowCount(top(0)) > 0);
        m_session->setSelection(TimeRange{at("2024-04-22T08:00Z"), at("2024-04-22T09:00Z")});
        QVERIFY(waitUntilIdle(m_tasks));
    }

    void rightUnfoldsByStatusAndTheirSumIsTheRow()
    {
        look();
        QTest::keyClick(&m_view->table(), Qt::Key_Right);
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_view->header().thenBy(), std::string("status"));
        std::uint64_t sum = 0;
        for (int row = 0; row < m_view->model().rowCount(top(0)); ++row)
            sum += m_view->model().row(m_view->model().index(row, 0, top(0)))->count;
        QCOMPARE(sum, m_view->model().row(top(0))->count);
        QTest::keyClick(&m_view->table(), Qt::Key_Left);
        QVERIFY(!m_view->table().isExpanded(top(0)));
    }

    void enterFiltersToTheValueAndAltEnterLeavesItOut()
    {
        look();
        const std::uint64_t all = m_view->model().answer().breakdown.records;
        const std::uint64_t own = m_view->model().row(top(0))->count;
        QTest::keyClick(&m_view->table(), Qt::Key_Return, Qt::AltModifier);
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_session->look().chips.size(), std::size_t(1));
        QCOMPARE(m_view->model().answer().breakdown.records, all - own);
        m_session->setChips({});
        QVERIFY(waitUntilIdle(m_tasks));
        m_view->table().setCurrentIndex(top(0));
        QTest::keyClick(&m_view->table(), Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(m_view->model().rowCount(), 1);
        QCOMPARE(m_view->model().answer().breakdown.records, own);
    }

    void spaceChartsExactlyTheRecordsOfTheRow_data()
    {
        QTest::addColumn<QString>("by");
        for (const char* by : {"path", "route", "status", "client_ip", "user_agent", "source", "upstream_addr"})
            QTest::newRow(by) << by;
    }

    void spaceChartsExactlyTheRecordsOfTheRow()
    {
        QFETCH(QString, by);
        m_view->header().setBy(by.toStdString());
        look();
        const int rows = std::min(5, m_view->model().rowCount());
        QVERIFY(rows > 0);
        for (int row = 0; row < rows; ++row) {
            m_view->table().setCurrentIndex(top(row));
            QTest::keyClick(&m_view->table(), Qt::Key_Space);
            const LineSpec line = m_session->charts().back().lines.back();
            QCOMPARE(countOf(line.filter), m_view->model().row(top(row))->count);
        }
    }

    void anAbsentValueCanBeFilteredTo()
    {
        for (const char* by : {"referer", "upstream_status", "user", "bytes_in"}) {
            m_view->header().setBy(by);
            look();
            for (int row = 0; row < m_view->model().rowCount(); ++row)
                if (const BreakdownRow* shown = m_view->model().row(top(row)); shown->isAbsent)
                    QCOMPARE(countOf(m_view->model().filterOf(top(row))), shown->count);
        }
    }

    void aClickOnAHeaderSortsByIt()
    {
        look();
        m_view->table().header()->setSortIndicator(0, Qt::AscendingOrder);
        emit m_view->table().header()->sectionClicked(static_cast<int>(BreakdownColumn::Now));
        QVERIFY(waitUntilIdle(m_tasks));
        for (int row = 1; row < m_view->model().rowCount(); ++row)
            QVERIFY(m_view->model().row(top(row - 1))->count >= m_view->model().row(top(row))->count);
        emit m_view->table().header()->sectionClicked(static_cast<int>(BreakdownColumn::Ratio));
        QVERIFY(waitUntilIdle(m_tasks));
        for (int row = 1; row < m_view->model().rowCount(); ++row)
            QVERIFY(m_view->model().row(top(row - 1))->ratio.value_or(1e300) >= m_view->model().row(top(row))->ratio.value_or(1e300));
    }

    void theTrendOfARowHoldsItsRecords()
    {
        look();
        for (int row = 0; row < m_view->model().rowCount(); ++row) {
            QVERIFY(waitUntil([&] { return m_view->model().trend(top(row)) != nullptr; }));
            const Trend* trend = m_view->model().trend(top(row));
            const BreakdownRow& shown = *m_view->model().row(top(row));
            QCOMPARE(std::accumulate(trend->window.begin(), trend->window.end(), std::uint64_t(0)), shown.count);
            QCOMPARE(std::accumulate(trend->baseline.begin(), trend->baseline.end(), std::uint64_t(0)), shown.baselineCount);
        }
    }

    void theTableIsCopiedInAllItsFormats()
    {
        look();
        m_view->copy();
        const QMimeData* data = QApplication::clipboard()->mimeData();
        QVERIFY(data->text().contains(QString::fromLatin1(culprit)));
        QVERIFY(data->data(QStringLiteral("text/csv")).startsWith("URL (exact),now/s,before/s,ratio,"));
        QVERIFY(data->data(QStringLiteral("text/markdown")).startsWith("| "));
        QVERIFY(data->html().contains(QStringLiteral("<td>")));
    }

    void anEmptyAnswerSaysWhichConditionRemovesTheMost()
    {
        look();
        m_session->addChip(QStringLiteral("source = \"nobody\""));
        m_session->addChip(QStringLiteral("method = GET"));
        QVERIFY(waitUntilIdle(m_tasks));
        const auto* message = m_view->findChild<QLabel*>(QStringLiteral("message"));
        QVERIFY2(message->text().contains(QStringLiteral("“source = \"nobody\"” removes the most")), qPrintable(message->text()));
        auto* action = m_view->findChild<QPushButton*>(QStringLiteral("messageAction"));
        action->click();
        QVERIFY(waitUntilIdle(m_tasks));
        QVERIFY(m_view->model().rowCount() > 0);
        QCOMPARE(m_session->look().chips.size(), std::size_t(1));
    }

    void theSameQuestionIsAskedAtATypedTime()
    {
        m_session->setZone(*TimeZone::named("Europe/Paris"));
        look();
        QWidget* dialog = applyAt();
        auto* field = qobject_cast<QLineEdit*>(dialog->focusWidget());
        QVERIFY(field);
        QTest::keyClicks(field, QStringLiteral("22/04 08:45"));
        auto* times = dialog->findChild<QListWidget*>();
        QCOMPARE(times->count(), 1);
        QCOMPARE(times->item(0)->text(), QStringLiteral("22 Apr 2024 08:45 CEST (+02:00)"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        const TimeRange there{at("2024-04-22T06:45Z"), at("2024-04-22T07:15Z")};    // as long as the window before
        QVERIFY(m_session->window() == there);
        QVERIFY(m_view->model().answer().request.window == there);
        QCOMPARE(m_view->model().answer().request.by, std::string("path"));
        QCOMPARE(m_view->model().answer().breakdown.records, countIn(there));
        // The first crash had another trigger.
        QVERIFY2(top(0).data().toString().contains(QStringLiteral("lighteval/mmlu")), qPrintable(top(0).data().toString()));
    }

    void theSameQuestionIsAskedAtAnEntryOrASavedWindow()
    {
        m_session->edit(EditSavedWindow::add(*m_session, {0, "Calm hour", {at("2024-04-22T10:00Z"), at("2024-04-22T11:00Z")}, {}}));
        look();
        QWidget* dialog = applyAt();
        auto* times = dialog->findChild<QListWidget*>();
        QCOMPARE(times->count(), 19);    // the window and 18 entries
        QVERIFY(times->item(0)->text().startsWith(QStringLiteral("Calm hour · saved window")));
        QTest::keyClicks(dialog->focusWidget(), QStringLiteral("first inst"));
        QCOMPARE(times->count(), 1);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Return);
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(formatUtc(m_session->window().begin), std::string("2024-04-22T06:45:00Z"));
        dialog = applyAt();
        QTest::keyClicks(dialog->focusWidget(), QStringLiteral("no such thing"));
        for (const auto* button : dialog->findChild<QDialogButtonBox*>()->buttons())
            QCOMPARE(button->isEnabled(), button->text().remove(QLatin1Char('&')) == QStringLiteral("Cancel"));
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
        QCOMPARE(formatUtc(m_session->window().begin), std::string("2024-04-22T06:45:00Z"));
    }

    void aSavedWindowIsTheBaseline()
    {
        const TimeRange calm{at("2024-04-22T10:00Z"), at("2024-04-22T11:00Z")};
        m_session->edit(EditSavedWindow::add(*m_session, {0, "Calm hour", calm, {}}));
        look();
        QComboBox* baselines = nullptr;
        for (auto* box : m_view->findChildren<QComboBox*>())
            if (box->accessibleName() == QStringLiteral("Baseline"))
                baselines = box;
        QVERIFY(baselines);
        baselines->setFocus();
        QTest::keyClicks(baselines, QStringLiteral("Calm"));
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(baselines->currentText(), QStringLiteral("Calm hour"));
        QVERIFY(m_session->baseline() == calm);
        QVERIFY(m_view->model().answer().request.baseline == calm);
        std::uint64_t before = 0;
        for (const BreakdownRow& row : m_view->model().answer().breakdown.rows)
            before += row.baselineCount;
        QVERIFY(before > 0);
        QVERIFY(before <= countIn(calm));
    }

private:
    QWidget* applyAt()
    {
        m_window->findChild<Actions*>()->action("breakdown.applyAt")->trigger();
        if (!waitUntil([] { return qobject_cast<ApplyAtDialog*>(QApplication::activeModalWidget()) != nullptr; }))
            qFatal("no dialog opens");
        if (!waitUntil([] { return qobject_cast<QLineEdit*>(QApplication::activeModalWidget()->focusWidget()) != nullptr; }))
            qFatal("the field of the dialog has no focus");
        return QApplication::activeModalWidget();
    }

    std::uint64_t countIn(TimeRange range)
    {
        std::optional<std::uint64_t> count;
        m_session->query<RecordCount>(
            this, QStringLiteral("all"),
            [range, context = m_session->filterContext()](CaseQueries& queries, const TaskControl& control) {
                return countRecords(queries.segments, context, {range, {}, RecordKind::Request, WindowTime::Written}, control);
            },
            [&](Result<RecordCount> found) { count = found->matching; });
        waitUntil([&] { return count.has_value(); });
        return *count;
    }

    void look()
    {
        m_session->setSelection(window);
        QVERIFY(waitUntilIdle(m_tasks));
    }

    QModelIndex top(int row) const { return m_view->model().index(row, 0); }

    std::uint64_t countOf(const std::string& filter)
    {
        BreakdownRequest request;
        request.by = "source";
        request.window = window;
        request.filter = *Filter::parse(filter);
        std::optional<std::uint64_t> count;
        m_session->query<Breakdown>(
            this, QStringLiteral("count"),
            [request, context = m_session->filterContext()](CaseQueries& queries, const TaskControl& control) {
                return breakdown(queries.segments, context, request, control);
            },
            [&](Result<Breakdown> found) { count = found ? found->records : ~std::uint64_t(0); });
        waitUntil([&] { return count.has_value(); });
        return *count;
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    BreakdownView* m_view = nullptr;
};

QTEST_MAIN(BreakdownViewTest)
#include "breakdownview_test.moc"
