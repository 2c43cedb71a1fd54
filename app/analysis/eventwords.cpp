#include "app/analysis/eventwords.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {

namespace {

constexpr std::size_t leastLetters = 3;
constexpr std::size_t mostText = 4096;    // of hostile titles
constexpr double mostCommon = 0.25;

bool saysNothing(std::string_view word)
{
    constexpr std::array<std::string_view, 54> words = {
        "the",     "for",     "and",        "with",    "from",    "into",   "off",        "turned",  "main",    "master",  "production",
        "prod",    "staging", "default",    "deploy",  "deployed", "deployment", "release", "released", "rollout", "flag", "feature",
        "update",  "updated", "change",     "changed", "enable",  "enabled", "disabled", "true",    "false",   "team",    "platform",
        "request", "rate",    "duration",   "latency", "count",   "total",  "second",     "byte",    "percent", "average", "mean",
        "number",  "http",    "https",      "www",     "com",     "api",    "status",     "merge",   "pull",    "version"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool isCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

void take(std::string_view raw, std::set<std::string>& words)
{
    std::string word = toLower(raw);
    const auto digits = std::count_if(word.begin(), word.end(), isDigit);
    const bool isHash = digits > 0 && word.size() >= 7;
    if (word.size() < leastLetters || isHash || !std::any_of(word.begin(), word.end(), isLetter))
        return;
    if (word.size() > leastLetters && word.back() == 's' && word[word.size() - 2] != 's')
        word.pop_back();
    if (!saysNothing(word))
        words.insert(std::move(word));
}

}    // namespace

std::set<std::string> wordsOf(std::string_view text)
{
    text = text.substr(0, mostText);
    std::set<std::string> words;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool isPart = i < text.size() && (isLetter(text[i]) || isDigit(text[i]));
        const bool isHump = isPart && i > begin && isCapital(text[i]) && !isCapital(text[i - 1]);
        if (isPart && !isHump)
            continue;
        take(text.substr(begin, i - begin), words);
        begin = isHump ? i : i + 1;
    }
    return words;
}

std::set<std::string> wordsOf(const Event& event)
{
    constexpr std::array<std::string_view, 10> naming = {"flag", "name", "target", "table", "component", "path", "route", "namespace", "resource", "job"};
    std::set<std::string> words = wordsOf(event.title);
    words.merge(wordsOf(event.service));
    for (const auto& [name, value] : event.fields) {
        if (std::find(naming.begin(), naming.end(), name) != naming.end())
            words.merge(wordsOf(value));
    }
    return words;
}

WordScope::WordScope(const std::vector<std::set<std::string>>& things, const std::vector<std::string>& names, const std::vector<std::string>& affected)
{
    std::map<std::string, std::size_t> inThings;
    std::map<std::string, std::size_t> inNames;
    for (const auto& words : things) {
        for (const std::string& word : words)
            ++inThings[word];
    }
    for (const std::string& name : names) {
        for (const std::string& word : wordsOf(name))
            ++inNames[word];
    }
    const auto isCommon = [](std::size_t count, std::size_t all) {
        return count > 1 && static_cast<double>(count) > mostCommon * static_cast<double>(all);
    };
    for (const std::string& name : affected) {
        for (const std::string& word : wordsOf(name)) {
            if (isCommon(inThings[word], things.size()) || isCommon(inNames[word], names.size()))
                continue;
            const double documents = static_cast<double>(things.size() + names.size() + 1);
            m_affected.try_emplace(word, Affected{name, std::log(documents / static_cast<double>(1 + inThings[word] + inNames[word]))});
        }
    }
}

WordScope::Match WordScope::match(const std::set<std::string>& words) const
{
    Match best;
    double weight = 0;
    for (const std::string& word : words) {
        const auto found = m_affected.find(word);
        if (found == m_affected.end() || found->second.weight <= weight)
            continue;
        weight = found->second.weight;
        best = {word, found->second.name};
    }
    return best;
}

}    // namespace faultline
