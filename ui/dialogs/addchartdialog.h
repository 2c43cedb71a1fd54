#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read on its own
#include "ui/chartspec.h"

#include <QDialog>

#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace faultline {

class CaseSession;

/// Measures of records and imported series to choose from, with a filter of their own.
class AddChartDialog : public QDialog {
    Q_OBJECT

public:
    AddChartDialog(CaseSession& session, QWidget* parent);

    std::vector<LineSpec> lines() const;    ///< what is chosen
    bool joins() const;                     ///< the selected chart, where the unit is the same

private:
    void fill();
    void addRecords(RecordKind kind, const QString& title);
    void addSeries();
    void addLine(QTreeWidgetItem* group, const LineSpec& line);
    void search(const QString& text);
    void update();

    CaseSession& m_session;
    std::vector<LineSpec> m_lines;          ///< by the row's data
    QLineEdit* m_search = nullptr;
    QTreeWidget* m_tree = nullptr;
    QLineEdit* m_filter = nullptr;
    QCheckBox* m_join = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_accept = nullptr;
};

}    // namespace faultline
