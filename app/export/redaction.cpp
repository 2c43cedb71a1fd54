#include "app/export/redaction.h"

#include <re2/re2.h>

#include <array>

namespace faultline {

namespace {

struct Rule {
    RE2 pattern;
    const char* instead;
};

/// In this order: what a rule leaves is not taken by a later one.
const std::array<Rule, 9>& rules()
{
    static const std::array<Rule, 9> all{{
        {RE2("://[^\\s/@:]+(:[^\\s/@]*)?@"), "://(secret)@"},
        {RE2("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"), "(secret)"},
        {RE2("\\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|hf_|AKIA|ASIA)[A-Za-z0-9_-]{10,}"), "(secret)"},
        {RE2("(?i)\\b((?:[a-z0-9]+[_-])*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization|cookie|"
             "session[_-]?id)\"?\\s*[=:]\\s*)(?:(?:bearer|basic)\\s+)?(?:\"[^\"]*\"|'[^']*'|[^\\s,;&\"'|]+)"),
         "\\1(secret)"},
        {RE2("(?i)\\b(bearer|basic)\\s+[a-z0-9+/._~-]{8,}=*"), "\\1 (secret)"},
        {RE2("[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"), "(e-mail)"},
        {RE2("([?&][A-Za-z0-9_.\\[\\]-]+=)[^&\\s\"'|()]+"), "\\1(value)"},
        {RE2("\\b(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\b|"
             "\\b(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}\\b|"
             "\\b(?:[0-9A-Fa-f]{1,4}:){1,6}(?::[0-9A-Fa-f]{1,4}){1,6}\\b"),
         "(address)"},
        {RE2("\\b[0-9A-Fa-f]{32,}\\b"), "(secret)"},
    }};
    return all;
}

}    // namespace

std::string redacted(std::string_view text)
{
    std::string result(text);
    for (const Rule& rule : rules())
        RE2::GlobalReplace(&result, rule.pattern, rule.instead);
    return result;
}

TimelineEntry redacted(TimelineEntry entry)
{
    entry.title = redacted(std::string_view(entry.title));
    entry.body = redacted(std::string_view(entry.body));
    entry.section = redacted(std::string_view(entry.section));
    entry.owner.clear();
    return entry;
}

Evidence redacted(Evidence evidence)
{
    evidence.caption = redacted(std::string_view(evidence.caption));
    evidence.reference = redacted(std::string_view(evidence.reference));
    return evidence;
}

Hypothesis redacted(Hypothesis hypothesis)
{
    hypothesis.title = redacted(std::string_view(hypothesis.title));
    hypothesis.reason = redacted(std::string_view(hypothesis.reason));
    for (auto* side : {&hypothesis.supporting, &hypothesis.opposing})
        for (Evidence& one : *side)
            one = redacted(std::move(one));
    return hypothesis;
}

}    // namespace faultline
