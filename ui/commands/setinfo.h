#pragma once

#include "ui/commands/casecommand.h"

#include <string>

namespace faultline {

/// Title or zone of the case. A new zone of the case is also what the window shows.
class SetInfo final : public CaseCommand {
public:
    enum class Key { Title, Zone };
    SetInfo(CaseSession& session, Key key, std::string value);

protected:
    Result<void> apply() override;
    Result<void> revert() override;
    void applied() override;
    void reverted() override { applied(); }

private:
    const Key m_key;
    std::string m_value;
    std::string m_before;
};

}    // namespace faultline
