#include "importers/requests/awss3.h"

#include "app/import/linecensus.h"
#include "importers/requests/accesstimes.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/quotedtokens.h"
#include "importers/requests/requestline.h"

namespace faultline {

namespace {

/// Places of the fields; the ones behind the agent were added over the years.
enum Place : std::size_t {
    Owner, Bucket, Time, RemoteIp, Requester, RequestId, Operation, Key, Line, Status, ErrorCode, BytesSent, ObjectSize,
    TotalTime, TurnAroundTime, Referer, Agent, VersionId, HostId, Signature, Cipher, Authentication, HostHeader
};

constexpr std::size_t leastFields = Agent;    // lines cut behind the referer are complete requests

class AwsS3Reader final : public RecordReader {
public:
    explicit AwsS3Reader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        m_tokens.split(text, QuotedTokens::Brackets::Texts);
        if (m_tokens.size() < leastFields)
            return sink.reject(m_tokens.isTorn() ? "torn-line" : "too-few-fields",
                               "A line has at least 16 fields, this one has " + std::to_string(m_tokens.size()));
        const auto time = m_times.read(m_tokens[Time]);
        if (!time)
            return sink.reject("bad-time", "The third field is no time such as [06/Feb/2019:00:00:38 +0000]");
        Request record;
        record.time = *time;
        takeBareQuotes(text, record);
        for (const auto& [place, value] : plan) {
            const std::string_view token = m_tokens[place];
            if (isAbsentLogValue(token))
                continue;
            if (!applyLogValue(value, token, record))
                return sink.reject("bad-value", "A status, count or time of the line is not a number that fits");
        }
        if (record.host.data() == nullptr)
            record.host = m_tokens[Bucket];
        record.rest = m_tokens[Operation];
        sink.request(record);
    }

    const TimeResolver* timeResolver() const override { return &m_times.resolver(); }

private:
    /// S3 escapes no quotes in agents; no field behind the agent has any, so it goes to the last one.
    void takeBareQuotes(std::string_view text, Request& record)
    {
        const std::size_t begin = m_tokens.beginOf(Agent);
        const std::size_t last = text.rfind('"');
        if (!m_tokens.wasQuoted(Agent) || last == std::string_view::npos || last <= begin + m_tokens[Agent].size() + 1)
            return;
        record.userAgent = text.substr(begin + 1, last - begin - 1);
        m_behind.split(text.substr(last + 1));
        record.host = unlessDash(m_behind[HostHeader - VersionId]);
        if (record.host.data() == nullptr)
            record.host = m_tokens[Bucket];
    }

    struct Step {
        Place place;
        LogValue value;
    };
    static constexpr std::array plan = {Step{Line, LogValue::RequestLine},
                                        Step{Key, LogValue::Path},    // lifecycle and batch operations have no request line
                                        Step{Status, LogValue::Status},
                                        Step{BytesSent, LogValue::BodyBytes},
                                        Step{TotalTime, LogValue::DurationMillis},
                                        Step{TurnAroundTime, LogValue::UpstreamMillis},
                                        Step{RemoteIp, LogValue::Client},
                                        Step{Requester, LogValue::User},
                                        Step{HostHeader, LogValue::Host},
                                        Step{Referer, LogValue::Referer},
                                        Step{Agent, LogValue::UserAgent},
                                        Step{ErrorCode, LogValue::TerminationFlags},
                                        Step{RequestId, LogValue::TraceId}};

    AccessTimes m_times;
    QuotedTokens m_tokens;
    QuotedTokens m_behind;
};

bool isS3Line(std::string_view line, AccessTimes& times)
{
    QuotedTokens tokens;
    tokens.split(line, QuotedTokens::Brackets::Texts);
    return tokens.size() >= leastFields && !tokens.wasQuoted(Operation) && tokens[Operation].find('.') != std::string_view::npos &&
           (tokens.wasQuoted(Line) || tokens[Line] == "-") && times.read(tokens[Time]);
}

}    // namespace

const FormatInfo& AwsS3Importer::info() const
{
    static const FormatInfo info{.id = "aws-s3",
                                 .title = "Amazon S3 server access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::Start,
                                 .zone = "offset in the line",
                                 .specification = "Amazon S3, server access log format"};
    return info;
}

Detection AwsS3Importer::detect(const SourceHead& head) const
{
    AccessTimes times{TimeSettings{}};
    const LineCensus census = censusOf(head, [&times](std::string_view line) { return isS3Line(line, times); });
    Detection detection = census.detection("S3 server access log lines", 97);
    settleAnchor(detection, Anchor::Start, Basis::Specification, "S3 stamps the time at which it received the request");
    return detection;
}

std::unique_ptr<RecordReader> AwsS3Importer::open(const ReaderContext& context) const
{
    return std::make_unique<AwsS3Reader>(context.time);
}

}    // namespace faultline
