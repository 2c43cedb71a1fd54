#pragma once

#include "importers/operations/postgresqlrecords.h"

#include <array>
#include <string>
#include <string_view>

namespace faultline {

/// Members of a PostgreSQL entry in JSON, under jsonlog's names (pid, dbname, remote_host ...) or csvlog's (process_id,
/// database_name, connection_from ...), which CloudNativePG uses.
class PostgresJsonEntry {
public:
    void clear()
    {
        entry = {};
        timestamp = {};
    }
    /// True when the member is one of an entry's.
    bool take(std::string_view key, std::string_view value);

    PostgresEntry entry;
    std::string_view timestamp;    ///< timestamp or log_time

private:
    static constexpr std::size_t memberCount = 22;
    std::array<std::string, memberCount + 1> m_scratch;
};

}    // namespace faultline
