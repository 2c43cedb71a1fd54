#include "ui/dialogs/columntable.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/importdraft.h"
#include "ui/theme.h"
#include "ui/windowstyle.h"

#include <QComboBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>

namespace faultline {

namespace {

constexpr int mostColumns = 300;
constexpr int examplesShown = 5;
enum Section { Name, Role, Unit, FirstExample };

/// The wheel scrolls the table; it does not change what is under the pointer.
class CellBox final : public QComboBox {
public:
    explicit CellBox(QWidget* parent) : QComboBox(parent) { setFocusPolicy(Qt::StrongFocus); }

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

bool hasSameHeaders(const std::vector<ColumnReading>& left, const std::vector<ColumnReading>& right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const ColumnReading& a, const ColumnReading& b) { return a.header == b.header && a.examples == b.examples; });
}

}    // namespace

ColumnTable::ColumnTable(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_table = new QTableWidget(this);
    m_table->setAccessibleName(tr("Columns of the file"));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 14);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    column->addWidget(m_table, 1);
    m_forOthers = new QPushButton(this);
    setLook(m_forOthers, ButtonLook::Link);
    m_forOthers->setAutoDefault(false);
    connect(m_forOthers, &QPushButton::clicked, this, &ColumnTable::wantedForOthers);
    column->addWidget(m_forOthers, 0, Qt::AlignLeft);
    m_forOthers->hide();
}

void ColumnTable::show(const std::vector<ColumnReading>& columns, const StatedColumns& stated, const std::vector<std::string>& roles, int others)
{
    const bool isSame = m_roles == roles && hasSameHeaders(columns, m_columns);
    m_columns = columns;
    m_stated = stated;
    m_roles = roles;
    if (!isSame)
        build();    // the boxes stay otherwise: one of them has the focus
    fill();
    m_forOthers->setVisible(others > 0);
    m_forOthers->setText(others == 1 ? tr("Use these roles for the other file with the same columns")
                                     : tr("Use these roles for the %1 other files with the same columns").arg(others));
}

int ColumnTable::used() const
{
    return static_cast<int>(std::count_if(m_columns.begin(), m_columns.end(), [](const ColumnReading& column) { return !column.role.empty(); }));
}

void ColumnTable::build()
{
    m_table->clear();
    const int count = qMin(static_cast<int>(m_columns.size()), mostColumns);
    m_table->setRowCount(count);
    m_table->setColumnCount(FirstExample + examplesShown);
    QStringList headers{tr("Column"), tr("Is"), tr("Unit"), tr("Examples")};
    while (headers.size() < m_table->columnCount())
        headers << QString();
    m_table->setHorizontalHeaderLabels(headers);
    const auto cell = [this](int row, int section, const std::string& text) {
        auto* item = new QTableWidgetItem(toQString(withVisibleControls(text)));
        item->setToolTip(item->text().toHtmlEscaped());
        m_table->setItem(row, section, item);
        return item;
    };
    for (int row = 0; row < count; ++row) {
        const ColumnReading& reading = m_columns[static_cast<std::size_t>(row)];
        cell(row, Name, reading.header);
        cell(row, Unit, reading.unit);
        m_table->setCellWidget(row, Role, roleBox(row));
        for (int example = 0; example < static_cast<int>(reading.examples.size()) && example < examplesShown; ++example)
            cell(row, FirstExample + example, reading.examples[static_cast<std::size_t>(example)])->setForeground(m_theme.colors().muted);
    }
    fit();
}

/// The examples share what names and roles leave; only where that is too little does the table scroll.
void ColumnTable::fit()
{
    m_table->resizeColumnsToContents();
    const int unit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(Name, qBound(unit * 12, m_table->columnWidth(Name), unit * 40));
    m_table->setColumnWidth(Unit, unit * 12);
    const int left = width() - unit * 3 - m_table->columnWidth(Name) - m_table->columnWidth(Role) - m_table->columnWidth(Unit);
    for (int section = FirstExample; section < m_table->columnCount(); ++section)
        m_table->setColumnWidth(section, qBound(unit * 8, m_table->columnWidth(section), qMax(unit * 12, left / examplesShown)));
}

void ColumnTable::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void ColumnTable::fill()
{
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const ColumnReading& reading = m_columns[static_cast<std::size_t>(row)];
        auto* role = static_cast<QComboBox*>(m_table->cellWidget(row, Role));
        role->setCurrentIndex(qMax(0, role->findData(toQString(reading.role))));
        const bool isUsed = !reading.role.empty();
        m_table->item(row, Name)->setForeground(isUsed ? m_theme.colors().ink : m_theme.colors().muted);
        m_table->item(row, Unit)->setText(isUsed ? toQString(reading.unit) : QString());
        auto* unit = qobject_cast<QComboBox*>(m_table->cellWidget(row, Unit));
        const bool hasChoice = reading.role == "duration" && !reading.unit.empty();
        if (hasChoice && unit == nullptr)
            m_table->setCellWidget(row, Unit, unit = unitBox(row));
        else if (!hasChoice && unit != nullptr)
            m_table->removeCellWidget(row, Unit);
        if (hasChoice)
            unit->setCurrentIndex(unit->findData(toQString(reading.unit)));
    }
}

QComboBox* ColumnTable::roleBox(int column)
{
    auto* box = new CellBox(m_table);
    box->setAccessibleName(tr("What column %1 is").arg(toQString(withVisibleControls(m_columns[static_cast<std::size_t>(column)].header))));
    box->addItem(roleText({}), QString());
    for (const std::string& role : m_roles)
        box->addItem(roleText(role), toQString(role));
    connect(box, &QComboBox::activated, this, [this, column, box] { takeRole(column, box->currentData().toString()); });
    return box;
}

QComboBox* ColumnTable::unitBox(int column)
{
    auto* box = new CellBox(m_table);
    box->setAccessibleName(tr("Unit of column %1").arg(toQString(withVisibleControls(m_columns[static_cast<std::size_t>(column)].header))));
    for (const char* unit : {"s", "ms", "us", "ns"})
        box->addItem(QLatin1String(unit) == QLatin1String("us") ? QStringLiteral("µs") : QLatin1String(unit), QLatin1String(unit));
    connect(box, &QComboBox::activated, this, [this, column, box] { takeUnit(column, box->currentData().toString()); });
    return box;
}

/// The other columns are found anew: with a path among them numbers are no longer values of a series but statuses and durations.
void ColumnTable::takeRole(int column, const QString& role)
{
    const auto index = static_cast<std::size_t>(column);
    if (m_columns.at(index).role == toStd(role))
        return;
    stateRole(m_stated, m_columns, index, toStd(role));
    m_columns[index].role = toStd(role);
    emit changed(m_stated);
}

void ColumnTable::takeUnit(int column, const QString& unit)
{
    m_columns.at(static_cast<std::size_t>(column)).unit = toStd(unit);
    m_stated["duration_unit"] = toStd(unit);
    emit changed(m_stated);
}

}    // namespace faultline
