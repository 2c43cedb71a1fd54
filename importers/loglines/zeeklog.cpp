#include "importers/loglines/zeeklog.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "app/import/zeektable.h"
#include "importers/loglines/keyedline.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

constexpr FormatInfo zeekLogInfo = {.id = "zeek-log", .title = "Zeek conn.log, dns.log and others (tab separated or JSON)", .records = "logline",
                                    .framing = Framing::OrderedLines, .zone = "epoch, or UTC", .since = "Bro 2.0",
                                    .specification = "Zeek, log files and the ASCII writer"};

/// Who spoke with whom, and how it went: what a line says where it holds no message.
enum class Part : std::uint8_t { Protocol, From, FromPort, To, ToPort, Service, State, Query };
constexpr std::size_t partCount = 8;

struct KnownField {
    std::string_view name;
    Part part;
};
constexpr std::array<KnownField, partCount> knownFields = {{{"proto", Part::Protocol}, {"id.orig_h", Part::From}, {"id.orig_p", Part::FromPort},
                                                            {"id.resp_h", Part::To}, {"id.resp_p", Part::ToPort}, {"service", Part::Service},
                                                            {"conn_state", Part::State}, {"query", Part::Query}}};

/// Fields whose names mean something else among the keys of structured lines.
std::string_view keyOf(std::string_view field)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 2> names = {{{"uid", "trace_id"}, {"id.orig_h", "client_ip"}}};
    for (const auto& [name, key] : names) {
        if (field == name)
            return key;
    }
    return field;
}

class ZeekLogReader final : public RecordReader {
public:
    explicit ZeekLogReader(const ReaderContext& context) : m_times(context.time) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        begin();
        if (text.front() == '{') {
            if (const auto fault = m_object.read(text); fault != JsonRecord::Fault::None)
                return refuse(fault, sink);
            for (const JsonRecord::Member& member : m_object.members()) {
                if (member.value != "null")
                    add(member.key, jsonText(member.value, m_scratch), isJsonString(member.value));
            }
        } else if (text.front() == '#') {
            m_table.takeDirective(text);
            return sink.skip();
        } else {
            const std::vector<std::string_view>& cells = m_table.cells(text);
            if (const std::string fault = m_table.fault(); !fault.empty())
                return sink.reject(m_table.fields().empty() ? "no-fields" : "column-count", fault);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                if (cells[i].data() != nullptr)
                    add(m_table.fields()[i], cells[i], true);
            }
        }
        end(sink);
    }

    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void begin()
    {
        m_line.clear();
        for (std::string& part : m_parts)
            part.clear();
    }

    void add(std::string_view field, std::string_view value, bool isText)
    {
        for (const KnownField& known : knownFields) {
            if (known.name == field)
                m_parts[static_cast<std::size_t>(known.part)].assign(value);
        }
        m_line.add(keyOf(field), value, isText);
    }

    const std::string& part(Part which) const { return m_parts[static_cast<std::size_t>(which)]; }

    /// "tcp 192.0.2.1:53214 > 198.51.100.7:443 ssl SF"
    void sayConnection()
    {
        m_text.assign(part(Part::Protocol));
        const auto word = [this](std::string_view text) {
            if (!text.empty())
                m_text.append(m_text.empty() ? "" : " ").append(text);
        };
        const auto address = [&](const std::string& host, const std::string& port) {
            const bool isLong = host.find(':') != std::string::npos;    // IPv6
            word(isLong ? '[' + host + ']' : host);
            if (!port.empty())
                m_text.append(":").append(port);
        };
        address(part(Part::From), part(Part::FromPort));
        word(">");
        address(part(Part::To), part(Part::ToPort));
        word(part(Part::Service));
        word(part(Part::State));
        word(part(Part::Query));
    }

    void end(RecordSink& sink)
    {
        const auto written = m_line.time();
        const auto time = written ? m_times.resolve(*written) : std::nullopt;
        if (!time)
            return sink.reject("bad-time", "The entry has no ts that is a time");
        const bool hasMessage = m_line.has(LineRole::Text);
        LogLine record = m_line.logLine();
        record.time = *time;
        if (!hasMessage && !part(Part::From).empty()) {
            sayConnection();
            record.text = m_text;
        }
        if (record.component.data() == nullptr && !m_table.path().empty())
            record.component = m_table.path();
        sink.logLine(record);
    }

    ZeekTable m_table;
    JsonRecord m_object;
    KeyedLine m_line;
    TimeResolver m_times;
    std::array<std::string, partCount> m_parts;
    std::string m_text, m_scratch;
};

bool isEntry(std::string_view line)
{
    return line.front() == '{' && holdsJsonKey(line, "ts") && holdsJsonKey(line, "uid") && holdsJsonKey(line, "id.orig_h")
        && holdsJsonKey(line, "id.resp_h");
}

}    // namespace

const FormatInfo& ZeekLogImporter::info() const
{
    return zeekLogInfo;
}

Detection ZeekLogImporter::detect(const SourceHead& head) const
{
    if (startsAsJson(head))
        return censusOf(head, isEntry).detection("entries of a Zeek log", 92);
    Detection detection;
    const bool isTable = head.text.find("#separator") != std::string_view::npos
        && std::any_of(head.lines.begin(), head.lines.end(), [](std::string_view line) { return line.starts_with("#fields\tts\t"); });
    if (isTable) {
        detection.confidence = 94;
        detection.reason = "its #fields line is that of a Zeek log";
    }
    return detection;
}

std::unique_ptr<RecordReader> ZeekLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<ZeekLogReader>(context);
}

}    // namespace faultline
