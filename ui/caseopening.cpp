#include "ui/caseopening.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/commands/setinfo.h"
#include "ui/convert.h"
#include "ui/dialogs/importdialog.h"
#include "ui/dialogs/prompts.h"
#include "ui/filechanges.h"
#include "ui/importqueue.h"
#include "ui/mainwindow.h"
#include "ui/openingmark.h"
#include "ui/samplecases.h"
#include "ui/settings.h"
#include "ui/views/startpage.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMimeData>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUrl>

#include <algorithm>

namespace faultline {

namespace {

constexpr int noteDuration = 4000;
const QString caseSuffix = QStringLiteral("faultline");

bool isCase(const QString& path)
{
    if (QFileInfo(path).suffix() == caseSuffix)
        return true;
    QFile file(path);
    return QFileInfo(path).isFile() && file.open(QIODevice::ReadOnly) && file.read(16) == QByteArray("SQLite format 3\0", 16);
}

QString fileName(const QString& path)
{
    return QFileInfo(path).fileName();
}

}    // namespace

CaseOpening::CaseOpening(const Parts& parts) : QObject(&parts.window), m_parts(parts)
{
    bindActions();
    StartPage& page = parts.startPage;
    connect(&page, &StartPage::caseChosen, this, &CaseOpening::openCase);
    connect(&page, &StartPage::otherCaseRequested, this, &CaseOpening::chooseCase);
}

CaseOpening::~CaseOpening()
{
    delete m_dialog;
}

void CaseOpening::bindActions()
{
    Actions& actions = m_parts.window.actions();
    MainWindow* window = &m_parts.window;
    actions.bind("case.open", window, [this] { chooseCase(); });
    actions.bind("case.new", window, [this] { newCase(); });
    actions.bind("case.import", window, [this] {
        const QStringList paths = chooseImportFiles(&m_parts.window, m_parts.settings.lastFolder);
        if (!paths.isEmpty()) {
            m_parts.settings.lastFolder = QFileInfo(paths.front()).absolutePath();
            openFiles(paths);
        }
    });
    actions.bind("case.import.folder", window, [this] {
        const QString folder = chooseImportFolder(&m_parts.window, m_parts.settings.lastFolder);
        if (!folder.isEmpty())
            importFiles({folder});
    });
    actions.bind("case.import.clipboard", window, [this] { importClipboard(); });
    for (const SampleIncident& incident : sampleIncidents()) {
        actions.bind(incident.action, window, [this, &incident] { openSample(incident); });
        actions.setEnabled(incident.action, !sampleFolder(incident).isEmpty() || QFileInfo::exists(samplePath(incident)));
    }
    actions.bind("case.reload", window, [this] { importChangedFiles(); });
}

void CaseOpening::chooseCase()
{
    const QString path = m_parts.window.chooseCase(caseFolder());
    if (!path.isEmpty())
        openCase(path);
}

QString CaseOpening::caseFolder() const
{
    for (const QString& recent : std::as_const(m_parts.settings.recentCases)) {
        const QFileInfo folder(QFileInfo(recent).absolutePath());
        const bool isSample = recent.startsWith(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation));
        if (folder.isDir() && folder.isWritable() && !isSample)
            return folder.absoluteFilePath();
    }
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

/// Named after the file or, of several, their folder; beside the last case; never beside the logs, never one that exists.
QString CaseOpening::offeredCase(const QStringList& paths) const
{
    QString name = paths.isEmpty() ? tr("Incident") : QFileInfo(paths.front()).fileName().section(QLatin1Char('.'), 0, 0);
    const auto folderOf = [](const QString& path) { return QFileInfo(path).absolutePath(); };
    const bool isOneFolder = std::all_of(paths.begin(), paths.end(), [&](const QString& path) { return folderOf(path) == folderOf(paths.front()); });
    if (paths.size() > 1 && isOneFolder && !QFileInfo(folderOf(paths.front())).fileName().isEmpty())
        name = QFileInfo(folderOf(paths.front())).fileName();    // files of one incident lie together
    if (name.isEmpty())
        name = tr("Incident");
    const QString begin = caseFolder() + QLatin1Char('/') + name;
    QString path = begin + QStringLiteral(".faultline");
    for (int number = 2; QFileInfo::exists(path); ++number)
        path = QStringLiteral("%1 %2.faultline").arg(begin).arg(number);
    return path;
}

void CaseOpening::newCase()
{
    const QString path = chooseNewCase(&m_parts.window, offeredCase({}));
    if (path.isEmpty())
        return;
    if (QFileInfo::exists(path))
        return fail(path, {ErrorKind::OutputFailed, toStd(tr("%1 was not made").arg(fileName(path))),
                           toStd(tr("A file of that name is there already, and it is not overwritten")), toStd(tr("Choose another name"))});
    openOrCreate(path);
}

void CaseOpening::openCase(const QString& path)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    const CaseSession* current = m_parts.window.session();
    if (current && QFileInfo(current->path()).canonicalFilePath() == QFileInfo(absolute).canonicalFilePath())
        return;
    if (QFileInfo(absolute).isDir())
        return fail(absolute, {ErrorKind::InputUnreadable, toStd(tr("%1 is a folder").arg(fileName(absolute))),
                               toStd(tr("A case is a file that ends in .faultline")), toStd(tr("Import the folder to read the logs in it"))});
    if (!mayClose())
        return;
    start(absolute, OpenMode::WriteOrRead);
}

void CaseOpening::openOrCreate(const QString& path)
{
    if (!mayClose())
        return;
    start(path, OpenMode::WriteOrCreate);
}

void CaseOpening::start(const QString& path, OpenMode mode)
{
    OpeningMark& mark = m_parts.window.openingMark();
    mark.begin(path);
    auto session = CaseSession::open(path, mode, m_parts.tasks);
    if (!session) {
        mark.end();
        return fail(path, session.error());
    }
    m_parts.window.startSession(std::move(*session));
}

void CaseOpening::fail(const QString& path, const Error& error)
{
    if (m_parts.window.session())
        return m_parts.window.report(error);
    m_parts.startPage.showProblem(path, error);
}

void CaseOpening::openFiles(const QStringList& paths)
{
    QStringList files;
    QString found;
    for (const QString& path : paths) {
        if (found.isEmpty() && isCase(path))
            found = path;
        else
            files << QFileInfo(path).absoluteFilePath();
    }
    if (!found.isEmpty())
        openCase(found);
    const bool isOpen = found.isEmpty()
        || (m_parts.window.session() && QFileInfo(m_parts.window.session()->path()) == QFileInfo(found));
    if (!files.isEmpty() && isOpen)
        importFiles(files);
}

void CaseOpening::importFiles(const QStringList& paths)
{
    if (m_dialog)
        return m_dialog->raise();    // one at a time: it is modal
    const CaseSession* session = m_parts.window.session();
    if (session && session->isReadOnly())
        return m_parts.window.report({ErrorKind::CaseLocked, toStd(tr("Nothing was imported")), toStd(tr("The case is open read-only")),
                                      toStd(tr("Save a copy to work on, or close the case and import into a new one"))});
    ImportSetup setup;
    setup.paths = paths;
    if (session) {
        setup.known = session->contents().sources;
        setup.caseZone = session->caseZone();
    } else {
        setup.newCase = offeredCase(paths);
    }
    m_dialog = new ImportDialog(setup, m_parts.tasks, m_parts.registry, m_parts.theme, &m_parts.window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, &CaseOpening::takeImport);
    connect(m_dialog, &QDialog::finished, this, [this] { m_dialog = nullptr; });
    m_dialog->open();
}

void CaseOpening::takeImport()
{
    const std::vector<ImportRequest> requests = m_dialog->requests();
    const TimelineRows rows = m_dialog->timelineRows();
    const auto replaced = m_dialog->replaced();
    const QString path = m_dialog->newCase();
    if (!path.isEmpty()) {
        QDir().mkpath(QFileInfo(path).absolutePath());
        openOrCreate(path);
    }
    CaseSession* session = m_parts.window.session();
    if (!session || session->isReadOnly())
        return;
    for (const ImportRequest& request : requests)
        for (const SourceChoice& choice : request.choices)
            if (!path.isEmpty() && choice.options.zone && session->caseZone().isUtc())
                session->edit(new SetInfo(*session, SetInfo::Key::Zone, choice.options.zone->name()));    // where it happened
    for (const ImportRequest& request : requests)
        m_parts.queue.add(request, fileName(toQString(request.paths.front())), rows, replaced);
}

void CaseOpening::importClipboard()
{
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    const QString text = QGuiApplication::clipboard()->text();
    QStringList files;
    for (const QUrl& url : data ? data->urls() : QList<QUrl>())
        if (url.isLocalFile())
            files << url.toLocalFile();
    if (!files.isEmpty())
        return openFiles(files);
    if (text.trimmed().isEmpty()) {
        m_parts.window.statusBar()->showMessage(tr("The clipboard holds no text"), noteDuration);
        return;
    }
    if (!m_pasted)
        m_pasted = std::make_unique<QTemporaryDir>();
    QFile file(m_pasted->filePath(tr("pasted-text-%1.txt").arg(++m_pastedCount)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        return m_parts.window.report({ErrorKind::OutputFailed, toStd(tr("The text was not imported")), toStd(file.errorString()), {}});
    file.close();
    importFiles({file.fileName()});
}

void CaseOpening::openSample(const SampleIncident& incident)
{
    const QString path = samplePath(incident);
    if (QFileInfo::exists(path))
        return openCase(path);
    if (!mayClose())
        return;
    m_parts.window.closeCase();
    m_parts.startPage.showBusy(tr("Importing the sample incident…"));
    const SampleIncident* sample = &incident;
    m_parts.tasks.run<int>(
        TaskRunner::Lane::Import, this, QStringLiteral("sample"),
        [registry = &m_parts.registry, sample, folder = toStd(sampleFolder(incident)), to = toStd(path), title = toStd(titleOf(incident))](const TaskControl& control) {
            const auto made = makeSampleCase(*sample, folder, to, title, *registry, control);
            return made ? Result<int>(0) : made.error();
        },
        [this, path](const Result<int>& made) {
            m_parts.startPage.showBusy({});
            if (!made)
                return fail(path, made.error());
            openCase(path);
        });
}

void CaseOpening::importChangedFiles()
{
    const CaseSession* session = m_parts.window.session();
    if (!session)
        return;
    m_parts.tasks.run<FileChanges>(
        TaskRunner::Lane::Background, this, QStringLiteral("changed"),
        [sources = session->contents().sources, folder = toStd(QFileInfo(session->path()).absolutePath())](const TaskControl& control) {
            return fileChanges(sources, folder, control);
        },
        [this](const Result<FileChanges>& files) {
            if (!files->gone.isEmpty())
                reportGone(files->gone);
            if (!files->changed.isEmpty())
                return importFiles(files->changed);
            m_parts.window.statusBar()->showMessage(files->gone.isEmpty() ? tr("No file has changed since its import")
                                                                          : tr("No other file has changed since its import"), noteDuration);
        });
}

void CaseOpening::reportGone(const QStringList& paths)
{
    const QString what = paths.size() == 1 ? tr("%1 is not where it was imported from").arg(fileName(paths.front()))
                                           : tr("%1 files, %2 among them, are not where they were imported from")
                                                 .arg(paths.size()).arg(fileName(paths.front()));
    m_parts.window.report({ErrorKind::InputUnreadable, toStd(what), toStd(tr("What was read of them stays in the case")),
                           toStd(tr("If they have changed, import them from where they are now"))});
}

bool CaseOpening::mayClose()
{
    if (!m_parts.queue.isBusy())
        return true;
    const auto busy = std::count_if(m_parts.queue.tasks().begin(), m_parts.queue.tasks().end(),
                                    [](const ImportTask& task) { return task.state != ImportTask::State::Failed; });
    return askAboutRunningImports(&m_parts.window, static_cast<int>(busy)) == RunningImports::Cancel;
}

}    // namespace faultline
