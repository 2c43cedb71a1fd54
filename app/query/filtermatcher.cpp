#include "app/query/filtermatcher.h"

#include "app/query/casetemplates.h"
#include "app/query/predicate.h"
#include "app/store/column.h"

#include <algorithm>
#include <atomic>
#include <utility>

namespace faultline {

namespace {

/// Per dictionary code: 0 = not looked at yet. Written by any thread, always with the same outcome.
enum : std::uint8_t { unknownVerdict = 0, rejects = 1, accepts = 2 };

struct Verdicts {
    std::shared_ptr<const Dictionary> dictionary;
    std::unique_ptr<std::atomic<std::uint8_t>[]> ofCode;
};

}    // namespace

struct FilterMatcher::Node {
    enum class Kind { And, Or, Not, Numbers, Text, Sources } kind = Kind::And;
    std::vector<std::unique_ptr<Node>> children;
    SegmentReader* reader = nullptr;
    Field field = Field::Time;
    std::vector<NumberRange> ranges;            // Numbers
    std::unique_ptr<TextPredicate> predicate;   // Text
    Verdicts verdicts;                          // Text on a dictionary field
    std::vector<std::int64_t> sources;          // Sources, sorted

    Result<void> narrow(const Segment& segment, RowMask& mask) const;

private:
    Result<void> narrowByAny(const Segment& segment, RowMask& mask) const;
    Result<void> narrowByColumn(const Segment& segment, RowMask& mask) const;
    void narrowByCodes(const ColumnData& column, RowMask& mask) const;
    bool acceptsCode(std::int64_t code) const;
};

namespace {

using Node = FilterMatcher::Node;

void clear(RowMask& mask)
{
    std::fill(mask.begin(), mask.end(), std::uint8_t{0});
}

bool isClear(const RowMask& mask)
{
    return std::find(mask.begin(), mask.end(), std::uint8_t{1}) == mask.end();
}

class Compiler {
public:
    Compiler(RecordKind kind, const FilterContext& context, SegmentReader& reader)
        : m_kind(kind), m_context(context), m_reader(reader)
    {
    }

    Result<std::unique_ptr<Node>> compile(const FilterNode& node, int depth)
    {
        if (node.kind == FilterNode::Kind::Compare)
            return compileComparison(node);
        if (depth > maxDepth || node.children.empty())
            return Error{ErrorKind::Usage, "Cannot run the filter", "it is nested too deeply or has an empty part", ""};
        auto result = std::make_unique<Node>();
        result->kind = node.kind == FilterNode::Kind::And ? Node::Kind::And
            : node.kind == FilterNode::Kind::Or           ? Node::Kind::Or
                                                          : Node::Kind::Not;
        for (const FilterNode& child : node.children) {
            auto compiled = compile(child, depth + 1);
            if (!compiled)
                return compiled.error();
            result->children.push_back(std::move(*compiled));
        }
        return result;
    }

private:
    static constexpr int maxDepth = 300;    // a parsed filter has at most 100 levels of three nodes

    Result<std::unique_ptr<Node>> compileComparison(const FilterNode& node)
    {
        auto result = std::make_unique<Node>();
        result->reader = &m_reader;
        if (node.field == "source")
            return compileSource(node, std::move(result));
        if (node.field == "route" && m_kind == RecordKind::Request) {
            result->field = Field::Path;
            return compileText(node, std::move(result), TextPredicate::Subject::Route);
        }
        const FieldInfo* info = findField(m_kind, node.field);
        if (info == nullptr)
            return unknownField(m_kind, node.field, node.position);
        result->field = info->field;
        if (info->type == FieldType::Dictionary || info->type == FieldType::Text)
            return compileText(node, std::move(result), TextPredicate::Subject::Value);
        auto ranges = numberRanges(node, *info, m_context);
        if (!ranges)
            return ranges.error();
        result->kind = Node::Kind::Numbers;
        result->ranges = std::move(*ranges);
        return result;
    }

    Result<std::unique_ptr<Node>> compileText(const FilterNode& node, std::unique_ptr<Node> result,
                                              TextPredicate::Subject subject)
    {
        std::shared_ptr<const UrlTemplates> templates;
        if (subject == TextPredicate::Subject::Route) {
            auto known = caseTemplates(m_reader);
            if (!known)
                return known.error();
            templates = std::move(*known);
        }
        auto predicate = TextPredicate::compile(node, subject, std::move(templates));
        if (!predicate)
            return predicate.error();
        result->kind = Node::Kind::Text;
        result->predicate = std::make_unique<TextPredicate>(std::move(*predicate));
        if (infoOf(result->field).type != FieldType::Dictionary)
            return result;
        auto dictionary = m_reader.dictionary(result->field);
        if (!dictionary)
            return dictionary.error();
        result->verdicts.dictionary = *dictionary;
        result->verdicts.ofCode = std::make_unique<std::atomic<std::uint8_t>[]>((*dictionary)->size());
        return result;
    }

    Result<std::unique_ptr<Node>> compileSource(const FilterNode& node, std::unique_ptr<Node> result)
    {
        auto predicate = TextPredicate::compile(node, TextPredicate::Subject::Value);
        if (!predicate)
            return predicate.error();
        result->kind = Node::Kind::Sources;
        const bool isExact = node.comparison != Comparison::Matches && node.comparison != Comparison::Contains;
        const bool isNegated = node.comparison == Comparison::NotEqual;
        for (const auto& [id, name] : m_context.sourceNames) {
            const bool byName = predicate->matches(name);
            const bool byId = isExact && predicate->matches(std::to_string(id));
            if (isNegated ? byName && byId : byName || byId)
                result->sources.push_back(id);
        }
        std::sort(result->sources.begin(), result->sources.end());
        return result;
    }

    RecordKind m_kind;
    const FilterContext& m_context;
    SegmentReader& m_reader;
};

}    // namespace

Result<void> FilterMatcher::Node::narrow(const Segment& segment, RowMask& mask) const
{
    switch (kind) {
    case Kind::And:
        for (const auto& child : children) {
            if (auto done = child->narrow(segment, mask); !done)
                return done;
            if (isClear(mask))
                return {};
        }
        return {};
    case Kind::Or:
        return narrowByAny(segment, mask);
    case Kind::Not: {
        RowMask inner = mask;
        if (auto done = children.front()->narrow(segment, inner); !done)
            return done;
        for (std::size_t row = 0; row < mask.size(); ++row)
            mask[row] &= static_cast<std::uint8_t>(inner[row] ^ 1U);
        return {};
    }
    case Kind::Sources:
        if (!std::binary_search(sources.begin(), sources.end(), segment.sourceId))
            clear(mask);
        return {};
    case Kind::Numbers:
    case Kind::Text:
        return narrowByColumn(segment, mask);
    }
    return {};
}

Result<void> FilterMatcher::Node::narrowByAny(const Segment& segment, RowMask& mask) const
{
    RowMask matched(mask.size(), 0);
    for (const auto& child : children) {
        RowMask one = mask;
        if (auto done = child->narrow(segment, one); !done)
            return done;
        for (std::size_t row = 0; row < mask.size(); ++row) {
            matched[row] |= one[row];
            mask[row] &= static_cast<std::uint8_t>(one[row] ^ 1U);    // what is in already is not asked again
        }
    }
    mask = std::move(matched);
    return {};
}

Result<void> FilterMatcher::Node::narrowByColumn(const Segment& segment, RowMask& mask) const
{
    const bool isTimeRange = field == Field::Time && ranges.size() == 1;
    if (isTimeRange) {    // the zone map answers for most segments
        const std::int64_t first = nanosecondsOf(segment.first);
        const std::int64_t last = nanosecondsOf(segment.last);
        if (ranges.front().low <= first && ranges.front().high >= last)
            return {};
        if (ranges.front().low > last || ranges.front().high < first) {
            clear(mask);
            return {};
        }
    }
    auto column = reader->column(segment, field);
    if (!column)
        return column.error();
    const ColumnData* data = column->get();
    if (data == nullptr || data->rows != mask.size() || (data->isText && kind == Kind::Numbers)) {
        clear(mask);
        return {};
    }
    if (kind == Kind::Numbers)
        narrowByRanges(*data, ranges, mask);
    else if (!data->isText)
        narrowByCodes(*data, mask);
    else {
        for (std::uint32_t row = 0; row < data->rows; ++row) {
            if (mask[row] != 0)
                mask[row] = data->isPresent(row) && predicate->matches(data->textAt(row)) ? 1 : 0;
        }
    }
    return {};
}

void FilterMatcher::Node::narrowByCodes(const ColumnData& column, RowMask& mask) const
{
    if (column.width == 0 && column.validity.empty()) {
        if (!acceptsCode(column.base))
            clear(mask);
        return;
    }
    for (std::uint32_t row = 0; row < column.rows; ++row) {
        if (mask[row] != 0)
            mask[row] = column.isPresent(row) && acceptsCode(column.scaled(column.narrowAt(row))) ? 1 : 0;
    }
}

bool FilterMatcher::Node::acceptsCode(std::int64_t code) const
{
    if (!verdicts.dictionary || code < 0 || code >= verdicts.dictionary->size())
        return false;
    std::atomic<std::uint8_t>& verdict = verdicts.ofCode[static_cast<std::size_t>(code)];
    std::uint8_t known = verdict.load(std::memory_order_relaxed);
    if (known == unknownVerdict) {
        known = predicate->matches(verdicts.dictionary->at(static_cast<std::uint32_t>(code))) ? accepts : rejects;
        verdict.store(known, std::memory_order_relaxed);
    }
    return known == accepts;
}

FilterMatcher::FilterMatcher(std::unique_ptr<Node> root) : m_root(std::move(root)) {}
FilterMatcher::FilterMatcher(FilterMatcher&&) noexcept = default;
FilterMatcher& FilterMatcher::operator=(FilterMatcher&&) noexcept = default;
FilterMatcher::~FilterMatcher() = default;

Result<FilterMatcher> FilterMatcher::compile(const Filter& filter, RecordKind kind, const FilterContext& context,
                                             SegmentReader& reader)
{
    if (filter.isEmpty())
        return FilterMatcher(nullptr);
    auto root = Compiler(kind, context, reader).compile(*filter.root, 0);
    if (!root)
        return root.error();
    return FilterMatcher(std::move(*root));
}

bool FilterMatcher::matchesEverything() const { return m_root == nullptr; }

Result<void> FilterMatcher::narrow(const Segment& segment, RowMask& mask) const
{
    return m_root ? m_root->narrow(segment, mask) : Result<void>();
}

}    // namespace faultline
