#pragma once

#include "tests/evaluate/figure.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::evaluate {

struct Settings {
    std::string folder;             ///< of the public sets; empty: only what is made here
    std::size_t percent = 100;      ///< of the made cases: few for a quick look
    bool isVerbose = false;         ///< each case on standard error
};

/// How many of `count` made cases to run, at least two.
std::size_t casesOf(const Settings& settings, std::size_t count);

/// A source of cases and what is measured on it. No figures: its data is not there.
struct EvaluationSet {
    std::string_view name;
    std::vector<Figure> (*run)(const Settings&);
};

std::vector<Figure> evaluateNab(const Settings&);
std::vector<Figure> evaluateMicrosoft(const Settings&);
std::vector<Figure> evaluateChangePoints(const Settings&);
std::vector<Figure> evaluatePetShop(const Settings&);
std::vector<Figure> evaluateNezha(const Settings&);
std::vector<Figure> evaluateQuiet(const Settings&);
std::vector<Figure> evaluateLags(const Settings&);
std::vector<Figure> evaluateOnsets(const Settings&);
std::vector<Figure> evaluateLocalisation(const Settings&);
std::vector<Figure> evaluateHubLogs(const Settings&);
std::vector<Figure> evaluateTemplates(const Settings&);
std::vector<Figure> evaluateEvents(const Settings&);

const std::vector<EvaluationSet>& evaluationSets();

}    // namespace faultline::evaluate
