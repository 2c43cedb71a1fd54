#include "importers/operations/strace.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/operations/straceline.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "strace",
                                .title = "strace with times of the day (-ttt)",
                                .records = "operation, logline",
                                .framing = Framing::OrderedLines,
                                .anchor = Anchor::Start,
                                .zone = "epoch",
                                .specification = "strace(1)"};

/// Calls whose result is a number of bytes.
bool countsBytes(std::string_view name)
{
    constexpr std::array<std::string_view, 16> names = {"copy_file_range", "pread64", "preadv", "pwrite64", "pwritev", "read", "readv", "recvfrom",
                                                        "recvmsg", "sendfile", "sendmsg", "sendto", "splice", "tee", "write", "writev"};
    return std::binary_search(names.begin(), names.end(), name);
}

class StraceReader final : public RecordReader {
public:
    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override;

private:
    /// A call whose end is written on a later line, with calls of other threads in between.
    struct Started {
        Timestamp time{};
        std::uint64_t line = 0;
        std::string name, text;
    };
    static constexpr std::size_t mostStarted = 10'000;

    void begin(const StraceLine& line, RecordSink& sink);
    void resume(const StraceLine& line, RecordSink& sink);
    void operation(Timestamp time, std::string_view pid, std::string_view name, std::string_view text, std::int64_t spentNs, RecordSink& sink);
    std::string_view appOf(std::string_view pid);

    std::map<std::string, Started, std::less<>> m_started;    ///< by pid
    std::string m_app;
};

/// Threads are told apart by their number only.
std::string_view StraceReader::appOf(std::string_view pid)
{
    if (pid.empty())
        return {};
    m_app.assign("pid ").append(pid);
    return m_app;
}

void StraceReader::operation(Timestamp time, std::string_view pid, std::string_view name, std::string_view text, std::int64_t spentNs, RecordSink& sink)
{
    Operation record;
    record.time = {time, TimeBasis::Epoch, false, false};
    record.op = name;
    if (const std::string_view target = straceTarget(text); !target.empty())
        record.target = target;
    record.app = appOf(pid);
    record.text = text;
    record.durationNs = spentNs;
    const std::string_view result = straceResult(text);
    const auto bytes = countsBytes(name) ? parseInteger(result.substr(0, result.find(' '))) : std::nullopt;
    if (bytes && *bytes >= 0)
        record.responseBytes = *bytes;
    sink.operation(record);
}

void StraceReader::begin(const StraceLine& line, RecordSink& sink)
{
    if (m_started.size() >= mostStarted && m_started.find(line.pid) == m_started.end())
        return sink.reject("too-many-calls", "More than 10,000 threads wait for the end of a call");
    m_started.insert_or_assign(std::string(line.pid), Started{*line.time, sink.lineNumber(), std::string(line.name), std::string(line.text)});
    sink.continuation();
}

void StraceReader::resume(const StraceLine& line, RecordSink& sink)
{
    const auto started = m_started.find(line.pid);
    if (started == m_started.end() || started->second.name != line.name)
        return sink.reject("no-beginning", "The end of a call whose beginning is not in the file");
    Started& call = started->second;
    call.text.append(line.text);
    sink.recordsBelongTo(call.line);
    operation(call.time, line.pid, call.name, call.text, line.spentNs, sink);
    sink.recordsBelongTo(0);
    sink.continuation();
    m_started.erase(started);
}

void StraceReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty() || text.starts_with("strace: "))
        return sink.skip();
    const auto line = parseStraceLine(text);
    if (!line)
        return sink.reject("no-call", "The line is no call, signal or exit with a stamp in front");
    if (line->stamp == StraceLine::Stamp::NoDate)
        return sink.reject("no-date", "strace wrote the time without its date (-t, -tt, -r); with -ttt it writes both");
    switch (line->kind) {
    case StraceLine::Kind::Unfinished: return begin(*line, sink);
    case StraceLine::Kind::Resumed: return resume(*line, sink);
    case StraceLine::Kind::Call: return operation(*line->time, line->pid, line->name, line->text, line->spentNs, sink);
    case StraceLine::Kind::Notice: break;
    }
    LogLine record;
    record.time = {*line->time, TimeBasis::Epoch, false, false};
    record.text = line->text;
    if (!line->pid.empty())
        record.process = line->pid;
    sink.logLine(record);
}

/// Calls that were still under way: they have no duration.
void StraceReader::finish(RecordSink& sink)
{
    for (const auto& [pid, call] : m_started) {
        sink.recordsBelongTo(call.line);
        operation(call.time, pid, call.name, call.text, absent, sink);
    }
    sink.recordsBelongTo(0);
    m_started.clear();
}

}    // namespace

const FormatInfo& StraceImporter::info() const
{
    return formatInfo;
}

Detection StraceImporter::detect(const SourceHead& head) const
{
    bool hasDates = false;
    Detection detection = censusOf(head, [&hasDates](std::string_view text) {
        const auto line = parseStraceLine(text);
        hasDates = hasDates || (line && line->stamp == StraceLine::Stamp::Epoch);
        return line.has_value();
    }).detection("system calls of strace", 94);
    if (detection.confidence > 0 && !hasDates)
        detection.reason += ", with times that have no date";
    settleAnchor(detection, Anchor::Start, Basis::Specification, "strace writes when a call began");
    return detection;
}

std::unique_ptr<RecordReader> StraceImporter::open(const ReaderContext&) const
{
    return std::make_unique<StraceReader>();
}

}    // namespace faultline
