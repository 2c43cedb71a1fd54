#include "importers/requests/zeekhttp.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/zeektable.h"
#include "importers/requests/anytime.h"
#include "importers/requests/jsonaccess.h"

#include <algorithm>
#include <array>

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
            if (m_table.takeDirective(text))
                settleColumns();
            return sink.skip();
        }
        row(text, sink);
    }

    const TimeResolver* timeResolver() const override { return m_values.empty() ? &m_mapper.resolver() : &m_times; }

private:
    void settleColumns()
    {
        m_values.clear();
        for (const std::string& name : m_table.fields()) {
            const auto field = std::find_if(fields.begin(), fields.end(), [&name](const JsonAccessField& one) { return one.path == name; });
            m_values.push_back(field == fields.end() ? LogValue::Ignored : field->value);
        }
    }

    void row(std::string_view text, RecordSink& sink)
    {
        Request record;
        std::optional<RecordTime> time;
        const std::vector<std::string_view>& cells = m_table.cells(text);
        for (std::size_t column = 0; column < std::min(cells.size(), m_values.size()); ++column) {
            const std::string_view cell = cells[column];
            if (cell.data() == nullptr)
                continue;
            if (m_values[column] == LogValue::AnyTime) {
                const auto written = readAnyTime(cell);
                time = written ? m_times.resolve(*written) : std::nullopt;
            } else if (m_values[column] != LogValue::Ignored && !applyLogValue(m_values[column], cell, record)) {
                return sink.reject("bad-value", "\"" + shortened(cell, 40) + "\" is not a number that fits its column");
            }
        }
        if (const std::string fault = m_table.fault(); !fault.empty())
            return sink.reject(m_values.empty() ? "no-fields" : "column-count", fault);
        if (!time)
            return sink.reject("bad-time", "The entry has no time that exists");
        record.time = *time;
        nameProtocol(record);
        sink.request(record);
    }

    JsonAccessMapper m_mapper;
    TimeResolver m_times;
    ZeekTable m_table;
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
