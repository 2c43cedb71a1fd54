#include "app/analysis/mitigation.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace faultline {

namespace {

constexpr Nanoseconds quarterHour = std::chrono::minutes(15);
constexpr std::size_t leastValues = 3;
constexpr double inTrouble = 3;        // spreads
constexpr double leftWhenWorked = 0.25;
constexpr double leftWhenPartly = 0.7;
constexpr std::size_t lasting = 3;     // steps that a recovery holds

}    // namespace

std::string_view nameOf(MitigationVerdict verdict)
{
    switch (verdict) {
    case MitigationVerdict::TooLittleData: return "too little data";
    case MitigationVerdict::NoChange: return "no change";
    case MitigationVerdict::Partly: return "partly";
    case MitigationVerdict::Worked: return "worked";
    }
    return {};
}

Mitigation mitigationOf(const ValueGrid& symptom, std::size_t event, const RobustScale& calm, BadDirection bad)
{
    Mitigation result;
    const std::size_t size = symptom.values.size();
    if (event >= size || symptom.step.count() <= 0 || calm.n < leastBaseline)
        return result;
    const std::size_t quarter = std::max<std::size_t>(leastValues, static_cast<std::size_t>(quarterHour / symptom.step));
    const double sign = bad == BadDirection::Up ? 1 : -1;
    const auto zOf = [&](double value) { return sign * calm.deviationOf(value); };
    const auto medianIn = [&](std::size_t begin, std::size_t end, std::size_t& count) {
        std::vector<double> values = finiteValues(std::span(symptom.values).subspan(begin, end - begin));
        count = values.size();
        return values.empty() ? 0.0 : quantile(values, 0.5);
    };
    const std::size_t first = event > quarter ? event - quarter : 0;
    const std::size_t end = std::min(event + 1 + quarter, size);
    result.before = medianIn(first, event, result.valuesBefore);
    result.after = medianIn(std::min(event + 1, size), end, result.valuesAfter);    // the step of the event is of both
    result.zBefore = zOf(result.before);
    result.zAfter = zOf(result.after);
    if (result.valuesBefore < leastValues || result.valuesAfter < leastValues || result.zBefore < inTrouble)
        return result;
    const double left = result.zAfter / result.zBefore;
    result.verdict = left <= leftWhenWorked ? MitigationVerdict::Worked : left <= leftWhenPartly ? MitigationVerdict::Partly : MitigationVerdict::NoChange;

    std::size_t held = 0;
    for (std::size_t i = event; i < end && !result.recoveredAt; ++i) {
        if (!std::isfinite(symptom.values[i]))
            continue;
        held = zOf(symptom.values[i]) <= leftWhenWorked * result.zBefore ? held + 1 : 0;
        if (held == lasting)
            result.recoveredAt = i + 1 - lasting;
    }
    std::size_t count = 0;
    const std::size_t late = std::max(first, event > leastValues ? event - leastValues : 0);
    const double atLast = zOf(medianIn(late, event, count));
    result.beganBefore = result.verdict != MitigationVerdict::NoChange && count > 0 && atLast <= leftWhenPartly * result.zBefore;
    return result;
}

}    // namespace faultline
