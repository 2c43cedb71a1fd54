#include "app/base/text.h"
#include "app/import/decompress.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace faultline {

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 16;
constexpr std::size_t longestName = 1024;

/// libarchive on a ByteSource. Its errors become ours; an error of the source underneath wins.
class ArchiveHandle {
public:
    ArchiveHandle(ByteSource& source, RawBytes* seekable, std::string path)
        : m_archive(archive_read_new()), m_source(source), m_seekable(seekable), m_path(std::move(path)),
          m_block(blockBytes, '\0')
    {
    }
    ~ArchiveHandle() { archive_read_free(m_archive); }
    ArchiveHandle(const ArchiveHandle&) = delete;
    ArchiveHandle& operator=(const ArchiveHandle&) = delete;

    archive* get() const { return m_archive; }
    const std::string& path() const { return m_path; }
    bool open();
    Error error(const std::string& path, std::string_view subject) const;
    const std::optional<Error>& sourceError() const { return m_sourceError; }
    std::uint64_t delivered() const { return m_delivered; }
    bool sourceHasMore();
    /// Data of the current entry, holes as zeros; 0 = end, negative = error. Unlike archive_read_data() it gives what was
    /// good before an error.
    la_ssize_t readData(char* buffer, std::size_t size);
    void beginEntry()
    {
        m_data = {};
        m_position = 0;
    }

private:
    static la_ssize_t readBlock(archive* handle, void* self, const void** block);
    static la_int64_t seekTo(archive* handle, void* self, la_int64_t offset, int whence);

    archive* m_archive;
    ByteSource& m_source;
    RawBytes* m_seekable;
    std::string m_path;
    std::string m_block;
    std::optional<Error> m_sourceError;
    std::uint64_t m_delivered = 0;
    std::string_view m_data;         // rest of the block that libarchive gave
    la_int64_t m_dataOffset = 0;     // where it stands in the entry
    la_int64_t m_position = 0;
};

la_ssize_t ArchiveHandle::readBlock(archive* handle, void* self, const void** block)
{
    auto* my = static_cast<ArchiveHandle*>(self);
    ByteSource& source = my->m_seekable != nullptr ? static_cast<ByteSource&>(*my->m_seekable) : my->m_source;
    const auto got = source.read(my->m_block.data(), my->m_block.size());
    if (!got) {
        my->m_sourceError = got.error();
        archive_set_error(handle, EIO, "the file cannot be read");
        return ARCHIVE_FATAL;
    }
    *block = my->m_block.data();
    my->m_delivered += *got;
    return static_cast<la_ssize_t>(*got);
}

la_int64_t ArchiveHandle::seekTo(archive*, void* self, la_int64_t offset, int whence)
{
    auto* my = static_cast<ArchiveHandle*>(self);
    const auto size = static_cast<la_int64_t>(my->m_seekable->size());
    la_int64_t base = 0;
    if (whence == SEEK_CUR)
        base = static_cast<la_int64_t>(my->m_seekable->position());
    if (whence == SEEK_END)
        base = size;
    la_int64_t target = 0;
    if (__builtin_add_overflow(base, offset, &target) || target < 0 || target > size)
        return ARCHIVE_FATAL;
    my->m_seekable->seek(static_cast<std::uint64_t>(target));
    return target;
}

bool ArchiveHandle::open()
{
    archive_read_set_callback_data(m_archive, this);
    archive_read_set_read_callback(m_archive, &ArchiveHandle::readBlock);
    if (m_seekable != nullptr)
        archive_read_set_seek_callback(m_archive, &ArchiveHandle::seekTo);
    return archive_read_open1(m_archive) == ARCHIVE_OK;
}

Error ArchiveHandle::error(const std::string& path, std::string_view subject) const
{
    if (m_sourceError)
        return *m_sourceError;
    const char* text = archive_error_string(m_archive);
    std::string why = "The " + std::string(subject) + " data is damaged or cut off";
    if (text != nullptr)
        why += " (" + withVisibleControls(sanitizedUtf8(shortened(text, 200))) + ")";
    return {ErrorKind::InputUnreadable, "Cannot read " + withVisibleControls(sanitizedUtf8(path)) + " to its end",
            std::move(why), "Get the file again from where it came from"};
}

bool ArchiveHandle::sourceHasMore()
{
    const la_int64_t consumed = archive_filter_bytes(m_archive, -1);
    if (consumed >= 0 && static_cast<std::uint64_t>(consumed) < m_delivered)
        return true;
    const auto got = m_source.read(m_block.data(), m_block.size());
    return got && *got > 0;
}

la_ssize_t ArchiveHandle::readData(char* buffer, std::size_t size)
{
    while (m_data.empty()) {
        const void* block = nullptr;
        std::size_t bytes = 0;
        const int status = archive_read_data_block(m_archive, &block, &bytes, &m_dataOffset);
        if (status == ARCHIVE_EOF)
            return 0;
        if (status < ARCHIVE_OK || m_dataOffset < m_position)
            return ARCHIVE_FATAL;
        m_data = std::string_view(static_cast<const char*>(block), bytes);
    }
    std::size_t got = 0;
    if (m_position < m_dataOffset) {
        got = static_cast<std::size_t>(std::min(std::uint64_t{size}, static_cast<std::uint64_t>(m_dataOffset - m_position)));
        std::fill_n(buffer, got, '\0');
    } else {
        got = m_data.copy(buffer, size);
        m_data.remove_prefix(got);
        m_dataOffset += static_cast<la_int64_t>(got);
    }
    m_position += static_cast<la_int64_t>(got);
    return static_cast<la_ssize_t>(got);
}

int filterOf(Container container)
{
    switch (container) {
    case Container::Gzip: return ARCHIVE_FILTER_GZIP;
    case Container::Bzip2: return ARCHIVE_FILTER_BZIP2;
    case Container::Xz: return ARCHIVE_FILTER_XZ;
    case Container::Zstd: return ARCHIVE_FILTER_ZSTD;
    case Container::Lz4: return ARCHIVE_FILTER_LZ4;
    case Container::None:
    case Container::Zip:
    case Container::Tar: break;
    }
    return ARCHIVE_FILTER_NONE;
}

class FilteredBytes final : public ByteSource {
public:
    FilteredBytes(Container container, ByteSource& source, const std::string& path, const ExpansionGuard& guard)
        : m_container(container), m_handle(source, nullptr, path), m_guard(guard)
    {
        // Exactly one filter, not as many as fit: each layer counts against the nesting limit. ARCHIVE_WARN would mean that
        // an outside program is run for it.
        if (archive_read_append_filter(m_handle.get(), filterOf(container)) != ARCHIVE_OK)
            m_error = Error{ErrorKind::InputUnreadable, "Cannot read " + withVisibleControls(sanitizedUtf8(path)),
                            "The installed libarchive cannot decompress " + std::string(nameOf(container)),
                            "Decompress it with another program and import the result"};
        archive_read_support_format_raw(m_handle.get());
        archive_read_support_format_empty(m_handle.get());
    }

    Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (!m_isOpen && !m_error)
            open();
        if (m_error)
            return *m_error;
        if (m_isAtEnd)
            return std::size_t{0};
        const la_ssize_t got = m_handle.readData(buffer, size);
        if (got < 0) {
            m_error = m_handle.error(m_handle.path(), nameOf(m_container));
            return *m_error;
        }
        m_produced += static_cast<std::uint64_t>(got);
        m_error = m_guard.check(m_handle.path(), m_produced);
        if (m_error)
            return *m_error;
        if (got == 0)
            end();
        if (m_error)
            return *m_error;
        return static_cast<std::size_t>(got);
    }

private:
    void open()
    {
        m_isOpen = true;
        archive_entry* entry = nullptr;
        // A stream whose first block cannot be decompressed counts as an empty archive there; only the error text tells.
        const bool isGood = m_handle.open() && archive_error_string(m_handle.get()) == nullptr;
        if (!isGood)
            m_error = m_handle.error(m_handle.path(), nameOf(m_container));
        const int status = isGood ? archive_read_next_header(m_handle.get(), &entry) : ARCHIVE_OK;
        if (status == ARCHIVE_EOF)
            end();
        else if (status < ARCHIVE_WARN)
            m_error = m_handle.error(m_handle.path(), nameOf(m_container));
    }
    void end()
    {
        m_isAtEnd = true;
        if (m_handle.sourceHasMore())
            m_error = Error{ErrorKind::InputUnreadable,
                            "Cannot read " + withVisibleControls(sanitizedUtf8(m_handle.path())) + " to its end",
                            "After " + formatGrouped(static_cast<std::int64_t>(m_produced))
                                + " decompressed bytes the file goes on with something that is not "
                                + std::string(nameOf(m_container)),
                            "Get the file again from where it came from"};
    }

    Container m_container;
    ArchiveHandle m_handle;
    const ExpansionGuard& m_guard;
    std::uint64_t m_produced = 0;
    std::optional<Error> m_error;
    bool m_isOpen = false;
    bool m_isAtEnd = false;
};

std::string nameOfEntry(archive_entry* entry, std::size_t number)
{
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr)
        name = archive_entry_pathname(entry);
    if (name == nullptr || *name == '\0')
        return "entry " + std::to_string(number);
    return withVisibleControls(shortened(sanitizedUtf8(name), longestName));
}

std::optional<std::int64_t> modifiedOf(archive_entry* entry)
{
    std::int64_t nanoseconds = 0;
    if (archive_entry_mtime_is_set(entry) == 0
        || __builtin_mul_overflow(std::int64_t{archive_entry_mtime(entry)}, 1'000'000'000, &nanoseconds)
        || __builtin_add_overflow(nanoseconds, std::int64_t{archive_entry_mtime_nsec(entry)}, &nanoseconds))
        return std::nullopt;
    return nanoseconds;
}

class LibarchiveReader final : public ArchiveReader {
public:
    LibarchiveReader(Container container, ByteSource& source, RawBytes* seekable, const std::string& path,
                     const ExpansionGuard& guard)
        : m_container(container), m_handle(source, seekable, path), m_guard(guard)
    {
        if (container == Container::Tar) {
            archive_read_support_format_tar(m_handle.get());
            return;
        }
        // The streaming reader is the fall-back when the directory at the end is cut off.
        archive_read_support_format_zip_streamable(m_handle.get());
        if (seekable != nullptr)
            archive_read_support_format_zip_seekable(m_handle.get());
    }

    Result<std::optional<Entry>> next() override
    {
        m_error.reset();
        if (!m_isOpen && !m_handle.open())
            return m_handle.error(m_handle.path(), nameOf(m_container));
        m_isOpen = true;
        m_handle.beginEntry();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(m_handle.get(), &entry);
        if (status == ARCHIVE_EOF)
            return std::optional<Entry>{};
        if (status < ARCHIVE_WARN)    // a warning is about a name or an attribute, which nothing here depends on
            return m_handle.error(m_handle.path(), nameOf(m_container));
        Entry result;
        result.name = nameOfEntry(entry, ++m_entries);
        result.isFile = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
        result.isEncrypted = archive_entry_is_data_encrypted(entry) == 1;
        result.modifiedNs = modifiedOf(entry);
        m_memberPath = m_handle.path() + "!" + result.name;
        return std::optional<Entry>(std::move(result));
    }

    Result<std::size_t> read(char* buffer, std::size_t size) override
    {
        if (m_error)
            return *m_error;
        const la_ssize_t got = m_handle.readData(buffer, size);
        if (got < 0) {
            m_error = m_handle.error(m_memberPath, nameOf(m_container));
            return *m_error;
        }
        m_produced += static_cast<std::uint64_t>(got);
        m_error = m_guard.check(m_memberPath, m_produced);
        if (m_error)
            return *m_error;
        return static_cast<std::size_t>(got);
    }

private:
    Container m_container;
    ArchiveHandle m_handle;
    const ExpansionGuard& m_guard;
    std::string m_memberPath;
    std::uint64_t m_produced = 0;
    std::size_t m_entries = 0;
    std::optional<Error> m_error;
    bool m_isOpen = false;
};

}    // namespace

std::unique_ptr<ByteSource> decompressedByLibarchive(Container container, ByteSource& source, const std::string& path,
                                                     const ExpansionGuard& guard)
{
    return std::make_unique<FilteredBytes>(container, source, path, guard);
}

std::unique_ptr<ArchiveReader> openArchive(Container container, ByteSource& source, RawBytes* seekable,
                                           const std::string& path, const ExpansionGuard& guard)
{
    return std::make_unique<LibarchiveReader>(container, source, seekable, path, guard);
}

}    // namespace faultline
