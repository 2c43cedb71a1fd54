#include "importers/metrics/jmeterxml.h"

#include "app/base/text.h"
#include "app/import/timestampscanner.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <vector>

namespace faultline {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longestText = 8192;

/// "&lt;a&gt;" -> "<a>"; the five names of XML and character numbers.
std::string unescaped(std::string_view text)
{
    std::string plain;
    while (!text.empty()) {
        const std::size_t mark = text.find('&');
        const std::size_t end = mark == std::string_view::npos ? mark : text.find(';', mark);
        if (end == std::string_view::npos || end - mark > 10)
            return plain.append(text);
        plain += text.substr(0, mark);
        const std::string_view name = text.substr(mark + 1, end - mark - 1);
        if (name == "lt" || name == "gt")
            plain += name == "lt" ? '<' : '>';
        else if (name == "amp" || name == "quot" || name == "apos")
            plain += name == "amp" ? '&' : name == "quot" ? '"' : '\'';
        else
            plain += ' ';    // a line end or another control character
        text.remove_prefix(end + 1);
    }
    return plain;
}

/// The attribute's value as written; data() is nullptr when there is none.
std::string_view attributeOf(std::string_view tag, std::string_view name)
{
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        const std::size_t mark = at + name.size();
        if (at == 0 || tag[at - 1] != ' ' || mark + 1 >= tag.size() || tag[mark] != '=' || tag[mark + 1] != '"')
            continue;
        const std::size_t end = tag.find('"', mark + 2);
        return end == std::string_view::npos ? std::string_view() : tag.substr(mark + 2, end - mark - 2);
    }
    return {};
}

struct Sample {
    std::string element, attributes, url, method, failure;
    std::uint64_t line = 0;
    bool hasParts = false;
};

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings& settings) : m_resolver(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        m_opened = false;
        m_made = false;
        m_badTime.clear();
        for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
            const std::size_t end = text.find('>', at);
            if (end == std::string_view::npos)
                break;
            tag(text.substr(at + 1, end - at - 1), text.substr(end + 1), sink);
        }
        if (!m_badTime.empty() && !m_made)
            return sink.reject("bad-time", m_badTime);
        if (!m_badTime.empty())    // another sample of the same line was read
            sink.issue("bad-time", m_badTime);
        if (m_opened)
            sink.continuation();
        else if (!m_made)
            sink.skip();
    }

    void finish(RecordSink& sink) override
    {
        if (!m_open.empty())
            sink.issue("cut-document", "The document ends inside a sample: the test was stopped or still ran");
        m_isFinishing = true;
        while (!m_open.empty())
            close(sink);
        if (m_parents > 0)
            sink.issue("parents-left-out", formatCount(m_parents, "sum") + " of parts (transactions, pages) left out: their parts are the requests");
        if (!m_any)
            sink.issue("empty-result", "The document holds no sample with the attributes t and ts");
        m_span.emit(sink);
    }
    const TimeResolver* timeResolver() const override { return &m_resolver; }

private:
    void tag(std::string_view tag, std::string_view behind, RecordSink& sink)
    {
        const bool isEmpty = tag.ends_with('/');
        const std::string_view name = tag.substr(tag.starts_with('/') ? 1 : 0, tag.find_first_of(" />", 1) - (tag.starts_with('/') ? 1 : 0));
        if (tag.starts_with('/')) {
            if (!m_open.empty() && m_open.back().element == name)
                close(sink);
            return;
        }
        const bool isSample = attributeOf(tag, "ts").data() != nullptr && attributeOf(tag, "t").data() != nullptr;
        if (isSample && m_open.size() < deepest) {
            if (!m_open.empty())
                m_open.back().hasParts = true;
            Sample sample;
            sample.element = name;
            sample.attributes = ' ' + std::string(tag.substr(0, longestText));
            sample.line = sink.lineNumber();
            m_open.push_back(std::move(sample));
            m_any = true;
            m_opened = true;
            if (isEmpty)
                close(sink);
        } else if (!m_open.empty()) {
            const std::string_view content = behind.substr(0, std::min(behind.find('<'), longestText));
            if (name == "java.net.URL")
                m_open.back().url = unescaped(content);
            else if (name == "method")
                m_open.back().method = content;
            else if (name == "failureMessage" && m_open.back().failure.empty())
                m_open.back().failure = unescaped(trimmed(content));
        }
    }

    void close(RecordSink& sink)
    {
        const Sample sample = std::move(m_open.back());
        m_open.pop_back();
        if (sample.hasParts) {
            ++m_parents;
            return;
        }
        const std::string_view written = attributeOf(sample.attributes, "ts");
        const auto time = epochTime(written, inMilliseconds);
        const std::string badTime = time ? std::string() : '"' + shortened(written, 40) + "\" is no number of milliseconds since 1970";
        if (sample.line == sink.lineNumber() && !m_isFinishing) {
            if (time)
                makeRequest(sample, *time, sink);
            m_made = m_made || time.has_value();
            if (time)
                m_lastMade = sample.line;
            if (m_badTime.empty())
                m_badTime = badTime;
            return;
        }
        sink.recordsBelongTo(sample.line);
        if (time) {
            makeRequest(sample, *time, sink);
            m_lastMade = sample.line;
        } else if (m_lastRejected != sample.line && m_lastMade != sample.line) {
            sink.reject("bad-time", badTime);
            m_lastRejected = sample.line;
        } else {
            sink.issue("bad-time", badTime);
        }
        sink.recordsBelongTo(0);
    }

    void makeRequest(const Sample& sample, const RecordTime& time, RecordSink& sink)
    {
        Request request;
        request.time = time;
        const std::string label = unescaped(attributeOf(sample.attributes, "lb"));
        applyLabel(sample.url.empty() ? label : sample.url, request);
        if (!sample.method.empty())
            request.method = sample.method;
        const std::string code = unescaped(attributeOf(sample.attributes, "rc"));
        request.status = countOf(code);
        request.durationNs = durationOf(attributeOf(sample.attributes, "t"), inMilliseconds);
        request.bytesOut = countOf(attributeOf(sample.attributes, "by"));
        request.bytesIn = countOf(attributeOf(sample.attributes, "sby"));
        const bool failed = attributeOf(sample.attributes, "s") == "false";
        std::string rest = request.status == absent ? code : std::string();
        for (const std::string& part : {failed ? unescaped(attributeOf(sample.attributes, "rm")) : std::string(), sample.failure})
            rest += (rest.empty() || part.empty() ? "" : "; ") + part;
        if (failed || request.status == absent)
            request.rest = rest.empty() ? std::string_view("failed") : std::string_view(rest);
        sink.request(request);
        m_span.addRequest(time, request.durationNs, failed, sink);
    }

    TimeResolver m_resolver;
    LoadTestSpan m_span{"JMeter"};
    std::vector<Sample> m_open;
    std::int64_t m_parents = 0;
    std::string m_badTime;              ///< of a sample that began and ended on the line
    std::uint64_t m_lastMade = 0, m_lastRejected = 0;
    bool m_opened = false;
    bool m_made = false;                ///< a record on the line itself
    bool m_isFinishing = false;
    bool m_any = false;
};

}    // namespace

std::unique_ptr<Importer> jmeterXml()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "jmeter-xml", .title = "JMeter results (JTL as XML)", .records = "request, event", .framing = Framing::OrderedLines,
                   .anchor = Anchor::Start, .zone = "epoch", .specification = "Apache JMeter, XML log format 1.2"},
        [](const SourceHead& head) {
            Detection detection;
            if (trimmed(head.text).starts_with('<') && head.text.find("<testResults") != std::string_view::npos)
                detection = {97, "an XML document of testResults", Anchor::Start, Basis::Specification, "JMeter stamps the start of a sample"};
            return detection;
        },
        &openWithTimes<Reader>);
}

}    // namespace faultline
