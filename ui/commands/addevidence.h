#pragma once

#include "app/model/evidence.h"
#include "ui/commands/casecommand.h"

#include <vector>

namespace faultline {

/// Evidence attached to an entry.
class AddEvidence final : public CaseCommand {
public:
    AddEvidence(CaseSession& session, std::int64_t entryId, Evidence evidence);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;
    void reverted() override { applied(); }

private:
    Evidence m_evidence;    ///< with its id once it was added
};

}    // namespace faultline
