#include "ui/commands/addentries.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

namespace {

QString textFor(const QString& text, std::size_t entries)
{
    return text.isEmpty() ? QCoreApplication::translate("Commands", "add %n entries", nullptr, static_cast<int>(entries)) : text;
}

std::vector<EntryWithEvidence> withoutEvidence(const std::vector<TimelineEntry>& entries)
{
    std::vector<EntryWithEvidence> all;
    all.reserve(entries.size());
    for (const TimelineEntry& entry : entries)
        all.push_back({entry, {}});
    return all;
}

}    // namespace

AddEntries::AddEntries(CaseSession& session, std::vector<EntryWithEvidence> entries, const QString& text)
    : CaseCommand(session, textFor(text, entries.size())), m_entries(std::move(entries))
{
}

AddEntries::AddEntries(CaseSession& session, const std::vector<TimelineEntry>& entries, const QString& text)
    : AddEntries(session, withoutEvidence(entries), text)
{
}

Result<void> AddEntries::apply()
{
    auto added = session().editor().addWithEvidence(m_entries);
    if (!added)
        return added.error();
    m_entries = std::move(*added);
    return {};
}

Result<void> AddEntries::revert()
{
    std::vector<std::int64_t> ids;
    for (const EntryWithEvidence& one : m_entries)
        ids.push_back(one.entry.id);
    const auto removed = session().editor().removeEntries(ids);
    return removed ? Result<void>() : Result<void>(removed.error());
}

void AddEntries::applied()
{
    if (!m_entries.empty())
        session().selectEntry(m_entries.front().entry.id);
}

}    // namespace faultline
