#include "app/import/bytesource.h"

#include "app/base/text.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace faultline {

namespace {

std::string systemReason(int number)
{
    return std::generic_category().message(number);
}

Error cannotOpen(const std::string& path, std::string why, std::string action)
{
    return {ErrorKind::InputUnreadable, "Cannot open " + withVisibleControls(sanitizedUtf8(path)), std::move(why),
            std::move(action)};
}

std::string_view kindOf(mode_t mode)
{
    if (S_ISFIFO(mode))
        return "a pipe (FIFO)";
    if (S_ISSOCK(mode))
        return "a socket";
    if (S_ISCHR(mode) || S_ISBLK(mode))
        return "a device";
    return "not a regular file";
}

std::optional<Error> refusal(const std::string& path, const struct stat& status)
{
    if (S_ISREG(status.st_mode))
        return std::nullopt;
    if (S_ISDIR(status.st_mode)) {
        if (::access(path.c_str(), R_OK | X_OK) != 0)
            return cannotOpen(path, "It is a folder whose files cannot be listed (" + systemReason(errno) + ")",
                              "Check the permissions of the folder");
        return cannotOpen(path, "It is a folder", "Name the files in it");
    }
    return cannotOpen(path, "It is " + std::string(kindOf(status.st_mode)) + "; only regular files are read",
                      "Save its content to a file and import that file");
}

std::optional<std::int64_t> nanosecondsOf(const timespec& time)
{
    constexpr std::int64_t perSecond = 1'000'000'000;
    constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max() / perSecond - 1;
    if (time.tv_sec > limit || time.tv_sec < -limit)
        return std::nullopt;
    return static_cast<std::int64_t>(time.tv_sec) * perSecond + time.tv_nsec;
}

class FileBytes final : public RawBytes {
public:
    FileBytes(std::string path, int descriptor, const struct stat& status)
        : m_path(std::move(path)), m_descriptor(descriptor), m_status(status)
    {
    }
    ~FileBytes() override { ::close(m_descriptor); }
    FileBytes(const FileBytes&) = delete;
    FileBytes& operator=(const FileBytes&) = delete;

    Result<std::size_t> read(char* buffer, std::size_t wanted) override;
    std::uint64_t position() const override { return m_position; }
    std::uint64_t size() const override { return static_cast<std::uint64_t>(m_status.st_size); }
    bool seek(std::uint64_t position) override
    {
        m_position = position;
        return true;
    }
    std::optional<std::int64_t> modifiedNs() const override { return faultline::nanosecondsOf(m_status.st_mtim); }
    std::optional<std::string> changed() const override;

private:
    std::string m_path;
    int m_descriptor;
    struct stat m_status;
    std::uint64_t m_position = 0;
};

Result<std::size_t> FileBytes::read(char* buffer, std::size_t wanted)
{
    // A file that grows is read up to the size it had, so that the end is the same for every reader of this visit. Files of
    // /proc say 0 and are read to their end.
    if (size() > 0)
        wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, size() - std::min(size(), m_position)));
    while (wanted > 0) {
        const ssize_t got = ::pread(m_descriptor, buffer, wanted, static_cast<off_t>(m_position));
        if (got >= 0) {
            m_position += static_cast<std::uint64_t>(got);
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR)
            return Error{ErrorKind::InputUnreadable, "Cannot read " + withVisibleControls(sanitizedUtf8(m_path)),
                         systemReason(errno) + " at byte " + std::to_string(m_position),
                         "Check the disk, or copy the file and import the copy"};
    }
    return std::size_t{0};
}

std::optional<std::string> FileBytes::changed() const
{
    struct stat now {};
    if (::fstat(m_descriptor, &now) != 0)
        return std::nullopt;
    const auto sizes = [&] { return formatGrouped(m_status.st_size) + " to " + formatGrouped(now.st_size) + " bytes"; };
    if (now.st_size > m_status.st_size)
        return "The file grew from " + sizes() + " while it was read; the added bytes are not imported";
    if (now.st_size < m_status.st_size)
        return "The file shrank from " + sizes() + " while it was read";
    if (now.st_mtim.tv_sec != m_status.st_mtim.tv_sec || now.st_mtim.tv_nsec != m_status.st_mtim.tv_nsec)
        return "The file was written to while it was read";
    struct stat named {};
    if (::stat(m_path.c_str(), &named) != 0 || named.st_ino != m_status.st_ino || named.st_dev != m_status.st_dev)
        return "The file was renamed, removed or replaced while it was read; what was read is the one that was opened";
    return std::nullopt;
}

class MemoryBytes final : public RawBytes {
public:
    explicit MemoryBytes(std::string_view content) : m_content(content) {}
    Result<std::size_t> read(char* buffer, std::size_t wanted) override
    {
        const std::size_t begin = std::min(m_position, m_content.size());
        const std::size_t got = m_content.copy(buffer, wanted, begin);
        m_position = begin + got;
        return got;
    }
    std::uint64_t position() const override { return m_position; }
    std::uint64_t size() const override { return m_content.size(); }
    bool seek(std::uint64_t position) override
    {
        m_position = static_cast<std::size_t>(position);
        return true;
    }
    std::optional<std::int64_t> modifiedNs() const override { return std::nullopt; }
    std::optional<std::string> changed() const override { return std::nullopt; }

private:
    std::string_view m_content;
    std::size_t m_position = 0;
};

}    // namespace

Result<std::unique_ptr<RawBytes>> openRegularFile(const std::string& path)
{
    // Looked at before it is opened: opening a device or a FIFO can have effects or wait for ever.
    struct stat status {};
    if (path.empty() || path.find('\0') != std::string::npos || ::stat(path.c_str(), &status) != 0) {
        const int number = path.empty() || path.find('\0') != std::string::npos ? ENOENT : errno;
        if (number == ENOENT || number == ENOTDIR)
            return cannotOpen(path, "There is no such file", "Check the name");
        return cannotOpen(path, systemReason(number), "Check the name and the permissions");
    }
    if (auto error = refusal(path, status))
        return *error;
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return cannotOpen(path, systemReason(errno), "Check the permissions of the file");
    auto file = std::make_unique<FileBytes>(path, descriptor, status);
    if (::fstat(descriptor, &status) != 0)
        return cannotOpen(path, systemReason(errno), "Try again");
    if (auto error = refusal(path, status))
        return *error;
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
    return std::unique_ptr<RawBytes>(std::move(file));
}

std::unique_ptr<RawBytes> rawBytesOf(std::string_view content)
{
    return std::make_unique<MemoryBytes>(content);
}

Sha256::Sha256() : m_context(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex(m_context, EVP_sha256(), nullptr);
}

Sha256::~Sha256()
{
    EVP_MD_CTX_free(m_context);
}

void Sha256::add(const char* bytes, std::size_t size)
{
    EVP_DigestUpdate(m_context, bytes, size);
}

std::string Sha256::finish()
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(m_context, digest, &size) != 1)
        return {};
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text += digits[digest[i] >> 4U];
        text += digits[digest[i] & 15U];
    }
    return text;
}

Result<std::size_t> HashedBytes::read(char* buffer, std::size_t size)
{
    auto got = m_source.read(buffer, size);
    if (got && !m_released) {
        m_hash.add(buffer, *got);
        m_bytes += *got;
    }
    return got;
}

void HashedBytes::finish()
{
    if (m_released || !m_text.empty())
        return;
    std::string buffer(std::size_t{1} << 16, '\0');
    while (true) {
        const auto got = read(buffer.data(), buffer.size());
        if (!got || *got == 0)
            break;
    }
    m_text = m_hash.finish();
}

Result<std::size_t> PeekedBytes::read(char* buffer, std::size_t size)
{
    if (m_begin < m_buffer.size()) {
        const std::size_t got = m_buffer.copy(buffer, size, m_begin);
        m_begin += got;
        return got;
    }
    if (m_error)
        return *m_error;
    return m_source.read(buffer, size);
}

std::string_view PeekedBytes::peek(std::size_t size)
{
    while (!m_error && m_buffer.size() - m_begin < size) {
        const std::size_t have = m_buffer.size();
        m_buffer.resize(m_begin + size);
        const auto got = m_source.read(m_buffer.data() + have, m_buffer.size() - have);
        m_buffer.resize(have + (got ? *got : 0));
        if (!got)
            m_error = got.error();
        if (!got || *got == 0)
            break;
    }
    return std::string_view(m_buffer).substr(std::min(m_begin, m_buffer.size()), size);
}

}    // namespace faultline
