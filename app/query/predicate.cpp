#include "app/query/predicate.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "app/query/urltemplates.h"

#include <re2/re2.h>

#include <algorithm>
#include <limits>

namespace faultline {
namespace {

constexpr std::int64_t smallest = absent + 1;    // `absent` itself is not a number
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t patternMemory = 16 << 20;

Error filterError(const FilterNode& node, std::string why, std::string action = {})
{
    return {ErrorKind::Usage, "Cannot run the filter",
            "at position " + std::to_string(node.position + 1) + ": " + std::move(why), std::move(action)};
}

std::string quoted(std::string_view text) { return '"' + withVisibleControls(shortened(text, 60)) + '"'; }

std::optional<std::int64_t> timeValue(std::string_view text, const TimeZone& zone)
{
    text = trimmed(text);
    const std::optional<WrittenTime> written = scanIsoTime(text);
    if (!written || !text.empty())
        return std::nullopt;
    TimeSettings settings;
    settings.zone = zone;
    const std::optional<RecordTime> time = TimeResolver(settings).resolve(*written);
    return time ? std::optional(nanosecondsOf(time->utc)) : std::nullopt;
}

template <typename Enum>
std::optional<std::int64_t> nameValue(std::string_view text)
{
    Enum value{};
    if (!fromName(toLower(trimmed(text)), value))
        return std::nullopt;
    return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> numberValue(std::string_view text, const FieldInfo& info, const FilterContext& context)
{
    if (info.field == Field::Severity)
        return nameValue<Severity>(text);
    if (info.field == Field::TimeBasis)
        return nameValue<TimeBasis>(text);
    if (info.type == FieldType::Time)
        return timeValue(text, info.field == Field::LocalTime ? TimeZone::utc() : context.zone);
    return parseQuantity(text, info.type);
}

std::string expectedValue(const FieldInfo& info)
{
    if (info.field == Field::Severity)
        return "one of unknown, trace, debug, info, warn, error, fatal";
    if (info.field == Field::TimeBasis)
        return "one of offset, epoch, specification, source-zone, zone-word";
    switch (info.type) {
    case FieldType::Time:
        return "a time such as 2024-04-23T21:00 or 2024-04-23T21:00:05.250Z";
    case FieldType::Nanoseconds:
        return "a duration such as 500ms or 2s";
    case FieldType::Bytes:
        return "a size such as 200, 1MB or 3KiB";
    case FieldType::Integer:
    case FieldType::Dictionary:
    case FieldType::Text:
        break;
    }
    return "a whole number";
}

void addRange(std::vector<NumberRange>& ranges, std::int64_t low, std::int64_t high)
{
    if (low <= high)
        ranges.push_back({low, high});
}

void addRanges(std::vector<NumberRange>& ranges, Comparison comparison, std::int64_t value, std::int64_t floor)
{
    switch (comparison) {
    case Comparison::Equal:
    case Comparison::In:
        return addRange(ranges, value, value);
    case Comparison::NotEqual:
        if (value > smallest)
            addRange(ranges, smallest, value - 1);
        if (value < largest)
            addRange(ranges, value + 1, largest);
        return;
    case Comparison::Less:
        if (value > smallest)
            addRange(ranges, floor, value - 1);
        return;
    case Comparison::LessOrEqual:
        return addRange(ranges, floor, value);
    case Comparison::Greater:
        if (value < largest)
            addRange(ranges, std::max(floor, value + 1), largest);
        return;
    case Comparison::GreaterOrEqual:
        return addRange(ranges, std::max(floor, value), largest);
    case Comparison::Matches:
    case Comparison::Contains:
        return;
    }
}

std::size_t editDistance(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> previous(right.size() + 1);
    std::vector<std::size_t> current(right.size() + 1);
    for (std::size_t j = 0; j <= right.size(); ++j)
        previous[j] = j;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            current[j] = std::min({replaced, previous[j] + 1, current[j - 1] + 1});
        }
        std::swap(previous, current);
    }
    return previous.back();
}

std::vector<std::string_view> fieldNames(RecordKind kind)
{
    std::vector<std::string_view> names{"source"};
    if (kind == RecordKind::Request)
        names.emplace_back("route");
    for (int i = 0; i < fieldCount; ++i) {
        const FieldInfo& info = infoOf(static_cast<Field>(i));
        if (has(info, kind))
            names.push_back(info.name);
    }
    return names;
}

std::string joined(const std::vector<std::string_view>& names)
{
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

}    // namespace

TextPredicate::TextPredicate() = default;
TextPredicate::TextPredicate(TextPredicate&&) noexcept = default;
TextPredicate& TextPredicate::operator=(TextPredicate&&) noexcept = default;
TextPredicate::~TextPredicate() = default;

Result<TextPredicate> TextPredicate::compile(const FilterNode& node, Subject subject, std::shared_ptr<const UrlTemplates> templates)
{
    if (node.values.empty())
        return filterError(node, "the comparison has no value");
    TextPredicate predicate;
    predicate.m_subject = subject;
    predicate.m_templates = std::move(templates);
    predicate.m_comparison = node.comparison;
    predicate.m_values = node.values;
    std::sort(predicate.m_values.begin(), predicate.m_values.end());
    switch (node.comparison) {
    case Comparison::Equal:
    case Comparison::NotEqual:
    case Comparison::In:
    case Comparison::Contains:
        return predicate;
    case Comparison::Matches:
        break;
    case Comparison::Less:
    case Comparison::LessOrEqual:
    case Comparison::Greater:
    case Comparison::GreaterOrEqual:
        return filterError(node, node.field + " is text, which has no order", "Use = != ~ : or in (...)");
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(patternMemory);
    predicate.m_pattern = std::make_unique<re2::RE2>(node.values.front(), options);
    if (!predicate.m_pattern->ok()) {
        return filterError(node, "the pattern " + quoted(node.values.front()) + " is not valid: "
                               + predicate.m_pattern->error(), "Patterns are RE2 regular expressions");
    }
    return predicate;
}

bool TextPredicate::equalsAny(std::string_view value) const
{
    if (m_subject == Subject::Route) {
        return std::any_of(m_values.begin(), m_values.end(),
                           [&](const std::string& route) { return m_templates->has(value, route); });
    }
    return std::binary_search(m_values.begin(), m_values.end(), value, std::less<>());
}

bool TextPredicate::matches(std::string_view value) const
{
    const bool isExact = m_comparison != Comparison::Matches && m_comparison != Comparison::Contains;
    if (isExact)
        return equalsAny(value) == (m_comparison != Comparison::NotEqual);
    std::string route;
    if (m_subject == Subject::Route) {
        m_templates->append(value, route);
        value = route;
    }
    if (m_comparison == Comparison::Contains)
        return containsIgnoringCase(value, m_values.front());
    return re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *m_pattern);
}

Result<std::vector<NumberRange>> numberRanges(const FilterNode& node, const FieldInfo& info, const FilterContext& context)
{
    if (node.comparison == Comparison::Matches || node.comparison == Comparison::Contains)
        return filterError(node, node.field + " is not text", "Use = != < <= > >= or in (...)");
    // A record without a severity is not "below error".
    const std::int64_t floor = info.field == Field::Severity ? static_cast<std::int64_t>(Severity::Trace) : smallest;
    std::vector<NumberRange> ranges;
    for (const std::string& text : node.values) {
        const std::optional<std::int64_t> value = numberValue(text, info, context);
        if (!value)
            return filterError(node, quoted(text) + " is not " + expectedValue(info));
        addRanges(ranges, node.comparison, *value, floor);
    }
    std::sort(ranges.begin(), ranges.end(), [](NumberRange a, NumberRange b) { return a.low < b.low; });
    return ranges;
}

Error unknownField(RecordKind kind, std::string_view name, std::optional<std::size_t> position)
{
    const std::vector<std::string_view> names = fieldNames(kind);
    const std::string wanted = toLower(shortened(name, 60));
    std::vector<std::string_view> near;
    for (const std::string_view known : names) {
        const bool contains = wanted.size() >= 2 && (known.find(wanted) != std::string_view::npos
                                                     || wanted.find(known) != std::string::npos);
        if (contains || editDistance(wanted, known) <= std::max<std::size_t>(1, known.size() / 3))
            near.push_back(known);
    }
    const std::string place = position ? " (position " + std::to_string(*position + 1) + ")" : "";
    const std::string action = near.empty() ? "Fields are: " + joined(names) : "Perhaps you mean " + joined(near);
    return {ErrorKind::Usage, "Cannot run the query",
            "a " + std::string(nameOf(kind)) + " has no field " + quoted(name) + place, action};
}

}    // namespace faultline
