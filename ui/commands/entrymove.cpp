#include "ui/commands/entrymove.h"

#include "ui/casesession.h"
#include "ui/commands/setentry.h"

#include <QCoreApplication>

#include <algorithm>

namespace faultline {

std::unique_ptr<QUndoCommand> moveEntry(CaseSession& session, std::int64_t id, EntryMove move)
{
    const TimelineEntry* moved = session.contents().entry(id);
    if (!moved)
        return {};
    std::vector<TimelineEntry> group;    // in the order shown
    for (const TimelineEntry& entry : session.contents().timeline)
        if (entry.start == moved->start)
            group.push_back(entry);
    const auto place = std::find_if(group.begin(), group.end(), [id](const TimelineEntry& entry) { return entry.id == id; });
    if (move == EntryMove::Up ? place == group.begin() : place + 1 == group.end())
        return {};
    const std::vector<TimelineEntry> before = group;
    std::iter_swap(place, move == EntryMove::Up ? place - 1 : place + 1);
    std::vector<TimelineEntry> changed;
    for (std::size_t i = 0; i < group.size(); ++i) {
        group[i].position = static_cast<std::int64_t>(i);
        const auto old = std::find_if(before.begin(), before.end(), [&](const TimelineEntry& entry) { return entry.id == group[i].id; });
        if (old->position == group[i].position)
            continue;
        // The moved one first: it is what gets selected.
        changed.insert(group[i].id == id ? changed.begin() : changed.end(), group[i]);
    }
    return std::make_unique<SetEntry>(session, std::move(changed), QCoreApplication::translate("Commands", "move entry"));
}

}    // namespace faultline
