#include "ui/models/eventtablemodel.h"

#include "ui/casesession.h"
#include "ui/charts/laneitem.h"
#include "ui/convert.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QLocale>

#include <limits>


namespace faultline {

namespace {

QString shortInstant(Timestamp time, const TimeZone& zone)
{
    return QLocale().toString(wallClock(time, zone).date(), QStringLiteral("d MMM")) + QLatin1Char(' ') + clockText(time, zone);
}

}    // namespace

EventTableModel::EventTableModel(CaseSession& session, const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent), m_session(session), m_theme(theme)
{
    connect(&session, &CaseSession::contentsChanged, this, &EventTableModel::reload);
    connect(&session, &CaseSession::timelineChanged, this, &EventTableModel::noteTaken);
    const auto recolour = [this] { touchAll({Qt::ForegroundRole}); };
    connect(&session, &CaseSession::viewChanged, this, recolour);
    connect(&session, &CaseSession::selectionChanged, this, recolour);
    connect(&theme, &Theme::changed, this, [this] { touchAll({Qt::ForegroundRole, Qt::DecorationRole}); });
    connect(&session, &CaseSession::zoneChanged, this, [this] {
        touchAll({Qt::DisplayRole});
        emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    });
    reload();
}

void EventTableModel::reload()
{
    beginResetModel();
    m_events = m_session.contents().events;
    endResetModel();
    noteTaken();
}

void EventTableModel::noteTaken()
{
    std::unordered_set<std::int64_t> taken;
    for (const TimelineEntry& entry : m_session.contents().timeline)
        if (entry.eventId)
            taken.insert(*entry.eventId);
    if (taken == m_taken)
        return;
    m_taken = std::move(taken);
    if (!m_events.empty())
        emit dataChanged(index(0, Taken), index(rowCount() - 1, Taken));
}

void EventTableModel::touchAll(const QList<int>& roles)
{
    if (!m_events.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), roles);
}

int EventTableModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_events.size());
}

int EventTableModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

int EventTableModel::rowOf(std::int64_t eventId) const
{
    for (std::size_t row = 0; row < m_events.size(); ++row)
        if (m_events[row].id == eventId)
            return static_cast<int>(row);
    return -1;
}

bool EventTableModel::isInWindow(const Event& event) const
{
    const TimeRange window = m_session.window();
    if (event.openEnd)
        return event.start.utc < window.end;
    return window.overlaps(event.start.utc, event.end ? event.end->utc : event.start.utc);
}

QString EventTableModel::text(const Event& event, int column) const
{
    const TimeZone& zone = m_session.zone();
    switch (static_cast<Column>(column)) {
    case Time: return shortInstant(event.start.utc, zone);
    case Kind: return oneLine(event.kind, 40);
    case Title: return oneLine(event.title);
    case Actor: return oneLine(event.actor, 80);
    case Service: return oneLine(event.service, 80);
    case End:
        if (event.openEnd)
            return tr("still holds");
        if (!event.end)
            return {};
        return isSameDay(event.start.utc, event.end->utc, zone) ? clockText(event.end->utc, zone) : shortInstant(event.end->utc, zone);
    case SourceName: {
        const Source* source = m_session.contents().source(event.sourceId);
        return source ? oneLine(source->name, 80) : QString();
    }
    case Taken: return m_taken.contains(event.id) ? QStringLiteral("✓") : QString();
    case ColumnCount: break;
    }
    return {};
}

QVariant EventTableModel::sortKey(const Event& event, int column) const
{
    if (column == Time)
        return QVariant::fromValue<qlonglong>(nanosecondsOf(event.start.utc));
    if (column == End)
        return QVariant::fromValue<qlonglong>(event.openEnd ? std::numeric_limits<qlonglong>::max()
                                                  : event.end ? nanosecondsOf(event.end->utc) : std::numeric_limits<qlonglong>::min());
    return text(event, column).toLower();
}

QVariant EventTableModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Event& event = m_events[static_cast<std::size_t>(index.row())];
    const ThemeColors& colors = m_theme.colors();
    switch (role) {
    case Qt::DisplayRole: return text(event, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == Taken ? (m_taken.contains(event.id) ? tr("in the timeline") : tr("not in the timeline"))
                                       : text(event, index.column());
    case Qt::ForegroundRole: {
        QColor color = index.column() == Title ? colors.ink : colors.muted;
        if (!isInWindow(event))
            color.setAlpha(110);
        return color;
    }
    case Qt::TextAlignmentRole: return QVariant(index.column() == Taken ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    case SortRole: return sortKey(event, index.column());
    case IdRole: return QVariant::fromValue<qlonglong>(event.id);
    case KindRole: return toQString(event.kind);
    case TextRole: return QStringList{text(event, Title), text(event, Kind), text(event, Actor), text(event, Service), text(event, SourceName)}.join(QLatin1Char('\n'));
    default: return {};
    }
}

QVariant EventTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(section == Taken ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == Taken)
        return tr("Stands in the timeline");
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Time: return zoneLabel(m_session.zone(), m_session.view().begin);
    case Kind: return tr("Kind");
    case Title: return tr("Event");
    case Actor: return tr("Who");
    case Service: return tr("Service");
    case End: return tr("Until");
    case SourceName: return tr("Source");
    case Taken: return QStringLiteral("✓");
    case ColumnCount: break;
    }
    return {};
}

}    // namespace faultline
