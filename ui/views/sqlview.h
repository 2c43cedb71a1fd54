#pragma once

#include "app/query/sqlquery.h"

#include <QStringList>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace faultline {

class Actions;
class CaseSession;
class ElidedLabel;
class SqlEditor;
class SqlResultModel;
class Theme;

/// Read-only SQL over everything in the case.
class SqlView : public QWidget {
    Q_OBJECT

public:
    SqlView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);

    void setStatement(const QString& statement);
    void run();
    void stop();
    SqlResultModel* model() const { return m_model; }
    Q_INVOKABLE void copy();            ///< selected cells as TSV, as spreadsheets take it
    Q_INVOKABLE void copyMarkdown();

private:
    enum class TableText { Tabs, Commas, Markdown };
    QWidget* makeBar();
    QWidget* makeResults();
    QWidget* makeTables();
    void showExamples();
    void showTables();
    void showHistoryMenu();
    void finish(const QString& statement, Result<SqlTable> table);
    void chart();              ///< the columns of numbers over the one of times
    void setStatus(const QString& text);
    void remember(const QString& statement);
    void insertColumn(QTreeWidgetItem* item);
    void copyAs(TableText text);
    void saveCsv();
    std::string tableText(TableText text) const;
    void applyTimes();

    CaseSession& m_session;
    Actions& m_actions;
    const Theme& m_theme;
    SqlEditor* m_editor = nullptr;
    SqlResultModel* m_model = nullptr;
    QTableView* m_table = nullptr;
    QTreeWidget* m_tables = nullptr;
    QStackedWidget* m_results = nullptr;
    QLabel* m_message = nullptr;
    ElidedLabel* m_status = nullptr;
    QPushButton* m_runButton = nullptr;
    QPushButton* m_stopButton = nullptr;
    QPushButton* m_historyButton = nullptr;
    QPushButton* m_copyButton = nullptr;
    QPushButton* m_chartButton = nullptr;
    QCheckBox* m_times = nullptr;
    QVBoxLayout* m_examples = nullptr;
    QString m_shownStatement;    ///< whose rows are in the table
    QStringList m_history;    ///< newest first
    bool m_isRunning = false;
};

}    // namespace faultline
