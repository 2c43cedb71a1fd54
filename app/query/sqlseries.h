#pragma once

#include "app/base/result.h"
#include "app/base/taskcontrol.h"
#include "app/model/series.h"
#include "app/query/sqlquery.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Which columns of a statement's rows can be drawn: over the one of times, those of numbers.
struct SqlSeriesColumns {
    std::size_t time = 0;
    std::vector<std::size_t> values;
};

/// An Error says what is missing: a column of times (nanoseconds named ..._ns, ISO 8601, seconds to nanoseconds since 1970), each
/// in one row only, one of numbers, all rows.
Result<SqlSeriesColumns> sqlSeriesColumns(const SqlTable& table);

/// A value of a statement by time.
struct SqlSeries {
    std::vector<Sample> samples;    ///< in time order; NULL is a gap
    Nanoseconds step{0};            ///< median distance
};

/// Runs the statement; `column` is the name of the one with the values.
Result<SqlSeries> sqlSeries(Database& database, std::string_view statement, std::string_view column, const TaskControl& control = {});

}    // namespace faultline
