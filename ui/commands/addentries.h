#pragma once

#include "app/model/evidence.h"
#include "ui/commands/casecommand.h"

#include <vector>

namespace faultline {

/// New entries of the timeline; the first one is selected.
class AddEntries final : public CaseCommand {
public:
    AddEntries(CaseSession& session, std::vector<EntryWithEvidence> entries, const QString& text = {});
    AddEntries(CaseSession& session, const std::vector<TimelineEntry>& entries, const QString& text = {});

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;

private:
    std::vector<EntryWithEvidence> m_entries;    ///< with their ids once they were added
};

}    // namespace faultline
