#include "importers/requests/jsonaccess.h"

#include "app/import/jsonscanner.h"
#include "app/import/linecensus.h"
#include "app/import/severitywords.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/anytime.h"

#include <algorithm>

namespace faultline {

namespace {

constexpr std::size_t headOfDocument = std::size_t{16} << 10;

std::vector<std::string_view> pathsOf(const JsonAccessFormat& format)
{
    std::vector<std::string_view> paths;
    for (const JsonAccessField& field : format.fields)
        paths.push_back(field.path);
    paths.insert(paths.end(), format.extras.begin(), format.extras.end());
    for (const std::string_view path : {format.message, format.severity, format.component})
        paths.push_back(path);
    return paths;
}

bool holdsMarks(std::string_view text, const JsonAccessFormat& format)
{
    for (const std::string_view mark : format.marks) {
        if (!holdsJsonKey(text, mark))
            return false;
    }
    return true;
}

/// The list of objects that a document is about.
std::string_view listOf(std::string_view document)
{
    document = trimmed(document);
    if (document.empty() || document.front() != '{')
        return document;
    for (const std::string_view key : {"records", "entries", "value"}) {
        const auto list = jsonMember(document, key);
        if (list && !list->empty() && list->front() == '[')
            return *list;
    }
    return {};
}

class JsonAccessLinesReader final : public RecordReader {
public:
    JsonAccessLinesReader(const JsonAccessFormat& format, const TimeSettings& settings) : m_mapper(format, settings) {}
    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        m_mapper.read(text, sink);
    }
    const TimeResolver* timeResolver() const override { return &m_mapper.resolver(); }

private:
    JsonAccessMapper m_mapper;
};

class JsonAccessListReader final : public RecordReader {
public:
    JsonAccessListReader(const JsonAccessFormat& format, const TimeSettings& settings) : m_mapper(format, settings) {}
    void document(std::string_view text, RecordSink& sink) override
    {
        const std::string_view list = listOf(text);
        if (list.empty())
            return sink.reject("bad-json", "The document is no list of entries");
        JsonSlice slice(list);
        while (slice.next())
            m_mapper.read(slice.value(), sink);
        if (!slice.isComplete())
            sink.reject("bad-json", "The list of entries does not end where the document does");
    }
    const TimeResolver* timeResolver() const override { return &m_mapper.resolver(); }

private:
    JsonAccessMapper m_mapper;
};

}    // namespace

JsonAccessMapper::JsonAccessMapper(const JsonAccessFormat& format, const TimeSettings& settings)
    : m_format(format), m_paths(pathsOf(format)), m_times(settings), m_scratch(m_paths.size())
{
}

std::string_view JsonAccessMapper::text(std::size_t slot)
{
    const std::string_view value = m_values[slot];
    return isJsonString(value) ? jsonText(value, m_scratch[slot]) : value;
}

std::optional<RecordTime> JsonAccessMapper::timeAt(std::size_t slot)
{
    const auto written = readAnyTime(text(slot));
    return written ? m_times.resolve(*written) : std::nullopt;
}

/// False: a value was refused, and the line with it.
bool JsonAccessMapper::fill(Request& record, RecordSink& sink)
{
    for (std::size_t slot = 0; slot < m_format.fields.size(); ++slot) {
        const std::string_view raw = m_values[slot];
        if (raw.empty())
            continue;
        const JsonAccessField& field = m_format.fields[slot];
        if (field.value == LogValue::AnyTime) {
            if (!m_time)
                m_time = timeAt(slot);
            continue;
        }
        if (field.value == LogValue::EndTime) {
            if (!m_end)
                m_end = timeAt(slot);
            continue;
        }
        const std::string_view value = text(slot);
        if (isAbsentLogValue(value) || raw.front() == '{' || raw.front() == '[')
            continue;
        if (!applyLogValue(field.value, value, record)) {
            sink.reject("bad-value", std::string(field.path) + " is \"" + shortened(value, 40) + "\", not a number that fits");
            return false;
        }
    }
    return true;
}

void JsonAccessMapper::takeEnd(Request& record) const
{
    if (record.durationNs == absent && m_end)
        record.durationNs = elapsedBetween(m_time->utc, m_end->utc);
}

void JsonAccessMapper::logLine(const RecordTime& time, RecordSink& sink)
{
    const std::size_t message = m_paths.size() - 3;
    LogLine record;
    record.time = time;
    record.text = text(message);
    record.severity = severityOf(text(message + 1));
    record.component = text(message + 2);
    sink.logLine(record);
}

void JsonAccessMapper::read(std::string_view object, RecordSink& sink)
{
    m_time.reset();
    m_end.reset();
    if (const auto fault = m_paths.read(object, m_values); fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    m_line.m_extras.clear();
    for (std::size_t i = 0; i < m_format.extras.size(); ++i)
        m_line.m_extras.push_back(text(m_format.fields.size() + i));
    Request record;
    if (!fill(record, sink))
        return;
    if (!m_time)
        return sink.reject("bad-time", "No member that is known to hold the time is a time that exists");
    const bool isRequest = m_format.isRequest != nullptr
        ? m_format.isRequest(m_line)
        : record.method.data() != nullptr || record.path.data() != nullptr || record.status != absent;
    if (!isRequest && !text(m_paths.size() - 3).empty())
        return logLine(*m_time, sink);
    if (!isRequest)
        return sink.reject("no-request", "The object has no method, path or status of a request");
    m_line.time = *m_time;
    takeEnd(record);
    if (m_format.settle != nullptr)
        m_format.settle(m_line, record);
    record.time = m_line.time;
    sink.request(record);
}

Detection detectJsonAccessLines(const SourceHead& head, const JsonAccessFormat& format, Anchor anchor)
{
    const std::string_view first = head.text.substr(0, head.text.find('\n'));
    const auto own = std::count_if(format.ownNames.begin(), format.ownNames.end(), [first](std::string_view name) { return holdsJsonKey(first, name); });
    if (format.leastOwn > 0 && (!startsAsJson(head) || static_cast<std::size_t>(own) < format.leastOwn))
        return {};
    const LineCensus census = censusOf(head, [&format](std::string_view line) {
        const std::string_view object = trimmed(line);
        return object.front() == '{' && object.back() == '}' && holdsMarks(object, format);
    });
    Detection detection;
    if (census.percent() < 20)    // others of the server's messages may be most of the file
        return detection;
    detection = census.detection(format.what, format.certain);
    detection.confidence = std::max(detection.confidence, 60);
    settleAnchor(detection, anchor, format.anchorBasis, format.anchorReason);
    return detection;
}

std::unique_ptr<RecordReader> openJsonAccessLines(const ReaderContext& context, const JsonAccessFormat& format)
{
    return std::make_unique<JsonAccessLinesReader>(format, context.time);
}

Detection detectJsonAccessList(const SourceHead& head, const JsonAccessFormat& format, Anchor anchor)
{
    Detection detection;
    if (!startsAsJson(head))
        return detection;
    const std::string_view text = trimmed(head.text).substr(0, headOfDocument);
    std::string_view first = text;
    const bool isLines = text.front() == '{' && !takeJsonValue(first).empty() && !trimmed(first).empty();
    const bool isList = text.front() == '[' || holdsJsonKey(text, "records") || holdsJsonKey(text, "entries") || holdsJsonKey(text, "value");
    if (isLines || !isList || !holdsMarks(text, format))
        return detection;
    detection.confidence = format.certain;
    detection.reason = "a list of " + std::string(format.what);
    settleAnchor(detection, anchor, format.anchorBasis, format.anchorReason);
    return detection;
}

std::unique_ptr<RecordReader> openJsonAccessList(const ReaderContext& context, const JsonAccessFormat& format)
{
    return std::make_unique<JsonAccessListReader>(format, context.time);
}

}    // namespace faultline
