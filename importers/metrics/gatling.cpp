#include "importers/metrics/gatling.h"

#include "app/base/text.h"
#include "app/import/linecensus.h"
#include "importers/metrics/loadtestspan.h"
#include "importers/metrics/metricdocument.h"
#include "importers/metrics/plainimporter.h"

#include <algorithm>
#include <map>
#include <vector>

namespace faultline {

namespace {

/// The word that says what a line is: first since Gatling 3 and in 1, third in 2 (scenario, user, word). In 1 requests are
/// called ACTION, users SCENARIO.
std::string_view kindOf(const std::vector<std::string_view>& fields)
{
    for (const std::size_t index : {std::size_t{0}, std::size_t{2}}) {
        for (const std::string_view word : {"RUN", "USER", "REQUEST", "GROUP", "ERROR", "ASSERTION", "ACTION", "SCENARIO"}) {
            if (index < fields.size() && fields[index] == word)
                return word;
        }
    }
    return {};
}

/// The run's record of a binary log: a zero byte, the length of a text in four bytes and the version "3.13.1".
bool isBinaryStart(std::string_view text)
{
    return text.size() > 8 && text.starts_with(std::string_view("\0\0\0\0", 4)) && text[4] > 3 && text[4] < 40 && text[5] == '3' && text[6] == '.';
}

class Reader final : public RecordReader {
public:
    explicit Reader(const TimeSettings&) {}

    void line(std::string_view text, RecordSink& sink) override
    {
        m_isBinary = m_isBinary || isBinaryStart(text);
        if (m_isBinary) {
            sink.reject("binary-log", "Gatling writes simulation.log in a binary form of its own since 3.12, which is not read; let it send its measurements to "
                                      "Graphite as well (data.writers), or convert the log to CSV with request, start, end and status");
            return;
        }
        const std::vector<std::string_view> fields = split(text, '\t');
        const std::string_view kind = kindOf(fields);
        const bool isRequest = kind == "REQUEST" || kind == "ACTION";
        if (isRequest) {
            readRequest(fields, sink);
        } else if (kind == "USER" || kind == "SCENARIO") {
            readUser(fields, sink);
        } else if (!kind.empty()) {
            sink.skip();
            if (kind == "RUN" && fields.size() > 3 && fields[0] == "RUN")
                m_span.name(parseInteger(fields[1]) ? fields[2] : fields[1]);    // Gatling 1: the date of the run stands before its name
        } else if (trimmed(text).empty()) {
            sink.skip();
        } else if (m_isInMessage) {
            sink.continuation();    // the message of a failed request goes on
        } else {
            sink.reject("bad-line", "The line is none of RUN, USER, REQUEST, GROUP, ERROR and ASSERTION, in Gatling 1 ACTION and SCENARIO");
        }
        m_isInMessage = isRequest || (kind.empty() && m_isInMessage);
    }

    void finish(RecordSink& sink) override { m_span.emit(sink); }

private:
    /// "... groups name start end OK message": the times stand before the status. Up to 2.0 there are four of them, the end of the
    /// request second or last: it is the latest.
    void readRequest(const std::vector<std::string_view>& fields, RecordSink& sink)
    {
        std::size_t status = 3;
        while (status < fields.size() && fields[status] != "OK" && fields[status] != "KO")
            ++status;
        std::size_t first = status;
        while (status < fields.size() && first > 1 && status - first < 4 && fields[first - 1].size() >= 12 && parseInteger(fields[first - 1]))
            --first;
        const auto start = status - first >= 2 && status < fields.size() ? epochTime(fields[first], inMilliseconds) : std::nullopt;
        auto end = start;
        for (std::size_t i = first; start && i < status; ++i) {
            const auto time = epochTime(fields[i], inMilliseconds);
            end = time && time->utc > end->utc ? time : end;
        }
        if (!end) {
            sink.reject("bad-request", "The request has no start, end and status in milliseconds");
            return;
        }
        if (fields[first - 1] == "Start of scenario" || fields[first - 1] == "End of scenario") {    // a user of Gatling 1
            m_span.addMoment(*start, sink);
            return sink.skip();
        }
        Request request;
        request.time = *start;
        applyLabel(fields[first - 1], request);
        std::int64_t duration = 0;
        if (!__builtin_sub_overflow(nanosecondsOf(end->utc), nanosecondsOf(start->utc), &duration) && duration >= 0)
            request.durationNs = duration;
        const bool failed = fields[status] == "KO";
        const std::string_view message = status + 1 < fields.size() ? trimmed(fields[status + 1]) : std::string_view();
        if (failed) {
            request.rest = message.empty() ? std::string_view("KO") : message;
            request.status = foundStatus(message);
        }
        sink.request(request);
        m_span.addRequest(*start, request.durationNs, failed, sink);
    }

    /// "status.find.is(200), but actually found 503", "but actually 401 is not less than 399".
    static std::int64_t foundStatus(std::string_view message)
    {
        const std::size_t begin = message.find("but actually ");
        if (begin == std::string_view::npos || message.find("status") == std::string_view::npos)
            return absent;
        std::string_view rest = message.substr(begin + 13);
        if (rest.starts_with("found "))
            rest.remove_prefix(6);
        const auto value = parseInteger(rest.substr(0, rest.find_first_not_of("0123456789")));
        return value && *value >= 100 && *value <= 599 ? *value : absent;
    }

    /// Users of a scenario that are under way.
    void readUser(const std::vector<std::string_view>& fields, RecordSink& sink)
    {
        std::size_t at = 0;
        while (at < fields.size() && fields[at] != "START" && fields[at] != "END" && !fields[at].ends_with(" START") && !fields[at].ends_with(" END"))
            ++at;
        if (at + 1 >= fields.size()) {
            sink.reject("bad-user", "The line says of no user that it starts or ends");
            return;
        }
        const bool starts = fields[at].ends_with("START");
        // An end is written with the time of the start first in some versions: the last time is the moment.
        std::optional<RecordTime> time;
        for (std::size_t i = at + 1; i < fields.size(); ++i) {
            if (const auto one = fields[i].size() >= 12 ? epochTime(trimmed(fields[i]), inMilliseconds) : std::nullopt)
                time = one;
        }
        if (!time) {
            sink.reject("bad-time", "The user's line has no time in milliseconds");
            return;
        }
        const std::string_view scenario = fields[0] == "USER" || fields[0] == "SCENARIO" ? fields[1].substr(0, fields[1].find(" START")) : fields[0];
        auto found = m_users.find(scenario);
        if (found == m_users.end()) {
            if (m_users.size() >= 1000) {
                sink.reject("too-many-series", "More than 1,000 scenarios");
                return;
            }
            const SeriesHandle handle = sink.series("active users", {{"scenario", std::string(scenario)}}, "1", SeriesKind::Gauge);
            found = m_users.emplace(std::string(scenario), Users{handle, 0}).first;
        }
        found->second.active += starts ? 1 : found->second.active > 0 ? -1 : 0;
        sink.sample(found->second.series, *time, static_cast<double>(found->second.active));
        m_span.addMoment(*time, sink);
    }

    struct Users {
        SeriesHandle series;
        std::int64_t active;
    };
    std::map<std::string, Users, std::less<>> m_users;
    LoadTestSpan m_span{"Gatling"};
    bool m_isInMessage = false;
    bool m_isBinary = false;
};

}    // namespace

std::unique_ptr<Importer> gatlingLog()
{
    return std::make_unique<PlainImporter>(
        FormatInfo{.id = "gatling-log", .title = "Gatling simulation.log", .records = "request, series, event",
                   .framing = Framing::OrderedLines, .anchor = Anchor::Start, .zone = "epoch", .since = "Gatling 1 to 3.11",
                   .specification = "Gatling, LogFileDataWriter"},
        [](const SourceHead& head) {
            if (isBinaryStart(head.text))
                return Detection{90, "it begins as the binary log of Gatling 3.12 and later, which is refused", Anchor::Unknown, Basis::Assumed, {}};
            auto found = censusOf(head, [](std::string_view line) {
                             const auto fields = split(line, '\t');
                             return fields.size() >= 2 && !kindOf(fields).empty();
                         }).detection("lines of Gatling", 95);
            if (found.confidence > 0)
                settleAnchor(found, Anchor::Start, Basis::Specification, "the first of two times is the start of a request");
            return found;
        },
        &openWithTimes<Reader>);
}

}    // namespace faultline
