#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QListWidget;
class QListWidgetItem;
class QMenu;
class QModelIndex;
class QPushButton;
class QSortFilterProxyModel;
class QTreeView;

namespace faultline {

class Actions;
class CaseSession;
class SourceModel;
class SuspectList;
struct SavedWindow;
class Theme;

/// Sources with what can be charted of them, the saved windows, the suspects.
class SourceView : public QWidget {
    Q_OBJECT

public:
    SourceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);
    const SourceModel& model() const { return *m_model; }

public slots:
    void find();    ///< Ctrl+F

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTree();
    void buildWindows();
    void bindActions();
    QLabel* heading(const QString& text);
    void refresh();
    void spanLines();
    void refreshWindows();
    void applyTheme();
    std::optional<std::int64_t> currentSource() const;
    void activate(const QModelIndex& index);       ///< charts a line or takes it off again
    void showMenu(const QPoint& at);
    void showWindowMenu(const QPoint& at);
    void renameSource(std::int64_t id);
    void removeSource(std::int64_t id);
    void showLines(std::int64_t id);
    void showProperties();
    const SavedWindow* windowOf(const QListWidgetItem* item) const;
    void goTo(const SavedWindow& window);

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    SourceModel* m_model = nullptr;
    QSortFilterProxyModel* m_filtered = nullptr;
    QLineEdit* m_filter = nullptr;
    QTreeView* m_tree = nullptr;
    QPushButton* m_add = nullptr;
    QLabel* m_windowsTitle = nullptr;
    QListWidget* m_windows = nullptr;
    QLabel* m_suspectsTitle = nullptr;
    SuspectList* m_suspects = nullptr;
    QList<QLabel*> m_headings;
};

}    // namespace faultline
