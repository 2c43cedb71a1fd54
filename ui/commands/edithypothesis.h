#pragma once

#include "app/model/hypothesis.h"
#include "ui/commands/casecommand.h"

#include <optional>

namespace faultline {

/// Keeps, changes or forgets a suspect. Makers say which.
class EditHypothesis final : public CaseCommand {
public:
    static EditHypothesis* add(CaseSession& session, Hypothesis hypothesis);
    /// `after` has the id of one that is there; `text` says what is done: "rule out".
    static EditHypothesis* change(CaseSession& session, const Hypothesis& before, Hypothesis after, const QString& text);
    static EditHypothesis* remove(CaseSession& session, const Hypothesis& hypothesis);

protected:
    Result<void> apply() override;
    Result<void> revert() override;

private:
    EditHypothesis(CaseSession& session, const QString& text, std::optional<Hypothesis> before, std::optional<Hypothesis> after);
    Result<void> change(const std::optional<Hypothesis>& from, std::optional<Hypothesis>& to);

    std::optional<Hypothesis> m_before;
    std::optional<Hypothesis> m_after;
};

}    // namespace faultline
