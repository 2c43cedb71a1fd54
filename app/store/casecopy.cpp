#include "app/store/casecopy.h"

#include "app/store/sqliteapi.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <sys/stat.h>
#include <unistd.h>

namespace faultline {

namespace {

constexpr int pagesAtOnce = 256;    // 4 MiB between two looks at the stop token
constexpr int busyWait = 5'000;     // ms
// A snapshot: without it each write of an import would make the copy begin again.
constexpr std::string_view sqlSnapshot = "BEGIN; SELECT count(*) FROM sqlite_schema";
constexpr std::string_view sqlEnd = "ROLLBACK";
constexpr std::string_view sqlOneFile = "PRAGMA journal_mode = DELETE";

Error notWritten(const std::string& path, std::string why, std::string action)
{
    return {ErrorKind::OutputFailed, "Cannot write " + path, std::move(why), std::move(action)};
}

/// Takes the file away unless it was kept.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path) : m_path(std::move(path)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (!m_path.empty())
            ::unlink(m_path.c_str());
    }
    void keep() { m_path.clear(); }

private:
    std::string m_path;
};

Result<void> copyPages(Database& from, Database& to, const TaskControl& control)
{
    struct Finish {
        void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
    };
    sqlite3_busy_timeout(to.handle(), busyWait);
    const std::unique_ptr<sqlite3_backup, Finish> backup(sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
    if (!backup)
        return to.error("The case could not be copied");
    for (;;) {
        if (control.stopRequested())
            return Error{ErrorKind::Interrupted, "The case was not copied", "It was stopped", ""};
        const int code = sqlite3_backup_step(backup.get(), pagesAtOnce);
        const auto all = static_cast<std::uint64_t>(sqlite3_backup_pagecount(backup.get()));
        control.report({{}, all - static_cast<std::uint64_t>(sqlite3_backup_remaining(backup.get())), all, 0});
        if (code == SQLITE_DONE)
            return {};
        if (code != SQLITE_OK)
            return Error{code == SQLITE_FULL || code == SQLITE_IOERR ? ErrorKind::OutputFailed : ErrorKind::InputUnreadable,
                         "The case could not be copied", sqlite3_errstr(code), "Free space or choose another place"};
    }
}

Result<void> copyInto(Database& from, const std::string& path, const TaskControl& control)
{
    auto to = Database::open(path, Database::Access::ReadWrite);
    if (!to)
        return to.error();
    if (auto done = from.execute(sqlSnapshot); !done)
        return done;
    const auto copied = copyPages(from, *to, control);
    (void)from.execute(sqlEnd);
    return copied ? to->execute(sqlOneFile) : copied;
}

}    // namespace

Result<void> copyCase(Database& from, const std::string& to, const TaskControl& control)
{
    struct stat info{};
    if (::stat(to.c_str(), &info) == 0)
        return notWritten(to, "A file of that name is there already, and it is not overwritten", "Choose another name");
    // 0600 as a case is; a log left beside would be taken for one of the new file.
    std::string temporary = to + ".XXXXXX";
    const int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0)
        return notWritten(to, std::strerror(errno), "Choose another place");
    ::close(descriptor);
    TemporaryFile file(temporary);
    if (auto done = copyInto(from, temporary, control); !done)
        return done;
    if (std::rename(temporary.c_str(), to.c_str()) != 0)
        return notWritten(to, std::strerror(errno), "Choose another place");
    file.keep();
    return {};
}

}    // namespace faultline
