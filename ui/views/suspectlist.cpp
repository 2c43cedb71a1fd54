#include "ui/views/suspectlist.h"

#include "app/timeline/evidencereference.h"
#include "ui/actions.h"
#include "ui/casesession.h"
#include "ui/commands/edithypothesis.h"
#include "ui/convert.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/views/askpopup.h"

#include <QHeaderView>
#include <QMenu>

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr int rowsShown = 8;
constexpr int idRole = Qt::UserRole;
constexpr int nameColumn = 0;
constexpr int stateColumn = 1;

QString stateText(const Hypothesis& suspect)
{
    if (suspect.status == HypothesisStatus::RuledOut)
        return SuspectList::tr("ruled out");
    QStringList parts;
    if (!suspect.supporting.empty())
        parts << SuspectList::tr("for %1").arg(suspect.supporting.size());
    if (!suspect.opposing.empty())
        parts << SuspectList::tr("against %1").arg(suspect.opposing.size());
    if (suspect.status == HypothesisStatus::Supported)
        parts.prepend(SuspectList::tr("supported"));
    return parts.isEmpty() ? SuspectList::tr("open") : parts.join(QStringLiteral(" · "));
}

QString wholeText(const Hypothesis& suspect, const TimeZone& zone)
{
    QStringList lines{shownText(suspect.title), stateText(suspect)};
    if (!suspect.reason.empty())
        lines << SuspectList::tr("Why: %1").arg(shownText(suspect.reason));
    lines << rangeText(suspect.window, zone);
    for (const Evidence& one : suspect.supporting)
        lines << SuspectList::tr("For: %1").arg(shownText(one.caption.empty() ? one.reference : one.caption, 200));
    for (const Evidence& one : suspect.opposing)
        lines << SuspectList::tr("Against: %1").arg(shownText(one.caption.empty() ? one.reference : one.caption, 200));
    return lines.join(QLatin1Char('\n'));
}

Error plainError(const QString& what, const QString& why, const QString& action = {})
{
    return {ErrorKind::Usage, toStd(what), toStd(why), toStd(action)};
}

}    // namespace

SuspectList::SuspectList(CaseSession& session, Actions& actions, const Theme& theme, QWidget* parent)
    : QTreeWidget(parent), m_session(session), m_actions(actions), m_theme(theme),
      m_ask(new AskPopup(theme, parent))    // not a child: keys of the list would act in its field
{
    setAccessibleName(tr("Suspects"));
    setColumnCount(2);
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setIndentation(0);
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setTextElideMode(Qt::ElideMiddle);
    setAllColumnsShowFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setContextMenuPolicy(Qt::CustomContextMenu);
    header()->setStretchLastSection(false);
    header()->setMinimumSectionSize(10);
    header()->setSectionResizeMode(nameColumn, QHeaderView::Stretch);
    header()->setSectionResizeMode(stateColumn, QHeaderView::ResizeToContents);
    bindActions();
    connect(this, &QTreeWidget::itemDoubleClicked, this, &SuspectList::goToWindow);
    connect(this, &QTreeWidget::customContextMenuRequested, this, &SuspectList::showMenu);
    connect(&session, &CaseSession::hypothesesChanged, this, &SuspectList::refresh);
    connect(&session, &CaseSession::zoneChanged, this, &SuspectList::refresh);
    connect(&theme, &Theme::changed, this, &SuspectList::refresh);
    refresh();
}

void SuspectList::bindActions()
{
    const auto bind = [this](const char* id, auto run) { m_actions.bind(id, this, run); };
    bind("panel.suspects", [this] { focusFirst(); });
    bind("suspect.new", [this] { add(); });
    bind("suspect.show", [this] { goToWindow(); });
    bind("suspect.for", [this] { addEvidence(Side::For); });
    bind("suspect.against", [this] { addEvidence(Side::Against); });
    bind("suspect.support", [this] { setStatus(HypothesisStatus::Supported, tr("What supports it?"), tr("latency fell when it was reverted")); });
    bind("suspect.ruleOut", [this] { setStatus(HypothesisStatus::RuledOut, tr("Why can it not have been this?"), tr("it began after the rise")); });
    bind("suspect.reopen", [this] { reopen(); });
    bind("suspect.rename", [this] { rename(); });
    bind("suspect.remove", [this] { forget(); });
}

const Hypothesis* SuspectList::current() const
{
    const QTreeWidgetItem* item = currentItem();
    return item ? m_session.contents().hypothesis(item->data(nameColumn, idRole).toLongLong()) : nullptr;
}

void SuspectList::refresh()
{
    const auto chosen = currentItem() ? currentItem()->data(nameColumn, idRole).toLongLong() : 0;
    const ThemeColors& colors = m_theme.colors();
    clear();
    for (const Hypothesis& suspect : m_session.contents().hypotheses) {
        const bool isOut = suspect.status == HypothesisStatus::RuledOut;
        auto* item = new QTreeWidgetItem(this, {shownText(suspect.title, 200), stateText(suspect)});
        QFont name = font();
        name.setStrikeOut(isOut);
        item->setFont(nameColumn, name);
        item->setFont(stateColumn, m_theme.smaller());
        item->setForeground(nameColumn, isOut ? colors.muted : colors.ink);
        item->setForeground(stateColumn, isOut || suspect.supporting.empty() ? colors.muted : colors.bad);
        item->setTextAlignment(stateColumn, Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(nameColumn, plainToolTip(wholeText(suspect, m_session.zone())));
        item->setToolTip(stateColumn, item->toolTip(nameColumn));
        item->setData(nameColumn, Qt::AccessibleTextRole, QStringLiteral("%1, %2").arg(item->text(nameColumn), stateText(suspect)));
        item->setData(nameColumn, idRole, static_cast<qlonglong>(suspect.id));
        if (suspect.id == chosen)
            setCurrentItem(item);
    }
    const int shown = std::min(topLevelItemCount(), rowsShown);
    setFixedHeight(shown * std::max(sizeHintForRow(0), 1) + 4);
    setVisible(!isEmpty());
    emit refreshed();
}

void SuspectList::focusFirst()
{
    if (isEmpty())
        return m_session.report(plainError(tr("No suspect was kept yet"), tr("Findings of the analysis are kept with K"), tr("See Analyse, Ctrl+8")));
    m_session.show(Panel::Sources);
    if (!currentItem())
        setCurrentItem(topLevelItem(0));
    setFocus(Qt::ShortcutFocusReason);
}

void SuspectList::goToWindow()
{
    const Hypothesis* suspect = current();
    if (!suspect)
        return;
    const TimeRange window = suspect->window;
    const std::vector<Evidence> evidence = suspect->supporting;
    if (window.begin < window.end)
        m_session.setView(window);
    for (const Evidence& one : evidence)
        if (const auto request = requestOf(one, m_session.contents()))
            return m_session.showEvidence(*request);
}

bool SuspectList::canEdit()
{
    if (m_session.isReadOnly())
        m_session.report({ErrorKind::CaseLocked, toStd(tr("Nothing was changed")), toStd(tr("The case is open read-only")),
                          toStd(tr("Save a copy to edit it"))});
    return !m_session.isReadOnly() && current();
}

/// The lines that are marked; without any the selected range.
void SuspectList::addEvidence(Side side)
{
    if (!canEdit())
        return;
    std::vector<Evidence> evidence = m_session.selectedEvidence();
    if (evidence.empty() && m_session.look().selection) {
        const std::string filter = m_session.filterText();
        evidence.push_back(evidenceOf(WindowReference{*m_session.look().selection, {}, filter},
                                      filter.empty() ? toStd(tr("all lines of the selection")) : filter));
    }
    if (evidence.empty())
        return m_session.report(plainError(tr("Nothing is selected to link"), tr("Mark lines in the evidence, or select a range on the charts")));
    Hypothesis after = *current();
    auto& list = side == Side::For ? after.supporting : after.opposing;
    for (Evidence& one : evidence) {
        one.id = 0;
        list.push_back(std::move(one));
    }
    m_session.edit(EditHypothesis::change(m_session, *current(), std::move(after),
                                          side == Side::For ? tr("add evidence for a suspect") : tr("add evidence against a suspect")));
}

QRect SuspectList::placeOfCurrent() const
{
    const QRect row = visualItemRect(currentItem());
    return {viewport()->mapToGlobal(row.topLeft()), row.size()};
}

/// A status is a claim: it asks for its reason, and takes none without.
void SuspectList::setStatus(HypothesisStatus status, const QString& title, const QString& hint)
{
    if (!canEdit())
        return;
    const Hypothesis before = *current();
    AskPopup::Question question;
    question.title = title;
    question.text = toQString(before.reason);
    question.hint = hint;
    question.understand = [](const QString& text) { return AskPopup::Understanding{tr("Enter keeps it as the reason"), !text.trimmed().isEmpty()}; };
    question.accept = [this, before, status](const QString& reason) {
        Hypothesis after = before;
        after.status = status;
        after.reason = toStd(reason.trimmed());
        m_session.edit(EditHypothesis::change(m_session, before, std::move(after),
                                              status == HypothesisStatus::RuledOut ? tr("rule out a suspect") : tr("support a suspect")));
    };
    m_ask->ask(std::move(question), placeOfCurrent());
}

void SuspectList::reopen()
{
    if (!canEdit() || current()->status == HypothesisStatus::Open)
        return;
    Hypothesis after = *current();
    after.status = HypothesisStatus::Open;
    m_session.edit(EditHypothesis::change(m_session, *current(), std::move(after), tr("open a suspect again")));
}

void SuspectList::rename()
{
    if (!canEdit())
        return;
    const Hypothesis before = *current();
    AskPopup::Question question;
    question.title = tr("Name of the suspect");
    question.text = toQString(before.title);
    question.hint = tr("what it may have been");
    question.understand = [](const QString& text) { return AskPopup::Understanding{{}, !text.trimmed().isEmpty()}; };
    question.accept = [this, before](const QString& title) {
        Hypothesis after = before;
        after.title = toStd(title.trimmed());
        m_session.edit(EditHypothesis::change(m_session, before, std::move(after), tr("rename a suspect")));
    };
    m_ask->ask(std::move(question), placeOfCurrent());
}

void SuspectList::forget()
{
    if (canEdit())
        m_session.edit(EditHypothesis::remove(m_session, *current()));
}

/// Somebody's idea, seen in what is looked at.
void SuspectList::add()
{
    AskPopup::Question question;
    question.title = tr("New suspect");
    question.hint = tr("what it may have been");
    question.understand = [](const QString& text) { return AskPopup::Understanding{{}, !text.trimmed().isEmpty()}; };
    question.accept = [this](const QString& title) {
        Hypothesis idea;
        idea.title = toStd(title.trimmed());
        idea.window = m_session.window();
        m_session.edit(EditHypothesis::add(m_session, std::move(idea)));
    };
    m_session.show(Panel::Sources);
    m_ask->ask(std::move(question), parentWidget());
}

void SuspectList::showMenu(const QPoint& position)
{
    if (!current())
        return;
    QMenu menu(this);
    for (const char* id : {"suspect.show", "", "suspect.for", "suspect.against", "", "suspect.support", "suspect.ruleOut", "suspect.reopen", "",
                           "suspect.rename", "suspect.remove"}) {
        if (*id == 0)
            menu.addSeparator();
        else
            menu.addAction(m_actions.action(id));
    }
    menu.exec(viewport()->mapToGlobal(position));
}

}    // namespace faultline
