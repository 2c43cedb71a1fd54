#include "importers/events/statusfeed.h"

#include "app/base/text.h"
#include "app/import/markup.h"
#include "app/import/timestampscanner.h"
#include "importers/events/eventdocument.h"

#include <map>

namespace faultline {

namespace {

constexpr std::size_t longestText = 1 << 20;

using Part = MarkupScanner::Part;

/// The text of HTML inside an element: paragraphs and <br> are line ends.
std::string plainText(std::string_view html)
{
    std::string text;
    MarkupScanner scanner(html);
    for (Part part = scanner.next(); part != Part::End; part = scanner.next()) {
        if (part == Part::Text)
            text += scanner.text();
        else if ((scanner.name() == "p" || scanner.name() == "br" || scanner.name() == "div" || scanner.name() == "li") && !text.empty() && text.back() != '\n')
            text += '\n';
    }
    return std::string(trimmed(text));
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) {}

    void document(std::string_view text, RecordSink& sink) override
    {
        MarkupScanner scanner(text);
        std::size_t items = 0;
        for (Part part = scanner.next(); part != Part::End; part = scanner.next()) {
            if (part == Part::Open && !m_isInside && isItem(scanner.name())) {
                m_isInside = true;
                m_values.clear();
                m_element.clear();
                ++items;
            } else if (m_isInside) {
                take(part, scanner, sink);
            }
        }
        if (m_isInside)
            sink.reject("cut-item", "The last item of the feed has no end");
        else if (items == 0)
            sink.issue("empty-list", "The feed holds no items");
    }

    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    static bool isItem(const std::string& name) { return name == "item" || name == "entry"; }

    /// A member of the item is an element right below it; what stands deeper is its text.
    void take(Part part, const MarkupScanner& scanner, RecordSink& sink)
    {
        const std::string& name = scanner.name();
        if (part == Part::Text) {
            if (std::string& value = m_values[m_element]; !m_element.empty() && value.size() < longestText)
                value += scanner.text();
        } else if (part == Part::Open && m_element.empty()) {
            if (name == "link" && m_values["link"].empty())
                m_values["link"] = scanner.attribute("href");
            if (!scanner.isEmptyElement())
                m_element = name;
        } else if (part == Part::Close && name == m_element) {
            m_element.clear();
        } else if (part == Part::Close && m_element.empty() && isItem(name)) {
            m_isInside = false;
            emit(sink);
        }
    }

    std::string first(std::initializer_list<const char*> names) const
    {
        for (const char* name : names) {
            const auto found = m_values.find(name);
            if (found != m_values.end() && !trimmed(found->second).empty())
                return std::string(trimmed(found->second));
        }
        return {};
    }

    void emit(RecordSink& sink)
    {
        const std::string written = first({"pubdate", "published", "dc:date", "updated"});
        const auto time = parseAnyTime(written);
        const auto start = time ? m_resolver.resolve(*time) : std::nullopt;
        if (!start)
            return sink.reject("bad-time", written.empty() ? std::string("An item of the feed has no date")
                                                           : "\"" + shortened(written, 40) + "\" is no time that exists");
        Event event;
        event.kind = "status";
        event.start = *start;
        event.body = plainText(first({"content:encoded", "content", "description", "summary"}));
        event.title = titleLine(plainText(first({"title"})));
        if (event.title.empty())
            event.title = titleLine(event.body);
        if (event.title.empty())
            event.title = "(no title)";
        event.actor = first({"author", "dc:creator"});
        event.link = first({"link"});
        addField(event, "category", first({"category"}));
        if (const std::string updated = first({"updated"}); updated != written)
            addField(event, "updated", updated);
        addField(event, "id", first({"guid", "id"}));
        sink.event(std::move(event));
    }

    TimeResolver m_resolver;
    std::map<std::string, std::string> m_values;
    std::string m_element;
    bool m_isInside = false;
};

}    // namespace

const FormatInfo& StatusFeed::info() const
{
    static constexpr FormatInfo info{.id = "status-feed",
                                     .title = "RSS or Atom feed of a status page",
                                     .records = "event",
                                     .framing = Framing::Document,
                                     .zone = "offset in the text",
                                     .specification = "RSS 2.0; RFC 4287"};
    return info;
}

Detection StatusFeed::detect(const SourceHead& head) const
{
    const std::string_view start = trimmed(head.text.substr(0, 4096));
    if (start.empty() || start.front() != '<' || (start.find("<rss") == std::string_view::npos && start.find("<feed") == std::string_view::npos))
        return {};
    return {93, "an RSS or Atom feed", Anchor::Unknown, Basis::Assumed, {}};
}

std::unique_ptr<RecordReader> StatusFeed::open(const ReaderContext& context) const
{
    return std::make_unique<Reader>(context.time);
}

}    // namespace faultline
