#include "tests/evaluate/sets.h"

#include <algorithm>

namespace faultline::evaluate {

std::size_t casesOf(const Settings& settings, std::size_t count)
{
    return std::max<std::size_t>(2, count * std::min<std::size_t>(settings.percent, 100) / 100);
}

const std::vector<EvaluationSet>& evaluationSets()
{
    static const std::vector<EvaluationSet> sets = {
        {"nab", evaluateNab},
        {"microsoft", evaluateMicrosoft},
        {"tcpd", evaluateChangePoints},
        {"petshop", evaluatePetShop},
        {"nezha", evaluateNezha},
        {"quiet", evaluateQuiet},
        {"lags", evaluateLags},
        {"onsets", evaluateOnsets},
        {"localisation", evaluateLocalisation},
        {"hublogs", evaluateHubLogs},
        {"templates", evaluateTemplates},
        {"events", evaluateEvents},
    };
    return sets;
}

}    // namespace faultline::evaluate
