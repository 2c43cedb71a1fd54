#pragma once

#include "app/export/timelinetable.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeView;

namespace faultline {

class Actions;
class CaseSession;
class ElidedLabel;
class IssueModel;
class Theme;

/// Rejected lines, contradictions, assumptions and gaps by kind; the way to the line, and to what mends it.
class IssueView : public QWidget {
    Q_OBJECT

public:
    IssueView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);
    const IssueModel& model() const { return *m_model; }
    QString totals() const;    ///< "4,112 lines = 4,100 of records + 10 skipped + 2 rejected"

public slots:
    void find();
    void copy();
    void copyMarkdown();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitColumns();
    void buildTree();
    void refresh();
    void showSelected();
    void unfold();
    void openIssue();
    void mend();
    void saveCsv();
    void showMenu(const QPoint& at);
    TimelineTable table() const;

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    IssueModel* m_model = nullptr;
    QComboBox* m_source = nullptr;
    QLineEdit* m_filter = nullptr;
    ElidedLabel* m_totals = nullptr;
    QLabel* m_empty = nullptr;
    QTreeView* m_tree = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_mend = nullptr;
    QPushButton* m_save = nullptr;
};

}    // namespace faultline
