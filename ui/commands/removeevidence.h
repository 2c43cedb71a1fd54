#pragma once

#include "app/model/evidence.h"
#include "ui/commands/casecommand.h"

namespace faultline {

/// A piece of evidence taken off its entry.
class RemoveEvidence final : public CaseCommand {
public:
    RemoveEvidence(CaseSession& session, std::int64_t id);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;
    void reverted() override { applied(); }

private:
    std::int64_t m_id;
    Evidence m_removed;
};

}    // namespace faultline
