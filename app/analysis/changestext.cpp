#include "app/analysis/changestext.h"

#include "app/analysis/valuetext.h"
#include "app/base/text.h"

#include <algorithm>
#include <cmath>

namespace faultline {

namespace {

constexpr double seenFrom = 2;    // a Bayes factor worth a word

std::string nameOf(const IncidentSeries& series) { return shortened(series.candidate.name, 80); }

std::string evidenceText(const ChangeRow& row, const SeriesAroundOnset& series)
{
    if (series.hasSymptom == false)
        return "what changed then was not looked at";
    if (!row.evidence.p)
        return "too little history around it to see a change";
    if (row.evidence.bf < seenFrom)
        return "no evidence in the data that anything changed then";
    std::string text;
    for (const std::size_t i : row.evidence.series)
        text += (text.empty() ? "" : ", ") + nameOf(series.all[series.affected[i]]);
    constexpr double most = 10'000;
    return text + " changed then (by chance once in " + formatGrouped(std::llround(std::min(most, 1 / *row.evidence.p))) + ")";
}

std::string equalLoadText(const EqualLoad& found, const IncidentSeries* measure)
{
    if (!found.shift || measure == nullptr)
        return found.refusal.empty() ? std::string() : "not comparable at equal load: " + found.refusal;
    const std::string& unit = measure->candidate.unit;
    const std::string interval = " (95 % " + valueText(found.low, unit) + " to " + valueText(found.high, unit) + ")";
    const bool isShifted = found.low > 0 || found.high < 0;
    if (!isShifted)
        return nameOf(*measure) + " at the same load did not change" + interval;
    return nameOf(*measure) + " at the same load " + (*found.shift > 0 ? "rose" : "fell") + " from " + valueText(found.before, unit) + " to " + valueText(found.after, unit) + interval;
}

std::string reversalText(const ChangeWords& words)
{
    if (!words.undone)
        return {};
    std::string text = "undone at " + formatUtc(*words.undone);
    if (words.response == nullptr || words.response->effect.verdict == MitigationVerdict::TooLittleData)
        return text + ", too little data to see what it did";
    if (words.response->effect.beganBefore)
        return text + ", the recovery had begun before";
    if (words.response->recovery)
        return text + ", recovered within " + formatDuration(std::max(*words.response->recovery, Nanoseconds(std::chrono::minutes(1))));
    return text + (words.response->effect.verdict == MitigationVerdict::NoChange ? ", and nothing changed" : ", and it became better");
}

}    // namespace

void describe(ChangeRow& row, const ChangeWords& words)
{
    const std::string lead = row.lead.count() >= 0 ? formatDuration(row.lead) + " before" : formatDuration(-row.lead) + " after, within the tolerance";
    std::vector<std::string> parts = {row.isEnd ? "ended " + lead : lead};
    if (words.isState && !row.isEnd)
        parts.emplace_back(words.hasEnded ? "over before the onset" : "still on at onset");
    parts.push_back(evidenceText(row, words.series));
    const std::string load = equalLoadText(row.equalLoad, words.measure);
    const std::string reversal = reversalText(words);
    const std::string scope = words.match.word.empty() ? std::string() : "shares \"" + words.match.word + "\" with " + shortened(words.match.name, 80);
    for (ChangeFactor& factor : row.factors) {
        if (factor.name == "timing")
            factor.reason = lead;
        else if (factor.name == "evidence")
            factor.reason = evidenceText(row, words.series);
        else if (factor.name == "kind")
            factor.reason = row.event.kind;
        else if (factor.name == "reversal")
            factor.reason = reversal;
        else if (factor.name == "scope")
            factor.reason = scope;
        else if (factor.name == "active")
            factor.reason = "over before the onset";
        else if (factor.name == "equal_load")
            factor.reason = load;
        else if (factor.name == "symptom")
            factor.reason = "nothing deviates at the onset more than it often does";
    }
    for (const std::string& part : {load, reversal, scope}) {
        if (!part.empty())
            parts.push_back(part);
    }
    row.sentence.clear();
    for (const std::string& part : parts)
        row.sentence += (row.sentence.empty() ? "" : "; ") + part;
}

std::string responseSentence(const MitigationRow& row, const IncidentSeries* symptom)
{
    std::string text(nameOf(row.effect.verdict));
    if (symptom == nullptr)
        return text + ": no symptom to look at";
    if (row.effect.verdict == MitigationVerdict::TooLittleData)
        return text + (row.effect.valuesBefore < 3 || row.effect.valuesAfter < 3 ? ": fewer than three values on a side" : ": " + nameOf(*symptom) + " was not in trouble then");
    text += ": " + nameOf(*symptom) + " went from " + valueText(row.effect.before, symptom->candidate.unit) + " to " + valueText(row.effect.after, symptom->candidate.unit);
    if (row.recovery)
        text += ", a quarter of the trouble or less was left after " + formatDuration(std::max(*row.recovery, Nanoseconds(std::chrono::minutes(1))));
    if (row.effect.beganBefore)
        text += "; it had begun before, so it may have recovered by itself";
    return text;
}

std::string ceilingSentence(const CeilingRow& row, double before)
{
    return shortened(row.name, 80) + " rose from " + valueText(before, row.unit) + " at " + formatUtc(row.takeOff) + " and stayed at " + valueText(row.level, row.unit) + " from "
        + formatUtc(row.plateau.begin) + " to " + formatUtc(row.plateau.end) + ": a limit of a pool, connections or cores looks like that";
}

}    // namespace faultline
