#include "importers/timelines/timelinemarkdown.h"

#include "app/base/text.h"
#include "importers/timelines/markdownblocks.h"
#include "importers/timelines/markdowntext.h"
#include "importers/timelines/timelinecolumns.h"
#include "importers/timelines/timelinereader.h"

#include <algorithm>

namespace faultline {

namespace {

using Kind = TimelineLine::Kind;

class MarkdownParser final : public TimelineParser {
public:
    std::vector<TimelineLine> parse(std::string_view line, const DateOrders& orders) override
    {
        TimelineLine result = parseLine(line, orders);
        if (result.label.empty() && result.kind != Kind::Row)
            result.label = zoneLabelIn(line);
        return {std::move(result)};
    }

private:
    enum class RowKind { None, Heading, Term, Bullet };    // Term: a time alone on its line

    TimelineLine parseLine(std::string_view line, const DateOrders& orders)
    {
        const std::string_view text = trimmed(line);
        if (text.substr(0, 3) == "```" || text.substr(0, 3) == "~~~") {
            // A fence with a word behind it opens; inside a block it is only text.
            m_inFence = !m_inFence || text.find_first_not_of("`~") != std::string_view::npos;
            return bodyLine(line);
        }
        if (m_inFence)
            return bodyLine(line);
        if (frontMatter(line, orders))
            return std::exchange(m_frontLine, {});
        if (text.empty())
            return blank();
        if (text.front() == '#')
            return heading(text, orders);
        if (text.front() == '|' || (m_columns && text.find('|') != std::string_view::npos) || isDelimiterRow(text))
            return tableLine(text, orders);
        m_columns.reset();
        if (const auto bullet = bulletText(line))
            return bulletLine(line, *bullet, orders);
        return paragraphLine(line, orders);
    }

    TimelineLine blank()
    {
        m_columns.reset();
        m_wasBlank = true;
        return {};
    }

    TimelineLine skip(bool endsRow)
    {
        if (endsRow)
            m_row = RowKind::None;
        TimelineLine line;
        line.endsRow = endsRow;
        return line;
    }

    TimelineLine bodyLine(std::string_view text)
    {
        m_wasBlank = false;
        if (m_row == RowKind::None)
            return skip(true);
        TimelineLine line;
        line.kind = Kind::Body;
        line.body = std::string(text);
        return line;
    }

    /// "---", "title: ...", "date: 2017-02-09", "---" at the very top.
    bool frontMatter(std::string_view line, const DateOrders& orders)
    {
        const bool wasClosed = m_front.isClosed();
        if (!m_front.take(line))
            return false;
        m_frontLine = skip(true);
        if (m_front.isClosed() && !wasClosed) {
            std::string_view date = m_front.value("date");
            m_frontLine.date = scanHandwrittenTime(date, orders);
            m_frontLine.isTitle = true;
        }
        return true;
    }

    TimelineLine heading(std::string_view text, const DateOrders& orders)
    {
        m_wasBlank = false;
        const std::size_t level = text.find_first_not_of('#');
        if (level == std::string_view::npos || text[level] != ' ')
            return bodyLine(text);
        m_columns.reset();
        std::string_view inner = trimmed(text.substr(level));
        while (!inner.empty() && inner.back() == '#')
            inner.remove_suffix(1);
        m_heading = plainMarkdown(trimmed(inner));
        std::string_view rest = m_heading;
        const auto times = scanHandwrittenTimes(rest, orders);
        if (level == 1 && (times.empty() || !times.front().hasClock))
            return title(orders);
        if (times.empty() || !times.front().hasClock)
            return group(m_heading, times.empty() ? dateInHeading(m_heading, orders) : times.front());
        TimelineLine line;
        line.kind = Kind::Row;
        line.times = times;
        line.title = std::string(withoutLeadingSeparators(rest));
        m_row = RowKind::Heading;
        return line;
    }

    /// A heading, or a line that is only a date, above rows.
    TimelineLine group(std::string_view name, const std::optional<HandwrittenTime>& date)
    {
        TimelineLine line = skip(true);
        line.kind = Kind::Section;
        line.date = date;
        line.isNextDay = namesNextDay(name);
        line.section = std::string(date ? name : groupName(name));
        line.label = zoneLabelBehind(name);
        return line;
    }

    TimelineLine title(const DateOrders& orders)
    {
        TimelineLine line = skip(true);
        line.label = zoneLabelBehind(m_heading);
        for (const HandwrittenTime& time : findHandwrittenTimes(m_heading, orders)) {
            if (time.start.year == 0 || time.start.month == 0)
                continue;
            line.date = time;
            line.isTitle = true;
            break;
        }
        return line;
    }

    TimelineLine tableLine(std::string_view text, const DateOrders& orders)
    {
        m_wasBlank = false;
        std::vector<std::string> raw = markdownCells(text);
        if (!m_columns) {
            m_row = RowKind::None;
            // Without outer pipes only the rule below it tells that a line was a head.
            const bool headAbove = isDelimiterRow(text) && !m_maybeHead.empty();
            if (headAbove)
                raw = markdownCells(m_maybeHead);
            m_maybeHead.clear();
            TimelineColumns columns(plainCells(raw, nullptr));
            const bool isHead = columns.hasTime();
            m_expectsRule = !headAbove;
            if (!isHead)
                columns = withoutHead(raw, orders);
            m_columns = std::move(columns);
            TimelineLine line = skip(true);
            line.label = m_columns->label();
            if (isHead || !m_columns->hasTime())
                return line;
        } else if (std::exchange(m_expectsRule, false) && isDelimiterRow(text)) {
            return skip(true);
        }
        if (!m_columns->hasTime())
            return skip(true);
        std::string link;
        const bool isBreak = !raw.empty() && isBreakText(raw.front());
        TimelineLine line = m_columns->row(isBreak ? breakCells(raw) : plainCells(raw, &link), orders);
        line.link = link;
        return line;
    }

    static std::vector<std::string> plainCells(const std::vector<std::string>& raw, std::string* link)
    {
        std::vector<std::string> cells;
        for (const std::string& cell : raw)
            cells.push_back(plainMarkdown(cell, link));
        return cells;
    }

    static std::vector<std::string> breakCells(const std::vector<std::string>& raw)
    {
        std::vector<std::string> cells = {"--"};
        for (std::size_t i = 1; i < raw.size(); ++i)
            cells.push_back(isBreakText(raw[i]) ? raw[i] : plainMarkdown(raw[i]));
        return cells;
    }

    /// A table whose head says nothing: the first column that holds a time is the time.
    static TimelineColumns withoutHead(const std::vector<std::string>& raw, const DateOrders& orders)
    {
        std::vector<std::string> headers(raw.size());
        for (std::size_t i = 0; i < raw.size(); ++i) {
            const std::string plain = plainMarkdown(raw[i]);
            std::string_view text = plain;
            if (!scanHandwrittenTimes(text, orders).empty()) {
                headers[i] = "time";
                break;
            }
        }
        return TimelineColumns(headers);
    }

    TimelineLine timedLine(std::string_view text, std::size_t indent, const DateOrders& orders)
    {
        m_plain = plainMarkdown(text);
        std::string_view rest = m_plain;
        if (!rest.empty() && (rest.front() == '[' || rest.front() == '('))
            rest.remove_prefix(1);
        const std::vector<HandwrittenTime> times = scanHandwrittenTimes(rest, orders);
        TimelineLine line;
        if (times.empty() || (!times.front().hasClock && (times.front().start.year == 0 || withoutLeadingSeparators(rest) == rest)))
            return line;
        line.kind = Kind::Row;
        line.times = times;
        plainMarkdown(text, &line.link);
        line.body = std::string(withoutLeadingSeparators(rest));
        m_row = RowKind::Bullet;
        m_indent = indent;
        return line;
    }

    TimelineLine bulletLine(std::string_view line, std::string_view text, const DateOrders& orders)
    {
        m_wasBlank = false;
        const bool under = m_row == RowKind::Heading || m_row == RowKind::Term || (m_row == RowKind::Bullet && indentOf(line) > m_indent);
        if (under) {
            const RowKind above = m_row;
            const std::size_t indent = m_indent;
            TimelineLine inner = timedLine(text, indentOf(line), orders);
            if (inner.kind == Kind::Row && inner.times.front().hasClock)
                return inner;    // a step with a time of its own
            m_row = above;
            m_indent = indent;
            return bodyLine(line);
        }
        m_plain = plainMarkdown(text);
        if (const auto date = wholeDate(m_plain, orders))
            return group(m_plain, date);
        TimelineLine row = timedLine(text, indentOf(line), orders);
        return row.kind == Kind::Row ? row : skip(true);
    }

    TimelineLine paragraphLine(std::string_view line, const DateOrders& orders)
    {
        const bool startsParagraph = std::exchange(m_wasBlank, false) || m_row == RowKind::None;
        const RowKind above = m_row;
        const std::size_t indent = m_indent;
        if (startsParagraph && above != RowKind::Heading) {
            m_plain = plainMarkdown(trimmed(line));
            if (const auto date = wholeDate(m_plain, orders))
                return group(m_plain, date);
        }
        if (above == RowKind::Heading)
            return bodyLine(line);
        TimelineLine row = timedLine(trimmed(line), indentOf(line), orders);
        const bool isTimed = row.kind == Kind::Row && row.times.front().hasClock;
        if (isTimed && row.body.empty() && startsParagraph) {
            m_row = RowKind::Term;
            return row;
        }
        if (above == RowKind::Term || (above == RowKind::Bullet && (!startsParagraph || indentOf(line) > indent))) {
            if (isTimed && !row.body.empty())
                return row;
            m_row = above;
            m_indent = indent;
            const bool isDefinition = above == RowKind::Term && trimmed(line).substr(0, 2) == ": ";
            return bodyLine(isDefinition ? trimmed(trimmed(line).substr(1)) : above == RowKind::Term ? line : trimmed(line));
        }
        if (isTimed && !row.body.empty())
            return row;
        m_row = RowKind::None;
        if (isBreakText(line)) {
            TimelineLine separator = skip(true);
            separator.kind = Kind::Break;
            return separator;
        }
        m_maybeHead = line.find('|') != std::string_view::npos ? std::string(line) : std::string();
        return skip(true);
    }

    std::optional<TimelineColumns> m_columns;
    FrontMatter m_front;
    TimelineLine m_frontLine;
    std::string m_maybeHead;
    std::string m_heading, m_plain;    // what the views of the last line point into
    RowKind m_row = RowKind::None;
    std::size_t m_indent = 0;
    bool m_inFence = false;
    bool m_expectsRule = false;
    bool m_wasBlank = true;
};

std::unique_ptr<TimelineParser> makeParser(std::string_view) { return std::make_unique<MarkdownParser>(); }

}    // namespace

std::size_t markdownRowsIn(const SourceHead& head) { return learnTimeline(head, head.headLines, makeParser, std::nullopt).rows; }

const FormatInfo& TimelineMarkdown::info() const
{
    static constexpr FormatInfo info{.id = "timeline-markdown",
                                     .title = "Timeline in Markdown (table, headings or list)",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "zone words, heading or the source's zone",
                                     .specification = "CommonMark, GitHub tables"};
    return info;
}

Detection TimelineMarkdown::detect(const SourceHead& head) const
{
    if (!looksLikeMarkdown(head))
        return {};
    const TimelineFacts facts = learnTimeline(head, head.headLines, makeParser, std::nullopt);
    const bool isNamed = head.fileName.size() > 3
                         && (toLower(head.fileName).find(".md") != std::string::npos || toLower(head.fileName).find(".qmd") != std::string::npos
                             || toLower(head.fileName).find(".markdown") != std::string::npos);
    if (facts.rows == 0)
        return {};
    if (!isNamed && facts.handwrittenRows * 2 < facts.rows)    // lines with a stamp to the second are a program's log
        return {5, std::to_string(facts.rows) + " rows that begin with a time, but like a program", Anchor::Unknown,
                Basis::Assumed, {}};
    Detection detection;
    detection.confidence = facts.rows >= 3 ? 70 : 45;
    detection.confidence += isNamed ? 10 : 0;
    detection.reason = std::to_string(facts.rows) + (facts.rows == 1 ? " row that begins" : " rows that begin") + " with a time, in Markdown";
    return detection;
}

std::unique_ptr<RecordReader> TimelineMarkdown::open(const ReaderContext& context) const
{
    return std::make_unique<TimelineReader>(context, makeParser);
}

}    // namespace faultline
