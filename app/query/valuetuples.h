#pragma once

#include "app/base/result.h"
#include "app/query/comparedscan.h"

#include <cstdint>
#include <string>
#include <vector>

namespace faultline {

struct ValueTuplesRequest {
    std::vector<std::size_t> fields;          ///< one to six of the scan's
    std::size_t mostValues = 1'000;           ///< of a field, those with most records in the window; the others count as one
    std::size_t mostTuples = 50'000;          ///< where there are more, a quarter of the values is told apart, and again
};

struct TupleValue {
    std::string value;
    bool isAbsent = false;
    bool isRest = false;                      ///< all values beyond mostValues
};

/// What records have in several fields at once: codes[tuple * fields + field] is a place in values[field].
struct ValueTuples {
    std::vector<std::vector<TupleValue>> values;    ///< by field, most records in the window first
    std::vector<std::uint32_t> codes;               ///< ascending tuples
    std::vector<RecordSums> selection;              ///< by tuple
    std::vector<RecordSums> baseline;               ///< by tuple
};

/// Every tuple of the scan's window and baseline, in one pass more. The same answer by any number of threads: whole numbers, and whether
/// there are too many tuples depends on all of them together.
Result<ValueTuples> valueTuples(ComparedScan& scan, const ValueTuplesRequest& request);

}    // namespace faultline
