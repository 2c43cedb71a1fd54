#include "ui/views/locator.h"

#include "app/query/dictionarysearch.h"
#include "app/timeline/typedtime.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/fuzzymatch.h"
#include "ui/goto.h"
#include "ui/theme.h"
#include "ui/timetext.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr std::size_t mostUrls = 20;
constexpr qsizetype shortestUrlText = 2;
constexpr qsizetype shortestCommand = 3;
constexpr int mostRowsShown = 12;
const QString prefixes = QStringLiteral(">@~#:/");

/// Title at the left, what it is at the right, both elided.
class LocatorDelegate final : public QStyledItemDelegate {
public:
    LocatorDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {100, option.fontMetrics.height() + 12};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const ThemeColors& colors = m_theme.colors();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, colors.selection);
        const QRect row = option.rect.adjusted(14, 0, -14, 0);
        const QString detail = index.data(LocatorModel::DetailRole).toString();
        const int half = row.width() / 2;
        const QString shownDetail = option.fontMetrics.elidedText(detail, Qt::ElideRight, half);
        const int detailWidth = option.fontMetrics.horizontalAdvance(shownDetail);
        painter->setPen(colors.muted);
        painter->drawText(row, Qt::AlignRight | Qt::AlignVCenter, shownDetail);
        painter->setPen(index.data(LocatorModel::EnabledRole).toBool() ? colors.ink : colors.muted);
        const QRect title = row.adjusted(0, 0, -detailWidth - 16, 0);
        painter->drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, title.width()));
    }

private:
    const Theme& m_theme;
};

std::string equals(const char* field, const std::string& value)
{
    std::string text = std::string(field) + "=\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

/// A moment with room around it, as wide as what is seen now.
TimeRange around(Timestamp moment, const TimeRange& view)
{
    const Nanoseconds half = view.length() / 2;
    return {moment - half, moment + half};
}

}    // namespace

Locator::Locator(Actions& actions, const Theme& theme, QWidget* window) : QFrame(window), m_actions(actions), m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(0);
    m_edit = new QLineEdit(this);
    m_edit->setFrame(false);
    m_edit->setMaxLength(2000);
    m_edit->setTextMargins(13, 10, 13, 10);
    m_edit->setPlaceholderText(tr("Command, time, series, URL, text"));
    m_edit->setAccessibleName(tr("Search or run"));
    column->addWidget(m_edit);
    m_model = new LocatorModel(this);
    m_list = new QListView(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LocatorDelegate(theme, m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Results"));
    column->addWidget(m_list);
    m_edit->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &Locator::refresh);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &Locator::place);
    connect(m_list, &QListView::clicked, this, [this] { runCurrent(false); });
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    actions.bind("tools.locator", window, [this] { open(); });
    actions.bind("tools.commands", window, [this] { open(QStringLiteral(">")); });
    hide();
}

void Locator::setSession(CaseSession* session)
{
    dismiss();
    m_session = session;
}

void Locator::open(const QString& text)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    show();
    raise();
    m_edit->setText(text);
    refresh();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->end(false);
}

void Locator::dismiss()
{
    if (!isVisible())
        return;
    hide();
    if (m_focusBefore && m_focusBefore->isVisible())
        m_focusBefore->setFocus(Qt::PopupFocusReason);
}

void Locator::place()
{
    const QWidget* window = parentWidget();
    const int rows = std::min(m_model->rowCount(), mostRowsShown);
    const int list = rows * (fontMetrics().height() + 12);
    m_list->setFixedHeight(list);
    const int width = std::min(std::max(480, window->width() / 2), window->width() - 32);
    setGeometry((window->width() - width) / 2, window->height() / 12, width, m_edit->sizeHint().height() + list + 8);
}

bool Locator::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_edit)
        return QFrame::eventFilter(watched, event);
    // A click elsewhere closes it; another program in front does not.
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason) {
        m_focusBefore = nullptr;
        dismiss();
    }
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QFrame::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    // While it is open its keys are its own: Ctrl+Enter is a key of the window, too.
    if (event->type() == QEvent::ShortcutOverride) {
        const bool isOwn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        event->setAccepted(isOwn);
        return isOwn || QFrame::eventFilter(watched, event);
    }
    switch (key->key()) {
    case Qt::Key_Escape: dismiss(); return true;
    case Qt::Key_Down:
    case Qt::Key_Tab: move(1); return true;
    case Qt::Key_Up:
    case Qt::Key_Backtab: move(-1); return true;
    case Qt::Key_PageDown: move(mostRowsShown); return true;
    case Qt::Key_PageUp: move(-mostRowsShown); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: runCurrent(key->modifiers() & Qt::ControlModifier); return true;
    default: return QFrame::eventFilter(watched, event);
    }
}

void Locator::move(int step)
{
    const int rows = m_model->rowCount();
    if (rows == 0)
        return;
    m_list->setCurrentIndex(m_model->index(qBound(0, m_list->currentIndex().row() + step, rows - 1)));
}

void Locator::runCurrent(bool isOther)
{
    const LocatorEntry* entry = m_model->entry(m_list->currentIndex().row());
    if (!entry || !entry->isEnabled)
        return;
    // The entry goes with the list when what it does changes the text.
    const auto run = isOther && entry->runOther ? entry->runOther : entry->run;
    const QString before = m_edit->text();
    if (prefixes.contains(entry->title.left(1)) && before.isEmpty())
        return run();
    dismiss();
    run();
}

void Locator::refresh()
{
    const QString text = m_edit->text();
    const QChar prefix = text.isEmpty() || !prefixes.contains(text[0]) ? QChar() : text[0];
    const QString pattern = (prefix.isNull() ? text : text.mid(1)).trimmed();
    std::vector<LocatorEntry> entries;
    if (text.isEmpty())
        addHints(entries);
    if (prefix.isNull() || prefix == QLatin1Char('>'))
        addCommands(entries);
    if (m_session) {
        if (prefix.isNull() || prefix == QLatin1Char('>'))
            addApplyAt(entries, pattern);
        if ((prefix.isNull() && !pattern.isEmpty()) || prefix == QLatin1Char('@'))
            addTime(entries, pattern);
        if (prefix.isNull() || prefix == QLatin1Char('~'))
            addSeries(entries);
        if (prefix.isNull() || prefix == QLatin1Char('#'))
            addTimeline(entries);
        if (prefix.isNull())
            addSavedWindows(entries);
        if (prefix == QLatin1Char(':'))
            addSql(entries, pattern);
        if ((prefix == QLatin1Char('/') || prefix.isNull()) && !pattern.isEmpty())
            addSearch(entries, prefix.isNull() ? pattern : text.mid(1));
    }
    m_model->show(std::move(entries), pattern);
    m_list->setCurrentIndex(m_model->index(0));
    place();
    if (m_session && pattern.size() >= shortestUrlText && (prefix.isNull() || prefix == QLatin1Char('/')))
        searchUrls(prefix == QLatin1Char('/') ? text : pattern);
}

void Locator::addHints(std::vector<LocatorEntry>& entries)
{
    const auto add = [&](const QString& prefix, const QString& title) {
        entries.push_back({prefix + QStringLiteral("   ") + title, {}, [this, prefix] { m_edit->setText(prefix); }, {}, true, 100, true});
    };
    add(QStringLiteral(">"), tr("run a command"));
    if (!m_session)
        return;
    add(QStringLiteral("@"), tr("go to a time: 23/04 21:30, +15m, now-6h"));
    add(QStringLiteral("~"), tr("chart a series"));
    add(QStringLiteral("#"), tr("go to an entry of the timeline, by title or tag"));
    add(QStringLiteral("/"), tr("search the lines"));
    add(QStringLiteral(":"), tr("run SQL"));
}

void Locator::addCommands(std::vector<LocatorEntry>& entries) const
{
    for (const ActionInfo& info : Actions::table()) {
        QAction* action = m_actions.action(info.id);
        const QString key = action->shortcut().toString(QKeySequence::NativeText);
        const QString place = info.scope == ActionScope::Window ? Actions::menuTitle(info.menu).remove(QLatin1Char('&'))
                                                                : Actions::scopeTitle(info.scope);
        entries.push_back({Actions::textOf(info), key.isEmpty() ? place : place + QStringLiteral("   ") + key,
                           [action] { action->trigger(); }, {}, action->isEnabled(), 4, false});
    }
}

/// "apply this breakdown at 22/04 08:45": the command with its answer.
void Locator::addApplyAt(std::vector<LocatorEntry>& entries, const QString& text) const
{
    const QAction* action = m_actions.action("breakdown.applyAt");
    for (qsizetype blank = text.indexOf(QLatin1Char(' ')); blank > 0; blank = text.indexOf(QLatin1Char(' '), blank + 1)) {
        const auto time = parseTypedTime(toStd(text.mid(blank + 1)), typedTimeSettings(*m_session));
        if (!time || blank < shortestCommand || !fuzzyScore(text.left(blank), action->text()))
            continue;
        const TimeRange window = windowFrom(*m_session, *time);
        const QPointer<CaseSession> target = m_session;
        entries.push_back({tr("Apply this breakdown at %1").arg(instantWithZone(*time, m_session->zone())),
                           tr("%1, as long as now").arg(durationText(window.length())), [target, window] { askAt(*target, window); }, {},
                           action->isEnabled(), 300, true});
        return;
    }
}

void Locator::addTime(std::vector<LocatorEntry>& entries, const QString& text) const
{
    const CaseSession& session = *m_session;
    const TypedTimeSettings settings{session.zone(), session.look().cursor.value_or(session.view().begin),
                                     session.contents().range.end};
    const auto time = parseTypedTime(toStd(text), settings);
    if (!time) {
        if (m_edit->text().startsWith(QLatin1Char('@')) && !text.isEmpty())
            entries.push_back({tr("Not a time: %1").arg(text), toQString(time.error().why), [] {}, {}, false, 0, true});
        return;
    }
    const QPointer<CaseSession> target = m_session;
    entries.push_back({tr("Go to %1").arg(instantWithZone(*time, session.zone())), toQString(formatUtc(*time)),
                       [target, time = *time] {
                           goToTime(*target, time);
                           target->show(Panel::Charts);
                       },
                       {}, true, 200, true});
}

void Locator::addSeries(std::vector<LocatorEntry>& entries) const
{
    const QPointer<CaseSession> target = m_session;
    for (const SeriesInfo& series : m_session->contents().series) {
        const LineSpec line = metricLine(series.id);
        entries.push_back({titleOf(line, m_session->contents()), tr("chart series"), [target, line] { target->addLine(line); }, {}, true, 2, false});
    }
}

void Locator::addTimeline(std::vector<LocatorEntry>& entries) const
{
    const QPointer<CaseSession> target = m_session;
    for (const TimelineEntry& entry : m_session->contents().timeline) {
        QString title = toQString(entry.title);
        for (const std::string& tag : entry.tags)
            title += QStringLiteral(" #") + toQString(tag);
        entries.push_back({title, instantText(entry.start, m_session->zone(), TimeDetail::Minute),
                           [target, id = entry.id, start = entry.start] {
                               target->selectEntry(id);
                               target->setCursor(start);
                               if (start < target->view().begin || start >= target->view().end)
                                   target->setView(around(start, target->view()));
                               target->show(Panel::Timeline);
                           },
                           {}, true, 3, false});
    }
}

void Locator::addSavedWindows(std::vector<LocatorEntry>& entries) const
{
    const QPointer<CaseSession> target = m_session;
    for (const SavedWindow& window : m_session->contents().savedWindows)
        entries.push_back({toQString(window.name), tr("saved window   %1").arg(rangeText(window.range, m_session->zone())),
                           [target, window] {
                               target->setView(window.range);
                               target->setFilterText(toQString(window.filter));
                           },
                           {}, true, 6, false});
}

void Locator::addSql(std::vector<LocatorEntry>& entries, const QString& statement) const
{
    const QPointer<CaseSession> target = m_session;
    entries.push_back({statement.isEmpty() ? tr("Open the SQL panel") : tr("Run %1").arg(statement), tr("SQL"),
                       [target, statement] { target->showSql(statement); }, {}, true, 0, true});
}

void Locator::addSearch(std::vector<LocatorEntry>& entries, const QString& text) const
{
    const QPointer<CaseSession> target = m_session;
    entries.push_back({tr("Search the lines for “%1”").arg(text), tr("evidence"),
                       [target, text] { target->searchEvidence(text); }, {}, true, m_edit->text().startsWith(QLatin1Char('/')) ? 100 : -100, true});
}

void Locator::searchUrls(const QString& text)
{
    const QPointer<CaseSession> target = m_session;
    const QString typed = m_edit->text();
    m_session->query<std::vector<std::string>>(
        this, QStringLiteral("urls"),
        [needle = toStd(text)](CaseQueries& queries, const TaskControl& control) {
            return valuesContaining(queries.segments, Field::Path, needle, mostUrls, control);
        },
        [this, target, typed](Result<std::vector<std::string>> paths) {
            if (!paths || !target || !isVisible() || m_edit->text() != typed)
                return;
            std::vector<LocatorEntry> entries;
            for (const std::string& path : *paths) {
                const std::string filter = equals("path", path);
                entries.push_back({toQString(path), tr("filter to URL   Ctrl+Enter charts it"),
                                   [target, filter] { target->addChip(toQString(filter)); },
                                   [target, filter] { target->addLine(recordsLine(RecordKind::Request, Measure::Rate, filter)); },
                                   true, 0, true});
            }
            m_model->append(std::move(entries));
            if (!m_list->currentIndex().isValid())
                m_list->setCurrentIndex(m_model->index(0));
        },
        TaskRunner::Priority::Urgent, TaskRunner::Lane::Background);
}

void Locator::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.colors().panel);
    painter.setPen(m_theme.colors().line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    painter.drawLine(0, m_edit->geometry().bottom(), width(), m_edit->geometry().bottom());
}

}    // namespace faultline
