#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What a person says about paths; comes before everything learned. In a pattern "*" or "{name}" is one segment ("{name}.json" one
/// with that ending), a last "**" the rest. The template of a path that matches is the pattern, or the path itself.
struct TemplateRule {
    enum class Answer : std::uint8_t { Template, Exact };
    std::int64_t id = 0;          ///< 0 until stored
    std::string pattern;
    Answer answer = Answer::Template;
    std::int64_t position = 0;    ///< the first rule that matches decides
    bool operator==(const TemplateRule&) const = default;
};

std::string_view nameOf(TemplateRule::Answer answer);    ///< "template", "exact"
bool fromName(std::string_view name, TemplateRule::Answer& value);

/// A URL template that was learned. It keeps its id as long as the case keeps it.
struct LearnedTemplate {
    std::int64_t id = 0;
    std::string text;
    bool operator==(const LearnedTemplate&) const = default;
};

/// What a case keeps about URL templates.
struct KeptTemplates {
    std::vector<TemplateRule> rules;         ///< by position
    std::vector<LearnedTemplate> learned;    ///< by id; none: nothing was learned yet, or shapes say it all
};

}    // namespace faultline
