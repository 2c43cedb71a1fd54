#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// When series spike or change their level, each with the changes before it: proposals for the timeline. The choice is which series.
class MomentsPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(MomentsPage)

public:
    QString title() const override { return tr("Unusual"); }
    QString question() const override { return tr("Unusual moments"); }
    const char* method() const override { return "unusual moment"; }
    QString warning() const override { return tr("A change before a moment is not its cause."); }
    QString choiceName() const override { return tr("Series"); }
    std::vector<Choice> choices(const CaseContents& contents) const override;
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
