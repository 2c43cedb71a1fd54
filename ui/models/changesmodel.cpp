#include "ui/models/changesmodel.h"

#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/theme.h"
#include "ui/timetext.h"

namespace faultline {

ChangesModel::ChangesModel(CaseSession& session, const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent), m_session(session), m_theme(theme)
{
}

void ChangesModel::show(Timestamp moment, std::optional<Nanoseconds> lookback)
{
    beginResetModel();
    const std::vector<Event>& events = m_session.contents().events;
    m_changes = changesBefore(events, moment, lookback);
    m_events.clear();
    for (const ChangeBefore& change : m_changes)
        m_events.push_back(events[change.event]);
    endResetModel();
}

std::optional<std::int64_t> ChangesModel::eventAt(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return row >= 0 && place < m_events.size() ? std::optional(m_events[place].id) : std::nullopt;
}

int ChangesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_changes.size());
}

int ChangesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ChangesModel::text(const ChangeBefore& change, const Event& event, int column) const
{
    switch (static_cast<Column>(column)) {
    case Delay: return durationText(change.delay);
    case Title: return change.isEnd ? tr("end of: %1").arg(laneLabel(event)) : laneLabel(event);
    case State: return change.stillHeld ? tr("held") : change.isEnd ? tr("ended") : QString();
    case Who: {
        QStringList who{oneLine(event.kind, 40)};
        for (const std::string* part : {&event.service, &event.actor})
            if (!part->empty())
                who << oneLine(*part, 60);
        return who.join(QStringLiteral(" · "));
    }
    case ColumnCount: break;
    }
    return {};
}

QVariant ChangesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(m_changes[row], m_events[row], index.column());
    case Qt::ToolTipRole:
        return (oneLine(m_events[row].title) + QLatin1Char('\n') + instantWithZone(m_changes[row].at, m_session.zone())).toHtmlEscaped().replace(
            QLatin1Char('\n'), QStringLiteral("<br>"));
    case Qt::ForegroundRole: return index.column() == Title ? m_theme.colors().ink : m_theme.colors().muted;
    case Qt::TextAlignmentRole: return QVariant(index.column() == Delay ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant ChangesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Delay ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Delay: return tr("Before by");
    case Title: return tr("Change");
    case State: return tr("At the moment");
    case Who: return tr("Kind, service, who");
    case ColumnCount: break;
    }
    return {};
}

}    // namespace faultline
