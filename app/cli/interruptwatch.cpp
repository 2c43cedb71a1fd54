#include "app/cli/interruptwatch.h"

#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace faultline::cli {

namespace {

constexpr int exitInterrupted = 130;

sigset_t watchedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}    // namespace

InterruptWatch::InterruptWatch()
{
    const sigset_t signals = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    m_thread = std::jthread([signals, source = m_source](const std::stop_token& ending) mutable {
        for (;;) {
            int signal = 0;
            if (sigwait(&signals, &signal) != 0 || ending.stop_requested())
                return;
            if (!source.request_stop())
                _exit(exitInterrupted);    // the second signal: do not wait for a clean end
        }
    });
}

InterruptWatch::~InterruptWatch()
{
    m_thread.request_stop();
    pthread_kill(m_thread.native_handle(), SIGINT);    // wakes sigwait
}

}    // namespace faultline::cli
