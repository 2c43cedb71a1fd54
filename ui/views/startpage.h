#pragma once

#include <QWidget>

namespace faultline {

class Actions;
struct Settings;
class Theme;

/// What stands there while no case is open: drop zone, sample incidents, recent cases.
class StartPage : public QWidget {
    Q_OBJECT

public:
    StartPage(Actions& actions, const Settings& settings, const Theme& theme, QWidget* parent);
    void refresh();    ///< the recent cases changed

signals:
    void caseChosen(const QString& path);

private:
    Actions& m_actions;
    const Settings& m_settings;
    const Theme& m_theme;
};

}    // namespace faultline
