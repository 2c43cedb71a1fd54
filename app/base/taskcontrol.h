#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

namespace faultline {

/// How far a long operation is. `rate` and time left are computed by who shows it.
struct Progress {
    std::string stage;             ///< file name or "Writing"; empty when there is only one stage
    std::uint64_t bytesDone = 0;
    std::uint64_t bytesTotal = 0;  ///< 0 = not known
    std::uint64_t rows = 0;
};

/// Passed down into every core function that may take longer than a blink: stop is polled, progress is pushed.
/// The progress callback may be called from a worker thread, never concurrently with itself.
struct TaskControl {
    std::stop_token stop;
    std::function<void(const Progress&)> progress;

    bool stopRequested() const { return stop.stop_requested(); }
    void report(const Progress& value) const
    {
        if (progress)
            progress(value);
    }
};

}    // namespace faultline
