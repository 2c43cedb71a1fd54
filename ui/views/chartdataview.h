#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// The values of the selected chart as a table.
class ChartDataView : public QWidget {
    Q_OBJECT

public:
    ChartDataView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
