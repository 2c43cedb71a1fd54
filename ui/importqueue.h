#pragma once

#include "app/import/importjob.h"
#include "ui/taskrunner.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace faultline {

class CaseSession;

/// What becomes of the rows of a hand-written timeline.
enum class TimelineRows { StayEvents, IntoTimeline };

/// One file on its way into the case.
struct ImportTask {
    enum class State { Waiting, Running, Failed };
    int id = 0;
    QString title;
    State state = State::Waiting;
    ImportRequest request;
    TimelineRows timelineRows = TimelineRows::StayEvents;
    std::map<std::string, std::int64_t> replaces;    ///< by path: the source that goes when the new one is in
    Progress progress;
    double bytesPerSecond = 0;
    std::optional<double> secondsLeft;
    QString problem;                         ///< Failed: one sentence
    bool isDuplicate = false;                ///< Failed because its content is in the case already
};

/// Imports one file after the other on the import thread, while the window edits and queries. A file is in the case as a whole or
/// not at all; what failed stays listed.
class ImportQueue : public QObject {
    Q_OBJECT

public:
    ImportQueue(TaskRunner& tasks, const ImporterRegistry& registry, QObject* parent);

    void setSession(CaseSession* session);   ///< the case it imports into; what waits or runs for the one before is cancelled
    void add(const ImportRequest& request, const QString& title, TimelineRows timelineRows = TimelineRows::StayEvents,
             std::map<std::string, std::int64_t> replaces = {});
    void cancel(int id);                     ///< also takes a failed one off the list
    void cancelAll();
    void retry(int id);                      ///< a duplicate is then imported once more
    bool isBusy() const;                     ///< something waits or runs
    const std::vector<ImportTask>& tasks() const { return m_list; }

signals:
    void changed();                          ///< the list
    void progressed();                       ///< of the running one
    void imported(const QString& title);     ///< is in the case; its contents are being read again

private:
    ImportTask* running();
    ImportTask* find(int id);
    void startNext();
    void noteProgress(int id, const Progress& progress);
    void finish(int id, const Result<ImportReport>& report);
    void fail(const ImportTask& from, const Error& error, const std::optional<std::int64_t>& sameAs);
    void replace(std::int64_t oldSource, std::int64_t newSource);
    void takeTimelineRows();

    TaskRunner& m_tasks;
    const ImporterRegistry& m_registry;
    QPointer<CaseSession> m_session;
    std::vector<ImportTask> m_list;
    QElapsedTimer m_elapsed;
    int m_lastId = 0;
    std::set<std::int64_t> m_timelineSources;    ///< imported, whose rows wait for the contents
};

}    // namespace faultline
