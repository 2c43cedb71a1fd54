#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace faultline {

/// Documents as MongoDB's text log writes them: { find: "coll", filter: { _id: ObjectId('...'), n: { $gt: 5.0 } } }.
/// Keys have no quotes unless they hold odd characters; a line over the server's limit has a hole in its middle.

/// Behind the value (document, list, string or bare word) at the front of `text`; npos when it does not end in the text.
std::size_t endOfShellValue(std::string_view text);

/// The first key of a document; empty when there is none.
std::string_view firstShellKeyOf(std::string_view document);

/// Hash of a command with its literals and session members removed, equal to that of the same command in the JSON log as
/// far as it holds no extended types.
std::uint64_t mongoDbShellShapeOf(std::string_view document);

/// { Collection: { timeAcquiringMicros: { w: 1200 } } }; the sum in ns, absent without any wait.
std::int64_t mongoDbShellLockWaitOf(std::string_view locks);

}    // namespace faultline
