#include "tests/evaluate/figure.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <cstdio>

namespace faultline::evaluate {

namespace {

std::string number(double value, bool isShare)
{
    char text[32];
    std::snprintf(text, sizeof text, isShare ? "%.3f" : "%.2f", value);
    return text;
}

std::string count(double n)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.0f", n);
    return text;
}

std::string numberOfPart(const Part& part, bool isShare)
{
    return part.n > 0 ? number(part.value, isShare) + " (" + count(part.n) + ")" : "–";
}

std::string goalOf(const Claim& claim)
{
    if (!claim.goal)
        return "–";
    return (claim.better == Better::Higher ? "≥ " : "≤ ") + number(*claim.goal, claim.isShare);
}

Part meanOf(std::span<const Outcome> outcomes, double Outcome::*member, std::optional<bool> half)
{
    Part part;
    double sum = 0;
    for (const Outcome& outcome : outcomes) {
        if (half && isHeldOut(outcome.name) != *half)
            continue;
        sum += outcome.*member * outcome.weight;
        part.n += outcome.weight;
    }
    part.value = part.n > 0 ? sum / part.n : 0;
    return part;
}

nlohmann::json jsonOf(const Part& part)
{
    return {{"value", part.value}, {"n", part.n}};
}

}    // namespace

Interval wilson(double share, double n)
{
    constexpr double z = 1.959964;
    if (n <= 0)
        return {};
    const double middle = (share + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z / (1 + z * z / n) * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    return {std::fmax(0.0, middle - half), std::fmin(1.0, middle + half)};
}

bool isHeldOut(std::string_view name)
{
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return ((hash ^ (hash >> 32U)) & 1U) != 0;
}

std::optional<Interval> Figure::interval() const
{
    if (!claim.isShare || all.n <= 0)
        return std::nullopt;
    return wilson(all.value, all.n);
}

bool Figure::isMissed() const
{
    if (!claim.goal || all.n <= 0)
        return false;
    return claim.better == Better::Higher ? all.value < *claim.goal : all.value > *claim.goal;
}

Figure figureOf(Claim claim, std::span<const Outcome> outcomes)
{
    return figureOf(std::move(claim), meanOf(outcomes, &Outcome::ours, std::nullopt), meanOf(outcomes, &Outcome::ours, false),
                    meanOf(outcomes, &Outcome::ours, true), meanOf(outcomes, &Outcome::baseline, std::nullopt).value);
}

Figure figureOf(Claim claim, Part all, Part tuned, Part heldOut, std::optional<double> baseline)
{
    if (claim.baseline.empty())
        baseline.reset();
    return {std::move(claim), all, tuned, heldOut, baseline};
}

std::string asTable(std::span<const Figure> figures)
{
    std::string table = "| set | metric | n | ours [95 %] | tune half (n) | held out (n) | plain method, same run | published, whole set | goal | |\n"
                        "|---|---|---|---|---|---|---|---|---|---|\n";
    for (const Figure& figure : figures) {
        const Claim& claim = figure.claim;
        std::string ours = number(figure.all.value, claim.isShare);
        if (const std::optional<Interval> interval = figure.interval())
            ours += " [" + number(interval->low, true) + ", " + number(interval->high, true) + "]";
        const std::string baseline = figure.baseline ? number(*figure.baseline, claim.isShare) + ", " + claim.baseline : "–";
        table += "| " + claim.set + " | " + claim.metric + " | " + count(figure.all.n) + " " + claim.counted + " | " + ours + " | "
            + numberOfPart(figure.tuned, claim.isShare) + " | " + numberOfPart(figure.heldOut, claim.isShare) + " | " + baseline + " | "
            + (claim.published.empty() ? "–" : claim.published) + " | " + goalOf(claim) + " | "
            + (!claim.goal ? "" : figure.isMissed() ? "**missed**" : "met") + " |\n";
    }
    return table;
}

std::string asJson(std::span<const Figure> figures, std::string_view stamp)
{
    nlohmann::ordered_json document;
    document["stamp"] = stamp;
    document["figures"] = nlohmann::ordered_json::array();
    for (const Figure& figure : figures) {
        const Claim& claim = figure.claim;
        nlohmann::ordered_json row = {{"set", claim.set},
                                      {"metric", claim.metric},
                                      {"counted", claim.counted},
                                      {"ours", jsonOf(figure.all)},
                                      {"tuned", jsonOf(figure.tuned)},
                                      {"heldOut", jsonOf(figure.heldOut)},
                                      {"published", claim.published}};
        if (const std::optional<Interval> interval = figure.interval())
            row["interval95"] = {interval->low, interval->high};
        if (figure.baseline)
            row["baseline"] = {{"name", claim.baseline}, {"value", *figure.baseline}};
        if (claim.goal) {
            row["goal"] = *claim.goal;
            row["met"] = !figure.isMissed();
        }
        document["figures"].push_back(std::move(row));
    }
    return document.dump(1) + "\n";
}

}    // namespace faultline::evaluate
