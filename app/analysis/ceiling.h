#pragma once

#include "app/analysis/valuegrid.h"

#include <cstddef>
#include <optional>

namespace faultline {

/// A series that rose and then stayed flat at its highest value: a pool, a limit of connections, all cores.
struct Ceiling {
    double level = 0;
    double before = 0;             ///< median before it took off
    IndexRange plateau;            ///< steps at the level
    std::size_t takeOff = 0;       ///< first step of the rise that led there
    double share = 0;              ///< of the plateau's steps that lie at the level
    std::optional<bool> driverHeld;///< the load did not fall meanwhile; nothing = no driver
};

/// The longest stretch of `window` of five steps or more, four fifths of which lie within 1 % (or the smallest step that the series makes) of the highest
/// value of the whole grid. None when the series lies there anyway, when it took
/// more than four times as long to get there (a peak has a round top), or when the driver fell to less than nine tenths: then nothing pushed.
std::optional<Ceiling> ceilingOf(const ValueGrid& grid, IndexRange window, const ValueGrid* driver = nullptr);

}    // namespace faultline
