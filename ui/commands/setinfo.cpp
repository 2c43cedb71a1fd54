#include "ui/commands/setinfo.h"

#include "ui/casesession.h"

#include <QCoreApplication>

namespace faultline {

namespace {

const char* nameOf(SetInfo::Key key)
{
    return key == SetInfo::Key::Title ? "title" : "zone";
}

}    // namespace

SetInfo::SetInfo(CaseSession& session, Key key, std::string value)
    : CaseCommand(session, key == Key::Title ? QCoreApplication::translate("Commands", "rename the case")
                                             : QCoreApplication::translate("Commands", "change the zone of the case")),
      m_key(key), m_value(std::move(value))
{
}

Result<void> SetInfo::apply()
{
    auto before = session().editor().setInfo(nameOf(m_key), m_value);
    if (!before)
        return before.error();
    m_before = std::move(*before);
    return {};
}

Result<void> SetInfo::revert()
{
    const auto after = session().editor().setInfo(nameOf(m_key), m_before);
    return after ? Result<void>() : Result<void>(after.error());
}

void SetInfo::applied()
{
    if (m_key == Key::Zone)
        session().setZone(session().file().displayZone());
}

}    // namespace faultline
