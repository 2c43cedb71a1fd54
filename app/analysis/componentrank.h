#pragma once

#include "app/base/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// One series of a component (a service, pod, host or collection) and how far it left its baseline: see Deviation.
struct ComponentSeries {
    std::string component;
    std::string series;
    double score = 0;                     ///< in spreads of the baseline, not negative
    bool isUnusual = true;                ///< by the placebo: hardly any earlier window was like this one
    bool wasConstant = false;
    std::optional<Timestamp> onset;
};

/// Who calls whom: from a file of caller and callee, or learned from traces.
struct Dependency {
    std::string caller;
    std::string callee;
};

/// What decides among components that are alike otherwise.
enum class ComponentOrder : std::uint8_t { Strongest, Broadest };

struct ComponentOptions {
    std::vector<Dependency> dependencies = {};
    std::string symptom = {};               ///< the component whose series was chosen; empty: any that deviates
    /// Proxies and what they front, beside what frontsOf() finds.
    std::vector<Dependency> fronts = {};
    ComponentOrder order = ComponentOrder::Strongest;
};

struct RankedComponent {
    std::string name;
    std::vector<std::string> proxies;     ///< merged into it, by name
    double strongest = 0;                 ///< the largest score of its series; of a constant one at most 20
    double broadest = 0;                  ///< mean of ln(1 + score) over its series
    std::string strongestSeries;
    std::size_t series = 0;
    std::optional<Timestamp> onset;       ///< the earliest of series that deviate
    bool isUnusual = false;
    bool deviates = false;                ///< a score above 8
    bool isPreferred = false;             ///< deviates, the symptom depends on it through others that do, and it calls nobody who does
    std::string sentence;
};

/// Components, the most suspicious first: preferred ones, those that deviate, the others; inside by the strongest series, within 5 % by
/// breadth, then by the earlier onset; or by breadth first. A constant baseline gives a change any height: such series come after varying ones. Without dependencies nobody is preferred. Grey ones (no series unusual) come last.
std::vector<RankedComponent> rankComponents(std::span<const ComponentSeries> series, const ComponentOptions& options = {});

/// "PetSearch_client", "db.example.elb.amazonaws.com", "checkout-envoy": stands in front of another component.
bool isProxyName(std::string_view name);

/// Which proxies front which component: the only callee of one, else the only component in whose name a word of the proxy's name
/// (five letters or more, as load balancers cut names) occurs.
std::vector<Dependency> frontsOf(std::span<const std::string> components, std::span<const Dependency> dependencies);

}    // namespace faultline
