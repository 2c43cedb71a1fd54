#pragma once

#include "ui/analysis/analysispage.h"

#include <QCoreApplication>

namespace faultline {

/// Latency against load: no list of findings, a plot of its own.
class LoadPage final : public AnalysisPage {
    Q_DECLARE_TR_FUNCTIONS(LoadPage)

public:
    QString title() const override { return tr("Load"); }
    QString question() const override { return tr("Latency against load"); }
    const char* method() const override { return "latency against load"; }
    QString warning() const override { return tr("The same load with another latency: something else changed."); }
    bool isPlot() const override { return true; }
    AnalysisQuestion ask(const AnalysisSubject& subject) const override;
};

}    // namespace faultline
