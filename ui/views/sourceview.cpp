#include "ui/views/sourceview.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/commands/editsavedwindow.h"
#include "ui/commands/setinfo.h"
#include "ui/commands/setsource.h"
#include "ui/convert.h"
#include "ui/dialogs/prompts.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/models/sourcemodel.h"
#include "ui/plaintext.h"
#include "ui/numbertext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/suspectlist.h"
#include "ui/windowstyle.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr int linesWorthAFilter = 14;
constexpr int linesUnfolded = 8;         // a source with more stays folded at first
constexpr int windowsShown = 8;
constexpr int idRole = Qt::UserRole;

}    // namespace

SourceView::SourceView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 8, 0, 8);
    column->setSpacing(4);
    column->addWidget(heading(tr("Sources")));
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Find a series"));
    m_filter->setAccessibleName(tr("Find sources and series"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    auto* inset = new QVBoxLayout;
    inset->setContentsMargins(8, 0, 8, 0);
    inset->addWidget(m_filter);
    column->addLayout(inset);
    buildTree();
    column->addWidget(m_tree, 1);
    m_add = new QPushButton(tr("+ Add data…"), this);
    setLook(m_add, ButtonLook::Link);
    connect(m_add, &QPushButton::clicked, actions.action("case.import"), &QAction::trigger);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    buildWindows();
    column->addWidget(m_windowsTitle);
    column->addWidget(m_windows);
    m_suspectsTitle = heading(tr("Suspects"));
    m_suspects = new SuspectList(m_session, m_actions, m_theme, this);
    column->addWidget(m_suspectsTitle);
    column->addWidget(m_suspects);
    const auto titleSuspects = [this] { m_suspectsTitle->setVisible(!m_suspects->isEmpty()); };
    connect(m_suspects, &SuspectList::refreshed, this, titleSuspects);
    titleSuspects();
    setFocusProxy(m_tree);
    setMinimumWidth(fontMetrics().averageCharWidth() * 22);
    bindActions();
    connect(m_model, &SourceModel::modelReset, this, &SourceView::refresh);
    connect(&session, &CaseSession::savedWindowsChanged, this, &SourceView::refreshWindows);
    connect(&session, &CaseSession::viewChanged, this, &SourceView::refreshWindows);
    connect(&theme, &Theme::changed, this, &SourceView::applyTheme);
    refresh();
    refreshWindows();
    applyTheme();
}

QLabel* SourceView::heading(const QString& text)
{
    auto* label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(12, 4, 12, 0);
    m_headings << label;
    return label;
}

void SourceView::buildTree()
{
    m_model = new SourceModel(m_session, m_theme, this);
    m_filtered = new QSortFilterProxyModel(this);
    m_filtered->setSourceModel(m_model);
    m_filtered->setRecursiveFilteringEnabled(true);
    m_filtered->setAutoAcceptChildRows(true);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_tree = new QTreeView(this);
    m_tree->setModel(m_filtered);
    m_tree->setAccessibleName(tr("Sources"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setIndentation(14);
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(10);
    m_tree->header()->setSectionResizeMode(SourceModel::Name, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(SourceModel::Amount, QHeaderView::ResizeToContents);
    m_tree->installEventFilter(this);
    connect(m_tree, &QTreeView::doubleClicked, this, &SourceView::activate);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &SourceView::showMenu);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text);
        if (!text.isEmpty())
            m_tree->expandAll();
        spanLines();
    });
}

void SourceView::buildWindows()
{
    m_windowsTitle = heading(tr("Saved windows"));
    m_windows = new QListWidget(this);
    m_windows->setAccessibleName(tr("Saved windows"));
    m_windows->setFrameShape(QFrame::NoFrame);
    m_windows->setContextMenuPolicy(Qt::CustomContextMenu);
    m_windows->installEventFilter(this);
    connect(m_windows, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        if (const SavedWindow* window = windowOf(item))
            goTo(*window);
    });
    connect(m_windows, &QListWidget::customContextMenuRequested, this, &SourceView::showWindowMenu);
}

void SourceView::bindActions()
{
    m_actions.bind("case.source", this, [this] {
        if (const auto id = currentSource())
            SourceDialog::open(m_session, m_theme, *id, this);
    });
    m_actions.bind("case.removeSource", this, [this] {
        if (const auto id = currentSource())
            removeSource(*id);
    });
    m_actions.bind("case.properties", this, [this] { showProperties(); });
}

void SourceView::refresh()
{
    int lines = 0;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const int count = m_model->rowCount(m_model->index(row, 0));
        lines += count;
        m_tree->setExpanded(m_filtered->mapFromSource(m_model->index(row, 0)), count <= linesUnfolded);
    }
    spanLines();
    m_filter->setVisible(lines >= linesWorthAFilter || !m_filter->text().isEmpty());
    const bool hasSources = m_model->rowCount() > 0;
    m_actions.setEnabled("case.source", hasSources);
    m_actions.setEnabled("case.removeSource", hasSources && !m_session.isReadOnly());
    m_actions.setEnabled("case.properties", !m_session.isReadOnly());
    m_add->setVisible(!m_session.isReadOnly());
    if (hasSources && !m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(m_filtered->index(0, 0));
}

/// A series has no amount: its name takes the whole width.
void SourceView::spanLines()
{
    for (int row = 0; row < m_filtered->rowCount(); ++row) {
        const QModelIndex source = m_filtered->index(row, 0);
        for (int line = 0; line < m_filtered->rowCount(source); ++line)
            m_tree->setFirstColumnSpanned(line, source, true);
    }
}

void SourceView::refreshWindows()
{
    const auto& windows = m_session.contents().savedWindows;
    const int current = m_windows->currentRow();
    m_windows->clear();
    for (const SavedWindow& window : windows) {
        auto* item = new QListWidgetItem(shownText(window.name, 200), m_windows);
        item->setData(idRole, static_cast<qlonglong>(window.id));
        item->setToolTip(plainToolTip(rangeText(window.range, m_session.zone())));
        QFont font = m_windows->font();
        font.setBold(window.range == m_session.view());
        item->setFont(font);
    }
    m_windows->setCurrentRow(current);
    m_windowsTitle->setVisible(!windows.empty());
    m_windows->setVisible(!windows.empty());
    const int shown = qMin(static_cast<int>(windows.size()), windowsShown);
    m_windows->setFixedHeight(shown * qMax(m_windows->sizeHintForRow(0), 1) + 4);
}

void SourceView::applyTheme()
{
    for (QLabel* label : std::as_const(m_headings)) {
        QFont font = m_theme.smaller();
        font.setCapitalization(QFont::AllUppercase);
        font.setLetterSpacing(QFont::PercentageSpacing, 103);
        label->setFont(font);
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, m_theme.colors().muted);
        label->setPalette(palette);
    }
}

void SourceView::find()
{
    m_filter->show();
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool SourceView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (watched == m_tree && (isEnter || key == Qt::Key_Space)) {
        activate(m_tree->currentIndex());
        return true;
    }
    if (watched == m_filter && key == Qt::Key_Escape) {
        m_filter->clear();
        m_tree->setFocus();
        refresh();
        return true;
    }
    if (watched == m_filter && (isEnter || key == Qt::Key_Down)) {
        m_tree->setFocus();
        return true;
    }
    const SavedWindow* window = watched == m_windows ? windowOf(m_windows->currentItem()) : nullptr;
    if (window && isEnter) {
        goTo(*window);
        return true;
    }
    if (window && key == Qt::Key_Delete) {
        m_session.edit(EditSavedWindow::remove(m_session, *window));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

std::optional<std::int64_t> SourceView::currentSource() const
{
    return m_model->sourceIdAt(m_filtered->mapToSource(m_tree->currentIndex()));
}

void SourceView::activate(const QModelIndex& index)
{
    const LineSpec* line = m_model->lineAt(m_filtered->mapToSource(index));
    if (!line)
        return m_tree->setExpanded(index.siblingAtColumn(0), !m_tree->isExpanded(index.siblingAtColumn(0)));
    const auto shown = m_model->chartOf(*line);
    if (!shown)
        return m_session.addLine(*line, m_session.selectedChart());
    std::vector<ChartSpec> charts = m_session.charts();
    for (ChartSpec& chart : charts)
        if (chart.id == shown->first) {
            chart.lines.erase(chart.lines.begin() + shown->second);
            chart.hidden.clear();
        }
    std::erase_if(charts, [](const ChartSpec& chart) { return chart.lines.empty(); });
    m_session.setCharts(std::move(charts));
}

void SourceView::showMenu(const QPoint& at)
{
    const QModelIndex index = m_filtered->mapToSource(m_tree->indexAt(at).isValid() ? m_tree->indexAt(at) : m_tree->currentIndex());
    const auto id = m_model->sourceIdAt(index);
    if (!id)
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (const LineSpec* line = m_model->lineAt(index)) {
        menu->addAction(m_model->chartOf(*line) ? tr("Take off the Charts") : tr("Put on a Chart"), this,
                        [this, row = QPersistentModelIndex(m_filtered->mapFromSource(index))] { activate(row); });
        menu->addAction(tr("New Chart with It"), this, [this, spec = *line] {
            ChartSpec chart;
            chart.lines = {spec};
            m_session.addChart(chart);
        });
        menu->addSeparator();
    }
    menu->addAction(tr("Show Its Lines"), this, [this, id = *id] { showLines(id); });
    menu->addAction(tr("Show Only This Source"), this, [this, id = *id] {
        if (const Source* source = m_session.contents().source(id))
            m_session.addChip(QStringLiteral("source = \"%1\"").arg(
                toQString(source->name).replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""))));
    });
    menu->addSeparator();
    menu->addAction(tr("Settings and Details…"), this, [this, id = *id] { SourceDialog::open(m_session, m_theme, id, this); });
    QAction* rename = menu->addAction(tr("Rename…"), this, [this, id = *id] { renameSource(id); });
    QAction* remove = menu->addAction(tr("Remove…"), this, [this, id = *id] { removeSource(id); });
    rename->setEnabled(!m_session.isReadOnly());
    remove->setEnabled(!m_session.isReadOnly());
    menu->popup(m_tree->viewport()->mapToGlobal(at));
}

void SourceView::renameSource(std::int64_t id)
{
    const Source* source = m_session.contents().source(id);
    if (!source)
        return;
    const QString name = askForText(this, tr("Rename Source"), tr("Name"), toQString(source->name));
    if (name.isEmpty() || name == toQString(source->name))
        return;
    SourceChange change;
    change.name = toStd(name);
    SetSource::start(m_session, id, change);
}

void SourceView::removeSource(std::int64_t id)
{
    const Source* source = m_session.contents().source(id);
    if (!source)
        return;
    const QString goes = tr("%1 records, its series and events and what was rejected go with it. Entries of the timeline stay. It cannot "
                            "be undone; the file itself is not touched.").arg(countText(source->records));
    if (!askToRemoveSource(this, shownText(source->name, 80), goes))
        return;
    const CaseFile* file = &m_session.file();
    m_session.tasks().run<Source>(
        TaskRunner::Lane::Edit, this, QStringLiteral("remove %1").arg(id),
        [file, id](const TaskControl&) -> Result<Source> {
            auto writer = file->openWriter();
            if (!writer)
                return writer.error();
            return CaseEditor(*writer, "window").removeSource(id);
        },
        [this](const Result<Source>& removed) {
            if (!removed)
                m_session.report(removed.error());
            m_session.reload();
        });
}

void SourceView::showLines(std::int64_t id)
{
    const Source* source = m_session.contents().source(id);
    if (!source)
        return;
    EvidenceRequest request;
    request.window = {source->first.value_or(Timestamp{}), source->last.value_or(Timestamp{}) + Nanoseconds(1)};
    request.sourceId = id;
    request.caption = shownText(source->name, 200);
    m_session.showEvidence(request);
}

void SourceView::showProperties()
{
    const QString title = askForText(this, tr("Case Properties"), tr("Title of the case"), m_session.name());
    if (!title.isEmpty() && title != m_session.name())
        m_session.edit(new SetInfo(m_session, SetInfo::Key::Title, toStd(title)));
}

const SavedWindow* SourceView::windowOf(const QListWidgetItem* item) const
{
    if (!item)
        return nullptr;
    for (const SavedWindow& window : m_session.contents().savedWindows)
        if (window.id == item->data(idRole).toLongLong())
            return &window;
    return nullptr;
}

void SourceView::goTo(const SavedWindow& window)
{
    const TimeRange range = window.range;
    const QString filter = toQString(window.filter);
    m_session.setSelection({});
    if (!filter.isEmpty())
        m_session.setFilterText(filter);
    m_session.setView(range);    // last: the list is made anew by it
}

void SourceView::showWindowMenu(const QPoint& at)
{
    const QListWidgetItem* item = m_windows->itemAt(at) ? m_windows->itemAt(at) : m_windows->currentItem();
    const SavedWindow* found = windowOf(item);
    if (!found)
        return;
    const SavedWindow window = *found;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Go There"), this, [this, window] { goTo(window); });
    menu->addAction(tr("Use as Baseline"), this, [this, window] { m_session.setBaseline(window.range); });
    menu->addAction(tr("Compare with What Is Shown"), this,
                    [this, window] { m_session.setOverlay(m_session.window().begin - window.range.begin); });
    menu->addSeparator();
    QAction* rename = menu->addAction(tr("Rename…"), this, [this, window] {
        const QString name = askForText(this, tr("Rename Window"), tr("Name"), toQString(window.name));
        if (!name.isEmpty())
            m_session.edit(EditSavedWindow::rename(m_session, window, toStd(name)));
    });
    QAction* remove = menu->addAction(tr("Remove"), this, [this, window] { m_session.edit(EditSavedWindow::remove(m_session, window)); });
    rename->setEnabled(!m_session.isReadOnly());
    remove->setEnabled(!m_session.isReadOnly());
    menu->popup(m_windows->viewport()->mapToGlobal(at));
}

}    // namespace faultline
