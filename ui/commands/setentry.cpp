#include "ui/commands/setentry.h"

#include "ui/casesession.h"

#include <QCoreApplication>

#include <algorithm>

namespace faultline {

namespace {

std::int64_t positionBehind(const std::vector<TimelineEntry>& timeline, const TimelineEntry& entry)
{
    std::int64_t position = 0;
    for (const TimelineEntry& other : timeline)
        if (other.start == entry.start && other.id != entry.id)
            position = std::max(position, other.position + 1);
    return position;
}

}    // namespace

SetEntry::SetEntry(CaseSession& session, TimelineEntry entry, const QString& text)
    : SetEntry(session, std::vector{std::move(entry)}, text)
{
}

SetEntry::SetEntry(CaseSession& session, std::vector<TimelineEntry> entries, const QString& text)
    : CaseCommand(session, text.isEmpty() ? QCoreApplication::translate("Commands", "change entry") : text), m_after(std::move(entries))
{
    const CaseContents& contents = session.contents();
    for (TimelineEntry& entry : m_after) {
        const TimelineEntry* before = contents.entry(entry.id);
        if (before && before->start != entry.start)
            entry.position = positionBehind(contents.timeline, entry);
    }
}

Result<void> SetEntry::apply()
{
    auto before = session().editor().setEntries(m_after);
    if (!before)
        return before.error();
    m_before = std::move(*before);
    return {};
}

Result<void> SetEntry::revert()
{
    const auto after = session().editor().setEntries(m_before);
    return after ? Result<void>() : Result<void>(after.error());
}

void SetEntry::applied()
{
    if (!m_after.empty())
        session().selectEntry(m_after.front().id);
}

}    // namespace faultline
