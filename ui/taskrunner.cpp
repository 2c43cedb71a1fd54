#include "ui/taskrunner.h"

#include <QMetaObject>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace faultline {

namespace {

constexpr std::size_t laneCount = 4;
constexpr auto editLane = static_cast<std::size_t>(TaskRunner::Lane::Edit);

struct Job {
    std::size_t lane = 0;
    const QObject* key = nullptr;    ///< compared only
    QPointer<QObject> receiver;      ///< looked at in the window's thread only
    QString slot;
    std::stop_source stop;
    std::function<void(const TaskControl&)> work;
    std::function<void()> deliver;
    std::function<void(const Progress&)> progress;
};
using JobPointer = std::shared_ptr<Job>;

}    // namespace

struct TaskRunner::State {
    std::mutex mutex;
    std::condition_variable changed;
    std::array<std::deque<JobPointer>, laneCount> queues;
    std::array<JobPointer, laneCount> running;
    std::vector<JobPointer> alive;    ///< window's thread: not delivered, not cancelled
    std::array<std::thread, laneCount> workers;
    bool ends = false;

    void forget(const JobPointer& job) { alive.erase(std::remove(alive.begin(), alive.end(), job), alive.end()); }
    bool isAlive(const JobPointer& job) const { return std::find(alive.begin(), alive.end(), job) != alive.end(); }

    template <typename Condition>
    void cancelWhere(Condition matches)
    {
        const auto chosen = [&](const JobPointer& job) {
            if (!matches(*job))
                return false;
            job->stop.request_stop();
            return true;
        };
        alive.erase(std::remove_if(alive.begin(), alive.end(), chosen), alive.end());
        const std::lock_guard lock(mutex);
        for (auto& queue : queues)
            queue.erase(std::remove_if(queue.begin(), queue.end(), [](const JobPointer& job) { return job->stop.stop_requested(); }),
                        queue.end());
    }
};

TaskRunner::TaskRunner(QObject* parent) : QObject(parent), m_state(std::make_unique<State>())
{
    for (std::size_t lane = 0; lane < laneCount; ++lane) {
        m_state->workers[lane] = std::thread([this, lane] {
            State& state = *m_state;
            std::unique_lock lock(state.mutex);
            for (;;) {
                state.changed.wait(lock, [&] { return state.ends || !state.queues[lane].empty(); });
                if (state.ends)
                    return;
                const JobPointer job = state.queues[lane].front();
                state.queues[lane].pop_front();
                state.running[lane] = job;
                lock.unlock();
                TaskControl control{job->stop.get_token(), {}};
                if (job->progress) {
                    control.progress = [this, job](const Progress& value) {
                        QMetaObject::invokeMethod(
                            this,
                            [this, job, value] {
                                if (m_state->isAlive(job) && job->receiver)
                                    job->progress(value);
                            },
                            Qt::QueuedConnection);
                    };
                }
                job->work(control);
                control.progress = {};
                lock.lock();
                state.running[lane].reset();
                state.changed.notify_all();
                QMetaObject::invokeMethod(
                    this,
                    [this, job] {
                        if (m_state->isAlive(job)) {
                            m_state->forget(job);
                            if (job->receiver)
                                job->deliver();
                        }
                        emit pendingChanged();
                    },
                    Qt::QueuedConnection);
            }
        });
    }
}

TaskRunner::~TaskRunner()
{
    stopAll();
    {
        const std::lock_guard lock(m_state->mutex);
        m_state->ends = true;
    }
    m_state->changed.notify_all();
    for (std::thread& worker : m_state->workers)
        worker.join();
}

void TaskRunner::start(Lane lane, QObject* receiver, const QString& slot, Priority priority, Work work,
                       std::function<void()> deliver, std::function<void(const Progress&)> progress)
{
    cancel(receiver, slot);
    auto job = std::make_shared<Job>();
    job->lane = static_cast<std::size_t>(lane);
    job->key = receiver;
    job->receiver = receiver;
    job->slot = slot;
    job->work = std::move(work);
    job->deliver = std::move(deliver);
    job->progress = std::move(progress);
    m_state->alive.push_back(job);
    {
        const std::lock_guard lock(m_state->mutex);
        auto& queue = m_state->queues[job->lane];
        if (priority == Priority::Urgent)
            queue.push_front(job);
        else
            queue.push_back(job);
    }
    m_state->changed.notify_all();
    emit pendingChanged();
}

void TaskRunner::cancel(QObject* receiver, const QString& slot)
{
    m_state->cancelWhere([&](const Job& job) { return job.key == receiver && job.slot == slot; });
}

void TaskRunner::cancelAll(QObject* receiver)
{
    m_state->cancelWhere([&](const Job& job) { return job.key == receiver; });
}

int TaskRunner::pending(Lane lane) const
{
    const std::lock_guard lock(m_state->mutex);
    const auto index = static_cast<std::size_t>(lane);
    return static_cast<int>(m_state->queues[index].size()) + (m_state->running[index] ? 1 : 0);
}

void TaskRunner::stopAll()
{
    m_state->cancelWhere([](const Job& job) { return job.lane != editLane; });
    m_state->alive.clear();
    std::unique_lock lock(m_state->mutex);
    for (const JobPointer& job : m_state->running)
        if (job && job->lane != editLane)
            job->stop.request_stop();
    m_state->changed.wait(lock, [this] {
        return m_state->queues[editLane].empty() && std::all_of(m_state->running.begin(), m_state->running.end(), [](const JobPointer& job) { return !job; });
    });
}

}    // namespace faultline
