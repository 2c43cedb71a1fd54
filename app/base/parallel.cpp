#include "app/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace faultline {

unsigned workerCount()
{
    constexpr unsigned most = 16;
    const char* const asked = std::getenv("FAULTLINE_THREADS");
    unsigned count = 0;
    if (asked != nullptr && std::from_chars(asked, asked + std::strlen(asked), count).ec == std::errc() && count > 0)
        return std::min(count, most);
    return std::clamp(std::thread::hardware_concurrency(), 2U, most);
}

void parallelForWorkers(std::size_t count, const std::function<void(std::size_t, unsigned)>& body)
{
    const auto threads = static_cast<unsigned>(std::min<std::size_t>(workerCount(), count));
    std::atomic<std::size_t> next{0};
    const auto run = [&](unsigned worker) {
        for (std::size_t index = next.fetch_add(1); index < count; index = next.fetch_add(1))
            body(index, worker);
    };
    std::vector<std::jthread> helpers;
    for (unsigned worker = 1; worker < threads; ++worker)
        helpers.emplace_back(run, worker);
    run(0);
}

void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body)
{
    parallelForWorkers(count, [&body](std::size_t index, unsigned) { body(index); });
}

namespace {

/// Items between the three stages. `pending` waits for the pool, `finished` for its turn to be consumed.
class PipelineState {
public:
    explicit PipelineState(std::size_t inFlight) : m_inFlight(inFlight) {}

    /// False when the pipeline was stopped.
    bool waitForRoom()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_stopped || m_alive < m_inFlight; });
        return !m_stopped;
    }

    void push(std::unique_ptr<PipelineItem> item)
    {
        const std::lock_guard lock(m_mutex);
        m_pending.emplace_back(m_produced++, std::move(item));
        ++m_alive;
        m_changed.notify_all();
    }

    void endOfProduction()
    {
        const std::lock_guard lock(m_mutex);
        m_ended = true;
        m_changed.notify_all();
    }

    std::pair<std::size_t, std::unique_ptr<PipelineItem>> takePending()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_stopped || m_ended || !m_pending.empty(); });
        if (m_stopped || m_pending.empty())
            return {};
        auto item = std::move(m_pending.front());
        m_pending.pop_front();
        return item;
    }

    void finish(std::size_t index, std::unique_ptr<PipelineItem> item)
    {
        const std::lock_guard lock(m_mutex);
        m_finished.emplace(index, std::move(item));
        m_changed.notify_all();
    }

    std::unique_ptr<PipelineItem> takeFinished()
    {
        std::unique_lock lock(m_mutex);
        const auto isNext = [this] { return !m_finished.empty() && m_finished.begin()->first == m_consumed; };
        m_changed.wait(lock, [&] { return isNext() || (m_ended && m_consumed == m_produced); });
        if (!isNext())
            return nullptr;
        auto item = std::move(m_finished.begin()->second);
        m_finished.erase(m_finished.begin());
        ++m_consumed;
        return item;
    }

    void releaseOne()
    {
        const std::lock_guard lock(m_mutex);
        --m_alive;
        m_changed.notify_all();
    }

    void stop()
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        m_changed.notify_all();
    }

private:
    const std::size_t m_inFlight;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::pair<std::size_t, std::unique_ptr<PipelineItem>>> m_pending;
    std::map<std::size_t, std::unique_ptr<PipelineItem>> m_finished;
    std::size_t m_produced = 0;
    std::size_t m_consumed = 0;
    std::size_t m_alive = 0;
    bool m_ended = false;
    bool m_stopped = false;
};

}    // namespace

void runOrderedPipeline(const OrderedPipeline& pipeline)
{
    const unsigned workers = pipeline.workers != 0 ? pipeline.workers : workerCount();
    PipelineState state(pipeline.inFlight != 0 ? pipeline.inFlight : workers + 2);

    std::jthread producer([&] {
        while (state.waitForRoom()) {
            auto item = pipeline.produce();
            if (!item)
                break;
            state.push(std::move(item));
        }
        state.endOfProduction();
    });
    std::vector<std::jthread> pool;
    for (unsigned worker = 0; worker < workers; ++worker) {
        pool.emplace_back([&, worker] {
            for (auto next = state.takePending(); next.second; next = state.takePending()) {
                pipeline.transform(*next.second, worker);
                state.finish(next.first, std::move(next.second));
            }
        });
    }
    while (auto item = state.takeFinished()) {
        const bool goOn = pipeline.consume(*item);
        item.reset();
        if (!goOn)
            break;
        state.releaseOne();
    }
    state.stop();
}

}    // namespace faultline
