#include "ui/commands/addevidence.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

AddEvidence::AddEvidence(CaseSession& session, std::int64_t entryId, Evidence evidence)
    : CaseCommand(session, QCoreApplication::translate("Commands", "link evidence")), m_evidence(std::move(evidence))
{
    m_evidence.id = 0;
    m_evidence.entryId = entryId;
}

Result<void> AddEvidence::apply()
{
    auto added = session().editor().addEvidence(m_evidence);
    if (!added)
        return added.error();
    m_evidence = std::move(*added);
    return {};
}

Result<void> AddEvidence::revert()
{
    const auto removed = session().editor().removeEvidence(m_evidence.id);
    return removed ? Result<void>() : Result<void>(removed.error());
}

void AddEvidence::applied()
{
    session().selectEntry(m_evidence.entryId);
}

}    // namespace faultline
