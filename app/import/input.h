#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// What a stream of compressed bytes may cost before it is stopped with a message. Nothing is ever extracted to disk.
struct InputLimits {
    std::uint64_t ratioAfterBytes = std::uint64_t{1} << 30;    ///< from here on the ratio below is enforced
    std::uint64_t largestRatio = 200;                          ///< decompressed bytes per compressed byte
    std::size_t members = 10'000;                              ///< entries of one archive
    int nesting = 2;                                           ///< archive in archive: a.tar.gz counts as one
};

/// One text to import: a plain file, a decompressed one, or a member of an archive. Bytes come out as UTF-8 or as they are:
/// a byte order mark is removed, UTF-16 (with a mark, or recognised by its zero bytes) is converted.
class Input {
public:
    virtual ~Input() = default;
    /// As given, or "archive.zip!folder/member.log".
    virtual const std::string& path() const = 0;
    /// Layers peeled off, outermost first: {"gzip"}, {"zip"}, {"zstd", "tar"}, {"UTF-16"}.
    virtual std::vector<std::string> layers() const = 0;
    /// Up to `size` bytes; 0 = end. An Error (damaged archive, read error, ratio) may come after some good bytes.
    virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
    /// Progress in the file as given; total 0 when unknown.
    virtual std::uint64_t fileBytesRead() const = 0;
    virtual std::uint64_t fileBytes() const = 0;
    /// After the end: lowercase hexadecimal SHA-256 of the file's bytes as given (an archive member: of the member's bytes).
    virtual std::string sha256() const = 0;
    /// Size of what sha256() covers, after the end.
    virtual std::uint64_t hashedBytes() const = 0;
    /// Modification time of the file (archive member: of the member, else the archive), if known.
    virtual std::optional<std::int64_t> modifiedNs() const = 0;
    /// Set when the file's size or time changed while it was read: one sentence.
    virtual std::optional<std::string> changedWhileRead() const = 0;
};

/// Opens a file and calls `visit` with each text in it, in archive order (one for a plain or merely compressed file). Stops at
/// the first Error that visit returns. Refused with a clear Error: missing, a folder, not a regular file, unreadable.
Result<void> visitInputs(const std::string& path, const InputLimits& limits, const std::function<Result<void>(Input&)>& visit);

/// The regular files to import for what the user named: a folder gives its files in name order, recursively, hidden ones left
/// out; anything else gives itself.
std::vector<std::string> expandPaths(const std::vector<std::string>& paths);

/// SHA-256 of a file's bytes, lowercase hexadecimal.
Result<std::string> sha256OfFile(const std::string& path, const TaskControl& control = {});

}    // namespace faultline
