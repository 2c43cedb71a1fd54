#pragma once

#include "app/analysis/rank.h"

#include <string>

namespace faultline {

/// "leads by 90 s (60 s to 2 min); rises with it (correlation 0.93); fits better than 212 of 214 earlier stretches; in 3 of 3 windows".
std::string rankSentence(const RankRow& row);

/// How a row is called beside others: "/api/x, duration sum".
std::string nameInList(const RankRow& row);

/// Pearson of two grids of one step over the steps that both know; 0 where that is too little or nothing moves.
double correlationOf(const ValueGrid& one, const ValueGrid& other);

}    // namespace faultline
