#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// What moves with the first line of the selected chart. The choice is how far apart the two may be, in minutes.
class RankPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(RankPage)

public:
    QString title() const override { return tr("Moved with this"); }
    QString question() const override { return tr("What moved with this"); }
    const char* method() const override { return "moved with this"; }
    QString warning() const override { return tr("Moves together; not proof."); }
    QString choiceName() const override { return tr("At most apart"); }
    std::vector<Choice> choices(const CaseContents& contents) const override;
    int firstChoice() const override { return 30; }
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
