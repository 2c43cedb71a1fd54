#pragma once

#include "app/model/hypothesis.h"
#include "ui/analysis/finding.h"

#include <vector>

namespace faultline {

class TimeZone;

/// The suspect that a finding was kept as: of its name, and about the same records, series or line. Null: none yet.
const Hypothesis* keptAs(const std::vector<Hypothesis>& suspects, const Finding& finding, const TimeZone& zone);

/// What a new suspect for it is called; with what tells it apart where another one has its name.
QString titleToKeep(const std::vector<Hypothesis>& suspects, const Finding& finding, const TimeZone& zone);

}    // namespace faultline
