#include "tests/support/collectingsink.h"

#include "app/base/text.h"
#include "app/import/importerregistry.h"
#include "importers/builtinimporters.h"

#include <cmath>

namespace faultline::test {

namespace {

void put(OrderedJson& json, const char* key, std::string_view value)
{
    if (value.data() != nullptr)
        json[key] = sanitizedUtf8(value);
}

void put(OrderedJson& json, const char* key, std::int64_t value)
{
    if (value != absent)
        json[key] = value;
}

OrderedJson base(const RecordTime& time, std::uint64_t line)
{
    OrderedJson json;
    json["line"] = line;
    json["time"] = formatUtc(time.utc);
    json["time_basis"] = nameOf(time.basis);
    return json;
}

}    // namespace

void CollectingSink::beginLine(std::uint64_t number, std::string_view text)
{
    m_line = number;
    m_text = std::string(text);
    m_door = Door::None;
    m_owner = 0;
    ++lines;
}

void CollectingSink::endLine()
{
    if (m_door == Door::None)
        reject("no-record", "The importer made nothing of this line");
    if (m_door == Door::Record)
        ++recordLines;
    if (m_door == Door::Skip)
        ++skipped;
    if (m_door == Door::Reject)
        ++rejectedLines;
}

void CollectingSink::endDocument()
{
    recordLines = records;
    rejectedLines = rejected.size();
    lines = recordLines + skipped + rejectedLines;
}

void CollectingSink::record()
{
    ++records;
    if (m_owner == 0)
        m_door = Door::Record;
}

void CollectingSink::request(const Request& r)
{
    OrderedJson json = base(r.time, m_owner != 0 ? m_owner : m_line);
    put(json, "method", r.method);
    put(json, "path", r.path);
    put(json, "query", r.query);
    put(json, "protocol", r.protocol);
    put(json, "host", r.host);
    put(json, "client_ip", r.clientIp);
    put(json, "user", r.user);
    put(json, "user_agent", r.userAgent);
    put(json, "referer", r.referer);
    put(json, "upstream_addr", r.upstreamAddr);
    put(json, "termination_flags", r.terminationFlags);
    put(json, "trace_id", r.traceId);
    put(json, "rest", r.rest);
    put(json, "status", r.status);
    put(json, "bytes_out", r.bytesOut);
    put(json, "bytes_in", r.bytesIn);
    put(json, "duration_ns", r.durationNs);
    put(json, "upstream_duration_ns", r.upstreamDurationNs);
    put(json, "upstream_status", r.upstreamStatus);
    requests.push_back(std::move(json));
    record();
}

void CollectingSink::operation(const Operation& r)
{
    OrderedJson json = base(r.time, m_owner != 0 ? m_owner : m_line);
    put(json, "op", r.op);
    put(json, "target", r.target);
    put(json, "shape_hash", r.shapeHash);
    put(json, "plan", r.plan);
    put(json, "app", r.app);
    put(json, "client", r.client);
    put(json, "text", r.text);
    if (r.severity != Severity::Unknown)
        json["severity"] = nameOf(r.severity);
    put(json, "duration_ns", r.durationNs);
    put(json, "docs_examined", r.docsExamined);
    put(json, "keys_examined", r.keysExamined);
    put(json, "rows", r.rows);
    put(json, "response_bytes", r.responseBytes);
    put(json, "lock_wait_ns", r.lockWaitNs);
    operations.push_back(std::move(json));
    record();
}

void CollectingSink::logLine(const LogLine& r)
{
    OrderedJson json = base(r.time, m_owner != 0 ? m_owner : m_line);
    put(json, "component", r.component);
    put(json, "text", r.text);
    if (r.severity != Severity::Unknown)
        json["severity"] = nameOf(r.severity);
    put(json, "host", r.host);
    put(json, "process", r.process);
    put(json, "thread", r.thread);
    put(json, "user", r.user);
    put(json, "client_ip", r.clientIp);
    put(json, "trace_id", r.traceId);
    put(json, "rest", r.rest);
    logLines.push_back(std::move(json));
    record();
}

void CollectingSink::event(Event e)
{
    OrderedJson json = base(e.start, e.line != 0 ? e.line : (m_owner != 0 ? m_owner : m_line));
    if (e.end)
        json["end"] = formatUtc(e.end->utc);
    if (e.openEnd)
        json["open_end"] = true;
    json["kind"] = e.kind;
    json["precision"] = nameOf(e.precision);
    const auto putFilled = [&json](const char* key, const std::string& value) {
        if (!value.empty())
            json[key] = sanitizedUtf8(value);
    };
    putFilled("time_text", e.timeText);
    putFilled("title", e.title);
    putFilled("body", e.body);
    putFilled("actor", e.actor);
    putFilled("service", e.service);
    putFilled("environment", e.environment);
    putFilled("link", e.link);
    putFilled("section", e.section);
    for (const auto& [key, value] : e.fields)
        json["fields"][sanitizedUtf8(key)] = sanitizedUtf8(value);
    events.push_back(std::move(json));
    record();
}

SeriesHandle CollectingSink::series(std::string_view name, const Labels& labels, std::string_view unit, SeriesKind kind)
{
    for (std::size_t i = 0; i < seriesList.size(); ++i) {
        if (seriesList[i].name == name && seriesList[i].labels == labels)
            return static_cast<SeriesHandle>(i);
    }
    seriesList.push_back({std::string(name), labels, std::string(unit), kind, {}});
    return static_cast<SeriesHandle>(seriesList.size() - 1);
}

void CollectingSink::sample(SeriesHandle handle, const RecordTime& time, double value)
{
    seriesList.at(handle).samples.emplace_back(time, value);
    record();
}

void CollectingSink::reject(std::string_view code, std::string_view reason)
{
    OrderedJson json;
    json["line"] = m_owner != 0 ? m_owner : m_line;
    json["code"] = code;
    json["reason"] = sanitizedUtf8(reason);
    json["excerpt"] = m_owner == 0 || m_owner == m_line ? sanitizedUtf8(shortened(m_text, 80)) : std::string();
    rejected.push_back(std::move(json));
    if (m_owner == 0) {
        m_door = Door::Reject;
        return;
    }
    // A line that was counted as part of a record turns out to be none.
    --recordLines;
    ++rejectedLines;
}

void CollectingSink::skip()
{
    if (m_line == 0)
        ++skipped;    // a part of a document
    else if (m_door == Door::None)
        m_door = Door::Skip;
}

void CollectingSink::continuation()
{
    if (m_door == Door::None)
        m_door = Door::Record;
}

void CollectingSink::issue(std::string_view code, std::string_view text)
{
    OrderedJson json;
    json["line"] = m_line;
    json["code"] = code;
    json["text"] = sanitizedUtf8(text);
    issues.push_back(std::move(json));
}

OrderedJson CollectingSink::toJson(std::size_t most) const
{
    OrderedJson json;
    json["lines"] = lines;
    json["record_lines"] = recordLines;
    json["records"] = records;
    json["skipped"] = skipped;
    json["rejected"] = rejectedLines;
    const auto put = [&json, most](const char* key, const std::vector<OrderedJson>& list) {
        if (list.empty())
            return;
        json[std::string(key) + "_count"] = list.size();
        json[key] = OrderedJson::array();
        for (std::size_t i = 0; i < list.size() && i < most; ++i)
            json[key].push_back(list[i]);
    };
    put("requests", requests);
    put("operations", operations);
    put("log_lines", logLines);
    put("events", events);
    put("rejected_lines", rejected);
    put("issues", issues);
    for (const Series& series : seriesList) {
        OrderedJson item;
        item["name"] = series.name;
        for (const auto& [key, value] : series.labels)
            item["labels"][key] = value;
        item["unit"] = series.unit;
        item["kind"] = nameOf(series.kind);
        item["samples"] = series.samples.size();
        for (std::size_t i = 0; i < series.samples.size() && i < 3; ++i) {
            const auto& [time, value] = series.samples[i];
            item["first"].push_back({formatUtc(time.utc), std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr)});
        }
        json["series"].push_back(std::move(item));
    }
    return json;
}

SourceHead headOf(std::string_view text, std::string_view fileName)
{
    SourceHead head;
    head.text = text;
    head.fileName = fileName;
    head.complete = true;
    std::size_t begin = 0;
    while (begin < text.size()) {
        std::size_t end = text.find('\n', begin);
        const std::size_t next = end == std::string_view::npos ? text.size() : end + 1;
        if (end == std::string_view::npos)
            end = text.size();
        std::string_view line = text.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        head.lines.push_back(line);
        begin = next;
    }
    head.headLines = head.lines.size();
    return head;
}

void readInto(CollectingSink& sink, const Importer& importer, std::string_view text, std::string_view fileName,
              const ImportOptions& options)
{
    ReaderContext context;
    context.options = options;
    context.head = headOf(text, fileName);
    if (options.zone) {
        context.time.zone = *options.zone;
        context.time.zoneBasis = Basis::Stated;
    }
    context.time.year = options.year;
    const ImporterRegistry formats(builtinImporters());
    context.formats = &formats;
    const auto reader = importer.open(context);
    if (importer.info().framing == Framing::Document) {
        reader->document(text, sink);
        reader->finish(sink);
        sink.endDocument();
        return;
    }
    std::uint64_t number = 0;
    for (const std::string_view line : context.head.lines) {
        sink.beginLine(++number, line);
        reader->line(line, sink);
        sink.endLine();
    }
    reader->finish(sink);
}

}    // namespace faultline::test
