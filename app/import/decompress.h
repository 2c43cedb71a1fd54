#pragma once

#include "app/import/bytesource.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

enum class Container : std::uint8_t { None, Gzip, Bzip2, Xz, Zstd, Lz4, Zip, Tar };
std::string_view nameOf(Container container);    ///< "gzip", "bzip2", ... "tar"
inline bool isArchive(Container container) { return container == Container::Zip || container == Container::Tar; }

inline constexpr std::size_t containerSniffBytes = 512;    ///< a tar header
/// By the first bytes, never by the name.
Container sniffContainer(std::string_view head);

/// Stops what grows out of proportion to the file it comes from.
class ExpansionGuard {
public:
    ExpansionGuard(const InputLimits& limits, const RawBytes& raw) : m_limits(limits), m_raw(raw) {}
    std::optional<Error> check(const std::string& path, std::uint64_t produced) const;
    const InputLimits& limits() const { return m_limits; }

private:
    const InputLimits& m_limits;
    const RawBytes& m_raw;
};

/// The decompressed bytes of one compressed stream (members one after the other included).
std::unique_ptr<ByteSource> decompressed(Container container, ByteSource& source, const std::string& path,
                                         const ExpansionGuard& guard);

/// The entries of a zip or tar, in order. After next() the source's bytes are those of the entry.
class ArchiveReader : public ByteSource {
public:
    struct Entry {
        std::string name;    ///< as written, but valid UTF-8 with visible control characters; never used as a path
        bool isFile = false;
        bool isEncrypted = false;
        std::optional<std::int64_t> modifiedNs;
    };
    /// Nothing at the end.
    virtual Result<std::optional<Entry>> next() = 0;
};

/// `seekable` lets a zip be read by its directory at the end; nullptr when the archive comes out of a decompressor.
std::unique_ptr<ArchiveReader> openArchive(Container container, ByteSource& source, RawBytes* seekable,
                                           const std::string& path, const ExpansionGuard& guard);

/// What the end of a zip says: number of entries, if it is there. Read before the directory is held in memory.
std::optional<std::uint64_t> zipEntryCount(RawBytes& raw);

}    // namespace faultline
