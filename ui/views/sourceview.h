#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// Sources with their series, saved windows.
class SourceView : public QWidget {
    Q_OBJECT

public:
    SourceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
