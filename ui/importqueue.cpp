#include "ui/importqueue.h"

#include "app/base/text.h"
#include "app/query/casetemplates.h"
#include "app/store/sourcereferences.h"
#include "app/timeline/evidencereference.h"
#include "app/timeline/hypothesisevent.h"
#include "ui/casesession.h"
#include "ui/commands/addentries.h"
#include "ui/commands/edithypothesis.h"
#include "ui/convert.h"

#include <algorithm>

namespace faultline {

namespace {

const QString slot = QStringLiteral("import");

Result<ImportReport> importInto(const CaseFile& file, const ImporterRegistry& registry, const ImportRequest& request,
                                const TimeZone& zone, const TaskControl& control)
{
    auto writer = file.openWriter();
    if (!writer)
        return writer.error();
    auto report = runImport({*writer, file.path(), zone}, registry, request, control);
    if (report && !report->interrupted)
        (void)keepTemplates(*writer, "import");    // what is not kept, readers learn by themselves
    return report;
}

}    // namespace

ImportQueue::ImportQueue(TaskRunner& tasks, const ImporterRegistry& registry, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_registry(registry)
{
}

void ImportQueue::setSession(CaseSession* session)
{
    cancelAll();
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_timelineSources.clear();
    m_list.clear();
    if (session)
        connect(session, &CaseSession::contentsChanged, this, &ImportQueue::takeTimelineRows);
    emit changed();
}

void ImportQueue::add(const ImportRequest& request, const QString& title, TimelineRows timelineRows,
                      std::map<std::string, std::int64_t> replaces)
{
    ImportTask task;
    task.id = ++m_lastId;
    task.title = title;
    task.request = request;
    task.timelineRows = timelineRows;
    task.replaces = std::move(replaces);
    m_list.push_back(std::move(task));
    emit changed();
    startNext();
}

ImportTask* ImportQueue::running()
{
    const auto found = std::find_if(m_list.begin(), m_list.end(), [](const ImportTask& task) { return task.state == ImportTask::State::Running; });
    return found == m_list.end() ? nullptr : &*found;
}

ImportTask* ImportQueue::find(int id)
{
    const auto found = std::find_if(m_list.begin(), m_list.end(), [id](const ImportTask& task) { return task.id == id; });
    return found == m_list.end() ? nullptr : &*found;
}

bool ImportQueue::isBusy() const
{
    return std::any_of(m_list.begin(), m_list.end(), [](const ImportTask& task) { return task.state != ImportTask::State::Failed; });
}

void ImportQueue::startNext()
{
    if (!m_session || running())
        return;
    const auto next = std::find_if(m_list.begin(), m_list.end(), [](const ImportTask& task) { return task.state == ImportTask::State::Waiting; });
    if (next == m_list.end())
        return;
    next->state = ImportTask::State::Running;
    m_elapsed.start();
    const CaseFile* file = &m_session->file();    // stays open until the task is over: closing the session stops it
    const int id = next->id;
    m_tasks.run<ImportReport>(
        TaskRunner::Lane::Import, this, slot,
        [file, this, request = next->request, zone = m_session->caseZone()](const TaskControl& control) {
            return importInto(*file, m_registry, request, zone, control);
        },
        [this, id](const Result<ImportReport>& report) { finish(id, report); },
        [this, id](const Progress& progress) { noteProgress(id, progress); });
    emit changed();
}

void ImportQueue::noteProgress(int id, const Progress& progress)
{
    ImportTask* task = find(id);
    if (!task)
        return;
    task->progress = progress;
    const double seconds = static_cast<double>(m_elapsed.elapsed()) / 1000;
    if (seconds > 0.2) {
        task->bytesPerSecond = static_cast<double>(progress.bytesDone) / seconds;
        if (progress.bytesTotal >= progress.bytesDone && task->bytesPerSecond > 0)
            task->secondsLeft = static_cast<double>(progress.bytesTotal - progress.bytesDone) / task->bytesPerSecond;
    }
    emit progressed();
}

void ImportQueue::cancel(int id)
{
    ImportTask* task = find(id);
    if (!task)
        return;
    if (task->state == ImportTask::State::Running)
        m_tasks.cancel(this, slot);
    std::erase_if(m_list, [id](const ImportTask& one) { return one.id == id; });
    emit changed();
    startNext();
}

void ImportQueue::cancelAll()
{
    m_tasks.cancel(this, slot);
    std::erase_if(m_list, [](const ImportTask& task) { return task.state != ImportTask::State::Failed; });
    emit changed();
}

void ImportQueue::retry(int id)
{
    ImportTask* task = find(id);
    if (!task || task->state != ImportTask::State::Failed)
        return;
    task->state = ImportTask::State::Waiting;
    task->request.again = task->request.again || task->isDuplicate;
    for (SourceChoice& choice : task->request.choices)
        choice.again = choice.again || task->isDuplicate;
    task->problem.clear();
    emit changed();
    startNext();
}

void ImportQueue::fail(const ImportTask& from, const Error& error, const std::optional<std::int64_t>& sameAs)
{
    ImportTask failed = from;
    failed.id = ++m_lastId;
    failed.state = ImportTask::State::Failed;
    failed.isDuplicate = sameAs.has_value();
    const Source* same = sameAs && m_session ? m_session->contents().source(*sameAs) : nullptr;
    failed.problem = sameAs ? tr("The same content is in the case already%1").arg(same ? tr(", as %1").arg(toQString(same->name)) : QString())
                            : tr("%1; nothing of it was imported").arg(toQString(withVisibleControls(error.why.empty() ? error.what : error.why)));
    m_list.push_back(std::move(failed));
}

void ImportQueue::finish(int id, const Result<ImportReport>& report)
{
    const ImportTask* found = find(id);
    if (!found)
        return;
    const ImportTask task = *found;
    std::erase_if(m_list, [id](const ImportTask& one) { return one.id == id; });
    bool isAnyIn = false;
    if (!report)
        fail(task, report.error(), {});
    for (const ImportedSource& source : report ? report->sources : std::vector<ImportedSource>()) {
        isAnyIn = isAnyIn || source.source.has_value();
        const auto replaced = task.replaces.find(source.path);
        const bool replaces = source.source && replaced != task.replaces.end();
        if (replaces)
            replace(replaced->second, source.source->id);
        else if (source.source && task.timelineRows == TimelineRows::IntoTimeline)
            m_timelineSources.insert(source.source->id);
        if (!source.error)
            continue;
        ImportTask part = task;
        part.title = toQString(withVisibleControls(source.path)).section(QLatin1Char('/'), -1);
        fail(part, *source.error, source.sameAs);
    }
    emit changed();
    if (isAnyIn) {
        m_session->reload();
        emit imported(task.title);
    }
    startNext();
}

/// What points to the old source is kept: it points to the same lines of the new one.
void ImportQueue::replace(std::int64_t oldSource, std::int64_t newSource)
{
    const CaseFile* file = &m_session->file();    // stays open until the task is over: an edit always ends
    const std::string who = m_session->editor().who();
    m_tasks.run<Source>(
        TaskRunner::Lane::Edit, this, QStringLiteral("replace %1").arg(oldSource),
        [file, who, oldSource, newSource](const TaskControl&) -> Result<Source> {
            auto writer = file->openWriter();
            if (!writer)
                return writer.error();
            if (auto moved = moveReferences(*writer, oldSource, newSource); !moved)
                return moved.error();
            return CaseEditor(*writer, who).removeSource(oldSource);
        },
        [this](const Result<Source>& removed) {
            if (!m_session)
                return;
            if (!removed)
                m_session->report(removed.error());
            m_session->reload();
        });
}

void ImportQueue::takeTimelineRows()
{
    std::vector<Event> rows;
    std::vector<Hypothesis> suspects;
    for (const Event& event : m_session->contents().events) {
        if (!m_timelineSources.contains(event.sourceId))
            continue;
        if (event.kind == "human")
            rows.push_back(event);
        else if (auto suspect = hypothesisFromEvent(event))
            suspects.push_back(std::move(*suspect));
    }
    if (rows.empty() && suspects.empty())
        return;
    m_timelineSources.clear();
    for (Hypothesis& suspect : suspects)
        m_session->edit(EditHypothesis::add(*m_session, std::move(suspect)));
    if (rows.empty())
        return;
    m_session->edit(new AddEntries(*m_session, entriesWithEvidence(rows), tr("take %1 rows into the timeline").arg(rows.size())));
}

}    // namespace faultline
