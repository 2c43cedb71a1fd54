#pragma once

#include "ui/charts/linelibrary.h"
#include "ui/tablemime.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;
class QTimer;

namespace faultline {

class Actions;
class CaseSession;
class ChartDataModel;
class ElidedLabel;
class Theme;
struct ChartTable;
struct NamedLine;

/// The values of the selected chart in the visible range as a table. Nothing is read while the panel is hidden.
class ChartDataView : public QWidget {
    Q_OBJECT

public:
    ChartDataView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent);
    ~ChartDataView() override;

    ChartDataModel& model() const { return *m_model; }

public slots:
    void copy();            ///< the chosen rows, all when none or one is chosen
    void copyMarkdown();

protected:
    void showEvent(QShowEvent* event) override;

private:
    void build();
    void refreshSoon();
    void refresh();
    void hold(const ChartSpec& chart);
    ChartTable currentTable() const;
    const ChartSpec* shownChart() const;
    void showMessage(const QString& text);
    QString caption(const ChartSpec& chart, const ChartTable& table) const;
    void copyTable(TableText plain);
    std::vector<ChartData*> sources() const;

    CaseSession& m_session;
    const Theme& m_theme;
    LineLibrary m_library;
    std::optional<ChartSpec> m_held;                 ///< what the following belong to
    std::vector<NamedLine> m_lines;
    std::shared_ptr<StackedData> m_stacked;
    std::shared_ptr<HeatmapData> m_heatmap;
    ChartDataModel* m_model = nullptr;
    ElidedLabel* m_caption = nullptr;
    QStackedWidget* m_pages = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_message = nullptr;
    QTimer* m_refreshTimer = nullptr;
};

}    // namespace faultline
