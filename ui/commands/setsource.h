#pragma once

#include "app/base/taskcontrol.h"
#include "app/store/caseeditor.h"

#include <QUndoCommand>

#include <functional>

namespace faultline {

class CaseSession;

/// Zone, anchor, clock offset or name of a source. Moving the times of a large source takes a while, so the work runs beside the
/// window with a connection of its own; the steps of one session run one after the other, in the order they were asked for.
class SetSource final : public QUndoCommand {
public:
    struct Watch {
        std::function<void(const Progress&)> progress;
        std::function<void(const Result<Source>&)> done;    ///< the source before, or why nothing changed
    };
    /// Runs the change and, when it is done, puts it on the undo stack. A failure is reported by the session.
    static void start(CaseSession& session, std::int64_t sourceId, SourceChange change, Watch watch = {});

    void redo() override;
    void undo() override;

private:
    SetSource(CaseSession& session, std::int64_t sourceId, SourceChange after, SourceChange before, const QString& text);
    bool isGone();    ///< the source was removed: nothing is left to do, which is said
    static void run(CaseSession& session, std::int64_t sourceId, const SourceChange& change, Watch watch);

    CaseSession& m_session;
    std::int64_t m_sourceId;
    SourceChange m_after;
    SourceChange m_before;
    bool m_isApplied = true;    ///< the first redo() is the push of what has been done
};

}    // namespace faultline
