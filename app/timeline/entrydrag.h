#pragma once

#include "app/model/timelineentry.h"

namespace faultline {

/// What of an entry is moved in time.
enum class DragPart { Whole, Begin, End };

/// The step in which a drag moves when a pixel is that long: a second, a minute, a quarter of an hour ...
Nanoseconds dragStep(Nanoseconds perPixel);

/// The entry with its time moved by `distance`, the moved end on a multiple of `step` counted from its day. Neither end passes the
/// other. The text of the time stays as somebody wrote it.
TimelineEntry movedEntry(TimelineEntry entry, DragPart part, Nanoseconds distance, Nanoseconds step);

}    // namespace faultline
