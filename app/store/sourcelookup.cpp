#include "app/store/sourcelookup.h"

namespace faultline {

namespace {

constexpr std::string_view sqlByHash = "SELECT id, name FROM source WHERE status = 'done' AND sha256 = ?1 ORDER BY id LIMIT 1";
constexpr std::string_view sqlBySize = "SELECT 1 FROM source WHERE status = 'done' AND bytes = ?1 LIMIT 1";

}    // namespace

Result<std::optional<KnownSource>> findSourceByHash(Database& database, std::string_view sha256)
{
    auto select = database.prepare(sqlByHash);
    if (!select)
        return select.error();
    const auto row = select->bind(1, sha256).step();
    if (!row)
        return row.error();
    if (!*row)
        return std::optional<KnownSource>();
    return std::optional<KnownSource>({select->integer(0), std::string(select->text(1))});
}

Result<bool> hasSourceOfSize(Database& database, std::uint64_t bytes)
{
    auto select = database.prepare(sqlBySize);
    if (!select)
        return select.error();
    return select->bind(1, static_cast<std::int64_t>(bytes)).step();
}

}    // namespace faultline
