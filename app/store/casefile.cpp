#include "app/store/casefile.h"

#include "app/store/caselock.h"
#include "app/store/schema.h"
#include "app/store/writeturn.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace faultline {

namespace {

constexpr std::string_view sqlUnfinished = "SELECT count(*) FROM source WHERE status <> 'done'";
constexpr std::string_view sqlDiscard = "DELETE FROM source WHERE status <> 'done'";
constexpr std::string_view sqlZone = "SELECT value FROM case_info WHERE key = 'zone'";
constexpr std::string_view sqlSetInfo = "INSERT OR IGNORE INTO case_info(key, value) VALUES (?1, ?2)";
// 16 KiB pages: a column blob spans few overflow pages. The WAL is folded back each 64 MiB.
constexpr std::string_view sqlNewFile = "PRAGMA page_size = 16384";
constexpr std::string_view sqlWriteAhead = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4096;";
constexpr std::string_view sqlNetworkDrive = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE;";

bool exists(const std::string& path)
{
    struct stat info{};
    return stat(path.c_str(), &info) == 0;
}

Error lockedBy(const std::string& path, const CaseHolder& holder)
{
    return {ErrorKind::CaseLocked, "Cannot write to " + path,
            "It is open in process " + std::to_string(holder.processId) + " of " + holder.user + " on " + holder.host + " since "
                + holder.since,
            "Close it there, or work on a copy"};
}

Result<void> setInfo(Database& database, std::string_view key, std::string_view value)
{
    auto statement = database.prepare(sqlSetInfo);
    if (!statement)
        return statement.error();
    return statement->bind(1, key).bind(2, value).run();
}

/// One lock for a case, also when it is opened by a link to it.
std::string lockedPath(const std::string& path)
{
    std::error_code error;
    const auto target = std::filesystem::canonical(path, error);
    return error ? path : target.string();
}

/// Not a page: just created, or killed while it was.
Result<bool> isEmpty(Database& database)
{
    auto statement = database.prepare("PRAGMA page_count");
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    return *row && statement->integer(0) == 0;
}

Result<int> discardUnfinished(Database& database)
{
    auto statement = database.prepare(sqlUnfinished);
    if (!statement)
        return statement.error();
    const auto row = statement->step();
    if (!row)
        return row.error();
    const auto count = static_cast<int>(statement->integer(0));
    statement->reset();
    if (count == 0)
        return 0;
    // What was never shown need not be wiped page by page.
    (void)database.execute("PRAGMA secure_delete = OFF");
    const auto done = database.execute(sqlDiscard);
    (void)database.execute("PRAGMA secure_delete = ON");
    if (!done)
        return done.error();
    return count;
}

/// Read-only, also where the folder does not let SQLite make its shared memory: then the file is taken as it is.
Result<Database> openReadOnly(const std::string& path)
{
    auto database = Database::open(path, Database::Access::ReadOnly);
    if (!database)
        return database;
    auto probe = database->execute("SELECT count(*) FROM sqlite_schema");
    if (probe)
        return database;
    if (probe.error().kind == ErrorKind::CaseDamaged && access(path.c_str(), R_OK) == 0) {
        Error error = probe.error();
        error.what = "Cannot open " + path;
        return error;
    }
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%') {
            constexpr std::string_view digits = "0123456789ABCDEF";
            uri += {'%', digits[(static_cast<unsigned char>(c) >> 4U) & 15U], digits[static_cast<unsigned char>(c) & 15U]};
        } else {
            uri += c;
        }
    }
    auto asIs = Database::open(uri + "?immutable=1", Database::Access::ReadOnly);
    if (!asIs)
        return asIs;
    if (auto again = asIs->execute("SELECT count(*) FROM sqlite_schema"); !again) {
        Error error = again.error();
        error.what = "Cannot open " + path;
        return error;
    }
    return asIs;
}

}    // namespace

struct CaseFile::State {
    std::string path;
    std::optional<Database> database;
    CaseLock lock;
    bool readOnly = true;
    bool network = false;
    int discarded = 0;
    std::optional<CaseHolder> holder;
    std::shared_ptr<WriteTurn> turn;

    Result<void> openForWriting(bool mayCreate);
    Result<void> fillNew();
};

/// In rollback mode: killed in between, the file is empty again.
Result<void> CaseFile::State::fillNew()
{
    if (auto done = database->execute(sqlNewFile); !done)
        return done;
    if (auto done = migrate(*database, path); !done)
        return done;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    for (const auto& [key, value] : {std::pair<std::string_view, std::string>{"zone", "UTC"},
                                     {"title", ""},
                                     {"min_reader", std::to_string(currentSchema)},
                                     {"created_at_ns", std::to_string(std::chrono::nanoseconds(now).count())}}) {
        if (auto done = setInfo(*database, key, value); !done)
            return done;
    }
    return {};
}

Result<void> CaseFile::State::openForWriting(bool mayCreate)
{
    // 0600: a case holds what logs hold.
    const mode_t before = umask(0077);
    auto opened = Database::open(path, mayCreate ? Database::Access::Create : Database::Access::ReadWrite);
    umask(before);
    if (!opened)
        return opened.error();
    database = std::move(*opened);
    const auto empty = isEmpty(*database);
    struct stat info{};
    // SQLite takes a file of some odd bytes for an empty one too.
    const bool isNew = mayCreate && empty && *empty && stat(path.c_str(), &info) == 0 && info.st_size == 0;
    if (auto known = isNew ? Result<void>() : checkSchema(*database, path); !known) {
        Error error = known.error();
        error.what = "Cannot open " + path;
        return error;
    }
    network = isOnNetworkDrive(path);
    if (auto done = isNew ? fillNew() : Result<void>(); !done)
        return done;
    if (auto done = database->execute(network ? sqlNetworkDrive : sqlWriteAhead); !done) {
        Error error = done.error();
        error.what = "Cannot write to " + path;
        return error;
    }
    if (auto done = migrate(*database, path); !done)
        return done;
    auto count = discardUnfinished(*database);
    if (!count)
        return count.error();
    discarded = *count;
    readOnly = false;
    database->shareTurn(std::make_shared<WriteTurn>());
    turn = database->turn();
    return {};
}

CaseFile::CaseFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
CaseFile::CaseFile(CaseFile&&) noexcept = default;

CaseFile& CaseFile::operator=(CaseFile&& other) noexcept
{
    if (this != &other) {
        (void)close();
        m_state = std::move(other.m_state);
    }
    return *this;
}

CaseFile::~CaseFile()
{
    (void)close();
}

Result<CaseFile> CaseFile::open(const std::string& path, OpenMode mode)
{
    auto state = std::make_unique<State>();
    state->path = path;
    if (!exists(path) && mode != OpenMode::WriteOrCreate)
        return Error{ErrorKind::InputUnreadable, "Cannot open " + path, "There is no such file",
                     "Check the path, or make a case with 'faultline-cli import'"};
    struct stat info{};
    if (stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
        return Error{ErrorKind::InputUnreadable, "Cannot open " + path, "It is not a regular file", "Give a .faultline file"};

    if (mode != OpenMode::Read) {
        auto lock = CaseLock::acquire(lockedPath(path));
        if (lock && lock->isHeld()) {
            state->lock = std::move(*lock);
            const bool isNew = !exists(path);
            auto done = state->openForWriting(mode == OpenMode::WriteOrCreate);
            if (done)
                return CaseFile(std::move(state));
            const bool mayRead = mode == OpenMode::WriteOrRead && done.error().kind == ErrorKind::OutputFailed;
            state->database.reset();
            state->lock.release();
            if (isNew)
                ::unlink(path.c_str());
            if (!mayRead)
                return done.error();
        } else if (mode != OpenMode::WriteOrRead) {
            return lock ? lockedBy(path, *lock->otherHolder()) : lock.error();
        } else if (lock) {
            state->holder = lock->otherHolder();
        }
    }
    auto database = openReadOnly(path);
    if (!database)
        return database.error();
    state->database = std::move(*database);
    if (auto known = checkSchema(*state->database, path); !known)
        return known.error();
    return CaseFile(std::move(state));
}

Database& CaseFile::database()
{
    return *m_state->database;
}

const std::string& CaseFile::path() const
{
    return m_state->path;
}

bool CaseFile::isReadOnly() const
{
    return m_state->readOnly;
}

const std::optional<CaseHolder>& CaseFile::holder() const
{
    return m_state->holder;
}

int CaseFile::discardedImports() const
{
    return m_state->discarded;
}

Result<Database> CaseFile::openReader() const
{
    return openReadOnly(m_state->path);
}

Result<Database> CaseFile::openWriter() const
{
    if (m_state->readOnly)
        return Error{ErrorKind::CaseLocked, "Cannot write to " + m_state->path, "It is open read-only", "Save a copy to work on"};
    if (m_state->network) {
        return Error{ErrorKind::CaseLocked, "Cannot import into " + m_state->path, "It is on a network drive, where one connection writes",
                     "Copy it to this computer, or import with faultline-cli"};
    }
    auto database = Database::open(m_state->path, Database::Access::ReadWrite);
    if (!database)
        return database;
    // Folding the log back takes a moment; the import does it between its turns, see ImportWriter.
    if (auto done = database->execute("PRAGMA wal_autocheckpoint = 0"); !done)
        return done.error();
    m_state->turn->share();
    database->shareTurn(m_state->turn);
    return database;
}

TimeZone CaseFile::displayZone() const
{
    auto statement = m_state->database->prepare(sqlZone);
    if (!statement)
        return {};
    const auto row = statement->step();
    if (!row || !*row)
        return {};
    auto zone = TimeZone::named(statement->text(0));
    return zone ? *zone : TimeZone();
}

Result<void> CaseFile::flush()
{
    if (!m_state || !m_state->database || m_state->readOnly || m_state->network)
        return {};
    return m_state->database->execute("PRAGMA wal_checkpoint(PASSIVE)");
}

Result<void> CaseFile::close()
{
    if (!m_state || !m_state->database)
        return {};
    Result<void> done;
    if (!m_state->readOnly && !m_state->network) {
        done = m_state->database->execute("PRAGMA wal_checkpoint(TRUNCATE)");
        // Refused while another connection reads; the last one to leave then finds an empty WAL, which does no harm.
        if (done)
            (void)m_state->database->execute("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
    }
    m_state->database.reset();
    m_state->lock.release();
    return done;
}

}    // namespace faultline
