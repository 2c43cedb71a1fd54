#include "ui/commands/edithypothesis.h"

#include "ui/casesession.h"
#include "ui/convert.h"

#include <QCoreApplication>

namespace faultline {

namespace {

QString translated(const char* text, const Hypothesis& hypothesis)
{
    return QCoreApplication::translate("Commands", text).arg(toQString(hypothesis.title));
}

}    // namespace

EditHypothesis* EditHypothesis::add(CaseSession& session, Hypothesis hypothesis)
{
    const QString text = translated(QT_TRANSLATE_NOOP("Commands", "keep suspect \"%1\""), hypothesis);
    return new EditHypothesis(session, text, std::nullopt, std::move(hypothesis));
}

EditHypothesis* EditHypothesis::change(CaseSession& session, const Hypothesis& before, Hypothesis after, const QString& text)
{
    return new EditHypothesis(session, text, before, std::move(after));
}

EditHypothesis* EditHypothesis::remove(CaseSession& session, const Hypothesis& hypothesis)
{
    const QString text = translated(QT_TRANSLATE_NOOP("Commands", "forget suspect \"%1\""), hypothesis);
    return new EditHypothesis(session, text, hypothesis, std::nullopt);
}

EditHypothesis::EditHypothesis(CaseSession& session, const QString& text, std::optional<Hypothesis> before, std::optional<Hypothesis> after)
    : CaseCommand(session, text), m_before(std::move(before)), m_after(std::move(after))
{
}

Result<void> EditHypothesis::apply()
{
    return change(m_before, m_after);
}

Result<void> EditHypothesis::revert()
{
    return change(m_after, m_before);
}

Result<void> EditHypothesis::change(const std::optional<Hypothesis>& from, std::optional<Hypothesis>& to)
{
    CaseEditor& editor = session().editor();
    const auto done = !to ? editor.removeHypothesis(from->id) : from ? editor.setHypothesis(*to) : editor.addHypothesis(*to);
    if (!done)
        return done.error();
    if (to && !from)
        to = *done;    // its ids come back with every redo
    return {};
}

}    // namespace faultline
