#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/charts/linelibrary.h"
#include "ui/models/sqlresultmodel.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/sqleditor.h"
#include "ui/views/sqlview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

using namespace faultline;
using namespace faultline::test;

class SqlViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_window = std::make_unique<QMainWindow>();
        m_actions = new Actions(m_window.get());
        m_view = new SqlView(*m_session, *m_actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_window->resize(900, 500);
        m_window->show();
        m_editor = m_view->findChild<SqlEditor*>();
        m_editor->setFocus();
        QVERIFY(waitUntilIdle(m_tasks));
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void ctrlEnterRunsTheStatement()
    {
        const QAbstractItemModelTester tester(m_view->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        run("SELECT count(*) AS n FROM request");
        QCOMPARE(m_view->model()->rowCount(), 1);
        QCOMPARE(shown(0, 0).toULongLong(), qulonglong(m_session->contents().counts.requests));
    }

    void nothingInTheCaseCanBeChanged()
    {
        for (const char* statement : {"DELETE FROM timeline_entry", "UPDATE source SET name = 'x'", "CREATE TABLE t(a)",
                                      "DELETE FROM timeline_entry RETURNING id", "ATTACH 'x.db' AS x", "PRAGMA user_version = 9"}) {
            run(statement);
            QCOMPARE(m_view->model()->rowCount(), 0);
        }
        run("SELECT count(*) FROM timeline_entry");
        QCOMPARE(shown(0, 0), QStringLiteral("18"));
    }

    void anErrorSaysWhereItIs()
    {
        run("SELECT path,\n  nonsense FROM request");
        QVERIFY2(message().contains(QStringLiteral("line 2, column 3")), qPrintable(message()));
        run("SELECT 1; SELECT 2");
        QVERIFY2(message().contains(QStringLiteral("one statement")), qPrintable(message()));
    }

    void aLongStatementIsStoppedWithEsc()
    {
        m_view->setStatement(QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"));
        QTest::keyClick(m_editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(m_tasks.pending(TaskRunner::Lane::Background) > 0);
        QTest::keyClick(m_editor, Qt::Key_Escape);
        QVERIFY(waitUntilIdle(m_tasks));
        run("SELECT 7");
        QCOMPARE(shown(0, 0), QStringLiteral("7"));
    }

    void tooManyRowsAreCutAndItSaysSo()
    {
        run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) SELECT i FROM n");
        QCOMPARE(m_view->model()->rowCount(), 100'000);
        QVERIFY(m_view->model()->table().isCut);
    }

    void nullTextAndMarkupAreShownAsTheyAre()
    {
        run("SELECT NULL, '', '<b>x</b>', 'a' || char(10) || 'b', x'00ff'");
        QCOMPARE(shown(0, 0), QStringLiteral("NULL"));
        QCOMPARE(shown(0, 1), QString());
        QCOMPARE(shown(0, 2), QStringLiteral("<b>x</b>"));
        QVERIFY(!shown(0, 3).contains(QLatin1Char('\n')));
        QCOMPARE(shown(0, 4), QStringLiteral("00ff"));
    }

    void nanosecondsAreShownAsTimesOfTheZone()
    {
        m_session->setZone(*TimeZone::named("Europe/Paris"));
        run("SELECT 1713900600000000000 AS time_ns, 5000 AS duration_ns");
        QCOMPARE(shown(0, 0), QStringLiteral("2024-04-23T21:30:00+02:00"));
        QCOMPARE(shown(0, 1), QStringLiteral("5000"));
        m_session->setZone(TimeZone::utc());
        QCOMPARE(shown(0, 0), QStringLiteral("2024-04-23T19:30:00Z"));
    }

    void copiesAsTabsAndMarkdown()
    {
        run("SELECT 1 AS a, 'x|y' AS b UNION ALL SELECT 2, '=cmd()'");
        m_view->findChild<QTableView*>()->setFocus();
        m_view->copy();
        QCOMPARE(QGuiApplication::clipboard()->text().simplified(), QStringLiteral("a b 1 x|y 2 '=cmd()"));
        m_view->copyMarkdown();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("x\\|y")));
    }

    void upInAnEmptyEditorBringsBackTheStatementBefore()
    {
        run("SELECT 1");
        run("SELECT 2");
        m_editor->clear();
        QTest::keyClick(m_editor, Qt::Key_Up);
        QCOMPARE(m_editor->toPlainText(), QStringLiteral("SELECT 2"));
        QTest::keyClick(m_editor, Qt::Key_Up);
        QCOMPARE(m_editor->toPlainText(), QStringLiteral("SELECT 1"));
    }

    void everyExampleFindsRows()
    {
        m_session->setSelection(TimeRange{at("2024-04-23T18:50Z"), at("2024-04-23T19:40Z")});
        const auto examples = sqlExamples(m_session->contents().counts, m_session->window());
        QVERIFY(examples.size() >= 6);
        for (const SqlExample& example : examples) {
            run(example.statement.c_str());
            QVERIFY2(m_view->model()->rowCount() > 0, example.statement.c_str());
        }
    }

    void theTablesAreListedAndInsertedByEnter()
    {
        auto* tables = m_view->findChild<QTreeWidget*>();
        QCOMPARE(tables->topLevelItem(0)->text(0), QStringLiteral("request"));
        QStringList columns;
        for (int i = 0; i < tables->topLevelItem(0)->childCount(); ++i)
            columns << tables->topLevelItem(0)->child(i)->text(0);
        for (const char* column : {"time", "time_ns", "path", "status", "raw"})
            QVERIFY2(columns.contains(QLatin1String(column)), column);
        m_editor->clear();
        emit tables->itemActivated(tables->topLevelItem(0), 0);
        QCOMPARE(m_editor->toPlainText(), QStringLiteral("request"));
    }

    void rowsWithTimesBecomeAChart()
    {
        m_session->setCharts({});
        run("SELECT time_ns / 3600000000000 * 3600000000000 AS time_ns, method, count(*) AS requests, sum(status >= 500) AS errors "
            "FROM request GROUP BY 1 ORDER BY 1 DESC");
        const QString newest = shown(0, 2);
        button("Chart This")->setFocus();
        QTest::keyClick(button("Chart This"), Qt::Key_Space);
        QCOMPARE(m_session->charts().size(), std::size_t(1));
        const ChartSpec& chart = m_session->charts().front();
        QCOMPARE(chart.lines.size(), std::size_t(2));
        QCOMPARE(m_session->selectedChart(), chart.id);
        QCOMPARE(lineNameOf(chart.lines[1], m_session->contents()), QStringLiteral("errors"));
        LineLibrary library(*m_session);
        const auto line = library.line(chart.lines[0]);
        QVERIFY(waitUntil([&] { return line->state() == ChartData::State::Ready; }));
        QCOMPARE(line->at(line->range().end)->value, newest.toDouble());
        double sum = 0;
        for (const Sample& sample : line->points(line->range(), 100'000))
            sum += std::isnan(sample.value) ? 0 : sample.value;
        QCOMPARE(sum, static_cast<double>(m_session->contents().counts.requests));
        QVERIFY(chartsFromJson(chartsToJson(m_session->charts())).front().lines == chart.lines);
    }

    void rowsThatCannotBeDrawnSayWhy_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("why");
        QTest::newRow("no time") << "SELECT status, count(*) FROM request GROUP BY 1" << "No column holds times";
        QTest::newRow("no number") << "SELECT time, path FROM request LIMIT 1" << "holds numbers";
        QTest::newRow("a time twice") << "SELECT time_ns / 3600000000000 * 3600000000000 AS time_ns, status, count(*) AS n FROM request GROUP BY 1, 2"
                                      << "several rows";
    }

    void rowsThatCannotBeDrawnSayWhy()
    {
        QFETCH(QString, statement);
        QFETCH(QString, why);
        const std::size_t charts = m_session->charts().size();
        run(statement.toUtf8().constData());
        button("Chart This")->click();
        QCOMPARE(m_session->charts().size(), charts);
        const QString said = m_view->findChild<ElidedLabel*>()->fullText();
        QVERIFY2(said.contains(why), qPrintable(said));
    }

    void timesAreReadInTheNotationsOfStatements()
    {
        for (const char* statement : {"SELECT '2024-04-23 19:30:00' AS at, 7 AS n", "SELECT 1713900600 AS time, 7 AS n",
                                      "SELECT 1713900600000 AS bucket, 7 AS n", "SELECT 1713900600000000000 AS first_ns, 7 AS n",
                                      "SELECT '2024-04-23T21:30:00+02:00' AS x, 7 AS n", "SELECT 1713900600.0 AS minute, 7 AS n"}) {
            LineSpec spec;
            spec.kind = LineKind::Sql;
            spec.statement = statement;
            spec.column = "n";
            LineLibrary library(*m_session);
            const auto line = library.line(spec);
            QVERIFY2(waitUntil([&] { return line->state() != ChartData::State::Loading; }), statement);
            QVERIFY2(line->at(at("2024-04-23T19:30Z")).has_value(), statement);
            QCOMPARE(line->at(at("2024-04-23T19:30Z"))->time, at("2024-04-23T19:30Z"));
        }
    }

private:
    QPushButton* button(const char* text) const
    {
        for (auto* each : m_view->findChildren<QPushButton*>())
            if (each->text() == QLatin1String(text))
                return each;
        qFatal("no button %s", text);
    }
    void run(const char* statement)
    {
        m_view->setStatement(QString::fromUtf8(statement));
        m_editor->setFocus();
        QTest::keyClick(m_editor, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(waitUntilIdle(m_tasks));
    }
    QString shown(int row, int column) const { return m_view->model()->index(row, column).data().toString(); }
    QString message() const
    {
        for (const QLabel* label : m_view->findChildren<QLabel*>())
            if (label->accessibleName() == QStringLiteral("Outcome of the statement"))
                return label->text();
        return {};
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    Actions* m_actions = nullptr;
    SqlView* m_view = nullptr;
    SqlEditor* m_editor = nullptr;
};

QTEST_MAIN(SqlViewTest)
#include "sqlview_test.moc"
