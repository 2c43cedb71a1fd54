#include "app/store/writeturn.h"

namespace faultline {

void WriteTurn::takeForEdit()
{
    std::unique_lock lock(m_mutex);
    ++m_waitingEdits;
    m_changed.wait(lock, [this] { return !m_isTaken; });
    --m_waitingEdits;
    m_isTaken = true;
}

void WriteTurn::takeForImport()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_isTaken && m_waitingEdits == 0; });
    m_isTaken = true;
}

void WriteTurn::leave()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isTaken = false;
    }
    m_changed.notify_all();
}

}    // namespace faultline
