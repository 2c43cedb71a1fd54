#include "app/query/filter.h"

#include "app/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace faultline {
namespace {

constexpr std::size_t maxExpressionBytes = 64 * 1024;
constexpr int maxDepth = 100;
constexpr std::size_t maxListValues = 10'000;

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isFieldStart(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool isFieldCharacter(char c) { return isFieldStart(c) || (c >= '0' && c <= '9') || c == '.'; }

FilterNode logicalNode(FilterNode::Kind kind, std::size_t position)
{
    FilterNode node;
    node.kind = kind;
    node.position = position;
    return node;
}

/// Recursive descent with one rule a function. A failed rule leaves its message in m_error and returns nothing.
class Parser {
public:
    explicit Parser(std::string_view text) : m_text(text) {}

    Result<Filter> parse()
    {
        Filter filter;
        skipBlanks();
        if (atEnd())
            return filter;
        std::optional<FilterNode> root = parseOr(0);
        if (root && !atEnd())
            root = failAfterComparison();
        if (!root)
            return *m_error;
        filter.root = std::move(root);
        return filter;
    }

private:
    bool atEnd() const { return m_position >= m_text.size(); }
    char peek() const { return atEnd() ? '\0' : m_text[m_position]; }
    void skipBlanks()
    {
        while (!atEnd() && isBlank(m_text[m_position]))
            ++m_position;
    }

    std::nullopt_t fail(std::size_t position, std::string_view expected)
    {
        const std::string found = position >= m_text.size()
            ? std::string("the end")
            : '\'' + withVisibleControls(shortened(m_text.substr(position), 20)) + '\'';
        m_error = Error{ErrorKind::Usage, "Cannot read the filter",
                        "at position " + std::to_string(position + 1) + " there is " + found + ", expected "
                            + std::string(expected),
                        "Example: status>=500 and path~\"^/api/\""};
        return std::nullopt;
    }

    std::nullopt_t failAfterComparison()
    {
        if (peek() == ')')
            return fail(m_position, "\"and\", \"or\" or the end (there is no open parenthesis)");
        return fail(m_position, "\"and\", \"or\" or the end (put values with blanks or parentheses in double quotes)");
    }

    bool takeKeyword(std::string_view keyword)
    {
        const std::string_view rest = m_text.substr(m_position);
        if (!startsWithIgnoringCase(rest, keyword))
            return false;
        if (rest.size() > keyword.size() && isFieldCharacter(rest[keyword.size()]))
            return false;
        m_position += keyword.size();
        skipBlanks();
        return true;
    }

    /// a op b op c as one node with three children, so that long chains do not nest.
    template <typename Next>
    std::optional<FilterNode> parseChain(FilterNode::Kind kind, std::string_view keyword, Next next)
    {
        const std::size_t start = m_position;
        std::optional<FilterNode> first = next();
        if (!first)
            return std::nullopt;
        FilterNode node = logicalNode(kind, start);
        while (takeKeyword(keyword)) {
            std::optional<FilterNode> child = next();
            if (!child)
                return std::nullopt;
            node.children.push_back(std::move(*child));
        }
        if (node.children.empty())
            return first;
        node.children.insert(node.children.begin(), std::move(*first));
        return node;
    }

    std::optional<FilterNode> parseOr(int depth)
    {
        return parseChain(FilterNode::Kind::Or, "or", [&] { return parseAnd(depth); });
    }

    std::optional<FilterNode> parseAnd(int depth)
    {
        return parseChain(FilterNode::Kind::And, "and", [&] { return parseNot(depth); });
    }

    std::optional<FilterNode> parseNot(int depth)
    {
        const std::size_t start = m_position;
        if (depth > maxDepth)
            return fail(start, "at most " + std::to_string(maxDepth) + " nested parentheses and nots");
        if (takeKeyword("not")) {
            std::optional<FilterNode> child = parseNot(depth + 1);
            if (!child)
                return std::nullopt;
            FilterNode node = logicalNode(FilterNode::Kind::Not, start);
            node.children.push_back(std::move(*child));
            return node;
        }
        if (peek() == '(')
            return parseParentheses(depth);
        return parseComparison();
    }

    std::optional<FilterNode> parseParentheses(int depth)
    {
        ++m_position;
        skipBlanks();
        std::optional<FilterNode> inner = parseOr(depth + 1);
        if (!inner)
            return std::nullopt;
        if (peek() != ')')
            return fail(m_position, "\"and\", \"or\" or \")\"");
        ++m_position;
        skipBlanks();
        return inner;
    }

    std::optional<FilterNode> parseComparison()
    {
        FilterNode node;
        node.position = m_position;
        if (!isFieldStart(peek()))
            return fail(m_position, "a field name, \"not\" or \"(\"");
        while (!atEnd() && isFieldCharacter(peek()))
            ++m_position;
        node.field = std::string(m_text.substr(node.position, m_position - node.position));
        if (equalsIgnoringCase(node.field, "and") || equalsIgnoringCase(node.field, "or"))
            return fail(node.position, "a field name, \"not\" or \"(\"");
        skipBlanks();
        if (takeKeyword("in")) {
            node.comparison = Comparison::In;
            if (!parseList(node.values))
                return std::nullopt;
            return node;
        }
        if (!parseOperator(node.comparison))
            return std::nullopt;
        skipBlanks();
        std::optional<std::string> value = parseValue(Place::Comparison);
        if (!value)
            return std::nullopt;
        node.values.push_back(std::move(*value));
        skipBlanks();
        return node;
    }

    bool parseOperator(Comparison& comparison)
    {
        struct Spelling {
            std::string_view text;
            Comparison comparison;
        };
        static constexpr std::array<Spelling, 9> spellings{{{"==", Comparison::Equal}, {"!=", Comparison::NotEqual},
            {"<=", Comparison::LessOrEqual}, {">=", Comparison::GreaterOrEqual}, {"=", Comparison::Equal},
            {"<", Comparison::Less}, {">", Comparison::Greater}, {"~", Comparison::Matches}, {":", Comparison::Contains}}};
        for (const Spelling& spelling : spellings) {
            if (m_text.substr(m_position, spelling.text.size()) != spelling.text)
                continue;
            comparison = spelling.comparison;
            m_position += spelling.text.size();
            return true;
        }
        fail(m_position, "one of = != < <= > >= ~ : or in (...)");
        return false;
    }

    bool parseList(std::vector<std::string>& values)
    {
        if (peek() != '(') {
            fail(m_position, "\"(\" after in");
            return false;
        }
        do {
            ++m_position;    // '(' or ','
            skipBlanks();
            if (values.size() >= maxListValues) {
                fail(m_position, "at most " + std::to_string(maxListValues) + " values in a list");
                return false;
            }
            std::optional<std::string> value = parseValue(Place::List);
            if (!value)
                return false;
            values.push_back(std::move(*value));
            skipBlanks();
        } while (peek() == ',');
        if (peek() != ')') {
            fail(m_position, "\",\" or \")\"");
            return false;
        }
        ++m_position;
        skipBlanks();
        return true;
    }

    enum class Place { Comparison, List };

    std::optional<std::string> parseValue(Place place)
    {
        if (peek() == '"')
            return parseQuoted();
        if (peek() == '\'')
            return fail(m_position, "a value; strings stand in double quotes");
        const std::size_t start = m_position;
        while (!atEnd()) {
            const char c = peek();
            if (isBlank(c) || c == '(' || c == ')' || c == '"' || (c == ',' && place == Place::List))
                break;
            ++m_position;
        }
        if (m_position == start)
            return fail(start, "a value");
        return std::string(m_text.substr(start, m_position - start));
    }

    /// \" and \\ are the only escapes; any other backslash stays, so that "\d+" needs no doubling.
    std::optional<std::string> parseQuoted()
    {
        const std::size_t start = m_position++;
        std::string value;
        while (!atEnd()) {
            char c = m_text[m_position++];
            if (c == '"')
                return value;
            const bool escapes = c == '\\' && !atEnd() && (peek() == '"' || peek() == '\\');
            if (escapes)
                c = m_text[m_position++];
            value += c;
        }
        return fail(start, "a string with its closing double quote");
    }

    std::string_view m_text;
    std::size_t m_position = 0;
    std::optional<Error> m_error;
};

struct Unit {
    std::string_view name;
    std::int64_t factor;
};

constexpr std::array<Unit, 10> durationUnits{{{"ns", 1}, {"us", 1'000}, {"\xc2\xb5s", 1'000}, {"ms", 1'000'000},
    {"s", 1'000'000'000}, {"min", 60'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000},
    {"d", 86'400'000'000'000}, {"\xce\xbcs", 1'000}}};

constexpr std::array<Unit, 9> byteUnits{{{"b", 1}, {"kb", 1'000}, {"mb", 1'000'000}, {"gb", 1'000'000'000},
    {"tb", 1'000'000'000'000}, {"kib", 1LL << 10}, {"mib", 1LL << 20}, {"gib", 1LL << 30}, {"tib", 1LL << 40}}};

template <std::size_t size>
std::optional<std::int64_t> factorOf(const std::array<Unit, size>& units, std::string_view name)
{
    for (const Unit& unit : units) {
        if (equalsIgnoringCase(unit.name, name))
            return unit.factor;
    }
    return std::nullopt;
}

}    // namespace

Result<Filter> Filter::parse(std::string_view expression)
{
    if (expression.size() > maxExpressionBytes) {
        return Error{ErrorKind::Usage, "Cannot read the filter",
                     "it has " + std::to_string(expression.size()) + " bytes, the limit is "
                         + std::to_string(maxExpressionBytes),
                     "Shorten it"};
    }
    return Parser(expression).parse();
}

std::optional<std::int64_t> parseQuantity(std::string_view text, FieldType type)
{
    text = trimmed(text);
    std::size_t numberEnd = 0;
    while (numberEnd < text.size()) {
        const char c = text[numberEnd];
        const bool isNumber = (c >= '0' && c <= '9') || c == '.' || (numberEnd == 0 && (c == '-' || c == '+'));
        if (!isNumber)
            break;
        ++numberEnd;
    }
    std::string_view number = text.substr(0, numberEnd);
    if (!number.empty() && number.front() == '+')
        number.remove_prefix(1);
    const std::string_view unitName = trimmed(text.substr(numberEnd));
    std::optional<std::int64_t> value;
    if (unitName.empty() && number.find('.') == std::string_view::npos)
        value = parseInteger(number);
    else if (type == FieldType::Nanoseconds || type == FieldType::Bytes) {
        const std::optional<std::int64_t> factor
            = type == FieldType::Nanoseconds ? factorOf(durationUnits, unitName) : factorOf(byteUnits, unitName);
        if (factor)
            value = parseDecimalScaled(number, *factor);
    }
    if (value == absent)    // the most negative number means "no value" everywhere else
        return std::nullopt;
    return value;
}

}    // namespace faultline
