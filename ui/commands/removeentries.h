#pragma once

#include "app/model/evidence.h"
#include "ui/commands/casecommand.h"

#include <vector>

namespace faultline {

/// Entries taken out of the timeline, with their evidence.
class RemoveEntries final : public CaseCommand {
public:
    RemoveEntries(CaseSession& session, std::vector<std::int64_t> ids);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void reverted() override;

private:
    std::vector<std::int64_t> m_ids;
    std::vector<EntryWithEvidence> m_removed;
};

}    // namespace faultline
