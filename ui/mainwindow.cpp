#include "ui/mainwindow.h"

#include "ui/actions.h"
#include "ui/caseopening.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/caseupkeep.h"
#include "ui/dialogs/programdialogs.h"
#include "ui/importqueue.h"
#include "ui/openingmark.h"
#include "ui/readonlyreason.h"
#include "ui/theme.h"
#include "ui/views/locator.h"
#include "ui/views/messagebanner.h"
#include "ui/views/startpage.h"
#include "ui/views/taskarea.h"
#include "ui/workspace.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr int noteDuration = 4000;    // ms

}    // namespace

MainWindow::MainWindow(Settings settings, QString profile, const ImporterRegistry& registry, Theme& theme)
    : m_settings(std::move(settings)), m_profile(std::move(profile)), m_registry(registry), m_theme(theme)
{
    setWindowTitle(tr("Faultline"));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_actions = new Actions(this);
    m_actions->fill(menuBar());
    auto* column = new QWidget(this);
    auto* rows = new QVBoxLayout(column);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    m_banner = new MessageBanner(m_theme, column);
    rows->addWidget(m_banner);
    m_pages = new QStackedWidget(column);
    rows->addWidget(m_pages, 1);
    m_startPage = new StartPage(*m_actions, m_settings, m_theme, m_pages);
    m_pages->addWidget(m_startPage);
    setCentralWidget(column);
    statusBar()->setSizeGripEnabled(false);
    m_imports = new ImportQueue(m_tasks, m_registry, this);
    auto* bar = new QToolBar(this);
    bar->setObjectName(QStringLiteral("imports"));
    bar->setMovable(false);
    bar->setBackgroundRole(QPalette::Window);    // else its labels take the colour of buttons
    bar->toggleViewAction()->setVisible(false);
    addToolBar(Qt::BottomToolBarArea, bar);
    bar->addWidget(new TaskArea(*m_imports, m_theme, bar));
    m_openingMark = new OpeningMark(m_tasks, m_profile, this);
    m_opening = new CaseOpening({*this, *m_startPage, *m_imports, m_settings, m_tasks, m_registry, m_theme});
    m_locator = new Locator(*m_actions, m_theme, this);
    bindActions();
    auto* dialogs = new ProgramDialogs(*m_actions, m_theme, m_settings, this);
    connect(dialogs, &ProgramDialogs::settingsChanged, this, &MainWindow::takeSettings);
    applySettings();
    if (!restoreGeometry(m_settings.geometry))
        resize(QSize(1920, 1200).boundedTo(screen()->availableSize() * 0.95));
}

void MainWindow::takeSettings(const Settings& chosen)
{
    m_settings.theme = chosen.theme;
    m_settings.dragMeans = chosen.dragMeans;
    m_settings.singleKeys = chosen.singleKeys;
    m_settings.restoreSession = chosen.restoreSession;
    m_settings.keys = chosen.keys;
    m_theme.setChoice(m_settings.theme);
    applySettings();
    m_settings.save(m_profile);
}

void MainWindow::applySettings()
{
    m_actions->resetKeys();
    for (auto key = m_settings.keys.begin(); key != m_settings.keys.end(); ++key) {
        QList<QKeySequence> keys;
        for (const QString& text : key.value())
            keys << QKeySequence(text, QKeySequence::PortableText);
        m_actions->setKeys(key.key(), keys);
    }
    m_actions->setSingleKeys(m_settings.singleKeys ? Actions::SingleKeys::On : Actions::SingleKeys::Off);
    if (m_session)
        m_session->setDragMeans(m_settings.dragMeans);
}

MainWindow::~MainWindow()
{
    delete m_opening;    // and its dialog, which uses the tasks
    m_workspace.reset();
    m_session.reset();
}

void MainWindow::bindActions()
{
    m_actions->bind("case.close", this, [this] {
        if (m_opening->mayClose())
            closeCase();
    });
    m_actions->bind("program.quit", this, [this] { close(); });
    m_actions->bind("view.fullScreen", this, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
}

QString MainWindow::chooseCase(const QString& folder)
{
    return QFileDialog::getOpenFileName(this, tr("Open Case"), folder, tr("Faultline cases (*.faultline);;All files (*)"));
}

void MainWindow::startSession(std::unique_ptr<CaseSession> session)
{
    closeCase();
    m_session = std::move(session);
    m_imports->setSession(m_session.get());
    connect(m_session.get(), &CaseSession::failed, this, &MainWindow::report);
    const bool isRestored = m_settings.restoreSession && !m_openingMark->diedLastTime();
    const QByteArray look = isRestored ? Settings::lookOf(m_profile, m_session->path()) : QByteArray();
    m_session->setDragMeans(m_settings.dragMeans);
    m_session->setExportChoice(m_settings.timelineExport);
    m_session->setCharts(defaultCharts(m_session->contents()));
    m_session->restoreLook(look);
    m_workspace = std::make_unique<Workspace>(*this, *m_session, *m_actions, m_theme);
    if (!m_openingMark->diedLastTime())
        m_workspace->restoreLayout(m_settings.layout);
    auto* upkeep = new CaseUpkeep(*m_session, *m_actions, m_workspace->central());
    // Later, because it may close the case that was copied.
    connect(upkeep, &CaseUpkeep::copySaved, this, &MainWindow::takeCopy, Qt::QueuedConnection);
    m_pages->addWidget(m_workspace->central());
    m_pages->setCurrentWidget(m_workspace->central());
    const auto showName = [this] { setWindowTitle(tr("%1 – Faultline").arg(m_session->name())); };
    connect(m_session.get(), &CaseSession::contentsChanged, this, showName);
    showName();
    setWindowFilePath(m_session->path());
    m_settings.noteCase(m_session->path());
    m_locator->setSession(m_session.get());
    m_workspace->show(Panel::Charts);
    if (m_openingMark->diedLastTime())
        explainFreshLook();
    if (m_session->isReadOnly())
        report(readOnlyReason(*m_session));
}

void MainWindow::explainFreshLook()
{
    report({ErrorKind::InputUnreadable, toStd(tr("%1 is shown as if for the first time").arg(m_session->name())),
            toStd(tr("The program ended while it was opening this case the last time")),
            toStd(tr("Nothing of the case is lost; its charts, filter and range are those it starts with"))});
}

void MainWindow::takeCopy(const QString& path)
{
    if (m_session && m_session->isReadOnly())
        return openCase(path);
    statusBar()->showMessage(tr("A copy was saved as %1").arg(QFileInfo(path).fileName()), noteDuration);
}

void MainWindow::closeCase()
{
    if (!m_session)
        return;
    m_imports->setSession(nullptr);
    saveSettings();
    Settings::saveLook(m_profile, m_session->path(), m_session->saveLook());
    m_locator->setSession(nullptr);
    m_workspace.reset();
    m_session.reset();
    setWindowTitle(tr("Faultline"));
    setWindowFilePath({});
    m_pages->setCurrentWidget(m_startPage);
    m_startPage->refresh();
}

void MainWindow::openCase(const QString& path)
{
    m_opening->openCase(path);
}

void MainWindow::openFiles(const QStringList& paths)
{
    m_opening->openFiles(paths);
}

void MainWindow::report(const Error& error)
{
    m_banner->show(error);
}

void MainWindow::saveSettings()
{
    if (m_session)
        m_settings.timelineExport = m_session->exportChoice();
    m_settings.geometry = saveGeometry();
    if (m_workspace)
        m_settings.layout = m_workspace->saveLayout();
    m_settings.theme = m_theme.choice();
    m_settings.save(m_profile);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveSettings();
    event->setAccepted(m_opening->mayClose());
    if (event->isAccepted())
        closeCase();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    event->acceptProposedAction();
    openFiles(paths);
}

}    // namespace faultline
