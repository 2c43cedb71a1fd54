#pragma once

#include "app/base/result.h"
#include "app/store/database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace faultline {

struct KnownSource {
    std::int64_t id = 0;
    std::string name;
};

/// The finished source with this SHA-256, if any.
Result<std::optional<KnownSource>> findSourceByHash(Database& database, std::string_view sha256);
Result<bool> hasSourceOfSize(Database& database, std::uint64_t bytes);

}    // namespace faultline
