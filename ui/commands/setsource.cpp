#include "ui/commands/setsource.h"

#include "ui/casesession.h"
#include "ui/convert.h"

#include <QCoreApplication>

namespace faultline {

namespace {

/// Gives back what `change` replaces in `before`.
SourceChange inverse(const SourceChange& change, const Source& before)
{
    SourceChange back;
    if (const auto zone = TimeZone::named(before.zone); change.zone && zone)
        back.zone = *zone;
    if (change.anchor)
        back.anchor = before.anchor;
    if (change.clockOffset)
        back.clockOffset = before.clockOffset;
    if (change.name)
        back.name = before.name;
    back.zoneBasis = before.zoneBasis;
    back.anchorBasis = before.anchorBasis;
    return back;
}

QString textOf(const SourceChange& change, const Source& before)
{
    const QString name = toQString(before.name);
    if (change.name && !change.zone && !change.anchor && !change.clockOffset)
        return QCoreApplication::translate("Commands", "rename %1").arg(name);
    return QCoreApplication::translate("Commands", "change the clock of %1").arg(name);
}

}    // namespace

SetSource::SetSource(CaseSession& session, std::int64_t sourceId, SourceChange after, SourceChange before, const QString& text)
    : QUndoCommand(text), m_session(session), m_sourceId(sourceId), m_after(std::move(after)), m_before(std::move(before))
{
}

void SetSource::start(CaseSession& session, std::int64_t sourceId, SourceChange change, Watch watch)
{
    if (session.isReadOnly())
        return session.report({ErrorKind::CaseLocked, "Nothing was changed", "The case is open read-only", "Save a copy to edit it"});
    Watch pushing;
    pushing.progress = std::move(watch.progress);
    pushing.done = [&session, sourceId, change, done = std::move(watch.done)](const Result<Source>& before) {
        if (before)
            session.edit(new SetSource(session, sourceId, change, inverse(change, *before), textOf(change, *before)));
        if (done)
            done(before);
    };
    run(session, sourceId, change, std::move(pushing));
}

void SetSource::run(CaseSession& session, std::int64_t sourceId, const SourceChange& change, Watch watch)
{
    // A receiver of its own for each run: a newer change must not drop an older one.
    auto* receiver = new QObject(&session);
    const CaseFile* file = &session.file();    // open until the task is over: closing the session stops it
    const std::string who = session.editor().who();
    session.tasks().run<Source>(
        TaskRunner::Lane::Edit, receiver, QStringLiteral("source"),
        [file, who, sourceId, change](const TaskControl& control) -> Result<Source> {
            auto database = file->openWriter();
            if (!database)
                return database.error();
            return CaseEditor(*database, who).setSource(sourceId, change, control);
        },
        [&session, receiver, done = std::move(watch.done)](const Result<Source>& before) {
            receiver->deleteLater();
            if (!before)
                session.report(before.error());
            else
                session.reload();
            if (done)
                done(before);
        },
        std::move(watch.progress));
}

bool SetSource::isGone()
{
    const CaseContents& contents = m_session.contents();
    if (contents.source(m_sourceId))
        return false;
    setObsolete(true);
    m_session.report({ErrorKind::Usage, toStd(QCoreApplication::translate("Commands", "Nothing was changed")),
                      toStd(QCoreApplication::translate("Commands", "The source is not in the case any more")), {}});
    return true;
}

void SetSource::redo()
{
    if (!m_isApplied && isGone())
        return;
    if (!m_isApplied)
        run(m_session, m_sourceId, m_after, {});
    m_isApplied = true;
}

void SetSource::undo()
{
    if (isGone())
        return;
    run(m_session, m_sourceId, m_before, {});
    m_isApplied = false;
}

}    // namespace faultline
