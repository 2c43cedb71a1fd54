#pragma once

#include "app/model/timelineentry.h"
#include "ui/commands/casecommand.h"

#include <vector>

namespace faultline {

/// Entries with new values. One whose start changes goes behind those of its new instant.
class SetEntry final : public CaseCommand {
public:
    SetEntry(CaseSession& session, TimelineEntry entry, const QString& text = {});
    SetEntry(CaseSession& session, std::vector<TimelineEntry> entries, const QString& text);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;
    void reverted() override { applied(); }

private:
    std::vector<TimelineEntry> m_after;
    std::vector<TimelineEntry> m_before;
};

}    // namespace faultline
