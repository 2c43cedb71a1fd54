#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// Rejected lines, contradictions and gaps of all sources.
class IssueView : public QWidget {
    Q_OBJECT

public:
    IssueView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
