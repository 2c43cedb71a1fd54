#include "ui/readonlyreason.h"

#include "app/timeline/entryedit.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/timetext.h"

#include <QCoreApplication>

namespace faultline {

namespace {

QString translated(const char* text)
{
    return QCoreApplication::translate("ReadOnly", text);
}

QString sinceText(const CaseHolder& holder, const TimeZone& zone)
{
    const auto since = parseEntryTime(holder.since, {});
    return since ? instantWithZone(since->start, zone) : toQString(holder.since);
}

}    // namespace

Error readOnlyReason(const CaseSession& session)
{
    const auto& holder = session.holder();
    Error reason{ErrorKind::CaseLocked, toStd(translated(QT_TRANSLATE_NOOP("ReadOnly", "%1 is open read-only")).arg(session.name())), {}, {}};
    if (!holder) {
        reason.why = toStd(translated(QT_TRANSLATE_NOOP("ReadOnly", "The file or its folder cannot be written")));
        reason.action = toStd(translated(QT_TRANSLATE_NOOP("ReadOnly", "Save a copy (Ctrl+Shift+S) to edit it")));
        return reason;
    }
    reason.why = toStd(translated(QT_TRANSLATE_NOOP("ReadOnly", "Another window has it open since %1 (%2 on %3)"))
                           .arg(sinceText(*holder, session.zone()), toQString(holder->user), toQString(holder->host)));
    reason.action = toStd(translated(QT_TRANSLATE_NOOP("ReadOnly", "To edit it, close it there and open it here again, or save a copy (Ctrl+Shift+S)")));
    return reason;
}

}    // namespace faultline
