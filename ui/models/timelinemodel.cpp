#include "ui/models/timelinemodel.h"

#include "app/base/text.h"
#include "app/timeline/entryedit.h"
#include "ui/casesession.h"
#include "ui/commands/setentry.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QHash>

#include <algorithm>
#include <cstdlib>

namespace faultline {

namespace {

constexpr std::ptrdiff_t mostSteps = 200;    // more rows at once are shown anew

QString shown(const std::string& text)
{
    return toQString(withVisibleControls(text));
}

/// "2024-04-22": a section that only repeats the day.
bool isDate(const std::string& section)
{
    if (section.size() != 10 || section[4] != '-' || section[7] != '-')
        return false;
    return std::count_if(section.begin(), section.end(), [](char c) { return c >= '0' && c <= '9'; }) == 8;
}

QString headingFor(const TimelineEntry& entry, const TimeZone& zone)
{
    const QString day = dayHeading(entry.start, zone);
    return entry.section.empty() || isDate(entry.section) ? day : shown(entry.section) + QStringLiteral("  ·  ") + day;
}

Error emptyTitle()
{
    return {ErrorKind::Usage, "", "An entry needs a title", "Press Esc to leave it as it was"};
}

}    // namespace

bool TimelineModel::Row::isSameRow(const Row& other) const
{
    if (kind != other.kind)
        return false;
    return kind == RowKind::Entry ? entry.id == other.entry.id : heading == other.heading;
}

TimelineModel::TimelineModel(CaseSession& session, QObject* parent) : QAbstractTableModel(parent), m_session(session)
{
    connect(&session, &CaseSession::timelineChanged, this, &TimelineModel::reload);
    connect(&session, &CaseSession::zoneChanged, this, &TimelineModel::reload);
    connect(&session, &CaseSession::viewChanged, this, &TimelineModel::reload);
    connect(&session, &CaseSession::selectionChanged, this, &TimelineModel::reload);
    m_rows = currentRows();
}

std::vector<TimelineModel::Row> TimelineModel::currentRows() const
{
    const CaseContents& contents = m_session.contents();
    QHash<std::int64_t, int> evidence;
    for (const Evidence& one : contents.evidence)
        ++evidence[one.entryId];
    const TimeRange window = m_session.window();
    std::vector<Row> rows;
    QHash<QString, int> repeated;
    QString heading;
    for (const TimelineEntry& entry : contents.timeline) {
        const QString own = headingFor(entry, m_session.zone());
        if (rows.empty() || own != heading) {
            // A section that was interrupted has its heading again; the zero-width mark keeps the two apart.
            rows.push_back({RowKind::Heading, own + QString(repeated[own]++, QChar(0x200b)), {}, 0, true});
            heading = own;
        }
        rows.push_back({RowKind::Entry, {}, entry, evidence.value(entry.id), window.overlaps(entry.start, entry.end.value_or(entry.start))});
    }
    if (!rows.empty() && !m_session.isReadOnly())
        rows.push_back({RowKind::NewEntry, {}, {}, 0, true});
    return rows;
}

void TimelineModel::reload()
{
    take(currentRows());
}

void TimelineModel::take(std::vector<Row> rows)
{
    const auto difference = static_cast<std::ptrdiff_t>(rows.size()) - static_cast<std::ptrdiff_t>(m_rows.size());
    if (std::abs(difference) > mostSteps) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
        const Row& old = m_rows[static_cast<std::size_t>(i)];
        if (i < static_cast<int>(rows.size()) && rows[static_cast<std::size_t>(i)].isSameRow(old))
            continue;
        if (std::any_of(rows.begin(), rows.end(), [&](const Row& row) { return row.isSameRow(old); }))
            continue;
        beginRemoveRows({}, i, i);
        m_rows.erase(m_rows.begin() + i);
        endRemoveRows();
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        placeRow(static_cast<int>(i), std::move(rows[i]));
}

/// Rows before `at` are as they shall be; everything in m_rows also stands in the new rows.
void TimelineModel::placeRow(int at, Row row)
{
    const auto begin = m_rows.begin() + at;
    const auto found = std::find_if(begin, m_rows.end(), [&](const Row& old) { return old.isSameRow(row); });
    if (found == m_rows.end()) {
        beginInsertRows({}, at, at);
        m_rows.insert(begin, std::move(row));
        endInsertRows();
        return;
    }
    if (found != begin) {
        const auto from = static_cast<int>(found - m_rows.begin());
        beginMoveRows({}, from, from, {}, at);
        std::rotate(begin, found, found + 1);
        endMoveRows();
    }
    Row& place = m_rows[static_cast<std::size_t>(at)];
    if (place == row)
        return;
    place = std::move(row);
    emit dataChanged(index(at, 0), index(at, columns - 1));
}

int TimelineModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TimelineModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == KindRole)
        return static_cast<int>(row.kind);
    if (role == InWindowRole)
        return row.isInWindow;
    if (row.kind == RowKind::Entry)
        return entryData(row, index.column(), role);
    const bool isText = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
    if (row.kind == RowKind::Heading && isText && index.column() == Title)
        return row.heading;
    if (row.kind == RowKind::Heading && role == ZoneRole && static_cast<std::size_t>(index.row()) + 1 < m_rows.size())
        return zoneLabel(m_session.zone(), m_rows[static_cast<std::size_t>(index.row()) + 1].entry.start);
    if (row.kind == RowKind::NewEntry && isText && index.column() == Title)
        return tr("New entry at the cursor");
    return {};
}

QVariant TimelineModel::entryData(const Row& row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return entryText(row, column);
    case Qt::EditRole:
        if (column == Clock || column == Written)
            return editedTime(row.entry, m_session.zone(), column == Clock ? TimeCell::Resolved : TimeCell::Written);
        if (column == Title || column == Owner || column == Section) {
            const std::string& text = column == Title ? row.entry.title : column == Owner ? row.entry.owner : row.entry.section;
            return toQString(text);
        }
        return entryText(row, column);
    case Qt::TextAlignmentRole: return column == EvidenceCount ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case Qt::ToolTipRole:
        return (shown(row.entry.title) + QLatin1Char('\n') + instantWithZone(row.entry.start, m_session.zone())).toHtmlEscaped();
    case Qt::AccessibleTextRole: {
        const QString text = entryText(row, column);
        return text.isEmpty() ? headerData(column, Qt::Horizontal, Qt::DisplayRole) : QVariant(text);
    }
    case IdRole: return QVariant::fromValue(static_cast<qlonglong>(row.entry.id));
    case TagsRole: {
        QStringList tags;
        for (const std::string& tag : row.entry.tags)
            tags << shown(tag);
        return tags;
    }
    default: return {};
    }
}

QString TimelineModel::entryText(const Row& row, int column) const
{
    const TimelineEntry& entry = row.entry;
    switch (column) {
    case Clock: return entryClock(entry, m_session.zone());
    case Written: return shown(entry.timeText);
    case PrecisionColumn: return toQString(nameOf(entry.precision));
    case Type: return shown(entry.type);
    case Title: return shown(entry.title);
    case Tags: return toQString(joinedTags(entry.tags));
    case Owner: return shown(entry.owner);
    case Section: return shown(entry.section);
    case EvidenceCount: return row.evidence == 0 ? QString() : QString::number(row.evidence);
    default: return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Clock: return tr("Time");
    case Written: return tr("As written");
    case PrecisionColumn: return tr("Precision");
    case Type: return tr("Type");
    case Title: return tr("Title");
    case Tags: return tr("Tags");
    case Owner: return tr("Owner");
    case Section: return tr("Section");
    case EvidenceCount: return tr("Evidence");
    default: return {};
    }
}

Qt::ItemFlags TimelineModel::flags(const QModelIndex& index) const
{
    if (!index.isValid() || kindOf(index.row()) == RowKind::Heading)
        return Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (kindOf(index.row()) == RowKind::Entry && index.column() != EvidenceCount && !m_session.isReadOnly())
        flags |= Qt::ItemIsEditable;
    return flags;
}

const TimelineEntry* TimelineModel::above(int row) const
{
    for (int i = row - 1; i >= 0; --i)
        if (kindOf(i) == RowKind::Entry)
            return &m_rows[static_cast<std::size_t>(i)].entry;
    return nullptr;
}

Result<TimelineEntry> TimelineModel::changed(const QModelIndex& index, const QString& text) const
{
    TimelineEntry entry = m_rows[static_cast<std::size_t>(index.row())].entry;
    switch (index.column()) {
    case Clock: return withTypedTime(std::move(entry), text, above(index.row()), m_session.zone(), TimeCell::Resolved);
    case Written: return withTypedTime(std::move(entry), text, above(index.row()), m_session.zone(), TimeCell::Written);
    case PrecisionColumn: (void)fromName(toStd(text), entry.precision); break;
    case Type: entry.type = toStd(text); break;
    case Title:
        if (text.trimmed().isEmpty())
            return emptyTitle();
        entry.title = toStd(text.trimmed());
        break;
    case Tags: entry.tags = parseTags(toStd(text)); break;
    case Owner: entry.owner = toStd(text.trimmed()); break;
    case Section: entry.section = toStd(text.trimmed()); break;
    default: break;
    }
    return entry;
}

QString TimelineModel::problemOf(const QModelIndex& index, const QString& text) const
{
    if (!index.isValid() || text == index.data(Qt::EditRole).toString())
        return {};
    const auto entry = changed(index, text);
    if (entry)
        return {};
    QString why = toQString(entry.error().why);
    if (!why.isEmpty())
        why[0] = why[0].toUpper();
    const QString action = toQString(entry.error().action);
    return action.isEmpty() ? why : why + QStringLiteral(". ") + action;
}

bool TimelineModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable))
        return false;
    if (value.toString() == data(index, Qt::EditRole).toString())
        return true;
    auto entry = changed(index, value.toString());
    if (!entry || *entry == m_rows[static_cast<std::size_t>(index.row())].entry)
        return static_cast<bool>(entry);
    const QString column = headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString().toLower();
    m_session.edit(new SetEntry(m_session, std::move(*entry), tr("change %1").arg(column)));
    return true;
}

std::optional<std::int64_t> TimelineModel::idAt(int row) const
{
    if (row < 0 || row >= rowCount() || kindOf(row) != RowKind::Entry)
        return {};
    return m_rows[static_cast<std::size_t>(row)].entry.id;
}

int TimelineModel::rowOf(std::int64_t entryId) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [&](const Row& row) { return row.kind == RowKind::Entry && row.entry.id == entryId; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

bool TimelineModel::hasEvidence() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [](const Row& row) { return row.evidence > 0; });
}

int TimelineModel::headingOf(int row) const
{
    for (int i = std::min(row, rowCount() - 1); i >= 0; --i)
        if (kindOf(i) == RowKind::Heading)
            return i;
    return -1;
}

}    // namespace faultline
