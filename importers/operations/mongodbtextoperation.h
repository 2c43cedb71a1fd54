#pragma once

#include "app/model/record.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace faultline {

/// An operation as the text log reports it when it took longer than slowms: op, namespace, documents, counters, "29ms".
struct MongoDbTextOperation {
    std::string_view type;          ///< command, query, getmore, insert, update, remove, transaction
    std::string_view ns, app, plan, queryHash, locks;
    std::string_view name;          ///< of a command: find, aggregate; that of the originating command for getMore
    std::string_view document;      ///< the command or query that its shape is taken from
    std::string_view text;          ///< every document of the line
    std::int64_t durationMs = absent;
    std::int64_t keysExamined = absent, docsExamined = absent, rows = absent, responseBytes = absent;
    bool isFailed = false;          ///< an exception or "ok:0"
    bool isBadNumber = false;       ///< a counter is negative or larger than 64 bits hold
};

/// `message` is what stands behind the thread. Nothing when it reports no operation.
std::optional<MongoDbTextOperation> parseMongoDbTextOperation(std::string_view message);

}    // namespace faultline
