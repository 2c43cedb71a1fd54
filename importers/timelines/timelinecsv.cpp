#include "importers/timelines/timelinecsv.h"

#include "app/base/text.h"
#include "app/import/csvscanner.h"
#include "importers/timelines/timelinecolumns.h"
#include "importers/timelines/timelinereader.h"

#include <algorithm>

namespace faultline {

namespace {

using Kind = TimelineLine::Kind;

/// The apostrophe that keeps a spreadsheet from calculating is not part of the text.
std::string unguarded(std::string_view field)
{
    const std::size_t body = field.find_first_not_of('\'');
    const bool isGuarded = body != std::string_view::npos && body > 0 && std::string_view("=+-@\t\r").find(field[body]) != std::string_view::npos;
    return std::string(isGuarded ? field.substr(1) : field);
}

std::vector<std::string> cellsOf(const CsvScanner& scanner)
{
    std::vector<std::string> cells;
    for (const std::string_view field : scanner.fields())
        cells.push_back(unguarded(field));
    return cells;
}

std::vector<std::string_view> linesOf(std::string_view text)
{
    std::vector<std::string_view> lines;
    for (std::string_view line : split(text, '\n')) {
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        lines.push_back(line);
    }
    return lines;
}

char delimiterOf(std::string_view headText)
{
    const auto shape = sniffCsv(linesOf(headText));
    return shape ? shape->delimiter : ',';
}

class CsvParser final : public TimelineParser {
public:
    CsvParser(char delimiter, std::map<std::string, std::string> stated) : m_scanner(delimiter), m_stated(std::move(stated)) {}

    std::vector<TimelineLine> parse(std::string_view line, const DateOrders& orders) override
    {
        TimelineLine result;
        if (!m_scanner.isInsideRecord() && (trimmed(line).empty() || (!m_columns && startsWithIgnoringCase(line, "sep=")))) {
            result.kind = Kind::BlankBreak;
            return {result};
        }
        switch (m_scanner.feed(line)) {
        case CsvScanner::Outcome::Incomplete: result.kind = Kind::Pending; return {result};
        case CsvScanner::Outcome::TooLong:
        case CsvScanner::Outcome::TooManyColumns:
            result.kind = Kind::Reject;
            result.reason = "The record is too long or has too many columns; a quote may never close";
            result.lines = m_scanner.lines();
            return {result};
        case CsvScanner::Outcome::Record: break;
        }
        return {record(orders)};
    }

    std::vector<TimelineLine> finish(const DateOrders&) override
    {
        if (!m_scanner.isInsideRecord())
            return {};
        TimelineLine result;
        result.kind = Kind::Reject;
        result.reason = "The quote that opens in this record is never closed";
        result.lines = m_scanner.lines();
        return {result};
    }

private:
    TimelineLine record(const DateOrders& orders)
    {
        TimelineLine result;
        if (!m_columns) {
            m_columns.emplace(cellsOf(m_scanner), m_stated);
            result.label = m_columns->label();
            if (m_columns->hasTime())
                return result;
            m_columns = withoutHead(cellsOf(m_scanner), orders);
        }
        result = m_columns->row(cellsOf(m_scanner), orders);
        result.lines = m_scanner.lines();
        return result;
    }

    static TimelineColumns withoutHead(const std::vector<std::string>& cells, const DateOrders& orders)
    {
        std::vector<std::string> headers(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            std::string_view text = cells[i];
            if (!scanHandwrittenTimes(text, orders).empty() && trimmed(text).empty()) {
                headers[i] = "time";
                break;
            }
        }
        return TimelineColumns(headers);
    }

    CsvScanner m_scanner;
    std::map<std::string, std::string> m_stated;
    std::optional<TimelineColumns> m_columns;
};

std::unique_ptr<TimelineParser> makeParser(const ReaderContext& context, std::string_view headText)
{
    return std::make_unique<CsvParser>(delimiterOf(headText), context.options.columns);
}

std::size_t wordsIn(std::string_view text)
{
    std::size_t words = 0;
    bool inWord = false;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
        words += letter && !inWord ? 1U : 0U;
        inWord = c != ' ';
    }
    return words;
}

}    // namespace

const FormatInfo& TimelineCsv::info() const
{
    static constexpr FormatInfo info{.id = "timeline-csv",
                                     .title = "Timeline as CSV or TSV",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "zone words, heading or the source's zone",
                                     .specification = "RFC 4180"};
    return info;
}

Detection TimelineCsv::detect(const SourceHead& head) const
{
    const std::vector<std::string_view> lines(head.lines.begin(),
                                              head.lines.begin() + static_cast<std::ptrdiff_t>(std::min(head.headLines, head.lines.size())));
    const auto shape = sniffCsv(lines);
    if (!shape || shape->share < 0.6 || shape->delimiter == '|')
        return {};
    CsvScanner scanner(shape->delimiter);
    std::optional<TimelineColumns> columns;
    std::size_t rows = 0, timed = 0, byHand = 0, wordy = 0;
    for (std::size_t i = shape->hasSepLine ? 1 : 0; i < std::min<std::size_t>(lines.size(), 400); ++i) {
        if (trimmed(lines[i]).empty() || scanner.feed(lines[i]) != CsvScanner::Outcome::Record)
            continue;
        if (!columns) {
            columns.emplace(cellsOf(scanner));
            if (!columns->hasTime() || !columns->hasTitle())
                return {};
            if (columns->isExport())
                return {95, "the columns of an exported timeline", Anchor::Unknown, Basis::Assumed, {}};
            continue;
        }
        ++rows;
        const TimelineLine row = columns->row(cellsOf(scanner), DateOrders{});
        timed += row.kind == Kind::Row ? 1U : 0U;
        byHand += !row.times.empty() && row.times.front().precision != Precision::Exact ? 1U : 0U;
        wordy += wordsIn(row.title + " " + row.body) >= 3 ? 1U : 0U;
    }
    if (rows == 0 || timed * 10 < rows * 7 || wordy * 2 < rows)
        return {};
    const int confidence = byHand * 2 > rows ? 75 : 35;
    return {confidence, std::to_string(timed) + " of " + std::to_string(rows) + " rows have a time and a sentence", Anchor::Unknown,
            Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> TimelineCsv::open(const ReaderContext& context) const
{
    return std::make_unique<TimelineReader>(context, [context](std::string_view headText) { return makeParser(context, headText); });
}

}    // namespace faultline
