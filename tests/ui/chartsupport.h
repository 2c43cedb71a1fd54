#pragma once

#include "tests/ui/samplecase.h"
#include "ui/actions.h"
#include "ui/charts/chartstack.h"

#include <QApplication>
#include <QMainWindow>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

#include <memory>
#include <vector>

namespace faultline::test {

inline const TimeRange secondCrash{at("2024-04-23T18:50Z"), at("2024-04-23T20:10Z")};

/// The charts of a case in a window of their own.
struct Stack {
    Stack(SampleCase& sample, TaskRunner& tasks, std::vector<ChartSpec> charts = {}) : session(sample.open(tasks)), actions(&window)
    {
        session->setCharts(charts.empty() ? defaultCharts(session->contents()) : std::move(charts));
        session->setView(secondCrash);
        stack = new ChartStack(*session, actions, theme, &window);
        window.setCentralWidget(stack);
        window.resize(1200, 900);
        window.show();
        QApplication::setActiveWindow(&window);
        isReady = waitUntilIdle(tasks) && waitUntil([this] { return window.isActiveWindow(); });
        stack->setFocus();
        stack->refreshNow();
    }
    TimeChart& chart(std::size_t index) { return *stack->charts().at(index); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
        stack->refreshNow();
    }
    /// A point of the plot: shares of its width and height.
    QPoint point(TimeChart& of, double x, double y = 0.5)
    {
        const QRect plot = of.plot().plotRect();
        return {plot.left() + static_cast<int>(plot.width() * x), plot.top() + static_cast<int>(plot.height() * y)};
    }

    std::unique_ptr<CaseSession> session;
    QMainWindow window;
    Theme theme;
    Actions actions;
    ChartStack* stack = nullptr;
    bool isReady = false;
};

inline void send(QWidget& to, QEvent::Type type, QPoint position, Qt::MouseButton button, Qt::MouseButtons buttons,
          Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QMouseEvent event(type, position, to.mapToGlobal(position), button, buttons, modifiers);
    QApplication::sendEvent(&to, &event);
}

inline void drag(QWidget& in, QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    send(in, QEvent::MouseButtonPress, from, button, button, modifiers);
    send(in, QEvent::MouseMove, (from + to) / 2, Qt::NoButton, button, modifiers);
    send(in, QEvent::MouseMove, to, Qt::NoButton, button, modifiers);
    send(in, QEvent::MouseButtonRelease, to, button, Qt::NoButton, modifiers);
}

inline void wheel(QWidget& in, QPoint position, int notches, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(position, in.mapToGlobal(position), {}, {0, notches * 120}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&in, &event);
}

inline bool isNear(Timestamp left, Timestamp right, Nanoseconds slack)
{
    return left - right <= slack && right - left <= slack;
}

inline ChartSpec chartOf(LineSpec line, ChartShape shape = ChartShape::Line)
{
    ChartSpec chart;
    chart.shape = shape;
    chart.lines = {std::move(line)};
    return chart;
}

}    // namespace faultline::test
