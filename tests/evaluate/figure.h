#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline::evaluate {

/// What one case gave, for us and for the plain method beside us. A case of several parts (windows of a series) has their number as weight.
struct Outcome {
    std::string name;        ///< decides the half it belongs to
    double ours = 0;
    double baseline = 0;
    double weight = 1;
};

enum class Better : bool { Higher, Lower };

/// What is measured and what it is held against.
struct Claim {
    std::string set;
    std::string metric;
    std::string counted;             ///< what n counts: "windows"
    std::string baseline;            ///< the plain method, run by the same program on the same cases
    std::string published;           ///< best published figure, for the whole set; empty: none
    std::optional<double> goal;
    Better better = Better::Higher;
    bool isShare = true;             ///< between 0 and 1: gets an interval
};

struct Part {
    double value = 0;
    double n = 0;
};

struct Interval {
    double low = 0, high = 1;
};

struct Figure {
    Claim claim;
    Part all, tuned, heldOut;
    std::optional<double> baseline;

    std::optional<Interval> interval() const;
    bool isMissed() const;
};

/// Wilson's 95 % interval of a share.
Interval wilson(double share, double n);

/// Cases are halved by their names alone (FNV-1a, the lowest bit): parameters may be looked at on one half only.
bool isHeldOut(std::string_view name);

/// Means by weight, of all cases and of the halves.
Figure figureOf(Claim claim, std::span<const Outcome> outcomes);

/// A ratio of sums (F1 of many answers) rather than a mean of cases.
Figure figureOf(Claim claim, Part all, Part tuned, Part heldOut, std::optional<double> baseline);

std::string asTable(std::span<const Figure> figures);    ///< Markdown
std::string asJson(std::span<const Figure> figures, std::string_view stamp);

}    // namespace faultline::evaluate
