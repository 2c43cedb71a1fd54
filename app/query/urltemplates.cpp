#include "app/query/urltemplates.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace faultline {
namespace {

constexpr std::uint32_t unknown = std::numeric_limits<std::uint32_t>::max();
constexpr std::string_view values = "{*}";
constexpr std::string_view anyShape = "{id}";
constexpr std::string_view rest = "**";

bool isPath(std::string_view path) { return !path.empty() && path.front() == '/'; }

/// How a word of a pattern reads a segment; nothing when it does not match.
std::optional<RouteSegment> readBy(std::string_view word, std::string_view segment)
{
    if (word == "*")
        return RouteSegment{segment, word, {}};
    if (!isPlaceholder(word))
        return word == segment ? std::optional(RouteSegment{segment, {}, {}}) : std::nullopt;
    const std::string_view suffix = word.substr(word.find('}') + 1);
    if (segment.size() <= suffix.size() || !segment.ends_with(suffix))
        return std::nullopt;
    return RouteSegment{segment, word.substr(0, word.size() - suffix.size()), segment.substr(segment.size() - suffix.size())};
}

/// The segments of a path that a rule's pattern matches; false when it does not.
bool matchesRule(const TemplateRule& rule, std::string_view path, std::vector<RouteSegment>& segments)
{
    segments.clear();
    if (!isPath(path) || !isPath(rule.pattern))
        return path == rule.pattern;
    std::string_view wanted = rule.pattern;
    while (true) {
        const std::string_view word = takeSegment(wanted);
        path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
        if (word == rest && wanted.find_first_not_of('/') == std::string_view::npos) {
            while (path.ends_with('/'))
                path.remove_suffix(1);
            segments.push_back({path, rest, {}});
            return !path.empty();
        }
        const std::string_view segment = takeSegment(path);
        if (word.empty() || segment.empty())
            return word.empty() && segment.empty();
        const std::optional<RouteSegment> read = readBy(word, segment);
        if (!read)
            return false;
        segments.push_back(*read);
    }
}

/// Whether `route` goes on with `text` as a whole segment.
bool continues(std::string_view route, std::size_t at, std::string_view text)
{
    return route.substr(at, text.size()) == text && (at + text.size() == route.size() || route[at + text.size()] == '/');
}

}    // namespace

bool isPlaceholder(std::string_view segment)
{
    const std::size_t end = segment.find('}');
    return segment.size() > 2 && segment.front() == '{' && end != std::string_view::npos && end > 1
        && (end + 1 == segment.size() || segment[end + 1] == '.');
}

std::string_view takeSegment(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of('/'), rest.size()));
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    return segment;
}

void appendTemplate(std::string_view path, std::span<const RouteSegment> segments, std::string& text)
{
    if (!isPath(path)) {    // "*", "example.org:443" of CONNECT, "-": not a path
        text.append(path);
        return;
    }
    for (const RouteSegment& segment : segments) {
        text += '/';
        text.append(segment.isShaped() ? segment.shape : segment.literal);
        text.append(segment.suffix);
    }
    if (path.back() == '/')
        text += '/';
}

UrlTemplates::UrlTemplates(std::span<const std::string> templates, std::vector<TemplateRule> rules) : m_rules(std::move(rules))
{
    for (const std::string& text : templates)
        add(text);
}

void UrlTemplates::add(std::string_view text)
{
    std::uint32_t at = 0;
    for (std::string_view name = takeSegment(text); !name.empty(); name = takeSegment(text)) {
        const auto next = static_cast<std::uint32_t>(m_nodes.size());
        std::uint32_t child = 0;
        if (name == values) {
            child = m_nodes[at].values == 0 ? next : m_nodes[at].values;
            m_nodes[at].values = child;
        } else {
            Children& children = isPlaceholder(name) ? m_nodes[at].shapes : m_nodes[at].words;
            child = children.try_emplace(std::string(name), next).first->second;
        }
        if (child == next)
            m_nodes.emplace_back();
        at = child;
    }
}

/// Where a segment leads. What a place of values has no child for is a value; elsewhere "{id}" stands for all shapes, unless the
/// shape has a child of its own.
UrlTemplates::Step UrlTemplates::step(const Node& node, const RouteSegment& segment) const
{
    const auto stepTo = [](const Children& children, std::string_view name) {
        const auto child = children.find(name);
        return child == children.end() ? Step{unknown, {}} : Step{child->second, child->first};
    };
    Step found{unknown, {}};
    if (!segment.isShaped())
        found = stepTo(node.words, segment.literal);
    else if (segment.suffix.empty())
        found = stepTo(node.shapes, segment.shape);
    else if (!node.shapes.empty())
        found = stepTo(node.shapes, std::string(segment.shape).append(segment.suffix));
    if (found.node != unknown)
        return found;
    if (node.values != 0)
        return {node.values, values};
    if (segment.isShaped() && !node.shapes.empty())
        return stepTo(node.shapes, std::string(anyShape).append(segment.suffix));
    return found;
}

const TemplateRule* UrlTemplates::ruleFor(std::string_view path, std::vector<RouteSegment>& segments) const
{
    const auto rule = std::find_if(m_rules.begin(), m_rules.end(),
                                   [&](const TemplateRule& each) { return matchesRule(each, path, segments); });
    return rule == m_rules.end() ? nullptr : &*rule;
}

void UrlTemplates::split(std::string_view path, std::vector<RouteSegment>& segments) const
{
    if (!m_rules.empty()) {
        if (const TemplateRule* rule = ruleFor(path, segments)) {
            for (RouteSegment& segment : segments) {
                if (rule->answer == TemplateRule::Answer::Exact)
                    segment = {segment.literal, {}, {}};
            }
            return;
        }
    }
    splitRoute(path, segments);
    if (m_nodes.size() == 1 || !isPath(path))
        return;
    std::uint32_t at = 0;
    for (RouteSegment& segment : segments) {
        const Step next = step(m_nodes[at], segment);
        if (next.node == unknown)
            return;
        if (next.name == values)
            segment.suffix = {};
        if (next.name == values || segment.isShaped())
            segment.shape = next.name.substr(0, next.name.size() - segment.suffix.size());
        at = next.node;
    }
}

void UrlTemplates::append(std::string_view path, std::string& text) const
{
    std::vector<RouteSegment> segments;
    split(path, segments);
    appendTemplate(path, segments, text);
}

std::string UrlTemplates::of(std::string_view path) const
{
    std::string text;
    text.reserve(path.size() + 8);
    append(path, text);
    return text;
}

bool UrlTemplates::has(std::string_view path, std::string_view route) const
{
    if (path == route)
        return true;
    if (!isPath(path) || !isPath(route) || (path.back() == '/') != (route.back() == '/'))
        return false;
    std::vector<RouteSegment> segments;
    split(path, segments);
    std::size_t at = 0;
    for (const RouteSegment& segment : segments) {
        if (at >= route.size() || route[at] != '/')
            return false;
        ++at;
        if (continues(route, at, segment.literal)) {
            at += segment.literal.size();
            continue;
        }
        const bool isNamed = segment.isShaped() && route.substr(at).starts_with(segment.shape)
            && continues(route, at + segment.shape.size(), segment.suffix);
        if (!isNamed)
            return false;
        at += segment.shape.size() + segment.suffix.size();
    }
    return at == route.size() || (at + 1 == route.size() && route[at] == '/');
}

std::vector<std::string> UrlTemplates::additionsFrom(std::span<const std::string> fresh) const
{
    std::vector<std::string> additions;
    for (const std::string& text : fresh) {
        std::string_view rest = text;
        std::uint32_t at = 0;
        bool isNew = false, isAddition = true;
        for (std::string_view name = takeSegment(rest); !name.empty() && !isNew; name = takeSegment(rest)) {
            const Node& node = m_nodes[at];
            const bool isValue = name == values;
            const Children& children = isPlaceholder(name) ? node.shapes : node.words;
            const auto child = children.find(name);
            isNew = isValue ? node.values == 0 : child == children.end();
            if (!isNew)
                at = isValue ? node.values : child->second;
            else
                isAddition = node.isLeaf() || (!isPlaceholder(name) && node.values == 0);
        }
        if (isNew && isAddition)
            additions.push_back(text);
    }
    return additions;
}

}    // namespace faultline
