#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/commands/editsavedwindow.h"
#include "ui/commands/setsource.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/linemime.h"
#include "ui/models/sourcemodel.h"
#include "ui/views/sourceview.h"

#include <QAbstractItemModelTester>
#include <QAbstractProxyModel>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeView>

using namespace faultline;
using namespace faultline::test;

class SourceViewTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_session = m_sample.open(m_tasks);
        m_window = std::make_unique<QMainWindow>();
        m_actions = new Actions(m_window.get());
        m_view = new SourceView(*m_session, *m_actions, m_theme, m_window.get());
        m_window->setCentralWidget(m_view);
        m_window->resize(300, 800);
        m_window->show();
        QVERIFY(waitUntilIdle(m_tasks));
        m_tree = m_view->findChild<QTreeView*>();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void sourcesHaveTheirMeasuresAndSeries()
    {
        const SourceModel& model = m_view->model();
        const QAbstractItemModelTester tester(m_view->findChild<SourceModel*>());
        QCOMPARE(model.rowCount(), 9);
        const QModelIndex access = sourceNamed(QStringLiteral("hub-access.log.gz"));
        QStringList measures;
        for (int row = 0; row < model.rowCount(access); ++row)
            measures << model.index(row, 0, access).data().toString();
        QCOMPARE(measures, (QStringList{QStringLiteral("requests/s"), QStringLiteral("p95 duration"), QStringLiteral("errors/s"),
                                        QStringLiteral("in flight")}));
        // Several sources hold requests: its own lines are meant.
        QCOMPARE(model.lineAt(model.index(0, 0, access))->filter, std::string("source = \"hub-access.log.gz\""));
        const QModelIndex cluster = sourceNamed(QStringLiteral("cluster-data-2024-04-25 10_12_44.csv"));
        QCOMPARE(cluster.siblingAtColumn(SourceModel::Amount).data().toString(), QStringLiteral("3 series"));
    }

    void amountsAndProblemsStandAtTheRight()
    {
        const QModelIndex timeline = sourceNamed(QStringLiteral("timeline.md")).siblingAtColumn(SourceModel::Amount);
        QVERIFY2(timeline.data().toString().contains(QStringLiteral("problem")), qPrintable(timeline.data().toString()));
        QCOMPARE(timeline.data(Qt::ForegroundRole).value<QColor>(), m_theme.colors().warning);
        const QModelIndex flags = sourceNamed(QStringLiteral("flags.json")).siblingAtColumn(SourceModel::Amount);
        QCOMPARE(flags.data().toString(), QStringLiteral("3"));
    }

    void spaceChartsALineAndTakesItOffAgain()
    {
        const QModelIndex cluster = sourceNamed(QStringLiteral("cluster-data-2024-04-25 10_12_44.csv"));
        const QModelIndex line = m_view->model().index(0, 0, cluster);
        const LineSpec spec = *m_view->model().lineAt(line);
        select(line);
        QTest::keyClick(m_tree, Qt::Key_Space);
        QCOMPARE(m_session->charts().size(), std::size_t(1));
        QVERIFY(m_session->charts()[0].lines.front() == spec);
        QTest::keyClick(m_tree, Qt::Key_Return);
        QVERIFY(m_session->charts().empty());
    }

    void aDragCarriesTheLine()
    {
        const QModelIndex access = sourceNamed(QStringLiteral("hub-access.log.gz"));
        const QModelIndex line = m_view->model().index(0, 0, access);
        const std::unique_ptr<QMimeData> data(m_view->model().mimeData({line}));
        QVERIFY(data && hasLines(data.get()));
        QVERIFY(linesOf(data.get()).front() == *m_view->model().lineAt(line));
        QVERIFY(!(m_view->model().flags(access) & Qt::ItemIsDragEnabled));
    }

    void savedWindowsBringTheirRangeBack()
    {
        const TimeRange crash{at("2024-04-23T19:00Z"), at("2024-04-23T19:40Z")};
        m_session->edit(EditSavedWindow::add(*m_session, {0, "Second crash", crash, {}}));
        auto* list = m_view->findChild<QListWidget*>();
        QVERIFY(list->isVisible());
        QCOMPARE(list->item(0)->text(), QStringLiteral("Second crash"));
        list->setFocus();
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(m_session->view() == crash);
        QVERIFY(list->item(0)->font().bold());
        list->setCurrentRow(0);
        QTest::keyClick(list, Qt::Key_Delete);
        QVERIFY(!list->isVisible());
        m_session->undoStack().undo();
        QCOMPARE(list->count(), 1);
    }

    void theFilterFindsASeries()
    {
        m_view->find();
        auto* field = m_view->findChild<QLineEdit*>();
        QTest::keyClicks(field, QStringLiteral("connections"));
        int lines = 0;
        for (int row = 0; row < m_tree->model()->rowCount(); ++row)
            lines += m_tree->model()->rowCount(m_tree->model()->index(row, 0));
        QVERIFY(lines >= 1 && lines < 4);
        QTest::keyClick(field, Qt::Key_Escape);
        QCOMPARE(m_tree->model()->rowCount(), 9);
    }

    void theDialogShowsWhatAZoneChangesAndTheChangeIsUndone()
    {
        const Source before = *std::find_if(m_session->contents().sources.begin(), m_session->contents().sources.end(),
                                            [](const Source& source) { return source.name == "timeline.md"; });
        SourceDialog dialog(*m_session, m_theme, before, nullptr);
        dialog.show();
        auto* zone = dialog.findChildren<QComboBox*>().first();
        zone->setCurrentText(QStringLiteral("UTC"));
        const auto change = dialog.change();
        QVERIFY(change && change->zone && change->zone->isUtc());
        QStringList texts;
        for (const auto* label : dialog.findChildren<QLabel*>())
            texts << label->text();
        QVERIFY2(texts.join(QLatin1Char('\n')).contains(QStringLiteral("06:45 UTC → 22 Apr 2024 08:45 UTC")), qPrintable(texts.join(QLatin1Char('\n'))));
        QVERIFY(texts.join(QLatin1Char('\n')).contains(QStringLiteral("28 = 18 of records + 10 skipped + 0 rejected")));
        SetSource::start(*m_session, before.id, *change);
        QVERIFY(waitUntil([&] { return m_session->contents().source(before.id)->zone == "UTC"; }));
        QCOMPARE(formatUtc(*m_session->contents().source(before.id)->first), std::string("2024-04-22T08:45:00Z"));
        QVERIFY(waitUntilIdle(m_tasks));
        m_session->undoStack().undo();
        QVERIFY(waitUntil([&] { return formatUtc(*m_session->contents().source(before.id)->first) == "2024-04-22T06:45:00Z"; }));
    }

    void aClockIsMovedBySeconds()
    {
        SourceDialog dialog(*m_session, m_theme, m_session->contents().sources.front(), nullptr);
        dialog.show();
        QLineEdit* clock = nullptr;
        for (auto* field : dialog.findChildren<QLineEdit*>())
            if (field->accessibleName() == QStringLiteral("Seconds added to its clock"))
                clock = field;
        QVERIFY(clock);
        clock->setText(QStringLiteral("-2.5"));
        QCOMPARE(dialog.change()->clockOffset->count(), std::int64_t(-2'500'000'000));
        clock->setText(QStringLiteral("soon"));
        QVERIFY(!dialog.change());
    }

    void removalAsksOnceAndTakesEverythingOfTheSource()
    {
        select(sourceNamed(QStringLiteral("hub-access.log.gz")));
        const auto requests = m_session->contents().counts.requests;
        QTimer::singleShot(0, this, [] {
            QVERIFY(waitUntil([] { return QApplication::activeModalWidget() != nullptr; }));
            for (auto* button : QApplication::activeModalWidget()->findChildren<QPushButton*>())
                if (button->text() == QStringLiteral("Remove"))
                    return QTest::keyClick(button, Qt::Key_Space);
        });
        m_actions->action("case.removeSource")->trigger();
        QVERIFY(waitUntil([&] { return m_session->contents().sources.size() == 8; }));
        QCOMPARE(m_session->contents().counts.requests, requests - 38'903);
    }

private:
    QModelIndex sourceNamed(const QString& name) const
    {
        for (int row = 0; row < m_view->model().rowCount(); ++row)
            if (m_view->model().index(row, 0).data().toString() == name)
                return m_view->model().index(row, 0);
        qFatal("no source %s", qPrintable(name));
    }

    void select(const QModelIndex& index)
    {
        const auto* filtered = qobject_cast<const QAbstractProxyModel*>(m_tree->model());
        m_tree->setFocus();
        m_tree->expandAll();
        m_tree->setCurrentIndex(filtered->mapFromSource(index));
    }

    SampleCase m_sample;
    TaskRunner m_tasks;
    Theme m_theme;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<QMainWindow> m_window;
    Actions* m_actions = nullptr;
    SourceView* m_view = nullptr;
    QTreeView* m_tree = nullptr;
};

QTEST_MAIN(SourceViewTest)
#include "sourceview_test.moc"
