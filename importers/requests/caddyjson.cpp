#include "importers/requests/caddyjson.h"

#include "app/import/linecensus.h"
#include "importers/requests/jsonaccess.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array fields = {JsonAccessField{"ts", LogValue::AnyTime},
                               JsonAccessField{"request.method", LogValue::Method},
                               JsonAccessField{"request.uri", LogValue::RequestUri},
                               JsonAccessField{"request.proto", LogValue::Protocol},
                               JsonAccessField{"request.host", LogValue::Host},
                               JsonAccessField{"request.client_ip", LogValue::Client},
                               JsonAccessField{"request.remote_ip", LogValue::Client},
                               JsonAccessField{"request.remote_addr", LogValue::ClientAndPort},    // before 2.5
                               JsonAccessField{"request.headers.User-Agent.0", LogValue::UserAgent},
                               JsonAccessField{"request.headers.Referer.0", LogValue::Referer},
                               JsonAccessField{"request.headers.Traceparent.0", LogValue::TraceId},
                               JsonAccessField{"user_id", LogValue::User},
                               JsonAccessField{"status", LogValue::Status},
                               JsonAccessField{"size", LogValue::BodyBytes},
                               JsonAccessField{"bytes_read", LogValue::BytesIn}};
constexpr std::array<std::string_view, 2> marks = {"ts", "msg"};
constexpr std::array<std::string_view, 2> extras = {"logger", "duration"};
enum Extra : std::size_t { Logger, Duration };

bool isAccessEntry(const JsonAccessLine& line)
{
    return line.extra(Logger).starts_with("http.log.access");
}

/// duration_format is seconds unless it says "string" ("1.2ms") or "nano" (a whole number).
void settleSeconds(JsonAccessLine& line, Request& record)
{
    const std::string_view text = line.extra(Duration);
    const auto duration = durationFrom(text, 1'000'000'000);
    record.durationNs = duration ? *duration : durationFromText(text).value_or(absent);
}

void settleNanos(JsonAccessLine& line, Request& record)
{
    record.durationNs = durationFrom(line.extra(Duration), 1).value_or(absent);
}

constexpr JsonAccessFormat inSeconds{.fields = fields,
                                     .marks = marks,
                                     .what = "Caddy log entries",
                                     .certain = 97,
                                     .anchorReason = "Caddy writes an entry when the request is handled",
                                     .settle = settleSeconds,
                                     .extras = extras,
                                     .isRequest = isAccessEntry};

constexpr JsonAccessFormat inNanos = [] {
    JsonAccessFormat format = inSeconds;
    format.settle = settleNanos;
    return format;
}();

bool isAccessLine(std::string_view line)
{
    return line.find("\"logger\":\"http.log.access") != std::string_view::npos;
}

/// A whole number of seconds is as rare as a request of exactly one second: where nearly all are whole they are nanoseconds.
bool countsNanos(const SourceHead& head)
{
    std::size_t whole = 0;
    std::size_t broken = 0;
    JsonRecord record;
    for (const std::string_view line : head.lines) {
        if (!isAccessLine(line) || record.read(line) != JsonRecord::Fault::None)
            continue;
        const std::string_view duration = record.raw("duration");
        (duration.find_first_not_of("0123456789") == std::string_view::npos ? whole : broken) += duration.size() > 1 ? 1U : 0U;
    }
    return whole > 0 && whole > broken * 9;
}

}    // namespace

const FormatInfo& CaddyJsonImporter::info() const
{
    static const FormatInfo info{.id = "caddy-json",
                                 .title = "Caddy JSON log",
                                 .records = "request, logline",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "seconds since 1970, or the stamp's offset",
                                 .since = "Caddy 2",
                                 .specification = "Caddy documentation, how logging works"};
    return info;
}

Detection CaddyJsonImporter::detect(const SourceHead& head) const
{
    const LineCensus census = censusOf(head, isAccessLine);
    if (census.mine == 0)
        return {};
    return detectJsonAccessLines(head, inSeconds, Anchor::End);
}

std::unique_ptr<RecordReader> CaddyJsonImporter::open(const ReaderContext& context) const
{
    return openJsonAccessLines(context, countsNanos(context.head) ? inNanos : inSeconds);
}

}    // namespace faultline
