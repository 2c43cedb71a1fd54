#pragma once

#include "app/base/timezone.h"

namespace faultline {

/// The wall clock of an instant that TimeZone::resolve() gave for a gap.
LocalTime wallClockInGap(const TimeZone& zone, Timestamp utc);

}    // namespace faultline
