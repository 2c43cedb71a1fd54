#include "app/timeline/hypothesisevent.h"

#include "app/timeline/evidencereference.h"

namespace faultline {

std::optional<Hypothesis> hypothesisFromEvent(const Event& event)
{
    if (event.kind != "hypothesis")
        return {};
    Hypothesis hypothesis;
    hypothesis.title = event.title;
    hypothesis.reason = event.body;
    hypothesis.window = {event.start.utc, event.end ? event.end->utc : event.start.utc};
    for (const auto& [key, value] : event.fields) {
        if (key == "method")
            hypothesis.method = value;
        if (key == "status")
            fromName(value, hypothesis.status);
    }
    if (hypothesis.status == HypothesisStatus::RuledOut && hypothesis.reason.empty())
        hypothesis.status = HypothesisStatus::Open;    // nobody rules out without a reason
    hypothesis.supporting = portableEvidence(event, "for");
    hypothesis.opposing = portableEvidence(event, "against");
    return hypothesis;
}

}    // namespace faultline
