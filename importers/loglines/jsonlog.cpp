#include "importers/loglines/jsonlog.h"

#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "importers/loglines/keyedline.h"

namespace faultline {

namespace {

constexpr FormatInfo jsonLogInfo = {.id = "json-log", .title = "JSON log lines with usual keys (journald, zap, slog, logstash, ECS, pino, Serilog, structlog)",
                                    .records = "logline", .framing = Framing::OrderedLines, .zone = "offset in the line",
                                    .specification = "systemd.journal-fields, Elastic Common Schema, OpenTelemetry log data model"};

constexpr std::size_t longestObject = std::size_t{1} << 20;
constexpr std::size_t mostTried = 400;

class JsonLogReader final : public RecordReader {
public:
    explicit JsonLogReader(const ReaderContext& context) : m_times(context.time) {}

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { giveUp(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    bool read(std::string_view object);
    void make(RecordSink& sink);
    void hold(std::string_view text, RecordSink& sink);
    void giveUp(RecordSink& sink);

    TimeResolver m_times;
    KeyedLine m_pairs;
    std::string m_held;             ///< an object whose end has not come
    std::uint64_t m_firstLine = 0;  ///< of the held object; 0 = none is held
    std::uint64_t m_heldLines = 0;
};

bool JsonLogReader::read(std::string_view object)
{
    m_pairs.clear();
    return addMembers(object, m_pairs);
}

void JsonLogReader::make(RecordSink& sink)
{
    const auto written = m_pairs.time();
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time) {
        sink.reject(written ? "bad-time" : "no-time", written ? "Its date does not exist" : "The object has no time under a usual key");
        return;
    }
    LogLine line = m_pairs.logLine();
    line.time = *time;
    sink.logLine(line);
}

void JsonLogReader::line(std::string_view text, RecordSink& sink)
{
    const std::string_view content = trimmed(text);
    if (m_firstLine == 0) {
        if (content.empty() || content == "[" || content == "]") {
            sink.skip();
        } else if (content.front() != '{') {
            sink.reject("bad-json", "The line is not a JSON object");
        } else if (read(content.back() == ',' ? content.substr(0, content.size() - 1) : content)) {
            make(sink);
        } else {
            hold(text, sink);
        }
        return;
    }
    if (!content.empty() && content.front() == '{' && text.front() == '{') {    // the held one never ended
        giveUp(sink);
        line(text, sink);
        return;
    }
    m_held += '\n';
    hold(text, sink);
    if (m_held.size() > longestObject) {
        giveUp(sink);
        return;
    }
    if (content.empty() || content.back() != '}' || !read(trimmed(m_held)))
        return;
    sink.recordsBelongTo(m_firstLine);
    make(sink);
    sink.recordsBelongTo(0);
    m_firstLine = 0;
    m_held.clear();
}

void JsonLogReader::hold(std::string_view text, RecordSink& sink)
{
    if (m_firstLine == 0) {
        m_firstLine = sink.lineNumber();
        m_heldLines = 0;
        m_held.clear();
    }
    m_held += text;
    ++m_heldLines;
    sink.continuation();
}

void JsonLogReader::giveUp(RecordSink& sink)
{
    if (m_firstLine == 0)
        return;
    for (std::uint64_t i = 0; i < m_heldLines; ++i) {
        sink.recordsBelongTo(m_firstLine + i);
        sink.reject("bad-json", "The object does not end");
    }
    sink.recordsBelongTo(0);
    m_firstLine = 0;
    m_held.clear();
}

/// Requests are read by importers of theirs.
bool isRequest(std::string_view rest)
{
    const auto holds = [rest](std::string_view key) { return rest.find(key) != std::string_view::npos; };
    return holds("method=") && (holds("url=") || holds("path=") || holds("uri="));
}

struct ObjectCensus {
    std::size_t objects = 0;
    std::size_t timed = 0;
    std::size_t mine = 0;
    std::size_t leveled = 0;
};

/// Objects of the head with a time and a message, also those that go over several lines.
ObjectCensus censusOfObjects(const SourceHead& head)
{
    ObjectCensus census;
    KeyedLine pairs;
    std::string held;
    for (std::size_t i = 0; i < head.lines.size() && census.objects < mostTried; ++i) {
        const std::string_view text = trimmed(head.lines[i]);
        if (text.empty())
            continue;
        if (text.front() == '{' && !held.empty())
            held.clear();
        held += text;
        if (held.front() != '{')
            held.clear();
        if (held.empty() || held.back() != '}') {
            census.objects += held.empty() ? 1U : 0U;
            continue;
        }
        pairs.clear();
        if (!addMembers(held, pairs))
            continue;
        held.clear();
        ++census.objects;
        const bool isTimed = pairs.time().has_value();
        census.timed += isTimed ? 1U : 0U;
        const bool isMine = isTimed && !isRequest(pairs.logLine().rest) && (pairs.has(LineRole::Text) || pairs.has(LineRole::Level));
        census.mine += isMine ? 1U : 0U;
        census.leveled += isMine && pairs.has(LineRole::Text) && pairs.has(LineRole::Level) ? 1U : 0U;
    }
    return census;
}

}    // namespace

const FormatInfo& JsonLogImporter::info() const
{
    return jsonLogInfo;
}

Detection JsonLogImporter::detect(const SourceHead& head) const
{
    const std::string_view start = trimmed(head.text);
    if (start.empty() || start.front() != '{')
        return {};
    const ObjectCensus objects = censusOfObjects(head);
    LineCensus census;
    census.filled = objects.objects;
    if (objects.mine == 0 && objects.timed * 2 >= objects.objects) {
        census.mine = objects.timed;
        return census.detection("JSON objects with a time", 25);    // better than nothing: each is a line that says its members
    }
    census.mine = objects.mine;
    const bool isLeveled = objects.leveled * 2 > objects.mine;
    Detection detection = census.detection("JSON log lines with a time and a message", isLeveled ? 72 : 58);
    if (census.percent() >= 50 && detection.confidence < 50)
        detection.confidence = 50;
    return detection;
}

std::unique_ptr<RecordReader> JsonLogImporter::open(const ReaderContext& context) const
{
    return std::make_unique<JsonLogReader>(context);
}

}    // namespace faultline
