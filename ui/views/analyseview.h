#pragma once

#include "app/base/result.h"
#include "ui/analysis/analysispage.h"
#include "ui/tablemime.h"

#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QTimer;
class QTreeView;

namespace faultline {

class Actions;
class CaseSession;
class ElidedLabel;
class FindingDelegate;
class FindingsModel;
class LoadView;
class Theme;

/// Questions about the window, a tab each: what is different here, what moved with this, what changed before, who moved first.
/// Follows the session with one question at a time; the newest wins.
class AnalyseView : public QWidget {
    Q_OBJECT

public:
    AnalyseView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);
    ~AnalyseView() override;

    void showPage(const char* method);    ///< of AnalysisPage::method()
    const AnalysisPage& page() const;
    FindingsModel& model() { return *m_model; }
    QTreeView& table() { return *m_table; }
    LoadView& load() { return *m_load; }
    QString message() const;              ///< what stands instead of rows; "" while there are rows
    QString footer() const;               ///< the warning and the notes
    QString hint() const;                 ///< what the keys do with the current row
    bool isSettled() const { return !m_isAsking && !m_isOutdated; }

public slots:
    void copy();
    void copyMarkdown();

signals:
    void shown();    ///< the answer to the newest question is on screen

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void build();
    void buildMessage();
    void bindActions();
    void showPlot();
    void fillChoices();
    void showChanges(Timestamp moment);
    void turnPage(int step);
    void pageChanged();
    void reload();
    void askAgain();
    void stop();
    void waited();
    void take(Result<Findings> answer);
    void completeWithContents(Findings& findings) const;
    void askSparklines();
    void showMessage(const QString& text, const QString& action = {}, std::function<void()> run = {});
    void showRows();
    void updateColumns();
    void markKept();
    void showMenu(const QPoint& position);
    const Finding* current() const;
    void showFinding();
    void showEventOf(const Finding& finding);
    void showMomentOf(const Finding& finding);
    void goTo(const Finding& finding);
    void updateHint();
    void chartFinding();
    void addToTimeline();
    void keep();
    void copyTable(TableText plain);

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    std::vector<std::unique_ptr<AnalysisPage>> m_questions;
    std::vector<int> m_choices;           ///< one a page
    QTabBar* m_tabs = nullptr;
    QComboBox* m_choice = nullptr;
    ElidedLabel* m_caption = nullptr;
    ElidedLabel* m_hint = nullptr;
    FindingsModel* m_model = nullptr;
    FindingDelegate* m_delegate = nullptr;
    QTreeView* m_table = nullptr;
    QStackedWidget* m_pages = nullptr;
    LoadView* m_load = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_messageAction = nullptr;
    std::function<void()> m_runMessageAction;
    ElidedLabel* m_footer = nullptr;
    QTimer* m_waited = nullptr;
    std::function<Result<std::vector<Sparkline>>(CaseQueries&, const std::vector<Finding>&, const TaskControl&)> m_draw;
    QString m_key;                        ///< of the question asked last
    std::optional<Timestamp> m_moment;
    bool m_isAsking = false;
    bool m_isOutdated = true;
};

}    // namespace faultline
