#pragma once

#include "app/base/result.h"
#include "app/model/savedwindow.h"

#include <QUndoCommand>

#include <optional>
#include <string>

namespace faultline {

class CaseSession;

/// Keeps, renames or forgets a range of time. Makers say which.
class EditSavedWindow final : public QUndoCommand {
public:
    static EditSavedWindow* add(CaseSession& session, SavedWindow window);
    static EditSavedWindow* rename(CaseSession& session, const SavedWindow& window, std::string name);
    static EditSavedWindow* remove(CaseSession& session, const SavedWindow& window);

    void redo() override;
    void undo() override;

private:
    EditSavedWindow(CaseSession& session, const QString& text, std::optional<SavedWindow> before, std::optional<SavedWindow> after);
    void change(const std::optional<SavedWindow>& from, std::optional<SavedWindow>& to);
    Result<SavedWindow> changed(const std::optional<SavedWindow>& from, const std::optional<SavedWindow>& to);

    CaseSession& m_session;
    std::optional<SavedWindow> m_before;
    std::optional<SavedWindow> m_after;
};

}    // namespace faultline
