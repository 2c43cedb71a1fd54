#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace faultline {

class Actions;
class CaseSession;
class ChartStack;
class Theme;
class TimeChart;

/// What the keys and menu items of the charts do.
class ChartCommands : public QObject {
    Q_OBJECT

public:
    ChartCommands(ChartStack& stack, CaseSession& session, Actions& actions, const Theme& theme);

private:
    void bindView();
    void bindSelection();
    void bindWindowTime();
    void bindCharts();
    void bindMarks();
    void bindDialogs();
    void bind(const char* id, std::function<void()> run);
    void withChart(const char* id, std::function<void(TimeChart&)> run);

    void zoom(double factor);
    void pan(double share);
    void goToEnd(int side);
    void moveCursor(int pixels);
    void extendSelection(int pixels);
    void focusThenFit();
    void clear();
    void selectRangeOfEvent();
    void drawEntry(std::optional<TimeRange> span);
    void setBaselineBefore(Nanoseconds shift);
    void showBaselineMenu();
    void nextShape(TimeChart& chart);
    void addChart();
    void derive();
    void compare();
    void exportPicture();
    void print();
    void changeHeight(TimeChart& chart, int direction);
    void goToMoment(int direction);
    Timestamp cursorOrCentre() const;
    std::optional<TimeRange> rangeOfSelectedEvent() const;

    ChartStack& m_stack;
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
