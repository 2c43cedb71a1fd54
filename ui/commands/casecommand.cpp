#include "ui/commands/casecommand.h"

#include "ui/casesession.h"

namespace faultline {

CaseCommand::CaseCommand(CaseSession& session, const QString& text) : QUndoCommand(text), m_session(session) {}

void CaseCommand::redo()
{
    const Result<void> done = apply();
    m_session.noteEdit();
    if (done)
        return applied();
    setObsolete(true);
    m_session.report(done.error());
}

void CaseCommand::undo()
{
    const Result<void> done = revert();
    m_session.noteEdit();
    if (done)
        return reverted();
    setObsolete(true);
    m_session.report(done.error());
}

}    // namespace faultline
