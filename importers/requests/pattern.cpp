#include "importers/requests/pattern.h"

#include "app/base/text.h"
#include "app/import/linepairs.h"
#include "app/import/severitywords.h"
#include "importers/requests/anytime.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"
#include "importers/requests/straightpattern.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace faultline {

namespace {

constexpr std::size_t longestPattern = 10'000;
constexpr std::int64_t programMemory = std::int64_t{32} << 20;

struct Known {
    std::string_view name;
    LogValue value;
};

/// The names of the fields, and the short ones that people type.
constexpr std::array known = {Known{"time", LogValue::AnyTime},
                              Known{"timestamp", LogValue::AnyTime},
                              Known{"end_time", LogValue::EndTime},
                              Known{"request", LogValue::RequestLine},
                              Known{"uri", LogValue::RequestUri},
                              Known{"url", LogValue::RequestUri},
                              Known{"path", LogValue::RequestUri},
                              Known{"query", LogValue::Query},
                              Known{"method", LogValue::Method},
                              Known{"protocol", LogValue::Protocol},
                              Known{"host", LogValue::Host},
                              Known{"client_ip", LogValue::ClientAndPort},
                              Known{"client", LogValue::ClientAndPort},
                              Known{"user", LogValue::User},
                              Known{"user_agent", LogValue::UserAgent},
                              Known{"referer", LogValue::Referer},
                              Known{"status", LogValue::Status},
                              Known{"bytes_out", LogValue::BodyBytes},
                              Known{"bytes", LogValue::BodyBytes},
                              Known{"bytes_in", LogValue::BytesIn},
                              Known{"duration_ns", LogValue::DurationNanos},
                              Known{"duration_us", LogValue::DurationMicros},
                              Known{"duration_ms", LogValue::DurationMillis},
                              Known{"duration_s", LogValue::DurationSeconds},
                              Known{"duration", LogValue::DurationText},
                              Known{"upstream_duration_ns", LogValue::UpstreamNanos},
                              Known{"upstream_duration_ms", LogValue::UpstreamMillis},
                              Known{"upstream_duration_s", LogValue::UpstreamSeconds},
                              Known{"upstream_status", LogValue::UpstreamStatus},
                              Known{"upstream_addr", LogValue::UpstreamAddr},
                              Known{"termination_flags", LogValue::TerminationFlags},
                              Known{"trace_id", LogValue::TraceId},
                              Known{"rest", LogValue::Other}};

struct LineField {
    std::string_view name;
    std::string_view LogLine::* field;
};

/// The names of a log line's fields; "level" and "time" beside them. Other names become pairs of its rest.
constexpr std::array lineFields = {LineField{"text", &LogLine::text},           LineField{"message", &LogLine::text},
                                   LineField{"msg", &LogLine::text},            LineField{"component", &LogLine::component},
                                   LineField{"logger", &LogLine::component},    LineField{"host", &LogLine::host},
                                   LineField{"process", &LogLine::process},     LineField{"pid", &LogLine::process},
                                   LineField{"thread", &LogLine::thread},       LineField{"user", &LogLine::user},
                                   LineField{"client_ip", &LogLine::clientIp},  LineField{"client", &LogLine::clientIp},
                                   LineField{"trace_id", &LogLine::traceId}};

const LineField* lineFieldNamed(std::string_view name)
{
    const auto found = std::find_if(lineFields.begin(), lineFields.end(), [name](const LineField& f) { return f.name == name; });
    return found == lineFields.end() ? nullptr : &*found;
}

bool isLevel(std::string_view name)
{
    return name == "level" || name == "severity";
}

bool isTime(std::string_view name)
{
    return name == "time" || name == "timestamp";
}

/// RE2 of this age knows (?P<name>…) only.
std::string withPythonGroups(std::string_view text)
{
    std::string pattern;
    for (std::size_t at = 0; at < text.size(); ++at) {
        pattern += text[at];
        if (text[at] == '\\' && at + 1 < text.size()) {
            pattern += text[++at];
            continue;
        }
        const bool isNamed = text.substr(at, 3) == "(?<" && at + 3 < text.size() && text[at + 3] != '=' && text[at + 3] != '!';
        if (isNamed) {
            pattern += "?P<";
            at += 2;
        }
    }
    return pattern;
}

struct Group {
    std::size_t index = 0;    ///< of the capture, from 1
    std::string name;
    LogValue value = LogValue::Ignored;    ///< of requests
};

struct CompiledPattern {
    std::shared_ptr<RE2> expression;
    std::optional<StraightPattern> straight;    ///< for lines that it matches from their front
    std::vector<Group> groups;
    bool isOfLogLines = false;
};

/// A message or a level, and nothing that only requests have.
bool namesLogLines(const std::map<std::string, int>& groups)
{
    constexpr std::array ofRequests = {"request", "uri", "url", "path", "method", "status"};
    const bool isRequest = std::any_of(ofRequests.begin(), ofRequests.end(), [&](const char* name) { return groups.count(name) != 0; });
    return !isRequest && std::any_of(groups.begin(), groups.end(), [](const auto& group) {
        const LineField* field = lineFieldNamed(group.first);
        return isLevel(group.first) || (field != nullptr && field->field == &LogLine::text);
    });
}

Error patternError(std::string why)
{
    return {ErrorKind::Usage, "Cannot use this pattern", std::move(why),
            "Name groups after fields, as in (?P<client_ip>\\S+) \\[(?P<time>[^\\]]+)\\] \"(?P<request>[^\"]*)\" (?P<status>\\d+)"};
}

Result<CompiledPattern> compiled(std::string_view text)
{
    if (text.size() > longestPattern)
        return patternError("It is longer than 10,000 characters");
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(programMemory);
    CompiledPattern pattern;
    const std::string python = withPythonGroups(text);
    pattern.expression = std::make_shared<RE2>(python, options);
    if (!pattern.expression->ok())
        return patternError(pattern.expression->error());
    pattern.straight = StraightPattern::compile(python);
    bool hasTime = false;
    const std::map<std::string, int>& names = pattern.expression->NamedCapturingGroups();
    pattern.isOfLogLines = namesLogLines(names);
    for (const auto& group : names) {
        const std::string& name = group.first;
        const auto found = std::find_if(known.begin(), known.end(), [&name](const Known& k) { return k.name == name; });
        if (found == known.end() && !pattern.isOfLogLines)
            return patternError("No field is called " + shortened(name, 40));
        hasTime = hasTime || isTime(name);
        pattern.groups.push_back({static_cast<std::size_t>(group.second), name, found == known.end() ? LogValue::Ignored : found->value});
    }
    if (!hasTime)
        return patternError("No group is called time");
    std::sort(pattern.groups.begin(), pattern.groups.end(), [](const Group& left, const Group& right) { return left.index < right.index; });
    return pattern;
}

class PatternReader final : public RecordReader {
public:
    PatternReader(Result<CompiledPattern> pattern, const TimeSettings& settings) : m_times(settings)
    {
        if (!pattern) {
            m_refusal = pattern.error().message();
            return;
        }
        m_pattern = std::move(*pattern);
        m_pieces.resize(m_pattern.groups.back().index + 1);
    }

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    bool match(std::string_view text);
    void request(RecordSink& sink);
    void logLine(RecordSink& sink);
    std::string_view captured(const Group& group) const { return m_captures[group.index]; }
    std::optional<RecordTime> timeFrom(std::string_view text)
    {
        const auto written = readAnyTime(text);
        return written ? m_times.resolve(*written) : std::nullopt;
    }

    CompiledPattern m_pattern;
    std::string m_refusal;
    TimeResolver m_times;
    std::vector<re2::StringPiece> m_pieces;
    std::vector<std::string_view> m_captures;
    std::string m_rest;
};

/// RE2 needs its slow engine for more than four groups; most patterns of logs need none of its engines.
bool PatternReader::match(std::string_view text)
{
    if (m_pattern.straight && m_pattern.straight->matchesFront(text, m_captures))
        return true;
    const re2::StringPiece line(text.data(), text.size());
    if (!m_pattern.expression->Match(line, 0, line.size(), RE2::UNANCHORED, m_pieces.data(), static_cast<int>(m_pieces.size())))
        return false;
    m_captures.clear();
    for (const re2::StringPiece& piece : m_pieces)
        m_captures.emplace_back(piece.data(), piece.size());
    return true;
}

void PatternReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    if (!m_refusal.empty())
        return sink.reject("bad-log-format", m_refusal);
    if (!match(text))
        return sink.reject("format-mismatch", "The pattern does not match the line");
    if (m_pattern.isOfLogLines)
        logLine(sink);
    else
        request(sink);
}

void PatternReader::logLine(RecordSink& sink)
{
    LogLine record;
    std::optional<RecordTime> time;
    m_rest.clear();
    for (const Group& named : m_pattern.groups) {
        const std::string_view group = captured(named);
        const LineField* field = lineFieldNamed(named.name);
        if (group.empty())
            continue;
        if (isTime(named.name) && !time)
            time = timeFrom(group);
        else if (isLevel(named.name) && severityOf(group) != Severity::Unknown)
            record.severity = severityOf(group);
        else if (field != nullptr && (record.*field->field).data() == nullptr)
            record.*field->field = group;
        else
            appendPair(m_rest, named.name, group);
    }
    if (!time)
        return sink.reject("bad-time", "The group time holds no time that exists");
    record.time = *time;
    if (!m_rest.empty())
        record.rest = m_rest;
    sink.logLine(record);
}

void PatternReader::request(RecordSink& sink)
{
    Request record;
    std::optional<RecordTime> time;
    std::optional<RecordTime> end;
    for (const Group& named : m_pattern.groups) {
        const LogValue value = named.value;
        const std::string_view group = captured(named);
        if (isAbsentLogValue(group))
            continue;
        if (value == LogValue::AnyTime && !time)
            time = timeFrom(group);
        else if (value == LogValue::EndTime)
            end = timeFrom(group);
        else if (value == LogValue::Other)
            record.rest = group;
        else if (!applyLogValue(value, group, record))
            return sink.reject("bad-value", "\"" + shortened(group, 40) + "\" is not a number that fits its group");
    }
    if (!time)
        return sink.reject("bad-time", "The group time holds no time that exists");
    if (end && record.durationNs == absent)
        record.durationNs = elapsedBetween(time->utc, end->utc);
    record.time = *time;
    sink.request(record);
}

}    // namespace

bool isRequestPattern(std::string_view text)
{
    for (std::size_t at = text.find("(?"); at != std::string_view::npos; at = text.find("(?", at + 2)) {
        const std::string_view behind = text.substr(at + 2);
        if (behind.starts_with("P<") || (behind.size() > 1 && behind.front() == '<' && behind[1] != '=' && behind[1] != '!'))
            return true;
    }
    return false;
}

const FormatInfo& PatternImporter::info() const
{
    static const FormatInfo info{.id = "pattern",
                                 .title = "Log by a pattern of the user",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Unknown,
                                 .zone = "offset in the line, else the source's zone",
                                 .specification = "RE2 syntax, with groups named after fields"};
    return info;
}

Detection PatternImporter::detect(const SourceHead&) const
{
    return {};    // only the user's pattern can tell
}

Result<Anchor> PatternImporter::anchorFor(const ImportOptions& options) const
{
    const auto pattern = compiled(options.logFormat);
    if (!pattern)
        return pattern.error();
    return Anchor::Unknown;
}

std::unique_ptr<RecordReader> PatternImporter::open(const ReaderContext& context) const
{
    return std::make_unique<PatternReader>(compiled(context.options.logFormat), context.time);
}

}    // namespace faultline
