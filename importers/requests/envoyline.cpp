#include "importers/requests/envoyline.h"

#include "app/base/text.h"
#include "importers/requests/anytime.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/requestline.h"

namespace faultline {

namespace {

enum Place : std::size_t { Time, Line, Code, Flags, BehindFlags };
/// Behind the three counters.
enum Behind : std::size_t { UpstreamTime = 3, ForwardedFor, Agent, RequestId, Authority, UpstreamHost, Cluster, UpstreamLocal, DownstreamLocal, DownstreamRemote };

constexpr std::size_t mostDetails = 12;    // words of response details and reasons that stand between flags and counters

bool isNumber(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}    // namespace

bool isEnvoyText(std::string_view line)
{
    if (line.size() < 24 || line.front() != '[' || line[5] != '-')
        return false;
    QuotedTokens tokens;
    tokens.split(line, QuotedTokens::Brackets::Texts);
    return tokens.size() > BehindFlags + 3 && readIsoTime(tokens[Time]) && tokens.wasQuoted(Line) && statusFrom(tokens[Code]) &&
           !tokens.wasQuoted(Flags);
}

/// Istio writes details, a termination reason and a failure reason behind the flags, older versions other things; the first
/// three numbers in a row are bytes received, bytes sent and the duration.
std::size_t EnvoyLineReader::countersAt() const
{
    for (std::size_t at = BehindFlags; at < BehindFlags + mostDetails && at + 2 < m_tokens.size(); ++at) {
        const bool bare = !m_tokens.wasQuoted(at) && !m_tokens.wasQuoted(at + 1) && !m_tokens.wasQuoted(at + 2);
        if (bare && isNumber(m_tokens[at]) && isNumber(m_tokens[at + 1]) && (isNumber(m_tokens[at + 2]) || m_tokens[at + 2] == "-"))
            return at;
    }
    return 0;
}

bool EnvoyLineReader::fillCounters(std::size_t at, Request& record) const
{
    const auto put = [&record](LogValue value, std::string_view text) {
        return isAbsentLogValue(text) || applyLogValue(value, text, record);
    };
    return put(LogValue::Status, m_tokens[Code]) && put(LogValue::BytesIn, m_tokens[at]) && put(LogValue::BodyBytes, m_tokens[at + 1]) &&
           put(LogValue::DurationMillis, m_tokens[at + 2]) && put(LogValue::UpstreamMillis, m_tokens[at + UpstreamTime]);
}

/// Details and reasons, then whatever follows the upstream host (Istio: cluster, addresses, server name, route).
void EnvoyLineReader::keepRest(std::string_view line, std::size_t at, Request& record)
{
    m_rest.clear();
    for (std::size_t i = BehindFlags; i < at; ++i) {
        if (isAbsentLogValue(m_tokens[i]))
            continue;
        m_rest += m_rest.empty() ? "" : " ";
        m_rest += m_tokens[i];
    }
    if (m_tokens.size() > at + Cluster) {
        m_rest += m_rest.empty() ? "" : " ";
        m_rest += trimmed(line.substr(m_tokens.beginOf(at + Cluster)));
    }
    if (!m_rest.empty())
        record.rest = m_rest;
}

void EnvoyLineReader::read(std::string_view line, RecordSink& sink)
{
    m_tokens.split(line, QuotedTokens::Brackets::Texts);
    const auto written = readIsoTime(m_tokens[Time]);
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The line does not begin with a time such as [2016-04-15T20:17:00.310Z]");
    if (!m_tokens.wasQuoted(Line))
        return sink.reject("bad-request", "No request in quotes follows the time");
    const std::size_t counters = countersAt();
    if (counters == 0)
        return sink.reject(m_tokens.isTorn() ? "torn-line" : "bad-value",
                           "Bytes received, bytes sent and the duration do not follow the response flags");
    Request record;
    record.time = *time;
    if (!fillCounters(counters, record))
        return sink.reject("bad-value", "The response code, a counter or a time is not a number that fits");
    // "- - -" is a connection that was no HTTP.
    if (const std::string_view request = m_tokens[Line]; request.substr(0, 2) != "- ")
        applyRequestLine(request, record);
    record.terminationFlags = unlessDash(m_tokens[Flags]);
    if (m_tokens.size() > counters + DownstreamRemote)
        record.clientIp = withoutPort(unlessDash(m_tokens[counters + DownstreamRemote]));
    const std::string_view forwarded = m_tokens[counters + ForwardedFor];
    if (record.clientIp.empty())
        record.clientIp = isAbsentLogValue(forwarded) ? std::string_view() : withoutPort(trimmed(forwarded.substr(0, forwarded.find(','))));
    record.userAgent = unlessDash(m_tokens[counters + Agent]);
    record.traceId = unlessDash(m_tokens[counters + RequestId]);
    record.host = unlessDash(m_tokens[counters + Authority]);
    record.upstreamAddr = unlessDash(m_tokens[counters + UpstreamHost]);
    keepRest(line, counters, record);
    if (m_tokens.isTorn())
        sink.issue("torn-line", "The line ends inside a field behind the counters; what stands before it is complete");
    sink.request(record);
}

}    // namespace faultline
