#include "importers/requests/pattern.h"

#include "app/base/text.h"
#include "importers/requests/anytime.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

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
    LogValue value = LogValue::Ignored;
};

struct CompiledPattern {
    std::shared_ptr<RE2> expression;
    std::vector<Group> groups;
};

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
    pattern.expression = std::make_shared<RE2>(withPythonGroups(text), options);
    if (!pattern.expression->ok())
        return patternError(pattern.expression->error());
    bool hasTime = false;
    for (const auto& [name, index] : pattern.expression->NamedCapturingGroups()) {
        const auto found = std::find_if(known.begin(), known.end(), [&name = name](const Known& k) { return k.name == name; });
        if (found == known.end())
            return patternError("No field is called " + shortened(name, 40));
        hasTime = hasTime || found->value == LogValue::AnyTime;
        pattern.groups.push_back({static_cast<std::size_t>(index), found->value});
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
        m_captures.resize(m_pattern.groups.back().index + 1);
    }

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    std::optional<RecordTime> timeFrom(std::string_view text)
    {
        const auto written = readAnyTime(text);
        return written ? m_times.resolve(*written) : std::nullopt;
    }

    CompiledPattern m_pattern;
    std::string m_refusal;
    TimeResolver m_times;
    std::vector<re2::StringPiece> m_captures;
};

void PatternReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    if (!m_refusal.empty())
        return sink.reject("bad-log-format", m_refusal);
    const re2::StringPiece line(text.data(), text.size());
    if (!m_pattern.expression->Match(line, 0, line.size(), RE2::UNANCHORED, m_captures.data(), static_cast<int>(m_captures.size())))
        return sink.reject("format-mismatch", "The pattern does not match the line");
    Request record;
    std::optional<RecordTime> time;
    std::optional<RecordTime> end;
    for (const auto& [index, value] : m_pattern.groups) {
        const std::string_view group(m_captures[index].data(), m_captures[index].size());
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
                                 .title = "Access log by a pattern of the user",
                                 .records = "request",
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
