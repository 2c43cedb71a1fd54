#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// What changed before a moment. The choice is how many hours back, 0 = all.
class ChangesPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(ChangesPage)

public:
    QString title() const override { return tr("Changed before"); }
    QString question() const override { return tr("What changed before"); }
    const char* method() const override { return "changed before"; }
    QString warning() const override { return tr("Before it, not because of it."); }
    QString choiceName() const override { return tr("How far back"); }
    std::vector<Choice> choices(const CaseContents& contents) const override;
    int firstChoice() const override { return 72; }
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
