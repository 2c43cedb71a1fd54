#include "tests/ui/samplecase.h"

#include "ui/actions.h"
#include "ui/models/eventfiltermodel.h"
#include "ui/models/eventtablemodel.h"
#include "ui/views/eventview.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;

namespace {

struct EventPanel {
    EventPanel(SampleCase& sample, TaskRunner& tasks) : session(sample.open(tasks)), actions(&window)
    {
        session->setZone(*TimeZone::named("Europe/Paris"));
        view = new EventView(*session, actions, theme, &window);
        window.setCentralWidget(view);
        window.resize(900, 600);
        window.show();
        table = view->findChild<QTableView*>();
        table->setFocus();
    }
    int rows() const { return table->model()->rowCount(); }
    QString cell(int row, int column) const { return table->model()->index(row, column).data().toString(); }
    QPushButton* chip(const QString& kind) const
    {
        for (QPushButton* button : view->findChildren<QPushButton*>())
            if (button->isVisible() && button->text().startsWith(kind))
                return button;
        return nullptr;
    }

    std::unique_ptr<CaseSession> session;
    QMainWindow window;
    Actions actions;
    Theme theme;
    EventView* view = nullptr;
    QTableView* table = nullptr;
};

}    // namespace

class EventViewTest : public QObject {
    Q_OBJECT

private slots:
    void theModelKeepsItsPromises()
    {
        const auto session = m_sample.open(m_tasks);
        Theme theme;
        EventTableModel model(*session, theme, nullptr);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        EventFilterModel filtered(nullptr);
        filtered.setSourceModel(&model);
        QAbstractItemModelTester filteredTester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filtered.setText(QStringLiteral("mongodb"));
        QCOMPARE(filtered.rowCount(), 2);
        session->setView({at("2024-04-23T19:00Z"), at("2024-04-23T20:00Z")});
        session->setZone(*TimeZone::named("Europe/Paris"));
        session->reload();
        QVERIFY(waitUntilIdle(m_tasks));
        QCOMPARE(model.rowCount(), static_cast<int>(session->contents().events.size()));
    }

    void listsEveryEventByTimeInTheZone()
    {
        EventPanel panel(m_sample, m_tasks);
        QCOMPARE(panel.rows(), static_cast<int>(panel.session->contents().events.size()));
        QCOMPARE(panel.cell(0, EventTableModel::Time), QStringLiteral("18 Apr 11:02"));
        QVERIFY(panel.table->model()->headerData(EventTableModel::Time, Qt::Horizontal).toString().contains(QStringLiteral("(+02:00)")));
        QCOMPARE(panel.cell(0, EventTableModel::Kind), QStringLiteral("flag"));
    }

    void aChipSwitchesAKindOff()
    {
        EventPanel panel(m_sample, m_tasks);
        const auto& events = panel.session->contents().events;
        const auto deploys = std::count_if(events.begin(), events.end(), [](const Event& event) { return event.kind == "deploy"; });
        QPushButton* chip = panel.chip(QStringLiteral("deploy"));
        QVERIFY(chip && chip->text().endsWith(QString::number(deploys)));
        const int all = panel.rows();
        QTest::keyClick(chip, Qt::Key_Space);
        QCOMPARE(panel.rows(), all - static_cast<int>(deploys));
        QTest::keyClick(chip, Qt::Key_Space);
        QCOMPARE(panel.rows(), all);
    }

    void rowsOutsideTheWindowAreGreyNotGone()
    {
        EventPanel panel(m_sample, m_tasks);
        const int all = panel.rows();
        panel.session->setView({at("2024-04-23T19:32Z"), at("2024-04-23T19:34Z")});
        QCOMPARE(panel.rows(), all);
        int inside = 0;
        for (int row = 0; row < all; ++row)
            inside += panel.table->model()->index(row, EventTableModel::Title).data(Qt::ForegroundRole).value<QColor>().alpha() == 255;
        // The restart, two steps of the election, and the flag that still holds.
        QCOMPARE(inside, 4);
    }

    void selectsInEveryViewAndFollows()
    {
        EventPanel panel(m_sample, m_tasks);
        QTest::keyClick(panel.table, Qt::Key_Down);
        QVERIFY(panel.session->selectedEvent().has_value());
        const auto& events = panel.session->contents().events;
        const auto restart = std::find_if(events.begin(), events.end(), [](const Event& event) { return event.kind == "restart"; });
        panel.session->selectEvent(restart->id);
        QCOMPARE(panel.table->currentIndex().data(EventTableModel::IdRole).toLongLong(), restart->id);
    }

    void enterGoesThere()
    {
        EventPanel panel(m_sample, m_tasks);
        const auto& events = panel.session->contents().events;
        const auto restart = std::find_if(events.begin(), events.end(), [](const Event& event) { return event.kind == "restart"; });
        panel.session->selectEvent(restart->id);
        QTest::keyClick(panel.table, Qt::Key_Return);
        QVERIFY(panel.session->look().cursor == restart->start.utc);
        QVERIFY(panel.session->view().contains(restart->start.utc));
        QVERIFY(panel.session->view().length() <= std::chrono::hours(2));
    }

    void oneKeyHandsTheEventToTheTimeline()
    {
        EventPanel panel(m_sample, m_tasks);
        std::optional<std::int64_t> accepted;
        panel.actions.bind("timeline.accept", &panel.window, [&] { accepted = panel.session->selectedEvent(); });
        panel.table->selectRow(0);
        QTest::keyClick(panel.table, Qt::Key_A);
        QCOMPARE(accepted, std::optional(panel.session->contents().events.front().id));
    }

    void marksWhatStandsInTheTimeline()
    {
        EventPanel panel(m_sample, m_tasks);
        int marked = 0;
        for (int row = 0; row < panel.rows(); ++row)
            marked += !panel.cell(row, EventTableModel::Taken).isEmpty();
        QCOMPARE(marked, 18);
    }

    void saysWhenNothingIsLeft()
    {
        EventPanel panel(m_sample, m_tasks);
        QTest::keyClicks(panel.view->findChild<QLineEdit*>(), QStringLiteral("no such text"));
        QCOMPARE(panel.rows(), 0);
        bool isSaid = false;
        for (const QLabel* label : panel.view->findChildren<QLabel*>())
            isSaid = isSaid || (label->isVisible() && !label->text().isEmpty());
        QVERIFY(isSaid);
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(EventViewTest)
#include "eventview_test.moc"
