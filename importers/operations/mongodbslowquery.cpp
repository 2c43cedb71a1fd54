#include "importers/operations/mongodbslowquery.h"

#include "app/model/record.h"
#include "app/import/jsonslice.h"
#include "importers/operations/shapehash.h"

#include <algorithm>
#include <array>
#include <limits>

namespace faultline {

namespace {

/// Members of a command that differ from call to call without changing what it does.
constexpr std::array<std::string_view, 12> sessionMembers{
    "lsid",          "$clusterTime",    "txnNumber",          "$db",         "comment",       "cursor_id",
    "operationTime", "$readPreference", "clientOperationKey", "$configTime", "$topologyTime", "autocommit"};

void hashValue(ShapeHash& hash, std::string_view value, int depth);

void hashObject(ShapeHash& hash, JsonSlice& slice, int depth)
{
    hash.add('{');
    while (slice.next()) {
        if (isMongoDbSessionMember(slice.key()))
            continue;
        hash.add(slice.key());
        hash.add(':');
        hashValue(hash, slice.value(), depth);
    }
    hash.add('}');
}

/// A list of any length is one shape: an element counts when it differs from the one before it.
void hashArray(ShapeHash& hash, JsonSlice& slice, int depth)
{
    hash.add('[');
    std::uint64_t previous = 0;
    while (slice.next()) {
        ShapeHash element;
        hashValue(element, slice.value(), depth);
        if (element.value() != previous)
            hash.add(element.value());
        previous = element.value();
    }
    hash.add(']');
}

void hashValue(ShapeHash& hash, std::string_view value, int depth)
{
    const bool isContainer = !value.empty() && (value.front() == '{' || value.front() == '[');
    if (!isContainer || depth >= JsonSlice::deepest) {
        hash.add('?');
        return;
    }
    JsonSlice slice(value);
    if (slice.isObject())
        hashObject(hash, slice, depth + 1);
    else
        hashArray(hash, slice, depth + 1);
}

}    // namespace

bool isMongoDbSessionMember(std::string_view key)
{
    return std::find(sessionMembers.begin(), sessionMembers.end(), key) != sessionMembers.end();
}

std::uint64_t mongoDbShapeOf(std::string_view command)
{
    ShapeHash hash;
    hashValue(hash, command, 0);
    return hash.value();
}

std::string_view hostOfAddress(std::string_view remote)
{
    if (remote.starts_with('['))
        return remote.substr(1, std::min(remote.find(']'), remote.size()) - 1);
    const std::size_t colon = remote.rfind(':');
    if (colon == std::string_view::npos || remote.find(':') != colon)
        return remote;
    return remote.substr(0, colon);
}

std::int64_t mongoDbLockWaitOf(std::string_view locks)
{
    if (locks.find("timeAcquiringMicros") == std::string_view::npos)
        return absent;
    std::int64_t micros = 0;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1000;
    for (JsonSlice lock(locks); lock.next();) {
        const auto waits = jsonMember(lock.value(), "timeAcquiringMicros");
        if (!waits)
            continue;
        for (JsonSlice mode(*waits); mode.next();) {
            const std::int64_t wait = jsonInteger(mode.value()).value_or(0);
            if (wait < 0 || wait > most - micros)
                return absent;
            micros += wait;
        }
    }
    return micros * 1000;
}

MongoDbSlowQuery readMongoDbSlowQuery(std::string_view attributes)
{
    struct Member {
        std::string_view name;
        std::string_view MongoDbSlowQuery::*field;
    };
    static constexpr std::array<Member, 21> members{{{"type", &MongoDbSlowQuery::type},
                                                     {"ns", &MongoDbSlowQuery::ns},
                                                     {"appName", &MongoDbSlowQuery::app},
                                                     {"command", &MongoDbSlowQuery::command},
                                                     {"originatingCommand", &MongoDbSlowQuery::originating},
                                                     {"planSummary", &MongoDbSlowQuery::plan},
                                                     {"keysExamined", &MongoDbSlowQuery::keysExamined},
                                                     {"docsExamined", &MongoDbSlowQuery::docsExamined},
                                                     {"nreturned", &MongoDbSlowQuery::returned},
                                                     {"ninserted", &MongoDbSlowQuery::inserted},
                                                     {"nModified", &MongoDbSlowQuery::modified},
                                                     {"ndeleted", &MongoDbSlowQuery::deleted},
                                                     {"queryHash", &MongoDbSlowQuery::queryHash},
                                                     {"planCacheShapeHash", &MongoDbSlowQuery::queryHash},
                                                     {"queryShapeHash", &MongoDbSlowQuery::shapeHash},
                                                     {"reslen", &MongoDbSlowQuery::responseBytes},
                                                     {"locks", &MongoDbSlowQuery::locks},
                                                     {"remote", &MongoDbSlowQuery::remote},
                                                     {"errCode", &MongoDbSlowQuery::errorCode},
                                                     {"durationMillis", &MongoDbSlowQuery::duration},
                                                     {"workingMillis", &MongoDbSlowQuery::working}}};
    MongoDbSlowQuery query;
    for (JsonSlice slice(attributes); slice.next();) {
        const std::string_view key = slice.key();
        for (const Member& member : members) {
            if (member.name == key) {
                query.*member.field = slice.value();
                break;
            }
        }
    }
    return query;
}

}    // namespace faultline
