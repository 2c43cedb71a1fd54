#pragma once

#include "app/query/filter.h"
#include "app/query/filtermatcher.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace faultline {

class UrlTemplates;

/// One comparison with text: = != in (exact), ~ (RE2, unanchored), : (contains, ASCII case ignored). Thread-safe.
class TextPredicate {
public:
    enum class Subject {
        Value,
        Route    ///< matches() is given the path; exact comparisons also take templates with some values kept
    };
    /// `templates`: for routes.
    static Result<TextPredicate> compile(const FilterNode& node, Subject subject, std::shared_ptr<const UrlTemplates> templates = {});
    TextPredicate(TextPredicate&&) noexcept;
    TextPredicate& operator=(TextPredicate&&) noexcept;
    ~TextPredicate();

    bool matches(std::string_view value) const;

private:
    TextPredicate();
    bool equalsAny(std::string_view value) const;

    Subject m_subject = Subject::Value;
    std::shared_ptr<const UrlTemplates> m_templates;
    Comparison m_comparison = Comparison::Equal;
    std::vector<std::string> m_values;    // sorted
    std::unique_ptr<re2::RE2> m_pattern;
};

/// The numbers that a comparison on a number, duration, size, time, severity or time basis lets through.
Result<std::vector<NumberRange>> numberRanges(const FilterNode& node, const FieldInfo& info, const FilterContext& context);

/// The error for a name that is not a field of this kind; names those it may have been meant for. `position` counts from 0.
Error unknownField(RecordKind kind, std::string_view name, std::optional<std::size_t> position = {});

}    // namespace faultline
