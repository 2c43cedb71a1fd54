#pragma once

#include <QMenu>

#include <string>
#include <vector>

namespace faultline {

class Actions;
class CaseSession;
class ChartStack;
class TimeChart;
struct ChartSpec;
struct LineSpec;

/// Everything that can be done with a chart.
class ChartMenu : public QMenu {
    Q_OBJECT

public:
    ChartMenu(ChartStack& stack, TimeChart& chart, CaseSession& session, Actions& actions);

    static void showEvidence(CaseSession& session, const ChartSpec& chart);    ///< the lines behind it in the window
    /// Lines that could join the chart: measures and series of its unit that it does not show.
    static std::vector<LineSpec> linesThatFit(const ChartSpec& chart, const CaseSession& session);

private:
    void addLines();
    void addShapes();
    void addQuestions();
    void addAction(const char* id);
    QMenu* addFields(const QString& title);
    void edit(const ChartSpec& spec);

    ChartStack& m_stack;
    TimeChart& m_chart;
    CaseSession& m_session;
    Actions& m_actions;
};

}    // namespace faultline
