#include "ui/commands/removeentries.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

RemoveEntries::RemoveEntries(CaseSession& session, std::vector<std::int64_t> ids)
    : CaseCommand(session, QCoreApplication::translate("Commands", "remove %n entries", nullptr, static_cast<int>(ids.size()))),
      m_ids(std::move(ids))
{
}

Result<void> RemoveEntries::apply()
{
    auto removed = session().editor().removeEntries(m_ids);
    if (!removed)
        return removed.error();
    m_removed = std::move(*removed);
    return {};
}

Result<void> RemoveEntries::revert()
{
    const auto added = session().editor().addWithEvidence(m_removed);
    return added ? Result<void>() : Result<void>(added.error());
}

void RemoveEntries::reverted()
{
    if (!m_removed.empty())
        session().selectEntry(m_removed.front().entry.id);
}

}    // namespace faultline
