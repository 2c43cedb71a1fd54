#include "ui/views/casestatusbar.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/theme.h"

namespace faultline {

CaseStatusBar::CaseStatusBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
}

}    // namespace faultline
