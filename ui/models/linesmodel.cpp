#include "ui/models/linesmodel.h"

#include "app/base/text.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QPoint>

#include <algorithm>
#include <limits>

namespace faultline {

namespace {

constexpr int rowsAPage = 256;
constexpr int pagesAQuery = 3;
constexpr qsizetype mostPages = 40;
constexpr std::size_t mostSlices = 16'384;
constexpr std::size_t longestLine = 4'096;    // bytes kept of a line for the screen

}    // namespace

LinesModel::LinesModel(CaseSession& session, const Theme& theme, QObject* parent)
    : QAbstractTableModel(parent), m_session(session), m_theme(theme)
{
    const auto repaint = [this] {
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    };
    connect(&theme, &Theme::changed, this, repaint);
    connect(&session, &CaseSession::zoneChanged, this, repaint);
}

void LinesModel::setRequest(const LinesRequest& request)
{
    const int generation = ++m_generation;
    m_session.query<LineIndex>(
        this, QStringLiteral("index"),
        [request, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return faultline::lineIndex(queries.segments, context, request, mostSlices, control);
        },
        [this, request, generation](Result<LineIndex> index) {
            if (generation != m_generation)
                return;
            beginResetModel();
            ++m_shown;
            m_request = request;
            m_index = index ? std::move(*index) : LineIndex();
            m_pages.clear();
            m_recent.clear();
            m_asked = -1;
            endResetModel();
            if (!index)
                emit failed(index.error());
            emit indexed();
        },
        TaskRunner::Priority::Urgent);
}

void LinesModel::setSearch(std::optional<TextSearch> search)
{
    m_search = std::move(search);
    if (rowCount() > 0)
        emit dataChanged(index(0, TextColumn), index(rowCount() - 1, TextColumn), {HitsRole});
}

Result<LinesModel::Rows> LinesModel::load(CaseQueries& queries, const FilterContext& context, const LinesRequest& request,
                                          const LineIndex& index, std::uint64_t first, std::size_t count, const TaskControl& control)
{
    auto records = linesAt(queries.segments, context, request, index, first, count, control);
    if (!records)
        return records.error();
    auto levels = recordLevels(queries.segments, *records);
    auto lines = recordLines(queries.reader, *records, control);
    if (!levels || !lines)
        return levels ? lines.error() : levels.error();
    Rows rows(records->size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Row& row = rows[i];
        row.record = (*records)[i];
        row.level = std::move((*levels)[i]);
        row.isUntouched = (*lines)[i].has_value();
        if (row.isUntouched) {
            row.line = shortened(*(*lines)[i], longestLine);
            continue;
        }
        auto composed = composedLine(queries.segments, row.record);
        if (!composed)
            return composed.error();
        row.line = shortened(*composed, longestLine);
    }
    return rows;
}

void LinesModel::fetch(int first, int last)
{
    first = std::max(first, 0) / rowsAPage;
    last = std::min(last, rowCount() - 1) / rowsAPage;
    while (first <= last && m_pages.contains(first))
        ++first;
    if (first > last || rowCount() == 0 || m_asked == first)
        return;
    m_asked = first;
    const auto begin = static_cast<std::uint64_t>(first) * rowsAPage;
    m_session.query<Rows>(
        this, QStringLiteral("page"),
        [request = m_request, lines = m_index, begin, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return load(queries, context, request, lines, begin, std::size_t{rowsAPage} * pagesAQuery, control);
        },
        [this, first, shown = m_shown](Result<Rows> rows) {
            if (shown != m_shown)
                return;    // rows of what was listed before
            m_asked = -1;
            if (!rows)
                emit failed(rows.error());
            else
                takeRows(first, std::move(*rows));
        },
        TaskRunner::Priority::Urgent);
}

void LinesModel::takeRows(int firstPage, Rows rows)
{
    const int firstRow = firstPage * rowsAPage;
    const int lastRow = std::min(firstRow + static_cast<int>(rows.size()), rowCount()) - 1;
    for (std::size_t begin = 0; begin < rows.size(); begin += rowsAPage) {
        const int page = firstPage + static_cast<int>(begin / rowsAPage);
        const std::size_t end = std::min(rows.size(), begin + rowsAPage);
        m_pages[page] = Rows(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(begin)),
                             std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end)));
        m_recent.removeAll(page);
        m_recent.append(page);
    }
    while (m_recent.size() > mostPages)
        m_pages.remove(m_recent.takeFirst());
    if (lastRow >= firstRow)
        emit dataChanged(index(firstRow, 0), index(lastRow, columnCount() - 1));
    emit rowsLoaded();
}

const LinesModel::Row* LinesModel::row(int number) const
{
    const auto page = m_pages.constFind(number / rowsAPage);
    const auto at = static_cast<std::size_t>(number % rowsAPage);
    return number >= 0 && page != m_pages.constEnd() && at < page->size() ? &(*page)[at] : nullptr;
}

const RecordReference* LinesModel::record(int number) const
{
    const Row* found = row(number);
    return found ? &found->record : nullptr;
}

QString LinesModel::text(int number) const
{
    const Row* found = row(number);
    return found ? shown(*found, nullptr) : QString();
}

bool LinesModel::isUntouched(int number) const
{
    const Row* found = row(number);
    return !found || found->isUntouched;
}

Timestamp LinesModel::timeOf(int number) const
{
    if (const Row* found = row(number))
        return found->record.time;
    return m_index.records() == 0 ? Timestamp{} : m_index.slice(m_index.sliceOfRow(static_cast<std::uint64_t>(number))).begin;
}

QString LinesModel::sourceName(std::int64_t sourceId) const
{
    const Source* source = m_session.contents().source(sourceId);
    return source ? shownText(source->name, 200) : QString::number(sourceId);
}

/// The hits are found in the line itself; what is shown of it may be longer where controls are made visible.
QString LinesModel::shown(const Row& row, QList<QPoint>* hits) const
{
    if (!hits || !m_search)
        return shownText(row.line, static_cast<qsizetype>(longestLine));
    QString text;
    std::size_t at = 0;
    const std::string_view line = row.line;
    for (const auto& [begin, end] : m_search->hits(line)) {
        text += shownText(line.substr(at, begin - at), static_cast<qsizetype>(longestLine));
        const QString hit = shownText(line.substr(begin, end - begin), static_cast<qsizetype>(longestLine));
        hits->append({static_cast<int>(text.size()), static_cast<int>(hit.size())});
        text += hit;
        at = end;
    }
    return text + shownText(line.substr(at), static_cast<qsizetype>(longestLine));
}

int LinesModel::rowCount(const QModelIndex& parent) const
{
    constexpr std::uint64_t most = 100'000'000;    // what a scroll bar of pixels can reach
    return parent.isValid() ? 0 : static_cast<int>(std::min(m_index.records(), most));
}

int LinesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : TextColumn + 1;
}

QVariant LinesModel::data(const QModelIndex& index, int role) const
{
    const Row* found = index.isValid() ? row(index.row()) : nullptr;
    if (role == IsLoadedRole)
        return found != nullptr;
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((index.column() == LineColumn || index.column() == LevelColumn ? Qt::AlignRight : Qt::AlignLeft)
                                | Qt::AlignVCenter);
    if (role == Qt::FontRole)
        return index.column() == TextColumn ? m_theme.monospace() : m_theme.tabular();
    if (!found)
        return {};
    if (role == MarkRole)
        return static_cast<int>(found->level.mark);
    if (role == HitsRole) {
        QList<QPoint> hits;
        shown(*found, &hits);
        return QVariant::fromValue(hits);
    }
    if (role == Qt::ForegroundRole) {
        if (index.column() == LevelColumn && found->level.mark != LineMark::None)
            return found->level.mark == LineMark::Error ? m_theme.colors().bad : m_theme.colors().warning;
        return index.column() == TextColumn ? m_theme.colors().ink : m_theme.colors().muted;
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case TimeColumn: {
        const bool isOneDay = isSameDay(m_index.window.begin, m_index.window.end - Nanoseconds(1), m_session.zone());
        const QString clock = clockText(found->record.time, m_session.zone(), TimeDetail::Millisecond);
        return isOneDay ? clock : dayText(found->record.time, m_index.window, m_session.zone()) + QLatin1Char(' ') + clock;
    }
    case SourceColumn: return sourceName(found->record.sourceId);
    case LineColumn: return countText(found->record.line);
    case LevelColumn: return shownText(found->level.text, 40);
    case TextColumn: return shown(*found, nullptr);
    }
    return {};
}

QVariant LinesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == LineColumn || section == LevelColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case TimeColumn: return zoneLabel(m_session.zone(), m_index.window.begin);
    case SourceColumn: return tr("source");
    case LineColumn: return tr("line");
    case LevelColumn: return tr("level");
    case TextColumn: return tr("text");
    }
    return {};
}

}    // namespace faultline
