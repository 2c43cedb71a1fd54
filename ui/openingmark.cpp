#include "ui/openingmark.h"

#include "ui/settings.h"
#include "ui/taskrunner.h"

#include <QTimer>

#include <utility>

namespace faultline {

namespace {

constexpr int nothingToRead = 2000;    // ms after which an empty case is open too

}    // namespace

OpeningMark::OpeningMark(const TaskRunner& tasks, QString profile, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_profile(std::move(profile))
{
    connect(&tasks, &TaskRunner::pendingChanged, this, &OpeningMark::follow);
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
    m_hasWorked = false;
    QTimer::singleShot(nothingToRead, this, [this, casePath] {
        if (m_path == casePath && isIdle())
            end();
    });
    Settings::markOpening(m_profile, casePath);
}

void OpeningMark::end()
{
    if (!m_path.isEmpty())
        Settings::clearOpening(m_profile, m_path);
    m_path.clear();
}

bool OpeningMark::isIdle() const
{
    return m_tasks.pending(TaskRunner::Lane::Query) == 0 && m_tasks.pending(TaskRunner::Lane::Background) == 0;
}

void OpeningMark::follow()
{
    m_hasWorked = m_hasWorked || !isIdle();
    if (m_hasWorked && isIdle())
        end();
}

}    // namespace faultline
