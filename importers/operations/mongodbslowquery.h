#pragma once

#include <cstdint>
#include <string_view>

namespace faultline {

/// What a "Slow query" line says, as JSON text; members that are missing have no data().
struct MongoDbSlowQuery {
    std::string_view type, ns, command, originating, plan, queryHash, shapeHash, app, remote, locks, errorCode;
    std::string_view duration, working, keysExamined, docsExamined, returned, inserted, modified, deleted, responseBytes;
};

MongoDbSlowQuery readMongoDbSlowQuery(std::string_view attributes);

/// Hash of a command with its literals and session fields removed, for lines that carry no hash of the server's.
std::uint64_t mongoDbShapeOf(std::string_view command);

/// A member of a command that differs from call to call without changing what it does.
bool isMongoDbSessionMember(std::string_view key);

/// "192.0.2.1:47150" and "[2001:db8::1]:47150" without the port; other forms (a socket) as they are.
std::string_view hostOfAddress(std::string_view remote);

/// locks: {"Collection":{"timeAcquiringMicros":{"w":1200}}}; the sum in ns, absent without any wait.
std::int64_t mongoDbLockWaitOf(std::string_view locks);

}    // namespace faultline
