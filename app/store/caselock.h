#pragma once

#include "app/base/result.h"
#include "app/store/casefile.h"

#include <optional>
#include <string>

namespace faultline {

/// The one-writer lock of a case: NAME.lock beside it, held by flock, so that a killed process frees it at once. It names its
/// holder for the message that the second opener sees.
class CaseLock {
public:
    /// Holds the lock, or says who does (holder set, not held).
    static Result<CaseLock> acquire(const std::string& casePath);
    CaseLock() = default;
    CaseLock(CaseLock&& other) noexcept;
    CaseLock& operator=(CaseLock&& other) noexcept;
    ~CaseLock();

    bool isHeld() const { return m_descriptor >= 0; }
    const std::optional<CaseHolder>& otherHolder() const { return m_other; }
    void release();

private:
    std::string m_path;
    int m_descriptor = -1;
    std::optional<CaseHolder> m_other;
};

/// True on NFS, SMB, sshfs and 9p, where WAL's shared memory does not work.
bool isOnNetworkDrive(const std::string& path);

}    // namespace faultline
