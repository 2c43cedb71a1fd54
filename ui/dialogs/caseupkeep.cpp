#include "ui/dialogs/caseupkeep.h"

#include "app/store/casecopy.h"
#include "ui/actions.h"
#include "ui/convert.h"
#include "ui/dialogs/casecheckdialog.h"
#include "ui/dialogs/savefile.h"

#include <QFileInfo>
#include <QWidget>

namespace faultline {

CaseUpkeep::CaseUpkeep(CaseSession& session, Actions& actions, QWidget* parent) : QObject(parent), m_session(session), m_window(parent)
{
    actions.bind("case.saveCopy", parent, [this] { askForCopy(); });
    actions.bind("tools.check", parent, [this] { check(); });
}

CaseUpkeep::~CaseUpkeep()
{
    delete m_check;
}

void CaseUpkeep::askForCopy()
{
    const QString name = tr("%1 copy.faultline").arg(QFileInfo(m_session.path()).completeBaseName());
    const QString path = chooseFileToSave(m_window->window(), tr("Save a Copy"), name, tr("Faultline cases (*.faultline)"));
    if (!path.isEmpty())
        saveCopy(path);
}

void CaseUpkeep::saveCopy(const QString& path)
{
    m_session.tasks().run<int>(
        TaskRunner::Lane::Background, this, QStringLiteral("copy"),
        [from = m_session.file().path(), to = toStd(path)](const TaskControl& control) -> Result<int> {
            auto file = CaseFile::open(from, OpenMode::Read);
            if (!file)
                return file.error();
            const auto done = copyCase(file->database(), to, control);
            return done ? Result<int>(0) : done.error();
        },
        [this, path](const Result<int>& done) {
            if (!done)
                return m_session.report(done.error());
            emit copySaved(path);
        });
}

void CaseUpkeep::check()
{
    if (!m_check) {
        m_check = new CaseCheckDialog(m_session, m_window->window());
        m_check->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_check->open();
    m_check->raise();
}

}    // namespace faultline
