#pragma once

#include "app/analysis/changes.h"
#include "app/analysis/eventwords.h"
#include "app/analysis/incidentseries.h"

#include <string>

namespace faultline {

/// What the sentences of a row are made of.
struct ChangeWords {
    const SeriesAroundOnset& series;
    const IncidentSeries* measure = nullptr;         ///< compared at equal load
    WordScope::Match match;
    std::optional<Timestamp> undone;
    const MitigationRow* response = nullptr;         ///< what the symptom did when it was undone
    bool isState = false;
    bool hasEnded = false;
};

/// Fills the reasons of the factors and the sentence of the row.
void describe(ChangeRow& row, const ChangeWords& words);

/// "worked: insert latency fell from 32 s to 1.6 ms, 4 min later a quarter of the trouble was left".
std::string responseSentence(const MitigationRow& row, const IncidentSeries* symptom);
std::string ceilingSentence(const CeilingRow& row, double before);

}    // namespace faultline
