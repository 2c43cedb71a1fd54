#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Rows of Zeek's ASCII writer, whose "#" lines say how they are written and which columns they have. Directives may stand again
/// in the middle.
class ZeekTable {
public:
    /// A line that begins with '#'. True when it named the columns.
    bool takeDirective(std::string_view line);
    const std::vector<std::string>& fields() const { return m_fields; }
    const std::string& path() const { return m_path; }    ///< "http", "conn"; empty before it was named

    /// Of a row, absent ones with data() nullptr. Valid until the next call.
    const std::vector<std::string_view>& cells(std::string_view row);
    /// What is wrong with the row of the last cells(), in words; empty when they are as many as the columns.
    std::string fault() const;

private:
    char m_separator = '\t';
    std::string m_unset = "-", m_empty = "(empty)";
    std::string m_path;
    std::vector<std::string> m_fields;
    std::vector<std::string_view> m_cells;
};

}    // namespace faultline
