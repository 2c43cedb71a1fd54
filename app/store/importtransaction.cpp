#include "app/store/importtransaction.h"

#include "app/store/writeturn.h"

#include <utility>

namespace faultline {

namespace {

constexpr auto commitAfter = std::chrono::milliseconds(500);
constexpr auto foldBackAfter = std::chrono::seconds(1);

}    // namespace

bool ImportTransaction::isShared() const
{
    return m_database.turn() && m_database.turn()->isShared();
}

void ImportTransaction::leaveTurn()
{
    if (m_database.turn())
        m_database.turn()->leave();
}

Result<void> ImportTransaction::begin()
{
    if (m_isOpen)
        return {};
    if (m_database.turn())
        m_database.turn()->takeForImport();
    auto done = m_database.execute("BEGIN IMMEDIATE");
    m_isOpen = done.has_value();
    if (!m_isOpen)
        leaveTurn();
    m_begun = std::chrono::steady_clock::now();
    return done;
}

Result<void> ImportTransaction::commit()
{
    if (!std::exchange(m_isOpen, false))
        return {};
    auto done = m_database.execute("COMMIT");
    if (!done)
        (void)m_database.execute("ROLLBACK");    // a full disk may leave it open
    leaveTurn();
    foldBack();
    return done;
}

Result<void> ImportTransaction::commitWhenDue()
{
    const bool editWaits = m_database.turn() && m_database.turn()->editWaits();
    if (!m_isOpen || (!editWaits && std::chrono::steady_clock::now() - m_begun < commitAfter))
        return {};
    return commit();
}

/// While the next batch is being read, which may take long, an edit shall not wait.
Result<void> ImportTransaction::commitBetweenBatches()
{
    return isShared() ? commit() : commitWhenDue();
}

void ImportTransaction::rollBack()
{
    if (!std::exchange(m_isOpen, false))
        return;
    (void)m_database.execute("ROLLBACK");
    leaveTurn();
}

/// Copies the write-ahead log into the file, outside of a turn: edits need not wait for the disk.
void ImportTransaction::foldBack()
{
    const auto now = std::chrono::steady_clock::now();
    if (!isShared() || now - m_foldedBack < foldBackAfter)
        return;
    m_foldedBack = now;
    (void)m_database.execute("PRAGMA wal_checkpoint(PASSIVE)");
}

}    // namespace faultline
