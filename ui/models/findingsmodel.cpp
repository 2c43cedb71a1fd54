#include "ui/models/findingsmodel.h"

#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <algorithm>

namespace faultline {

FindingsModel::FindingsModel(const Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme)
{
    connect(&theme, &Theme::changed, this, [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void FindingsModel::setFindings(Findings findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    m_kept.clear();
    endResetModel();
}

void FindingsModel::setSparklines(std::vector<Sparkline> lines)
{
    for (std::size_t i = 0; i < lines.size() && i < m_findings.rows.size(); ++i)
        m_findings.rows[i].trend = std::move(lines[i]);
    if (rowCount() > 0)
        emit dataChanged(index(0, Trend), index(rowCount() - 1, Trend));
}

const Finding* FindingsModel::finding(const QModelIndex& index) const
{
    return index.isValid() ? &m_findings.rows[static_cast<std::size_t>(index.row())] : nullptr;
}

void FindingsModel::setKept(const QSet<int>& rows)
{
    if (rows == m_kept)
        return;
    m_kept = rows;
    if (rowCount() > 0)
        emit dataChanged(index(0, What), index(rowCount() - 1, What));
}

QString FindingsModel::text(const Finding& finding, Column column) const
{
    switch (column) {
    case What: return finding.subject;
    case Count: return finding.count;
    case Lag: return finding.lag;
    case Baseline: return finding.baseline;
    case Method: return finding.method;
    case Trend:
    case ColumnCount: break;
    }
    return {};
}

bool FindingsModel::hasColumn(Column column) const
{
    return std::any_of(m_findings.rows.begin(), m_findings.rows.end(), [&](const Finding& finding) {
        return column == Trend ? finding.about.has_value() : !text(finding, column).isEmpty();
    });
}

int FindingsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_findings.rows.size());
}

int FindingsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Finding& row = *finding(index);
    const auto column = static_cast<Column>(index.column());
    const bool isWords = column == What || column == Baseline || column == Method;
    switch (role) {
    case Qt::DisplayRole: return text(row, column);
    case Qt::AccessibleTextRole:
        return column == What ? QStringLiteral("%1: %2").arg(row.subject, row.sentence)
             : column == Trend ? tr("small line of its values")
                               : text(row, column);
    case Qt::ToolTipRole: {
        QStringList lines{row.subject, row.sentence};
        const std::pair<Column, QString> more[] = {{Count, headerData(Count, Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": %1")}, {Lag, headerData(Lag, Qt::Horizontal, Qt::DisplayRole).toString() + QStringLiteral(": %1")}, {Baseline, tr("Compared with: %1")},
                                                   {Method, tr("Method: %1")}};
        for (const auto& [part, words] : more)
            if (const QString said = text(row, part); !said.isEmpty())
                lines << words.arg(said);
        return plainToolTip(lines.join(QLatin1Char('\n')));
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((isWords ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case Qt::ForegroundRole: return column == Baseline || column == Method ? m_theme.colors().muted : m_theme.colors().ink;
    case SentenceRole: return column == What ? row.sentence : QString();
    case NoteRole: return column == What && m_kept.contains(index.row()) ? tr("suspect") : QString();
    default: return {};
    }
}

QVariant FindingsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole) {
        const bool isRight = column == Count || column == Lag || column == Trend;
        return QVariant::fromValue(Qt::Alignment((isRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case What: return tr("Finding");
    case Trend: return tr("Trend");
    case Count: return m_findings.countTitle.isEmpty() ? tr("Rests on") : m_findings.countTitle;
    case Lag: return m_findings.lagTitle.isEmpty() ? tr("Distance") : m_findings.lagTitle;
    case Baseline: return tr("Compared with");
    case Method: return tr("Method");
    case ColumnCount: break;
    }
    return {};
}

TimelineTable FindingsModel::table(const QModelIndexList& rows) const
{
    TimelineTable table;
    std::vector<Column> columns{What};
    table.columns.push_back({"", toStd(headerData(What, Qt::Horizontal).toString()), false});
    table.columns.push_back({"", toStd(tr("Why")), false});
    for (const Column column : {Count, Lag, Baseline, Method})
        if (hasColumn(column)) {
            columns.push_back(column);
            table.columns.push_back({"", toStd(headerData(column, Qt::Horizontal).toString()), false});
        }
    const auto add = [&](const Finding& finding) {
        TimelineTable::Row row;
        for (const Column column : columns) {
            row.cells.push_back(toStd(text(finding, column)));
            if (column == What)
                row.cells.push_back(toStd(finding.sentence));
        }
        table.rows.push_back(std::move(row));
    };
    for (const QModelIndex& index : rows)
        add(*finding(index));
    for (const Finding& finding : rows.isEmpty() ? m_findings.rows : std::vector<Finding>())
        add(finding);
    return table;
}

}    // namespace faultline
