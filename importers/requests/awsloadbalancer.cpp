#include "importers/requests/awsloadbalancer.h"

#include "app/import/linecensus.h"
#include "importers/requests/anytime.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/quotedtokens.h"
#include "importers/requests/requestline.h"

#include <array>

namespace faultline {

namespace {

constexpr std::size_t leastFields = 12;    // the first version of either format ends with the request or the agent
constexpr std::int64_t longestRequest = std::int64_t{24} * 3600 * 1'000'000'000;

/// Places of the fields, counted from the time.
enum Place : std::size_t { Time, Name, Client, Target, RequestTime, TargetTime, ResponseTime, Status, TargetStatus, BytesIn, BytesOut, Line, Agent };

std::optional<WrittenTime> utcTimeOf(std::string_view text)
{
    auto written = readIsoTime(text);
    if (written && !written->offsetSeconds)
        written->offsetSeconds = 0;    // some tools cut the Z; the balancers write UTC only
    return written;
}

class AwsBalancerReader final : public RecordReader {
public:
    AwsBalancerReader(const TimeSettings& settings, const AwsBalancerShape& shape) : m_times(settings), m_shape(shape) {}

    void line(std::string_view text, RecordSink& sink) override;
    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    std::string_view field(Place place) const { return m_tokens[m_shape.timeAt + place]; }
    std::string_view extra(std::size_t index) const
    {
        return index == 0 ? std::string_view() : unlessDash(m_tokens[index]);
    }
    bool readTimes(Request& record) const;
    void deriveDuration(Request& record);
    bool readNumbers(Request& record) const;

    TimeResolver m_times;
    AwsBalancerShape m_shape;
    QuotedTokens m_tokens;
};

/// Each of the three times is -1 when the balancer could not dispatch the request or the target did not answer.
bool AwsBalancerReader::readTimes(Request& record) const
{
    std::array<std::int64_t, 3> times{};
    bool isComplete = true;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::string_view text = field(static_cast<Place>(RequestTime + i));
        if (text == "-1" || text == "-") {
            isComplete = false;
            times[i] = absent;
            continue;
        }
        const auto time = durationFrom(text, 1'000'000'000);
        if (!time || *time > longestRequest * 365)
            return false;
        times[i] = *time;
    }
    if (isComplete)
        record.durationNs = times[0] + times[1] + times[2];
    record.upstreamDurationNs = times[1];
    if (times[1] == absent)
        record.terminationFlags = record.upstreamAddr.data() == nullptr ? "target-not-reached" : "target-no-answer";
    return true;
}

/// Without the three times the request's creation still tells how long the client waited.
void AwsBalancerReader::deriveDuration(Request& record)
{
    const std::string_view text = extra(m_shape.creationTimeAt);
    if (record.durationNs != absent || text.empty())
        return;
    const auto written = utcTimeOf(text);
    const auto created = written ? m_times.resolve(*written) : std::nullopt;
    const std::int64_t waited = created ? elapsedBetween(created->utc, record.time.utc) : absent;
    if (waited <= longestRequest)
        record.durationNs = waited;
}

bool AwsBalancerReader::readNumbers(Request& record) const
{
    const auto put = [&](LogValue value, std::string_view text) {
        return isAbsentLogValue(text) || text == "-1" || applyLogValue(value, text, record);
    };
    const std::string_view target = field(TargetStatus);    // 0 where no target answered
    return put(LogValue::Status, field(Status)) && (target == "0" || put(LogValue::UpstreamStatus, target)) &&
           put(LogValue::BytesIn, field(BytesIn)) && put(LogValue::BodyBytes, field(BytesOut));
}

void AwsBalancerReader::line(std::string_view text, RecordSink& sink)
{
    if (trimmed(text).empty())
        return sink.skip();
    m_tokens.split(text);
    if (m_tokens.size() < leastFields)
        return sink.reject(m_tokens.isTorn() ? "torn-line" : "too-few-fields",
                           "A line has at least 12 fields, this one has " + std::to_string(m_tokens.size()));
    if (!m_tokens.wasQuoted(m_shape.timeAt + Line))
        return sink.reject("bad-request", "The request in quotes does not stand where the format has it");
    const auto written = utcTimeOf(field(Time));
    const auto time = written ? m_times.resolve(*written) : std::nullopt;
    if (!time)
        return sink.reject("bad-time", "The time is no ISO 8601 time such as 2018-07-02T22:23:00.186641Z");
    Request record;
    record.time = *time;
    record.clientIp = withoutPort(unlessDash(field(Client)));
    record.upstreamAddr = unlessDash(field(Target));
    if (!readTimes(record) || !readNumbers(record))
        return sink.reject("bad-value", "A time, status or count of the line is not a number that fits");
    deriveDuration(record);
    // "- http://host:80- -" stands for a request that could not be read.
    const std::string_view request = field(Line);
    if (request.substr(0, 2) != "- ")
        applyRequestLine(request, record);
    record.userAgent = unlessDash(field(Agent));
    record.traceId = extra(m_shape.traceAt);
    if (record.host.data() == nullptr)
        record.host = extra(m_shape.domainAt);
    record.rest = extra(m_shape.errorReasonAt);
    if (m_tokens.isTorn())
        sink.issue("torn-line", "The line ends inside a field behind the request; what stands before it is complete");
    sink.request(record);
}

bool isBalancerLine(std::string_view line, const AwsBalancerShape& shape)
{
    QuotedTokens tokens;
    tokens.split(line);
    const std::size_t at = shape.timeAt;
    return tokens.size() >= leastFields && shape.opens(tokens[0]) && utcTimeOf(tokens[at]) && tokens.wasQuoted(at + Line) &&
           (tokens[at + ResponseTime] == "-1" || durationFrom(tokens[at + ResponseTime], 1)) &&
           (tokens[at + Status] == "-" || statusFrom(tokens[at + Status]));
}

}    // namespace

Detection detectAwsBalancer(const SourceHead& head, const AwsBalancerShape& shape)
{
    const LineCensus census = censusOf(head, [&shape](std::string_view line) { return isBalancerLine(line, shape); });
    Detection detection = census.detection(shape.what, 97);
    settleAnchor(detection, shape.anchor, Basis::Specification, shape.anchorReason);
    return detection;
}

std::unique_ptr<RecordReader> openAwsBalancer(const ReaderContext& context, const AwsBalancerShape& shape)
{
    return std::make_unique<AwsBalancerReader>(context.time, shape);
}

}    // namespace faultline
