#include "app/query/templatelearner.h"

#include "app/query/urltemplates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace faultline {
namespace {

// See docs/evaluation.md for what the numbers were measured on.
constexpr std::size_t fewWords = 8;             // fewer different segments at a place are words
constexpr std::size_t manyWords = 150;          // more cannot be
constexpr double rareShare = 0.2;               // of the segments, each with at most `rareHits` requests: a place of values
constexpr std::uint64_t rareHits = 2;
constexpr double numberedShare = 0.5;           // of the segments, with a digit: the same
constexpr double ownersShare = 0.8;             // of the segments: they are followed by the same, two or three ahead ...
constexpr double ownThingsShare = 0.5;          // ... while so many of the next segments follow one of them only
constexpr std::uint64_t fewHits = 10;           // among values a segment with fewer is one of them
constexpr double tailShare = 0.6;
constexpr double featureShare = 0.01;
constexpr double lengthShare = 0.05;
constexpr double explainedShare = 0.5;
constexpr double likeness = 0.5;
constexpr std::size_t farthest = 3;             // segments ahead that tell what follows
constexpr std::uint64_t sampleOneIn = 16;

std::uint64_t hashOf(std::string_view text)    // FNV-1a: the same sample on every machine
{
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash ^ (hash >> 29);
}

bool isAtLeast(std::size_t part, double share, std::size_t whole)
{
    return static_cast<double>(part) >= share * static_cast<double>(whole);
}

/// From the first segment on: what is decided at one place decides which paths come together at the next.
class TemplateLearner {
public:
    void add(const PathCount& path)
    {
        splitRoute(path.path, m_segments);
        m_segments.resize(std::min(m_segments.size(), mostSegmentsLearned));
        // A path that quotes a template would be taken for one.
        if (std::any_of(m_segments.begin(), m_segments.end(), [](const RouteSegment& each) { return isPlaceholder(each.literal); }))
            return;
        for (const RouteSegment& segment : m_segments)
            m_symbols.push_back(symbolOf(segment));
        m_begins.push_back(m_symbols.size());
        m_hits.push_back(path.count);
    }

    std::vector<std::string> learn()
    {
        Paths all(m_hits.size());
        for (std::uint32_t i = 0; i < all.size(); ++i)
            all[i] = i;
        learnAt(std::move(all), 0, false);
        std::sort(m_learned.begin(), m_learned.end());
        return std::move(m_learned);
    }

private:
    using Paths = std::vector<std::uint32_t>;
    struct Symbol {
        std::string name, suffix;
        bool isShaped = false;
    };
    struct Group {
        std::uint32_t symbol = 0;
        std::uint64_t hits = 0;
        Paths paths;
    };
    using Groups = std::vector<const Group*>;
    /// What follows the segments that are surely values.
    struct Profile {
        std::vector<std::size_t> lengths;    ///< number of tail paths by what remains of them
        std::size_t paths = 0;
    };
    /// What was seen of a feature, one segment at one distance, at the place in hand.
    struct Seen {
        std::uint32_t paths = 0, words = 0, lastWord = 0;
        bool isFeature = false;
    };
    using Vector = std::map<std::size_t, double>;

    std::uint32_t symbolOf(const RouteSegment& segment)
    {
        m_name.assign(segment.isShaped() ? segment.shape : segment.literal).append(segment.suffix);
        const auto [known, isNew] = m_numbers.try_emplace(m_name, static_cast<std::uint32_t>(m_table.size()));
        if (isNew)
            m_table.push_back({m_name, std::string(segment.suffix), segment.isShaped()});
        return known->second;
    }
    std::size_t lengthOf(std::uint32_t path) const { return m_begins[path + 1] - m_begins[path]; }
    std::size_t remaining(std::uint32_t path, std::size_t depth) const { return lengthOf(path) - depth - 1; }
    std::uint32_t symbolAt(std::uint32_t path, std::size_t depth) const { return m_symbols[m_begins[path] + depth]; }

    template <typename Take>
    void forEachFeature(std::uint32_t path, std::size_t depth, Take take) const
    {
        for (std::size_t ahead = 1; ahead <= farthest && depth + ahead < lengthOf(path); ++ahead)
            take(std::size_t{symbolAt(path, depth + ahead)} * farthest + ahead - 1);
    }

    std::vector<Group> groupsOf(const Paths& paths, std::size_t depth) const
    {
        std::vector<std::uint64_t> order;    // symbol, then path
        order.reserve(paths.size());
        for (const std::uint32_t path : paths) {
            if (lengthOf(path) > depth)
                order.push_back((std::uint64_t{symbolAt(path, depth)} << 32) | path);
        }
        std::sort(order.begin(), order.end());
        std::vector<Group> groups;
        for (const std::uint64_t each : order) {
            const auto path = static_cast<std::uint32_t>(each);
            const auto symbol = static_cast<std::uint32_t>(each >> 32);
            if (groups.empty() || groups.back().symbol != symbol)
                groups.emplace_back().symbol = symbol;
            groups.back().hits += m_hits[path];
            groups.back().paths.push_back(path);
        }
        return groups;
    }

    /// What follows the words at the place in hand, by feature.
    void countFeatures(const Groups& words, std::size_t depth)
    {
        for (const std::size_t feature : m_touched)
            m_seen[feature] = {};
        m_touched.clear();
        m_seen.resize(m_table.size() * farthest);
        for (std::uint32_t word = 0; word < words.size(); ++word) {
            for (const std::uint32_t path : words[word]->paths) {
                forEachFeature(path, depth, [&](std::size_t feature) {
                    Seen& it = m_seen[feature];
                    if (it.paths == 0)
                        m_touched.push_back(feature);
                    ++it.paths;
                    it.words += it.lastWord != word + 1 ? 1U : 0U;
                    it.lastWord = word + 1;
                });
            }
        }
    }

    /// Owners of things: what comes next is each one's own, what comes then is the same for nearly all.
    bool areOwners(const Groups& words, std::size_t depth)
    {
        countFeatures(words, depth);
        std::size_t things = 0, ownThings = 0;
        bool isShared = false;
        for (const std::size_t feature : m_touched) {
            if (m_table[feature / farthest].isShaped)
                continue;
            const bool isNext = feature % farthest == 0;
            things += isNext ? 1U : 0U;
            ownThings += isNext && m_seen[feature].words == 1 ? 1U : 0U;
            isShared = isShared || (!isNext && isAtLeast(m_seen[feature].words, ownersShare, words.size()));
        }
        return isShared && things >= words.size() && isAtLeast(ownThings, ownThingsShare, things);
    }

    bool isPlaceOfValues(const Groups& words, std::size_t depth)
    {
        if (words.size() < fewWords || words.size() > manyWords)
            return words.size() > manyWords;
        const auto rare = static_cast<std::size_t>(
            std::count_if(words.begin(), words.end(), [](const Group* word) { return word->hits <= rareHits; }));
        // Words of an address hardly hold digits; names, versions and the like do.
        const auto numbered = static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [this](const Group* word) {
            return m_table[word->symbol].name.find_first_of("0123456789") != std::string::npos;
        }));
        return isAtLeast(rare, rareShare, words.size()) || isAtLeast(numbered, numberedShare, words.size()) || areOwners(words, depth);
    }

    Profile profileOf(Groups words, std::size_t depth)
    {
        std::stable_sort(words.begin(), words.end(), [](const Group* a, const Group* b) { return a->hits < b->hits; });
        words.resize(std::max<std::size_t>(1, static_cast<std::size_t>(tailShare * static_cast<double>(words.size()))));
        countFeatures(words, depth);
        Profile profile;
        for (const Group* word : words)
            profile.paths += word->paths.size();
        for (const std::size_t feature : m_touched) {    // two words at least: else a short tail explains whatever it holds
            Seen& it = m_seen[feature];
            it.isFeature = it.words >= 2 && isAtLeast(it.paths, featureShare, profile.paths) && isAtLeast(it.words, featureShare, words.size());
        }
        profile.lengths.resize(mostSegmentsLearned + 1);
        for (const Group* word : words) {
            for (const std::uint32_t path : word->paths)
                profile.lengths[remaining(path, depth)] += hasFeature(path, depth) ? 0U : 1U;
        }
        return profile;
    }

    bool hasFeature(std::uint32_t path, std::size_t depth) const
    {
        bool has = false;
        forEachFeature(path, depth, [&](std::size_t feature) { has = has || m_seen[feature].isFeature; });
        return has;
    }

    bool isExplained(const Profile& profile, const Group& group, std::size_t depth) const
    {
        std::size_t explained = 0;
        for (const std::uint32_t path : group.paths) {
            const std::size_t ofItsLength = profile.lengths[remaining(path, depth)];
            const bool isUsualLength = ofItsLength > 0 && isAtLeast(ofItsLength, lengthShare, profile.paths);
            explained += isUsualLength || hasFeature(path, depth) ? 1U : 0U;
        }
        return isAtLeast(explained, explainedShare, group.paths.size());
    }

    Vector vectorOf(const Group& group, std::size_t depth) const
    {
        Vector vector;
        for (const std::uint32_t path : group.paths) {
            vector[remaining(path, depth)] += 1;    // what remains, before all features
            forEachFeature(path, depth, [&](std::size_t feature) { vector[mostSegmentsLearned + feature] += 1; });
        }
        return vector;
    }

    static double cosine(const Vector& a, const Vector& b)
    {
        double product = 0, ofA = 0, ofB = 0;
        for (const auto& [feature, value] : a) {
            const auto same = b.find(feature);
            product += same == b.end() ? 0 : value * same->second;
            ofA += value * value;
        }
        for (const auto& [feature, value] : b)
            ofB += value * value;
        return ofA > 0 && ofB > 0 ? product / std::sqrt(ofA * ofB) : 0;
    }

    void descend(const std::string& name, Paths paths, std::size_t depth, bool saysMore)
    {
        const std::size_t length = m_prefix.size();
        m_prefix.append("/").append(name);
        learnAt(std::move(paths), depth + 1, saysMore);
        m_prefix.resize(length);
    }

    /// Shapes of one suffix that are followed by the same are one kind of value, "{id}".
    void learnShapes(const Groups& shapes, std::size_t depth)
    {
        std::map<std::string, Groups> ofSuffix;
        for (const Group* shape : shapes)
            ofSuffix[m_table[shape->symbol].suffix].push_back(shape);
        for (auto& [suffix, groups] : ofSuffix) {
            // The others join the one with most paths, if whole numbers, whose name they get, are among them or nowhere.
            std::stable_sort(groups.begin(), groups.end(), [](const Group* a, const Group* b) { return a->paths.size() > b->paths.size(); });
            const Vector first = vectorOf(*groups.front(), depth);
            const std::string common = "{id}" + suffix;
            Groups alike{groups.front()}, others;
            for (std::size_t i = 1; i < groups.size(); ++i)
                (cosine(first, vectorOf(*groups[i], depth)) >= likeness ? alike : others).push_back(groups[i]);
            const bool isTaken = std::any_of(others.begin(), others.end(), [&](const Group* group) { return m_table[group->symbol].name == common; });
            if (isTaken || alike.size() == 1) {
                others = groups;
            } else {
                Paths paths;
                for (const Group* group : alike)
                    paths.insert(paths.end(), group->paths.begin(), group->paths.end());
                descend(common, std::move(paths), depth, true);
            }
            for (const Group* group : others)
                descend(m_table[group->symbol].name, group->paths, depth, true);
        }
    }

    void learnValues(const Groups& words, const Groups& shapes, std::size_t depth)
    {
        const Profile profile = profileOf(words, depth);
        Paths values;
        Groups others;
        const auto decide = [&](const Group* group, bool isValue) {
            if (isValue)
                values.insert(values.end(), group->paths.begin(), group->paths.end());
            else
                others.push_back(group);
        };
        for (const Group* word : words)
            decide(word, word->hits < fewHits || isExplained(profile, *word, depth));
        for (const Group* shape : shapes)
            decide(shape, isExplained(profile, *shape, depth));
        // From here on what was seen is that of other places.
        for (const Group* group : others)
            descend(m_table[group->symbol].name, group->paths, depth, true);
        descend("{*}", std::move(values), depth, true);
    }

    /// saysMore: the template so far is not what the shapes alone would give.
    void learnAt(Paths all, std::size_t depth, bool saysMore)    // no deeper than mostSegmentsLearned
    {
        const bool endsHere = std::any_of(all.begin(), all.end(), [&](std::uint32_t path) { return lengthOf(path) == depth; });
        if (endsHere && saysMore)
            m_learned.push_back(m_prefix);
        const std::vector<Group> groups = groupsOf(all, depth);
        all = Paths();    // the groups hold them
        Groups words, shapes;
        for (const Group& group : groups)
            (m_table[group.symbol].isShaped ? shapes : words).push_back(&group);
        if (isPlaceOfValues(words, depth))
            return learnValues(words, shapes, depth);
        for (const Group* word : words)
            descend(m_table[word->symbol].name, word->paths, depth, saysMore);
        learnShapes(shapes, depth);
    }

    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<Symbol> m_table;
    std::vector<std::uint32_t> m_symbols;    // of all paths, one behind the other
    std::vector<std::size_t> m_begins{0};
    std::vector<std::uint64_t> m_hits;
    std::vector<RouteSegment> m_segments;
    std::string m_name, m_prefix;
    std::vector<Seen> m_seen;                // by feature
    std::vector<std::size_t> m_touched;      // those that are not as new
    std::vector<std::string> m_learned;
};

}    // namespace

std::vector<std::string> learnTemplates(std::span<const PathCount> paths)
{
    std::vector<PathCount> chosen;
    chosen.reserve(paths.size());
    for (const PathCount& path : paths) {
        if (path.path.starts_with('/'))
            chosen.push_back(path);
    }
    const auto isBefore = [](const PathCount& a, const PathCount& b) { return a.path < b.path; };
    if (chosen.size() > mostPathsLearned) {
        const auto frequent = chosen.begin() + mostFrequentLearned;
        std::nth_element(chosen.begin(), frequent, chosen.end(), [&](const PathCount& a, const PathCount& b) {
            return a.count != b.count ? a.count > b.count : isBefore(a, b);
        });
        // At most as many sampled ones as would have been learned whole.
        const std::uint64_t oneIn = std::max<std::uint64_t>(sampleOneIn, chosen.size() / mostFrequentLearned);
        chosen.erase(std::remove_if(frequent, chosen.end(), [&](const PathCount& path) { return hashOf(path.path) % oneIn != 0; }),
                     chosen.end());
    }
    std::sort(chosen.begin(), chosen.end(), isBefore);
    TemplateLearner learner;
    for (const PathCount& path : chosen)
        learner.add(path);
    return learner.learn();
}

}    // namespace faultline
