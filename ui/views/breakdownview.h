#pragma once

#include "app/base/result.h"
#include "ui/lookstate.h"
#include "ui/models/breakdownmodel.h"
#include "ui/tablemime.h"

#include <QElapsedTimer>
#include <QSet>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTimer;
class QTreeView;

namespace faultline {

class Actions;
class BreakdownDelegate;
class BreakdownHeader;
class CaseSession;
class ElidedLabel;
class Theme;

/// Which values make up the window, against a baseline. Follows the session with one query at a time; old rows stay until the new
/// ones are there.
class BreakdownView : public QWidget {
    Q_OBJECT

public:
    BreakdownView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    BreakdownHeader& header() { return *m_header; }
    BreakdownModel& model() { return *m_model; }
    QTreeView& table() { return *m_table; }

public slots:
    void copy();
    void copyMarkdown();

signals:
    void shown();    ///< rows of the newest question are on screen

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Kept {
        QString current;
        QSet<QString> unfolded;
        int scroll = 0;
    };
    void build();
    void bindActions();
    void showBy(RecordKind kind, const QString& field);
    void reload();
    void ask();
    void take(Result<BreakdownAnswer> answer);
    void askTrends();
    void askChildren(const QModelIndex& index);
    BreakdownRequest request() const;
    Kept kept() const;
    void restore(const Kept& kept);
    void updateFooter();
    void showMessage(const QString& text, const QString& action, std::function<void()> run);
    void explainEmpty();
    static const char* sampleOf(BreakdownColumn column);
    void updateColumns();
    void sortBy(int column);
    void showMenu(const QPoint& position);
    QModelIndex current() const;
    void filterTo();
    void exclude();
    void chartValue();
    void showLines();
    void addToTimeline();
    void fold();
    void unfold();
    void applyAt();
    void copyTable(TableText plain);

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    BreakdownHeader* m_header = nullptr;
    BreakdownModel* m_model = nullptr;
    BreakdownDelegate* m_delegate = nullptr;
    QTreeView* m_table = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_message = nullptr;
    QPushButton* m_messageAction = nullptr;
    std::function<void()> m_runMessageAction;
    ElidedLabel* m_footer = nullptr;
    QPushButton* m_showAll = nullptr;
    QTimer* m_faintAfter = nullptr;
    BreakdownOrder m_order;
    std::size_t m_limit = 0;
    QElapsedTimer m_sinceShown;
    bool m_isAsking = false;
    bool m_isOutdated = true;
};

}    // namespace faultline
