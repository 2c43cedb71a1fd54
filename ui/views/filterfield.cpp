#include "ui/views/filterfield.h"

#include "app/query/breakdown.h"
#include "app/query/valuefilter.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/models/filtercompletion.h"
#include "ui/plaintext.h"
#include "ui/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardItemModel>

#include <algorithm>

namespace faultline {

namespace {

constexpr int mostCandidates = 200;
constexpr std::size_t mostValues = 500;

std::vector<RecordKind> kindsOf(const RecordCounts& counts)
{
    std::vector<RecordKind> kinds;
    if (counts.requests != 0)
        kinds.push_back(RecordKind::Request);
    if (counts.operations != 0)
        kinds.push_back(RecordKind::Operation);
    if (counts.logLines != 0)
        kinds.push_back(RecordKind::LogLine);
    return kinds.empty() ? std::vector<RecordKind>{RecordKind::Request} : kinds;
}

}    // namespace

FilterField::FilterField(CaseSession& session, const Theme& theme, QWidget* parent)
    : QLineEdit(parent), m_session(session), m_theme(theme), m_candidates(new QStandardItemModel(this)),
      m_completer(new QCompleter(m_candidates, this))
{
    setAccessibleName(tr("Filter"));
    setPlaceholderText(tr("Filter: status >= 500 and path ~ \"^/api/\""));
    setFont(theme.monospace());
    setMaxLength(65'000);
    setClearButtonEnabled(false);
    m_completer->setWidget(this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->popup()->setFont(theme.monospace());
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { insert(index.data(Qt::UserRole).toString()); });
    connect(this, &QLineEdit::textEdited, this, &FilterField::offer);
    connect(&theme, &Theme::changed, this, [this] {
        setFont(m_theme.monospace());
        m_completer->popup()->setFont(m_theme.monospace());
    });
    connect(&session, &CaseSession::contentsChanged, this, [this] { m_valuesOf.clear(); });
}

void FilterField::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    update();
}

bool FilterField::isListOpen() const
{
    return m_completer->popup()->isVisible();
}

bool FilterField::hasChoice() const
{
    return isListOpen() && m_completer->popup()->currentIndex().isValid();
}

QStringList FilterField::offered() const
{
    QStringList all;
    for (int row = 0; isListOpen() && row < m_candidates->rowCount(); ++row)
        all << m_candidates->item(row)->data(Qt::UserRole).toString();
    return all;
}

void FilterField::keyPressEvent(QKeyEvent* event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isListOpen() && (event->key() == Qt::Key_Escape || (isEnter && hasChoice())))
        return event->ignore();    // the list takes it
    if (isListOpen() && event->key() == Qt::Key_Tab) {
        const QModelIndex chosen = hasChoice() ? m_completer->popup()->currentIndex() : m_candidates->index(0, 0);
        m_completer->popup()->hide();
        return insert(chosen.data(Qt::UserRole).toString());
    }
    if (isEnter) {
        m_completer->popup()->hide();
        emit applied();
        return;
    }
    if (event->key() == Qt::Key_Escape) {
        emit reverted();
        return;
    }
    if ((event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) || (event->key() == Qt::Key_Down && !isListOpen()))
        return offer();
    QLineEdit::keyPressEvent(event);
}

/// Tab takes a candidate while the list is open.
bool FilterField::focusNextPrevChild(bool isNext)
{
    return isListOpen() ? false : QLineEdit::focusNextPrevChild(isNext);
}

void FilterField::paintEvent(QPaintEvent* event)
{
    QLineEdit::paintEvent(event);
    if (m_state == State::Applied)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(4, height() - 2, width() - 8, 2), m_state == State::Broken ? m_theme.colors().bad : m_theme.colors().good);
}

void FilterField::offer()
{
    const FilterPlace place = filterPlaceAt(text(), cursorPosition());
    const std::vector<RecordKind> kinds = kindsOf(m_session.contents().counts);
    switch (place.kind) {
    case FilterPlace::Kind::Field: {
        QStringList names = filterFields(kinds);
        if (QStringLiteral("not").startsWith(place.word))
            names << QStringLiteral("not");
        return show(names, place.word);
    }
    case FilterPlace::Kind::Operator: return show(filterOperators(place.field, kinds), place.word);
    case FilterPlace::Kind::Joint: return show({QStringLiteral("and"), QStringLiteral("or")}, place.word);
    case FilterPlace::Kind::Value: return offerValues(place.field);
    }
}

/// The values of the field, the most frequent first.
void FilterField::offerValues(const std::string& field)
{
    if (field == m_valuesOf)
        return show(m_values, filterPlaceAt(text(), cursorPosition()).word);
    BreakdownRequest request;
    for (const RecordKind kind : kindsOf(m_session.contents().counts))
        if (isBreakdownField(kind, field)) {
            request.kind = kind;
            request.by = field;
            request.top = mostValues;
            m_completer->popup()->hide();
            m_session.query<Breakdown>(
                this, QStringLiteral("values"),
                [request, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
                    return breakdown(queries.segments, context, request, control);
                },
                [this, field](Result<Breakdown> found) {
                    if (!found)
                        return;
                    m_valuesOf = field;
                    m_values.clear();
                    for (const BreakdownRow& row : found->rows)
                        if (!row.isAbsent)
                            m_values << toQString(row.value);
                    const FilterPlace now = filterPlaceAt(text(), cursorPosition());
                    if (hasFocus() && now.kind == FilterPlace::Kind::Value && now.field == field)
                        show(m_values, now.word);
                });
            return;
        }
    m_completer->popup()->hide();
}

void FilterField::show(const QStringList& candidates, const QString& word)
{
    m_candidates->clear();
    QStringList inside;
    const auto add = [this](const QString& candidate) {
        auto* item = new QStandardItem(shownText(candidate, 300));
        item->setData(candidate, Qt::UserRole);
        item->setEditable(false);
        m_candidates->appendRow(item);
    };
    for (const QString& candidate : candidates) {
        if (m_candidates->rowCount() >= mostCandidates)
            break;
        if (candidate.startsWith(word, Qt::CaseInsensitive))
            add(candidate);
        else if (!word.isEmpty() && candidate.contains(word, Qt::CaseInsensitive))
            inside << candidate;
    }
    for (const QString& candidate : inside)
        if (m_candidates->rowCount() < mostCandidates)
            add(candidate);
    const bool isDone = m_candidates->rowCount() == 1 && m_candidates->item(0)->data(Qt::UserRole).toString() == word;
    if (m_candidates->rowCount() == 0 || isDone)
        return m_completer->popup()->hide();
    const QFontMetrics metrics(m_completer->popup()->font());
    int widest = metrics.averageCharWidth() * 16;
    for (int row = 0; row < m_candidates->rowCount(); ++row)
        widest = std::max(widest, metrics.horizontalAdvance(m_candidates->item(row)->text()));
    const QRect cursor = cursorRect();
    const int room = std::min(widest + 40, std::max(width() * 2 / 3, 240));
    m_completer->complete(QRect(std::min(cursor.left(), std::max(0, width() - room)), 0, room, height()));
    m_completer->popup()->setCurrentIndex({});
}

void FilterField::insert(const QString& candidate)
{
    const FilterPlace place = filterPlaceAt(text(), cursorPosition());
    QString inserted = candidate;
    if (place.kind == FilterPlace::Kind::Value) {
        const bool isPlain = std::all_of(candidate.begin(), candidate.end(),
                                         [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || c == QLatin1Char('_')); });
        if (!isPlain || candidate.isEmpty())
            inserted = toQString(quotedFilterValue(toStd(candidate)));
    }
    const bool isOpen = inserted.endsWith(QLatin1Char('('));
    const QString rest = text().mid(cursorPosition());
    const QString before = text().left(place.begin) + inserted + (isOpen || rest.startsWith(QLatin1Char(' ')) ? QString() : QStringLiteral(" "));
    setText(before + rest);
    setCursorPosition(static_cast<int>(before.size()));
    emit textEdited(text());
}

}    // namespace faultline
