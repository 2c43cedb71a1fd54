#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// Which values of which fields make the window differ from its baseline. The choice is the kind of records.
class SuspectsPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(SuspectsPage)

public:
    QString title() const override { return tr("Different here"); }
    QString question() const override { return tr("What is different here"); }
    const char* method() const override { return "different here"; }
    QString warning() const override { return tr("Moves together; not proof."); }
    QString choiceName() const override { return tr("Records"); }
    std::vector<Choice> choices(const CaseContents& contents) const override;
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
