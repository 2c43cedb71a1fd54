#include "app/import/zeektable.h"

#include "app/base/text.h"

#include <charconv>

namespace faultline {

namespace {

bool takeName(std::string_view& line, std::string_view name)
{
    if (!line.starts_with(name) || line.size() <= name.size())
        return false;
    line.remove_prefix(name.size() + 1);
    return true;
}

/// "\x09" or the character itself.
char separatorFrom(std::string_view text)
{
    unsigned code = 0;
    if (text.size() == 4 && text.starts_with("\\x") && std::from_chars(text.data() + 2, text.data() + 4, code, 16).ptr == text.data() + 4 && code > 0)
        return static_cast<char>(code);
    return text.size() == 1 ? text.front() : '\t';
}

}    // namespace

bool ZeekTable::takeDirective(std::string_view line)
{
    if (takeName(line, "#separator")) {
        m_separator = separatorFrom(line);
    } else if (takeName(line, "#unset_field")) {
        m_unset = line;
    } else if (takeName(line, "#empty_field")) {
        m_empty = line;
    } else if (takeName(line, "#path")) {
        m_path = line;
    } else if (takeName(line, "#fields")) {
        m_fields.clear();
        for (const std::string_view name : split(line, m_separator))
            m_fields.emplace_back(name);
        return true;
    }
    return false;
}

const std::vector<std::string_view>& ZeekTable::cells(std::string_view row)
{
    m_cells.clear();
    for (bool isLast = false; !isLast;) {
        const std::size_t end = row.find(m_separator);
        const std::string_view cell = row.substr(0, end);
        isLast = end == std::string_view::npos;
        row.remove_prefix(isLast ? row.size() : end + 1);
        m_cells.push_back(cell == m_unset || cell == m_empty ? std::string_view() : cell);
    }
    return m_cells;
}

std::string ZeekTable::fault() const
{
    if (m_fields.empty())
        return "No #fields line stands before this entry";
    if (m_cells.size() == m_fields.size())
        return {};
    return "The #fields line names " + std::to_string(m_fields.size()) + " columns, this line has " + std::to_string(m_cells.size());
}

}    // namespace faultline
