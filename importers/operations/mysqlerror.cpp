#include "importers/operations/mysqlerror.h"

#include "app/base/characterset.h"
#include "app/base/text.h"
#include "app/import/jsonrecord.h"
#include "app/import/linecensus.h"
#include "app/import/textcursor.h"
#include "app/import/timestampscanner.h"
#include "importers/operations/eventkinds.h"
#include "importers/operations/heldrecord.h"
#include "importers/operations/mysqltime.h"
#include "importers/operations/textparts.h"

#include <array>

namespace faultline {

namespace {

constexpr FormatInfo formatInfo{.id = "mysql-error",
                                .title = "MySQL error log (also MariaDB)",
                                .records = "logline, event",
                                .framing = Framing::OrderedLines,    // lines without a stamp go on with the one before
                                .anchor = Anchor::Unknown,
                                .zone = "offset in the line; source's zone before 5.7 and in MariaDB",
                                .specification = "MySQL reference manual, The Error Log"};

struct ErrorLine {
    WrittenTime time;
    std::string_view thread, level, code, subsystem, message;
    bool isMySqlShape = false;    ///< a level in brackets, or a writer that only MySQL has
};

struct Level {
    std::string_view name;
    Severity severity;
};
/// As the server spells them; other programs write [info] and [error].
constexpr std::array<Level, 5> levels{{{"Note", Severity::Info},
                                       {"System", Severity::Info},
                                       {"Warning", Severity::Warn},
                                       {"ERROR", Severity::Error},
                                       {"Error", Severity::Error}}};

Severity severityOf(std::string_view level)
{
    for (const Level& known : levels) {
        if (known.name == level)
            return known.severity;
    }
    return Severity::Unknown;
}

/// "[MY-010055] " from the front.
std::string_view takeBrackets(std::string_view& text)
{
    const std::size_t close = text.find(']');
    constexpr std::size_t longest = 40;
    if (!text.starts_with('[') || close == std::string_view::npos || close > longest)
        return {};
    const std::string_view inner = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    takeLiteral(text, " ");
    return inner;
}

constexpr CharacterSet threadCharacters("0123456789abcdefx");

/// The four shapes: "<thread> [Level] [MY-...] [Subsystem] text" (8.0), "<thread> [Level] text" (5.6 to 5.7, MariaDB),
/// "[Level] text" (5.1 to 5.5), and "InnoDB: text", "mysqld_safe text" behind a bare stamp.
std::optional<ErrorLine> parseLine(std::string_view text)
{
    ErrorLine line;
    const auto time = scanMySqlTime(text);
    if (!time || !text.starts_with(' '))
        return std::nullopt;
    line.time = *time;
    skipBlanks(text);
    std::string_view rest = text;
    const std::string_view thread = takeCharacters(rest, threadCharacters);
    const bool hasThread = !thread.empty() && isDigit(thread.front()) && rest.starts_with(' ');
    if (hasThread) {
        skipBlanks(rest);
        line.thread = thread;
        text = rest;
    }
    rest = text;
    const std::string_view level = takeBrackets(rest);
    if (severityOf(level) == Severity::Unknown) {
        line.message = text;
        line.subsystem = text.starts_with("InnoDB: ") ? std::string_view("InnoDB") : std::string_view{};
        line.isMySqlShape = text.starts_with("InnoDB: ") || text.starts_with("mysqld_safe ") || text.starts_with("mysqld ")
            || text.starts_with("mariadbd") || text.starts_with("  InnoDB:");
        return line;
    }
    line.level = level;
    line.isMySqlShape = true;
    text = rest;
    if (text.starts_with("[MY-")) {
        line.code = takeBrackets(text);
        line.subsystem = takeBrackets(text);
    } else if (text.starts_with("InnoDB: ")) {
        line.subsystem = "InnoDB";
    }
    line.message = text;
    return line;
}

constexpr EventWordTable eventWords(std::array<EventWords, 13>{{
    {"ready for connections", "restart"},
    {") starting as process ", "restart"},
    {"Starting mysqld daemon", "restart"},
    {"Starting mariadbd daemon", "restart"},
    {"Normal shutdown", "restart"},
    {"Shutdown complete", "restart"},
    {"Received SHUTDOWN from user", "restart"},
    {"mysqld got signal ", "crash"},
    {"mariadbd got signal ", "crash"},
    {"Assertion failure", "crash"},
    {"Number of processes running now: 0", "crash"},
    {"was elected primary", "failover"},
    {"A new primary with address", "failover"}}});

class MySqlErrorReader final : public RecordReader {
public:
    explicit MySqlErrorReader(const ReaderContext& context) : m_times(context.time) { }

    void line(std::string_view text, RecordSink& sink) override;
    void finish(RecordSink& sink) override { m_held.release(sink); }
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void jsonLine(std::string_view text, RecordSink& sink);
    void put(const ErrorLine& line, Severity severity, RecordSink& sink);

    TimeResolver m_times;
    HeldRecord m_held;
    std::optional<RecordTime> m_lastTime;
    JsonRecord m_json;
    std::string m_rest;
};

void MySqlErrorReader::put(const ErrorLine& line, Severity severity, RecordSink& sink)
{
    const auto time = m_times.resolve(line.time);
    if (!time)
        return sink.reject("bad-time", "The time in front of the line does not exist");
    m_held.release(sink);
    m_lastTime = time;
    if (const std::string_view kind = eventWords.kindIn(line.message); !kind.empty()) {
        Event event;
        event.kind = std::string(kind);
        event.start = *time;
        event.title = std::string(line.message);
        for (const auto& [name, value] : {std::pair{"error_code", line.code}, std::pair{"component", line.subsystem},
                                          std::pair{"thread", line.thread}}) {
            if (!value.empty())
                event.fields.emplace_back(name, std::string(value));
        }
        return m_held.begin(std::move(event), sink);
    }
    LogLine record;
    record.time = *time;
    record.component = absentWhenEmpty(line.subsystem);
    record.text = line.message;
    record.thread = absentWhenEmpty(line.thread);
    m_rest.clear();
    appendPair(m_rest, "error_code", line.code);
    record.rest = absentWhenEmpty(m_rest);
    record.severity = severity;
    m_held.begin(record, sink);
}

/// log_sink_json: {"prio":2,"err_code":10909,"msg":"...","time":"2024-04-23T19:29:58.123456Z","thread":0,
/// "err_symbol":"...","subsystem":"Server","label":"Warning"}
void MySqlErrorReader::jsonLine(std::string_view text, RecordSink& sink)
{
    const JsonRecord::Fault fault = m_json.read(text);
    if (fault != JsonRecord::Fault::None)
        return refuse(fault, sink);
    std::string_view stamp = m_json.stringText("time");
    const auto written = scanIsoTime(stamp);
    const std::string_view message = m_json.text("msg");
    if (!written || message.data() == nullptr)
        return sink.reject("no-message", "The object has no time or no msg; it is no entry of a MySQL error log");
    ErrorLine line;
    line.time = *written;
    line.message = message;
    line.subsystem = m_json.text("subsystem");
    line.code = m_json.text("err_symbol");
    line.thread = m_json.text("thread");
    put(line, severityOf(m_json.text("label")), sink);
}

void MySqlErrorReader::line(std::string_view text, RecordSink& sink)
{
    if (text.starts_with('{'))
        return jsonLine(text, sink);
    const auto line = parseLine(text);
    if (line)
        return put(*line, severityOf(line->level), sink);
    if (trimmed(text).empty())
        return sink.skip();
    // To 5.7 a crash has no date: "10:27:23 UTC - mysqld got signal 11 ;". It came after the line before it.
    if (m_lastTime && eventWords.kindIn(text) == "crash") {
        m_held.release(sink);
        Event event;
        event.kind = "crash";
        event.start = *m_lastTime;
        event.precision = Precision::After;
        event.title = std::string(trimmed(text));
        return m_held.begin(std::move(event), sink);
    }
    m_held.goOn(text, sink);
}

}    // namespace

const FormatInfo& MySqlErrorImporter::info() const
{
    return formatInfo;
}

Detection MySqlErrorImporter::detect(const SourceHead& head) const
{
    LineCensus census;
    for (const std::string_view text : head.lines) {
        const bool isJson = text.starts_with('{') && holdsJsonKeys(text, {"err_code", "err_symbol", "msg", "prio"});
        const auto line = isJson ? std::nullopt : parseLine(text);
        // Lines without a stamp go on with the one before.
        if (!isJson && !line)
            continue;
        ++census.filled;
        census.mine += isJson || line->isMySqlShape ? 1U : 0U;
    }
    Detection detection = census.detection("entries of a MySQL error log (time, thread, level in brackets)", 93);
    const bool isMostly = census.mine * 4 >= head.lines.size();
    if (!isMostly)
        detection.confidence = detection.confidence / 2;
    return detection;
}

std::unique_ptr<RecordReader> MySqlErrorImporter::open(const ReaderContext& context) const
{
    return std::make_unique<MySqlErrorReader>(context);
}

}    // namespace faultline
