#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace faultline {

/// Who may write to a case next: an import on its own thread, or an edit of the person at the screen, who goes first. SQLite
/// alone would let both wait in the dark and at last say that the file is locked.
class WriteTurn {
public:
    void takeForEdit();      ///< waits while somebody writes
    void takeForImport();    ///< the same, and while an edit waits
    void leave();
    /// From here on several connections write: the import gives way between its batches too.
    void share() { m_isShared.store(true, std::memory_order_relaxed); }
    bool isShared() const { return m_isShared.load(std::memory_order_relaxed); }
    /// The import ends its transaction at the next step when this holds.
    bool editWaits() const { return m_waitingEdits.load(std::memory_order_relaxed) != 0; }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::atomic<int> m_waitingEdits{0};
    std::atomic<bool> m_isShared{false};
    bool m_isTaken = false;
};

}    // namespace faultline
