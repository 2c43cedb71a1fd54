#pragma once

#include "app/base/result.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;
class QVBoxLayout;

namespace faultline {

class Actions;
struct Settings;
class Theme;

/// What stands there while no case is open: drop zone, sample incidents, recent cases; why a case could not be opened.
class StartPage : public QWidget {
    Q_OBJECT

public:
    StartPage(Actions& actions, Settings& settings, const Theme& theme, QWidget* parent);
    void refresh();                                             ///< the recent cases changed
    void showProblem(const QString& path, const Error& error);  ///< until something is opened
    void showBusy(const QString& text);                         ///< "" = ready

signals:
    void caseChosen(const QString& path);
    void otherCaseRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildDropZone(QVBoxLayout* column);
    void buildSamples(QVBoxLayout* column);
    void buildRecent(QVBoxLayout* column);
    void buildProblem(QVBoxLayout* column);
    QPushButton* actionButton(const char* id, const QString& text, QWidget* parent);
    QLabel* heading(const QString& text);
    void addRecent(const QString& path, const QString& note);
    void openRecent(QListWidgetItem* item);
    void removeRecent(QListWidgetItem* item);
    void pin(QListWidgetItem* item);
    void showMenu(const QPoint& at);
    void applyTheme();

    Actions& m_actions;
    Settings& m_settings;
    const Theme& m_theme;
    QWidget* m_zone = nullptr;
    QWidget* m_problem = nullptr;
    QLabel* m_problemTitle = nullptr;
    QLabel* m_problemText = nullptr;
    QPushButton* m_retry = nullptr;
    QString m_problemPath;
    QLabel* m_busy = nullptr;
    QLabel* m_recentTitle = nullptr;
    QListWidget* m_recent = nullptr;
    QList<QLabel*> m_muted;
};

}    // namespace faultline
