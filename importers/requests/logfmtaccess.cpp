#include "importers/requests/logfmtaccess.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "app/import/linepairs.h"
#include "app/import/logfmtpairs.h"
#include "app/import/severitywords.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"

#include <algorithm>
#include <array>

namespace faultline {

namespace {

enum class Part : std::uint8_t { Value, Time, Duration, Connect, Service, Protocol, Code, Mark };

struct KnownKey {
    std::string_view key;
    Part part;
    LogValue value = LogValue::Ignored;
};

constexpr auto knownKeys = std::to_array<KnownKey>({
    {"method", Part::Value, LogValue::Method}, {"http_method", Part::Value, LogValue::Method}, {"path", Part::Value, LogValue::RequestUri},
    {"uri", Part::Value, LogValue::RequestUri}, {"url", Part::Value, LogValue::RequestUri}, {"request_uri", Part::Value, LogValue::RequestUri},
    {"status", Part::Value, LogValue::Status}, {"status_code", Part::Value, LogValue::Status}, {"http_status", Part::Value, LogValue::Status},
    {"host", Part::Value, LogValue::Host}, {"bytes", Part::Value, LogValue::BodyBytes}, {"bytes_out", Part::Value, LogValue::BodyBytes},
    {"duration_ms", Part::Value, LogValue::DurationMillis}, {"elapsed_ms", Part::Value, LogValue::DurationMillis},
    {"latency_ms", Part::Value, LogValue::DurationMillis}, {"duration", Part::Duration}, {"elapsed", Part::Duration},
    {"latency", Part::Duration}, {"took", Part::Duration}, {"connect", Part::Connect}, {"service", Part::Service},
    {"fwd", Part::Value, LogValue::ForwardedFor}, {"remote_addr", Part::Value, LogValue::ClientAndPort},
    {"remote_ip", Part::Value, LogValue::ClientAndPort}, {"client_ip", Part::Value, LogValue::ClientAndPort},
    {"ip", Part::Value, LogValue::ClientAndPort}, {"remote", Part::Value, LogValue::ClientAndPort}, {"user", Part::Value, LogValue::User},
    {"user_id", Part::Value, LogValue::User}, {"user_agent", Part::Value, LogValue::UserAgent}, {"referer", Part::Value, LogValue::Referer},
    {"referrer", Part::Value, LogValue::Referer}, {"request_id", Part::Value, LogValue::TraceId}, {"trace_id", Part::Value, LogValue::TraceId},
    {"dyno", Part::Value, LogValue::UpstreamAddr}, {"protocol", Part::Protocol}, {"proto", Part::Protocol}, {"code", Part::Code},
    {"time", Part::Time}, {"ts", Part::Time}, {"timestamp", Part::Time}, {"@timestamp", Part::Time}, {"controller", Part::Mark},
    {"action", Part::Mark}});

const KnownKey* knownKey(std::string_view key)
{
    const auto found = std::find_if(knownKeys.begin(), knownKeys.end(), [key](const KnownKey& known) { return known.key == key; });
    return found == knownKeys.end() ? nullptr : &*found;
}

/// A line taken apart as far as every line is.
struct AccessLine {
    std::optional<WrittenTime> time;
    std::string_view text;          ///< behind the time
    Severity severity = Severity::Unknown;
};

bool takeWord(std::string_view& text, std::string_view word)
{
    if (!text.starts_with(word))
        return false;
    text.remove_prefix(word.size());
    return true;
}

void skipDigits(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
}

/// What may stand before a time: the octet count and the priority of a log drain, Ruby's "I, [".
void skipBeforeTime(std::string_view& text, Severity& severity)
{
    std::string_view rest = text;
    skipDigits(rest);
    if (rest.size() == text.size() || takeWord(rest, " ")) {
        if (takeWord(rest, "<")) {
            skipDigits(rest);
            if (takeWord(rest, ">")) {
                takeWord(rest, "1 ");
                text = rest;
            }
        }
    }
    if (text.size() > 4 && text.substr(1, 3) == ", [") {
        severity = severityOfLetter(text.front()).value_or(Severity::Unknown);
        text.remove_prefix(4);
    } else {
        takeWord(text, "[");
    }
}

AccessLine cutLine(std::string_view line)
{
    AccessLine cut;
    cut.text = line;
    std::string_view rest = line;
    skipBeforeTime(rest, cut.severity);
    cut.time = scanIsoTime(rest);
    if (!cut.time || !cut.time->hasSeconds)
        cut.time = scanSyslogTime(rest);
    if (cut.time)
        cut.text = trimmed(rest);
    return cut;
}

/// What the pairs of a line say.
struct Pairs {
    Request record;
    std::optional<WrittenTime> time;
    std::string_view duration;
    std::int64_t connect = absent, service = absent;
    bool isFramework = false;       ///< lograge's or Heroku's own names are there
    bool isGood = true;

    bool isRequest() const { return record.method.data() != nullptr && record.path.data() != nullptr && (record.status != absent || service != absent); }
};

void takePair(const KnownKey& known, std::string_view value, Pairs& pairs)
{
    switch (known.part) {
    case Part::Value:
        pairs.isFramework = pairs.isFramework || known.value == LogValue::ForwardedFor;
        pairs.isGood = (isAbsentLogValue(value) || applyLogValue(known.value, value, pairs.record)) && pairs.isGood;
        break;
    case Part::Time:
        if (!pairs.time)
            pairs.time = parseAnyTime(value);
        break;
    case Part::Duration: pairs.duration = value; break;
    case Part::Connect: pairs.connect = durationFromText(value).value_or(absent); break;
    case Part::Service: pairs.service = durationFromText(value).value_or(absent); break;
    case Part::Protocol:
        if (startsWithIgnoringCase(value, "HTTP/"))
            pairs.record.protocol = value;
        break;
    case Part::Code: pairs.record.terminationFlags = value; break;
    case Part::Mark: pairs.isFramework = true; break;
    }
}

Pairs readPairs(std::string_view text, std::string* rest)
{
    Pairs pairs;
    LogfmtPairs each(text);
    while (each.next()) {
        const KnownKey* const known = knownKey(each.key());
        if (known != nullptr)
            takePair(*known, each.value(), pairs);
        const bool isKept = known == nullptr ? each.key() != "at" && each.key() != "level" && each.key() != "format" : known->part == Part::Mark;
        if (isKept && rest != nullptr)
            appendPair(*rest, each.key(), each.value());
    }
    if (pairs.service != absent) {
        pairs.record.upstreamDurationNs = pairs.service;
        std::int64_t whole = pairs.service;
        if (pairs.connect == absent || !__builtin_add_overflow(whole, pairs.connect, &whole))
            pairs.record.durationNs = whole;
    }
    if (!pairs.duration.empty() && pairs.record.durationNs == absent) {
        const bool hasUnit = pairs.duration.back() < '0' || pairs.duration.back() > '9';
        const auto duration = hasUnit ? durationFromText(pairs.duration) : pairs.isFramework ? durationFrom(pairs.duration, 1'000'000) : std::nullopt;
        pairs.record.durationNs = duration.value_or(absent);
    }
    return pairs;
}

class LogfmtAccessReader final : public RecordReader {
public:
    explicit LogfmtAccessReader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        const AccessLine cut = cutLine(text);
        m_rest.clear();
        Pairs pairs = readPairs(cut.text, &m_rest);
        const auto& written = cut.time ? cut.time : pairs.time;
        const auto time = written ? m_times.resolve(*written) : std::nullopt;
        if (!time)
            return sink.reject("no-time", "Neither before nor among the pairs of the line is a time that exists");
        if (!pairs.isRequest())
            return logLine(cut, *time, sink);
        if (!pairs.isGood)
            return sink.reject("bad-value", "The status, a size or a duration is not a number that fits");
        pairs.record.time = *time;
        if (!m_rest.empty())
            pairs.record.rest = m_rest;
        sink.request(pairs.record);
    }

    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    /// "app[web.1]: text", "#1234]  INFO -- : text".
    static void logLine(const AccessLine& cut, const RecordTime& time, RecordSink& sink)
    {
        LogLine record;
        record.time = time;
        record.severity = cut.severity;
        record.text = cut.text;
        const std::size_t colon = cut.text.find(": ");
        const std::size_t ruby = cut.text.find(" -- ");
        if (ruby < colon && colon != std::string_view::npos) {
            record.text = trimmed(cut.text.substr(colon + 2));
        } else if (colon != std::string_view::npos && cut.text.find(' ') > colon) {
            record.component = cut.text.substr(0, colon);
            record.text = trimmed(cut.text.substr(colon + 2));
        }
        sink.logLine(record);
    }

    TimeResolver m_times;
    std::string m_rest;
};

}    // namespace

const FormatInfo& LogfmtAccessImporter::info() const
{
    static const FormatInfo info{.id = "logfmt-access",
                                 .title = "Requests as logfmt (lograge, Heroku router)",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "offset in the line, else the source's zone",
                                 .specification = "lograge, KeyValue formatter; Heroku HTTP routing, router log format"};
    return info;
}

Detection LogfmtAccessImporter::detect(const SourceHead& head) const
{
    std::size_t framework = 0;
    const LineCensus census = censusOf(head, [&framework](std::string_view line) {
        if (line.front() == '{' || line.find("method=") == std::string_view::npos)
            return false;
        const AccessLine cut = cutLine(line);
        const Pairs pairs = readPairs(cut.text, nullptr);
        const bool isMine = pairs.isRequest() && (cut.time || pairs.time);
        framework += isMine && pairs.isFramework ? 1U : 0U;
        return isMine;
    });
    // Of a Rails or Heroku log the requests may be few; another program's log is one of requests only when nearly all lines are.
    const bool isFramework = framework * 2 > census.mine;
    if (census.percent() < (isFramework ? 20U : 80U))
        return {};
    const int certain = isFramework ? 97 : 94;    // before the logger that wrote the line
    Detection detection = census.detection("requests in logfmt", certain);
    detection.confidence = certain;
    settleAnchor(detection, Anchor::End, isFramework ? Basis::Specification : Basis::Assumed, "such a line is written when the request is done");
    return detection;
}

std::unique_ptr<RecordReader> LogfmtAccessImporter::open(const ReaderContext& context) const
{
    return std::make_unique<LogfmtAccessReader>(context.time);
}

}    // namespace faultline
