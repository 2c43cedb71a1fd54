#include "app/store/templatestore.h"

#include "app/store/rowcheck.h"

namespace faultline {

namespace {

constexpr std::string_view sqlVersion = "PRAGMA user_version";
constexpr std::int64_t firstVersion = 3;    // with templates
constexpr std::string_view sqlRules = "SELECT id, pattern, answer, position FROM url_rule ORDER BY position, id";
constexpr std::string_view sqlTemplates = "SELECT id, template FROM url_template ORDER BY id";

TemplateRule readRule(const Statement&, RowCheck& check)
{
    TemplateRule rule;
    rule.id = check.integer(0);
    rule.pattern = check.text(1);
    rule.answer = check.name<TemplateRule::Answer>(2);
    rule.position = check.integer(3);
    return rule;
}

LearnedTemplate readTemplate(const Statement&, RowCheck& check)
{
    return {check.integer(0), check.text(1)};
}

}    // namespace

Result<KeptTemplates> keptTemplates(Database& database)
{
    std::uint64_t unreadable = 0;
    const auto version = readRows<std::int64_t>(database.prepare(sqlVersion), unreadable,
                                                [](const Statement&, RowCheck& check) { return check.integer(0); });
    if (!version)
        return version.error();
    KeptTemplates kept;
    if (version->empty() || version->front() < firstVersion)
        return kept;
    auto rules = readRows<TemplateRule>(database.prepare(sqlRules), unreadable, readRule);
    if (!rules)
        return rules.error();
    auto learned = readRows<LearnedTemplate>(database.prepare(sqlTemplates), unreadable, readTemplate);
    if (!learned)
        return learned.error();
    kept.rules = std::move(*rules);
    kept.learned = std::move(*learned);
    return kept;
}

}    // namespace faultline
