#pragma once

#include "app/model/event.h"
#include "app/model/hypothesis.h"

#include <optional>

namespace faultline {

/// The suspect of a timeline export that was imported: an event of kind "hypothesis" over its window, its reason as body, and
/// "status", "method", "for" and "against" (then "for 2" and so on) among its fields. Nothing for other events.
std::optional<Hypothesis> hypothesisFromEvent(const Event& event);

}    // namespace faultline
