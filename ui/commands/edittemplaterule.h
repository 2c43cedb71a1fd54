#pragma once

#include "app/model/templaterule.h"
#include "ui/commands/casecommand.h"

#include <optional>

namespace faultline {

/// Adds, changes or removes what a person says about URLs. Makers say which.
class EditTemplateRule final : public CaseCommand {
public:
    static EditTemplateRule* add(CaseSession& session, TemplateRule rule);
    static EditTemplateRule* set(CaseSession& session, const TemplateRule& before, TemplateRule after);
    static EditTemplateRule* remove(CaseSession& session, const TemplateRule& rule);

protected:
    Result<void> apply() override { return change(m_before, m_after); }
    Result<void> revert() override { return change(m_after, m_before); }
    void applied() override;    ///< rows by URL template are others now
    void reverted() override { applied(); }

private:
    EditTemplateRule(CaseSession& session, const QString& text, std::optional<TemplateRule> before, std::optional<TemplateRule> after);
    Result<void> change(const std::optional<TemplateRule>& from, std::optional<TemplateRule>& to);

    std::optional<TemplateRule> m_before, m_after;
};

}    // namespace faultline
