#include "app/base/replacefile.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace faultline {

namespace {

Error failed(const std::string& path, int errorNumber)
{
    return {ErrorKind::OutputFailed, "Cannot write " + path, std::strerror(errorNumber), "Free space or choose another place"};
}

/// 0 or an errno.
int writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

int syncAndClose(int descriptor, int errorNumber)
{
    if (errorNumber == 0 && ::fsync(descriptor) != 0 && errno != EINVAL)
        errorNumber = errno;
    if (::close(descriptor) != 0 && errorNumber == 0)
        errorNumber = errno;
    return errorNumber;
}

mode_t permissionsFor(const struct stat* existing)
{
    if (existing)
        return existing->st_mode & 0777;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

}    // namespace

Result<void> replaceFile(const std::string& path, std::string_view content)
{
    struct stat info{};
    const bool exists = ::stat(path.c_str(), &info) == 0;
    if (exists && !S_ISREG(info.st_mode)) {
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (descriptor < 0)
            return failed(path, errno);
        const int errorNumber = syncAndClose(descriptor, writeAll(descriptor, content));
        return errorNumber == 0 ? Result<void>() : failed(path, errorNumber);
    }
    // A link stays a link: its target is replaced.
    char* resolved = exists ? ::realpath(path.c_str(), nullptr) : nullptr;
    const std::string target = resolved ? resolved : path;
    std::free(resolved);
    std::string temporary = target + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0)
        return failed(path, errno);
    ::fchmod(descriptor, permissionsFor(exists ? &info : nullptr));
    int errorNumber = syncAndClose(descriptor, writeAll(descriptor, content));
    if (errorNumber == 0 && std::rename(temporary.c_str(), target.c_str()) != 0)
        errorNumber = errno;
    if (errorNumber == 0)
        return {};
    ::unlink(temporary.c_str());
    return failed(path, errorNumber);
}

}    // namespace faultline
