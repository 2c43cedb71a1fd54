#include "ui/views/sqlview.h"

#include "app/query/sqlseries.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/savefile.h"
#include "ui/models/sqlresultmodel.h"
#include "ui/theme.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/sqleditor.h"
#include "ui/windowstyle.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTreeWidget>

#include <algorithm>
#include <set>

namespace faultline {

namespace {

constexpr qsizetype mostHistory = 50;
constexpr qsizetype longestHistoryTitle = 90;
constexpr int widestColumn = 480;
constexpr int measuredRows = 50;
constexpr std::size_t mostLines = 6;    // of one chart

enum Page { ExamplesPage, TablePage, MessagePage };

QString exampleTitle(SqlExampleKind kind)
{
    switch (kind) {
    case SqlExampleKind::TopPaths: return SqlView::tr("Most requested URLs in the window");
    case SqlExampleKind::SlowestRequests: return SqlView::tr("Slowest requests");
    case SqlExampleKind::RequestsByMinute: return SqlView::tr("Requests and errors by minute");
    case SqlExampleKind::ErrorsByStatus: return SqlView::tr("Requests by status");
    case SqlExampleKind::SlowestOperations: return SqlView::tr("Slowest database operations");
    case SqlExampleKind::LogLines: return SqlView::tr("Log lines with severity");
    case SqlExampleKind::Series: return SqlView::tr("Smallest, mean and largest value of every series");
    case SqlExampleKind::Entries: return SqlView::tr("Entries of the timeline");
    }
    return {};
}

QLabel* plainLabel(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

}    // namespace

SqlView::SqlView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_editor = new SqlEditor(theme, this);
    column->addWidget(makeBar());
    auto* sides = new QSplitter(Qt::Horizontal, this);
    auto* middle = new QSplitter(Qt::Vertical, sides);
    middle->addWidget(m_editor);
    middle->addWidget(makeResults());
    middle->setStretchFactor(0, 1);
    middle->setStretchFactor(1, 3);
    middle->setSizes({90, 220});
    middle->setChildrenCollapsible(false);
    sides->addWidget(middle);
    sides->addWidget(makeTables());
    sides->setStretchFactor(0, 1);
    sides->setSizes({700, 190});
    column->addWidget(sides, 1);
    setFocusProxy(m_editor);

    connect(m_editor, &SqlEditor::runRequested, this, &SqlView::run);
    connect(m_editor, &SqlEditor::stopRequested, this, &SqlView::stop);
    connect(&session, &CaseSession::sqlRequested, this, [this](const QString& statement) {
        if (statement.trimmed().isEmpty())
            return;
        setStatement(statement);
        run();
    });
    connect(&session, &CaseSession::zoneChanged, this, &SqlView::applyTimes);
    connect(&session, &CaseSession::contentsChanged, this, &SqlView::showExamples);
    connect(&session, &CaseSession::viewChanged, this, &SqlView::showExamples);
    connect(&session, &CaseSession::selectionChanged, this, &SqlView::showExamples);
    showExamples();
    showTables();
}

QWidget* SqlView::makeBar()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    const auto add = [&](const QString& text, const QString& purpose, auto slot) {
        auto* button = new QPushButton(text, bar);
        button->setAccessibleName(purpose);
        button->setToolTip(purpose);
        setLook(button, ButtonLook::Flat);
        connect(button, &QPushButton::clicked, this, slot);
        row->addWidget(button);
        return button;
    };
    m_runButton = add(tr("Run"), tr("Run the statement (Ctrl+Enter)"), &SqlView::run);
    setTone(m_runButton, TextTone::Accent);
    m_stopButton = add(tr("Stop"), tr("Stop the statement (Esc)"), &SqlView::stop);
    m_stopButton->setEnabled(false);
    m_historyButton = add(tr("History"), tr("Statements that were run"), &SqlView::showHistoryMenu);
    m_historyButton->setEnabled(false);
    m_copyButton = add(tr("Copy"), tr("Copy the selected cells, or all"), [this] {
        QMenu menu(this);
        menu.addAction(tr("Tab-separated"), this, [this] { copyAs(TableText::Tabs); });
        menu.addAction(tr("CSV"), this, [this] { copyAs(TableText::Commas); });
        menu.addAction(tr("Markdown"), this, [this] { copyAs(TableText::Markdown); });
        menu.addSeparator();
        menu.addAction(tr("Save as CSV…"), this, &SqlView::saveCsv);
        menu.exec(m_copyButton->mapToGlobal(QPoint(0, m_copyButton->height())));
    });
    m_copyButton->setEnabled(false);
    m_chartButton = add(tr("Chart This"), tr("Draw the columns of numbers over the column of times"), &SqlView::chart);
    m_chartButton->setEnabled(false);
    m_times = new QCheckBox(tr("Nanoseconds as times"), bar);
    m_times->setAccessibleName(tr("Show columns of nanoseconds as times in the zone of the window"));
    m_times->setChecked(true);
    m_times->hide();
    connect(m_times, &QCheckBox::toggled, this, &SqlView::applyTimes);
    row->addSpacing(8);
    row->addWidget(m_times);
    row->addStretch(1);
    m_status = new ElidedLabel(bar);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_status);
    return bar;
}

QWidget* SqlView::makeResults()
{
    m_results = new QStackedWidget(this);
    auto* scroll = new QScrollArea(m_results);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(scroll);
    m_examples = new QVBoxLayout(page);
    m_examples->setContentsMargins(8, 8, 8, 8);
    m_examples->setSpacing(0);
    scroll->setWidget(page);
    m_results->addWidget(scroll);

    m_model = new SqlResultModel(m_theme, this);
    m_table = new QTableView(m_results);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Rows of the statement"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_results->addWidget(m_table);

    m_message = plainLabel(m_results);
    m_message->setWordWrap(true);
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_message->setMargin(12);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setAccessibleName(tr("Outcome of the statement"));
    m_results->addWidget(m_message);
    return m_results;
}

QWidget* SqlView::makeTables()
{
    m_tables = new QTreeWidget(this);
    m_tables->setAccessibleName(tr("Tables and columns; Enter inserts the name"));
    m_tables->setHeaderHidden(true);
    m_tables->setFrameShape(QFrame::NoFrame);
    m_tables->setUniformRowHeights(true);
    m_tables->setMinimumWidth(120);
    connect(m_tables, &QTreeWidget::itemActivated, this, &SqlView::insertColumn);
    return m_tables;
}

void SqlView::showExamples()
{
    if (m_results->currentIndex() != ExamplesPage)
        return;
    while (QLayoutItem* item = m_examples->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const std::vector<SqlExample> examples = sqlExamples(m_session.contents().counts, m_session.window());
    auto* heading = plainLabel(m_examples->parentWidget());
    heading->setText(examples.empty() ? tr("Import a file; then its records can be queried here.")
                                      : tr("Write a statement above, or begin with one of these:"));
    heading->setContentsMargins(6, 0, 0, 4);
    m_examples->addWidget(heading);
    for (const SqlExample& example : examples) {
        auto* link = new QPushButton(exampleTitle(example.kind), m_examples->parentWidget());
        link->setAccessibleName(link->text());
        setLook(link, ButtonLook::Link);
        connect(link, &QPushButton::clicked, this, [this, statement = toQString(example.statement)] {
            setStatement(statement);
            run();
        });
        m_examples->addWidget(link, 0, Qt::AlignLeft);
    }
    m_examples->addStretch(1);
}

void SqlView::showTables()
{
    m_session.query<std::vector<SqlTableInfo>>(
        this, QStringLiteral("tables"), [](CaseQueries& queries, const TaskControl&) { return sqlTables(queries.database); },
        [this](Result<std::vector<SqlTableInfo>> tables) {
            if (!tables)
                return;    // the first statement says why
            m_tables->clear();
            for (const SqlTableInfo& table : *tables) {
                auto* item = new QTreeWidgetItem(m_tables, {toQString(table.name)});
                item->setToolTip(0, table.isRecords ? tr("Read from the records of the case") : tr("Table of the case"));
                for (const std::string& name : table.columns)
                    item->addChild(new QTreeWidgetItem({toQString(name)}));
            }
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

void SqlView::insertColumn(QTreeWidgetItem* item)
{
    m_editor->insertPlainText(item->text(0));
    m_editor->setFocus();
}

void SqlView::setStatement(const QString& statement)
{
    m_editor->setPlainText(statement);
}

void SqlView::run()
{
    const QString statement = m_editor->textCursor().hasSelection()
        ? m_editor->textCursor().selectedText().replace(QChar(QChar::ParagraphSeparator), QLatin1Char('\n'))
        : m_editor->toPlainText();
    if (statement.trimmed().isEmpty())
        return;
    m_isRunning = true;
    m_stopButton->setEnabled(true);
    setStatus(tr("Running… Esc stops it"));
    m_session.query<SqlTable>(
        this, QStringLiteral("statement"),
        [text = toStd(statement)](CaseQueries& queries, const TaskControl& control) {
            return runSql(queries.database, text, SqlLimits(), control);
        },
        [this, statement](Result<SqlTable> table) { finish(statement, std::move(table)); }, TaskRunner::Priority::Urgent,
        TaskRunner::Lane::Background);
}

void SqlView::stop()
{
    if (!m_isRunning)
        return;
    m_session.tasks().cancel(this, QStringLiteral("statement"));
    m_isRunning = false;
    m_stopButton->setEnabled(false);
    setStatus(tr("Stopped"));
}

void SqlView::finish(const QString& statement, Result<SqlTable> table)
{
    m_isRunning = false;
    m_stopButton->setEnabled(false);
    remember(statement);
    if (!table) {
        const Error& error = table.error();
        const QString why = toQString(error.why + (error.action.empty() ? "" : ". " + error.action));
        m_message->setText(toQString(error.what) + QLatin1Char('\n') + why);
        m_model->setTable({});
        m_results->setCurrentIndex(MessagePage);
        m_copyButton->setEnabled(false);
        m_chartButton->setEnabled(false);
        m_times->hide();
        return setStatus({});
    }
    QLocale locale;
    locale.setNumberOptions(locale.numberOptions() & ~QLocale::OmitGroupSeparator);
    const QString rows = locale.toString(static_cast<qulonglong>(table->rows()));
    const auto took = static_cast<qlonglong>(table->took.count());
    setStatus(table->isCut ? tr("The first %1 rows; there are more · %2 ms").arg(rows).arg(took)
              : table->rows() == 1 ? tr("1 row · %1 ms").arg(took)
                                   : tr("%1 rows · %2 ms").arg(rows).arg(took));
    m_model->setTable(std::move(*table));
    applyTimes();
    m_times->setVisible(m_model->hasTimes());
    m_shownStatement = statement;
    m_copyButton->setEnabled(m_model->rowCount() > 0);
    m_chartButton->setEnabled(m_model->rowCount() > 0);
    if (m_model->rowCount() == 0)
        m_message->setText(tr("The statement ran and found no rows."));
    m_results->setCurrentIndex(m_model->rowCount() == 0 ? MessagePage : TablePage);
    m_table->horizontalHeader()->setResizeContentsPrecision(measuredRows);
    m_table->resizeColumnsToContents();
    for (int i = 0; i < m_model->columnCount(); ++i)
        m_table->setColumnWidth(i, std::min(m_table->columnWidth(i) + 12, widestColumn));
}

void SqlView::chart()
{
    const SqlTable& table = m_model->table();
    const auto columns = sqlSeriesColumns(table);
    if (!columns)
        return setStatus(toQString(columns.error().why) + (columns.error().action.empty() ? QString() : QStringLiteral(". ") + toQString(columns.error().action)));
    ChartSpec chart;
    for (std::size_t i = 0; i < std::min(columns->values.size(), mostLines); ++i) {
        LineSpec line;
        line.kind = LineKind::Sql;
        line.statement = toStd(m_shownStatement);
        line.column = table.columns[columns->values[i]];
        chart.lines.push_back(std::move(line));
    }
    m_session.selectChart(m_session.addChart(std::move(chart)));
    m_session.show(Panel::Charts);
}

void SqlView::setStatus(const QString& text)
{
    m_status->setFullText(text);
}

void SqlView::remember(const QString& statement)
{
    m_history.removeAll(statement);
    m_history.prepend(statement);
    while (m_history.size() > mostHistory)
        m_history.removeLast();
    m_historyButton->setEnabled(true);
    m_editor->setHistory(m_history);
}

void SqlView::showHistoryMenu()
{
    QMenu menu(this);
    for (const QString& statement : std::as_const(m_history)) {
        QString title = statement.simplified().replace(QLatin1Char('&'), QLatin1String("&&"));
        if (title.size() > longestHistoryTitle)
            title = title.left(longestHistoryTitle) + QStringLiteral("…");
        menu.addAction(title, this, [this, statement] { setStatement(statement); });
    }
    menu.exec(m_historyButton->mapToGlobal(QPoint(0, m_historyButton->height())));
}

void SqlView::applyTimes()
{
    m_model->setTimes(m_times->isChecked() ? SqlResultModel::Times::AsTimes : SqlResultModel::Times::AsNumbers, m_session.zone());
}

std::string SqlView::tableText(TableText text) const
{
    std::set<int> rows, columns;
    for (const QModelIndex& index : m_table->selectionModel()->selectedIndexes()) {
        rows.insert(index.row());
        columns.insert(index.column());
    }
    const bool isAll = rows.size() * columns.size() < 2;    // one cell is where the keyboard stands, not a choice
    for (int row = 0; isAll && row < m_model->rowCount(); ++row)
        rows.insert(row);
    for (int column = 0; isAll && column < m_model->columnCount(); ++column)
        columns.insert(column);
    const TimelineTable table = m_model->plainTable({rows.begin(), rows.end()}, {columns.begin(), columns.end()});
    switch (text) {
    case TableText::Tabs: return separatedTable(table, '\t', FormulaGuard::Apostrophe);
    case TableText::Commas: return separatedTable(table, ',', FormulaGuard::Apostrophe);
    case TableText::Markdown: return markdownTable(table);
    }
    return {};
}

void SqlView::copyAs(TableText text)
{
    if (m_model->rowCount() == 0)
        return;
    QGuiApplication::clipboard()->setText(toQString(tableText(text)));
    setStatus(tr("Copied"));
}

void SqlView::copy()
{
    if (m_editor->hasFocus())
        return m_editor->copy();
    copyAs(TableText::Tabs);
}

void SqlView::copyMarkdown()
{
    copyAs(TableText::Markdown);
}

void SqlView::saveCsv()
{
    const QString name = QFileInfo(m_session.path()).completeBaseName() + QStringLiteral(".csv");
    const QString path = chooseFileToSave(this, tr("Save Rows"), name, tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto done = writeWholeFile(path, tableText(TableText::Commas)); !done)
        return m_session.report(done.error());
    setStatus(tr("Saved %1").arg(QFileInfo(path).fileName()));
}

}    // namespace faultline
