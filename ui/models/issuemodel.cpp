#include "ui/models/issuemodel.h"

#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPixmap>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int iconSize = 12;
constexpr quintptr groupLevel = 0;
constexpr qsizetype longestExcerpt = 300;

struct KnownCode {
    std::string_view code;
    const char* title;
    IssueGravity gravity;
};

constexpr auto contradiction = IssueGravity::Contradiction;
constexpr auto assumption = IssueGravity::Assumption;
constexpr auto observation = IssueGravity::Observation;
constexpr auto rejected = IssueGravity::Rejected;

/// What is not listed here is shown by its code in words.
const std::array knownCodes{
    KnownCode{"zone-contradiction", QT_TRANSLATE_NOOP("Issues", "The zone that is written is contradicted by the text"), contradiction},
    KnownCode{"zone-witnesses-disagree", QT_TRANSLATE_NOOP("Issues", "Rows that also quote UTC disagree about the zone"), contradiction},
    KnownCode{"weekday-contradicts-date", QT_TRANSLATE_NOOP("Issues", "Weekday and date disagree"), contradiction},
    KnownCode{"date-order-conflict", QT_TRANSLATE_NOOP("Issues", "Day and month cannot stand in one order"), contradiction},
    KnownCode{"time-columns-disagree", QT_TRANSLATE_NOOP("Issues", "Two time columns disagree"), contradiction},
    KnownCode{"end-before-start", QT_TRANSLATE_NOOP("Issues", "Something ends before it starts"), contradiction},
    KnownCode{"time-goes-backwards", QT_TRANSLATE_NOOP("Issues", "Time goes backwards"), contradiction},
    KnownCode{"time-in-gap", QT_TRANSLATE_NOOP("Issues", "Times that a change of the clocks skipped"), contradiction},
    KnownCode{"time-twice", QT_TRANSLATE_NOOP("Issues", "Times that happened twice when clocks went back"), contradiction},
    KnownCode{"changed-while-read", QT_TRANSLATE_NOOP("Issues", "The file changed while it was read"), contradiction},
    KnownCode{"bad-value", QT_TRANSLATE_NOOP("Issues", "Values that are no numbers"), contradiction},
    KnownCode{"invalid-utf-8", QT_TRANSLATE_NOOP("Issues", "Bytes that are no text"), contradiction},
    KnownCode{"zone-season", QT_TRANSLATE_NOOP("Issues", "The zone is written as in the other half of the year"), contradiction},
    KnownCode{"zone-word-ambiguous", QT_TRANSLATE_NOOP("Issues", "A zone with several meanings"), assumption},
    KnownCode{"zone-assumed", QT_TRANSLATE_NOOP("Issues", "The zone is assumed"), assumption},
    KnownCode{"zone-proven", QT_TRANSLATE_NOOP("Issues", "No zone is written, but the text proves one"), assumption},
    KnownCode{"anchor-assumed", QT_TRANSLATE_NOOP("Issues", "Whether times mark start or end is assumed"), assumption},
    KnownCode{"year-assumed", QT_TRANSLATE_NOOP("Issues", "The year is assumed"), assumption},
    KnownCode{"date-assumed", QT_TRANSLATE_NOOP("Issues", "The date is carried on"), assumption},
    KnownCode{"date-order-assumed", QT_TRANSLATE_NOOP("Issues", "The order of day and month is assumed"), assumption},
    KnownCode{"duration-unit-assumed", QT_TRANSLATE_NOOP("Issues", "The unit of durations is assumed"), assumption},
    KnownCode{"column-left-out", QT_TRANSLATE_NOOP("Issues", "Columns left out"), assumption},
    KnownCode{"gap", QT_TRANSLATE_NOOP("Issues", "Gaps without records"), observation},
    KnownCode{"native-histograms-skipped", QT_TRANSLATE_NOOP("Issues", "Histograms left out"), observation},
    KnownCode{"prometheus-warning", QT_TRANSLATE_NOOP("Issues", "Warnings of Prometheus"), observation},
    KnownCode{"empty-result", QT_TRANSLATE_NOOP("Issues", "Answers without data"), observation},
    KnownCode{"not-listed", QT_TRANSLATE_NOOP("Issues", "Counted, not listed one by one"), rejected},
    KnownCode{"bad-time", QT_TRANSLATE_NOOP("Issues", "Lines whose time is not understood"), rejected},
    KnownCode{"no-time", QT_TRANSLATE_NOOP("Issues", "Lines without a time"), rejected},
    KnownCode{"no-record", QT_TRANSLATE_NOOP("Issues", "Lines that are not understood"), rejected},
    KnownCode{"format-mismatch", QT_TRANSLATE_NOOP("Issues", "Lines of another format"), rejected},
    KnownCode{"line-too-long", QT_TRANSLATE_NOOP("Issues", "Lines that are too long"), rejected},
    KnownCode{"bad-json", QT_TRANSLATE_NOOP("Issues", "Lines that are no JSON"), rejected},
    KnownCode{"bad-status", QT_TRANSLATE_NOOP("Issues", "Lines with an impossible status"), rejected},
    KnownCode{"column-count", QT_TRANSLATE_NOOP("Issues", "Rows with too few or too many cells"), rejected},
    KnownCode{"unclosed-quote", QT_TRANSLATE_NOOP("Issues", "Quotes that are never closed"), rejected},
    KnownCode{"no-path", QT_TRANSLATE_NOOP("Issues", "Requests without a path"), rejected},
    KnownCode{"no-message", QT_TRANSLATE_NOOP("Issues", "Log lines without a message"), rejected},
    KnownCode{"no-mapping", QT_TRANSLATE_NOOP("Issues", "Columns of which no record can be made"), rejected},
    KnownCode{"not-an-object", QT_TRANSLATE_NOOP("Issues", "Entries of a list that are no objects"), rejected},
    KnownCode{"json-too-deep", QT_TRANSLATE_NOOP("Issues", "JSON that is nested too deep"), rejected},
};

}    // namespace

IssueKind kindOfIssue(const Issue& issue)
{
    IssueKind kind;
    kind.gravity = issue.isRejection ? rejected : contradiction;
    kind.isOfZone = issue.code.rfind("zone", 0) == 0 || issue.code.rfind("anchor", 0) == 0;
    const auto known = std::find_if(knownCodes.begin(), knownCodes.end(), [&](const KnownCode& one) { return one.code == issue.code; });
    if (known == knownCodes.end()) {
        kind.title = toQString(issue.code).replace(QLatin1Char('-'), QLatin1Char(' '));
        if (!kind.title.isEmpty())
            kind.title[0] = kind.title[0].toUpper();
        return kind;
    }
    kind.title = QCoreApplication::translate("Issues", known->title);
    kind.gravity = issue.isRejection ? rejected : known->gravity;
    return kind;
}

IssueModel::IssueModel(CaseSession& session, const Theme& theme, QObject* parent)
    : QAbstractItemModel(parent), m_session(session), m_theme(theme)
{
    connect(&session, &CaseSession::contentsChanged, this, &IssueModel::rebuild);
    connect(&theme, &Theme::changed, this, &IssueModel::rebuild);
    rebuild();
}

void IssueModel::setSource(std::optional<std::int64_t> sourceId)
{
    m_source = sourceId;
    rebuild();
}

void IssueModel::setText(const QString& text)
{
    m_text = text.trimmed();
    rebuild();
}

bool IssueModel::isShown(const Issue& issue) const
{
    if (m_source && issue.sourceId != *m_source)
        return false;
    const auto holds = [this](const QString& text) { return text.contains(m_text, Qt::CaseInsensitive); };
    return m_text.isEmpty() || holds(toQString(issue.reason)) || holds(toQString(issue.excerpt)) || holds(toQString(issue.code))
        || holds(kindOfIssue(issue).title);
}

void IssueModel::rebuild()
{
    std::vector<Group> groups;
    for (const Issue& issue : m_session.contents().issues) {
        if (!isShown(issue))
            continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& one) {
            return one.code == issue.code && one.issues.front().isRejection == issue.isRejection;
        });
        if (group == groups.end())
            group = groups.insert(groups.end(), Group{issue.code, kindOfIssue(issue), {}, 0});
        group->issues.push_back(issue);
        group->lines += std::max<std::uint64_t>(issue.lines, 1);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& left, const Group& right) { return left.kind.gravity < right.kind.gravity; });
    beginResetModel();
    m_groups = std::move(groups);
    endResetModel();
}

int IssueModel::issueCount() const
{
    std::size_t count = 0;
    for (const Group& group : m_groups)
        count += group.issues.size();
    return static_cast<int>(count);
}

QModelIndex IssueModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : groupLevel);
}

QModelIndex IssueModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == groupLevel)
        return {};
    return createIndex(static_cast<int>(child.internalId() - 1), 0, groupLevel);
}

int IssueModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != groupLevel || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].issues.size());
}

int IssueModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

const Issue* IssueModel::issueAt(const QModelIndex& index) const
{
    if (!index.isValid() || index.internalId() == groupLevel)
        return nullptr;
    return &m_groups[index.internalId() - 1].issues[static_cast<std::size_t>(index.row())];
}

QVariant IssueModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isNumber = section == Line || section == Lines || section == Byte;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Problem: return tr("Problem");
    case SourceName: return tr("Source");
    case Line: return tr("Line");
    case Lines: return tr("Lines");
    case Byte: return tr("Byte");
    case Excerpt: return tr("Text");
    default: return {};
    }
}

QString IssueModel::text(const Issue& issue, int column) const
{
    switch (column) {
    case Problem: return shownText(issue.reason, longestExcerpt);
    case SourceName: {
        const Source* source = m_session.contents().source(issue.sourceId);
        return source ? shownText(source->name, 200) : QString();
    }
    case Line: return issue.line == 0 ? QString() : countText(issue.line);
    case Lines: return issue.lines <= 1 ? QString() : countText(issue.lines);
    case Byte: return issue.isRejection && (issue.byteOffset > 0 || issue.line <= 1) ? countText(issue.byteOffset) : QString();
    case Excerpt: return shownText(issue.excerpt, longestExcerpt);
    default: return {};
    }
}

QColor IssueModel::colorOf(IssueGravity gravity) const
{
    switch (gravity) {
    case IssueGravity::Rejected: return m_theme.colors().bad;
    case IssueGravity::Contradiction: return m_theme.colors().warning;
    case IssueGravity::Assumption: return m_theme.colors().accent;
    case IssueGravity::Observation: return m_theme.colors().muted;
    }
    return {};
}

/// Square, triangle, diamond, ring: the shape says what the colour says.
QVariant IssueModel::iconOf(IssueGravity gravity) const
{
    QPixmap icon(iconSize * 2, iconSize * 2);
    icon.setDevicePixelRatio(2);
    icon.fill(Qt::transparent);
    QPainter painter(&icon);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(gravity));
    const QRectF area(1.5, 1.5, iconSize - 3, iconSize - 3);
    switch (gravity) {
    case IssueGravity::Rejected: painter.drawRoundedRect(area, 1, 1); break;
    case IssueGravity::Contradiction:
        painter.drawPolygon(QPolygonF{QPointF(area.center().x(), area.top()), area.bottomRight(), area.bottomLeft()});
        break;
    case IssueGravity::Assumption:
        painter.drawPolygon(QPolygonF{QPointF(area.center().x(), area.top()), QPointF(area.right(), area.center().y()),
                                      QPointF(area.center().x(), area.bottom()), QPointF(area.left(), area.center().y())});
        break;
    case IssueGravity::Observation:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(colorOf(gravity), 1.6));
        painter.drawEllipse(area.adjusted(1, 1, -1, -1));
        break;
    }
    return icon;
}

QVariant IssueModel::groupData(const Group& group, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        if (column == Problem)
            return tr("%1 (%2)").arg(group.kind.title, countText(group.issues.size()));
        return column == Lines && group.kind.gravity == IssueGravity::Rejected ? QVariant(countText(group.lines)) : QVariant();
    case Qt::DecorationRole: return column == Problem ? iconOf(group.kind.gravity) : QVariant();
    case Qt::TextAlignmentRole: return QVariant::fromValue(Qt::Alignment((column == Lines ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default: return {};
    }
}

QVariant IssueModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    const Issue* issue = issueAt(index);
    if (!issue)
        return groupData(m_groups[static_cast<std::size_t>(index.row())], column, role);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return text(*issue, column);
    case Qt::ToolTipRole: return plainToolTip(column == Excerpt ? toQString(issue->excerpt) : toQString(issue->reason));
    case Qt::ForegroundRole: return column == Problem || column == Excerpt ? QVariant() : QVariant(m_theme.colors().muted);
    case Qt::FontRole: return column == Excerpt ? QVariant(m_theme.monospace()) : QVariant();
    case Qt::TextAlignmentRole: {
        const bool isNumber = column == Line || column == Lines || column == Byte;
        return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    default: return {};
    }
}

}    // namespace faultline
