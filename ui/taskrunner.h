#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <functional>
#include <memory>
#include <utility>

namespace faultline {

/// The only threads of the window. Each lane is one worker with a queue of its own.
class TaskRunner : public QObject {
    Q_OBJECT

public:
    enum class Lane {
        Query,        ///< what the eye waits for: charts, breakdown, pages of lines
        Background,   ///< text search, SQL, building large summaries
        Import,
        Edit          ///< changes of the case that take a while: beside an import, one after the other, always to their end
    };
    enum class Priority { Normal, Urgent };    ///< urgent jobs overtake the waiting ones of their lane

    explicit TaskRunner(QObject* parent = nullptr);
    ~TaskRunner() override;    ///< as stopAll()

    /// Runs `work` on the lane and `done` in this thread, unless `receiver` is gone or a newer job of the same receiver and slot
    /// was started meanwhile: the newest wins, the older one is cancelled and its result dropped.
    template <typename T>
    void run(Lane lane, QObject* receiver, const QString& slot, std::function<Result<T>(const TaskControl&)> work,
             std::function<void(Result<T>)> done, std::function<void(const Progress&)> progress = {},
             Priority priority = Priority::Normal)
    {
        auto result = std::make_shared<std::unique_ptr<Result<T>>>();
        start(lane, receiver, slot, priority,
              [result, work = std::move(work)](const TaskControl& control) {
                  *result = std::make_unique<Result<T>>(work(control));
              },
              [result, done = std::move(done)] { done(std::move(**result)); }, std::move(progress));
    }

    void cancel(QObject* receiver, const QString& slot);
    void cancelAll(QObject* receiver);
    /// Jobs of the lane that wait or run.
    int pending(Lane lane) const;
    /// Cancels every job but the edits, which somebody asked for, and waits until no worker runs one; nothing more is delivered
    /// for them.
    void stopAll();

signals:
    void pendingChanged();

private:
    struct State;
    using Work = std::function<void(const TaskControl&)>;
    void start(Lane lane, QObject* receiver, const QString& slot, Priority priority, Work work, std::function<void()> deliver,
               std::function<void(const Progress&)> progress);

    std::unique_ptr<State> m_state;
};

}    // namespace faultline
