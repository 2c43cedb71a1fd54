#pragma once

#include "ui/models/locatormodel.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListView;

namespace faultline {

class Actions;
class CaseSession;
class Theme;

/// One box that finds everything: commands, times, series, entries, URLs, lines. Ctrl+K.
class Locator : public QFrame {
    Q_OBJECT

public:
    Locator(Actions& actions, const Theme& theme, QWidget* window);

    void setSession(CaseSession* session);    ///< nullptr: commands only
    void open(const QString& text = {});
    LocatorModel* model() const { return m_model; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void dismiss();
    void refresh();
    void place();
    void runCurrent(bool isOther);
    void move(int step);
    void addCommands(std::vector<LocatorEntry>& entries) const;
    void addApplyAt(std::vector<LocatorEntry>& entries, const QString& text) const;
    void addTime(std::vector<LocatorEntry>& entries, const QString& text) const;
    void addSeries(std::vector<LocatorEntry>& entries) const;
    void addTimeline(std::vector<LocatorEntry>& entries) const;
    void addSavedWindows(std::vector<LocatorEntry>& entries) const;
    void addSql(std::vector<LocatorEntry>& entries, const QString& statement) const;
    void addSearch(std::vector<LocatorEntry>& entries, const QString& text) const;
    void addHints(std::vector<LocatorEntry>& entries);
    void searchUrls(const QString& text);

    Actions& m_actions;
    const Theme& m_theme;
    QPointer<CaseSession> m_session;
    QPointer<QWidget> m_focusBefore;
    LocatorModel* m_model = nullptr;
    QLineEdit* m_edit = nullptr;
    QListView* m_list = nullptr;
};

}    // namespace faultline
