// What the list of lines does with them: moving, searching, copying, handing them on.
#include "app/query/valuefilter.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/views/evidenceview.h"
#include "ui/views/linedetail.h"
#include "ui/views/linestrip.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

#include <algorithm>
#include <array>
#include <set>

namespace faultline {

namespace {

constexpr int mostCopied = 100'000;
constexpr qsizetype longestTitle = 160;
constexpr int mostLinked = 20;    // lines, each as evidence of its own

/// A fence longer than any run of backticks in the text.
QString fenceOf(const QString& text)
{
    int longest = 2;
    int run = 0;
    for (const QChar c : text) {
        run = c == QLatin1Char('`') ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return QString(longest + 1, QLatin1Char('`'));
}

}    // namespace

void EvidenceView::bindActions()
{
    const auto bind = [this](const char* id, std::function<void()> run) { m_actions.bind(id, m_table, std::move(run)); };
    bind("evidence.down", [this] { step(1); });
    bind("evidence.up", [this] { step(-1); });
    bind("evidence.nextHit", [this] { stepHit(1); });
    bind("evidence.previousHit", [this] { stepHit(-1); });
    bind("evidence.nextError", [this] { stepMark(LineMark::Error, LineDirection::Next); });
    bind("evidence.previousError", [this] { stepMark(LineMark::Error, LineDirection::Previous); });
    bind("evidence.nextWarning", [this] { stepMark(LineMark::Warning, LineDirection::Next); });
    bind("evidence.previousWarning", [this] { stepMark(LineMark::Warning, LineDirection::Previous); });
    bind("evidence.mark", [this] { draft(Draft::Mark); });
    bind("evidence.add", [this] { draft(Draft::Edit); });
    bind("evidence.detail", [this] { toggleDetail(); });
    bind("evidence.peek", [this] { showOnCharts(); });
}

int EvidenceView::current() const
{
    return m_table->currentIndex().row();
}

void EvidenceView::goTo(int row)
{
    if (m_model->rowCount() == 0)
        return;
    const QModelIndex index = m_model->index(std::clamp(row, 0, m_model->rowCount() - 1), 0);
    const bool isFar = std::abs(index.row() - current()) > 3;
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index, isFar ? QAbstractItemView::PositionAtCenter : QAbstractItemView::EnsureVisible);
    fetchShown();
    handOn();
}

void EvidenceView::step(int rows)
{
    goTo(current() + rows);
}

void EvidenceView::stepHit(int direction)
{
    if (m_hits.empty())
        return;
    const auto at = static_cast<std::uint32_t>(std::max(current(), 0));
    auto hit = direction > 0 ? std::upper_bound(m_hits.begin(), m_hits.end(), at) : std::lower_bound(m_hits.begin(), m_hits.end(), at);
    if (direction > 0 && hit == m_hits.end())
        hit = m_hits.begin();    // round the end
    if (direction < 0)
        hit = hit == m_hits.begin() ? m_hits.end() - 1 : hit - 1;
    goTo(static_cast<int>(*hit));
}

void EvidenceView::stepMark(LineMark mark, LineDirection direction)
{
    using Row = std::optional<std::uint64_t>;
    if (current() < 0)
        return;
    m_session.query<Row>(
        this, QStringLiteral("mark"),
        [request = m_model->request(), index = m_model->lineIndex(), mark, direction, row = static_cast<std::uint64_t>(current()),
         context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return markedRow(queries.segments, context, request, index, mark, row, direction, control);
        },
        [this](Result<Row> row) {
            if (row && *row)
                goTo(static_cast<int>(**row));
        },
        TaskRunner::Priority::Urgent);
}

void EvidenceView::find()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void EvidenceView::stopSearch()
{
    m_session.tasks().cancel(this, QStringLiteral("search"));
    m_searchSoon->stop();
    m_stop->hide();
    updateHits();
}

void EvidenceView::search()
{
    m_searchSoon->stop();
    m_session.tasks().cancel(this, QStringLiteral("search"));
    m_stop->hide();
    m_hits.clear();
    m_hasSearched = false;
    m_density->setHits(&m_hits);
    if (m_search->text().isEmpty()) {
        m_model->setSearch({});
        return updateHits();
    }
    const auto compiled = TextSearch::compile(toStd(m_search->text()), m_pattern->isChecked() ? SearchSyntax::Pattern : SearchSyntax::Plain,
                                              m_case->isChecked() ? SearchCase::Exact : SearchCase::Ignored);
    if (!compiled) {
        m_model->setSearch({});
        return updateHits(shownText(compiled.error().why, 200));
    }
    m_model->setSearch(*compiled);
    if (m_model->rowCount() == 0)
        return updateHits();
    m_stop->show();
    updateHits(tr("searching"));
    m_session.query<std::vector<std::uint32_t>>(
        this, QStringLiteral("search"),
        [search = *compiled, request = m_model->request(), index = m_model->lineIndex(),
         context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return searchLines(queries.segments, queries.reader, context, request, index, search, control);
        },
        [this](Result<std::vector<std::uint32_t>> found) {
            m_stop->hide();
            if (!found)
                return updateHits(shownText(found.error().why, 200));
            m_hits = std::move(*found);
            m_hasSearched = true;
            m_density->setHits(&m_hits);
            const auto from = static_cast<std::uint32_t>(std::max(current(), 0));
            if (!m_hits.empty() && !std::binary_search(m_hits.begin(), m_hits.end(), from))
                stepHit(1);
            updateHits();
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background, [this](const Progress& progress) {
            const std::uint64_t percent = progress.bytesTotal == 0 ? 0 : progress.bytesDone * 100 / progress.bytesTotal;
            updateHits(tr("%1 %, %2 hits").arg(percent).arg(countText(progress.rows)));
        });
}

void EvidenceView::updateHits(const QString& progress)
{
    if (!progress.isEmpty())
        return m_hitCount->setText(progress);
    if (m_search->text().isEmpty() || !m_hasSearched)
        return m_hitCount->clear();
    if (m_hits.empty())
        return m_hitCount->setText(tr("no hits"));
    const auto hit = std::lower_bound(m_hits.begin(), m_hits.end(), static_cast<std::uint32_t>(std::max(current(), 0)));
    const bool isOnHit = hit != m_hits.end() && static_cast<int>(*hit) == current();
    const QString all = m_hits.size() == 1 ? tr("1 hit") : tr("%1 hits").arg(countText(m_hits.size()));
    m_hitCount->setText(isOnHit ? tr("%1 of %2").arg(countText(static_cast<std::uint64_t>(hit - m_hits.begin()) + 1), all) : all);
}

void EvidenceView::toggleDetail()
{
    const bool isOpening = !m_detail->isVisible();
    m_detail->setVisible(isOpening);
    if (isOpening)
        updateDetail();
    else
        m_table->setFocus(Qt::OtherFocusReason);
}

void EvidenceView::updateDetail()
{
    if (!m_detail->isVisible())
        return;
    if (const RecordReference* record = m_model->record(current()))
        m_detail->show(*record);
}

void EvidenceView::showOnCharts()
{
    if (current() < 0)
        return;
    const Timestamp time = m_model->timeOf(current());
    const TimeRange view = m_session.view();
    if (!view.contains(time))
        m_session.setView({time - view.length() / 2, time + view.length() / 2});
    m_session.setCursor(time);
}

/// The entry carries the line as its evidence.
void EvidenceView::draft(Draft kind)
{
    const RecordReference* record = m_model->record(current());
    if (!record)
        return;
    EntryDraft draft;
    draft.start = record->time;
    const QString text = m_model->text(current());
    draft.title = text.size() > longestTitle ? text.left(longestTitle) + QChar(0x2026) : text;
    draft.evidence.push_back(lineEvidence(*record));
    draft.editing = kind == Draft::Mark ? DraftTitle::Keep : DraftTitle::Edit;
    m_session.draftEntry(draft);
}

Evidence EvidenceView::lineEvidence(const RecordReference& record) const
{
    EvidenceRequest line;
    line.sourceId = record.sourceId;
    line.line = record.line;
    line.caption = m_model->sourceName(record.sourceId) + QLatin1Char(':') + QString::number(record.line);
    return evidenceOf(line);
}

/// More lines than anybody reads one by one are a window with the filter that shows them.
Evidence EvidenceView::markedWindow(int first, int last) const
{
    EvidenceRequest marked;
    const bool isLast = last + 1 >= m_model->rowCount();
    const Timestamp end = isLast ? m_model->lineIndex().window.end : m_model->timeOf(last + 1);
    marked.window = {m_model->timeOf(first), std::max(end, m_model->timeOf(last) + Nanoseconds(1))};
    marked.filter = m_request ? m_request->filter : m_session.filterText();
    if (m_request)
        marked.kind = m_request->kind;
    if (const Source* source = m_request && m_request->sourceId ? m_session.contents().source(*m_request->sourceId) : nullptr)
        marked.filter = bothFilters(marked.filter, "source = " + quotedFilterValue(source->name));
    marked.caption = m_request && !m_request->caption.isEmpty() ? m_request->caption
                                                                : tr("%1 lines").arg(countText(static_cast<std::uint64_t>(last - first) + 1));
    return evidenceOf(marked);
}

void EvidenceView::handOn()
{
    m_isPointedAt = true;
    int first = m_model->rowCount();
    int last = -1;
    std::set<int> rows;    // no more than it takes to know that they are too many
    const QItemSelection selection = m_table->selectionModel()->selection();
    for (const QItemSelectionRange& range : selection) {
        first = std::min(first, range.top());
        last = std::max(last, range.bottom());
        for (int row = range.top(); row <= std::min(range.bottom(), range.top() + mostLinked); ++row)
            rows.insert(row);
    }
    std::vector<Evidence> marked;
    if (static_cast<int>(rows.size()) > mostLinked)
        marked.push_back(markedWindow(first, last));
    else
        for (const int row : rows)
            if (const RecordReference* record = m_model->record(row))
                marked.push_back(lineEvidence(*record));
    m_session.selectEvidence(std::move(marked));
}

void EvidenceView::forgetMarked()
{
    m_isPointedAt = false;
    m_session.selectEvidence({});
}

void EvidenceView::copy()
{
    copyLines(CopyAs::Lines);
}

void EvidenceView::copyMarkdown()
{
    copyLines(CopyAs::Markdown);
}

/// The chosen lines, untouched; read again, because the list keeps the beginning of long ones only.
void EvidenceView::copyLines(CopyAs format)
{
    QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    if (chosen.isEmpty())
        return;
    std::sort(chosen.begin(), chosen.end());
    const int first = chosen.front().row();
    const int last = std::min(chosen.back().row(), first + mostCopied - 1);
    std::vector<bool> isChosen(static_cast<std::size_t>(last - first + 1));
    for (const QModelIndex& index : chosen)
        if (index.row() <= last)
            isChosen[static_cast<std::size_t>(index.row() - first)] = true;
    struct Copied {
        std::vector<RecordReference> records;
        std::vector<std::string> texts;
    };
    m_session.query<Copied>(
        this, QStringLiteral("copy"),
        [request = m_model->request(), index = m_model->lineIndex(), first, isChosen,
         context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) -> Result<Copied> {
            auto all = linesAt(queries.segments, context, request, index, static_cast<std::uint64_t>(first), isChosen.size(), control);
            if (!all)
                return all.error();
            Copied copied;
            for (std::size_t i = 0; i < all->size(); ++i)
                if (isChosen[i])
                    copied.records.push_back((*all)[i]);
            auto texts = recordLines(queries.reader, copied.records, control);
            if (!texts)
                return texts.error();
            for (std::size_t i = 0; i < texts->size(); ++i) {
                auto line = (*texts)[i] ? Result<std::string>(std::move(*(*texts)[i])) : composedLine(queries.segments, copied.records[i]);
                if (!line)
                    return line.error();
                copied.texts.push_back(std::move(*line));
            }
            return copied;
        },
        [this, format](Result<Copied> copied) {
            if (!copied)
                return m_session.report(copied.error());
            QString plain;
            QString markdown;
            for (std::size_t i = 0; i < copied->texts.size(); ++i) {
                const RecordReference& record = copied->records[i];
                const QString text = toQString(copied->texts[i]);
                plain += text + QLatin1Char('\n');
                markdown += m_model->sourceName(record.sourceId) + QLatin1Char(':') + QString::number(record.line) + QStringLiteral(": ")
                    + shownText(text, text.size() + 4) + QLatin1Char('\n');
            }
            const QString fence = fenceOf(markdown);
            markdown = fence + QLatin1Char('\n') + markdown + fence + QLatin1Char('\n');
            auto* clipboard = new QMimeData;
            clipboard->setText(format == CopyAs::Lines ? plain : markdown);
            clipboard->setData(QStringLiteral("text/markdown"), markdown.toUtf8());
            QApplication::clipboard()->setMimeData(clipboard);
        },
        TaskRunner::Priority::Urgent);
}

void EvidenceView::showMenu(const QPoint& position)
{
    QMenu menu(this);
    for (const char* id : {"evidence.detail", "evidence.peek", "", "evidence.add", "evidence.mark", "", "evidence.nextError",
                           "evidence.nextWarning", "evidence.nextHit"}) {
        if (*id == 0)
            menu.addSeparator();
        else
            menu.addAction(m_actions.action(id));
    }
    menu.addSeparator();
    menu.addAction(tr("Copy Lines"), this, &EvidenceView::copy);
    menu.addAction(tr("Copy Lines as Markdown"), this, &EvidenceView::copyMarkdown);
    menu.exec(m_table->viewport()->mapToGlobal(position));
}

}    // namespace faultline
