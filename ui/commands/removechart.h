#pragma once

#include "ui/chartspec.h"

#include <QUndoCommand>

namespace faultline {

class CaseSession;

/// A chart taken off the stack. Not an edit of the case, so it can be taken back in one that is read-only, too.
class RemoveChart final : public QUndoCommand {
public:
    RemoveChart(CaseSession& session, int chartId);

    void redo() override;
    void undo() override;    ///< at the place where it stood

private:
    CaseSession& m_session;
    ChartSpec m_chart;
    std::size_t m_place = 0;
};

}    // namespace faultline
