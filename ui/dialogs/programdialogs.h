#pragma once

#include "ui/settings.h"

#include <QObject>
#include <QPointer>

class QDialog;
class QWidget;

namespace faultline {

class Actions;
class Theme;

/// The windows of the program itself: preferences, keys, help, about. Each is open once and stands beside the case.
class ProgramDialogs : public QObject {
    Q_OBJECT

public:
    ProgramDialogs(Actions& actions, const Theme& theme, const Settings& settings, QWidget* window);

signals:
    void settingsChanged(const faultline::Settings& settings);

private:
    template <typename Dialog, typename... Arguments>
    Dialog* show(QPointer<QDialog>& open, Arguments&&... arguments);

    QWidget* m_window;
    QPointer<QDialog> m_preferences, m_keys, m_help, m_about;
};

}    // namespace faultline
