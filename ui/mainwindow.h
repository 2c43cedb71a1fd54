#pragma once

#include "app/base/result.h"
#include "app/import/importerregistry.h"
#include "ui/settings.h"
#include "ui/taskrunner.h"

#include <QMainWindow>

#include <memory>

class QStackedWidget;

namespace faultline {

class Actions;
class CaseOpening;
class CaseSession;
class ImportQueue;
class Locator;
class MessageBanner;
class OpeningMark;
class StartPage;
class Theme;
class Workspace;

/// The frame: opens and closes cases, holds the menus, shows errors. Everything about a case is in its session and views.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Settings settings, QString profile, const ImporterRegistry& registry, Theme& theme);
    ~MainWindow() override;

    void openCase(const QString& path);
    void openFiles(const QStringList& paths);    ///< cases are opened, everything else is imported
    /// Shows the case in place of the one before.
    void startSession(std::unique_ptr<CaseSession> session);
    void closeCase();                            ///< imports into it are cancelled
    OpeningMark& openingMark() { return *m_openingMark; }
    QString chooseCase(const QString& folder);
    CaseOpening& opening() { return *m_opening; }
    ImportQueue& imports() { return *m_imports; }
    TaskRunner& tasks() { return m_tasks; }
    CaseSession* session() const { return m_session.get(); }
    Actions& actions() { return *m_actions; }
    void report(const Error& error);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void bindActions();
    void takeSettings(const Settings& chosen);    ///< those that the preferences change
    void applySettings();
    void takeCopy(const QString& path);
    void explainFreshLook();
    void saveSettings();

    Settings m_settings;
    QString m_profile;
    const ImporterRegistry& m_registry;
    Theme& m_theme;
    TaskRunner m_tasks;
    Actions* m_actions = nullptr;
    Locator* m_locator = nullptr;
    MessageBanner* m_banner = nullptr;
    QStackedWidget* m_pages = nullptr;
    StartPage* m_startPage = nullptr;
    ImportQueue* m_imports = nullptr;
    CaseOpening* m_opening = nullptr;
    OpeningMark* m_openingMark = nullptr;
    std::unique_ptr<CaseSession> m_session;
    std::unique_ptr<Workspace> m_workspace;
};

}    // namespace faultline
