#pragma once

#include "app/model/templaterule.h"
#include "app/query/route.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Which segments of a path are words of the address and which are values: by rule, by learned template ("/api/models/{*}/{*}"),
/// else by their shape. The one door to templates; an object without rules and templates knows shapes alone.
class UrlTemplates {
public:
    UrlTemplates() = default;
    /// The templates as learnTemplates() gives them, in any order.
    explicit UrlTemplates(std::span<const std::string> templates, std::vector<TemplateRule> rules = {});

    /// The segments of a path; values are shaped, with the name that stands for them: "{*}", "{id}", "{org}". Views into the path
    /// and into this object. `segments` is overwritten.
    void split(std::string_view path, std::vector<RouteSegment>& segments) const;

    /// The template of a path without its query string: "/users//42/a.png" -> "/users/{id}/a.png".
    std::string of(std::string_view path) const;
    void append(std::string_view path, std::string& text) const;

    /// True when `route` is the path itself, its template, or its template with some of the values kept.
    bool has(std::string_view path, std::string_view route) const;

    /// Those of `fresh` that say nothing new about a place where the templates here have a say already: what an import may add
    /// without moving a path from one template to another.
    std::vector<std::string> additionsFrom(std::span<const std::string> fresh) const;

private:
    using Children = std::map<std::string, std::uint32_t, std::less<>>;
    struct Node {
        Children words, shapes;      ///< "models"; "{id}.json"
        std::uint32_t values = 0;    ///< child of {*}; 0: no place of values
        bool isLeaf() const { return words.empty() && shapes.empty() && values == 0; }
    };
    struct Step {
        std::uint32_t node = 0;
        std::string_view name;       ///< what stands for the segment
    };
    Step step(const Node& node, const RouteSegment& segment) const;
    void add(std::string_view text);
    const TemplateRule* ruleFor(std::string_view path, std::vector<RouteSegment>& segments) const;

    std::vector<Node> m_nodes{1};
    std::vector<TemplateRule> m_rules;
};

/// The template that segments spell; `path` says whether it is one and how it ends.
void appendTemplate(std::string_view path, std::span<const RouteSegment> segments, std::string& text);

/// "{id}", "{*}", "{org}.json": a segment of a template that stands for values.
bool isPlaceholder(std::string_view segment);

/// Takes the next segment that is not empty off `rest`; empty at the end.
std::string_view takeSegment(std::string_view& rest);

}    // namespace faultline
