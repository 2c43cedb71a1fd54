#include "ui/workspace.h"

#include "ui/actions.h"
#include "ui/charts/chartstack.h"
#include "ui/theme.h"
#include "ui/views/analyseview.h"
#include "ui/views/breakdownview.h"
#include "ui/views/casestatusbar.h"
#include "ui/views/chartdataview.h"
#include "ui/views/evidenceview.h"
#include "ui/views/eventview.h"
#include "ui/views/filterbar.h"
#include "ui/views/issueview.h"
#include "ui/views/sourceview.h"
#include "ui/views/sqlview.h"
#include "ui/views/timebar.h"
#include "ui/views/timelineview.h"

#include <QApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr int layoutVersion = 3;
constexpr std::array allPanels{Panel::Sources, Panel::Charts, Panel::Breakdown, Panel::Analyse, Panel::Evidence, Panel::Problems,
                               Panel::Sql,     Panel::Table,  Panel::Timeline,  Panel::Events};

/// Stands where a title bar would be.
class NoTitleBar final : public QWidget {
public:
    using QWidget::QWidget;
    QSize sizeHint() const override { return {0, 0}; }
    QSize minimumSizeHint() const override { return {0, 0}; }
};

void invokeAtFocus(const char* slot)
{
    for (QWidget* widget = QApplication::focusWidget(); widget; widget = widget->parentWidget())
        if (widget->metaObject()->indexOfMethod((QByteArray(slot) + "()").constData()) >= 0) {
            QMetaObject::invokeMethod(widget, slot);
            return;
        }
}

}    // namespace

Workspace::Workspace(QMainWindow& window, CaseSession& session, Actions& actions, const Theme& theme)
    : m_window(window), m_session(session), m_actions(actions)
{
    m_central = new QWidget(&window);
    auto* column = new QVBoxLayout(m_central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* charts = new ChartStack(session, actions, theme, m_central);
    column->addWidget(charts, 1);
    m_contents[static_cast<int>(Panel::Charts)] = charts;

    addBar(QStringLiteral("bar-time"), tr("Time range"), new TimeBar(session, actions, theme, &window));
    addBar(QStringLiteral("bar-filter"), tr("Filter"), new FilterBar(session, actions, theme, &window));
    addDock(Panel::Sources, tr("Sources"), new SourceView(session, actions, theme, &window), Qt::LeftDockWidgetArea);
    addDock(Panel::Breakdown, tr("Breakdown"), new BreakdownView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Analyse, tr("Analyse"), new AnalyseView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Evidence, tr("Evidence"), new EvidenceView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Problems, tr("Problems"), new IssueView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Sql, tr("SQL"), new SqlView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Table, tr("Chart data"), new ChartDataView(session, actions, theme, &window), Qt::BottomDockWidgetArea);
    addDock(Panel::Timeline, tr("Timeline"), new TimelineView(session, actions, theme, &window), Qt::RightDockWidgetArea);
    addDock(Panel::Events, tr("Events"), new EventView(session, actions, theme, &window), Qt::RightDockWidgetArea);
    for (const Panel panel : {Panel::Analyse, Panel::Evidence, Panel::Problems, Panel::Sql, Panel::Table})
        window.tabifyDockWidget(m_docks[static_cast<int>(Panel::Breakdown)], m_docks[static_cast<int>(panel)]);
    window.tabifyDockWidget(m_docks[static_cast<int>(Panel::Timeline)], m_docks[static_cast<int>(Panel::Events)]);
    window.statusBar()->addWidget(new CaseStatusBar(session, actions, theme, window.statusBar()), 1);

    connect(&session, &CaseSession::contentsChanged, this, &Workspace::countEvents);
    countEvents();
    setLocked(true);
    resetLayout();
    bindActions();
    connect(&session, &CaseSession::panelRequested, this, &Workspace::show);
}

void Workspace::countEvents()
{
    const std::size_t events = m_session.contents().events.size();
    m_docks[static_cast<int>(Panel::Events)]->setWindowTitle(events > 0 ? tr("Events %1").arg(events) : tr("Events"));
}

Workspace::~Workspace()
{
    nameUndo({}, {});
    for (QDockWidget* dock : std::as_const(m_docks)) {
        m_window.removeDockWidget(dock);
        delete dock;
    }
    for (QToolBar* bar : std::as_const(m_bars)) {
        m_window.removeToolBar(bar);
        delete bar;
    }
    const auto bars = m_window.statusBar()->findChildren<CaseStatusBar*>(QString(), Qt::FindDirectChildrenOnly);
    for (CaseStatusBar* bar : bars)
        delete bar;
    delete m_central;
}

void Workspace::addBar(const QString& name, const QString& title, QWidget* content)
{
    auto* bar = new QToolBar(title, &m_window);
    bar->setObjectName(name);
    bar->setMovable(false);
    bar->setFloatable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->toggleViewAction()->setVisible(false);
    bar->setContentsMargins(0, 0, 0, 0);
    content->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(content);
    bar->setBackgroundRole(QPalette::Window);    // else its labels take the colour of buttons
    m_window.addToolBarBreak();
    m_window.addToolBar(bar);
    m_bars << bar;
}

QDockWidget* Workspace::addDock(Panel panel, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* dock = new QDockWidget(title, &m_window);
    dock->setObjectName(QStringLiteral("panel-%1").arg(static_cast<int>(panel)));
    dock->setWidget(content);
    m_window.addDockWidget(area, dock);
    m_docks[static_cast<int>(panel)] = dock;
    m_contents[static_cast<int>(panel)] = content;
    return dock;
}

void Workspace::bindActions()
{
    const std::array<std::pair<const char*, Panel>, 10> panels{
        {{"panel.sources", Panel::Sources}, {"panel.charts", Panel::Charts}, {"panel.breakdown", Panel::Breakdown},
         {"panel.timeline", Panel::Timeline}, {"panel.evidence", Panel::Evidence}, {"panel.problems", Panel::Problems},
         {"panel.sql", Panel::Sql}, {"panel.table", Panel::Table}, {"panel.analyse", Panel::Analyse},
         {"panel.events", Panel::Events}}};
    for (const auto& [id, panel] : panels)
        m_actions.bind(id, m_central, [this, panel = panel] { show(panel); });
    m_actions.bind("panel.next", m_central, [this] { focusNeighbour(1); });
    m_actions.bind("panel.previous", m_central, [this] { focusNeighbour(-1); });
    m_actions.bind("panel.left", m_central, [this] { toggleArea(Qt::LeftDockWidgetArea); });
    m_actions.bind("panel.bottom", m_central, [this] { toggleArea(Qt::BottomDockWidgetArea); });
    m_actions.bind("panel.unlock", m_central, [this] { setLocked(!m_isLocked); });
    m_actions.setChecked("panel.unlock", false);
    m_actions.bind("panel.reset", m_central, [this] { resetLayout(); });
    m_actions.bind("view.back", m_central, [this] { m_session.goBack(); });
    m_actions.bind("view.forward", m_central, [this] { m_session.goForward(); });
    m_actions.bind("view.fitAll", m_central, [this] { m_session.fitAll(); });
    const auto updateHistory = [this] {
        m_actions.setEnabled("view.back", m_session.canGoBack());
        m_actions.setEnabled("view.forward", m_session.canGoForward());
    };
    connect(&m_session, &CaseSession::historyChanged, this, updateHistory);
    updateHistory();
    // Copying and finding act where the focus is: in the nearest panel or field that has such a slot.
    const std::array<std::pair<const char*, const char*>, 5> named{{{"edit.copy", "copy"}, {"edit.copyMarkdown", "copyMarkdown"},
        {"edit.find", "find"}, {"edit.findNext", "findNext"}, {"edit.findPrevious", "findPrevious"}}};
    for (const auto& [id, slot] : named)
        m_actions.bind(id, m_central, [slot = slot] { invokeAtFocus(slot); });
    m_actions.bind("edit.undo", m_central, [this] { m_session.undoStack().undo(); });
    m_actions.bind("edit.redo", m_central, [this] { m_session.undoStack().redo(); });
    const auto updateUndo = [this] {
        m_actions.setEnabled("edit.undo", m_session.undoStack().canUndo());
        m_actions.setEnabled("edit.redo", m_session.undoStack().canRedo());
        nameUndo(m_session.undoStack().undoText(), m_session.undoStack().redoText());
    };
    connect(&m_session.undoStack(), &QUndoStack::indexChanged, this, updateUndo);
    updateUndo();
    if (m_session.isReadOnly())
        for (const char* id : {"timeline.add", "timeline.paste", "timeline.accept", "timeline.linkEvidence", "timeline.edit", "timeline.remove",
                               "timeline.up", "timeline.down", "chart.mark", "chart.markSpan", "evidence.mark", "evidence.add",
                               "case.removeSource", "case.properties", "view.saveWindow", "analysis.add", "analysis.keep", "suspect.new", "suspect.for",
                               "suspect.against", "suspect.support", "suspect.ruleOut", "suspect.reopen", "suspect.rename", "suspect.remove"})
            m_actions.setEnabled(id, false);
}

/// The menu says what would be taken back.
void Workspace::nameUndo(const QString& undo, const QString& redo)
{
    m_actions.action("edit.undo")->setText(undo.isEmpty() ? tr("Undo") : tr("Undo: %1").arg(undo));
    m_actions.action("edit.redo")->setText(redo.isEmpty() ? tr("Redo") : tr("Redo: %1").arg(redo));
}

void Workspace::show(Panel panel)
{
    if (QDockWidget* dock = m_docks.value(static_cast<int>(panel))) {
        dock->show();
        dock->raise();
    }
    if (QWidget* content = m_contents.value(static_cast<int>(panel)))
        content->setFocus(Qt::ShortcutFocusReason);
}

QList<Panel> Workspace::shownPanels() const
{
    QList<Panel> shown;
    for (const Panel panel : allPanels) {
        const QWidget* content = m_contents.value(static_cast<int>(panel));
        if (content && !content->visibleRegion().isEmpty())
            shown << panel;
    }
    return shown;
}

void Workspace::focusNeighbour(int step)
{
    const QList<Panel> shown = shownPanels();
    if (shown.isEmpty())
        return;
    qsizetype current = 0;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const QWidget* content = m_contents.value(static_cast<int>(shown[i]));
        const QWidget* focused = QApplication::focusWidget();
        if (focused && (focused == content || content->isAncestorOf(focused)))
            current = i;
    }
    show(shown[(current + step + shown.size()) % shown.size()]);
}

void Workspace::toggleArea(Qt::DockWidgetArea area)
{
    QList<QDockWidget*> docks;
    bool anyVisible = false;
    for (QDockWidget* dock : std::as_const(m_docks)) {
        if (m_window.dockWidgetArea(dock) != area)
            continue;
        docks << dock;
        anyVisible = anyVisible || dock->isVisible();
    }
    for (QDockWidget* dock : docks)
        dock->setVisible(!anyVisible);
}

/// Locked, the panels have no title bars of their own: one calm surface.
void Workspace::setLocked(bool isLocked)
{
    m_isLocked = isLocked;
    for (QDockWidget* dock : std::as_const(m_docks)) {
        delete dock->titleBarWidget();
        dock->setTitleBarWidget(isLocked ? new NoTitleBar(dock) : nullptr);
        dock->setFeatures(isLocked ? QDockWidget::NoDockWidgetFeatures
                                   : QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable
                                       | QDockWidget::DockWidgetClosable);
    }
}

void Workspace::resetLayout()
{
    for (QDockWidget* dock : std::as_const(m_docks)) {
        dock->setFloating(false);
        dock->show();
    }
    if (!m_defaultLayout.isEmpty())
        m_window.restoreState(m_defaultLayout, layoutVersion);
    const auto dock = [this](Panel panel) { return m_docks[static_cast<int>(panel)]; };
    const QSize room = m_window.size();
    m_window.resizeDocks({dock(Panel::Sources), dock(Panel::Timeline)}, {qBound(210, room.width() / 6, 320), qBound(300, room.width() / 4, 520)},
                         Qt::Horizontal);
    m_window.resizeDocks({dock(Panel::Breakdown)}, {qBound(200, room.height() * 3 / 10, 560)}, Qt::Vertical);
    dock(Panel::Breakdown)->raise();
    dock(Panel::Timeline)->raise();
    if (m_defaultLayout.isEmpty())
        m_defaultLayout = saveLayout();
}

QByteArray Workspace::saveLayout() const
{
    return m_window.saveState(layoutVersion);
}

void Workspace::restoreLayout(const QByteArray& layout)
{
    if (!layout.isEmpty())
        m_window.restoreState(layout, layoutVersion);
}

}    // namespace faultline
