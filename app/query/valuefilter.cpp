#include "app/query/valuefilter.h"

#include "app/query/urltemplates.h"

namespace faultline {

namespace {

std::string absentFilter(RecordKind kind, const std::string& field)
{
    const FieldInfo* info = findField(kind, field);
    if (info && info->field == Field::Severity)
        return "not (severity = unknown or severity >= trace)";
    if (!info || info->type == FieldType::Dictionary || info->type == FieldType::Text)
        return "not " + field + " ~ \"\"";    // every present text matches the empty pattern
    return "not (" + field + " >= 0 or " + field + " < 0)";
}

/// True for rows of one template when `value` keeps more of its values than `wider`.
bool isNarrower(std::string_view value, std::string_view wider)
{
    if (value == wider)
        return false;
    while (true) {
        const std::string_view wanted = takeSegment(wider);
        if (wanted == "**")
            return true;
        const std::string_view segment = takeSegment(value);
        if (wanted.empty() || segment.empty())
            return wanted.empty() && segment.empty();
        if (wanted != segment && wanted != "*" && !isPlaceholder(wanted))
            return false;
    }
}

std::string routeFilter(const BreakdownRow& row, const std::vector<BreakdownRow>& rows)
{
    std::string narrower;
    for (const BreakdownRow& other : rows)
        if (!other.isAbsent && other.route == row.route && isNarrower(other.value, row.value))
            narrower += (narrower.empty() ? "" : ", ") + quotedFilterValue(other.value);
    const std::string own = "route = " + quotedFilterValue(row.value);
    return narrower.empty() ? own : own + " and not route in (" + narrower + ')';
}

bool isPlainWord(std::string_view value)
{
    for (const char c : value)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'))
            return false;
    return !value.empty();
}

}    // namespace

std::string quotedFilterValue(std::string_view value)
{
    std::string text = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\')
            text += '\\';
        text += c;
    }
    return text + '"';
}

bool isBreakdownField(RecordKind kind, std::string_view name)
{
    if (name == "source" || (name == "route" && kind == RecordKind::Request))
        return true;
    const FieldInfo* info = findField(kind, name);
    return info && info->type != FieldType::Time && info->type != FieldType::Text && info->field != Field::Line
        && info->field != Field::TimeBasis;
}

std::string filterOfRow(RecordKind kind, std::string_view by, const BreakdownRow& row, const std::vector<BreakdownRow>& rows)
{
    const std::string field(by);
    if (row.isAbsent)
        return absentFilter(kind, by == "route" ? "path" : field);
    if (by == "route" && kind == RecordKind::Request)
        return routeFilter(row, rows);
    const FieldInfo* info = findField(kind, by);
    const bool isText = !info || info->type == FieldType::Dictionary || info->type == FieldType::Text;
    const bool isBare = isPlainWord(row.value) && (!isText || by == "method");
    return field + " = " + (isBare ? row.value : quotedFilterValue(row.value));
}

std::string bothFilters(const std::string& left, const std::string& right)
{
    if (left.empty() || right.empty())
        return left.empty() ? right : left;
    return '(' + left + ") and (" + right + ')';
}

Filter bothFilters(const Filter& left, const Filter& right)
{
    if (left.isEmpty() || right.isEmpty())
        return left.isEmpty() ? right : left;
    FilterNode both;
    both.kind = FilterNode::Kind::And;
    both.children = {*left.root, *right.root};
    return {both};
}

}    // namespace faultline
