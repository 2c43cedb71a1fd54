#include "importers/requests/logvalue.h"

#include "app/base/text.h"
#include "importers/requests/requestline.h"

#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace faultline {

namespace {

constexpr std::int64_t nanosecondsPerSecond = 1'000'000'000;
constexpr std::int64_t mostNanoseconds = std::numeric_limits<std::int64_t>::max();

void fill(std::string_view& field, std::string_view text)
{
    if (field.data() == nullptr)
        field = text;
}

bool fill(std::int64_t& field, std::optional<std::int64_t> value)
{
    if (value && field == absent)
        field = *value;
    return value.has_value();
}

void fillRequestLine(std::string_view text, Request& record)
{
    Request parsed;
    applyRequestLine(text, parsed);
    fill(record.method, parsed.method);
    fill(record.protocol, parsed.protocol);
    fill(record.host, parsed.host);
    if (record.path.data() != nullptr)
        return;
    record.path = parsed.path;
    record.query = parsed.query;
}

std::optional<std::int64_t> numberFrom(LogValue value, std::string_view text)
{
    if (value == LogValue::FinalStatus || value == LogValue::Status)
        return statusFrom(text);
    if (value == LogValue::BodyBytes || value == LogValue::AllBytes || value == LogValue::BytesIn)
        return countFrom(text);
    if (value == LogValue::DurationNanos || value == LogValue::UpstreamNanos)
        return durationFrom(text, 1);
    if (value == LogValue::DurationMicros)
        return durationFrom(text, 1'000);
    if (value == LogValue::DurationMillis || value == LogValue::UpstreamMillis)
        return durationFrom(text, 1'000'000);
    if (value == LogValue::DurationSeconds)
        return durationFrom(text, nanosecondsPerSecond);
    if (value == LogValue::DurationText)
        return durationFromText(text);
    return value == LogValue::UpstreamSeconds ? sumOfSecondsList(text) : lastOfStatusList(text);
}

std::int64_t Request::* numberFieldOf(LogValue value)
{
    if (value <= LogValue::Status)
        return &Request::status;
    if (value <= LogValue::AllBytes)
        return &Request::bytesOut;
    if (value == LogValue::BytesIn)
        return &Request::bytesIn;
    if (value <= LogValue::DurationText)
        return &Request::durationNs;
    return value <= LogValue::UpstreamSeconds ? &Request::upstreamDurationNs : &Request::upstreamStatus;
}

/// The member that a plain text goes to; nullptr for everything that is not just copied.
std::string_view Request::* textFieldOf(LogValue value)
{
    using Field = std::pair<LogValue, std::string_view Request::*>;
    static constexpr std::array fields = {
        Field{LogValue::Path, &Request::path},           Field{LogValue::Method, &Request::method},
        Field{LogValue::Protocol, &Request::protocol},   Field{LogValue::UpstreamAddr, &Request::upstreamAddr},
        Field{LogValue::Client, &Request::clientIp},     Field{LogValue::User, &Request::user},
        Field{LogValue::Host, &Request::host},           Field{LogValue::ServerName, &Request::host},
        Field{LogValue::UserAgent, &Request::userAgent}, Field{LogValue::Referer, &Request::referer},
        Field{LogValue::TraceId, &Request::traceId},     Field{LogValue::TerminationFlags, &Request::terminationFlags}};
    for (const auto& [candidate, field] : fields) {
        if (candidate == value)
            return field;
    }
    return nullptr;
}

/// Takes "us" and its like; nothing for a text that begins with no unit.
std::optional<std::int64_t> takeUnit(std::string_view& text)
{
    using Unit = std::pair<std::string_view, std::int64_t>;
    static constexpr std::array units = {Unit{"ns", 1},
                                         Unit{"us", 1'000},
                                         Unit{"\xC2\xB5s", 1'000},    // U+00B5 and U+03BC, both are in use
                                         Unit{"\xCE\xBCs", 1'000},
                                         Unit{"ms", 1'000'000},
                                         Unit{"s", nanosecondsPerSecond},
                                         Unit{"m", 60 * nanosecondsPerSecond},
                                         Unit{"h", 3600 * nanosecondsPerSecond}};
    for (const auto& [name, nanoseconds] : units) {
        if (text.substr(0, name.size()) == name) {
            text.remove_prefix(name.size());
            return nanoseconds;
        }
    }
    return std::nullopt;
}

}    // namespace

std::optional<std::int64_t> statusFrom(std::string_view text)
{
    const auto status = countFrom(text);
    return status && *status <= 999 ? status : std::nullopt;
}

std::optional<std::int64_t> countFrom(std::string_view text)
{
    const auto count = parseDecimalScaled(text, 1);
    return count && *count >= 0 ? count : std::nullopt;
}

std::optional<std::int64_t> durationFrom(std::string_view text, std::int64_t nanosecondsPerUnit)
{
    if (const auto duration = parseDecimalScaled(text, nanosecondsPerUnit))
        return *duration >= 0 ? duration : std::nullopt;
    if (text.find_first_of("eE") == std::string_view::npos)
        return std::nullopt;
    const auto number = parseDouble(text);
    const double scaled = number ? *number * static_cast<double>(nanosecondsPerUnit) : -1;
    if (!(scaled >= 0) || scaled >= 9.2e18)
        return std::nullopt;
    return static_cast<std::int64_t>(std::llround(scaled));
}

std::optional<std::int64_t> durationFromText(std::string_view text)
{
    text = trimmed(text);
    if (text.empty())
        return std::nullopt;
    std::int64_t sum = 0;
    while (!text.empty()) {
        const std::size_t end = text.find_first_not_of("0123456789.");
        if (end == 0 || end == std::string_view::npos)
            return std::nullopt;
        const std::string_view number = text.substr(0, end);
        text = trimmed(text.substr(end));
        const auto unit = takeUnit(text);
        const auto part = unit ? parseDecimalScaled(number, *unit) : std::nullopt;
        if (!part || *part < 0 || *part > mostNanoseconds - sum)
            return std::nullopt;
        sum += *part;
    }
    return sum;
}

std::int64_t elapsedBetween(Timestamp begin, Timestamp end)
{
    std::int64_t elapsed = 0;
    if (end < begin || __builtin_sub_overflow(nanosecondsOf(end), nanosecondsOf(begin), &elapsed))
        return absent;
    return elapsed;
}

std::string_view withoutPort(std::string_view address)
{
    if (!address.empty() && address.front() == '[') {
        const std::size_t close = address.find(']');
        return close == std::string_view::npos ? address : address.substr(1, close - 1);
    }
    const std::size_t colon = address.find(':');
    return colon != std::string_view::npos && address.find(':', colon + 1) == std::string_view::npos ? address.substr(0, colon) : address;
}

bool applyLogValue(LogValue value, std::string_view text, Request& record)
{
    if (value >= LogValue::FinalStatus && value <= LogValue::UpstreamStatus)
        return fill(record.*numberFieldOf(value), numberFrom(value, text));
    if (const auto field = textFieldOf(value); field != nullptr)
        fill(record.*field, text);
    else if (value == LogValue::RequestUri && record.path.data() == nullptr)
        applyRequestTarget(text, record);
    else if (value == LogValue::RequestLine)
        fillRequestLine(text, record);
    else if (value == LogValue::Query)
        fill(record.query, !text.empty() && text.front() == '?' ? text.substr(1) : text);
    else if (value == LogValue::ClientAndPort)
        fill(record.clientIp, withoutPort(text));
    else if (value == LogValue::ForwardedFor)
        fill(record.clientIp, withoutPort(trimmed(text.substr(0, text.find(',')))));
    return true;
}

}    // namespace faultline
