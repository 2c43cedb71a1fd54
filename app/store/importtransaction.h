#pragma once

#include "app/base/result.h"
#include "app/store/database.h"

#include <chrono>

namespace faultline {

/// The transactions of an import, one after the other: half a second long at most; where the window writes to the same case on
/// its own thread, ended between batches and as soon as an edit waits.
class ImportTransaction {
public:
    explicit ImportTransaction(Database& database) : m_database(database) {}

    Result<void> begin();              ///< nothing when one is open
    Result<void> commit();             ///< nothing when none is open
    Result<void> commitWhenDue();
    Result<void> commitBetweenBatches();
    void rollBack();

private:
    bool isShared() const;
    void leaveTurn();
    void foldBack();

    Database& m_database;
    bool m_isOpen = false;
    std::chrono::steady_clock::time_point m_begun;
    std::chrono::steady_clock::time_point m_foldedBack = std::chrono::steady_clock::now();
};

}    // namespace faultline
