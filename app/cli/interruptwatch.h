#pragma once

#include <stop_token>
#include <thread>

namespace faultline::cli {

/// Turns SIGINT and SIGTERM into a stop request: a thread waits for them, so no handler and no global is needed. A second
/// signal ends the process at once. Make it before any other thread, so that all of them inherit the blocked signals.
class InterruptWatch {
public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::jthread m_thread;
};

}    // namespace faultline::cli
