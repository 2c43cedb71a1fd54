#include "tests/ui/samplecase.h"

#include "app/timeline/entryedit.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

namespace faultline::test {

namespace {

[[noreturn]] void fail(const std::string& text)
{
    qFatal("%s", text.c_str());
}

}    // namespace

SampleCase::SampleCase(const char* incident)
{
    const std::string folder = std::string(FAULTLINE_SOURCE_DIR "/sample-data/") + incident;
    const bool isHub = std::string_view(incident) == "hub-outage";
    ImportRequest request;
    request.paths = {folder};
    request.options.zone = *TimeZone::named(isHub ? "Europe/Paris" : "UTC");
    request.options.year = isHub ? 2024 : 2023;
    m_case.import(request);
    CaseReader reader(m_case.file().database());
    auto events = reader.events();
    if (!events)
        fail(events.error().message());
    std::vector<Event> written;
    for (const Event& event : *events)
        if (event.kind == "human")
            written.push_back(event);
    CaseEditor editor(m_case.file().database(), "test");
    if (auto done = editor.addEntries(entriesFromEvents(written)); !done)
        fail(done.error().message());
    m_case.close();
}

QString SampleCase::path()
{
    const QString copy = QString::fromStdString(m_case.path("copy" + std::to_string(++m_copies) + ".faultline"));
    if (!QFile::copy(QString::fromStdString(m_case.casePath()), copy))
        fail("cannot copy the case");
    return copy;
}

std::unique_ptr<CaseSession> SampleCase::open(TaskRunner& tasks)
{
    auto session = CaseSession::open(path(), OpenMode::Write, tasks);
    if (!session)
        fail(session.error().message());
    return std::move(*session);
}

bool waitUntil(const std::function<bool()>& isTrue)
{
    QElapsedTimer timer;
    timer.start();
    bool isDone = isTrue();
    for (; !isDone && timer.elapsed() < 10'000; isDone = isTrue())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 50);
    return isDone;
}

bool waitUntilIdle(TaskRunner& tasks)
{
    const auto isIdle = [&tasks] {
        return tasks.pending(TaskRunner::Lane::Query) == 0 && tasks.pending(TaskRunner::Lane::Background) == 0
            && tasks.pending(TaskRunner::Lane::Import) == 0 && tasks.pending(TaskRunner::Lane::Edit) == 0;
    };
    QSignalSpy changes(&tasks, &TaskRunner::pendingChanged);
    return waitUntil([&] {
        const bool wasIdle = isIdle();
        changes.clear();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        return wasIdle && changes.isEmpty();    // what had been done was delivered before, and started nothing new
    });
}

Timestamp at(const char* iso8601)
{
    auto time = parseEntryTime(iso8601, {});
    if (!time)
        fail(time.error().message());
    return time->start;
}

}    // namespace faultline::test
