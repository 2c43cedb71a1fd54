#include "app/store/caselock.h"

#include "app/base/text.h"
#include "app/base/timestamp.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace faultline {

namespace {

std::string userName()
{
    std::array<char, 1024> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return found->pw_name;
    return std::to_string(getuid());
}

std::string hostName()
{
    std::array<char, 256> buffer{};
    gethostname(buffer.data(), buffer.size() - 1);
    return buffer.data();
}

void writeHolder(int descriptor)
{
    const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::string text = userName() + '\n' + hostName() + '\n' + std::to_string(getpid()) + '\n'
        + formatUtc(std::chrono::time_point_cast<Nanoseconds>(now)) + '\n';
    if (ftruncate(descriptor, 0) == 0)
        (void)!pwrite(descriptor, text.data(), text.size(), 0);
}

CaseHolder readHolder(int descriptor)
{
    std::array<char, 1024> buffer{};
    const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
    const auto lines = split(std::string_view(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0), '\n');
    CaseHolder holder;
    holder.user = lines.size() > 0 ? withVisibleControls(lines[0]) : "";
    holder.host = lines.size() > 1 ? withVisibleControls(lines[1]) : "";
    holder.processId = lines.size() > 2 ? parseInteger(lines[2]).value_or(0) : 0;
    holder.since = lines.size() > 3 ? withVisibleControls(lines[3]) : "";
    return holder;
}

/// The path still names the file that was locked (a holder that closed has removed it in between otherwise).
bool isStillNamed(int descriptor, const std::string& path)
{
    struct stat byPath{};
    struct stat byDescriptor{};
    return stat(path.c_str(), &byPath) == 0 && fstat(descriptor, &byDescriptor) == 0 && byPath.st_ino == byDescriptor.st_ino;
}

}    // namespace

Result<CaseLock> CaseLock::acquire(const std::string& casePath)
{
    CaseLock lock;
    lock.m_path = casePath + ".lock";
    for (int attempt = 0; attempt < 10; ++attempt) {
        const int descriptor = ::open(lock.m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (descriptor < 0) {
            return Error{ErrorKind::OutputFailed, "Cannot write beside " + casePath, std::strerror(errno),
                         "Copy the case to a folder that you may write to"};
        }
        if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            lock.m_other = readHolder(descriptor);
            ::close(descriptor);
            return lock;
        }
        if (isStillNamed(descriptor, lock.m_path)) {
            lock.m_descriptor = descriptor;
            writeHolder(descriptor);
            return lock;
        }
        ::close(descriptor);
    }
    return Error{ErrorKind::CaseLocked, "Cannot lock " + casePath, "Other programs open and close it all the time", "Try again"};
}

CaseLock::CaseLock(CaseLock&& other) noexcept
    : m_path(std::move(other.m_path)), m_descriptor(std::exchange(other.m_descriptor, -1)), m_other(std::move(other.m_other))
{
}

CaseLock& CaseLock::operator=(CaseLock&& other) noexcept
{
    release();
    m_path = std::move(other.m_path);
    m_descriptor = std::exchange(other.m_descriptor, -1);
    m_other = std::move(other.m_other);
    return *this;
}

CaseLock::~CaseLock()
{
    release();
}

void CaseLock::release()
{
    if (m_descriptor < 0)
        return;
    ::unlink(m_path.c_str());
    ::close(m_descriptor);
    m_descriptor = -1;
}

bool isOnNetworkDrive(const std::string& path)
{
    struct statfs info{};
    const std::size_t slash = path.rfind('/');
    const std::string folder = slash == std::string::npos ? "." : (slash == 0 ? "/" : path.substr(0, slash));
    if (statfs(folder.c_str(), &info) != 0)
        return false;
    switch (static_cast<std::uint32_t>(info.f_type)) {
    case 0x6969:        // NFS
    case 0x517B:        // SMB
    case 0xFF534D42:    // CIFS
    case 0xFE534D42:    // SMB 2
    case 0x65735546:    // FUSE (sshfs)
    case 0x01021997:    // 9p
        return true;
    default: return false;
    }
}

}    // namespace faultline
