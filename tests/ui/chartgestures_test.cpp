#include "tests/ui/chartsupport.h"
#include "ui/charts/chartgestures.h"
#include "ui/charts/chartheader.h"
#include "ui/charts/chartmenu.h"
#include "ui/charts/eventlane.h"
#include "ui/charts/linelabels.h"
#include "ui/charts/timeaxisbar.h"

#include <QSignalSpy>

#include <cmath>

using namespace faultline;
using namespace faultline::test;

/// Keys and the mouse on the charts.
class ChartGesturesTest : public QObject {
    Q_OBJECT

private slots:
    void keysZoomAndPanTheView()
    {
        Stack s(m_sample, m_tasks);
        const TimeRange before = s.session->view();
        s.session->setCursor(at("2024-04-23T19:30Z"));
        s.key(Qt::Key_W);
        QVERIFY(s.session->view().length() < before.length());
        QVERIFY(s.session->view().contains(at("2024-04-23T19:30Z")));
        s.key(Qt::Key_S);
        QVERIFY(isNear(s.session->view().begin, before.begin, std::chrono::seconds(1)));
        s.key(Qt::Key_D);
        QVERIFY(s.session->view().begin > before.begin);
        s.key(Qt::Key_A);
        QVERIFY(isNear(s.session->view().begin, before.begin, std::chrono::seconds(1)));
        s.key(Qt::Key_PageDown);
        QVERIFY(isNear(s.session->view().begin, before.end, std::chrono::seconds(1)));
        s.key(Qt::Key_Home);
        QVERIFY(s.session->view().begin <= s.session->contents().range.begin);
        s.key(Qt::Key_End);
        QVERIFY(s.session->view().end >= s.session->contents().range.end);
    }

    void backspaceGoesBackToThePreviousRange()
    {
        Stack s(m_sample, m_tasks);
        const TimeRange before = s.session->view();
        s.session->setView({at("2024-04-23T19:20Z"), at("2024-04-23T19:40Z")});
        s.key(Qt::Key_Backspace);
        QVERIFY(s.session->view() == before);
    }

    void arrowsMoveTheCursorAndShiftSelects()
    {
        Stack s(m_sample, m_tasks);
        s.session->setCursor(at("2024-04-23T19:30Z"));
        const Nanoseconds pixel = s.chart(0).plot().scale().perPixel();
        s.key(Qt::Key_Right);
        QVERIFY(isNear(*s.session->look().cursor, at("2024-04-23T19:30Z") + pixel, Nanoseconds(2)));
        s.session->setCursor(at("2024-04-23T19:30Z"));
        for (int i = 0; i < 5; ++i)
            s.key(Qt::Key_Right, Qt::ShiftModifier);
        QVERIFY(s.session->look().selection.has_value());
        QCOMPARE(s.session->look().selection->begin, at("2024-04-23T19:30Z"));
        QVERIFY(isNear(s.session->look().selection->end, at("2024-04-23T19:30Z") + pixel * 5, Nanoseconds(10)));
        s.key(Qt::Key_Return);
        QVERIFY(s.session->view() == *s.session->look().selection);
        s.key(Qt::Key_Escape);
        QVERIFY(!s.session->look().selection);
    }

    void fullStopGoesToTheNextEventAndSelectsIt()
    {
        Stack s(m_sample, m_tasks);
        s.session->setView({at("2024-04-22T00:00Z"), at("2024-04-24T12:00Z")});
        s.session->setCursor(at("2024-04-23T19:29Z"));
        s.key(Qt::Key_Period);
        QVERIFY(s.session->selectedEntry() || s.session->selectedEvent());
        const Timestamp first = *s.session->look().cursor;
        QVERIFY(first > at("2024-04-23T19:29Z"));
        s.key(Qt::Key_Period);
        QVERIFY(*s.session->look().cursor >= first);
        s.key(Qt::Key_Comma);
        QCOMPARE(*s.session->look().cursor, first);
        s.key(Qt::Key_F);
        QVERIFY(s.session->view().contains(first));
        QVERIFY(s.session->view().length() <= std::chrono::hours(3));
        s.key(Qt::Key_F);
        QVERIFY(s.session->view().begin <= s.session->contents().range.begin);
    }

    void dragZoomsAndDoubleClickGoesBack()
    {
        Stack s(m_sample, m_tasks);
        ChartPlot& plot = s.chart(0).plot();
        const TimeRange before = s.session->view();
        const TimeScale scale = plot.scale();
        const QPoint from = s.point(s.chart(0), 0.25);
        const QPoint to = s.point(s.chart(0), 0.5);
        drag(plot, from, to);
        QVERIFY(isNear(s.session->view().begin, scale.timeAt(from.x()), scale.perPixel()));
        QVERIFY(isNear(s.session->view().end, scale.timeAt(to.x()), scale.perPixel()));
        QCOMPARE(s.session->view().begin, Timestamp(std::chrono::floor<std::chrono::seconds>(s.session->view().begin)));    // no odd fractions
        QVERIFY(!s.session->look().selection);
        s.stack->refreshNow();
        send(plot, QEvent::MouseButtonDblClick, to, Qt::LeftButton, Qt::LeftButton);
        QVERIFY(s.session->view() == before);
    }

    void dragSelectsWhenTheSettingSaysSo()
    {
        Stack s(m_sample, m_tasks);
        s.session->setDragMeans(DragMeans::Select);
        const TimeRange before = s.session->view();
        drag(s.chart(0).plot(), s.point(s.chart(0), 0.25), s.point(s.chart(0), 0.5));
        QVERIFY(s.session->view() == before);
        QVERIFY(s.session->look().selection.has_value());
        const TimeScale scale = s.chart(0).plot().scale();
        drag(s.chart(0).plot(), s.point(s.chart(0), 0.6), s.point(s.chart(0), 0.9), Qt::RightButton);    // what the left one does else
        QVERIFY(isNear(s.session->view().begin, scale.timeAt(s.point(s.chart(0), 0.6).x()), scale.perPixel()));
    }

    void rightDragSelectsWithoutZoomingAndItsEdgesMove()
    {
        Stack s(m_sample, m_tasks);
        ChartPlot& plot = s.chart(0).plot();
        const TimeRange before = s.session->view();
        drag(plot, s.point(s.chart(0), 0.25), s.point(s.chart(0), 0.5), Qt::RightButton);
        QVERIFY(s.session->view() == before);
        QVERIFY(s.session->look().selection.has_value());
        const TimeRange selected = *s.session->look().selection;
        const TimeScale scale = plot.scale();
        const QPoint edge(static_cast<int>(scale.xOf(selected.end)), s.point(s.chart(0), 0.5).y());
        drag(plot, edge, s.point(s.chart(0), 0.75));
        QCOMPARE(s.session->look().selection->begin, selected.begin);
        QVERIFY(isNear(s.session->look().selection->end, scale.timeAt(s.point(s.chart(0), 0.75).x()), scale.perPixel() * 2));
        QVERIFY(s.session->view() == before);
        s.stack->setFocus();
        s.key(Qt::Key_B);
        QVERIFY(s.session->look().baseline == s.session->look().selection);
    }

    void controlClickAndDragDraftEntries()
    {
        Stack s(m_sample, m_tasks);
        QSignalSpy drafts(s.session.get(), &CaseSession::entryDraftRequested);
        ChartPlot& plot = s.chart(0).plot();
        const QPoint place = s.point(s.chart(0), 0.5);
        drag(plot, place, place, Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(drafts.count(), 1);
        const auto first = drafts.takeFirst().at(0).value<EntryDraft>();
        QVERIFY(isNear(first.start, plot.scale().timeAt(place.x()), plot.scale().perPixel()));
        QVERIFY(!first.end);
        drag(plot, place, s.point(s.chart(0), 0.6), Qt::LeftButton, Qt::ControlModifier);
        QCOMPARE(drafts.count(), 1);
        QVERIFY(drafts.takeFirst().at(0).value<EntryDraft>().end.has_value());
        s.session->setCursor(at("2024-04-23T19:30Z"));
        s.key(Qt::Key_M);
        QCOMPARE(drafts.takeFirst().at(0).value<EntryDraft>().start, at("2024-04-23T19:30Z"));
    }

    void wheelZoomsAtThePointerAndPans()
    {
        Stack s(m_sample, m_tasks);
        ChartPlot& plot = s.chart(0).plot();
        const QPoint place = s.point(s.chart(0), 0.3);
        const Timestamp under = plot.scale().timeAt(place.x());
        wheel(plot, place, 2, Qt::ControlModifier);
        s.stack->refreshNow();
        QVERIFY(s.session->view().length() < secondCrash.length());
        QVERIFY(isNear(plot.scale().timeAt(place.x()), under, plot.scale().perPixel() * 2));
        const TimeRange before = s.session->view();
        wheel(plot, place, -1, Qt::ShiftModifier);
        QVERIFY(s.session->view().begin > before.begin);
        QCOMPARE(s.session->view().length(), before.length());
        s.stack->refreshNow();
        drag(plot, place, place + QPoint(100, 0), Qt::MiddleButton);
        QVERIFY(s.session->view().begin < s.session->view().end);
    }

    void escapeEndsADragWithoutEffect()
    {
        Stack s(m_sample, m_tasks);
        ChartPlot& plot = s.chart(0).plot();
        const TimeRange before = s.session->view();
        send(plot, QEvent::MouseButtonPress, s.point(s.chart(0), 0.2), Qt::LeftButton, Qt::LeftButton);
        send(plot, QEvent::MouseMove, s.point(s.chart(0), 0.6), Qt::NoButton, Qt::LeftButton);
        s.key(Qt::Key_Escape);
        send(plot, QEvent::MouseButtonRelease, s.point(s.chart(0), 0.6), Qt::LeftButton, Qt::NoButton);
        QVERIFY(s.session->view() == before);
    }

    void shiftDragZoomsValuesAndYFitsThemAgain()
    {
        Stack s(m_sample, m_tasks);
        ChartPlot& plot = s.chart(0).plot();
        const QCPRange fitted = plot.yAxis->range();
        drag(plot, s.point(s.chart(0), 0.5, 0.2), s.point(s.chart(0), 0.5, 0.7), Qt::LeftButton, Qt::ShiftModifier);
        QVERIFY(plot.yAxis->range().size() < fitted.size() * 0.7);
        s.key(Qt::Key_Y);
        QCOMPARE(plot.yAxis->range().upper, fitted.upper);
    }

    void hoverMovesOneCursorThroughAllCharts()
    {
        Stack s(m_sample, m_tasks);
        const QPoint place = s.point(s.chart(1), 0.4);
        send(s.chart(1).plot(), QEvent::MouseMove, place, Qt::NoButton, Qt::NoButton);
        s.stack->refreshNow();
        const Timestamp cursor = s.chart(1).plot().scale().timeAt(place.x());
        QCOMPARE(*s.session->look().cursor, cursor);
        QVERIFY(s.chart(0).plot().marks().marks.cursor == cursor);
        const LineLabel& label = s.chart(0).labels().labels().front();
        const auto value = s.session->charts().front().lines.front();
        LineLibrary library(*s.session);
        const auto data = library.line(value);
        QVERIFY(waitUntil([&] { return data->state() == ChartData::State::Ready; }));
        QCOMPARE(label.value, valueText(data->at(cursor)->value, data->unit()));
        s.key(Qt::Key_O);
        send(s.chart(1).plot(), QEvent::MouseMove, s.point(s.chart(1), 0.7), Qt::NoButton, Qt::NoButton);
        QCOMPARE(*s.session->look().cursor, cursor);
    }

    void pinnedChartsStandAboveAndDoNotScroll()
    {
        Stack s(m_sample, m_tasks);
        TimeChart* last = s.stack->charts().back();
        s.stack->focusChart(*last);
        s.key(Qt::Key_P);
        QCOMPARE(s.stack->charts().front(), last);
        QVERIFY(last->mapTo(s.stack, QPoint()).y() < s.chart(1).mapTo(s.stack, QPoint()).y());
        QVERIFY(last->spec().isPinned);
        s.key(Qt::Key_P);
        QCOMPARE(s.stack->charts().back(), last);
    }

    void chartsAreReorderedByKeyAndByTheirTitle()
    {
        Stack s(m_sample, m_tasks);
        TimeChart* first = s.stack->charts()[0];
        s.stack->focusChart(*first);
        s.key(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(s.stack->charts()[1], first);
        s.key(Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(s.stack->charts()[0], first);
        QCoreApplication::processEvents();
        TimeChart* second = s.stack->charts()[1];
        ChartHeader& header = first->header();
        const QPoint from(40, header.height() / 2);
        const QPoint to = header.mapFromGlobal(second->mapToGlobal(QPoint(40, second->height() - 10)));
        drag(header, from, to);
        QCOMPARE(s.stack->charts()[1], first);
    }

    void chartsAreResizedByKeyAndByTheirLowerEdge()
    {
        Stack s(m_sample, m_tasks);
        TimeChart& chart = s.chart(0);
        s.stack->focusChart(chart);
        const int before = chart.height();
        s.key(Qt::Key_Down, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(chart.height() > before);
        const int taller = chart.height();
        drag(chart, QPoint(chart.width() / 2, taller - 2), QPoint(chart.width() / 2, taller + 58));
        QVERIFY2(std::abs(chart.height() - taller - 60) <= 2, qPrintable(QString::number(chart.height() - taller)));
        QCOMPARE(s.session->charts()[0].height, chart.height());
    }

    void shapesFollowEachOtherAndChartsAreRemoved()
    {
        Stack s(m_sample, m_tasks, {chartOf(recordsLine(RecordKind::Request, Measure::Rate))});
        for (const ChartShape shape : {ChartShape::Area, ChartShape::Stacked, ChartShape::Heatmap, ChartShape::Line}) {
            s.key(Qt::Key_G);
            QCOMPARE(s.session->charts()[0].shape, shape);
            QVERIFY(waitUntilIdle(m_tasks));
        }
        s.key(Qt::Key_Delete);
        QVERIFY(s.session->charts().empty());
        const auto buttons = s.stack->findChildren<QPushButton*>();
        QVERIFY(std::any_of(buttons.begin(), buttons.end(), [](const QPushButton* button) { return button->isVisible(); }));
    }

private:
    SampleCase m_sample;
    TaskRunner m_tasks;
};

QTEST_MAIN(ChartGesturesTest)
#include "chartgestures_test.moc"
