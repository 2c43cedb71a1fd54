#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

struct CsvLimits {
    std::size_t recordBytes = std::size_t{1} << 20;
    std::size_t columns = 10'000;
};

/// Records of comma (tab, semicolon ...) separated text by RFC 4180, fed line by line: a quoted field may go on over line ends.
/// A quote inside an unquoted field and text after a closing quote are taken as they are.
class CsvScanner {
public:
    explicit CsvScanner(char delimiter, CsvLimits limits = {}) : m_delimiter(delimiter), m_limits(limits) {}

    enum class Outcome {
        Record,          ///< fields() is a record
        Incomplete,      ///< a quoted field goes on in the next line
        TooLong,         ///< over the limit, most often a quote that never closes; the next line starts a new record
        TooManyColumns   ///< over the limit; the next line starts a new record
    };
    /// `line` without its line end. It must live as long as fields() is used.
    Outcome feed(std::string_view line);

    /// Of the last record, until the next feed().
    const std::vector<std::string_view>& fields() const { return m_fields; }
    /// Was the field in quotes? "" (quoted, empty) and nothing between two delimiters differ in some formats.
    bool wasQuoted(std::size_t field) const { return field < m_quoted.size() && m_quoted[field]; }
    /// Lines of the last record, or of the record under way.
    std::size_t lines() const { return m_lines; }
    bool isInsideRecord() const { return m_isInside; }
    /// Gives up the record under way.
    void reset() { m_isInside = false; }

private:
    Outcome splitUnquoted(std::string_view line);
    Outcome scan(std::string_view line);
    bool endField();

    char m_delimiter;
    CsvLimits m_limits;
    std::vector<std::string_view> m_fields;
    std::vector<bool> m_quoted;
    std::vector<std::size_t> m_ends;    // of the fields in m_text
    std::string m_text;
    std::size_t m_lines = 0;
    std::size_t m_bytes = 0;
    bool m_isInside = false;            // inside quotes at the end of a line
    bool m_fieldIsQuoted = false;
};

struct CsvShape {
    char delimiter = ',';
    std::size_t columns = 0;    ///< the most frequent number of columns, at least 2
    double share = 0;           ///< part of the records that have it, 0..1
    bool hasSepLine = false;    ///< the first line is Excel's "sep=;"
};

/// The delimiter of , ; \t | whose column count is the most constant over the (first 500) lines; nothing when none gives two
/// columns. Empty lines do not count.
std::optional<CsvShape> sniffCsv(const std::vector<std::string_view>& lines);

}    // namespace faultline
