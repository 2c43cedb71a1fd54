#pragma once

#include "app/base/result.h"
#include "app/cli/times.h"
#include "app/query/filter.h"

#include <string>
#include <utility>

namespace faultline::cli {

/// --where and --time, put into what an analysis is asked: `filter` and `windowTime`.
template <typename Request>
Result<void> setRecordOptions(const std::string& where, const std::string& time, Request& request)
{
    Result<Filter> filter = Filter::parse(where);
    if (!filter)
        return filter.error();
    const auto windowTime = windowTimeOf(time);
    if (!windowTime)
        return windowTime.error();
    request.filter = std::move(*filter);
    request.windowTime = *windowTime;
    return {};
}

}    // namespace faultline::cli
