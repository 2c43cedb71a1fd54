#pragma once

#include "app/base/result.h"

struct sqlite3;

namespace faultline {

/// Makes the records of a case visible to SQL on this connection, read-only, as the tables
///   request, operation, logline: source_id, time (ISO 8601, UTC), time_ns, line, the fields of the kind, raw (the untouched line)
///   sample: series_id, source_id, series, labels (JSON), unit, time, time_ns, value
/// Rows of unfinished imports are not seen. Conditions on time, time_ns, source_id, and "=" or "<" on fields skip whole segments;
/// only the columns that a statement uses are decoded. For a connection that only reads: changes that it makes itself are seen late.
Result<void> registerVirtualTables(sqlite3* connection);

}    // namespace faultline
