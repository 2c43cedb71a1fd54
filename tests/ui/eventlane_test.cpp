#include "tests/ui/samplecase.h"

#include "ui/actions.h"
#include "ui/charts/eventlane.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace faultline;
using namespace faultline::test;
using namespace std::chrono_literals;

namespace {

/// A lane in a window, with an open case.
struct Lane {
    Lane(SampleCase& sample, TaskRunner& tasks, TimeRange view) : session(sample.open(tasks)), actions(&window)
    {
        session->setZone(*TimeZone::named("Europe/Paris"));
        session->setView(view);
        window.resize(1100, 900);
        lane = new EventLane(*session, actions, theme, &window);
        window.setCentralWidget(lane);
        window.show();
        lane->setFocus();
        paint();
    }

    void paint() { lane->grab(); }
    QPoint pointOf(LaneItem::Kind kind, std::int64_t id)
    {
        paint();
        const auto rect = lane->rectOf(kind, id);
        return rect ? rect->center().toPoint() : QPoint(-1, -1);
    }
    const Event& eventTitled(const char* part) const
    {
        const auto& events = session->contents().events;
        return *std::find_if(events.begin(), events.end(), [&](const Event& event) { return event.title.find(part) != std::string::npos; });
    }
    const TimelineEntry& entryTitled(const char* part) const
    {
        const auto& entries = session->contents().timeline;
        return *std::find_if(entries.begin(), entries.end(),
                             [&](const TimelineEntry& entry) { return entry.title.find(part) != std::string::npos; });
    }
    std::string timelineDump() const
    {
        std::string text;
        for (const TimelineEntry& entry : session->contents().timeline)
            text += std::to_string(entry.id) + formatUtc(entry.start) + (entry.end ? formatUtc(*entry.end) : "") + entry.timeText + entry.title
                + std::to_string(entry.position) + '\n';
        return text;
    }

    std::unique_ptr<CaseSession> session;
    QMainWindow window;
    Actions actions;
    Theme theme;
    EventLane* lane = nullptr;
};

}    // namespace

class EventLaneTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_evening = TimeRange{at("2024-04-23T18:50Z"), at("2024-04-23T20:40Z")};
        m_incident = TimeRange{at("2023-05-11T04:30Z"), at("2023-05-11T08:00Z")};
    }

    void rowsTakenIntoTheTimelineStandThereOnce()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const auto& contents = lane.session->contents();
        const auto humans = std::count_if(contents.events.begin(), contents.events.end(), [](const Event& event) { return event.kind == "human"; });
        QVERIFY(humans > 0);
        QCOMPARE(lane.lane->items().size(), contents.events.size() + contents.timeline.size() - static_cast<std::size_t>(humans));
    }

    void aStateThatBeganBeforeTheViewReachesBackToItsLeftEdge()
    {
        Lane lane(m_flag, m_tasks, m_incident);
        const Event& flag = lane.eventTitled("Asynchronous prediction updates on");
        lane.paint();
        const auto rect = lane.lane->rectOf(LaneItem::Kind::Event, flag.id);
        QVERIFY(rect.has_value());
        QCOMPARE(rect->left(), double(PlotMargins::of(lane.theme.smaller(), lane.lane->width()).left));
        const QString text = lane.lane->textAt(rect->center());
        QVERIFY2(text.contains(QStringLiteral("9 May 2023")), qPrintable(text));
    }

    void theHeightStaysWhileOneLooksAround()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const int height = lane.lane->sizeHint().height();
        lane.session->fitAll();
        lane.paint();
        QCOMPARE(lane.lane->sizeHint().height(), height);
        lane.session->setView({at("2024-04-22T06:00Z"), at("2024-04-22T06:01Z")});
        lane.paint();
        QCOMPARE(lane.lane->sizeHint().height(), height);
    }

    void hoveringNamesTheEventWithZoneAndSource()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const Event& restart = lane.eventTitled("MongoDB starting");
        const QString text = lane.lane->textAt(lane.pointOf(LaneItem::Kind::Event, restart.id));
        for (const char* part : {"MongoDB starting", "23 Apr 2024 21:33:12", "CEST (+02:00)", "restart", "db-0", "mongod"})
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
    }

    void aClickSelectsTheEntryEverywhere()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const std::int64_t id = lane.entryTitled("Hub down").id;
        QTest::mouseClick(lane.lane, Qt::LeftButton, {}, lane.pointOf(LaneItem::Kind::Entry, id));
        QCOMPARE(lane.session->selectedEntry(), std::optional(id));
        QVERIFY(lane.session->selectedEvent().has_value());
        QVERIFY(!lane.session->look().comparedMoment);
    }

    void draggingAnEntryChangesItsTimeAndUndoGivesItBack()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const TimelineEntry before = lane.entryTitled("Maintenance mode, all traffic");
        const std::string dump = lane.timelineDump();
        const QPoint from = lane.pointOf(LaneItem::Kind::Entry, before.id);
        const TimeScale scale = TimeScale::of(lane.session->view(), lane.lane->width(), PlotMargins::of(lane.theme.smaller(), lane.lane->width()));
        const QPoint to = from + QPoint(static_cast<int>(std::lround(scale.xOf(before.start + 10min) - scale.xOf(before.start))), 0);
        QTest::mousePress(lane.lane, Qt::LeftButton, {}, from);
        moveWithButton(*lane.lane, (from + to) / 2);
        moveWithButton(*lane.lane, to);
        lane.paint();
        QTest::mouseRelease(lane.lane, Qt::LeftButton, {}, to);
        const TimelineEntry* after = lane.session->contents().entry(before.id);
        QVERIFY2(after->start == before.start + 10min, formatUtc(after->start).c_str());
        QCOMPARE(after->timeText, before.timeText);
        lane.session->undoStack().undo();
        QCOMPARE(lane.timelineDump(), dump);
        lane.session->undoStack().redo();
        QVERIFY(lane.session->contents().entry(before.id)->start == before.start + 10min);
    }

    void escapeEndsADragWithoutAChange()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const std::string dump = lane.timelineDump();
        const QPoint from = lane.pointOf(LaneItem::Kind::Entry, lane.entryTitled("Maintenance mode, all traffic").id);
        QTest::mousePress(lane.lane, Qt::LeftButton, {}, from);
        moveWithButton(*lane.lane, from + QPoint(80, 0));
        QTest::keyClick(lane.lane, Qt::Key_Escape);
        QTest::mouseRelease(lane.lane, Qt::LeftButton, {}, from + QPoint(80, 0));
        QCOMPARE(lane.timelineDump(), dump);
        QCOMPARE(lane.session->undoStack().count(), 0);
    }

    void aDragWhereNothingStandsZoomsAsInTheCharts()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const TimeScale scale = TimeScale::of(lane.session->view(), lane.lane->width(), PlotMargins::of(lane.theme.smaller(), lane.lane->width()));
        const QPoint from(scale.left + 50, lane.lane->height() - 2);
        QTest::mousePress(lane.lane, Qt::LeftButton, {}, from);
        moveWithButton(*lane.lane, from + QPoint(200, 0));
        QTest::mouseRelease(lane.lane, Qt::LeftButton, {}, from + QPoint(200, 0));
        QVERIFY(lane.session->view().begin == scale.timeAt(from.x()));
        QVERIFY(lane.session->view().end == scale.timeAt(from.x() + 200));
        QCOMPARE(lane.session->undoStack().count(), 0);
    }

    void aReadOnlyCaseKeepsItsTimes()
    {
        auto session = CaseSession::open(m_hub.path(), OpenMode::Read, m_tasks);
        QVERIFY(session.has_value());
        (*session)->setView(m_evening);
        QMainWindow window;
        window.resize(1100, 900);
        Actions actions(&window);
        Theme theme;
        EventLane lane(**session, actions, theme, &window);
        lane.resize(1100, lane.sizeHint().height());
        lane.grab();
        const std::int64_t id = (*session)->contents().timeline[11].id;
        const auto rect = lane.rectOf(LaneItem::Kind::Entry, id);
        QVERIFY(rect.has_value());
        const Timestamp before = (*session)->contents().entry(id)->start;
        QTest::mousePress(&lane, Qt::LeftButton, {}, rect->center().toPoint());
        moveWithButton(lane, rect->center().toPoint() + QPoint(60, 0));
        QTest::mouseRelease(&lane, Qt::LeftButton, {}, rect->center().toPoint() + QPoint(60, 0));
        QVERIFY((*session)->contents().entry(id)->start == before);
        QVERIFY((*session)->view() == m_evening);
    }

    void theKeyboardMovesAnEntryToo()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        const TimelineEntry before = lane.entryTitled("Maintenance mode, all traffic");
        const std::string dump = lane.timelineDump();
        lane.session->selectEntry(before.id);
        QTest::keyClick(lane.lane, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(lane.session->contents().entry(before.id)->start > before.start);
        QVERIFY(lane.session->contents().entry(before.id)->start <= before.start + 1min);
        QTest::keyClick(lane.lane, Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(lane.session->contents().entry(before.id)->end.has_value());
        lane.session->undoStack().undo();
        lane.session->undoStack().undo();
        QCOMPARE(lane.timelineDump(), dump);
    }

    void leftAndRightWalkTheEventsByTime()
    {
        Lane lane(m_hub, m_tasks, m_evening);
        lane.session->setCursor(at("2024-04-23T19:31Z"));
        QTest::keyClick(lane.lane, Qt::Key_Right);
        QCOMPARE(lane.session->selectedEvent(), std::optional(lane.eventTitled("MongoDB starting").id));
        QTest::keyClick(lane.lane, Qt::Key_Left);
        QCOMPARE(lane.session->selectedEntry(), std::optional(lane.entryTitled("Hub down").id));
        QVERIFY(lane.session->look().cursor == at("2024-04-23T19:30Z"));
    }

    void walkingBeyondTheViewTakesTheViewAlong()
    {
        Lane lane(m_hub, m_tasks, {at("2024-04-23T19:29Z"), at("2024-04-23T19:32Z")});
        lane.session->selectEntry(lane.entryTitled("Hub down").id);
        QTest::keyClick(lane.lane, Qt::Key_Right);
        QVERIFY(lane.session->view().contains(at("2024-04-23T19:33:12Z")));
        QVERIFY(lane.session->view().length() == 3min);
    }

    void enterComparesBeforeAndAfterAChangeAndEscapeEndsIt()
    {
        Lane lane(m_flag, m_tasks, m_incident);
        const Event& deploy = lane.eventTitled("web: model cards");
        lane.session->selectEvent(deploy.id);
        QTest::keyClick(lane.lane, Qt::Key_Return);
        QVERIFY(lane.session->look().comparedMoment.has_value());
        QVERIFY(lane.session->look().comparedMoment->at == deploy.start.utc);
        QVERIFY(lane.session->look().comparedMoment->title.contains(QStringLiteral("model cards")));
        QTest::keyClick(lane.lane, Qt::Key_Return);
        QVERIFY(!lane.session->look().comparedMoment);
        QTest::keyClick(lane.lane, Qt::Key_Return);
        QTest::keyClick(lane.lane, Qt::Key_Escape);
        QVERIFY(!lane.session->look().comparedMoment);
    }

    void aClickOnAFlagComparesItsMoment()
    {
        Lane lane(m_hub, m_tasks, {at("2024-04-24T08:00Z"), at("2024-04-24T09:00Z")});
        const Event& flag = lane.eventTitled("Aggressive rate limit on");
        const QPoint point = lane.pointOf(LaneItem::Kind::Event, flag.id);
        QVERIFY(point.x() >= 0);
        QTest::mouseClick(lane.lane, Qt::LeftButton, {}, point);
        QVERIFY(lane.session->look().comparedMoment && lane.session->look().comparedMoment->at == flag.start.utc);
        QTest::mouseClick(lane.lane, Qt::LeftButton, {}, point);
        QVERIFY(!lane.session->look().comparedMoment);
    }

    void markupInATitleIsShownAsText()
    {
        Event event;
        event.kind = "deploy";
        event.title = "<img src=x> & <b>bold</b>\n\x1b[31mred \u202e";
        const QString label = laneLabel(event);
        QVERIFY(label.contains(QStringLiteral("<b>bold</b>")));
        QVERIFY(!label.contains(QLatin1Char('\n')) && !label.contains(QChar(0x1b)) && !label.contains(QChar(0x202e)));
        event.title = std::string(3'000'000, 'x');
        QVERIFY(laneLabel(event).size() < 100);
    }

private:
    /// QTest::mouseMove sends no buttons with it.
    static void moveWithButton(QWidget& widget, QPoint to)
    {
        QMouseEvent event(QEvent::MouseMove, to, widget.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&widget, &event);
    }

    SampleCase m_hub;
    SampleCase m_flag{"flag-rollout"};
    TaskRunner m_tasks;
    TimeRange m_evening;
    TimeRange m_incident;
};

QTEST_MAIN(EventLaneTest)
#include "eventlane_test.moc"
