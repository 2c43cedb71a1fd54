#include "ui/commands/removeevidence.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

RemoveEvidence::RemoveEvidence(CaseSession& session, std::int64_t id)
    : CaseCommand(session, QCoreApplication::translate("Commands", "remove evidence")), m_id(id)
{
}

Result<void> RemoveEvidence::apply()
{
    auto removed = session().editor().removeEvidence({m_id});
    if (!removed)
        return removed.error();
    m_removed = std::move(removed->front());
    return {};
}

Result<void> RemoveEvidence::revert()
{
    const auto added = session().editor().addEvidence({m_removed});
    return added ? Result<void>() : Result<void>(added.error());
}

void RemoveEvidence::applied()
{
    session().selectEntry(m_removed.entryId);
}

}    // namespace faultline
