#include "ui/models/locatormodel.h"

#include "ui/fuzzymatch.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t mostShown = 60;
constexpr int disabledPenalty = 40;

}    // namespace

void LocatorModel::show(std::vector<LocatorEntry> entries, const QString& pattern)
{
    struct Ranked {
        int score;
        std::size_t position;
    };
    std::vector<Ranked> ranked;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const LocatorEntry& entry = entries[i];
        const auto score = entry.isAlways || pattern.isEmpty() ? std::optional(0) : fuzzyScore(pattern, entry.title);
        if (score)
            ranked.push_back({*score + entry.bonus - (entry.isEnabled ? 0 : disabledPenalty), i});
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& left, const Ranked& right) { return left.score > right.score; });
    ranked.resize(std::min(ranked.size(), mostShown));
    beginResetModel();
    m_entries.clear();
    for (const Ranked& rank : ranked)
        m_entries.push_back(std::move(entries[rank.position]));
    endResetModel();
}

void LocatorModel::append(std::vector<LocatorEntry> entries)
{
    if (entries.empty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(entries.size()) - 1);
    std::move(entries.begin(), entries.end(), std::back_inserter(m_entries));
    endInsertRows();
}

const LocatorEntry* LocatorModel::entry(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

int LocatorModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant LocatorModel::data(const QModelIndex& index, int role) const
{
    const LocatorEntry* found = index.isValid() ? entry(index.row()) : nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole: return found->title;
    case Qt::AccessibleTextRole: return found->title + QStringLiteral(", ") + found->detail;
    case DetailRole: return found->detail;
    case EnabledRole: return found->isEnabled;
    default: return {};
    }
}

}    // namespace faultline
