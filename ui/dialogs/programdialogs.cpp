#include "ui/dialogs/programdialogs.h"

#include "ui/actions.h"
#include "ui/dialogs/aboutdialog.h"
#include "ui/dialogs/preferencesdialog.h"
#include "ui/dialogs/shortcutdialog.h"
#include "ui/views/helpview.h"

namespace faultline {

template <typename Dialog, typename... Arguments>
Dialog* ProgramDialogs::show(QPointer<QDialog>& open, Arguments&&... arguments)
{
    Dialog* made = nullptr;
    if (!open) {
        made = new Dialog(std::forward<Arguments>(arguments)..., m_window);
        open = made;
        open->setAttribute(Qt::WA_DeleteOnClose);
    }
    open->show();
    open->raise();
    open->activateWindow();
    return made;
}

ProgramDialogs::ProgramDialogs(Actions& actions, const Theme& theme, const Settings& settings, QWidget* window)
    : QObject(window), m_window(window)
{
    actions.bind("program.preferences", window, [this, &actions, &settings] {
        if (auto* dialog = show<PreferencesDialog>(m_preferences, settings, actions))
            connect(dialog, &PreferencesDialog::changed, this, &ProgramDialogs::settingsChanged);
    });
    actions.bind("help.keys", window, [this, &actions] { show<ShortcutDialog>(m_keys, actions); });
    actions.bind("help.contents", window, [this, &theme] { show<HelpView>(m_help, theme); });
    actions.bind("help.about", window, [this, &theme] { show<AboutDialog>(m_about, theme); });
}

}    // namespace faultline
