#include "ui/models/importmodel.h"

#include "app/base/text.h"
#include "ui/convert.h"
#include "ui/theme.h"

#include <QFont>
#include <QLocale>

namespace faultline {

ImportModel::ImportModel(const Theme& theme, QObject* parent) : QAbstractTableModel(parent), m_theme(theme) {}

void ImportModel::setDrafts(std::vector<ImportDraft> drafts)
{
    beginResetModel();
    m_drafts = std::move(drafts);
    endResetModel();
}

void ImportModel::setDraft(int row, ImportDraft draft)
{
    m_drafts.at(static_cast<std::size_t>(row)) = std::move(draft);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void ImportModel::setHints(const ImportHints& hints)
{
    m_hints = hints;
    if (!m_drafts.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ImportModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_drafts.size());
}

int ImportModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ImportModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment((section == Rows ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case File: return tr("File");
    case Format: return tr("Detected");
    case Time: return tr("Time and zone");
    case Rows: return tr("Records");
    case Problems: return tr("To do");
    default: return {};
    }
}

QString ImportModel::text(const ImportDraft& draft, int column) const
{
    const SourcePreview& preview = draft.preview;
    const QString path = toQString(withVisibleControls(preview.path));
    switch (column) {
    case File: return path.contains(QLatin1Char('!')) ? path.section(QLatin1Char('/'), path.section(QLatin1Char('!'), 0, 0).count(QLatin1Char('/')))
                                                      : path.section(QLatin1Char('/'), -1);
    case Format:
        if (!preview.importer)
            return preview.error && preview.firstLines.empty() ? QString() : tr("not known");
        return toQString(preview.importer->info().title);
    case Time: return zoneBasisText(draft);
    case Rows:
        if (!draft.isReadable() || draft.preview.estimatedRecords == 0)
            return {};
        return (preview.isComplete ? QString() : tr("about ")) + QLocale(QLocale::English).toString(static_cast<qulonglong>(preview.estimatedRecords));
    case Problems: {
        if (draft.isReading)
            return tr("reading…");
        if (draft.isLeftOut)
            return tr("left out");
        const auto questions = openQuestions(draft, m_hints);
        if (!questions.empty())
            return questions.size() == 1 ? tr("1 question") : tr("%1 questions").arg(questions.size());
        if (preview.error)
            return toQString(preview.error->why.empty() ? preview.error->what : preview.error->why);
        const int problems = issueCount(draft);
        return problems == 0 ? tr("ready") : problems == 1 ? tr("ready, 1 problem") : tr("ready, %1 problems").arg(problems);
    }
    default: return {};
    }
}

/// Why this format, and what comes next to it.
QString ImportModel::details(const ImportDraft& draft) const
{
    QStringList lines{toQString(withVisibleControls(draft.preview.path))};
    if (!draft.preview.wrapper.empty())
        lines << tr("Unpacked: %1").arg(toQString(draft.preview.wrapper));
    for (std::size_t index = 0; index < draft.preview.candidates.size() && index < 2; ++index) {
        const Candidate& candidate = draft.preview.candidates[index];
        const QString opinion = tr("%1, %2 %: %3").arg(toQString(candidate.importer->info().title), QString::number(candidate.detection.confidence),
                                                       toQString(withVisibleControls(candidate.detection.reason)));
        lines << (index == 0 ? opinion : tr("Next: %1").arg(opinion));
    }
    if (draft.preview.error)
        lines << toQString(withVisibleControls(draft.preview.error->message()));
    return lines.join(QLatin1Char('\n'));
}

QVariant ImportModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const ImportDraft& draft = m_drafts[static_cast<std::size_t>(index.row())];
    const bool waits = !openQuestions(draft, m_hints).empty();
    switch (role) {
    case Qt::DisplayRole: return text(draft, index.column());
    case Qt::ToolTipRole: return QString(QLatin1String("<p style='white-space:pre-wrap'>") + details(draft).toHtmlEscaped() + QLatin1String("</p>"));
    case Qt::AccessibleTextRole: return text(draft, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((index.column() == Rows ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::CheckStateRole:
        if (index.column() != File)
            return {};
        return draft.isLeftOut || (draft.preview.error && draft.preview.firstLines.empty()) ? Qt::Unchecked : Qt::Checked;
    case Qt::ForegroundRole:
        if (draft.isLeftOut)
            return m_theme.colors().muted;
        if (index.column() == Problems && waits)
            return m_theme.colors().warning;
        if (index.column() == Problems && draft.preview.error)
            return m_theme.colors().bad;
        return index.column() == File ? QVariant() : QVariant(m_theme.colors().muted);
    default: return {};
    }
}

bool ImportModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole || index.column() != File)
        return false;
    m_drafts[static_cast<std::size_t>(index.row())].isLeftOut = value.toInt() == Qt::Unchecked;
    emit dataChanged(this->index(index.row(), 0), this->index(index.row(), ColumnCount - 1));
    emit choiceChanged();
    return true;
}

Qt::ItemFlags ImportModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    const bool canBeTaken = !(draft(index.row()).preview.error && draft(index.row()).preview.firstLines.empty());
    return index.column() == File && canBeTaken ? flags | Qt::ItemIsUserCheckable : flags;
}

}    // namespace faultline
