#pragma once

#include "app/analysis/valuegrid.h"
#include "app/base/timestamp.h"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What changed at an instant, against what changes as much by chance.
struct ChangeEvidence {
    double bf = 0.5;                     ///< how much likelier the change is with the event than without, 0.5 to 3,333; 0.5 = nothing seen
    std::optional<double> p;             ///< chance of as large a change in a block of three steps; nothing = too little history
    std::size_t steps = 0;               ///< the scale that shows it best: means of so many steps before and after
    std::vector<std::size_t> series;     ///< the up to three that changed most, strongest first: indices into those given
};

/// Looks for changes of the mean at any instant of the history before an onset. Each series is compared with itself (at how many other
/// instants did it jump as far?), the three that stand out most are added up, and the sums of all blocks of three steps that share no
/// step with the instant, and in which as many series were known, say what is chance: a Gumbel distribution is fitted to them.
class ChangeSearch {
public:
    /// `affected`: the series that deviate most in the incident, on one grid. Nothing from `onset` on is looked at.
    ChangeSearch(std::span<const ValueGrid> affected, std::size_t onset);

    ChangeEvidence at(std::size_t step) const;

private:
    struct Scale {
        std::size_t steps = 0;
        std::vector<std::vector<double>> surprise;   ///< by series, from `steps` on: -ln of the share of jumps as far; NaN = unknown
        std::vector<double> sums;                    ///< of the three largest
        std::vector<std::size_t> known;              ///< how many series were known
        std::vector<double> maxima;                  ///< of the sums, by block of three
        std::optional<double> chanceOf(std::size_t step) const;    ///< by blocks that share no step with it and know as many series; nothing = too few
    };
    static Scale scaleOf(const std::vector<std::vector<double>>& histories, std::size_t steps);

    std::vector<Scale> m_scales;
};

/// What became of the trouble when the event was undone.
enum class Undoing : std::uint8_t { None, Recovered, DidNotHelp };
/// Whether a latency or a wait differs between equal loads before and after the event.
enum class EqualLoadFinding : std::uint8_t { Unknown, Worse, NoDifference };

/// All that speaks for and against an event. What is not known changes nothing.
struct CauseEvidence {
    Nanoseconds lead{0};                 ///< from the event to the onset
    std::string kind;                    ///< of the event
    ChangeEvidence change;
    Undoing undoing = Undoing::None;
    bool sharesWords = false;            ///< with what deviates
    bool hadEnded = false;               ///< the state was over before the onset
    EqualLoadFinding equalLoad = EqualLoadFinding::Unknown;
    bool hasSymptom = true;              ///< something deviates at the onset at all
};

/// What one observation does to the odds of an event.
struct ChangeFactor {
    std::string name;      ///< timing, evidence, kind, reversal, scope, active, equal_load, symptom
    double factor = 1;
    std::string reason;    ///< for people; may be empty
};

struct CauseWeight {
    double weight = 0;                     ///< likelihood ratio against "none of these"
    std::vector<ChangeFactor> factors;     ///< their product is `weight`; timing, evidence and kind always, the others where known
};

/// LR = 0.4 H exp(-lag / tau) / tau + 0.1 H / (lag ln(H / 5)) BF + 0.5 BF, in minutes, tau = 30, lag at least 2.5; times the factors. The first
/// term is an immediate cause, which needs no trace before the onset; the others are any lag, as strong as what changed at the event.
CauseWeight weightOf(const CauseEvidence& evidence, Nanoseconds lookback);

/// How often a kind of event is behind an incident, against a deploy.
double priorOf(std::string_view kind);

struct CauseShares {
    std::vector<double> shares;    ///< of each weight
    double none = 1;               ///< none of these
};
CauseShares sharesOf(std::span<const double> weights);

}    // namespace faultline
