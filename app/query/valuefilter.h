#pragma once

#include "app/query/breakdown.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// In double quotes, so that Filter::parse() reads back the same text.
std::string quotedFilterValue(std::string_view value);

/// True when a breakdown by it makes sense: text that repeats, numbers, "source", "route".
bool isBreakdownField(RecordKind kind, std::string_view name);

/// The expression that selects the records of one row of a breakdown and no others. `rows`: all rows of the answer; a template
/// leaves out the exact paths that are rows of their own.
std::string filterOfRow(RecordKind kind, std::string_view by, const BreakdownRow& row, const std::vector<BreakdownRow>& rows);

/// Two expressions that must both hold; "" = none.
std::string bothFilters(const std::string& left, const std::string& right);
Filter bothFilters(const Filter& left, const Filter& right);

}    // namespace faultline
