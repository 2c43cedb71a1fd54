#include "ui/views/chartdataview.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/models/chartdatamodel.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/elidedlabel.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QMimeData>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostRows = 5'000;
constexpr std::chrono::milliseconds calm{80};
constexpr qsizetype longestName = 60;

}    // namespace

ChartDataView::ChartDataView(CaseSession& session, Actions&, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_theme(theme), m_library(session)
{
    build();
    connect(&session, &CaseSession::viewChanged, this, &ChartDataView::refreshSoon);
    connect(&session, &CaseSession::chartsChanged, this, &ChartDataView::refreshSoon);
    connect(&session, &CaseSession::selectedChartChanged, this, &ChartDataView::refreshSoon);
    connect(&session, &CaseSession::contentsChanged, this, &ChartDataView::refreshSoon);
    connect(&session, &CaseSession::zoneChanged, this, &ChartDataView::refreshSoon);
    connect(&theme, &Theme::changed, this, [this] { m_model->setFont(m_theme.tabular()); });
}

ChartDataView::~ChartDataView() = default;

void ChartDataView::build()
{
    m_model = new ChartDataModel(this);
    m_model->setFont(m_theme.tabular());
    m_caption = new ElidedLabel(this);
    m_caption->setForegroundRole(QPalette::PlaceholderText);
    m_caption->setContentsMargins(8, 4, 8, 4);
    m_pages = new QStackedWidget(this);
    m_table = new QTableView(m_pages);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Values of the selected chart"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 4);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setResizeContentsPrecision(200);
    auto* messagePage = new QWidget(m_pages);
    m_message = new QLabel(messagePage);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::PlaceholderText);
    auto* message = new QVBoxLayout(messagePage);
    message->setContentsMargins(12, 12, 12, 12);
    message->addWidget(m_message);
    message->addStretch(1);
    m_pages->addWidget(m_table);
    m_pages->addWidget(messagePage);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_caption);
    column->addWidget(m_pages, 1);
    setFocusPolicy(Qt::StrongFocus);
    setFocusProxy(m_table);
    m_refreshTimer = new QTimer(this);
    m_refreshTimer->setSingleShot(true);
    m_refreshTimer->setInterval(calm);
    connect(m_refreshTimer, &QTimer::timeout, this, &ChartDataView::refresh);
    showMessage(tr("Loading…"));
}

void ChartDataView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refreshSoon();
}

void ChartDataView::refreshSoon()
{
    if (isVisible() && !m_refreshTimer->isActive())
        m_refreshTimer->start();
}

/// The selected chart, else the first.
const ChartSpec* ChartDataView::shownChart() const
{
    const std::vector<ChartSpec>& charts = m_session.charts();
    const auto selected = std::find_if(charts.begin(), charts.end(), [this](const ChartSpec& chart) { return chart.id == m_session.selectedChart(); });
    if (selected != charts.end())
        return &*selected;
    return charts.empty() ? nullptr : &charts.front();
}

void ChartDataView::hold(const ChartSpec& chart)
{
    for (ChartData* source : sources())
        source->disconnect(this);
    m_held = chart;
    m_lines.clear();
    m_stacked.reset();
    m_heatmap.reset();
    if (chart.shape == ChartShape::Stacked && !chart.lines.empty())
        m_stacked = m_library.stacked(chart.lines.front(), chart.by);
    else if (chart.shape == ChartShape::Heatmap && !chart.lines.empty())
        m_heatmap = m_library.heatmap(chart.lines.front());
    else
        for (const LineSpec& line : chart.lines)
            m_lines.push_back({titleOf(line, m_session.contents()), m_library.line(line)});
    for (ChartData* source : sources())
        connect(source, &ChartData::changed, this, &ChartDataView::refreshSoon);
}

std::vector<ChartData*> ChartDataView::sources() const
{
    std::vector<ChartData*> all;
    for (const NamedLine& line : m_lines)
        all.push_back(line.data.get());
    if (m_stacked)
        all.push_back(m_stacked.get());
    if (m_heatmap)
        all.push_back(m_heatmap.get());
    return all;
}

ChartTable ChartDataView::currentTable() const
{
    if (m_stacked)
        return tableOf(*m_stacked, m_session.view());
    if (m_heatmap)
        return tableOf(m_heatmap->heatmap(), m_session.view());
    return tableOf(m_lines, m_session.view(), mostRows);
}

void ChartDataView::refresh()
{
    const ChartSpec* chart = shownChart();
    if (!chart)
        return showMessage(tr("There are no charts. Drag a series or a value into the charts, or import data."));
    if (!m_held || !(*m_held == *chart))
        hold(*chart);
    m_model->setZone(m_session.zone());
    m_model->setTable(currentTable());
    m_caption->setFullText(caption(*chart, m_model->table()));
    m_caption->setVisible(m_model->rowCount() > 0);
    if (m_model->rowCount() > 0) {
        m_pages->setCurrentIndex(0);
        return m_table->resizeColumnsToContents();
    }
    for (const ChartData* source : sources()) {
        if (source->state() == ChartData::State::Loading)
            return showMessage(tr("Loading…"));
        if (source->state() == ChartData::State::Failed && source->error())
            return showMessage(toQString(source->error()->message()));
    }
    showMessage(tr("The chart has no values in this range. Press Ctrl+0 to see all data."));
}

void ChartDataView::showMessage(const QString& text)
{
    m_message->setText(shownText(text));
    m_caption->hide();
    m_pages->setCurrentIndex(1);
}

QString ChartDataView::caption(const ChartSpec& chart, const ChartTable& table) const
{
    QStringList parts{shownText(titleOf(chart.lines.front(), m_session.contents()), longestName)};
    if (chart.lines.size() > 1)
        parts[0] = tr("%1 and %n more", nullptr, static_cast<int>(chart.lines.size()) - 1).arg(parts[0]);
    parts << rangeText(m_session.view(), m_session.zone());
    if (table.step.count() > 0)
        parts << tr("per %1").arg(durationText(table.step));
    parts << tr("%1 rows").arg(countText(table.times.size()));
    parts << (table.rows == ChartTable::Rows::Every ? tr("every value") : tr("reduced: smallest and largest values kept"));
    return parts.join(QStringLiteral("  ·  "));
}

void ChartDataView::copy()
{
    copyTable(TableText::Tabs);
}

void ChartDataView::copyMarkdown()
{
    copyTable(TableText::Markdown);
}

void ChartDataView::copyTable(TableText plain)
{
    if (m_model->rowCount() == 0)
        return;
    QModelIndexList rows = m_table->selectionModel()->selectedRows(0);
    if (rows.size() < 2)
        rows.clear();
    std::sort(rows.begin(), rows.end());
    QApplication::clipboard()->setMimeData(mimeDataOf(m_model->text(rows), plain));
}

}    // namespace faultline
