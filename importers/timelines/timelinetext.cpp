#include "importers/timelines/timelinetext.h"

#include "app/base/text.h"
#include "importers/timelines/sentences.h"
#include "importers/timelines/timelinereader.h"

#include <algorithm>

namespace faultline {

namespace {

using Kind = TimelineLine::Kind;

class TextParser final : public TimelineParser {
public:
    std::vector<TimelineLine> parse(std::string_view line, const DateOrders& orders) override
    {
        std::vector<TimelineLine> result;
        const std::string_view text = trimmed(line);
        if (text.empty()) {
            m_prefix.clear();
            m_inRow = m_inSentence = false;
            result.emplace_back().kind = Kind::BlankBreak;
            return result;
        }
        if (isBreakText(text)) {
            m_inRow = m_inSentence = false;
            result.emplace_back().kind = Kind::Break;
            return result;
        }
        TimelineLine row = timedLine(text, orders);
        if (row.kind != Kind::Skip) {
            result.push_back(std::move(row));
            return result;
        }
        if (m_inRow && line.find_first_not_of(" \t") > 0) {
            row.kind = Kind::Body;    // indented: more about the row above
            row.body = std::string(text);
            result.push_back(std::move(row));
            return result;
        }
        m_inRow = false;
        result = sentences(text, orders);
        if (result.empty()) {
            TimelineLine& skip = result.emplace_back();
            skip.label = zoneLabelIn(text);
            if (skip.label.empty())
                skip.label = headLabel(text);
            skip.endsRow = true;
        }
        return result;
    }

private:
    /// "timestamp (CET)   event" above the rows.
    static std::string headLabel(std::string_view text)
    {
        if (!startsWithIgnoringCase(text, "time") && !startsWithIgnoringCase(text, "when") && !startsWithIgnoringCase(text, "date"))
            return {};
        const std::size_t open = text.find('(');
        const std::size_t close = text.find(')');
        if (open == std::string_view::npos || close == std::string_view::npos || close < open)
            return {};
        return zoneLabelOf(text.substr(open + 1, close - open - 1));
    }

    TimelineLine timedLine(std::string_view text, const DateOrders& orders)
    {
        TimelineLine line;
        std::string_view rest = text;
        for (const std::string_view marker : {"- ", "* ", "+ ", "\xE2\x80\xA2 ", "[", "("}) {
            if (rest.substr(0, marker.size()) == marker)
                rest = trimmed(rest.substr(marker.size()));
        }
        line.times = scanHandwrittenTimes(rest, orders);
        if (line.times.empty())
            return line;
        const HandwrittenTime& first = line.times.front();
        if (!first.hasClock && withoutLeadingSeparators(rest).empty()) {
            line.kind = Kind::Section;    // a date alone heads the rows below
            line.section = std::string(text);
            line.date = first;
            line.times.clear();
            return line;
        }
        // "At 05:45 on 11 May the pool was full." is a sentence; "05:45 pool full" is a row. Machine stamps are rows too.
        const bool startsWithWord = text.front() >= 'A' && text.front() <= 'z' && text.front() != '[';
        const bool isSentence = startsWithWord && text.size() > first.text.size() + 20 && !rest.empty() && first.text.data() != text.data();
        const bool spoken = startsWithWord && (first.precision == Precision::After || first.precision == Precision::Before);
        if (!first.hasClock || isSentence || (spoken && endsSentence(text)) || withoutLeadingSeparators(rest).empty()) {
            line.times.clear();
            return line;
        }
        line.kind = Kind::Row;
        line.body = std::string(withoutLeadingSeparators(rest));
        m_inRow = true;
        m_inSentence = false;
        m_prefix.clear();
        return line;
    }

    /// Candidates of running text: sentences with a date and a clock, or a clock with its zone.
    std::vector<TimelineLine> sentences(std::string_view text, const DateOrders& orders)
    {
        std::vector<TimelineLine> found;
        std::size_t begin = 0;
        while (begin < text.size()) {
            const std::size_t end = sentenceEnd(text, begin);
            const std::string_view sentence = trimmed(text.substr(begin, end - begin));
            const bool isEnd = end < text.size() || endsSentence(sentence);
            const auto times = candidates(sentence, orders);
            if (!times.empty()) {
                TimelineLine& row = found.emplace_back();
                row.kind = Kind::Row;
                row.isProse = true;
                row.times = {times.front()};
                row.body = m_prefix + std::string(sentence);
                m_inSentence = !isEnd;
            } else if (m_inSentence) {
                TimelineLine& more = found.emplace_back();
                more.kind = Kind::Body;
                more.isProse = true;
                more.body = std::string(sentence);
                m_inSentence = !isEnd;
            }
            m_prefix = isEnd || m_inSentence || m_prefix.size() > 2000 ? std::string() : m_prefix + std::string(sentence) + " ";
            begin = end;
        }
        return found;
    }

    static std::vector<HandwrittenTime> candidates(std::string_view sentence, const DateOrders& orders)
    {
        std::vector<HandwrittenTime> times = findHandwrittenTimes(sentence, orders);
        const auto isWeak = [](const HandwrittenTime& time) {
            return !time.hasClock || (time.start.month == 0 && time.zoneText.empty());
        };
        times.erase(std::remove_if(times.begin(), times.end(), isWeak), times.end());
        return times;
    }

    std::string m_prefix;    // of the sentence under way, from the lines before
    bool m_inRow = false;
    bool m_inSentence = false;
};

std::unique_ptr<TimelineParser> makeParser(std::string_view) { return std::make_unique<TextParser>(); }

}    // namespace

const FormatInfo& TimelineText::info() const
{
    static constexpr FormatInfo info{.id = "timeline-text",
                                     .title = "Timeline in plain text or prose",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "zone words, heading or the source's zone",
                                     .specification = "people's own notation"};
    return info;
}

Detection TimelineText::detect(const SourceHead& head) const
{
    // JSON and HTML are notations of their own.
    if (head.text.empty() || head.text.front() == '{' || head.text.front() == '<' || head.text.find('\0') != std::string_view::npos)
        return {};
    const TimelineFacts facts = learnTimeline(head, 2000, makeParser, std::nullopt);
    if (facts.rows == 0)
        return {};
    std::size_t texts = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>({head.headLines, head.lines.size(), 2000}); ++i)
        texts += trimmed(head.lines[i]).empty() ? 0U : 1U;
    const std::string reason = std::to_string(facts.rows) + " of " + std::to_string(texts) + " lines or sentences name a moment";
    // Lines that all begin with a stamp to the second are a program's log.
    if (facts.handwrittenRows * 2 < facts.rows)
        return {5, reason + ", but like a program", Anchor::Unknown, Basis::Assumed, {}};
    // "10/05/2023 12:00,4,7": numbers behind a time are samples.
    if (facts.wordyRows * 2 < facts.rows)
        return {5, reason + ", but say nothing in words", Anchor::Unknown, Basis::Assumed, {}};
    const bool mostlyRows = facts.rows * 2 >= texts;
    return {mostlyRows ? 60 : facts.proseRows > 0 ? 30 : 20, reason, Anchor::Unknown, Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> TimelineText::open(const ReaderContext& context) const
{
    return std::make_unique<TimelineReader>(context, makeParser);
}

}    // namespace faultline
