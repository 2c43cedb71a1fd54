#include "ui/commands/addevidence.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

AddEvidence::AddEvidence(CaseSession& session, std::int64_t entryId, std::vector<Evidence> evidence)
    : CaseCommand(session, QCoreApplication::translate("Commands", "link evidence")), m_entryId(entryId), m_evidence(std::move(evidence))
{
    for (Evidence& one : m_evidence) {
        one.id = 0;
        one.entryId = entryId;
    }
}

AddEvidence::AddEvidence(CaseSession& session, std::int64_t entryId, Evidence evidence)
    : AddEvidence(session, entryId, std::vector{std::move(evidence)})
{
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
    std::vector<std::int64_t> ids;
    for (const Evidence& one : m_evidence)
        ids.push_back(one.id);
    const auto removed = session().editor().removeEvidence(ids);
    return removed ? Result<void>() : Result<void>(removed.error());
}

void AddEvidence::applied()
{
    session().selectEntry(m_entryId);
}

}    // namespace faultline
