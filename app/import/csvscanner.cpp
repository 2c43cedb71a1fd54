#include "app/import/csvscanner.h"

#include "app/base/bytescan.h"

#include <algorithm>
#include <bit>
#include <map>

namespace faultline {

namespace {

constexpr std::size_t sniffedLines = 500;

CsvShape shapeWith(char delimiter, const std::vector<std::string_view>& lines, std::size_t first)
{
    CsvScanner scanner(delimiter);
    std::map<std::size_t, std::size_t> counts;
    std::size_t records = 0;
    for (std::size_t i = first; i < std::min(lines.size(), first + sniffedLines); ++i) {
        if (lines[i].empty() && !scanner.isInsideRecord())
            continue;
        const CsvScanner::Outcome outcome = scanner.feed(lines[i]);
        if (outcome == CsvScanner::Outcome::Incomplete)
            continue;
        ++records;
        if (outcome == CsvScanner::Outcome::Record)
            ++counts[scanner.fields().size()];
    }
    if (scanner.isInsideRecord())
        records += scanner.lines();    // most likely not a quote at all: each of those lines speaks against it
    CsvShape shape;
    shape.delimiter = delimiter;
    std::size_t best = 0;
    for (const auto& [columns, count] : counts) {
        if (columns < 2 || count <= best)
            continue;
        best = count;
        shape.columns = columns;
    }
    if (records > 0)
        shape.share = static_cast<double>(best) / static_cast<double>(records);
    return shape;
}

}    // namespace

CsvScanner::Outcome CsvScanner::splitUnquoted(std::string_view line)
{
    const char* const end = line.data() + line.size();
    const char* begin = line.data();
    const auto cut = [this, &begin](const char* at) {
        if (m_fields.size() == m_limits.columns)
            return false;
        m_fields.emplace_back(begin, static_cast<std::size_t>(at - begin));
        begin = at + 1;
        return true;
    };
    const char* at = begin;
    for (; end - at >= ByteBlock::size; at += ByteBlock::size) {
        for (std::uint32_t found = ByteBlock(at).equal(m_delimiter); found != 0; found &= found - 1) {
            if (!cut(at + std::countr_zero(found)))
                return Outcome::TooManyColumns;
        }
    }
    for (; at != end; ++at) {
        if (*at == m_delimiter && !cut(at))
            return Outcome::TooManyColumns;
    }
    return cut(end) ? Outcome::Record : Outcome::TooManyColumns;
}

/// False when there is one column too many.
bool CsvScanner::endField()
{
    if (m_ends.size() == m_limits.columns)
        return false;
    m_ends.push_back(m_text.size());
    m_quoted.push_back(m_fieldIsQuoted);
    m_fieldIsQuoted = false;
    return true;
}

CsvScanner::Outcome CsvScanner::scan(std::string_view line)
{
    std::size_t at = 0;
    bool inQuotes = m_isInside;
    bool atFieldStart = !m_isInside;
    while (true) {
        if (atFieldStart && at < line.size() && line[at] == '"') {
            inQuotes = m_fieldIsQuoted = true;
            ++at;
        }
        atFieldStart = false;
        if (inQuotes) {
            const std::size_t quote = line.find('"', at);
            m_text += line.substr(at, quote == std::string_view::npos ? quote : quote - at);
            if (quote == std::string_view::npos)
                return Outcome::Incomplete;
            const bool isDoubled = quote + 1 < line.size() && line[quote + 1] == '"';
            if (isDoubled)
                m_text += '"';
            inQuotes = isDoubled;
            at = quote + (isDoubled ? 2 : 1);
            continue;
        }
        const std::size_t end = line.find(m_delimiter, at);
        m_text += line.substr(at, end == std::string_view::npos ? end : end - at);
        if (!endField())
            return Outcome::TooManyColumns;
        if (end == std::string_view::npos)
            return Outcome::Record;
        at = end + 1;
        atFieldStart = true;
    }
}

CsvScanner::Outcome CsvScanner::feed(std::string_view line)
{
    m_fields.clear();
    if (!m_isInside) {
        m_quoted.clear();
        m_ends.clear();
        m_text.clear();
        m_lines = 0;
        m_bytes = 0;
        m_fieldIsQuoted = false;
    }
    ++m_lines;
    m_bytes += line.size() + 1;
    if (m_bytes > m_limits.recordBytes) {
        m_isInside = false;
        return Outcome::TooLong;
    }
    if (!m_isInside && line.find('"') == std::string_view::npos)
        return splitUnquoted(line);
    if (m_isInside)
        m_text += '\n';
    const Outcome outcome = scan(line);
    m_isInside = outcome == Outcome::Incomplete;
    if (outcome != Outcome::Record)
        return outcome;
    std::size_t begin = 0;
    for (const std::size_t end : m_ends) {
        m_fields.push_back(std::string_view(m_text).substr(begin, end - begin));
        begin = end;
    }
    return outcome;
}

std::optional<CsvShape> sniffCsv(const std::vector<std::string_view>& lines)
{
    if (!lines.empty() && lines[0].size() == 5 && lines[0].substr(0, 4) == "sep=") {
        CsvShape shape = shapeWith(lines[0][4], lines, 1);
        shape.hasSepLine = true;
        return shape;
    }
    // The order settles ties: semicolons stand for a reason where commas are decimal points.
    std::optional<CsvShape> best;
    for (const char delimiter : {'\t', ';', '|', ','}) {
        const CsvShape shape = shapeWith(delimiter, lines, 0);
        if (shape.columns >= 2 && (!best || shape.share > best->share))
            best = shape;
    }
    return best;
}

}    // namespace faultline
