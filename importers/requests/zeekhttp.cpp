#include "importers/requests/zeekhttp.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/requests/anytime.h"
#include "importers/requests/jsonaccess.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"ts", LogValue::AnyTime},
                               JsonAccessField{"uid", LogValue::TraceId},
                               JsonAccessField{"id.orig_h", LogValue::Client},
                               JsonAccessField{"method", LogValue::Method},
                               JsonAccessField{"host", LogValue::Host},
                               JsonAccessField{"uri", LogValue::RequestUri},
                               JsonAccessField{"referrer", LogValue::Referer},
                               JsonAccessField{"version", LogValue::Protocol},
                               JsonAccessField{"user_agent", LogValue::UserAgent},
                               JsonAccessField{"request_body_len", LogValue::BytesIn},
                               JsonAccessField{"response_body_len", LogValue::BodyBytes},
                               JsonAccessField{"status_code", LogValue::Status},
                               JsonAccessField{"username", LogValue::User}};
constexpr std::array<std::string_view, 3> marks = {"uid", "id.orig_h", "request_body_len"};
constexpr std::string_view startReason = "ts is when the request was seen";

/// Zeek writes "1.1".
void nameProtocol(Request& record)
{
    constexpr std::array<std::string_view, 6> names = {"HTTP/0.9", "HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/2.0", "HTTP/3"};
    for (const std::string_view name : names) {
        if (record.protocol == name.substr(5))
            record.protocol = name;
    }
}

constexpr JsonAccessFormat format{.fields = fields,
                                  .marks = marks,
                                  .what = "entries of Zeek's http.log",
                                  .certain = 96,
                                  .anchorReason = startReason,
                                  .settle = [](JsonAccessLine&, Request& record) { nameProtocol(record); }};

bool takeDirective(std::string_view& line, std::string_view name)
{
    if (!line.starts_with(name) || line.size() <= name.size())
        return false;
    line.remove_prefix(name.size() + 1);
    return true;
}

/// "\x09" or the character itself.
char separatorFrom(std::string_view text)
{
    unsigned code = 0;
    if (text.size() == 4 && text.starts_with("\\x") && std::from_chars(text.data() + 2, text.data() + 4, code, 16).ptr == text.data() + 4 && code > 0)
        return static_cast<char>(code);
    return text.size() == 1 ? text.front() : '\t';
}

class ZeekReader final : public RecordReader {
public:
    explicit ZeekReader(const TimeSettings& settings) : m_mapper(format, settings), m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        if (text.front() == '{')
            return m_mapper.read(text, sink);
        if (text.front() == '#') {
            directive(text);
            return sink.skip();
        }
        row(text, sink);
    }

    const TimeResolver* timeResolver() const override { return m_values.empty() ? &m_mapper.resolver() : &m_times; }

private:
    void directive(std::string_view text)
    {
        if (takeDirective(text, "#separator")) {
            m_separator = separatorFrom(text);
        } else if (takeDirective(text, "#unset_field")) {
            m_unset = text;
        } else if (takeDirective(text, "#empty_field")) {
            m_empty = text;
        } else if (takeDirective(text, "#fields")) {
            m_values.clear();
            for (const std::string_view name : split(text, m_separator)) {
                const auto field = std::find_if(fields.begin(), fields.end(), [name](const JsonAccessField& one) { return one.path == name; });
                m_values.push_back(field == fields.end() ? LogValue::Ignored : field->value);
            }
        }
    }

    void row(std::string_view text, RecordSink& sink)
    {
        if (m_values.empty())
            return sink.reject("no-fields", "No #fields line stands before this entry");
        Request record;
        std::optional<RecordTime> time;
        std::size_t column = 0;
        for (bool isLast = false; !isLast; ++column) {
            const std::size_t end = text.find(m_separator);
            const std::string_view cell = text.substr(0, end);
            isLast = end == std::string_view::npos;
            text.remove_prefix(isLast ? text.size() : end + 1);
            if (column >= m_values.size() || cell == m_unset || cell == m_empty)
                continue;
            if (m_values[column] == LogValue::AnyTime) {
                const auto written = readAnyTime(cell);
                time = written ? m_times.resolve(*written) : std::nullopt;
            } else if (m_values[column] != LogValue::Ignored && !applyLogValue(m_values[column], cell, record)) {
                return sink.reject("bad-value", "\"" + shortened(cell, 40) + "\" is not a number that fits its column");
            }
        }
        if (column != m_values.size())
            return sink.reject("column-count", "The #fields line names " + std::to_string(m_values.size()) + " columns, this line has " + std::to_string(column));
        if (!time)
            return sink.reject("bad-time", "The entry has no time that exists");
        record.time = *time;
        nameProtocol(record);
        sink.request(record);
    }

    JsonAccessMapper m_mapper;
    TimeResolver m_times;
    char m_separator = '\t';
    std::string m_unset = "-", m_empty = "(empty)";
    std::vector<LogValue> m_values;    ///< of the columns
};

bool isHttpHeader(std::string_view line)
{
    return line.starts_with("#fields") && line.find("id.orig_h") != std::string_view::npos && line.find("status_code") != std::string_view::npos
        && line.find("uri") != std::string_view::npos;
}

}    // namespace

const FormatInfo& ZeekHttpImporter::info() const
{
    static const FormatInfo info{.id = "zeek-http",
                                 .title = "Zeek http.log (tab separated or JSON)",
                                 .records = "request",
                                 .framing = Framing::OrderedLines,
                                 .anchor = Anchor::Start,
                                 .zone = "epoch, or UTC",
                                 .since = "Bro 2.0",
                                 .specification = "Zeek, HTTP::Info and the ASCII writer"};
    return info;
}

Detection ZeekHttpImporter::detect(const SourceHead& head) const
{
    if (startsAsJson(head))
        return detectJsonAccessLines(head, format, Anchor::Start);
    Detection detection;
    if (std::none_of(head.lines.begin(), head.lines.end(), isHttpHeader))
        return detection;
    detection.confidence = 97;
    detection.reason = "its #fields line is that of Zeek's http.log";
    settleAnchor(detection, Anchor::Start, Basis::Specification, startReason);
    return detection;
}

std::unique_ptr<RecordReader> ZeekHttpImporter::open(const ReaderContext& context) const
{
    return std::make_unique<ZeekReader>(context.time);
}

}    // namespace faultline
