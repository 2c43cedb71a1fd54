#pragma once

#include "app/analysis/suspects.h"
#include "app/query/comparedscan.h"

#include <vector>

namespace faultline {

/// Values of two fields at once, which no value of one field explains.
struct SuspectPair {
    FieldValue first, second;
    ContrastRow row;
};

/// By which errors are counted: it says how a request ended, not which requests did.
bool isOutcome(const std::string& field);

/// The fields that are looked at together, at most five: of `asked`, exact URLs by their route; no outcomes.
std::vector<std::string> fieldsTogether(RecordKind kind, const std::vector<std::string>& asked);

ContrastSums contrastSumsOf(const RecordSums& sums);

/// Pairs of values of some fields of a scan (`names` of all, `fields` by place) that explain clearly more than each of their values alone, by
/// `singles`, the rows of one field; strongest first. What is found is compared as a field of its own is: against all other pairs of the same
/// two fields. Empty where one value explains enough, or where there are no two fields.
Result<std::vector<SuspectPair>> suspectPairs(ComparedScan& scan, const std::vector<std::string>& names, const std::vector<std::size_t>& fields,
                                              const ContrastScale& scale, const std::vector<Suspect>& singles);

}    // namespace faultline
