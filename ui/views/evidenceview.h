#pragma once

#include <QWidget>

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// The untouched lines behind a selection, over all sources in time order.
class EvidenceView : public QWidget {
    Q_OBJECT

public:
    EvidenceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

private:
    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
};

}    // namespace faultline
