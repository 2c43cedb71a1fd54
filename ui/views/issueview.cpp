#include "ui/views/issueview.h"

#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/dialogs/savefile.h"
#include "ui/dialogs/sourcedialog.h"
#include "ui/models/issuemodel.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/tablemime.h"
#include "ui/theme.h"
#include "ui/views/elidedlabel.h"
#include "ui/windowstyle.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace faultline {

namespace {

constexpr int groupUnfolded = 20;    // a kind with more stays folded at first

/// "from 2024-04-22T07:00:00Z to 2024-04-22T08:00:00Z" as a gap says it.
std::optional<TimeRange> rangeIn(const std::string& reason)
{
    static const QRegularExpression stamps(QStringLiteral("from (\\S+Z) to (\\S+Z)"));
    const auto match = stamps.match(toQString(reason));
    const auto time = [&](int part) { return QDateTime::fromString(match.captured(part), Qt::ISODateWithMs); };
    if (!match.hasMatch() || !time(1).isValid() || !time(2).isValid())
        return {};
    const auto stamp = [](const QDateTime& at) { return timestampFrom(at.toMSecsSinceEpoch() * 1'000'000); };
    return TimeRange{stamp(time(1)), stamp(time(2))};
}

/// Names of rotated logs differ at their end.
class NameDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideMiddle;
    }
};

constexpr int sentenceWidth = 60;    // characters that stay for it before anything else gets a column

}    // namespace

IssueView::IssueView(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_actions(actions), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 0);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    m_source = new QComboBox(this);
    m_source->setAccessibleName(tr("Problems of which source"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source->setMinimumContentsLength(22);
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Find in problems"));
    m_filter->setAccessibleName(tr("Find in problems"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(fontMetrics().averageCharWidth() * 36);
    m_filter->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
    m_totals = new ElidedLabel(this, Qt::ElideNone);
    m_totals->setFont(theme.smaller());
    head->addWidget(m_source);
    head->addWidget(m_filter);
    head->addWidget(m_totals, 1);
    const auto addButton = [&](const QString& text) {
        auto* button = new QPushButton(text, this);
        setLook(button, ButtonLook::Flat);
        head->addWidget(button);
        return button;
    };
    m_open = addButton(tr("Show line"));
    m_mend = addButton(tr("Set zone…"));
    m_save = addButton(tr("Save as CSV…"));
    column->addLayout(head);
    m_empty = new QLabel(this);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    column->addWidget(m_empty, 1);
    buildTree();
    column->addWidget(m_tree, 1);
    setFocusProxy(m_tree);

    connect(m_open, &QPushButton::clicked, this, &IssueView::openIssue);
    connect(m_mend, &QPushButton::clicked, this, &IssueView::mend);
    connect(m_save, &QPushButton::clicked, this, &IssueView::saveCsv);
    connect(m_filter, &QLineEdit::textChanged, m_model, &IssueModel::setText);
    connect(m_source, &QComboBox::activated, this, [this] {
        const QVariant id = m_source->currentData();
        m_model->setSource(id.isValid() ? std::optional<std::int64_t>(id.toLongLong()) : std::nullopt);
    });
    connect(&session, &CaseSession::contentsChanged, this, &IssueView::refresh);
    connect(m_model, &IssueModel::modelReset, this, &IssueView::unfold);
    connect(m_model, &IssueModel::modelReset, this, &IssueView::showSelected);
    unfold();
    refresh();
}

void IssueView::buildTree()
{
    m_model = new IssueModel(m_session, m_theme, this);
    m_tree = new QTreeView(this);
    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("Problems"));
    m_tree->setItemDelegateForColumn(IssueModel::SourceName, new NameDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->setHighlightSections(false);
    m_tree->installEventFilter(this);
    m_filter->installEventFilter(this);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->header()->setStretchLastSection(false);
    connect(m_tree, &QTreeView::doubleClicked, this, &IssueView::openIssue);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &IssueView::showMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &IssueView::showSelected);
}

/// The sentence has the most room; what does not fit beside it is in its tooltip and in the saved table.
void IssueView::fitColumns()
{
    const int unit = fontMetrics().averageCharWidth();
    constexpr std::array<std::pair<int, int>, 5> wanted{{{IssueModel::SourceName, 22}, {IssueModel::Line, 9}, {IssueModel::Excerpt, 40},
                                                         {IssueModel::Lines, 9}, {IssueModel::Byte, 13}}};
    m_tree->header()->setSectionResizeMode(IssueModel::Problem, QHeaderView::Stretch);
    int left = width() - unit * sentenceWidth;
    for (const auto& [section, characters] : wanted) {
        const int own = unit * characters;
        m_tree->setColumnHidden(section, left < own);
        m_tree->header()->resizeSection(section, own);
        left -= left < own ? left : own;
    }
}

void IssueView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void IssueView::refresh()
{
    const QVariant chosen = m_source->currentData();
    m_source->clear();
    m_source->addItem(tr("All sources"));
    for (const Source& source : m_session.contents().sources)
        m_source->addItem(shownText(source.name, 100), static_cast<qlonglong>(source.id));
    const int row = chosen.isValid() ? m_source->findData(chosen) : 0;
    m_source->setCurrentIndex(qMax(row, 0));
    if (row < 0)
        m_model->setSource({});
    showSelected();
}

QString IssueView::totals() const
{
    std::uint64_t lines = 0, records = 0, skipped = 0, rejected = 0;
    const QVariant chosen = m_source->currentData();
    for (const Source& source : m_session.contents().sources) {
        if (chosen.isValid() && chosen.toLongLong() != source.id)
            continue;
        lines += source.lines;
        records += source.recordLines;
        skipped += source.skipped;
        rejected += source.rejected;
    }
    if (lines == 0)
        return {};
    return tr("%1 lines = %2 of records + %3 skipped + %4 rejected").arg(countText(lines), countText(records), countText(skipped), countText(rejected));
}

/// Buttons and totals for what is shown and chosen.
void IssueView::showSelected()
{
    const Issue* issue = m_model->issueAt(m_tree->currentIndex());
    m_totals->setFullText(totals());
    QPalette palette = m_totals->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().muted);
    m_totals->setPalette(palette);
    m_empty->setPalette(palette);
    const bool isGap = issue && rangeIn(issue->reason).has_value();
    m_open->setEnabled(issue && (isGap || issue->line != 0));
    m_open->setText(isGap ? tr("Show on charts") : tr("Show line"));
    m_mend->setVisible(issue && kindOfIssue(*issue).isOfZone && !m_session.isReadOnly());
    m_mend->setText(issue && issue->code.rfind("anchor", 0) == 0 ? tr("Set start or end…") : tr("Set zone…"));
    const bool isEmpty = m_model->issueCount() == 0;
    m_save->setEnabled(!isEmpty);
    m_empty->setVisible(isEmpty);
    m_tree->setVisible(!isEmpty);
    m_empty->setText(m_session.contents().issues.empty()
                         ? (m_session.contents().sources.empty() ? tr("Import files, and what is odd about them stands here")
                                                                 : tr("No problems: every line was understood, and nothing contradicts itself"))
                         : tr("Nothing matches; clear the search or choose all sources"));
}

void IssueView::unfold()
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex group = m_model->index(row, 0);
        m_tree->setExpanded(group, m_model->rowCount(group) <= groupUnfolded || !m_filter->text().isEmpty());
    }
}

bool IssueView::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (watched == m_tree && isEnter) {
        openIssue();
        return true;
    }
    if (watched == m_filter && (isEnter || key == Qt::Key_Down || key == Qt::Key_Escape)) {
        if (key == Qt::Key_Escape)
            m_filter->clear();
        m_tree->setFocus();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void IssueView::openIssue()
{
    const QModelIndex current = m_tree->currentIndex();
    const Issue* issue = m_model->issueAt(current);
    if (!issue)
        return m_tree->setExpanded(current.siblingAtColumn(0), !m_tree->isExpanded(current.siblingAtColumn(0)));
    if (const auto gap = rangeIn(issue->reason)) {
        const Nanoseconds margin = gap->length() / 2;
        m_session.setView({gap->begin - margin, gap->end + margin});
        m_session.setSelection(*gap);
        return m_session.show(Panel::Charts);
    }
    if (issue->line == 0)
        return;
    EvidenceRequest request;
    const TimeRange range = m_session.contents().range;
    const Source* source = m_session.contents().source(issue->sourceId);
    request.window = source && source->first ? TimeRange{*source->first, *source->last + Nanoseconds(1)} : range;
    request.sourceId = issue->sourceId;
    request.line = issue->line;
    request.caption = tr("%1, line %2").arg(source ? shownText(source->name, 100) : QString(), countText(issue->line));
    m_session.showEvidence(request);
}

void IssueView::mend()
{
    if (const Issue* issue = m_model->issueAt(m_tree->currentIndex()))
        SourceDialog::open(m_session, m_theme, issue->sourceId, this);
}

void IssueView::find()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

/// The chosen rows, else all; a chosen kind stands for its rows.
TimelineTable IssueView::table() const
{
    TimelineTable table;
    table.columns = {{"kind", toStd(tr("Kind")), true}, {"source", toStd(tr("Source")), false}, {"line", toStd(tr("Line")), true},
                     {"lines", toStd(tr("Lines")), true}, {"byte", toStd(tr("Byte")), true}, {"problem", toStd(tr("Problem")), false},
                     {"text", toStd(tr("Text")), false}};
    const auto add = [&](const Issue& issue) {
        const auto cell = [&](int column) { return toStd(m_model->text(issue, column)); };
        const auto number = [](std::uint64_t value) { return value == 0 ? std::string() : std::to_string(value); };
        table.rows.push_back({false, {issue.code, cell(IssueModel::SourceName), number(issue.line), number(issue.lines),
                                      issue.isRejection && (issue.byteOffset > 0 || issue.line <= 1) ? std::to_string(issue.byteOffset) : std::string(), issue.reason, issue.excerpt}});
    };
    QModelIndexList chosen = m_tree->selectionModel()->selectedRows();
    const bool isAll = chosen.size() < 2 && !m_model->issueAt(chosen.value(0));
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex group = m_model->index(row, 0);
        for (int child = 0; child < m_model->rowCount(group); ++child) {
            const QModelIndex index = m_model->index(child, 0, group);
            if (isAll || chosen.contains(group) || chosen.contains(index))
                add(*m_model->issueAt(index));
        }
    }
    return table;
}

void IssueView::copy()
{
    QGuiApplication::clipboard()->setMimeData(mimeDataOf(table(), TableText::Tabs));
}

void IssueView::copyMarkdown()
{
    QGuiApplication::clipboard()->setMimeData(mimeDataOf(table(), TableText::Markdown));
}

void IssueView::saveCsv()
{
    const QString path = chooseFileToSave(this, tr("Save Problems"), m_session.name() + tr(" problems.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto written = writeWholeFile(path, separatedTable(table(), ',', FormulaGuard::Apostrophe)); !written)
        m_session.report(written.error());
}

void IssueView::showMenu(const QPoint& at)
{
    const Issue* issue = m_model->issueAt(m_tree->currentIndex());
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(m_open->text(), this, &IssueView::openIssue)->setEnabled(m_open->isEnabled());
    if (issue && kindOfIssue(*issue).isOfZone)
        menu->addAction(m_mend->text(), this, &IssueView::mend)->setEnabled(!m_session.isReadOnly());
    menu->addSeparator();
    menu->addAction(tr("Copy"), this, &IssueView::copy);
    menu->addAction(tr("Copy as Markdown"), this, &IssueView::copyMarkdown);
    menu->addAction(tr("Save as CSV…"), this, &IssueView::saveCsv);
    menu->popup(m_tree->viewport()->mapToGlobal(at));
}

}    // namespace faultline
