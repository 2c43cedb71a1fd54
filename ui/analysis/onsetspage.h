#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// Which series left its usual course first: every imported one and what is measured of all records, in the order of their first change.
class OnsetsPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(OnsetsPage)

public:
    QString title() const override { return tr("Moved first"); }
    QString question() const override { return tr("Who moved first"); }
    const char* method() const override { return "moved first"; }
    QString warning() const override { return tr("First is not cause."); }
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
