#include "ui/commands/edittemplaterule.h"

#include "app/store/templateeditor.h"
#include "ui/casesession.h"
#include "ui/convert.h"

#include <QCoreApplication>

namespace faultline {

namespace {

QString translated(const char* text, const TemplateRule& rule)
{
    return QCoreApplication::translate("Commands", text).arg(toQString(rule.pattern));
}

}    // namespace

EditTemplateRule* EditTemplateRule::add(CaseSession& session, TemplateRule rule)
{
    const QString text = translated(QT_TRANSLATE_NOOP("Commands", "add the URL rule %1"), rule);
    return new EditTemplateRule(session, text, std::nullopt, std::move(rule));
}

EditTemplateRule* EditTemplateRule::set(CaseSession& session, const TemplateRule& before, TemplateRule after)
{
    return new EditTemplateRule(session, translated(QT_TRANSLATE_NOOP("Commands", "change the URL rule %1"), before), before, std::move(after));
}

EditTemplateRule* EditTemplateRule::remove(CaseSession& session, const TemplateRule& rule)
{
    return new EditTemplateRule(session, translated(QT_TRANSLATE_NOOP("Commands", "remove the URL rule %1"), rule), rule, std::nullopt);
}

EditTemplateRule::EditTemplateRule(CaseSession& session, const QString& text, std::optional<TemplateRule> before,
                                   std::optional<TemplateRule> after)
    : CaseCommand(session, text), m_before(std::move(before)), m_after(std::move(after))
{
}

Result<void> EditTemplateRule::change(const std::optional<TemplateRule>& from, std::optional<TemplateRule>& to)
{
    TemplateEditor editor(session().file().database(), session().editor().who());
    const Result<TemplateRule> done = !to ? editor.removeRule(from->id) : from ? editor.setRule(*to) : editor.addRule(*to);
    if (!done)
        return done.error();
    if (to && !from)
        to = *done;    // the same id and place come back with every redo
    return {};
}

void EditTemplateRule::applied()
{
    session().reload();
}

}    // namespace faultline
