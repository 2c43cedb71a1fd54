#include "importers/timelines/statusincident.h"

#include "app/base/text.h"
#include "app/import/textcursor.h"
#include "importers/timelines/markdownblocks.h"
#include "importers/timelines/markdowntext.h"
#include "importers/timelines/timelinereader.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

using Kind = TimelineLine::Kind;

constexpr std::size_t longestParagraph = 16 * 1024;    // searched again with every line
constexpr std::array<std::string_view, 4> affectedKeys = {"affectedsystems", "affected", "components", "systems"};

/// The value of name="..." or name='...' or name={...} in an opening tag.
std::string_view attribute(std::string_view tag, std::string_view name)
{
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        if (at == 0 || isWordByte(tag[at - 1]) || tag[at - 1] == '-')
            continue;
        std::string_view rest = trimmed(tag.substr(at + name.size()));
        if (rest.empty() || rest.front() != '=')
            continue;
        rest = trimmed(rest.substr(1));
        if (!rest.empty() && rest.front() == '{')
            rest = trimmed(rest.substr(1));
        if (rest.empty() || (rest.front() != '"' && rest.front() != '\''))
            return {};
        const std::size_t end = rest.find(rest.front(), 1);
        return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
    }
    return {};
}

std::string_view momentOf(std::string_view tag)
{
    for (const std::string_view name : {"date", "time", "datetime", "timestamp", "at"}) {
        if (const std::string_view value = attribute(tag, name); !value.empty())
            return value;
    }
    return {};
}

class StatusIncidentParser final : public TimelineParser {
public:
    std::vector<TimelineLine> parse(std::string_view line, const DateOrders& orders) override
    {
        std::vector<TimelineLine> result;
        const bool wasClosed = m_front.isClosed();
        if (m_front.take(line)) {
            ++m_lines;
            if (m_front.isClosed() && !wasClosed)
                result.push_back(incident(orders));
            else
                result.emplace_back().kind = Kind::Pending;
            return result;
        }
        const std::string_view text = trimmed(line);
        if (text.empty() || text.front() == '#') {
            endParagraph(result);
            if (text.empty())
                result.emplace_back();
            else
                result.push_back(heading(text));
            return result;
        }
        if (startsWithIgnoringCase(text, "import ") && text.back() == ';') {
            result.emplace_back();
            return result;
        }
        m_paragraph += (m_paragraph.empty() ? "" : "\n") + std::string(text);
        ++m_lines;
        if (m_paragraph.size() > longestParagraph || !takeUpdate(result, orders))
            endParagraph(result);
        if (result.empty())
            result.emplace_back().kind = Kind::Pending;
        return result;
    }

    std::vector<TimelineLine> finish(const DateOrders&) override
    {
        std::vector<TimelineLine> result;
        endParagraph(result);
        return result;
    }

private:
    TimelineLine incident(const DateOrders& orders)
    {
        TimelineLine row = rowAt(m_front.value("date"), orders);
        row.title = std::string(m_front.value("title"));
        if (row.kind != Kind::Row)
            return row;
        m_end = m_front.value("resolvedwhen");
        std::string_view end = m_end;
        if (const auto last = scanHandwrittenTime(end, orders); last && last->hasClock) {
            row.times.front().end = last->start;
            row.times.front().precision = Precision::Range;
        }
        for (const std::string_view key : {"severity", "resolved", "section"})
            addField(row, key, m_front.value(key));
        for (const std::string_view key : affectedKeys)
            addField(row, "affected", m_front.value(key));
        return row;
    }

    static void addField(TimelineLine& row, std::string_view name, std::string_view value)
    {
        if (!value.empty())
            row.fields.emplace_back(name, value);
    }

    TimelineLine rowAt(std::string_view written, const DateOrders& orders)
    {
        TimelineLine row;
        row.lines = std::exchange(m_lines, 0);
        m_moment = std::string(trimmed(written));
        std::string_view rest = m_moment;
        const auto time = scanHandwrittenTime(rest, orders);
        if (!time || !trimmed(rest).empty()) {
            row.kind = Kind::Reject;
            row.reason = m_moment.empty() ? "The incident has no date" : "\"" + shortened(m_moment, 40) + "\" is no time that the program knows";
            return row;
        }
        row.kind = Kind::Row;
        row.times = {*time};
        return row;
    }

    static TimelineLine heading(std::string_view text)
    {
        TimelineLine line;
        line.kind = Kind::Section;
        line.endsRow = true;
        const std::string plain = plainMarkdown(trimmed(text.substr(std::min(text.find_first_not_of('#'), text.size()))));
        line.section = std::string(groupName(plain));
        return line;
    }

    /// True while the paragraph may still become an update, or has become one.
    bool takeUpdate(std::vector<TimelineLine>& result, const DateOrders& orders)
    {
        const std::string_view text = m_paragraph;
        const bool isTag = text.size() > 1 && text.front() == '<' && isUpper(text[1]);
        if (isTag) {
            const std::size_t close = text.find('>');
            if (close == std::string_view::npos)
                return true;
            const std::string_view tag = text.substr(0, close);
            if (momentOf(tag).empty())
                return false;
            const std::string_view name = tag.substr(1, tag.find_first_of(" \t\n") - 1);
            const std::size_t end = text.find("</" + std::string(name) + ">", close);
            if (end == std::string_view::npos)
                return true;
            addUpdate(result, momentOf(tag), text.substr(close + 1, end - close - 1), orders);
            return true;
        }
        const std::size_t track = text.find("{{<");
        const std::size_t close = text.find(">}}", track == std::string_view::npos ? 0 : track);
        if (track != std::string_view::npos && close != std::string_view::npos) {
            const std::string_view shortcode = text.substr(track, close - track);
            const std::size_t quote = shortcode.find('"');
            const std::size_t last = shortcode.rfind('"');
            if (shortcode.find("track") == std::string_view::npos || quote == last)
                return false;
            addUpdate(result, shortcode.substr(quote + 1, last - quote - 1), text.substr(0, track), orders);
            return true;
        }
        if (text.find('\n') == std::string_view::npos)
            takeDatedParagraph(result, orders);
        return true;
    }

    /// "**2019-03-17 10:00 MDT** Geocoding is restored."
    void takeDatedParagraph(std::vector<TimelineLine>& result, const DateOrders& orders)
    {
        const std::string plain = plainMarkdown(m_paragraph);
        std::string_view rest = plain;
        const auto time = scanHandwrittenTime(rest, orders);
        const bool leads = time && time->hasClock && time->start.month != 0 && time->text.data() == plain.data();
        if (!leads || withoutLeadingSeparators(rest).empty())
            return;
        const std::string moment(time->text);
        addUpdate(result, moment, withoutLeadingSeparators(rest), orders);
    }

    void addUpdate(std::vector<TimelineLine>& result, std::string_view moment, std::string_view body, const DateOrders& orders)
    {
        std::string plain = plainMarkdown(trimmed(body));
        TimelineLine row = rowAt(moment, orders);
        row.body = std::move(plain);
        m_paragraph.clear();
        result.push_back(std::move(row));
    }

    /// Text outside an update says more about what stands above it.
    void endParagraph(std::vector<TimelineLine>& result)
    {
        m_lines = 0;
        if (m_paragraph.empty())
            return;
        TimelineLine& line = result.emplace_back();
        line.kind = Kind::Body;
        line.body = plainMarkdown(m_paragraph);
        m_paragraph.clear();
    }

    FrontMatter m_front;
    std::string m_moment, m_end;    // what the views of the last row point into
    std::string m_paragraph;
    std::size_t m_lines = 0;
};

std::unique_ptr<TimelineParser> makeParser(std::string_view) { return std::make_unique<StatusIncidentParser>(); }

}    // namespace

const FormatInfo& StatusIncident::info() const
{
    static constexpr FormatInfo info{.id = "status-incident",
                                     .title = "Incident of a status page in Markdown (cState, Astro, MDX)",
                                     .records = "event",
                                     .framing = Framing::OrderedLines,
                                     .zone = "offset in the text, else the source's zone",
                                     .specification = "cState incident files; Astro content collections"};
    return info;
}

Detection StatusIncident::detect(const SourceHead& head) const
{
    FrontMatter front;
    for (std::size_t i = 0; i < std::min(head.headLines, head.lines.size()) && front.take(head.lines[i]); ++i) {
    }
    if (!front.isClosed() || front.value("date").empty() || front.value("title").empty())
        return {};
    const bool isAffected = std::any_of(affectedKeys.begin(), affectedKeys.end(), [&](std::string_view key) { return !front.value(key).empty(); });
    const bool isIncident = !front.value("severity").empty() || !front.value("resolved").empty();
    if (!isIncident || (!isAffected && front.value("section") != "issue"))
        return {};
    return {92, "front matter of a status page's incident (date, severity, affected systems)", Anchor::Unknown, Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> StatusIncident::open(const ReaderContext& context) const
{
    return std::make_unique<TimelineReader>(context, makeParser);
}

}    // namespace faultline
