#pragma once

#include "app/base/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace faultline {

/// Which rows of the event lane something is shown in, from top to bottom.
enum class LaneGroup : std::uint8_t { State, Point, Entry };
inline constexpr std::size_t laneGroupCount = 3;

/// Something to place. Lengths of text are pixels.
struct LaneBox {
    Timestamp begin{};
    Timestamp end{};          ///< equal to begin for a point; far in the future for a state that still holds
    LaneGroup group = LaneGroup::Point;
    int label = 0;            ///< of its text, without the marker
};

struct LaneMetrics {
    Nanoseconds perPixel{1};
    int marker = 10;          ///< width of a marker, half of it left of its moment
    int gap = 8;              ///< kept free between two boxes
    int leastGap = 2;         ///< between two markers without words
    int leastLabel = 96;      ///< a label may be cut down to this where the room is tight
    int cluster = 34;         ///< width of "+12"
    std::size_t rows[laneGroupCount] = {2, 2, 2};    ///< at most
};

struct LanePlace {
    int row = 0;                            ///< in the whole lane
    int room = 0;                           ///< pixels from the begin to the next box of the row
    std::optional<std::size_t> cluster;     ///< shown as part of that one instead
};

/// Boxes that found no row.
struct LaneCluster {
    LaneGroup group = LaneGroup::Point;
    int row = 0;
    Timestamp begin{};
    Timestamp end{};
    std::vector<std::size_t> boxes;         ///< in the order given
};

struct LaneLayout {
    std::vector<LanePlace> places;          ///< one a box
    std::vector<LaneCluster> clusters;
    int firstRow[laneGroupCount] = {};
    int rows = 0;
};

/// Stacks boxes that overlap into rows. `boxes` are ordered by begin; the answer depends on the scale, never on what is visible, so
/// that nothing jumps while the view moves. O(boxes x rows).
LaneLayout layOutLane(const std::vector<LaneBox>& boxes, const LaneMetrics& metrics);

inline constexpr int unlimitedRoom = 1 << 28;

}    // namespace faultline
