#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "ui/analysis/finding.h"
#include "ui/casecontents.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace faultline {

class CaseSession;

/// What a page is asked with.
struct AnalysisSubject {
    const CaseSession& session;
    int choice = 0;                        ///< one of the page's choices
    std::optional<Timestamp> moment;       ///< what changes are looked for before it; nothing = the beginning of the window
};

/// A question ready to run on another thread; or why it cannot be asked.
struct AnalysisQuestion {
    QString key;                           ///< equal keys have equal answers while the case does not change
    QString caption;                       ///< what is compared with what: "21:10–21:35 against 19:30–21:10"
    QString missing;                       ///< what has to be there first; empty: `run` is set
    std::function<Result<Findings>(CaseQueries&, const TaskControl&)> run;
    /// The small lines of the findings, in their order, once those are shown; may be empty.
    std::function<Result<std::vector<Sparkline>>(CaseQueries&, const std::vector<Finding>&, const TaskControl&)> draw;
};

/// One question of the analysis panel. A page has no state: it makes questions and puts answers in words.
class AnalysisPage {
public:
    struct Choice {
        QString text;
        int value = 0;
    };

    virtual ~AnalysisPage() = default;
    virtual QString title() const = 0;           ///< "Different here"
    virtual QString question() const = 0;        ///< "What is different here"
    virtual const char* method() const = 0;      ///< kept with a suspect: "different here"
    virtual QString warning() const = 0;         ///< what the answer does not say: "Moves together; not proof."
    virtual QString choiceName() const { return {}; }
    virtual std::vector<Choice> choices(const CaseContents&) const { return {}; }
    virtual int firstChoice() const { return 0; }
    virtual bool isPlot() const { return false; }       ///< shown as a plot of its own, `run` is not used
    virtual AnalysisQuestion ask(const AnalysisSubject& subject) const = 0;
};

/// In the order of their tabs.
std::vector<std::unique_ptr<AnalysisPage>> analysisPages();

/// The key of what every question depends on: window, baseline, filter, zone.
QString keyOf(const CaseSession& session);

}    // namespace faultline
