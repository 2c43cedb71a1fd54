#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace faultline {

/// What the lines of one entry of a slow query log have told so far. Buffers are reused.
struct MySqlSlowEntry {
    std::string user, host, database, statement, plan;
    std::int64_t queryNs = absent, lockNs = absent, rowsSent = absent, rowsExamined = absent, rowsAffected = absent,
                 bytesSent = absent;
    bool isFailed = false;       ///< an error number that is not 0, or killed
    bool isBadNumber = false;
    std::uint64_t firstLine = 0;    ///< 0 = no entry has begun

    void begin(std::uint64_t line);
    /// "# User@Host: app[app] @ web-1 [192.0.2.7]  Id: 168" behind the colon.
    void takeUserAndHost(std::string_view text);
    /// "Query_time: 2  Lock_time: 0  Rows_sent: 1 ..." without its number sign.
    void takeCounters(std::string_view text);
    /// SELECT counts what it sent, writes what they changed.
    std::int64_t rows() const { return rowsSent > 0 || rowsAffected <= 0 ? rowsSent : rowsAffected; }
};

/// A line that belongs to the head of an entry and to nothing else: "# User@Host: ", "# Query_time: ", "#   InnoDB_...".
bool isMySqlSlowHeader(std::string_view line);

}    // namespace faultline
