#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace faultline {

/// Number of workers worth starting on this machine: at least 2, at most 16; or what the environment says in FAULTLINE_THREADS, at least 1.
unsigned workerCount();

/// Calls body(index) for every index in [0, count), spread over the workers and the calling thread. Returns when all are
/// done. The order is not defined; body must not throw.
void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body);

/// The same, telling each call which worker runs it, worker in [0, workerCount()); for per-worker scratch memory.
void parallelForWorkers(std::size_t count, const std::function<void(std::size_t index, unsigned worker)>& body);

/// An item on its way through orderedPipeline; stages downcast to their own type.
struct PipelineItem {
    virtual ~PipelineItem() = default;
};

struct OrderedPipeline {
    std::function<std::unique_ptr<PipelineItem>()> produce;          ///< one thread, in order; nullptr ends
    std::function<void(PipelineItem&, unsigned worker)> transform;   ///< pool, any order
    std::function<bool(PipelineItem&)> consume;                      ///< calling thread, in order; false stops early
    unsigned workers = 0;                                            ///< 0 = workerCount()
    std::size_t inFlight = 0;                                        ///< bound on items alive at once; 0 = workers + 2
};

/// Runs the three stages at once, keeping the order of items, until produce ends or consume returns false.
void runOrderedPipeline(const OrderedPipeline& pipeline);

}    // namespace faultline
