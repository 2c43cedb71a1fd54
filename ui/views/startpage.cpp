#include "ui/views/startpage.h"

#include "ui/actions.h"
#include "ui/settings.h"
#include "ui/theme.h"

namespace faultline {

StartPage::StartPage(Actions& actions, const Settings& settings, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_actions(actions), m_settings(settings), m_theme(theme)
{
}

void StartPage::refresh() {}

}    // namespace faultline
