#include "app/analysis/componentrank.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <tuple>

namespace faultline {

namespace {

constexpr double leastDeviation = 8;
constexpr double mostOfConstant = 20;    // a constant baseline gives any height: it never passes a varying series of this
constexpr double nearlyEqual = 0.95;
constexpr std::size_t shortestWord = 5;

using Calls = std::map<std::string, std::set<std::string>>;

std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

std::vector<std::string> wordsOf(std::string_view name)
{
    std::vector<std::string> words(1);
    for (const char c : lowered(name)) {
        if (c >= 'a' && c <= 'z')
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

/// Whom a proxy fronts by its name; empty = nobody, or more than one.
std::string frontedByName(const std::string& proxy, const std::set<std::string>& components)
{
    std::set<std::string> found;
    for (const std::string& word : wordsOf(proxy)) {
        if (word.size() < shortestWord)
            continue;
        std::vector<std::string> holders;
        for (const std::string& component : components) {
            if (!isProxyName(component) && lowered(component).find(word) != std::string::npos)
                holders.push_back(component);
        }
        if (holders.size() == 1)
            found.insert(holders.front());
    }
    return found.size() == 1 ? *found.begin() : std::string();
}

/// Follows proxies of proxies; a circle ends where it began.
std::string behind(const std::string& name, const std::map<std::string, std::string>& fronts)
{
    std::string at = name;
    for (std::size_t i = 0; i < fronts.size(); ++i) {
        const auto next = fronts.find(at);
        if (next == fronts.end() || next->second == name)
            break;
        at = next->second;
    }
    return at;
}

void addSeries(const ComponentSeries& one, RankedComponent& component)
{
    const double score = one.score > 0 ? one.score : 0;
    const double counted = one.wasConstant ? std::min(score, mostOfConstant) : score;
    if (component.series == 0 || counted > component.strongest) {
        component.strongest = counted;
        component.strongestSeries = one.series;
    }
    component.broadest += std::log1p(score);
    ++component.series;
    component.isUnusual = component.isUnusual || one.isUnusual;
    if (one.onset && score > leastDeviation && (!component.onset || *one.onset < *component.onset))
        component.onset = one.onset;
}

std::set<std::string> reachedFrom(const std::string& symptom, const Calls& calls, const std::set<std::string>& deviating)
{
    std::vector<std::string> todo;
    if (symptom.empty())
        todo.assign(deviating.begin(), deviating.end());
    else
        todo.push_back(symptom);
    std::set<std::string> reached(todo.begin(), todo.end());
    while (!todo.empty()) {
        const auto callees = calls.find(todo.back());
        todo.pop_back();
        if (callees == calls.end())
            continue;
        for (const std::string& callee : callees->second) {
            if (deviating.count(callee) != 0 && reached.insert(callee).second)
                todo.push_back(callee);
        }
    }
    return reached;
}

void prefer(std::vector<RankedComponent>& components, const Calls& calls, const std::string& symptom)
{
    if (calls.empty())
        return;
    std::set<std::string> deviating;
    for (const RankedComponent& component : components) {
        if (component.deviates)
            deviating.insert(component.name);
    }
    const std::set<std::string> reached = reachedFrom(symptom, calls, deviating);
    for (RankedComponent& component : components) {
        const auto callees = calls.find(component.name);
        const bool callsOne = callees != calls.end()
            && std::any_of(callees->second.begin(), callees->second.end(),
                           [&](const std::string& callee) { return callee != component.name && deviating.count(callee) != 0; });
        component.isPreferred = component.deviates && !callsOne && reached.count(component.name) != 0;
    }
}

std::string sentenceOf(const RankedComponent& component, bool hasDependencies)
{
    char number[32];
    std::snprintf(number, sizeof number, "%.1f", component.strongest);
    std::string text = component.strongestSeries + " is " + number + " spreads off its baseline";
    if (component.series > 1)
        text += ", the strongest of " + std::to_string(component.series) + " series";
    if (component.isPreferred)
        text += "; nothing that it calls deviates";
    else if (hasDependencies && component.deviates)
        text += "; something that it calls deviates too, or the symptom does not depend on it";
    if (!component.isUnusual)
        text += "; earlier windows were like this one";
    return text;
}

using Standing = std::tuple<bool, bool, bool>;
Standing standingOf(const RankedComponent& component)
{
    return {!component.isUnusual, !component.isPreferred, !component.deviates};
}

/// Equal enough ones by breadth, then by the earlier onset.
void orderTies(std::vector<RankedComponent>& components)
{
    for (std::size_t begin = 0; begin < components.size();) {
        std::size_t end = begin + 1;
        while (end < components.size() && standingOf(components[end]) == standingOf(components[begin])
               && components[end].strongest >= nearlyEqual * components[begin].strongest)
            ++end;
        std::sort(components.begin() + static_cast<std::ptrdiff_t>(begin), components.begin() + static_cast<std::ptrdiff_t>(end),
                  [](const RankedComponent& a, const RankedComponent& b) {
                      const Timestamp first = a.onset.value_or(Timestamp::max());
                      const Timestamp second = b.onset.value_or(Timestamp::max());
                      return std::tuple(-a.broadest, first, std::string_view(a.name)) < std::tuple(-b.broadest, second, std::string_view(b.name));
                  });
        begin = end;
    }
}

void order(std::vector<RankedComponent>& components, ComponentOrder by)
{
    std::stable_sort(components.begin(), components.end(), [by](const RankedComponent& a, const RankedComponent& b) {
        const bool isBroad = by == ComponentOrder::Broadest;
        return std::tuple(standingOf(a), isBroad ? -a.broadest : -a.strongest) < std::tuple(standingOf(b), isBroad ? -b.broadest : -b.strongest);
    });
    if (by == ComponentOrder::Strongest)
        orderTies(components);
}

}    // namespace

bool isProxyName(std::string_view name)
{
    constexpr std::array<std::string_view, 9> words = {"_remote", "_client", "elb.amazonaws.com", "loadbalancer", "load-balancer",
                                                       "load_balancer", "-proxy", "_proxy", "envoy"};
    return std::any_of(words.begin(), words.end(), [name](std::string_view word) { return containsIgnoringCase(name, word); });
}

std::vector<Dependency> frontsOf(std::span<const std::string> components, std::span<const Dependency> dependencies)
{
    std::vector<Dependency> fronts;
    const std::set<std::string> distinct(components.begin(), components.end());
    for (const std::string& component : distinct) {
        if (!isProxyName(component))
            continue;
        std::set<std::string> callees;
        for (const Dependency& dependency : dependencies) {
            if (dependency.caller == component && dependency.callee != component)
                callees.insert(dependency.callee);
        }
        std::string fronted = callees.size() == 1 ? *callees.begin() : callees.empty() ? frontedByName(component, distinct) : std::string();
        if (!fronted.empty())
            fronts.push_back({component, std::move(fronted)});
    }
    return fronts;
}

std::vector<RankedComponent> rankComponents(std::span<const ComponentSeries> series, const ComponentOptions& options)
{
    std::vector<std::string> names;
    for (const ComponentSeries& one : series)
        names.push_back(one.component);
    for (const Dependency& dependency : options.dependencies) {
        names.push_back(dependency.caller);
        names.push_back(dependency.callee);
    }
    std::map<std::string, std::string> fronts;
    for (const Dependency& front : frontsOf(names, options.dependencies))
        fronts[front.caller] = front.callee;
    for (const Dependency& front : options.fronts)
        fronts[front.caller] = front.callee;

    std::map<std::string, RankedComponent> byName;
    for (const ComponentSeries& one : series) {
        const std::string name = behind(one.component, fronts);
        RankedComponent& component = byName[name];
        component.name = name;
        if (name != one.component && std::find(component.proxies.begin(), component.proxies.end(), one.component) == component.proxies.end())
            component.proxies.push_back(one.component);
        addSeries(one, component);
    }
    Calls calls;
    for (const Dependency& dependency : options.dependencies) {
        const std::string caller = behind(dependency.caller, fronts);
        const std::string callee = behind(dependency.callee, fronts);
        if (caller != callee)
            calls[caller].insert(callee);
    }
    std::vector<RankedComponent> components;
    for (auto& [name, component] : byName) {
        component.broadest /= static_cast<double>(component.series);
        component.deviates = component.strongest > leastDeviation;
        std::sort(component.proxies.begin(), component.proxies.end());
        components.push_back(std::move(component));
    }
    prefer(components, calls, behind(options.symptom, fronts));
    order(components, options.order);
    for (RankedComponent& component : components)
        component.sentence = sentenceOf(component, !calls.empty());
    return components;
}

}    // namespace faultline
