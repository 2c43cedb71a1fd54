#include "ui/openingmark.h"

#include "ui/settings.h"
#include "ui/taskrunner.h"

#include <utility>

namespace faultline {

namespace {

constexpr int calm = 300;    // ms without a new query: what is shown at first has been read

}    // namespace

OpeningMark::OpeningMark(const TaskRunner& tasks, QString profile, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_profile(std::move(profile))
{
    m_calm.setSingleShot(true);
    m_calm.setInterval(calm);
    connect(&tasks, &TaskRunner::pendingChanged, this, [this] { m_calm.start(); });
    connect(&m_calm, &QTimer::timeout, this, &OpeningMark::endWhenIdle);
}

OpeningMark::~OpeningMark()
{
    end();
}

void OpeningMark::begin(const QString& casePath)
{
    end();
    m_diedLastTime = Settings::isMarkedOpening(m_profile, casePath);
    m_path = casePath;
    Settings::markOpening(m_profile, casePath);
    m_calm.start();
}

void OpeningMark::end()
{
    if (!m_path.isEmpty())
        Settings::clearOpening(m_profile, m_path);
    m_path.clear();
}

void OpeningMark::endWhenIdle()
{
    if (m_tasks.pending(TaskRunner::Lane::Query) == 0 && m_tasks.pending(TaskRunner::Lane::Background) == 0)
        end();
}

}    // namespace faultline
