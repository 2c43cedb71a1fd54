#pragma once

#include "app/model/evidence.h"
#include "ui/commands/casecommand.h"

#include <vector>

namespace faultline {

/// Evidence attached to an entry.
class AddEvidence final : public CaseCommand {
public:
    AddEvidence(CaseSession& session, std::int64_t entryId, std::vector<Evidence> evidence);
    AddEvidence(CaseSession& session, std::int64_t entryId, Evidence evidence);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;
    void reverted() override { applied(); }

private:
    std::int64_t m_entryId;
    std::vector<Evidence> m_evidence;    ///< with their ids once they were added
};

}    // namespace faultline
