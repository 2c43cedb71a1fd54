#include "ui/views/filterbar.h"

#include "app/query/recordcount.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/views/chiprow.h"
#include "ui/views/elidedlabel.h"
#include "ui/views/filterfield.h"

#include <QBoxLayout>
#include <QLabel>

namespace faultline {

FilterBar::FilterBar(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QWidget(parent), m_session(session), m_theme(theme)
{
    m_field = new FilterField(session, theme, this);
    m_chips = new ChipRow(theme, this);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("count"));
    m_count->setTextFormat(Qt::PlainText);
    m_count->setFont(theme.tabular());
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setToolTip(plainToolTip(tr("Records of the case that the filter lets through")));
    m_problem = new ElidedLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_line = new QBoxLayout(QBoxLayout::LeftToRight);
    m_line->setSpacing(8);
    m_line->addWidget(m_field, 1);
    m_line->addWidget(m_chips);
    m_line->addWidget(m_count);
    m_column = new QBoxLayout(QBoxLayout::TopToBottom, this);
    m_column->setContentsMargins(12, 4, 12, 4);
    m_column->setSpacing(4);
    m_column->addLayout(m_line);
    m_column->addWidget(m_problem);
    setFocusProxy(m_field);
    m_problem->hide();
    m_count->hide();

    connect(m_field, &QLineEdit::textEdited, this, &FilterBar::check);
    connect(m_field, &FilterField::applied, this, &FilterBar::apply);
    connect(m_field, &FilterField::reverted, this, &FilterBar::revert);
    connect(m_chips, &ChipRow::chipsChanged, this, [this](const std::vector<FilterChip>& chips) { m_session.setChips(chips); });
    connect(&session, &CaseSession::filterChanged, this, &FilterBar::takeFilter);
    connect(&session, &CaseSession::contentsChanged, this, &FilterBar::count);
    connect(&theme, &Theme::changed, this, [this] { check(); });
    actions.bind("filter.focus", this, [this] {
        m_field->setFocus(Qt::ShortcutFocusReason);
        m_field->selectAll();
    });
    actions.bind("filter.clear", this, [this] {
        m_session.setFilterText({});
        m_session.setChips({});
    });
    takeFilter();
}

void FilterBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeChips();
}

void FilterBar::takeFilter()
{
    if (m_session.look().filterText != m_taken || m_field->state() == FilterField::State::Applied)
        m_field->setText(m_session.look().filterText);    // else what is being typed stays
    m_taken = m_session.look().filterText;
    m_chips->setChips(m_session.look().chips);
    m_chips->setVisible(!m_session.look().chips.empty());
    placeChips();
    check();
    count();
}

/// Few conditions stand beside the text, many below it.
void FilterBar::placeChips()
{
    const bool isBelow = m_chips->widthOfAll() > width() * 45 / 100;
    if (isBelow == m_isBelow)
        return;
    m_isBelow = isBelow;
    if (isBelow) {
        m_line->removeWidget(m_chips);
        m_column->addWidget(m_chips);
    } else {
        m_column->removeWidget(m_chips);
        m_line->insertWidget(1, m_chips);
    }
}

void FilterBar::say(const QString& problem)
{
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, m_theme.colors().bad);
    m_problem->setPalette(palette);
    m_problem->setFullText(shownText(problem));
    m_problem->setVisible(!problem.isEmpty());
}

void FilterBar::check()
{
    const QString text = m_field->text();
    const auto filter = Filter::parse(toStd(text));
    const bool isApplied = text == m_session.look().filterText;
    m_session.tasks().cancel(this, QStringLiteral("check"));
    if (!filter) {
        m_field->setState(FilterField::State::Broken);
        return say(toQString(filter.error().why));
    }
    m_field->setState(isApplied ? FilterField::State::Applied : FilterField::State::Changed);
    say({});
    if (filter->isEmpty())
        return;
    // Fields and patterns are known to the case only.
    m_session.query<RecordCount>(
        this, QStringLiteral("check"),
        [filter = *filter, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return countRecords(queries.segments, context, {TimeRange{Timestamp{}, Timestamp{}}, filter, {}, {}}, control);
        },
        [this](Result<RecordCount> count) {
            if (count)
                return;
            m_field->setState(FilterField::State::Broken);
            const Error& error = count.error();
            say(toQString(error.why + (error.action.empty() ? "" : ". " + error.action)));
        });
}

void FilterBar::apply()
{
    if (m_field->state() != FilterField::State::Broken)
        m_session.setFilterText(m_field->text());
}

void FilterBar::revert()
{
    m_field->setText(m_session.look().filterText);
    check();
    m_session.show(Panel::Charts);
}

void FilterBar::count()
{
    const Filter filter = m_session.filter();
    m_session.tasks().cancel(this, QStringLiteral("count"));
    if (filter.isEmpty()) {
        m_count->hide();
        return;
    }
    m_session.query<RecordCount>(
        this, QStringLiteral("count"),
        [filter, context = m_session.filterContext()](CaseQueries& queries, const TaskControl& control) {
            return countRecords(queries.segments, context, {TimeRange(), filter, {}, {}}, control);
        },
        [this](Result<RecordCount> count) {
            m_count->setVisible(count.has_value());
            if (count)
                m_count->setText(tr("%1 of %2").arg(countText(count->matching), countText(count->all)));
        },
        TaskRunner::Priority::Normal, TaskRunner::Lane::Background);
}

}    // namespace faultline
