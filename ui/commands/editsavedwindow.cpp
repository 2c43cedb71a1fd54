#include "ui/commands/editsavedwindow.h"

#include "ui/casesession.h"
#include "ui/convert.h"

#include <QCoreApplication>

namespace faultline {

namespace {

QString translated(const char* text, const SavedWindow& window)
{
    return QCoreApplication::translate("Commands", text).arg(toQString(window.name));
}

}    // namespace

EditSavedWindow* EditSavedWindow::add(CaseSession& session, SavedWindow window)
{
    const QString text = translated(QT_TRANSLATE_NOOP("Commands", "save window \"%1\""), window);
    return new EditSavedWindow(session, text, std::nullopt, std::move(window));
}

EditSavedWindow* EditSavedWindow::rename(CaseSession& session, const SavedWindow& window, std::string name)
{
    SavedWindow renamed = window;
    renamed.name = std::move(name);
    return new EditSavedWindow(session, translated(QT_TRANSLATE_NOOP("Commands", "rename window \"%1\""), window), window, std::move(renamed));
}

EditSavedWindow* EditSavedWindow::remove(CaseSession& session, const SavedWindow& window)
{
    return new EditSavedWindow(session, translated(QT_TRANSLATE_NOOP("Commands", "forget window \"%1\""), window), window, std::nullopt);
}

EditSavedWindow::EditSavedWindow(CaseSession& session, const QString& text, std::optional<SavedWindow> before,
                                 std::optional<SavedWindow> after)
    : QUndoCommand(text), m_session(session), m_before(std::move(before)), m_after(std::move(after))
{
}

void EditSavedWindow::redo()
{
    change(m_before, m_after);
}

void EditSavedWindow::undo()
{
    change(m_after, m_before);
}

Result<SavedWindow> EditSavedWindow::changed(const std::optional<SavedWindow>& from, const std::optional<SavedWindow>& to)
{
    CaseEditor& editor = m_session.editor();
    if (!to)
        return editor.removeSavedWindow(from->id);
    return from ? editor.renameSavedWindow(to->id, to->name) : editor.addSavedWindow(*to);
}

void EditSavedWindow::change(const std::optional<SavedWindow>& from, std::optional<SavedWindow>& to)
{
    const auto done = changed(from, to);
    m_session.noteEdit();
    if (!done) {
        setObsolete(true);
        return m_session.report(done.error());
    }
    if (to && !from)
        to->id = done->id;    // the same id comes back with every redo
}

}    // namespace faultline
