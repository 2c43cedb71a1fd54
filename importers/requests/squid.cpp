#include "importers/requests/squid.h"

#include "app/import/linecensus.h"
#include "app/import/timestampscanner.h"
#include "importers/requests/logvalue.h"
#include "importers/requests/quotedtokens.h"
#include "importers/requests/requestline.h"

namespace faultline {

namespace {

/// %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt
enum Place : std::size_t { Time, Elapsed, Client, Result, Bytes, Method, Url, User, Hierarchy, ContentType };
constexpr std::size_t leastFields = Hierarchy + 1;

std::optional<WrittenTime> timeOf(std::string_view text)
{
    if (text.size() < 13 || text[text.size() - 4] != '.')
        return std::nullopt;
    const auto written = scanEpoch(text);
    return written && text.empty() ? written : std::nullopt;
}

class SquidReader final : public RecordReader {
public:
    explicit SquidReader(const TimeSettings& settings) : m_times(settings) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        if (trimmed(text).empty())
            return sink.skip();
        m_tokens.split(text);
        if (m_tokens.size() < leastFields)
            return sink.reject("too-few-fields", "A line has at least 9 fields, this one has " + std::to_string(m_tokens.size()));
        const auto written = timeOf(m_tokens[Time]);
        const auto time = written ? m_times.resolve(*written) : std::nullopt;
        if (!time)
            return sink.reject("bad-time", "The first field is no time such as 1461576382.642");
        Request record;
        record.time = *time;
        const std::string_view result = m_tokens[Result];
        const std::size_t slash = result.find('/');
        record.terminationFlags = result.substr(0, slash);
        const std::string_view status = slash == std::string_view::npos ? std::string_view() : result.substr(slash + 1);
        if (!applyLogValue(LogValue::Status, status, record) || !applyLogValue(LogValue::DurationMillis, m_tokens[Elapsed], record) ||
            !applyLogValue(LogValue::BodyBytes, m_tokens[Bytes], record))
            return sink.reject("bad-value", "The elapsed time, the status or the size is not a number that fits");
        takeRequest(record);
        record.clientIp = unlessDash(m_tokens[Client]);
        record.user = unlessDash(m_tokens[User]);
        takeServer(record);
        sink.request(record);
    }

    const TimeResolver* timeResolver() const override { return &m_times; }

private:
    void takeRequest(Request& record) const
    {
        record.method = unlessDash(m_tokens[Method]);
        const std::string_view url = m_tokens[Url];
        if (record.method == "CONNECT")
            record.host = url;
        if (url != "-")
            applyRequestTarget(url, record);
    }

    /// "HIER_DIRECT/192.0.2.79": how the server was chosen and which it was.
    void takeServer(Request& record) const
    {
        const std::string_view hierarchy = m_tokens[Hierarchy];
        if (const std::size_t slash = hierarchy.find('/'); slash != std::string_view::npos)
            record.upstreamAddr = unlessDash(hierarchy.substr(slash + 1));
        record.rest = hierarchy.substr(0, hierarchy.find('/'));
    }

    TimeResolver m_times;
    QuotedTokens m_tokens;
};

bool isSquidLine(std::string_view line)
{
    const std::string_view start = trimmed(line).substr(0, 10);
    if (start.size() < 10 || start.find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    QuotedTokens tokens;
    tokens.split(line);
    return tokens.size() >= leastFields && timeOf(tokens[Time]) && tokens[Result].find("/") != std::string_view::npos &&
           tokens[Hierarchy].find('/') != std::string_view::npos && durationFrom(tokens[Elapsed], 1);
}

}    // namespace

const FormatInfo& SquidImporter::info() const
{
    static const FormatInfo info{.id = "squid",
                                 .title = "Squid native access log",
                                 .records = "request",
                                 .framing = Framing::Lines,
                                 .anchor = Anchor::End,
                                 .zone = "seconds since 1970",
                                 .specification = "Squid wiki, log formats; logformat squid"};
    return info;
}

Detection SquidImporter::detect(const SourceHead& head) const
{
    Detection detection = censusOf(head, isSquidLine).detection("Squid log lines", 97);
    settleAnchor(detection, Anchor::End, Basis::Specification, "Squid writes the line when the client's request is complete");
    return detection;
}

std::unique_ptr<RecordReader> SquidImporter::open(const ReaderContext& context) const
{
    return std::make_unique<SquidReader>(context.time);
}

}    // namespace faultline
