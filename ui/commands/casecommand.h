#pragma once

#include "app/base/result.h"

#include <QUndoCommand>

namespace faultline {

class CaseSession;

/// An edit of the case. One that fails says so and drops itself from the stack; whatever happens, the session shows what is
/// stored.
class CaseCommand : public QUndoCommand {
public:
    CaseCommand(CaseSession& session, const QString& text);

    void redo() final;
    void undo() final;

protected:
    CaseSession& session() { return m_session; }
    virtual Result<void> apply() = 0;     ///< also called again after revert()
    virtual Result<void> revert() = 0;
    virtual void applied() {}             ///< when the session shows it
    virtual void reverted() {}

private:
    CaseSession& m_session;
};

}    // namespace faultline
