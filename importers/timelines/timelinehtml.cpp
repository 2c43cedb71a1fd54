#include "importers/timelines/timelinehtml.h"

#include "app/base/text.h"
#include "importers/timelines/markdownfromhtml.h"
#include "importers/timelines/timelinefacts.h"
#include "importers/timelines/timelinemarkdown.h"
#include "importers/timelines/timelinereader.h"

namespace faultline {

namespace {

/// A page as the Markdown that says the same, and a head that looks at it.
class ConvertedPage {
public:
    ConvertedPage(std::string_view html, std::string_view fileName) : m_lines(markdownFromHtml(html))
    {
        for (const std::string& line : m_lines)
            m_text += line + '\n';
        head.text = m_text;
        head.lines.assign(m_lines.begin(), m_lines.end());
        head.headLines = head.lines.size();
        head.fileName = fileName;
        head.complete = true;
    }
    ConvertedPage(const ConvertedPage&) = delete;
    ConvertedPage& operator=(const ConvertedPage&) = delete;

    SourceHead head;

private:
    std::vector<std::string> m_lines;
    std::string m_text;
};

class HtmlReader final : public RecordReader {
public:
    explicit HtmlReader(const ReaderContext& context) : m_context(context) {}

    void document(std::string_view text, RecordSink& sink) override
    {
        const ConvertedPage page(text, m_context.head.fileName);
        if (markdownRowsIn(page.head) == 0)
            return sink.reject("no-rows", "Nothing on the page begins with a time");
        m_context.head = page.head;
        const auto reader = TimelineMarkdown().open(m_context);
        for (const std::string_view line : page.head.lines)
            reader->line(line, sink);
        reader->finish(sink);
        m_context.head = {};
    }

private:
    ReaderContext m_context;
};

bool isHtml(std::string_view text)
{
    text = trimmed(text.substr(0, 4096));
    return startsWithIgnoringCase(text, "<!doctype html") || startsWithIgnoringCase(text, "<html") || startsWithIgnoringCase(text, "<table")
           || (startsWithIgnoringCase(text, "<") && (containsIgnoringCase(text, "<body") || containsIgnoringCase(text, "<table") || containsIgnoringCase(text, "<h1")
                                                     || containsIgnoringCase(text, "<h2")));
}

}    // namespace

const FormatInfo& TimelineHtml::info() const
{
    static constexpr FormatInfo info{.id = "timeline-html",
                                     .title = "Timeline in HTML (table, headings or list)",
                                     .records = "event",
                                     .framing = Framing::Document,
                                     .zone = "zone words, heading or the source's zone",
                                     .specification = "HTML; this program, timeline export"};
    return info;
}

Detection TimelineHtml::detect(const SourceHead& head) const
{
    if (!isHtml(head.text))
        return {};
    if (head.text.find("white-space: pre-line") != std::string_view::npos && head.text.find("<td class=\"time\">") != std::string_view::npos)
        return {95, "a timeline that this program exported", Anchor::Unknown, Basis::Assumed, {}};
    const ConvertedPage page(head.text, head.fileName);
    const Detection detection = TimelineMarkdown().detect(page.head);
    if (detection.confidence == 0)
        return {};
    return {std::max(detection.confidence, 60), "HTML with " + detection.reason.substr(0, detection.reason.find(", in Markdown")), Anchor::Unknown,
            Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> TimelineHtml::open(const ReaderContext& context) const
{
    return std::make_unique<HtmlReader>(context);
}

}    // namespace faultline
