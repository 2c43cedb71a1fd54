#include "ui/dialogs/addchartdialog.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/dialogbuttons.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int lineRole = Qt::UserRole;

QString unitShown(const LineSpec& line, const CaseContents& contents)
{
    const QString unit = toQString(unitOf(line, contents));
    return unit == QLatin1String("1") ? QString() : unit == QLatin1String("1/s") ? QStringLiteral("/s") : unit;
}

}    // namespace

AddChartDialog::AddChartDialog(CaseSession& session, QWidget* parent) : QDialog(parent), m_session(session)
{
    setWindowTitle(tr("Add Chart"));
    auto* column = new QVBoxLayout(this);
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(tr("Search series and measures"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    column->addWidget(m_search);
    m_tree = new QTreeWidget(this);
    m_tree->setAccessibleName(tr("Series and measures"));
    m_tree->setColumnCount(2);
    m_tree->setHeaderHidden(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    column->addWidget(m_tree, 1);
    auto* form = new QFormLayout;
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("all, or for example path~\"^/api/\" and status>=500"));
    m_filter->setAccessibleName(tr("Only records where"));
    form->addRow(tr("Only records where"), m_filter);
    column->addLayout(form);
    m_join = new QCheckBox(tr("Into the selected chart where the unit is the same"), this);
    column->addWidget(m_join);
    m_hint = new QLabel(this);
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    column->addWidget(m_hint);
    m_accept = addAcceptButtons(*this, *column, tr("Add"));
    fill();
    connect(m_search, &QLineEdit::textChanged, this, &AddChartDialog::search);
    connect(m_filter, &QLineEdit::textChanged, this, &AddChartDialog::update);
    connect(m_tree, &QTreeWidget::itemSelectionChanged, this, &AddChartDialog::update);
    connect(m_tree, &QTreeWidget::itemActivated, this, [this] {
        if (m_accept->isEnabled())
            accept();
    });
    const int digit = fontMetrics().horizontalAdvance(QLatin1Char('0'));
    resize(digit * 64, digit * 68);
    update();
}

void AddChartDialog::fill()
{
    const RecordCounts& counts = m_session.contents().counts;
    if (counts.requests != 0)
        addRecords(RecordKind::Request, tr("Requests"));
    if (counts.operations != 0)
        addRecords(RecordKind::Operation, tr("Database operations"));
    if (counts.logLines != 0)
        addRecords(RecordKind::LogLine, tr("Log lines"));
    addSeries();
    m_tree->expandAll();
    if (QTreeWidgetItem* first = m_tree->topLevelItem(0); first && first->childCount() > 0)
        m_tree->setCurrentItem(first->child(0));
}

void AddChartDialog::addLine(QTreeWidgetItem* group, const LineSpec& line)
{
    auto* item = new QTreeWidgetItem(group);
    item->setText(0, titleOf(line, m_session.contents()).simplified().left(300));
    item->setText(1, unitShown(line, m_session.contents()));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    item->setData(0, lineRole, static_cast<int>(m_lines.size()));
    m_lines.push_back(line);
}

void AddChartDialog::addRecords(RecordKind kind, const QString& title)
{
    auto* group = new QTreeWidgetItem(m_tree, {title});
    group->setFlags(Qt::ItemIsEnabled);
    for (int i = 0; i <= static_cast<int>(Measure::InFlight); ++i) {
        const auto measure = static_cast<Measure>(i);
        const bool isCount = measure == Measure::Rate || measure == Measure::Errors || measure == Measure::ErrorShare;
        const bool isOffered = kind == RecordKind::Request || isCount || (kind == RecordKind::Operation && measure != Measure::Abandoned);
        if (isOffered)
            addLine(group, recordsLine(kind, measure));
    }
}

void AddChartDialog::addSeries()
{
    for (const Source& source : m_session.contents().sources) {
        QTreeWidgetItem* group = nullptr;
        for (const SeriesInfo& series : m_session.contents().series) {
            if (series.sourceId != source.id)
                continue;
            if (!group) {
                group = new QTreeWidgetItem(m_tree, {toQString(source.name).simplified()});
                group->setFlags(Qt::ItemIsEnabled);
            }
            addLine(group, metricLine(series.id));
        }
    }
}

void AddChartDialog::search(const QString& text)
{
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_tree->topLevelItem(i);
        bool anyShown = false;
        for (int k = 0; k < group->childCount(); ++k) {
            const bool isShown = group->child(k)->text(0).contains(text, Qt::CaseInsensitive) || group->text(0).contains(text, Qt::CaseInsensitive);
            group->child(k)->setHidden(!isShown);
            anyShown = anyShown || isShown;
        }
        group->setHidden(!anyShown);
    }
}

std::vector<LineSpec> AddChartDialog::lines() const
{
    std::vector<LineSpec> chosen;
    for (const QTreeWidgetItem* item : m_tree->selectedItems()) {
        if (!item->parent())
            continue;
        LineSpec line = m_lines[static_cast<std::size_t>(item->data(0, lineRole).toInt())];
        if (line.kind == LineKind::Records)
            line.filter = toStd(m_filter->text().trimmed());
        chosen.push_back(std::move(line));
    }
    return chosen;
}

bool AddChartDialog::joins() const
{
    return m_join->isChecked() && m_join->isEnabled();
}

void AddChartDialog::update()
{
    const std::vector<LineSpec> chosen = lines();
    const auto isRecords = [](const LineSpec& line) { return line.kind == LineKind::Records; };
    m_filter->setEnabled(std::any_of(chosen.begin(), chosen.end(), isRecords));
    QString problem;
    if (m_filter->isEnabled())
        if (const auto parsed = Filter::parse(toStd(m_filter->text())); !parsed)
            problem = toQString(parsed.error().why);
    m_hint->setText(problem);
    m_hint->setVisible(!problem.isEmpty());
    m_join->setEnabled(m_session.selectedChart().has_value());
    m_accept->setEnabled(!chosen.empty() && problem.isEmpty());
}

}    // namespace faultline
