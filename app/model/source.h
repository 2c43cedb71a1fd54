#pragma once

#include "app/model/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace faultline {

/// One imported file (or archive member): provenance, how its times are read, and the account of its lines.
/// lines = recordLines + skipped + rejected, always.
struct Source {
    std::int64_t id = 0;
    std::string name;
    std::string path;
    std::string sha256;
    std::uint64_t bytes = 0;
    std::uint64_t textBytes = 0;
    std::string format;
    std::string options;      ///< JSON
    std::string detection;
    std::string wrapper;
    std::string zone = "UTC";
    Basis zoneBasis = Basis::Assumed;
    Anchor anchor = Anchor::Unknown;
    Basis anchorBasis = Basis::Assumed;
    Nanoseconds clockOffset{0};
    std::uint64_t lines = 0;
    std::uint64_t recordLines = 0;
    std::uint64_t records = 0;
    std::uint64_t skipped = 0;
    std::uint64_t rejected = 0;
    std::optional<Timestamp> first;
    std::optional<Timestamp> last;
    Timestamp importedAt{};
    int importerVersion = 1;
};

/// False when every stamp says by itself which instant it is: no zone moves it.
inline bool readsInItsZone(const Source& source)
{
    return source.zoneBasis != Basis::Proven && source.zoneBasis != Basis::Specification;
}

/// A rejected line (or a run of them), or a contradiction or assumption about a source.
struct Issue {
    std::int64_t id = 0;
    std::int64_t sourceId = 0;
    bool isRejection = false;
    std::uint64_t line = 0;          ///< 0 = about the whole source
    std::uint64_t lines = 0;
    std::uint64_t byteOffset = 0;    ///< of a rejected line; behind the first line 0 is "not known"
    std::string code;
    std::string reason;
    std::string excerpt;
};

}    // namespace faultline
